"""Numbers that a sensor may well show, for "when it drops below"."""

from __future__ import annotations

from random import Random

from agent.home import Entity

_TEMPERATURES = {"°C": (1, 29, 1), "°F": (35, 88, 1)}
_INDOORS = {"°C": (15, 26, 1), "°F": (60, 80, 1)}
_RANGES: dict[str, tuple[int, int, int]] = {
    "sensor.humidity": (20, 90, 5),
    "humidifier": (30, 70, 5),
    "humidifier.dehumidifier": (30, 70, 5),
    "sensor.battery": (5, 50, 5),
    "sensor.power": (5, 3000, 5),
    "sensor.energy": (1, 60, 1),
    "sensor.carbon_dioxide": (600, 2000, 50),
    "sensor.illuminance": (5, 2000, 5),
    "sensor.pressure": (960, 1040, 1),
    "sensor.pm25": (5, 150, 5),
}
"""Kind to the lowest and the highest number and the step between round ones."""
_OTHERS = (1, 100, 1)
ROUND_SHARE = 0.8


def sample_reading(rng: Random, entity: Entity, unit: str) -> float:
    """Return a number that an entity may show; `unit` is that of the house's temperatures."""
    low, high, step = _range(entity, unit)
    value = rng.randint(low, high)
    if rng.random() < ROUND_SHARE:
        value = max(low, value // step * step)
        if value > 200:
            value = value // 50 * 50
    is_half = entity.kind == "sensor.temperature" and unit == "°C" and rng.random() < 0.08
    return value + 0.5 if is_half else value


def _range(entity: Entity, unit: str) -> tuple[int, int, int]:
    """Return the range of what an entity shows."""
    if entity.kind == "sensor.temperature" or entity.domain == "weather":
        return _TEMPERATURES[unit]
    if entity.domain == "climate":
        return _INDOORS[unit]
    if "value" in entity.ranges:
        low, high = entity.ranges["value"]
        return int(-(-low // 1)), int(high), 1
    return _RANGES.get(entity.kind, _OTHERS)
