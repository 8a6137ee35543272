"""Little homes for the tests of the agent: one written by hand, and as many random ones as wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from custom_components.steward.agent.candidates import (
    AREA,
    FLOOR,
    LABELS,
    OPTION,
    Candidate,
    Shortlist,
    Word,
)
from custom_components.steward.agent.home import Area, Entity, Floor, Home
from custom_components.steward.agent.kinds import KINDS

type Range = tuple[float, float]
type Named = str | tuple[str, str]
"""What a shortlist lists: an id, or an option as (data key, value)."""


@dataclass(frozen=True, slots=True)
class FakeState:
    """A state as the agent reads it."""

    state: str
    attributes: Mapping[str, Any] = field(default_factory=dict)


def state(word: str, **attributes: Any) -> FakeState:
    """Return a state."""
    return FakeState(word, attributes)


def states(known: Mapping[str, FakeState] | None = None) -> Callable[[str], FakeState | None]:
    """Return what gives the states of entities; those not given are not there."""
    return dict(known or {}).get


def entity(
    entity_id: str,
    names: str,
    area: str | None = None,
    *,
    features: str = "",
    device_class: str | None = None,
    options: Mapping[str, Sequence[str]] | None = None,
    ranges: Mapping[str, Range] | None = None,
) -> Entity:
    """Return an entity; names stand between bars, features between spaces."""
    domain = entity_id.partition(".")[0]
    return Entity(
        entity_id=entity_id,
        names=tuple(names.split("|")),
        kind=f"{domain}.{device_class}" if device_class else domain,
        area_id=area,
        features=frozenset(features.split()),
        options={key: tuple(values) for key, values in (options or {}).items()},
        ranges=dict(ranges or {}),
    )


def home_of(
    entities: Iterable[Entity],
    *,
    floors: Mapping[str, str | None] | None = None,
    levels: Mapping[str, int] | None = None,
    unit: str = "°C",
) -> Home:
    """Return a home.

    Args:
        entities: What is in it; their areas come by themselves.
        floors: Area id to floor id.
        levels: Floor id to level.
        unit: The unit of its temperatures.
    """
    found = {e.entity_id: e for e in entities}
    placed = dict(floors or {})
    rooms = dict.fromkeys([*placed, *(e.area_id for e in found.values() if e.area_id)])
    storeys = {*(levels or {}), *filter(None, placed.values())}
    return Home(
        entities=found,
        areas={
            a: Area(area_id=a, names=(a.replace("_", " ").title(),), floor_id=placed.get(a))
            for a in rooms
        },
        floors={
            f: Floor(floor_id=f, names=(f.replace("_", " ").title(),), level=(levels or {}).get(f))
            for f in sorted(storeys)
        },
        temperature_unit=unit,
    )


_BLIND = "open_close stop position"
_PLAYER = "on_off volume volume_step mute play pause stop next previous source"
_AREAS = {
    "kitchen": "downstairs",
    "lounge": "downstairs",
    "garage": "downstairs",
    "bedroom": "upstairs",
    "bath": "upstairs",
    "garden": None,
}
_LEVELS = {"downstairs": 0, "upstairs": 1}


def house(unit: str = "°C") -> Home:
    """Return a house on two floors, with a garden that is on none."""
    return home_of(_contents(), floors=_AREAS, levels=_LEVELS, unit=unit)


def _contents() -> list[Entity]:
    """Return what is in the house."""
    return [
        entity(
            "light.ceiling",
            "Kitchen Ceiling",
            "kitchen",
            features="on_off dim color_temp",
            ranges={"color_temp_kelvin": (2200, 6000)},
        ),
        entity(
            "light.strip",
            "Strip",
            "kitchen",
            features="on_off dim color effect",
            options={"effect": ("Rainbow", "Fire")},
        ),
        entity("light.bulb", "Bulb", "lounge", features="on_off"),
        entity("light.left", "Left Light", "bedroom", features="on_off dim"),
        entity("light.right", "Right Light", "bedroom", features="on_off dim"),
        entity("light.lantern", "Lantern", "garden", features="on_off"),
        entity("switch.mirror", "Mirror Lamp", "bath", features="on_off", device_class="outlet"),
        entity("switch.towels", "Towel Rail", "bath", features="on_off"),
        entity("switch.desk", "Desk Lamp", "lounge", features="on_off", device_class="outlet"),
        entity("switch.kettle", "Kettle", "kitchen", features="on_off"),
        entity(
            "fan.bed",
            "Bedroom Fan",
            "bedroom",
            features="on_off speed preset oscillate direction",
            options={"preset_mode": ("Sleep", "Breeze")},
        ),
        entity("cover.blind", "Blind", "lounge", features=_BLIND, device_class="blind"),
        entity("cover.curtain", "Curtain", "lounge", features=_BLIND, device_class="curtain"),
        entity("cover.window", "Roof Window", "lounge", features=_BLIND, device_class="window"),
        entity("cover.awning", "Awning", "lounge", features=_BLIND, device_class="awning"),
        entity("cover.terrace", "Terrace", "lounge", features=_BLIND, device_class="door"),
        entity("cover.shutter", "Shutter", "garage", features=_BLIND, device_class="shutter"),
        entity("cover.garage", "Garage Door", "garage", features=_BLIND, device_class="garage"),
        entity("cover.gate", "Gate", "garden", features=_BLIND, device_class="gate"),
        entity("lock.front", "Front Door", features="lock open"),
        entity("alarm_control_panel.house", "Alarm", features="home away night vacation disarm"),
        entity("valve.main", "Main Water", features="open_close position", device_class="water"),
        entity("valve.gas", "Gas", features="open_close", device_class="gas"),
        entity(
            "valve.lawn",
            "Lawn Sprinkler",
            "garden",
            features="open_close position",
            device_class="water",
        ),
        entity(
            "climate.lounge",
            "Lounge Heating",
            "lounge",
            features="on_off temperature mode preset",
            options={"hvac_mode": ("off", "heat"), "preset_mode": ("Eco", "Sleep")},
            ranges={"temperature": (7, 30)},
        ),
        entity(
            "climate.bed",
            "Bedroom AC",
            "bedroom",
            features="on_off temperature temperature_range mode",
            options={"hvac_mode": ("off", "cool", "heat_cool")},
            ranges={"temperature": (16, 28)},
        ),
        entity(
            "humidifier.bed",
            "Mist",
            "bedroom",
            features="on_off humidity",
            ranges={"humidity": (30, 60)},
        ),
        entity(
            "water_heater.tank",
            "Tank",
            features="on_off temperature mode",
            options={"operation_mode": ("eco", "boost")},
            ranges={"temperature": (35, 60)},
        ),
        entity(
            "media_player.tv",
            "TV",
            "lounge",
            features=_PLAYER,
            device_class="tv",
            options={"source": ("HDMI 1", "Radio")},
        ),
        entity("media_player.box", "Music Box", "lounge", features=_PLAYER, device_class="speaker"),
        entity("media_player.radio", "Radio", "kitchen", features=_PLAYER, device_class="speaker"),
        entity(
            "vacuum.robo",
            "Robo",
            "kitchen",
            features="start pause stop dock locate spot speed",
            options={"fan_speed": ("Quiet", "Max")},
        ),
        entity("sensor.lounge", "Lounge Warmth", "lounge", device_class="temperature"),
        entity("sensor.bed", "Bedroom Warmth", "bedroom", device_class="temperature"),
        entity("binary_sensor.window", "Kitchen Window", "kitchen", device_class="window"),
        entity("person.ada", "Ada"),
        entity("todo.groceries", "Groceries", features="items"),
        entity(
            "input_number.level",
            "Level",
            features="value",
            ranges={"value": (0, 10)},
        ),
        entity("scene.dusk", "Dusk", features="run"),
        entity("script.bedtime", "Bedtime", features="run"),
        entity("automation.night", "Night Watch", features="on_off trigger"),
    ]


def shortlist(home: Home, *named: Named, here: str | None = None, words: str = "") -> Shortlist:
    """Return a shortlist of just these things, labelled in this order."""
    return Shortlist(
        words=tuple(Word(word) for word in words.split()),
        candidates=tuple(
            _candidate(thing, label, home) for thing, label in zip(named, LABELS, strict=False)
        ),
        here=here,
    )


def _candidate(thing: Named, label: str, home: Home) -> Candidate:
    """Return a thing under a label."""
    if isinstance(thing, tuple):
        key, value = thing
        owners = [e.entity_id for e in home.everything() if value in e.options.get(key, ())]
        return Candidate(label=label, kind=OPTION, ref=value, key=key, owners=tuple(owners))
    if thing in home.areas:
        return Candidate(label=label, kind=AREA, ref=thing)
    if thing in home.floors:
        return Candidate(label=label, kind=FLOOR, ref=thing)
    return Candidate(label=label, kind=home.entities[thing].kind, ref=thing)


# Random homes

_BASE: dict[str, str] = {
    "light": "on_off",
    "switch": "on_off",
    "input_boolean": "on_off",
    "fan": "on_off",
    "cover": "open_close",
    "valve": "open_close",
    "lock": "lock",
    "climate": "temperature mode",
    "humidifier": "on_off humidity",
    "water_heater": "temperature",
    "media_player": "on_off",
    "vacuum": "start dock",
    "lawn_mower": "start dock",
    "alarm_control_panel": "disarm",
    "siren": "on_off",
    "scene": "run",
    "script": "run",
    "button": "press",
    "input_button": "press",
    "automation": "on_off trigger",
    "number": "value",
    "input_number": "value",
    "select": "option",
    "input_select": "option",
    "todo": "items",
    "calendar": "events",
    "weather": "forecast",
    "update": "install",
    "assist_satellite": "announce",
    "notify": "message",
}
"""What every entity of a domain can do; domains without a line are only read."""
_MORE: dict[str, str] = {
    "light": "dim color color_temp effect",
    "fan": "speed preset oscillate direction",
    "cover": "stop position tilt tilt_position",
    "valve": "stop position",
    "lock": "open",
    "climate": "on_off temperature_range preset fan_mode swing",
    "humidifier": "preset",
    "water_heater": "on_off mode",
    "media_player": "volume volume_step mute play pause stop next previous source",
    "vacuum": "pause stop locate spot speed",
    "lawn_mower": "pause",
    "scene": "taught",
    "alarm_control_panel": "home away night vacation",
}
"""What some can do."""
_CHOICES: dict[tuple[str, str], str] = {
    ("light", "effect"): "effect",
    ("fan", "preset"): "preset_mode",
    ("climate", "preset"): "preset_mode",
    ("climate", "fan_mode"): "fan_mode",
    ("climate", "swing"): "swing_mode",
    ("humidifier", "preset"): "mode",
    ("water_heater", "mode"): "operation_mode",
    ("media_player", "source"): "source",
    ("vacuum", "speed"): "fan_speed",
    ("select", "option"): "option",
    ("input_select", "option"): "option",
}
"""Domain and feature to the data key whose options come with it."""
_NOUNS = "lamp fan door blind pump heater speaker panel star relay box gate ceiling tank".split()
_ADJECTIVES = "old north blue left tall second main spare round inner porch cellar".split()
_ROOMS = "hall den attic cellar porch pantry study nursery loft workshop sauna landing".split()
_VALUES = 'Auto Eco|HDMI 1|Radio Swiss|Night Mode|100%|Fast|off|Say "cheese"|C:\\tv|<b>|日本'.split(
    "|"
)
_ODD_NAMES = ('The "Thing"', "@a", "back\\slash", "<call>", "{data}", "Küche", "läuft 🙂", "Lamp 2")
_RANGES: dict[tuple[str, str], tuple[Range, ...]] = {
    ("light", "color_temp_kelvin"): ((2000, 6535), (2700, 6500), (2202, 4000)),
    ("humidifier", "humidity"): ((30, 60), (0, 100), (35.5, 80)),
    ("number", "value"): ((0, 100), (-20, 20), (0, 1000), (0.2, 0.8), (1, 1), (-500, 500)),
    ("input_number", "value"): ((0, 10), (0.5, 5.5), (1000, 9000)),
    ("water_heater", "temperature"): ((30, 65), (35, 60)),
}
_CLIMATE_RANGES = {"°C": ((7, 35), (5, 30), (16.5, 28)), "°F": ((45, 95), (50, 86))}
_MODES = "off heat cool heat_cool auto dry fan_only".split()


def sample_home(rng: Random, size: int | None = None) -> Home:
    """Return a random home: odd names, twins, missing abilities, rooms on no floor."""
    rooms = rng.sample(_ROOMS, rng.randint(0, 8))
    floors = dict.fromkeys(f"floor_{n}" for n in range(rng.randint(0, 3)))
    levels = {floor: rng.randint(-1, 3) for floor in floors}
    placed = {room: rng.choice([None, *floors]) for room in rooms}
    unit = rng.choice(["°C", "°C", "°F"])
    kinds = [kind for kind in KINDS if kind != "event"]
    count = rng.randint(1, 60) if size is None else size
    entities = [_sample_entity(rng, n, rng.choice(kinds), rooms, unit) for n in range(count)]
    return home_of(entities, floors=placed, levels=levels, unit=unit)


def _sample_entity(rng: Random, number: int, kind: str, rooms: list[str], unit: str) -> Entity:
    """Return a random entity of a kind."""
    domain = kind.partition(".")[0]
    features = set(_BASE.get(domain, "").split())
    features |= {feature for feature in _MORE.get(domain, "").split() if rng.random() < 0.6}
    features |= {"dim"} if features & {"color", "color_temp"} else set()
    choices = {
        key: tuple(rng.sample(_VALUES, rng.randint(1, 4)))
        for (owner, feature), key in _CHOICES.items()
        if owner == domain and feature in features
    }
    modes = {"hvac_mode": tuple(rng.sample(_MODES, rng.randint(1, 5)))}
    return Entity(
        entity_id=f"{domain}.thing_{number}",
        names=tuple(_sample_name(rng) for _ in range(rng.randint(1, 3))),
        kind=kind,
        area_id=rng.choice([None, *rooms]),
        features=frozenset(features),
        options=choices | (modes if domain == "climate" else {}),
        ranges=_sample_ranges(rng, domain, features, unit),
    )


def _sample_name(rng: Random) -> str:
    """Return a random name."""
    plain = f"{rng.choice(_ADJECTIVES)} {rng.choice(_NOUNS)}".title()
    return rng.choice([plain, plain, plain, rng.choice(_NOUNS), rng.choice(_ODD_NAMES)])


def _sample_ranges(rng: Random, domain: str, features: set[str], unit: str) -> dict[str, Range]:
    """Return the ranges of a random entity; a water heater may have none."""
    found = {key: rng.choice(known) for (owner, key), known in _RANGES.items() if owner == domain}
    if "color_temp" not in features:
        found.pop("color_temp_kelvin", None)
    if domain == "water_heater" and rng.random() < 0.3:
        found.clear()
    return found if domain != "climate" else {"temperature": rng.choice(_CLIMATE_RANGES[unit])}


def sample_sentence(rng: Random, home: Home) -> str:
    """Return a sentence with names, places and options of a home in it."""
    names = [name for e in home.everything() for name in e.names]
    options = [v for e in home.everything() for values in e.options.values() for v in values]
    places = [place.name for place in (*home.areas.values(), *home.floors.values())]
    said = [rng.choice(group) for group in (names, places, options, names, options) if group]
    links = ("turn on the", "and", "in the", "to", "without the", "all lights in", "")
    parts = [f"{rng.choice(links)} {one}" for one in said[: rng.randint(1, 5)]]
    choosing = [e for e in home.everything() if e.options] if rng.random() < 0.5 else []
    for thing in rng.sample(choosing, min(len(choosing), 2)):
        values = rng.choice([*thing.options.values()])
        parts.insert(0, f"set the {thing.name} to {rng.choice(values)}")
    return " ".join(parts)


def sample_states(rng: Random, home: Home) -> Callable[[str], FakeState | None]:
    """Return random states, some of them missing, for the entities of a home."""
    return states(
        {e.entity_id: _sample_state(rng, e) for e in home.everything() if rng.random() < 0.95}
    )


def _sample_state(rng: Random, thing: Entity) -> FakeState:
    """Return a random state of an entity."""
    word = rng.choice("on off playing paused idle open closed heat unavailable unknown".split())
    low, high = thing.ranges.get("temperature", (10, 30))
    middle = rng.uniform(low, high)
    single = {"temperature": round(middle, 1), "current_temperature": 19.5}
    double = {"temperature": None, "target_temp_low": middle, "target_temp_high": high}
    numbers = {
        "brightness": rng.choice([None, 1, 128, 255]),
        "color_temp_kelvin": rng.choice([None, 2700, 6500]),
        "current_position": rng.choice([None, 0, 40, 100]),
        "volume_level": rng.choice([None, 0.0, 0.33, 1.0]),
        "humidity": rng.choice([None, 45]),
    }
    return FakeState(word, {**numbers, **rng.choice([single, double])})
