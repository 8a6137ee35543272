"""What sampled entities can do: features, options and ranges as real integrations have them."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import NamedTuple

from training.naming import Entry, Lexicon, domain_of

Range = tuple[float, float]


class Abilities(NamedTuple):
    """The features of an entity with the named choices and legal numbers that they bring."""

    features: frozenset[str] = frozenset()
    options: Mapping[str, Entry] = MappingProxyType({})
    ranges: Mapping[str, Range] = MappingProxyType({})


_PLAY = "play pause stop next previous"

_FEATURE_SETS: dict[str, str] = {
    "light": """
        2 on_off
        5 on_off dim
        4 on_off dim color_temp
        3 on_off dim color_temp color
        2 on_off dim color_temp color effect
        1 on_off dim color
        1 on_off dim color effect""",
    "fan": """
        3 on_off
        4 on_off speed
        2 on_off speed preset
        2 on_off speed oscillate
        1 on_off speed preset oscillate
        1 on_off speed direction
        1 on_off speed preset oscillate direction
        1 on_off preset""",
    "cover": """
        2 open_close
        3 open_close stop
        6 open_close stop position""",
    "cover.blind": """
        2 open_close stop
        5 open_close stop position
        2 open_close stop position tilt tilt_position
        1 open_close stop position tilt
        1 open_close stop tilt""",
    "cover.shutter": """
        2 open_close stop
        5 open_close stop position
        2 open_close stop position tilt tilt_position""",
    "cover.garage": """
        4 open_close
        4 open_close stop
        2 open_close stop position""",
    "cover.gate": """
        4 open_close
        3 open_close stop
        1 open_close stop position""",
    "cover.door": """
        3 open_close
        1 open_close stop""",
    "cover.damper": """
        1 open_close
        3 open_close stop position
        1 open_close position""",
    "valve": """
        5 open_close
        2 open_close stop position
        1 open_close position""",
    "lock": """
        4 lock
        1 lock open""",
    "climate": """
        3 temperature mode
        5 on_off temperature mode
        3 on_off temperature mode preset
        2 on_off temperature mode fan_mode
        3 on_off temperature temperature_range mode fan_mode
        3 on_off temperature temperature_range mode preset fan_mode
        1 on_off temperature temperature_range mode preset fan_mode humidity""",
    "climate heat": """
        3 temperature mode
        6 on_off temperature mode
        5 on_off temperature mode preset""",
    "climate cool": """
        2 on_off temperature mode fan_mode
        4 on_off temperature mode fan_mode swing
        3 on_off temperature mode preset fan_mode swing
        1 on_off temperature mode preset fan_mode
        1 on_off temperature temperature_range mode fan_mode swing""",
    "humidifier": """
        2 on_off humidity
        3 on_off humidity preset""",
    "water_heater": """
        2 on_off temperature
        3 on_off temperature mode
        2 temperature mode away
        1 on_off temperature mode away
        1 temperature""",
    "media_player": f"""
        4 on_off volume volume_step mute {_PLAY} source
        2 on_off volume volume_step mute {_PLAY}
        1 volume volume_step {_PLAY}""",
    "media_player.tv": f"""
        6 on_off volume volume_step mute {_PLAY} source
        2 on_off volume_step mute play pause source
        1 on_off volume volume_step mute
        1 on_off volume_step mute {_PLAY}""",
    "media_player.speaker": f"""
        3 volume volume_step mute {_PLAY} source
        3 on_off volume volume_step mute {_PLAY} source
        3 on_off volume volume_step mute {_PLAY}
        2 volume volume_step mute {_PLAY}""",
    "media_player.receiver": f"""
        3 on_off volume volume_step mute source
        2 on_off volume volume_step mute {_PLAY} source""",
    "media_player.projector": """
        3 on_off source
        1 on_off volume volume_step mute source
        1 on_off""",
    "vacuum": """
        3 start pause stop dock locate spot speed
        3 start pause stop dock locate speed
        2 start pause stop dock
        1 start stop dock locate speed
        1 start dock""",
    "lawn_mower": """
        4 start pause dock
        1 start dock""",
    "alarm_control_panel": """
        3 home away disarm
        4 home away night disarm
        2 home away night vacation disarm
        1 away disarm""",
    "automation": "1 on_off trigger",
    "scene": """
        4 run
        1 run taught""",
    "assist_satellite": """
        9 announce
        1""",
}
"""Feature sets with weights, by kind; a kind without any takes its domain's."""

