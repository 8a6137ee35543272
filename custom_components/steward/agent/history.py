"""Answers about what was, made from the states that were kept and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from .answers import is_in
from .home import Entity
from .past import clock_list, past
from .periods import Period, day_of, moment
from .reply import span
from .targets import StateLike
from .wording import counted, joined, kind_noun

MAX_TOLD = 4
"""So many things are told of, the others are left out."""
MAX_TIMES = 4
"""So many times of day are listed; of more only the last is told."""
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


def history_answer(
    entities: Sequence[Entity], data: Mapping[str, Any], kept: Kept, period: Period
) -> str:
    """Return the answer to when, how long, how often and whether.

    Args:
        entities: What is asked about, of the class asked about.
        data: Of the call: "ask", and "state" for all but the last change.
        kept: Their states in the period; an entity without any is not told of.
        period: When. Its end is now, or before.
    """
    known = [entity for entity in entities if kept.get(entity.entity_id)]
    if not known:
        return NOTHING_KEPT
    word = data.get("state")
    if word is None:
        return _last_change(known, kept, period)
    found = {e.entity_id: stretches(e, kept[e.entity_id], str(word), period) for e in known}
    return _ASKED.get(str(data.get("ask")), _when)(known, str(word), found, period)


Found = Mapping[str, list[Stretch]]


def _last_change(known: Sequence[Entity], kept: Kept, period: Period) -> str:
    """Return when something last changed."""
    times = {e.entity_id: changes(kept[e.entity_id], period) for e in known}
    told = [e for e in known if times[e.entity_id]]
    if not told:
        return f"{_subject(known)} {'changed' if len(known) > 1 else 'did not change'} {period.spoken}."
    latest = max(told, key=lambda e: times[e.entity_id][-1])
    at = _local(times[latest.entity_id][-1], period)
    return f"{latest.name} last changed {moment(at, period.end)}."


_USED = frozenset("scene script automation button input_button event".split())
"""What knows by itself when it was last used."""


def used_answer(entity: Entity, state: StateLike | None, now: datetime) -> str | None:
    """Return when a scene, a script or a button was last used; None of what does not say so itself."""
    if entity.domain not in _USED or state is None or state.state == "unavailable":
        return None
    try:
        at = datetime.fromisoformat(str(state.attributes.get("last_triggered") or state.state))
    except ValueError:
        return f"{entity.name} has not been used yet."
    return f"{entity.name} was last used {moment(at.astimezone(now.tzinfo), now)}."


def _subject(known: Sequence[Entity]) -> str:
    """Return what is told of: a name, or how many of what."""
    if len(known) == 1:
        return known[0].name
    return f"None of the {counted(len(known), kind_noun(_class_of(known), len(known)))}"


def _class_of(known: Sequence[Entity]) -> str:
    """Return the word for what some entities are."""
    kinds = {e.kind.partition(".")[2] or e.domain for e in known}
    return kinds.pop() if len(kinds) == 1 else "device"


def _never(known: Sequence[Entity], word: str, period: Period) -> str:
    """Return that nothing of the kind happened."""
    if len(known) == 1:
        return f"{known[0].name} {past(known[0], word).negative} {period.spoken}."
    return f"{_subject(known)} {past(known[0], word).positive} {period.spoken}."


def _when(known: Sequence[Entity], word: str, found: Found, period: Period) -> str:
    """Return when it last was so, or at what times of a day."""
    begun = {e.entity_id: [s.start for s in found[e.entity_id] if not s.was_before] for e in known}
    told = [e for e in known if begun[e.entity_id]]
    if not told:
        return _all_the_time(known, word, found, period) or _never(known, word, period)
    latest = max(told, key=lambda e: begun[e.entity_id][-1])
    times = [_local(at, period) for at in begun[latest.entity_id]]
    if not period.is_open and 1 < len(times) <= MAX_TIMES and times[0].date() == times[-1].date():
        return f"{latest.name} {past(latest, word).positive} {_at_times(times, period)}."
    return f"{latest.name} {past(latest, word).last} {moment(times[-1], period.end)}."


def _at_times(times: Sequence[datetime], period: Period) -> str:
    """Return several times of one day."""
    return f"{day_of(times[0], period.end)} at {clock_list(times)}"


def _all_the_time(known: Sequence[Entity], word: str, found: Found, period: Period) -> str:
    """Return that something was so already when the period began, empty where nothing was."""
    told = [e for e in known if found[e.entity_id]]
    if not told:
        return ""
    thing, first = told[0], found[told[0].entity_id][0]
    if first.goes_on:
        return f"{thing.name} was {past(thing, word).being} all the time {period.spoken}."
    return f"{thing.name} was {past(thing, word).being} until {moment(_local(first.end, period), period.end)}."


def _how_long(known: Sequence[Entity], word: str, found: Found, period: Period) -> str:
    """Return for how long it was so, or has been so now."""
    told = [e for e in known if found[e.entity_id]]
    if not told:
        return _never(known, word, period)
    if period.is_open:
        return _since(max(told, key=lambda e: found[e.entity_id][-1].end), word, found, period)
    told.sort(key=lambda e: -sum(s.seconds for s in found[e.entity_id]))
    return " ".join(_total(e, word, found[e.entity_id], period) for e in told[:MAX_TOLD])


def _total(entity: Entity, word: str, times: Sequence[Stretch], period: Period) -> str:
    """Return the time that was spent so."""
    length = _length(sum(stretch.seconds for stretch in times))
    return f"{entity.name} was {past(entity, word).being} for {length} {period.spoken}."


def _since(entity: Entity, word: str, found: Found, period: Period) -> str:
    """Return for how long it has been so, or that it is so no more."""
    last, being = found[entity.entity_id][-1], past(entity, word).being
    if last.goes_on:
        more = "more than " if last.was_before else ""
        return f"{entity.name} has been {being} for {more}{_length(last.seconds)}."
    ended = moment(_local(last.end, period), period.end)
    return f"{entity.name} is not {being}. It was last {being} for {_length(last.seconds)}, until {ended}."


def _how_often(known: Sequence[Entity], word: str, found: Found, period: Period) -> str:
    """Return how often it became so."""
    told = [e for e in known if _count(found[e.entity_id])]
    if not told:
        return _all_the_time(known, word, found, period) or _never(known, word, period)
    told.sort(key=lambda e: -_count(found[e.entity_id]))
    return " ".join(_times(e, word, found[e.entity_id], period) for e in told[:MAX_TOLD])


def _count(times: Iterable[Stretch]) -> int:
    """Return how often something became so."""
    return sum(not stretch.was_before for stretch in times)


def _times(entity: Entity, word: str, times: Sequence[Stretch], period: Period) -> str:
    """Return how often, and when last."""
    count = _count(times)
    often = {1: "once", 2: "twice"}.get(count) or counted(count, "times")
    last = moment(_local(times[-1].start, period), period.end)
    when = last if count == 1 else f"last {last}"
    return f"{entity.name} {past(entity, word).positive} {often} {period.spoken}, {when}."


def _whether(known: Sequence[Entity], word: str, found: Found, period: Period) -> str:
    """Return yes or no, with what was."""
    told = [e for e in known if found[e.entity_id]]
    if not told:
        return f"No, {_never(known, word, period)}".replace("No, None", "No, none")
    told.sort(key=lambda e: -sum(s.seconds for s in found[e.entity_id]))
    facts = [
        f"{e.name} was {past(e, word).being} for {_length(sum(s.seconds for s in found[e.entity_id]))}"
        for e in told[:MAX_TOLD]
    ]
    return f"Yes, {joined(facts)} {period.spoken}."


_ASKED = {"when": _when, "how long": _how_long, "how often": _how_often, "whether": _whether}


def _length(seconds: float) -> str:
    """Return a length of time, to the minute once it is some minutes."""
    return span(seconds if seconds < 600 else round(seconds / 60) * 60)


def _local(at: float, period: Period) -> datetime:
    """Return a time in the zone of the house."""
    return datetime.fromtimestamp(at, period.end.tzinfo)
