"""Everything in the house that has a name, found by the words of its names.

The tables make the time for a sentence depend on what it says, not on the size of the
house: whole names are looked up by their two rarest words, parts of names through words
that few names share, and crowded words only together with a second word or a place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, pairwise
from math import log

from .candidates import AREA, FLOOR, OPTION
from .home import HVAC_MODE, Entity, Floor, Home
from .lexicon import AMBIGUOUS, OPTIONAL, STOP, WEAK
from .storeys import storeys
from .text import fold, stem, words
from .vocabulary import Vocabulary, is_common, is_unknown

ENTITY = "entity"
CROWD = 24
"""More names than this may share a word, but are not all looked at for it."""

Key = tuple[str | None, ...]


@dataclass(slots=True, eq=False)
class Thing:
    """Something with names: an entity, a place or a named option."""

    sort: str
    ref: str
    kind: str
    area_id: str | None = None
    key: str | None = None
    owners: dict[str, None] = field(default_factory=dict)
    """For an option, the entities that offer it, in order."""
    covers: frozenset[str] = frozenset()
    """For a place, the areas that belong to it."""
    names: tuple[Name, ...] = ()
    closeness: tuple[int, int, str] = (0, 0, "")
    """Orders things that fit equally well: short names first, then by id."""

    @property
    def domain(self) -> str:
        """Return the domain of an entity."""
        return self.ref.split(".", 1)[0]


@dataclass(slots=True, eq=False)
class Name:
    """One name of a thing."""

    thing: Thing
    words: tuple[str, ...]
    required: tuple[str, ...]
    """The words that make the whole name, without "the" and "of"."""
    content: frozenset[str]
    """Those of them that mean something by themselves."""
    is_ordered: bool
    """Its words only count in this order: "All Off", "Lock Up", "Zone A"."""
    reduced: tuple[str, ...] = ()
    """The required words without those of its area; empty when little is left."""


@lru_cache(maxsize=16384)
def spoken(written: str) -> tuple[str, ...]:
    """Return the folded words of a name."""
    return tuple(fold(word) for word in words(written))


def name_of(thing: Thing, said: tuple[str, ...], area_words: frozenset[str]) -> Name:
    """Return a name as it is looked up."""
    kept = [w for w in said[:-1] if w not in OPTIONAL]
    # At the end "a" is no article: "Zone A".
    kept += [w for w in said[-1:] if w not in OPTIONAL or w == "a"]
    required = tuple(dict.fromkeys(kept)) or said
    content = frozenset(w for w in required if is_content(w))
    is_ordered = any(w in STOP or (len(w) == 1 and w.isalpha()) for w in required)
    is_ordered = is_ordered or (required[0] in AMBIGUOUS and len(required) > 1)
    reduced = tuple(w for w in required if w not in area_words)
    if is_ordered or len(reduced) == len(required) or not content.intersection(reduced):
        reduced = ()
    return Name(thing, said, required, content, is_ordered, reduced)


def is_content(word: str) -> bool:
    """Say whether a word tells something by itself: not "the", "room", "2" or "b"."""
    return word not in STOP and word not in WEAK and len(word) > 1 and not word[0].isdigit()


class Directory:
    """The names of one house."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.vocabulary = Vocabulary()
        self.entities: dict[str, Thing] = {}
        self.options: dict[tuple[str, str], Thing] = {}
        self.places: dict[tuple[str, str], Thing] = {}
        self._named: defaultdict[Key, dict[Name, None]] = defaultdict(dict)
        self._kinds: defaultdict[Key, dict[Thing, None]] = defaultdict(dict)
        self._compounds: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        self._meanings: dict[str, tuple[tuple[str, float], ...]] = {}
        self._doubts: dict[str, tuple[tuple[str, float], ...]] = {}
        self._closest: dict[str, list[Thing]] = {}
        self._weights: dict[str, float] = {}
        self._size = 0
        # Only the speed of a search depends on this count, so it is not kept up to date.
        self._frequency = Counter(
            word for e in home.entities.values() for name in e.names for word in spoken(name)
        )
        self._fill()

    def _fill(self) -> None:
        """Enter the whole house."""
        for area in self.home.areas.values():
            self._add_place(AREA, area.area_id, area.names, frozenset((area.area_id,)))
        for floor, names in storeys(self.home):
            self._add_place(FLOOR, floor.floor_id, names, _areas_on(self.home, floor))
        for entity in self.home.entities.values():
            self.add(entity)

    def add(self, entity: Entity) -> None:
        """Enter an entity and its named options."""
        thing = Thing(ENTITY, entity.entity_id, entity.kind, entity.area_id)
        self.entities[entity.entity_id] = thing
        self._enter(thing, entity.names, self._area_words(entity.area_id))
        for key in _kind_keys(thing):
            self._kinds[key][thing] = None
        for option_key, values in entity.options.items():
            # Operating modes ("heat", "off") are words of the plan itself, and everyday words.
            for value in values if option_key != HVAC_MODE else ():
                self._add_option(option_key, value, entity.entity_id)
        self._forget()

    def _add_option(self, key: str, value: str, owner: str) -> None:
        """Enter one named option of an entity."""
        thing = self.options.get((key, value))
        if thing is None:
            thing = self.options[key, value] = Thing(OPTION, value, OPTION, key=key)
            self._enter(thing, (value,))
        thing.owners[owner] = None

    def _add_place(
        self, sort: str, ref: str, names: tuple[str, ...], covers: frozenset[str]
    ) -> None:
        """Enter an area or floor."""
        thing = self.places[sort, ref] = Thing(sort, ref, sort, covers=covers)
        self._enter(thing, names)

    def remove(self, entity_id: str) -> None:
        """Take an entity and the options that only it has out again."""
        thing = self.entities.pop(entity_id)
        self._leave(thing)
        for key in _kind_keys(thing):
            del self._kinds[key][thing]
        for option in [o for o in self.options.values() if entity_id in o.owners]:
            del option.owners[entity_id]
            if not option.owners:
                self._leave(self.options.pop((option.key or "", option.ref)))
        self._forget()

    def _enter(
        self, thing: Thing, names: Iterable[str], area_words: frozenset[str] = frozenset()
    ) -> None:
        """Enter the names of a thing in every table."""
        said = dict.fromkeys(filter(None, map(spoken, names)))
        thing.names = tuple(name_of(thing, name, area_words) for name in said)
        length = len(thing.names[0].words) if thing.names else 0
        thing.closeness = (length, len(thing.ref), thing.ref)
        for name in thing.names:
            for key in self._keys(name):
                self._named[key][name] = None
            for word in set(name.words):
                self.vocabulary.add(word)
            for pair in set(pairwise(name.words)):
                self._compounds["".join(pair)][pair] += 1
        self._size += len(thing.names)

    def _leave(self, thing: Thing) -> None:
        """Take the names of a thing out of every table."""
        for name in thing.names:
            for key in self._keys(name):
                self._named[key].pop(name, None)
            for word in set(name.words):
                self.vocabulary.discard(word)
            for pair in set(pairwise(name.words)):
                self._compounds["".join(pair)] -= Counter((pair,))
        self._size -= len(thing.names)

    def _keys(self, name: Name) -> Iterator[Key]:
        """Yield the keys under which a name stands in the table."""
        sort, area_id = name.thing.sort, name.thing.area_id
        anchor = self._anchor(name.required)
        yield "whole", sort, *anchor
        for word in name.required:
            yield "word", sort, word
        if area_id is None:
            return
        yield "in area", area_id, *anchor
        if name.reduced:
            yield "in area", area_id, *self._anchor(name.reduced)
        for word in name.required:
            yield "word in area", area_id, word

    def _anchor(self, required: tuple[str, ...]) -> tuple[str, ...]:
        """Return the one or two words by which a whole name is looked up."""
        rarest = sorted(required, key=lambda word: (self._frequency[word], word))[:2]
        return tuple(sorted(rarest))

    def _area_words(self, area_id: str | None) -> frozenset[str]:
        """Return the words of an area's names."""
        area = self.home.areas.get(area_id or "")
        return frozenset(word for name in area.names for word in spoken(name)) if area else _NONE

    def _forget(self) -> None:
        """Drop what was worked out from tables that have changed."""
        self._meanings.clear()
        self._doubts.clear()
        self._closest.clear()
        self._weights.clear()

    def named(self, *key: str) -> dict[Name, None]:
        """Return the names under a key of the table (see `_keys`)."""
        return self._named.get(key, _EMPTY)

    def of_kind(self, kind: str, area_id: str | None) -> list[Thing]:
        """Return the entities of a kind in an area; with None those in no area."""
        return list(self._kinds.get((kind, area_id), ()))

    def how_many(self, kind: str) -> int:
        """Count the entities of a kind."""
        return len(self._kinds.get((kind,), ()))

    def closest_of_kind(self, kind: str) -> list[Thing]:
        """Return a handful of the entities of a kind in the whole house."""
        if kind not in self._closest:
            everyone = sorted(self._kinds.get((kind,), ()), key=lambda thing: thing.closeness)
            self._closest[kind] = everyone[:8]
        return self._closest[kind]

    def weight(self, word: str) -> float:
        """Return how much a word of an entity's name tells: rare ones tell more."""
        if word not in self._weights:
            sharing = len(self.named("word", ENTITY, word))
            self._weights[word] = log((self._size + 2) / (sharing + 0.5))
        return self._weights[word]

    def meanings(self, word: str) -> tuple[tuple[str, float], ...]:
        """Return the words of the house that a folded word may be, with their likeness."""
        found = self._meanings.get(word)
        if found is None:
            found = tuple(self.vocabulary.known(word))
            bare = stem(word) if "'" in word else word
            if not found and is_unknown(bare):
                found = tuple(self.vocabulary.guesses(bare))
            if len(self._meanings) > 4096:
                self._meanings.clear()
            self._meanings[word] = found
        return found

    def doubts(self, word: str) -> tuple[tuple[str, float], ...]:
        """Return the words of the house that nearly sound like one that it does not have."""
        found = self._doubts.get(word)
        if found is None:
            bare = stem(word) if word.endswith("'s") else word
            is_odd = is_unknown(bare) or is_common(bare)
            sure = dict(self.meanings(word))
            near = self.vocabulary.sounding(bare) if is_odd and word not in sure else ()
            found = tuple((term, fit) for term, fit in near if fit > sure.get(term, 0.0))
            if len(self._doubts) > 4096:
                self._doubts.clear()
            self._doubts[word] = found
        return found

    def guesses(self, joined: str) -> tuple[tuple[str, float], ...]:
        """Return what two words run together may be a misspelling of."""
        return tuple(self.vocabulary.guesses(joined))

    def halves(self, word: str) -> tuple[tuple[str, str], ...]:
        """Return the neighbours in names that are written as this one word."""
        return tuple(islice(self._compounds.get(word, ()), 4))


_NONE: frozenset[str] = frozenset()
_EMPTY: dict[Name, None] = {}


def _kind_keys(thing: Thing) -> tuple[Key, Key]:
    """Return the keys under which an entity stands by its kind."""
    return (thing.kind,), (thing.kind, thing.area_id)


def _areas_on(home: Home, floor: Floor) -> frozenset[str]:
    """Return the areas of a floor."""
    found = frozenset(a.area_id for a in home.areas.values() if a.floor_id == floor.floor_id)
    # A floor without areas is a place all the same, only that nothing is there.
    return found or frozenset((f"none on {floor.floor_id}",))