_SIMPLE: dict[str, str] = {
    "switch": "on_off",
    "input_boolean": "on_off",
    "siren": "on_off",
    "script": "run",
    "button": "press",
    "input_button": "press",
    "number": "value",
    "input_number": "value",
    "select": "option",
    "input_select": "option",
    "todo": "items",
    "calendar": "events",
    "weather": "forecast",
    "update": "install",
    "notify": "message",
}

_MODES: dict[str, tuple[str, ...]] = {
    "": ("off heat cool", "off heat cool auto", "off heat cool auto fan_only"),
    "heat": ("off heat", "off heat", "off heat auto"),
    "cool": (
        "off cool fan_only",
        "off cool dry fan_only",
        "off heat cool dry fan_only",
        "off auto heat cool dry fan_only",
    ),
    "range": ("off heat cool heat_cool", "off heat_cool heat cool dry fan_only"),
    "endless": ("heat", "auto heat"),
}
"""The operating modes of a thermostat: by what it does, with a range, or never off."""

_BROUGHT: dict[str, tuple[tuple[str, str, str], ...]] = {
    "fan": (("preset", "preset_mode", "fan.preset_mode"),),
    "climate": (
        ("preset", "preset_mode", "climate.preset_mode"),
        ("fan_mode", "fan_mode", "climate.fan_mode"),
        ("swing", "swing_mode", "climate.swing_mode"),
    ),
    "humidifier": (("preset", "mode", "humidifier.mode"),),
    "water_heater": (("mode", "operation_mode", "water_heater.operation_mode"),),
    "vacuum": (("speed", "fan_speed", "vacuum.fan_speed"),),
}
"""Feature, the data key it brings and the list whose sets of values that takes, by domain."""

_DRAWN: dict[str, tuple[str, tuple[str, ...], tuple[int, int]]] = {
    "light": ("effect", ("effect",), (2, 8)),
    "media_player": ("source", ("source.radio", "source.app", "source.input"), (2, 8)),
    "media_player.tv": ("source", ("source.input", "source.app"), (2, 9)),
    "media_player.speaker": ("source", ("source.radio", "source.radio", "source.input"), (2, 8)),
    "media_player.receiver": ("source", ("source.input",), (3, 9)),
    "media_player.projector": ("source", ("source.input",), (2, 5)),
}
"""The data key, the lists drawn from and how many values of a kind's free choices."""

_CELSIUS: tuple[Range, ...] = ((5, 30), (7, 35), (16, 30), (15, 25), (4.5, 28), (17, 30), (5, 35))
_FAHRENHEIT: tuple[Range, ...] = ((41, 95), (45, 90), (50, 86), (60, 86), (61, 88), (45, 95))
_WATER_CELSIUS: tuple[Range, ...] = ((35, 65), (40, 60), (30, 75), (30, 60))
_WATER_FAHRENHEIT: tuple[Range, ...] = ((95, 140), (110, 150), (90, 165))
_HUMIDITIES: tuple[Range, ...] = ((30, 80), (35, 70), (40, 60), (0, 100), (30, 70))
_KELVINS: tuple[Range, ...] = ((2000, 6535), (2200, 6500), (2700, 6500), (2202, 4000), (2000, 9000))
_NUMBERS: tuple[Range, ...] = ((0, 100), (0, 10), (1, 60), (0, 255), (-10, 10), (1, 24), (0, 1))


