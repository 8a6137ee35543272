"""The places that a sentence names, and which of its nouns belong to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import islice

from .candidates import AREA, FLOOR
from .directory import CROWD, Directory, Name, Thing, is_content
from .hearing import Hearing
from .lexicon import AND, DETERMINERS, PREPOSITIONS
from .matching import Span, parts, whole

LINKS = AND | DETERMINERS | PREPOSITIONS


class Places:
    """The areas and floors in one sentence."""

    def __init__(self, hearing: Hearing, directory: Directory, whole_names: Iterable[Name]) -> None:
        self._hearing = hearing
        self._directory = directory
        self.named = self._find_named(whole_names)
        """Where the whole name of one is said, by position."""
        self.parts = self._find_parts()
        """Where only a part of one's name is said: "master" for "Master Bedroom"."""

    def _find_named(self, names: Iterable[Name]) -> list[Span]:
        """Return where areas and floors are named whole."""
        spans = [s for name in names for s in whole(name, name.required, self._hearing)]
        best: dict[tuple[Thing, int], Span] = {}
        for span in sorted(spans, key=lambda span: (span.start, -span.quality)):
            rivals = (other for other in spans if other.thing.sort == span.thing.sort)
            if not any(map(span.within, rivals)):
                best.setdefault((span.thing, span.start), span)
        return list(best.values())

    def _find_parts(self) -> list[Span]:
        """Return where only a part of an area's or floor's name is said."""
        said = positions(self.named)
        found: dict[Thing, Span] = {}
        for name in self._sharing():
            for span in parts(name, self._hearing, self._directory, said)[:1]:
                found.setdefault(name.thing, span)
        rivals = [span.positions for span in found.values()]
        return [s for s in found.values() if not any(s.positions < rival for rival in rivals)]

    def _sharing(self) -> dict[Name, None]:
        """Return the names of places that share a telling word with the sentence."""
        return {
            name: None
            for word in filter(is_content, self._hearing.readings)
            for sort in (AREA, FLOOR)
            for name in islice(self._directory.named("word", sort, word), CROWD)
        }

    @cached_property
    def mentions(self) -> list[Span]:
        """The places that a noun may belong to: whole names, else parts of names."""
        return self.named or sorted(self.parts, key=lambda span: span.start)

    @cached_property
    def _groups(self) -> list[tuple[list[Span], frozenset[str]]]:
        """The mentions that are named together, with the areas they mean together."""
        groups: list[tuple[list[Span], frozenset[str]]] = []
        for span in self.mentions:
            before = groups[-1][0][-1] if groups else span
            between = self._hearing.words[before.end : span.start]
            if groups and LINKS.issuperset(between):
                run, covered = groups.pop()
                groups.append(([*run, span], _together(covered, span.thing.covers, between)))
            else:
                groups.append(([span], span.thing.covers))
        return groups

    def areas(self, names: Sequence[Span] = ()) -> frozenset[str]:
        """Return the areas that are meant, but not those named within the given names only."""
        return frozenset().union(
            *(
                covered
                for run, covered in self._groups
                if not all(any(map(span.within, names)) for span in run)
            )
        )

    def attached(self, start: int, end: int) -> frozenset[str]:
        """Return the areas that the words around a noun give it.

        They stand before it ("the kitchen and hall lights"), or behind it with a preposition
        ("the lights in the kitchen and the hall").
        """
        left, words = self._skip(start, -1), self._hearing.words
        before = [covered for run, covered in self._groups if any(p.end == left for p in run)]
        if before or end >= len(words) or words[end] not in PREPOSITIONS:
            return frozenset().union(*before)
        right = self._skip(end + 1, 1)
        behind = (covered for run, covered in self._groups if any(p.start == right for p in run))
        return frozenset().union(*behind)

    def around(self, span: Span) -> frozenset[str]:
        """Return the areas that a name is given by the words in and around it."""
        within = (covered for run, covered in self._groups if any(p.inside(span) for p in run))
        return self.attached(span.start, span.end).union(*within)

    def beside(self, span: Span) -> frozenset[str]:
        """Return the areas, other than its own, in which a noun in a name may be sought too.

        Those named in one breath with its own; any that are said if it was given none.
        """
        outside = self.areas([span]) if self.named else frozenset()
        around, own = self.around(span), frozenset((span.thing.area_id or "",))
        # A light called "Upstairs Hall" need not be upstairs.
        return (around if around & own else frozenset()) - own if around else outside - own

    def _skip(self, position: int, step: int) -> int:
        """Return the next position that is no article, leftwards a bound between words."""
        words, offset = self._hearing.words, -1 if step < 0 else 0
        while 0 <= position + offset < len(words) and words[position + offset] in DETERMINERS:
            position += step
        return position


def _together(some: frozenset[str], more: frozenset[str], between: Sequence[str]) -> frozenset[str]:
    """Return the areas of two places: "the bathroom upstairs" is one, "and" makes them two."""
    is_list = not AND.isdisjoint(between) or not some & more
    return some | more if is_list else some & more


def positions(spans: Iterable[Span]) -> frozenset[int]:
    """Return the positions of the words of some spans."""
    return frozenset().union(*(span.positions for span in spans))
