"""Random homes as people have them, to train on.

``python -m training.homes --seed 1`` shows one.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from agent.home import Entity, Home

from training.abilities import sample_abilities
from training.entity_names import Named, Namer, Place, slug
from training.floorplan import Plan, sample_plan
from training.naming import SPLITS, TRAIN, Entry, Lexicon, domain_of, lexicon, parse

FAHRENHEIT_SHARE = 0.35
FOREIGN_SHARE = 0.12
STYLES = ("title",) * 70 + ("sentence",) * 14 + ("lower",) * 9 + ("mixed",) * 7

_ROOMS = Path(__file__).parent / "rooms.txt"


@dataclass(slots=True)
class _Sketch:
    """A home while it is being furnished."""

    rng: random.Random
    lexicon: Lexicon
    namer: Namer
    unit: str
    plan: Plan
    area_ids: Entry
    house_share: float
    """How many of the entities belong to no room."""
    forgotten: float
    """How many of the rest have no area all the same."""
    entities: dict[str, Entity] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    """Entities by place and kind, by place and name, and by id: against crowds and twins."""


def sample_home(rng: random.Random, split: str = TRAIN, size: int | None = None) -> Home:
    """Return a believable home with names of a split.

    Args:
        rng: Where all chance comes from: the same state, the same home.
        split: "train" or "held"; a home of one uses no name of the other.
        size: The number of entities; drawn, mostly 12 to 60, when left out.
    """
    count = _sample_size(rng) if size is None else size
    sketch = _sketch(rng, lexicon(split), count)
    while len(sketch.entities) < count:
        _furnish(sketch)
    return Home(
        entities=dict(list(sketch.entities.items())[:count]),
        areas=sketch.plan.areas,
        floors=sketch.plan.floors,
        temperature_unit=sketch.unit,
    )


def describe(home: Home) -> str:
    """Return a home as a text for a person."""
    lines = [f"{len(home.entities)} entities, {home.temperature_unit}"]
    lines += [f"floor {floor.level}: {' / '.join(floor.names)}" for floor in home.floors.values()]
    for area in home.areas.values():
        floor = f" ({home.floors[area.floor_id].name})" if area.floor_id else ""
        lines += ["", f"{' / '.join(area.names)}{floor}"]
        lines += [f"  {_describe_entity(entity)}" for entity in home.in_area(area.area_id)]
    loose = [entity for entity in home.everything() if entity.area_id is None]
    lines += ["", "(no area)", *(f"  {_describe_entity(entity)}" for entity in loose)]
    return "\n".join(lines)


def _describe_entity(entity: Entity) -> str:
    """Return an entity on one line."""
    options = [f"{key}: {', '.join(values)}" for key, values in entity.options.items()]
    ranges = [f"{key} {low:g} to {high:g}" for key, (low, high) in entity.ranges.items()]
    details = [" ".join(sorted(entity.features)), *options, *ranges]
    text = "; ".join(part for part in details if part)
    return f"{entity.kind:24} {' / '.join(entity.names)}" + (f"  [{text}]" if text else "")


def _sample_size(rng: random.Random) -> int:
    """Return a number of entities: mostly a dozen to sixty, seldom hundreds."""
    roll = rng.random()
    if roll < 0.07:
        return rng.randint(5, 11)
    if roll < 0.82:
        return rng.randint(12, 60)
    if roll < 0.98:
        return rng.randint(61, 150)
    return rng.randint(151, 300) if roll < 0.997 else rng.randint(301, 3000)


def _sketch(rng: random.Random, names: Lexicon, size: int) -> _Sketch:
    """Return a home with people, habits and rooms, still empty."""
    people = dict.fromkeys(names.draw(rng, "person")[0] for _ in range(rng.randint(1, 5)))
    namer = Namer(rng, names, tuple(people), rng.choice(STYLES), rng.random() < FOREIGN_SHARE)
    plan = sample_plan(rng, namer, _table("rooms"), size)
    return _Sketch(
        rng=rng,
        lexicon=names,
        namer=namer,
        unit="°F" if rng.random() < FAHRENHEIT_SHARE else "°C",
        plan=plan,
        area_ids=tuple(plan.areas),
        house_share=rng.uniform(0.08, 0.35),
        forgotten=0.6 if rng.random() < 0.05 else rng.uniform(0.0, 0.12),
    )


def _furnish(sketch: _Sketch) -> None:
    """Add an entity to a room or to the house, at times with siblings or a double."""
    rng = sketch.rng
    if rng.random() < sketch.house_share:
        _add_to_house(sketch)
        return
    area_id = sketch.area_ids[int(rng.random() * len(sketch.area_ids))]
    kind = _pick_kind(sketch, area_id)
    roll = rng.random()
    if roll < _SIBLINGS.get(domain_of(kind), 0.02):
        _add_siblings(sketch, kind, area_id)
    elif roll > 0.98:
        _add_double(sketch, area_id)
    else:
        named = sketch.namer.name(kind, _named_for(sketch, area_id))
        _add(sketch, kind, named, None if rng.random() < sketch.forgotten else area_id)


def _named_for(sketch: _Sketch, area_id: str) -> Place:
    """Return the room that a thing is named for: seldom one where it does not stand."""
    if sketch.rng.random() < 0.02:
        area_id = sketch.rng.choice(sketch.area_ids)
    return sketch.plan.place(area_id)


def _pick_kind(sketch: _Sketch, area_id: str) -> str:
    """Return a kind for a room, one that it does not have too many of yet."""
    kinds = _table(f"room.{sketch.plan.rooms[area_id]}")
    for _ in range(4):
        kind = kinds[int(sketch.rng.random() * len(kinds))]
        if sketch.counts[f"{area_id} {kind}"] < _CROWD.get(domain_of(kind), 2):
            break
    sketch.counts[f"{area_id} {kind}"] += 1
    return kind


def _add_siblings(sketch: _Sketch, kind: str, area_id: str) -> None:
    """Add two to four entities whose names differ by a word."""
    rng = sketch.rng
    named = sketch.namer.name(kind, sketch.plan.place(area_id))
    marks = rng.choice(_LIGHT_MARKS if kind == "light" and rng.random() < 0.3 else _MARKS)
    if marks[0].split()[0] in named.names[0]:
        marks = _MARKS[0]
    for mark in marks[: rng.randint(2, 4)]:
        name = sketch.namer.restyle(mark.format(named.names[0]))
        _add(sketch, kind, Named((name,), named.listed), area_id)


def _add_double(sketch: _Sketch, area_id: str) -> None:
    """Add an entity that is called like one elsewhere in the house."""
    if not sketch.entities:
        return
    model = sketch.rng.choice(list(sketch.entities.values()))
    if model.area_id is not None and model.area_id != area_id:
        _add(sketch, model.kind, Named(model.names[:1], ""), area_id)


def _add_to_house(sketch: _Sketch) -> None:
    """Add an entity that belongs to no room."""
    rng, namer = sketch.rng, sketch.namer
    kinds = _table("house")
    kind = kinds[int(rng.random() * len(kinds))]
    limit = len(namer.people) if kind == "person" else _HOUSE_LIMITS.get(kind, 1000)
    if sketch.counts[kind] >= limit:
        kind = rng.choice(("scene", "script", "automation", "sensor", "switch"))
    sketch.counts[kind] += 1
    named = namer.name(kind, None)
    if kind == "person":
        name = namer.people[sketch.counts[kind] - 1]
        named = Named((namer.restyle(name),), name)
    _add(sketch, kind, named, None)


def _add(sketch: _Sketch, kind: str, named: Named, area_id: str | None) -> None:
    """Add an entity; a name taken in its place gets a number."""
    names, domain = named.names, domain_of(kind)
    key = f"{area_id} {domain} {names[0].casefold()}"
    sketch.counts[key] += 1
    if sketch.counts[key] > 1:
        names = (f"{names[0]} {sketch.counts[key]}", *names[1:])
    able = sample_abilities(sketch.rng, sketch.lexicon, kind, named.listed, sketch.unit)
    entity_id = _free_id(sketch, f"{domain}.{slug(names[0])}")
    sketch.entities[entity_id] = Entity(
        entity_id=entity_id,
        names=names,
        kind=kind,
        area_id=area_id,
        features=able.features,
        options=able.options,
        ranges=able.ranges,
    )


def _free_id(sketch: _Sketch, entity_id: str) -> str:
    """Return an entity id that is not taken."""
    free = entity_id
    while free in sketch.entities:
        sketch.counts[entity_id] += 1
        free = f"{entity_id}_{sketch.counts[entity_id] + 1}"
    return free


@lru_cache(maxsize=1)
def _tables() -> dict[str, Entry]:
    """Return the entries of each table in ``rooms.txt``, repeated by their weights."""
    tables: dict[str, list[str]] = {}
    for line in parse(_ROOMS):
        tables.setdefault(line.section, []).extend([line.texts[0]] * int(line.value[0]))
    return {section: tuple(kinds) for section, kinds in tables.items()}


def _table(section: str) -> Entry:
    """Return what to draw from: types of rooms, or kinds in a room."""
    return _tables()[section]


_CROWD = {
    "light": 7,
    "switch": 4,
    "sensor": 4,
    "binary_sensor": 3,
    "cover": 3,
    "assist_satellite": 1,
}
"""How many of a kind a room has before another kind is tried; two of most."""
_HOUSE_LIMITS = {
    "alarm_control_panel": 1,
    "weather": 2,
    "vacuum": 3,
    "lawn_mower": 1,
    "climate": 3,
    "notify": 6,
}
_SIBLINGS = {"light": 0.18, "cover": 0.2, "switch": 0.08, "climate": 0.06, "fan": 0.06}
_MARKS = (
    ("{} 1", "{} 2", "{} 3", "{} 4"),
    ("{}", "{} 2", "{} 3", "{} 4"),
    ("Left {}", "Right {}", "Middle {}", "Far {}"),
    ("{} Left", "{} Right", "{} Middle"),
    ("Front {}", "Back {}", "Side {}", "Top {}"),
    ("Big {}", "Small {}", "Tall {}", "Old {}"),
    ("North {}", "South {}", "East {}", "West {}"),
    ("{} A", "{} B", "{} C", "{} D"),
    ("{} One", "{} Two", "{} Three", "{} Four"),
    ("Upper {}", "Lower {}"),
    ("{}", "{} Spare", "{} Old"),
    ("{}", "Main {}", "Second {}"),
    ("{} (left)", "{} (right)"),
)
_LIGHT_MARKS = (
    ("{}", "{} Strip"),
    ("{}", "{} Spots"),
    ("{}", "{} Dimmer", "{} LED"),
    ("{}", "{} Group"),
    ("{} Warm", "{} Cold"),
)


def main() -> None:
    """Show a home."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--split", choices=SPLITS, default=TRAIN)
    parser.add_argument("--size", type=int)
    options = parser.parse_args()
    print(describe(sample_home(random.Random(options.seed), options.split, options.size)))


if __name__ == "__main__":
    main()
