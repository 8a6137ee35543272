"""What a sentence may be about: all places, entities and options that it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from itertools import chain, islice

from .candidates import AREA, FLOOR, OPTION
from .directory import CROWD, ENTITY, Directory, Name, Thing, is_content
from .hearing import Hearing, KindWord
from .lexicon import KIND_NOUNS, WEAK, root
from .matching import Span, parts, whole
from .places import LINKS, Places, positions

_REACH = 8
"""The words of one name stand no further apart than this."""
_FEW = 12
"""So many names with the same crowded words are looked at."""
_NEAR = 4
"""Words that tell nothing by themselves do so together only when near each other."""
_MOVING = frozenset({"vacuum", "lawn_mower", "person", "device_tracker"})
"""Their area says where they live, not where they are."""


class Search:
    """One sentence in one house."""

    def __init__(self, hearing: Hearing, directory: Directory, here: str | None) -> None:
        self.hearing = hearing
        self.directory = directory
        self.here = here
        self.kind_words = hearing.kind_words()
        self._kind_at = {word.start: word for word in self.kind_words}
        self._readings = sorted(
            chain.from_iterable(hearing.readings.values()), key=lambda r: (r.start, r.end, r.word)
        )
        self._anchors = self._find_anchors()
        named = chain(self._names("whole", AREA), self._names("whole", FLOOR))
        self.places = Places(hearing, directory, named)

    def _find_anchors(self) -> list[tuple[str, ...]]:
        """Return the words, alone and in pairs, under which whole names may stand."""
        found: dict[tuple[str, ...], None] = {}
        for index, one in enumerate(self._readings):
            found[(one.word,)] = None
            for two in islice(self._readings, index + 1, None):
                if two.start - one.end > _REACH:
                    break
                if two.word != one.word:
                    found[tuple(sorted((one.word, two.word)))] = None
        return list(found)

    def _names(self, *table: str) -> Iterator[Name]:
        """Yield the names that may have been said whole."""
        for anchor in self._anchors:
            yield from islice(self.directory.named(*table, *anchor), CROWD)

    # Where to look

    @cached_property
    def said_areas(self) -> frozenset[str]:
        """The areas named by themselves, not only within the name of an entity."""
        return self.places.areas(self._full_names)

    @cached_property
    def near_areas(self) -> frozenset[str]:
        """Where to look when no area was named by itself: in those of named entities, and here."""
        here = frozenset((self.here,)) if self.here else frozenset()
        return self.places.areas() | here

    def focus(self, start: int, end: int) -> tuple[frozenset[str], bool]:
        """Return the areas in which to look for a noun, and whether they were said."""
        said = self.places.attached(start, end) or self.said_areas
        return (said, True) if said else (self.near_areas, False)

    def reach(self, span: Span) -> int:
        """Return where a name ends, with a word for its kind behind it: "sofa lamp lights"."""
        behind = self._kind_behind(span)
        return behind.end if behind and span.thing.kind in behind.kinds else span.end

    def _kind_behind(self, span: Span) -> KindWord | None:
        """Return the word for a kind that follows a span."""
        return self._kind_at.get(span.end)

    # Entities

    @cached_property
    def _full_names(self) -> list[Span]:
        """Where the full name of an entity is said."""
        names = dict.fromkeys(self._names("whole", ENTITY))
        for area_id in sorted(self.near_areas):
            names.update(dict.fromkeys(self._names("in area", area_id)))
        return [span for name in names for span in whole(name, name.required, self.hearing)]

    @cached_property
    def exact(self) -> list[Span]:
        """Where an entity's name is said whole, or taken together with its area."""
        return [span for span in self._whole_names if span.is_exact]

    @cached_property
    def inexact(self) -> list[Span]:
        """Where only a part of an entity's name is said, or other words speak against it."""
        return [*(span for span in self._whole_names if not span.is_exact), *self._parts()]

    @cached_property
    def _whole_names(self) -> list[Span]:
        """Where all that must be said of an entity's name is said."""
        judged = (self._judged(span) for span in self._full_names)
        return _best([*filter(None, judged), *self._reduced()])

    def _judged(self, span: Span) -> Span | None:
        """Return a full name, as a mere part if the words around it speak of something else."""
        if any((p.start, p.end) == (span.start, span.end) for p in self.places.named):
            # A light called "Kitchen" is not meant by "the kitchen fan".
            behind = self._kind_behind(span)
            return None if behind and span.thing.kind not in behind.kinds else span
        is_other = self._is_elsewhere(span) or self._is_owner(span)
        is_other = is_other or (_is_plain(span) and self._is_modified(span))
        return replace(span, is_exact=False) if is_other else span

    def _is_elsewhere(self, span: Span) -> bool:
        """Say whether the words around a name give it another area than its own."""
        attached = self.places.attached(span.start, span.end)
        moves = span.thing.domain in _MOVING or span.thing.area_id is None
        return bool(attached) and not moves and span.thing.area_id not in attached

    def _is_owner(self, span: Span) -> bool:
        """Say whether a name only tells whose a thing is: "Jack" in "jack's lamp"."""
        said = self.hearing.words[span.end - 1]
        is_possessive = said.endswith("'s") and span.end < len(self.hearing.words)
        return is_possessive and span.name is not None and not span.name.words[-1].endswith("s")

    def _is_modified(self, span: Span) -> bool:
        """Say whether the word before a noun makes another thing of it: "reading" "lamp"."""
        left = span.start - 1
        if left < 0 or left in positions(self.places.mentions):
            return False
        return self.hearing.is_modifier(left)

    def _reduced(self) -> Iterator[Span]:
        """Yield where a name is said without the area that goes without saying."""
        for area_id in sorted(self.near_areas):
            for name in dict.fromkeys(self._names("in area", area_id)):
                for span in whole(name, name.reduced, self.hearing) if name.reduced else ():
                    if area_id in self.focus(span.start, span.end)[0]:
                        is_exact = span.is_exact and not self._is_modified(span)
                        yield replace(self._with_place(span), is_exact=is_exact)

    def _with_place(self, span: Span) -> Span:
        """Return a name with the words that give it its area: "kitchen" and hall "light"."""
        area_id = span.thing.area_id
        if area_id not in self.places.attached(span.start, span.end):
            return span
        own = positions(p for p in self.places.mentions if area_id in p.thing.covers)
        return replace(span, positions=span.positions | own)

    # Parts of names

    def _parts(self) -> Iterator[Span]:
        """Yield where a telling part of an entity's name is said."""
        best: dict[Thing, list[Span]] = {}
        for name in dict.fromkeys(self._part_names()):
            explained = self._explained(name.thing.area_id)
            spans = parts(name, self.hearing, self.directory, explained)
            known = best.get(name.thing)
            if spans and (not known or spans[0].strength > known[0].strength):
                best[name.thing] = [s for s in spans if s.strength > 0.99 * spans[0].strength]
        for span in chain.from_iterable(best.values()):
            yield self._with_kind(span)

    def _with_kind(self, span: Span) -> Span:
        """Return a part of a name with the word for its kind behind it: "sofa" "light"."""
        end = self.reach(span)
        return replace(span, end=end, positions=span.positions | frozenset(range(span.end, end)))

    def _explained(self, area_id: str | None) -> frozenset[int]:
        """Return the positions of words that name an entity's area, or tell of another only."""
        named, words = self.places.named, self.hearing.words
        own = (span for span in (*named, *self.places.parts) if area_id in span.thing.covers)
        return positions(own) | {p for p in positions(named) if words[p] in WEAK}

    def _part_names(self) -> Iterator[Name]:
        """Yield the entity names that share telling words with the sentence."""
        positions_of: dict[str, set[int]] = {}
        for reading in self._readings:
            if reading.word not in LINKS:
                positions_of.setdefault(reading.word, set()).add(reading.start)
        for word in filter(is_content, positions_of):
            is_noun = root(word) in KIND_NOUNS
            sharing = self.directory.named("word", ENTITY, word)
            if len(sharing) <= CROWD and not is_noun:
                yield from sharing
                continue
            for area_id in sorted(self.near_areas) if not is_noun else ():
                yield from islice(self.directory.named("word in area", area_id, word), _FEW)
            reach = _NEAR if is_noun else _REACH
            for other in _neighbours(word, positions_of, reach) if sharing else ():
                yield from self._sharing_two(sharing, other)

    def _sharing_two(self, sharing: dict[Name, None], word: str) -> list[Name]:
        """Return names that share a crowded word and a neighbour of it with the sentence."""
        both = sharing.keys() & self.directory.named("word", ENTITY, word).keys()
        return sorted(both, key=lambda name: name.thing.closeness)[:_FEW]

    # Options

    @cached_property
    def options(self) -> list[Span]:
        """Where named options are said whole."""
        spans = [
            span
            for name in dict.fromkeys(self._names("whole", OPTION))
            for span in whole(name, name.required, self.hearing)
        ]
        return [span for span in _best(spans) if not any(map(span.within, spans))]


def _neighbours(word: str, positions_of: dict[str, set[int]], reach: int) -> list[str]:
    """Return the words said near a word, of two crowded ones each other only once."""
    own = positions_of[word]
    return [
        other
        for other, theirs in positions_of.items()
        if other != word
        and (other > word or not is_content(other))
        and any(abs(one - two) <= reach for one in own for two in theirs)
    ]


def _is_plain(span: Span) -> bool:
    """Say whether a name is a mere word for a kind: "Lamp"."""
    return span.name is not None and all(root(w) in KIND_NOUNS for w in span.name.required)


def _best(spans: Iterable[Span]) -> list[Span]:
    """Keep one span for each thing and its words, the best."""
    best: dict[tuple[Thing, frozenset[int]], Span] = {}
    for span in sorted(spans, key=lambda s: (not s.is_exact, s.start - s.end, -s.quality)):
        best.setdefault((span.thing, span.positions), span)
    return list(best.values())
