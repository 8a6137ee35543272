"""The values of a call for one entity: steps become absolute, all of them legal.

A plan says "20 percent brighter", "warm white", "21 degrees celsius"; Home Assistant takes a
brightness, kelvin and the degrees of the house.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .home import Entity, Home

KELVIN = {"candle": 2000, "warm": 2700, "neutral": 4000, "cool": 5500, "daylight": 6500}
KELVIN_STEP = 800
_EXTRA_COLORS = {"amber": [45.0, 100.0]}
"""Colours people say that Home Assistant has no name for, as hue and saturation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a planned call cannot be made."""

    code: str
    """"nothing": nothing there that could do it; "range": the number is out of range;
    "order": the lower bound is above the upper; "except": what should be left out is not there."""
    entity_id: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


class Refused(Exception):
    """One entity cannot do it with this value."""

    def __init__(self, problem: Problem) -> None:
        """Remember the problem."""
        super().__init__(problem.code)
        self.problem = problem


LOOSELY = "loosely"
"""Marks a step for which no number was said: "a bit", "much brighter"."""


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
        raise Refused(Problem(code="range", entity_id=entity.entity_id, details=details))
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
            raise Refused(Problem(code="range", entity_id=entity.entity_id, details=details))
        return {key: value}

    return change


CHANGES: dict[str, Change] = {
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
