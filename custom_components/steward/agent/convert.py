"""A planned call in Home Assistant's own shape: real ids, absolute and legal values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .candidates import Shortlist
from .home import Entity, Home
from .plan import AT_ONCE, PlannedCall, When
from .targets import States, expand, leaves_nothing_out

KELVIN = {"candle": 2000, "warm": 2700, "neutral": 4000, "cool": 5500, "daylight": 6500}
KELVIN_STEP = 800
_EXTRA_COLORS = {"amber": [45.0, 100.0]}
"""Colours people say that Home Assistant has no name for, as hue and saturation."""

STEWARD, READS = (
    "steward",
    frozenset(
        {
            "steward.get_state",
            "steward.list",
            "steward.get_history",
            "steward.get_time",
            "steward.get_date",
            "steward.timer_status",
            "weather.get_forecasts",
            "calendar.get_events",
            "todo.get_items",
        }
    ),
)
"""Services that only read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A service call as Home Assistant takes it."""

    service: str
    entity_ids: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    when: When = AT_ONCE

    @property
    def domain(self) -> str:
        """Return the domain of the service."""
        return self.service.partition(".")[0]

    @property
    def name(self) -> str:
        """Return the service without its domain."""
        return self.service.partition(".")[2]

    @property
    def is_read(self) -> bool:
        """Return whether the call changes nothing."""
        return self.service in READS

    def shape(self) -> dict[str, Any]:
        """Return the call as an action of Home Assistant is written."""
        shape: dict[str, Any] = {"service": self.service}
        if self.entity_ids:
            shape["target"] = {"entity_id": list(self.entity_ids)}
        return {**shape, "data": dict(self.data)} if self.data else shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a planned call cannot be made."""

    code: str
    """"nothing": nothing there that could do it; "range": the number is out of range;
    "order": the lower bound is above the upper; "except": what should be left out is not there."""
    entity_id: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """What became of a planned call."""

    calls: tuple[Call, ...] = ()
    problems: tuple[Problem, ...] = ()


_TOGGLED = frozenset(
    "light switch input_boolean fan climate humidifier media_player siren automation cover".split()
)
"""Domains with a toggle of their own."""


class _Refused(Exception):
    """One entity cannot do it with this value."""

    def __init__(self, problem: Problem) -> None:
        """Remember the problem."""
        super().__init__(problem.code)
        self.problem = problem


def convert(planned: PlannedCall, shortlist: Shortlist, home: Home, states: States) -> Converted:
    """Return the service calls that a planned call comes to, and what stands in the way.

    Calls on several entities stay one call wherever their data is the same.
    """
    data = _named(planned.data, shortlist)
    if not _is_counted(planned.data, shortlist):
        data[LOOSELY] = True
    if planned.service in READS and planned.of:
        data["of"] = planned.of
    if not planned.target:
        return Converted(calls=(Call(service=planned.service, data=data, when=planned.when),))
    entities = expand(planned, shortlist, home, states)
    if not entities:
        return Converted(problems=(Problem(code="nothing"),))
    if leaves_nothing_out(planned, shortlist, home):
        return Converted(problems=(Problem(code="except"),))
    if planned.service in READS or planned.service.startswith(f"{STEWARD}."):
        ids = tuple(entity.entity_id for entity in entities)
        return Converted(calls=(Call(service=planned.service, entity_ids=ids, data=data),))
    return _grouped(planned, data, entities, home, states)


def _named(data: Mapping[str, Any], shortlist: Shortlist) -> dict[str, Any]:
    """Return data with the labels of options replaced by their values."""
    known = shortlist.by_label
    return {
        key: known[value].ref if isinstance(value, str) and value in known else value
        for key, value in data.items()
    }


LOOSELY = "loosely"
"""Marks a step for which no number was said: "a bit", "much brighter"."""
_LOOSE_STEPS = ("brightness_step_pct", "volume_step")


def _is_counted(data: Mapping[str, Any], shortlist: Shortlist) -> bool:
    """Return whether a step was said as a number, or there is no such step."""
    steps = [abs(data[key]) for key in _LOOSE_STEPS if key in data]
    spoken = {word.text for word in shortlist.words}
    return all(f"{step:g}" in spoken for step in steps)


