"""Words for values, states and kinds, as they are spoken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .home import Entity
from .spoken_units import unit_of, units
from .targets import StateLike

_NOUNS: dict[str, tuple[str, str]] = {
    "light": ("light", "lights"),
    "switch": ("switch", "switches"),
    "input_boolean": ("switch", "switches"),
    "fan": ("fan", "fans"),
    "cover": ("cover", "covers"),
    "blind": ("blind", "blinds"),
    "curtain": ("curtain", "curtains"),
    "garage": ("garage door", "garage doors"),
    "lock": ("lock", "locks"),
    "door": ("door", "doors"),
    "window": ("window", "windows"),
    "climate": ("thermostat", "thermostats"),
    "media": ("player", "players"),
    "media_player": ("player", "players"),
    "tv": ("TV", "TVs"),
    "vacuum": ("vacuum", "vacuums"),
    "lawn_mower": ("mower", "mowers"),
    "motion": ("motion sensor", "motion sensors"),
    "leak": ("leak sensor", "leak sensors"),
    "smoke": ("smoke sensor", "smoke sensors"),
    "person": ("person", "people"),
    "battery": ("battery", "batteries"),
    "alarm": ("alarm", "alarms"),
    "alarm_control_panel": ("alarm", "alarms"),
    "valve": ("valve", "valves"),
    "update": ("update", "updates"),
    "humidifier": ("humidifier", "humidifiers"),
    "assist_satellite": ("satellite", "satellites"),
    "notify": ("recipient", "recipients"),
    "device": ("device", "devices"),
    "temperature": ("temperature sensor", "temperature sensors"),
    "humidity": ("humidity sensor", "humidity sensors"),
    "power": ("power sensor", "power sensors"),
    "energy": ("energy sensor", "energy sensors"),
    "air quality": ("air quality sensor", "air quality sensors"),
}
_UNITS = units(1)
_SENSED: dict[str, tuple[str, str]] = {
    "binary_sensor.door": ("open", "closed"),
    "binary_sensor.window": ("open", "closed"),
    "binary_sensor.motion": ("detecting motion", "not detecting motion"),
    "binary_sensor.occupancy": ("occupied", "not occupied"),
    "binary_sensor.moisture": ("wet", "dry"),
    "binary_sensor.smoke": ("detecting smoke", "not detecting smoke"),
    "binary_sensor.running": ("running", "not running"),
}
_STATES = {
    "not_home": "not home",
    "heat": "heating",
    "cool": "cooling",
    "heat_cool": "on heat and cool",
    "fan_only": "on fan only",
    "auto": "on auto",
    "dry": "drying",
    "unavailable": "not available",
    "unknown": "unknown",
}


def amount(value: Any) -> str:
    """Return a number without needless decimals: 21, 18.4."""
    try:
        number = round(float(value), 1)
        return str(int(number)) if number == int(number) else str(number)
    except (TypeError, ValueError, OverflowError):
        return str(value)


_HUES = (
    (15, "red"),
    (45, "orange"),
    (70, "yellow"),
    (165, "green"),
    (200, "cyan"),
    (260, "blue"),
    (300, "purple"),
    (345, "pink"),
    (361, "red"),
)
_PALE = 10


def color_word(hs_color: Any) -> str:
    """Return a colour, given as hue (0 to 360) and saturation (0 to 100), as a word."""
    hue, saturation = hs_color
    if saturation < _PALE:
        return "white"
    return next(word for end, word in _HUES if hue < end)


def unit_word(unit: str, number: str = "") -> str:
    """Return a unit as it is spoken behind a number."""
    known = unit_of(unit, _UNITS, "per")
    if known is None:
        return unit
    return known.one if number in ("1", "-1") else known.many


def measured(value: Any, unit: str) -> str:
    """Return a reading: "21.5 degrees", "1 watt"."""
    number = amount(value)
    return f"{number} {unit_word(unit, number)}".strip()


def kind_noun(kind: str, count: int) -> str:
    """Return the noun for a kind, a domain or a class, in the number that fits."""
    singular, plural = _NOUNS.get(kind) or _NOUNS.get(kind.partition(".")[0]) or _NOUNS["device"]
    return singular if count == 1 else plural


def counted(count: int, noun: str) -> str:
    """Return "3 lights"."""
    return f"{count} {noun}"


def joined(texts: Sequence[str], last: str = "and") -> str:
    """Return "a, b and c"."""
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} {last} {texts[-1]}"


def spoken_state(entity: Entity, state: StateLike) -> str:
    """Return what an entity is, as one says it after "is"."""
    word = state.state
    if entity.kind in _SENSED and word in ("on", "off"):
        return _SENSED[entity.kind][0 if word == "on" else 1]
    if entity.domain in ("person", "device_tracker") and word not in (
        "home",
        "not_home",
        "unavailable",
        "unknown",
    ):
        return f"at {word}"
    if (
        entity.domain == "media_player"
        and word == "playing"
        and state.attributes.get("media_title")
    ):
        return f"playing {state.attributes['media_title']}"
    if (
        entity.domain == "climate"
        and state.attributes.get("temperature")
        and word not in ("off", "unavailable")
    ):
        return (
            f"{_STATES.get(word, word)}, set to {amount(state.attributes['temperature'])} degrees"
        )
    unit = state.attributes.get("unit_of_measurement")
    if unit and word not in _STATES:
        return measured(word, str(unit))
    return _STATES.get(word, word.replace("_", " "))
