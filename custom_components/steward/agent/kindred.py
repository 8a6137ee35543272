"""Entities of which a sentence says only the kind: "the lights", "the heater"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest

from .directory import CROWD, ENTITY, Thing
from .hearing import KindWord
from .lexicon import PREPOSITIONS, STOP, WEAK, root
from .matching import Span
from .numerals import UNIT_WORDS
from .places import positions
from .search import Search

_SAME_KIND = 4
"""At most so many entities stand behind one word for their kind."""
_SAME_WORD = 2
"""So many more may have the word in their name: a switch called "TV Plug"."""
_ONLY = 2
"""So few of a kind may serve a place they do not stand in."""
_SERVING = frozenset(
    "climate water_heater humidifier vacuum lawn_mower alarm_control_panel weather".split()
)
"""Of these a house often has one for all rooms."""
_NO_THINGS = frozenset(
    "scene script automation event update number input_number select input_select button"
    " input_button".split()
)
"""What has the word in its name, but is not itself what the word could mean."""
_READINGS = frozenset({"sensor", "binary_sensor"})
"""These neither, unless the word asks for something to read."""


class Kindred:
    """The entities of the kinds that one sentence names."""

    def __init__(self, search: Search, exact: Sequence[Span], parts: Sequence[Span]) -> None:
        self._search = search
        self._directory = search.directory
        self._exact = exact
        self._parts = parts
        self._listed = {span.thing for span in (*exact, *parts)}

    def spans(self) -> Iterator[Span]:
        """Yield the entities that each word for a kind may mean."""
        for word in self._search.kind_words:
            stretch = self._stretch(word)
            for thing in self._candidates(word, stretch):
                yield Span(thing=thing, start=word.start, end=word.end, positions=stretch)

    def _stretch(self, word: KindWord) -> frozenset[int]:
        """Return the positions of a word for a kind: of "water the" only "water"."""
        spoken, every = self._search.hearing.words, range(word.start, word.end)
        return frozenset(p for p in every if spoken[p] not in STOP) or frozenset(every)

    def _candidates(self, word: KindWord, stretch: frozenset[int]) -> Iterator[Thing]:
        """Yield the entities that a word for a kind may mean."""
        if self._is_amount(word) or self._is_place(word, stretch):
            return
        covers = [e for e in self._exact if e.start <= word.start < self._search.reach(e)]
        if covers:
            yield from self._besides(word, covers)
        elif not any(stretch <= part.positions and self._is_near(part) for part in self._parts):
            pools = self._pools(word)
            yield from islice(self._fresh(pools), _SAME_KIND)
            if not stretch <= positions(self._search.places.named):
                yield from self._with_word(word, pools)

    def _is_amount(self, word: KindWord) -> bool:
        """Say whether a word is the unit of a number: "20 degrees"."""
        spoken = self._search.hearing.words
        is_unit = spoken[word.start] in UNIT_WORDS
        return is_unit and word.start > 0 and spoken[word.start - 1][-1:].isdigit()

    def _is_place(self, word: KindWord, stretch: frozenset[int]) -> bool:
        """Say whether a word only tells where: "in the garage"."""
        places = [p for p in self._search.places.named if stretch <= p.positions]
        spoken = self._search.hearing.words
        before = [w for p in places for w in spoken[max(0, p.start - 2) : p.start]]
        return not PREPOSITIONS.isdisjoint(before) and "garage" in word.roots

    def _is_near(self, part: Span) -> bool:
        """Say whether so much of a name is said that its kind alone means nothing else."""
        rest = part.unsaid
        areas, _ = self._search.focus(part.start, part.end)
        if rest and part.name and part.name.reduced and part.thing.area_id in areas:
            rest = rest.intersection(part.name.reduced)
        return not rest

    def _fresh(self, pools: Iterable[Sequence[Thing]]) -> Iterator[Thing]:
        """Yield what is not on the list yet, those first of whose names most is said."""
        ranked = [sorted(pool[:CROWD], key=self._words_unsaid) for pool in pools]
        return (thing for thing in _in_turn(ranked) if thing not in self._listed)

    def _words_unsaid(self, thing: Thing) -> int:
        """Order entities by how many words of their names are said, the most first."""
        readings = self._search.hearing.readings
        return -max((sum(w in readings for w in n.required) for n in thing.names), default=0)

    def _pools(self, word: KindWord) -> list[list[Thing]]:
        """Return the entities of each kind in the areas in question, else in the house."""
        areas, was_said = self._search.focus(word.start, word.end)
        pools = [self._in_areas(kind, areas) for kind in word.kinds]
        if any(pools):
            return pools
        return self._beyond(word) if was_said else self._anywhere(word)

    def _beyond(self, word: KindWord) -> list[list[Thing]]:
        """Return what may serve a place that has nothing of a kind itself.

        Never the whole house: but what stands in no area may be there, and the only
        thermostat of a house serves all of it.
        """
        pools = [self._directory.of_kind(kind, None) for kind in word.kinds]
        return pools if any(pools) else self._few(word.kinds)

    def _anywhere(self, word: KindWord) -> list[list[Thing]]:
        """Return a handful of each kind in the whole house."""
        return [self._directory.closest_of_kind(kind) for kind in word.kinds]

    def _in_areas(self, kind: str, areas: Iterable[str]) -> list[Thing]:
        """Return the entities of a kind in some areas, one of each area in turn."""
        found = [self._directory.of_kind(kind, area_id) for area_id in sorted(areas)]
        return list(_in_turn([sorted(pool, key=lambda t: t.closeness) for pool in found]))

    def _besides(self, word: KindWord, covers: list[Span]) -> Iterator[Thing]:
        """Yield what a word may mean although it belongs to a whole name.

        In "set the bedroom temperature to 20" it belongs to the sensor "Bedroom
        Temperature", and means the thermostat. In "the bedroom lamp and the kitchen" an
        area is said that has lamps too.
        """
        beside = frozenset().union(*map(self._search.places.beside, covers))
        known = {cover.thing.area_id for cover in covers}
        pools = [self._in_areas(kind, beside - known) for kind in word.kinds]
        sensors = [c for c in covers if c.thing.kind.startswith("sensor.") and _is_general(c, word)]
        if sensors:
            controls = [kind for kind in word.kinds if not kind.startswith("sensor")]
            here = [c.thing.area_id for c in sensors if c.thing.area_id]
            own = [self._in_areas(kind, here) for kind in controls]
            pools += own if any(own) else self._few(controls)
        yield from islice(self._fresh(pools), _SAME_KIND)

    def _few(self, kinds: Sequence[str]) -> list[list[Thing]]:
        """Return the entities of some kinds that serve a whole house, if there are only few."""
        serving = [kind for kind in kinds if kind.split(".")[0] in _SERVING]
        is_rare = sum(map(self._directory.how_many, serving)) <= _ONLY
        return [self._directory.closest_of_kind(kind) for kind in serving] if is_rare else []

    def _with_word(self, word: KindWord, pools: list[list[Thing]]) -> Iterator[Thing]:
        """Yield others with the word in their names: a switch "TV Plug"; a lamp elsewhere."""
        if len(word.roots) > 1:
            return
        areas, was_said = self._search.focus(word.start, word.end)
        found: list[Thing] = []
        for term in self._search.hearing.readings:
            if root(term) in word.roots and term not in WEAK:
                found += self._named_with(term, areas, was_said)
        if any(_has_word(thing, word) for pool in pools for thing in pool):
            found = [thing for thing in found if thing.kind not in word.kinds]
        taken = self._listed.union(*pools)
        asks = any(kind.split(".")[0] in (*_READINGS, "weather") for kind in word.kinds)
        barred = _NO_THINGS if asks else _NO_THINGS | _READINGS
        fresh = {t: None for t in found if t not in taken and t.domain not in barred}
        yield from sorted(fresh, key=lambda thing: thing.closeness)[:_SAME_WORD]

    def _named_with(self, term: str, areas: Iterable[str], was_said: bool) -> list[Thing]:
        """Return the entities with a word in their names, near ones if there are any."""
        tables = (self._directory.named("word in area", area_id, term) for area_id in sorted(areas))
        near = [name.thing for table in tables for name in islice(table, CROWD)]
        anywhere = self._directory.named("word", ENTITY, term)
        if near or was_said or len(anywhere) > CROWD:
            return near
        return [name.thing for name in anywhere]


def _has_word(thing: Thing, word: KindWord) -> bool:
    """Say whether a name of an entity has a word that was said for its kind."""
    return any(root(part) in word.roots for name in thing.names for part in name.words)


def _is_general(span: Span, word: KindWord) -> bool:
    """Say whether a name is no more than its area and a word for its kind."""
    name = span.name
    return name is not None and all(root(w) in word.roots for w in name.reduced or name.required)


def _in_turn(pools: Sequence[Sequence[Thing]]) -> Iterator[Thing]:
    """Yield from several pools, one of each in turn, each thing once."""
    mixed = chain.from_iterable(zip_longest(*pools))
    return iter(dict.fromkeys(thing for thing in mixed if thing is not None))