def _loosened(step: float, current: float, full: float, data: Mapping[str, Any]) -> float:
    """Return a step on a scale to 100; where little is there, "a bit" of it is less than that.

    Below ``full`` the step shrinks with what is there: a bit more than 8 percent is not 28. From
    nothing it is whole.
    """
    if not data.get(LOOSELY) or not 0 < current < full:
        return step
    least = 3 if step > 0 else -3
    shrunk = step * current / full
    return shrunk if abs(shrunk) > abs(least) else least


def _grouped(
    planned: PlannedCall,
    data: dict[str, Any],
    entities: Iterable[Entity],
    home: Home,
    states: States,
) -> Converted:
    """Return one call per service and data."""
    groups: dict[tuple[str, str], tuple[str, dict[str, Any], list[str]]] = {}
    problems: list[Problem] = []
    for entity in entities:
        try:
            service, concrete = _concrete(planned.service, data, entity, home, states)
        except _Refused as refused:
            problems.append(refused.problem)
            continue
        key = (service, repr(sorted(concrete.items())))
        groups.setdefault(key, (service, concrete, []))[2].append(entity.entity_id)
    calls = tuple(
        Call(service=service, entity_ids=tuple(ids), data=concrete, when=planned.when)
        for service, concrete, ids in groups.values()
    )
    return Converted(calls=calls, problems=tuple(problems))


def _concrete(
    service: str, data: dict[str, Any], entity: Entity, home: Home, states: States
) -> tuple[str, dict[str, Any]]:
    """Return the service and data for one entity."""
    domain, name = service.split(".")
    if domain == "homeassistant":
        domain = entity.domain
    if name == "toggle" and domain not in _TOGGLED:
        now = states(entity.entity_id)
        name = "turn_on" if now is None or now.state == "off" else "turn_off"
    if service == "light.turn_on" and entity.domain == "switch":
        return "switch.turn_on", {}
    if service == "light.turn_off" and entity.domain == "switch":
        return "switch.turn_off", {}
    if service == "todo.update_item":
        return service, {**data, "status": "completed"}
    state = states(entity.entity_id)
    attributes = state.attributes if state else {}
    concrete: dict[str, Any] = {}
    if data.get("target_temp_low", 0) > data.get("target_temp_high", 1000):
        raise _Refused(Problem(code="order", entity_id=entity.entity_id))
    for key, value in data.items():
        change = _CHANGES.get(key)
        concrete.update(change(value, entity, attributes, home, data) if change else {key: value})
    return f"{domain}.{name}", concrete


Change = Callable[[Any, Entity, Mapping[str, Any], Home, Mapping[str, Any]], dict[str, Any]]


def _within(value: float, low: float, high: float) -> float:
    """Return a value moved into a range."""
    return min(high, max(low, value))


def _brightness_step(
    value: Any, _entity: Entity, now: Mapping[str, Any], _home: Home, data: Mapping[str, Any]
) -> dict[str, Any]:
    """Turn a step into a brightness, never all the way to off; from off it goes up by all of it."""
    current = round((now.get("brightness") or 0) / 2.55)
    wanted = current + _loosened(value, current, 50, data)
    return {"brightness_pct": round(_within(wanted, 1, 100))}


