"""What is waited for: whether it is so, and how it is said.

The words mean what they mean in questions (`answers.is_in`). But an appliance that writes its
programme as a word is seldom "off" when people say that it is done.
"""

from __future__ import annotations

from .answers import EXTREMES, is_in
from .facts import number
from .home import Entity, Home
from .plan import Event
from .targets import StateLike, States
from .wording import measured

_GONE = frozenset({"unavailable", "unknown"})
_PEOPLE = frozenset({"person", "device_tracker"})
_AT_REST = frozenset(
    "off idle standby ready done finished finish complete completed end ended stop stopped inactive"
    " none no_program program_ended power_off poweroff not_running not_connected docked charging"
    " rinse_hold".split()
)
"""What appliances say of themselves when they run no more."""
_IDLE_W = 5.0
"""With less power than this a machine only waits."""
_APPLIANCES = frozenset({"sensor", "vacuum", "lawn_mower"})
"""Domains that say "off" in their own words."""
_READINGS = ("current_temperature", "current_humidity", "temperature", "humidity")


def can_be_waited_for(event: Event, home: Home) -> bool:
    """Return whether something can come about: in a thing that is there, and not by comparison."""
    return event.source in home.entities and event.state not in EXTREMES


def is_so(event: Event, entity: Entity, state: StateLike | None) -> bool | None:
    """Return whether what is waited for is so; None where nobody can tell just now."""
    if state is None:
        return None
    if event.state in ("available", "unavailable"):
        return is_in(entity, state, event.state)
    if state.state in _GONE:
        return None
    if event.state is None:
        return _is_beyond(event, state)
    if event.state == "off" and entity.domain in _APPLIANCES:
        return _is_at_rest(state)
    if event.state in ("on", "running") and entity.domain == "sensor":
        return not _is_at_rest(state)
    return is_in(entity, state, event.state)


def _is_beyond(event: Event, state: StateLike) -> bool | None:
    """Return whether a reading is below or above what was said; None without a reading."""
    known = (state.attributes.get(key) for key in _READINGS)
    value = number(state.state)
    if value is None:
        value = next((found for v in known if (found := number(v)) is not None), None)
    if value is None:
        return None
    if event.below is not None:
        return value < event.below
    return event.above is not None and value > event.above


def _is_at_rest(state: StateLike) -> bool:
    """Return whether an appliance is done, by its word or by the power that it takes."""
    power = number(state.state)
    if power is not None:
        return power < _IDLE_W
    return state.state.casefold().replace(" ", "_") in _AT_REST


def waits_for_next_time(entity: Entity) -> bool:
    """Return whether what is so already does not count: who waits for somebody means his next coming."""
    return entity.domain in _PEOPLE


_PHRASES: dict[tuple[str, str], str] = {
    ("binary_sensor.motion", "on"): "detects motion",
    ("binary_sensor.motion", "off"): "detects no more motion",
    ("binary_sensor.occupancy", "on"): "is occupied",
    ("binary_sensor.occupancy", "off"): "is no longer occupied",
    ("binary_sensor.moisture", "on"): "is wet",
    ("binary_sensor.moisture", "off"): "is dry",
    ("binary_sensor.smoke", "on"): "detects smoke",
    ("binary_sensor.smoke", "off"): "detects no more smoke",
    ("binary_sensor.door", "on"): "is open",
    ("binary_sensor.door", "off"): "is closed",
    ("binary_sensor.window", "on"): "is open",
    ("binary_sensor.window", "off"): "is closed",
    ("binary_sensor.running", "on"): "is running",
    ("binary_sensor.running", "off"): "is done",
    ("vacuum", "off"): "is done",
    ("lawn_mower", "off"): "is done",
    ("sensor", "off"): "is done",
    ("sensor", "on"): "is running",
}
"""What is said of a kind of thing, or of a domain, instead of "is on"."""


def said(event: Event, home: Home, states: States) -> str:
    """Return what is waited for: "Front Door is open", "Fridge is below 3 degrees"."""
    entity = home.entities.get(event.source)
    if entity is None:
        return f"something that is gone is {event.state or 'different'}"
    return f"{entity.name} {_predicate(event, entity, home, states)}"


def _predicate(event: Event, entity: Entity, home: Home, states: States) -> str:
    """Return what is to become true of an entity."""
    if event.state is None:
        bound, value = ("below", event.below) if event.below is not None else ("above", event.above)
        return f"is {bound} {measured(value, _unit(entity, home, states))}"
    known = _PHRASES.get((entity.kind, event.state)) or _PHRASES.get((entity.domain, event.state))
    return known or f"is {event.state}"


def _unit(entity: Entity, home: Home, states: States) -> str:
    """Return the unit of an entity's reading, none for a bare number."""
    if entity.domain in ("climate", "weather"):
        return home.temperature_unit
    if entity.domain == "humidifier":
        return "%"
    state = states(entity.entity_id)
    return str(state.attributes.get("unit_of_measurement") or "") if state else ""
