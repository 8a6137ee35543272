"""States that were kept, and what can be read off them: stretches of time, changes, absence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .answers import is_in
from .home import Entity
from .periods import Period

_UNSEEN = frozenset({"unavailable", "unknown"})
_RESTING = frozenset({"off", "idle"})
NOTHING_KEPT = "I have no record of that."


@dataclass(frozen=True, slots=True)
class Moment:
    """The state that something went into."""

    at: float
    """Seconds of the epoch."""
    state: str
    attributes: Mapping[str, Any] = field(default_factory=dict)


class Stretch(NamedTuple):
    """A time through which something stayed as asked about."""

    start: float
    end: float
    was_before: bool
    """Whether it was so when the period began."""
    goes_on: bool
    """Whether it still is so when the period ends."""

    @property
    def seconds(self) -> float:
        """Return its length."""
        return self.end - self.start


Kept = Mapping[str, Sequence[Moment]]
"""The states of some entities by id, the one at the beginning of the period first."""


def stretches(
    entity: Entity, moments: Iterable[Moment], word: str, period: Period
) -> list[Stretch]:
    """Return the times in a period through which an entity was in the state that a word names.

    A device that could not be reached for a while is taken to have stayed as it was.
    """
    seen = [m for m in moments if m.state not in _UNSEEN or m.state == word]
    start, end = period.start.timestamp(), period.end.timestamp()
    works = entity.domain == "climate" and any("hvac_action" in m.attributes for m in seen)
    found: list[Stretch] = []
    begun: float | None = None
    for kept in seen:
        fits = _works(kept) if works and word == "on" else is_in(entity, kept, word)
        if fits and begun is None:
            begun = max(kept.at, start)
        elif not fits and begun is not None:
            found.append(Stretch(begun, kept.at, begun <= start, goes_on=False))
            begun = None
    if begun is not None:
        found.append(Stretch(begun, end, begun <= start, goes_on=True))
    return [stretch for stretch in found if stretch.seconds > 0]


def _works(kept: Moment) -> bool:
    """Return whether a thermostat really heated or cooled: "on" says only that it may."""
    return kept.attributes.get("hvac_action", "off") not in _RESTING


def changes(moments: Iterable[Moment], period: Period) -> list[float]:
    """Return when something changed within a period."""
    found: list[float] = []
    last: str | None = None
    for kept in moments:
        if kept.state in _UNSEEN:
            continue
        if kept.state != last and (last is not None or kept.at > period.start.timestamp()):
            found.append(kept.at)
        last = kept.state
    return found


def away_between(people: Iterable[Sequence[Moment]], end: float) -> tuple[float, float] | None:
    """Return the last time that nobody was at home, None where somebody always was."""
    seen = [[kept for kept in person if kept.state not in _UNSEEN] for person in people]
    events = sorted(
        (kept.at, number, kept.state) for number, person in enumerate(seen) for kept in person
    )
    where = dict.fromkeys(range(len(seen)), "home")
    begun: float | None = None
    last: tuple[float, float] | None = None
    for at, number, state in events:
        where[number] = state
        is_empty = "home" not in where.values()
        if is_empty and begun is None:
            begun = at
        elif not is_empty and begun is not None:
            last, begun = (begun, at), None
    return (begun, end) if begun is not None else last
