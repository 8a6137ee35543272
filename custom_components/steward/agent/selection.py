"""Which of the names found in a sentence stay on the list, and in which order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from .candidates import AREA, FLOOR
from .choices import Choices
from .directory import Thing
from .kindred import Kindred
from .matching import Span
from .search import Search
from .siblings import Siblings

_SAME_WORDS = 6
"""At most so many entities stand behind the same words of the sentence."""
_OTHERS_INSIDE = 3
"""So many of another use may be meant by the whole name of a first."""

_USES = {
    **dict.fromkeys(("light", "switch", "input_boolean"), "switch"),
    **dict.fromkeys(("sensor", "binary_sensor", "event", "device_tracker"), "sensor"),
    **dict.fromkeys(
        ("number", "input_number", "select", "input_select", "button", "input_button", "update"),
        "setting",
    ),
}
"""Domains that can stand in for each other: a whole name of one hides parts of others' names."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The things on the list, strongest first, and where they are named."""

    things: tuple[Thing, ...]
    spans: tuple[Span, ...]


class Selection:
    """The judgement on what one search has found."""

    def __init__(self, search: Search, pinned: Sequence[str]) -> None:
        self._search = search
        self._pinned = [thing for ref in pinned for thing in self._things(ref)]
        self._exact = self._longest(search.exact)
        self._parts = self._uncovered(self._dominant([*search.inexact, *self._demoted()]))
        self._kinds = list(Kindred(search, self._exact, self._parts).spans())
        named = (*self._exact, *self._parts, *self._kinds)
        self._choices = Choices(search, named, self._pinned)
        told = {span.thing for span in named}
        self._siblings = [s for s in Siblings(search, self._pinned).spans() if s.thing not in told]

    def _things(self, ref: str) -> Iterator[Thing]:
        """Yield the entity, area or floor with an id."""
        directory = self._search.directory
        places = (directory.places.get((sort, ref)) for sort in (AREA, FLOOR))
        yield from filter(None, (directory.entities.get(ref), *places))

    # Whole names

    def _words_of(self, span: Span) -> frozenset[int]:
        """Return the positions of a whole name, with a word for its kind behind it."""
        return span.positions | frozenset(range(span.end, self._search.reach(span)))

    def _longest(self, exact: list[Span]) -> list[Span]:
        """Return the whole names that are not part of longer ones."""
        stretches: defaultdict[frozenset[int], list[Span]] = defaultdict(list)
        longer = {span.positions for span in exact}
        for span in exact:
            if not any(map(self._words_of(span).__lt__, longer)):
                stretches[span.positions].append(span)
        return [span for same in stretches.values() for span in self._nearest(same)]

    def _demoted(self) -> Iterator[Span]:
        """Yield whole names inside longer ones, as parts."""
        longer = {span.positions for span in self._exact}
        for span in self._search.exact:
            if any(map(self._words_of(span).__lt__, longer)):
                yield replace(span, is_exact=False)

    def _nearest(self, spans: list[Span]) -> list[Span]:
        """Return the best of several entities on the same words, those in the right place first."""
        areas, was_said = self._search.focus(spans[0].start, spans[0].end)
        if was_said and any(span.thing.area_id in areas for span in spans):
            spans = [s for s in spans if s.thing.area_id in areas or s.thing.area_id is None]
        ranked = sorted(
            spans, key=lambda s: (self._remoteness(s.thing, areas), -s.strength, s.thing.closeness)
        )
        return ranked[:_SAME_WORDS]

    def _remoteness(self, thing: Thing, areas: frozenset[str]) -> int:
        """Return how far from the place in question an entity is."""
        if thing.area_id is None:
            return 2
        return (0 if thing.area_id == self._search.here else 1) if thing.area_id in areas else 3

    # Parts of names

    def _dominant(self, spans: list[Span]) -> list[Span]:
        """Return the parts of names of which no other name has more."""
        best: defaultdict[str, set[frozenset[int]]] = defaultdict(set)
        for span in spans:
            if span.quality > 0.8:
                best[_use(span.thing)].add(span.positions)
        said = self._search.said_areas
        return [
            span
            for span in spans
            if span.thing.area_id in said
            or not any(span.positions < other for other in best[_use(span.thing)])
        ]

    def _uncovered(self, spans: list[Span]) -> list[Span]:
        """Return the parts of names that no whole name explains better."""
        known = {span.thing for span in self._exact}
        stretches: defaultdict[frozenset[int], list[Span]] = defaultdict(list)
        inside: list[Span] = []
        for span in spans:
            cover = self._cover(span)
            if span.thing in known:
                continue
            if cover is None or span.thing.area_id in self._search.places.beside(cover):
                stretches[span.positions].append(span)
            elif _may_help(span.thing, cover.thing):
                inside.append(span)
        inside.sort(key=lambda span: (-span.strength, span.thing.closeness))
        apart = [span for same in stretches.values() for span in self._nearest(same)]
        return [*apart, *inside[:_OTHERS_INSIDE]]

    def _cover(self, span: Span) -> Span | None:
        """Return the whole name within which a part lies, one of the same use first."""
        first, last = min(span.positions), max(span.positions)
        covers = [e for e in self._exact if e.start <= first and last < self._search.reach(e)]
        same = (e for e in covers if _use(e.thing) == _use(span.thing))
        return next(chain(same, covers), None)

    # All together

    def chosen(self, limit: int, most: int) -> Chosen:
        """Return what stays: the said and the pinned at all costs, the rest up to a limit."""
        named = sorted(
            (*self._search.places.named, *self._exact), key=lambda s: (s.start, s.end, -s.strength)
        )
        parts = sorted((*self._place_parts(), *self._parts), key=lambda s: (-s.strength, s.start))
        options = self._choices.spans
        ranked = dict.fromkeys(
            chain(
                (span.thing for span in (*named, *options, *parts, *self._choices.owners)),
                self._choices.unnamed_owners(),
                (span.thing for span in self._kinds),
                (span.thing for span in self._siblings),
                self._pinned,
            )
        )
        must = dict.fromkeys(chain((span.thing for span in named), self._pinned))
        room = max(limit - len(must), 0)
        rest = set(islice((thing for thing in ranked if thing not in must), room))
        things = [thing for thing in ranked if thing in must or thing in rest]
        spans = (
            *named,
            *options,
            *parts,
            *self._choices.owners,
            *self._kinds,
            *self._siblings,
        )
        return Chosen(tuple(things[:most]), spans)

    def _place_parts(self) -> list[Span]:
        """Return the parts of places' names that are not within a whole name."""
        whole = (*self._exact, *self._choices.spans)
        return [p for p in self._search.places.parts if not any(map(p.within, whole))]


def _use(thing: Thing) -> str:
    """Return what an entity can stand in for."""
    return _USES.get(thing.domain, thing.domain)


def _may_help(thing: Thing, named: Thing) -> bool:
    """Say whether an entity of another use may be meant by the name of a first.

    "Lock the front door" may be said to a house whose sensor is called "Front Door".
    """
    if _use(thing) in (_use(named), "setting"):
        return False
    return _use(named) == "sensor" or thing.domain != "sensor"
