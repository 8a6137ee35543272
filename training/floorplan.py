"""The rooms and storeys of a sampled home."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from agent.home import Area, Floor

from training.entity_names import Namer, Place, possessive, slug
from training.naming import Entry, invent_word

MOST_AREAS = 20
"""Only homes of more than a thousand entities have more."""

_FLOORLESS = 0.45
_ESSENTIAL = ("living", "kitchen", "bedroom", "bath", "hall")
_LIMITS = {"bedroom": 3, "kids": 3, "bath": 3, "hall": 3, "kitchen": 1}
_OUTSIDE = frozenset({"garden", "garage", "pool", "outbuilding", "front"})
_STOREYS = ((0, 1), (0, 1), (0, 1), (0, 1, 2), (0, 1, -1), (0, 1, 2, -1), (0,), (0, -1), (0, 1, 3))
_LEVELS: dict[str, tuple[int, ...]] = {
    "bedroom": (1, 2, 3),
    "kids": (1, 2, 3),
    "kitchen": (0,),
    "living": (0,),
    "dining": (0,),
    "basement": (-1,),
    "attic": (3, 2, 1),
    "utility": (-1, 0),
}
"""The storeys where a room mostly lies."""


@dataclass(slots=True)
class Plan:
    """The rooms of a home, before anything stands in them."""

    namer: Namer
    areas: dict[str, Area] = field(default_factory=dict)
    floors: dict[str, Floor] = field(default_factory=dict)
    rooms: dict[str, str] = field(default_factory=dict)
    """The type of each area."""

    def place(self, area_id: str) -> Place:
        """Return an area as things are named for it."""
        return Place(self.rooms[area_id], self.areas[area_id].names)


def sample_plan(rng: Random, namer: Namer, types: Entry, size: int) -> Plan:
    """Return rooms for a home with `size` entities; `types` are kinds of rooms to draw from."""
    plan = Plan(namer)
    count = _sample_count(rng, size)
    taken: set[str] = set()
    for room in _sample_rooms(rng, types, count):
        names = _distinct_names(rng, plan, room, taken)
        taken.update(name.casefold() for name in names)
        area_id = slug(names[0])
        plan.areas[area_id] = Area(area_id=area_id, names=names)
        plan.rooms[area_id] = room
    if rng.random() >= _FLOORLESS:
        _add_floors(rng, plan)
    return plan


def _sample_count(rng: Random, size: int) -> int:
    """Return how many areas a home of a size has."""
    usual = round(size**0.55 * rng.uniform(0.6, 1.3))
    return max(2, min(usual, max(MOST_AREAS, size // 50)))


def _sample_rooms(rng: Random, types: Entry, count: int) -> list[str]:
    """Return types of rooms, those of every flat first."""
    rooms = [room for room in _ESSENTIAL if rng.random() < 0.8][:count]
    crowd = Counter(rooms)
    while len(rooms) < count:
        room = types[int(rng.random() * len(types))]
        if crowd[room] < _LIMITS.get(room, 2) or count > MOST_AREAS:
            crowd[room] += 1
            rooms.append(room)
    return rooms


def _distinct_names(rng: Random, plan: Plan, room: str, taken: set[str]) -> Entry:
    """Return names for a room that no other room has."""
    entry = _names(rng, plan.namer, room)
    while entry[0].casefold() in taken or slug(entry[0]) in plan.areas:
        numbered = rng.random() < 0.3
        entry = (f"{entry[0]} {rng.randint(2, 4)}",) if numbered else _names(rng, plan.namer, room)
    aliases = entry[1:] if rng.random() < 0.4 else ()
    free = [name for name in aliases if name.casefold() not in taken]
    return tuple(map(plan.namer.restyle, (entry[0], *free[:2])))


def _names(rng: Random, namer: Namer, room: str) -> Entry:
    """Return a listed name for a room, its owner's or an invented one."""
    roll = rng.random()
    owner = rng.choice(namer.people)
    if roll < 0.04:
        return (invent_word(rng),)
    if room in ("kids", "bedroom") and roll < (0.4 if room == "kids" else 0.12):
        return (f"{possessive(owner)} {rng.choice(('Room', 'Bedroom'))}", possessive(owner))
    section = f"area.{room}:foreign" if namer.foreign and rng.random() < 0.6 else f"area.{room}"
    listed = namer.lexicon.draw(rng, section)
    return (f"{possessive(owner)} {listed[0]}",) if roll > 0.97 else listed


def _add_floors(rng: Random, plan: Plan) -> None:
    """Add storeys, fewer in small homes, and put the areas on them."""
    for level in rng.choice(_STOREYS)[: max(1, len(plan.areas) // 2)]:
        names = plan.namer.lexicon.draw(rng, f"floor.{level}")
        floor_id = slug(names[0])
        taken = {name for floor in plan.floors.values() for name in floor.names}
        spoken = [plan.namer.restyle(name) for name in names[: rng.choice((1, 1, 2, 3))]]
        free = tuple(name for name in spoken if name not in taken)
        if free and floor_id not in plan.floors:
            plan.floors[floor_id] = Floor(floor_id=floor_id, names=free, level=level)
    for area_id, area in plan.areas.items():
        floor_id = _floor_for(rng, plan, plan.rooms[area_id]) or ""
        plan.areas[area_id] = Area(area_id=area_id, names=area.names, floor_id=floor_id or None)


def _floor_for(rng: Random, plan: Plan, room: str) -> str | None:
    """Return the floor of a room, none for most of what lies outdoors."""
    if rng.random() < (0.85 if room in _OUTSIDE else 0.04):
        return None
    wanted = _LEVELS.get(room, ())
    if rng.random() < 0.8:
        for floor in plan.floors.values():
            if floor.level in wanted:
                return floor.floor_id
    return rng.choice(list(plan.floors))
