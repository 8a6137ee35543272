"""Answers about what was, made from the states that were kept and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from .facts import Answer, Fact, Measured, iso, leading
from .history import NOTHING_KEPT, Kept, Stretch, changes, stretches
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

Found = Mapping[str, list[Stretch]]


def history_answer(
    entities: Sequence[Entity], data: Mapping[str, Any], kept: Kept, period: Period
) -> Answer:
    """Return the answer to when, how long, how often and whether.

    Args:
        entities: What is asked about, of the class asked about.
        data: Of the call: "ask", and "state" for all but the last change.
        kept: Their states in the period; an entity without any is not told of.
        period: When. Its end is now, or before.
    """
    known = [entity for entity in entities if kept.get(entity.entity_id)]
    if not known:
        return Answer(text=NOTHING_KEPT)
    word = data.get("state")
    if word is None:
        return _last_change(known, kept, period)
    found = {e.entity_id: stretches(e, kept[e.entity_id], str(word), period) for e in known}
    return _ASKED.get(str(data.get("ask")), _when)(known, str(word), found, period)


def _last_change(known: Sequence[Entity], kept: Kept, period: Period) -> Answer:
    """Return when something last changed."""
    times = {e.entity_id: changes(kept[e.entity_id], period) for e in known}
    told = [e for e in known if times[e.entity_id]]
    if not told:
        did = "changed" if len(known) > 1 else "did not change"
        return _alike(f"{_subject(known)} {did} {period.spoken}.", known, {})
    latest = max(told, key=lambda e: times[e.entity_id][-1])
    at = _local(times[latest.entity_id][-1], period)
    text = f"{latest.name} last changed {moment(at, period.end)}."
    return leading(text, [Fact(entity=latest, figures={"at": iso(at)})])


_USED = frozenset("scene script automation button input_button event".split())
"""What knows by itself when it was last used."""


def used_answer(entity: Entity, state: StateLike | None, now: datetime) -> Answer | None:
    """Return when a scene, a script or a button was last used; None of what does not say so itself."""
    if entity.domain not in _USED or state is None or state.state == "unavailable":
        return None
    try:
        used = datetime.fromisoformat(str(state.attributes.get("last_triggered") or state.state))
    except ValueError:
        return _alike(f"{entity.name} has not been used yet.", [entity], {})
    at = used.astimezone(now.tzinfo)
    text = f"{entity.name} was last used {moment(at, now)}."
    return _alike(text, [entity], {"at": iso(at)})


def _alike(text: str, known: Iterable[Entity], figures: Measured) -> Answer:
    """Return an answer that is the same of all it is about."""
    facts = tuple(Fact(entity=entity, figures=figures) for entity in known)
    return Answer(text=text, facts=facts, figures=figures)


def _subject(known: Sequence[Entity]) -> str:
    """Return what is told of: a name, or how many of what."""
    if len(known) == 1:
        return known[0].name
    return f"None of the {counted(len(known), kind_noun(_class_of(known), len(known)))}"


def _class_of(known: Sequence[Entity]) -> str:
    """Return the word for what some entities are."""
    kinds = {e.kind.partition(".")[2] or e.domain for e in known}
    return kinds.pop() if len(kinds) == 1 else "device"


def _never(known: Sequence[Entity], word: str, period: Period, figures: Measured) -> Answer:
    """Return that nothing of the kind happened."""
    said = past(known[0], word)
    did = said.negative if len(known) == 1 else said.positive
    return _alike(f"{_subject(known)} {did} {period.spoken}.", known, figures)


def _when(known: Sequence[Entity], word: str, found: Found, period: Period) -> Answer:
    """Return when it last was so, or at what times of a day."""
    begun = {e.entity_id: [s.start for s in found[e.entity_id] if not s.was_before] for e in known}
    told = [e for e in known if begun[e.entity_id]]
    if not told:
        return _all_the_time(known, word, found, period) or _never(known, word, period, {})
    latest = max(told, key=lambda e: begun[e.entity_id][-1])
    times = [_local(at, period) for at in begun[latest.entity_id]]
    text = f"{latest.name} {past(latest, word).last} {moment(times[-1], period.end)}."
    if not period.is_open and 1 < len(times) <= MAX_TIMES and times[0].date() == times[-1].date():
        text = f"{latest.name} {past(latest, word).positive} {_at_times(times, period)}."
    return leading(text, [Fact(entity=latest, figures={"at": iso(times[-1])})])


def _at_times(times: Sequence[datetime], period: Period) -> str:
    """Return several times of one day."""
    return f"{day_of(times[0], period.end)} at {clock_list(times)}"


def _all_the_time(
    known: Sequence[Entity], word: str, found: Found, period: Period
) -> Answer | None:
    """Return that something was so already when the period began, None where nothing was."""
    told = [e for e in known if found[e.entity_id]]
    if not told:
        return None
    thing, first = told[0], found[told[0].entity_id][0]
    how = f"all the time {period.spoken}"
    if not first.goes_on:
        how = f"until {moment(_local(first.end, period), period.end)}"
    text = f"{thing.name} was {past(thing, word).being} {how}."
    return leading(text, [Fact(entity=thing, figures=_of_stretch(first, period))])


def _of_stretch(stretch: Stretch, period: Period) -> Measured:
    """Return how long something was so, with its beginning and its end where they are known."""
    figures: dict[str, Any] = {"seconds": round(stretch.seconds)}
    if not stretch.was_before:
        figures["at"] = iso(_local(stretch.start, period))
    if not stretch.goes_on:
        figures["until"] = iso(_local(stretch.end, period))
    return figures


def _how_long(known: Sequence[Entity], word: str, found: Found, period: Period) -> Answer:
    """Return for how long it was so, or has been so now."""
    told = [e for e in known if found[e.entity_id]]
    if not told:
        return _never(known, word, period, {"seconds": 0})
    if period.is_open:
        return _since(max(told, key=lambda e: found[e.entity_id][-1].end), word, found, period)
    told.sort(key=lambda e: -_seconds(found[e.entity_id]))
    facts = [_total(e, word, found[e.entity_id], period) for e in told]
    return leading(" ".join(fact.text for fact in facts[:MAX_TOLD]), facts)


def _seconds(times: Iterable[Stretch]) -> float:
    """Return how long several stretches are together."""
    return sum(stretch.seconds for stretch in times)


def _total(entity: Entity, word: str, times: Sequence[Stretch], period: Period) -> Fact:
    """Return the time that was spent so."""
    seconds = _seconds(times)
    text = f"{entity.name} was {past(entity, word).being} for {_length(seconds)} {period.spoken}."
    return Fact(entity=entity, text=text, figures={"seconds": round(seconds)})


def _since(entity: Entity, word: str, found: Found, period: Period) -> Answer:
    """Return for how long it has been so, or that it is so no more."""
    last, being = found[entity.entity_id][-1], past(entity, word).being
    length = _length(last.seconds)
    if last.goes_on:
        more = "more than " if last.was_before else ""
        text = f"{entity.name} has been {being} for {more}{length}."
    else:
        ended = moment(_local(last.end, period), period.end)
        text = f"{entity.name} is not {being}. It was last {being} for {length}, until {ended}."
    return leading(text, [Fact(entity=entity, figures=_of_stretch(last, period))])


def _how_often(known: Sequence[Entity], word: str, found: Found, period: Period) -> Answer:
    """Return how often it became so."""
    told = [e for e in known if _count(found[e.entity_id])]
    if not told:
        never = _never(known, word, period, {"count": 0})
        was = _all_the_time(known, word, found, period)
        return Answer(text=was.text, facts=was.facts, figures=never.figures) if was else never
    told.sort(key=lambda e: -_count(found[e.entity_id]))
    facts = [_times(e, word, found[e.entity_id], period) for e in told]
    return leading(" ".join(fact.text for fact in facts[:MAX_TOLD]), facts)


def _count(times: Iterable[Stretch]) -> int:
    """Return how often something became so."""
    return sum(not stretch.was_before for stretch in times)


def _times(entity: Entity, word: str, times: Sequence[Stretch], period: Period) -> Fact:
    """Return how often, and when last."""
    count, at = _count(times), _local(times[-1].start, period)
    often = {1: "once", 2: "twice"}.get(count) or counted(count, "times")
    last = moment(at, period.end)
    when = last if count == 1 else f"last {last}"
    text = f"{entity.name} {past(entity, word).positive} {often} {period.spoken}, {when}."
    return Fact(entity=entity, text=text, figures={"count": count, "at": iso(at)})


def _whether(known: Sequence[Entity], word: str, found: Found, period: Period) -> Answer:
    """Return yes or no, with what was."""
    told = [e for e in known if found[e.entity_id]]
    if not told:
        never = _never(known, word, period, {"yes": False, "seconds": 0})
        text = f"No, {never.text}".replace("No, None", "No, none")
        return Answer(text=text, facts=never.facts, figures=never.figures)
    told.sort(key=lambda e: -_seconds(found[e.entity_id]))
    facts = [_was_so(e, word, _seconds(found[e.entity_id])) for e in told]
    text = f"Yes, {joined([fact.text for fact in facts[:MAX_TOLD]])} {period.spoken}."
    return leading(text, facts)


def _was_so(entity: Entity, word: str, seconds: float) -> Fact:
    """Return that something was so, and how long."""
    text = f"{entity.name} was {past(entity, word).being} for {_length(seconds)}"
    return Fact(entity=entity, text=text, figures={"yes": True, "seconds": round(seconds)})


_ASKED: dict[str, Callable[[Sequence[Entity], str, Found, Period], Answer]] = {
    "when": _when,
    "how long": _how_long,
    "how often": _how_often,
    "whether": _whether,
}


def _length(seconds: float) -> str:
    """Return a length of time, to the minute once it is some minutes."""
    return span(seconds if seconds < 600 else round(seconds / 60) * 60)


def _local(at: float, period: Period) -> datetime:
    """Return a time in the zone of the house."""
    return datetime.fromtimestamp(at, period.end.tzinfo)