def sample_abilities(rng: Random, lexicon: Lexicon, kind: str, name: str, unit: str) -> Abilities:
    """Return what an entity of a kind can do; `name` is the listed name it was given."""
    domain = domain_of(kind)
    role = lexicon.value(domain, name) if domain == "climate" else ()
    sets = _SETS.get(f"climate {role[0]}" if role else kind) or _SETS.get(domain)
    if not sets:
        return _NOTHING
    features = sets[int(rng.random() * len(sets))]
    if domain in _PLAIN:
        return Abilities(features)
    options = _options(rng, lexicon, kind, features, name)
    return Abilities(features, options, _ranges(rng, lexicon, domain, features, name, unit))


def _options(
    rng: Random, lexicon: Lexicon, kind: str, features: frozenset[str], name: str
) -> dict[str, Entry]:
    """Return the named choices that features bring."""
    domain = domain_of(kind)
    if "option" in features:
        return {"option": lexicon.value(domain, name) or lexicon.draw(rng, "option")}
    if "source" in features or "effect" in features:
        return _drawn_options(rng, lexicon, kind if kind in _DRAWN else domain)
    found = {}
    for feature, key, section in _BROUGHT.get(domain, ()):
        if feature in features:
            found[key] = lexicon.value(domain, lexicon.draw(rng, section)[0])
    if domain == "climate":
        found["hvac_mode"] = _modes(rng, features, lexicon.value(domain, name))
    return found


def _modes(rng: Random, features: frozenset[str], role: Entry) -> Entry:
    """Return the operating modes of a thermostat, in keeping with its features."""
    key = role[0] if role else ""
    if "temperature_range" in features:
        key = "range"
    elif "on_off" not in features:
        key = "endless"
    return tuple(rng.choice(_MODES[key]).split())


def _drawn_options(rng: Random, lexicon: Lexicon, kind: str) -> dict[str, Entry]:
    """Return a handful of sources or effects."""
    key, sections, (low, high) = _DRAWN[kind]
    count = rng.randint(low, high)
    drawn = (lexicon.draw(rng, rng.choice(sections))[0] for _ in range(count))
    return {key: tuple(dict.fromkeys(drawn))}


def _ranges(
    rng: Random, lexicon: Lexicon, domain: str, features: frozenset[str], name: str, unit: str
) -> dict[str, Range]:
    """Return the legal numbers that features bring."""
    found: dict[str, Range] = {}
    if "temperature" in features:
        found["temperature"] = rng.choice(_TEMPERATURES[domain, unit])
    if domain == "humidifier":
        found["humidity"] = rng.choice(_HUMIDITIES)
    if "color_temp" in features:
        found["color_temp_kelvin"] = rng.choice(_KELVINS)
    if "value" in features:
        bounds = lexicon.value(domain, name)
        found["value"] = (float(bounds[0]), float(bounds[1])) if bounds else rng.choice(_NUMBERS)
    return found


def _feature_sets(table: str) -> tuple[frozenset[str], ...]:
    """Return weighted feature sets, each repeated by its weight."""
    sets: list[frozenset[str]] = []
    for line in table.strip().splitlines():
        weight, *features = line.split()
        sets += [frozenset(features)] * int(weight)
    return tuple(sets)


_NOTHING = Abilities()
_SETS = {kind: _feature_sets(table) for kind, table in _FEATURE_SETS.items()}
_SETS.update((domain, (frozenset({feature}),)) for domain, feature in _SIMPLE.items())
_PLAIN = frozenset(_SIMPLE) - {"number", "input_number", "select", "input_select"} | {
    "cover",
    "valve",
    "lock",
    "lawn_mower",
    "alarm_control_panel",
    "automation",
    "scene",
}
_TEMPERATURES = {
    ("climate", "°C"): _CELSIUS,
    ("climate", "°F"): _FAHRENHEIT,
    ("water_heater", "°C"): _WATER_CELSIUS,
    ("water_heater", "°F"): _WATER_FAHRENHEIT,
}