def _color(
    value: Any, _entity: Entity, _now: Mapping[str, Any], _home: Home, _data: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a colour by name, or by hue where Home Assistant has no name for it."""
    return {"hs_color": _EXTRA_COLORS[value]} if value in _EXTRA_COLORS else {"color_name": value}


def _white(
    value: Any, entity: Entity, now: Mapping[str, Any], home: Home, data: Mapping[str, Any]
) -> dict[str, Any]:
    """Turn a white tone into kelvin."""
    current = now.get("color_temp_kelvin") or KELVIN["neutral"]
    steps = {"warmer": current - KELVIN_STEP, "cooler": current + KELVIN_STEP}
    return _kelvin(steps.get(value) or KELVIN[value], entity, now, home, data)


def _kelvin(
    value: Any, entity: Entity, _now: Mapping[str, Any], _home: Home, _data: Mapping[str, Any]
) -> dict[str, Any]:
    """Return kelvin within what the light can do."""
    low, high = entity.ranges.get("color_temp_kelvin", (2000, 6500))
    return {"color_temp_kelvin": int(_within(value, low, high))}


def _position_step(
    value: Any, _entity: Entity, now: Mapping[str, Any], _home: Home, _data: Mapping[str, Any]
) -> dict[str, Any]:
    """Turn a step into a position."""
    return {"position": int(_within((now.get("current_position") or 0) + value, 0, 100))}


def _volume(
    value: Any, _entity: Entity, _now: Mapping[str, Any], _home: Home, _data: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a volume in percent as Home Assistant's level."""
    return {"volume_level": value / 100}


def _volume_step(
    value: Any, _entity: Entity, now: Mapping[str, Any], _home: Home, data: Mapping[str, Any]
) -> dict[str, Any]:
    """Turn a step into a level."""
    current = 100 * (now.get("volume_level") or 0)
    level = current + _loosened(value, current, 25, data)
    return {"volume_level": round(_within(level / 100, 0, 1), 2)}


def _temperature(
    value: Any, entity: Entity, now: Mapping[str, Any], home: Home, data: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a temperature in the house's unit, refused when the device cannot be set to it."""
    degrees = _in_unit(float(value), data.get("unit"), home.temperature_unit)
    low, high = entity.ranges.get("temperature", (degrees, degrees))
    if not low <= degrees <= high:
        details = {"low": low, "high": high}
        raise _Refused(Problem(code="range", entity_id=entity.entity_id, details=details))
    if entity.domain == "climate" and _has_range(now):
        return _around(degrees, now, low, high)
    return {"temperature": degrees}


def _has_range(now: Mapping[str, Any]) -> bool:
    """Return whether a thermostat is set by two temperatures just now."""
    return now.get("temperature") is None and now.get("target_temp_low") is not None


def _around(degrees: float, now: Mapping[str, Any], low: float, high: float) -> dict[str, Any]:
    """Return the two temperatures of a range moved so that its middle is where it was asked for."""
    half = (now["target_temp_high"] - now["target_temp_low"]) / 2
    return {
        "target_temp_low": _within(degrees - half, low, high),
        "target_temp_high": _within(degrees + half, low, high),
    }


def _in_unit(degrees: float, said: str | None, unit: str) -> float:
    """Return degrees in the house's unit, to the half degree."""
    if said == "celsius" and unit == "°F":
        return float(round(degrees * 1.8 + 32))
    if said == "fahrenheit" and unit == "°C":
        return round((degrees - 32) / 1.8 * 2) / 2
    return degrees


def _temperature_step(
    value: Any, entity: Entity, now: Mapping[str, Any], _home: Home, _data: Mapping[str, Any]
) -> dict[str, Any]:
    """Turn a step into a temperature, or both ends of a range."""
    low, high = entity.ranges.get("temperature", (-100.0, 200.0))
    if _has_range(now):
        return {
            key: _within(now[key] + value, low, high)
            for key in ("target_temp_low", "target_temp_high")
        }
    known = (now.get("temperature"), now.get("current_temperature"), (low + high) / 2)
    current = next(value for value in known if value is not None)
    return {"temperature": _within(current + value, low, high)}


def _humidity_step(
    value: Any, entity: Entity, now: Mapping[str, Any], _home: Home, _data: Mapping[str, Any]
) -> dict[str, Any]:
    """Turn a step into a humidity."""
    low, high = entity.ranges.get("humidity", (0.0, 100.0))
    current = now.get("humidity")
    wanted = (50 if current is None else current) + value
    return {"humidity": int(_within(wanted, -(-low // 1), high // 1))}


def _nothing(
    _value: Any, _entity: Entity, _now: Mapping[str, Any], _home: Home, _data: Mapping[str, Any]
) -> dict[str, Any]:
    """Drop what only helped to read another value."""
    return {}


def _legal(key: str) -> Change:
    """Return the check of a plain number against the entity's range."""

    def change(
        value: Any, entity: Entity, _now: Mapping[str, Any], _home: Home, _data: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return the number, refused when out of range."""
        low, high = entity.ranges.get(
            "temperature" if key.startswith("target") else key, (value, value)
        )
        if not low <= value <= high:
            details = {"low": low, "high": high}
            raise _Refused(Problem(code="range", entity_id=entity.entity_id, details=details))
        return {key: value}

    return change


_CHANGES: dict[str, Change] = {
    "brightness_step_pct": _brightness_step,
    "color_name": _color,
    "white": _white,
    "color_temp_kelvin": _kelvin,
    "position_step": _position_step,
    "volume": _volume,
    "volume_step": _volume_step,
    "temperature": _temperature,
    "temperature_step": _temperature_step,
    "target_temp_low": _legal("target_temp_low"),
    "target_temp_high": _legal("target_temp_high"),
    "humidity": _legal("humidity"),
    "humidity_step": _humidity_step,
    "value": _legal("value"),
    "unit": _nothing,
    LOOSELY: _nothing,
}
