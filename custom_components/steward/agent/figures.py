"""Answers about readings that were: the lowest, the highest, the average."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .facts import Answer, Fact, Measured, leading
from .history import NOTHING_KEPT, Moment
from .home import Entity, Home
from .periods import Period
from .wording import measured

FIGURES = frozenset({"lowest", "highest", "average"})
_READ_FROM = {"climate": "current_temperature", "humidifier": "current_humidity"}
"""Domains whose readings are attributes."""
_MEASURE = {
    "climate": "temperature",
    "sensor.temperature": "temperature",
    "humidifier": "humidity",
    "humidifier.dehumidifier": "humidity",
    "sensor.humidity": "humidity",
}
_OUTDOORS = frozenset(
    "outside outdoor outdoors garden balcony terrace patio yard porch roof".split()
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the readings of one entity came to."""

    lowest: float
    highest: float
    average: float


def from_moments(entity: Entity, moments: Sequence[Moment], end: float) -> Figures | None:
    """Return the figures of kept states, the average over time; None where no state is a number."""
    known = [(m.at, v) for m in moments if (v := _reading(entity, m)) is not None]
    if not known:
        return None
    values = [value for _, value in known]
    until = [*(at for at, _ in known[1:]), end]
    spans = [max(0.0, after - at) for (at, _), after in zip(known, until, strict=True)]
    total = sum(spans)
    average = (
        sum(v * s for v, s in zip(values, spans, strict=True)) / total if total else values[-1]
    )
    return Figures(min(values), max(values), average)


def together(parts: Iterable[Figures | None]) -> Figures | None:
    """Return figures as one; the average is that of the first, which covers the most."""
    known = [part for part in parts if part]
    if not known:
        return None
    return Figures(min(p.lowest for p in known), max(p.highest for p in known), known[0].average)


def _reading(entity: Entity, kept: Moment) -> float | None:
    """Return what a state reads as a number, None where it does not."""
    key = _READ_FROM.get(entity.domain)
    try:
        value = float(kept.attributes[key] if key else kept.state)
    except (KeyError, TypeError, ValueError):
        return None
    return value if abs(value) < float("inf") else None


def is_attribute(entity: Entity) -> bool:
    """Return whether an entity's reading is not its state, so that no statistics are kept of it."""
    return entity.domain in _READ_FROM


def asked_about(entities: Sequence[Entity], home: Home, ask: str) -> list[Entity]:
    """Return what a question is about: how cold it got, asked of the whole house, is asked of outdoors."""
    found = list(entities)
    kinds = {entity.kind for entity in found}
    if ask == "average" or "sensor.temperature" not in kinds or not _is_whole(found, home):
        return found
    outside = [entity for entity in found if _is_outdoors(entity, home)]
    return outside or found


def _is_whole(found: Sequence[Entity], home: Home) -> bool:
    """Return whether all of the house is asked about: every sensor of that kind, of several rooms."""
    every = [e for e in home.everything() if e.kind == "sensor.temperature"]
    return len(every) > 1 and {e.entity_id for e in every} <= {e.entity_id for e in found}


def _is_outdoors(entity: Entity, home: Home) -> bool:
    """Return whether a sensor is outside, by its name or its area's."""
    area = home.areas.get(entity.area_id or "")
    names = (*entity.names, *(area.names if area else ()))
    return any(not _OUTDOORS.isdisjoint(name.casefold().split()) for name in names)


def figure_answer(
    entities: Sequence[Entity],
    ask: str,
    figures: Mapping[str, Figures],
    units: Mapping[str, str],
    period: Period,
) -> Answer:
    """Return the answer to lowest, highest and average.

    Args:
        entities: What is asked about.
        ask: One of `FIGURES`.
        figures: What their readings came to, by id.
        units: Their units, by id.
        period: When.
    """
    known = [entity for entity in entities if entity.entity_id in figures]
    if not known:
        return Answer(text=NOTHING_KEPT)
    values = {e.entity_id: float(getattr(figures[e.entity_id], ask)) for e in known}
    if ask != "average":
        known.sort(key=lambda e: values[e.entity_id], reverse=ask == "highest")
    facts = [_fact(e, values[e.entity_id], units[e.entity_id]) for e in known]
    value, unit = values[known[0].entity_id], units[known[0].entity_id]
    if ask == "average" and len(known) > 1:
        mean = sum(values.values()) / len(known)
        text = _figure(f"average {_measure(known[0])}", mean, unit, period)
        return Answer(text=text, facts=tuple(facts), figures=_quantity(mean, unit))
    return leading(_figure(f"{ask} {_subject(known[0])}", value, unit, period), facts)


def _fact(entity: Entity, value: float, unit: str) -> Fact:
    """Return what the readings of one entity came to."""
    return Fact(entity=entity, figures=_quantity(value, unit))


def _quantity(value: float, unit: str) -> Measured:
    """Return a figure as data, without what is beyond any sensor."""
    return {"value": round(value, 2), "unit": unit}


def _measure(entity: Entity) -> str:
    """Return what an entity measures."""
    return _MEASURE.get(entity.kind) or entity.kind.partition(".")[2].replace("_", " ") or "reading"


def _subject(entity: Entity) -> str:
    """Return the reading of an entity: "temperature of Bath Sensor", "Bath Temperature"."""
    measure = _measure(entity)
    if measure in entity.name.casefold():
        return entity.name
    return f"{measure} of {entity.name}"


def _figure(what: str, value: float, unit: str, period: Period) -> str:
    """Return one figure as a sentence."""
    return f"The {what} {period.spoken} was {measured(value, unit)}."
