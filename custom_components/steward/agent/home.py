"""What a house is, for one request: the exposed entities, their places and what each can do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

DEFAULT_TEMPERATURE_RANGE = (5.0, 35.0)
EVERYWHERE = "@home"
HERE = "@here"
HVAC_MODE = "hvac_mode"
"""The one option whose values the plan names by word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One entity that the assistant may see."""

    entity_id: str
    names: tuple[str, ...]
    """Speakable names: the name first, then the aliases. Never empty."""
    kind: str
    """A key of `kinds.KINDS`: the domain, with the device class where it matters ("cover.blind")."""
    area_id: str | None = None
    features: frozenset[str] = frozenset()
    """What it can do, in the words of `kinds.FEATURES` ("dim", "color", "position")."""
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Named choices by data key: {"source": ("HDMI 1", "Radio")}."""
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Legal numbers by data key: {"temperature": (5.0, 30.0)}."""

    @property
    def domain(self) -> str:
        """Return the Home Assistant domain."""
        return self.entity_id.split(".", 1)[0]

    @property
    def name(self) -> str:
        """Return the name to say."""
        return self.names[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A room or another place of the house."""

    area_id: str
    names: tuple[str, ...]
    floor_id: str | None = None

    @property
    def name(self) -> str:
        """Return the name to say."""
        return self.names[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """A storey."""

    floor_id: str
    names: tuple[str, ...]
    level: int | None = None

    @property
    def name(self) -> str:
        """Return the name to say."""
        return self.names[0]


@dataclass(frozen=True, kw_only=True)
class Home:
    """All that the assistant may know of a house, without its changing states."""

    entities: Mapping[str, Entity]
    areas: Mapping[str, Area]
    floors: Mapping[str, Floor]
    temperature_unit: str = "°C"

    @cached_property
    def _by_area(self) -> dict[str, tuple[Entity, ...]]:
        """Entities by area id."""
        rooms: dict[str, list[Entity]] = {area_id: [] for area_id in self.areas}
        for entity in self.entities.values():
            if entity.area_id in rooms:
                rooms[entity.area_id].append(entity)
        return {area_id: tuple(members) for area_id, members in rooms.items()}

    @cached_property
    def _by_floor(self) -> dict[str, tuple[Entity, ...]]:
        """Entities by floor id."""
        storeys: dict[str, list[Entity]] = {floor_id: [] for floor_id in self.floors}
        for area in self.areas.values():
            if area.floor_id in storeys:
                storeys[area.floor_id].extend(self._by_area[area.area_id])
        return {floor_id: tuple(members) for floor_id, members in storeys.items()}

    @cached_property
    def _everything(self) -> tuple[Entity, ...]:
        """All entities."""
        return tuple(self.entities.values())

    def in_area(self, area_id: str) -> tuple[Entity, ...]:
        """Return the entities of an area, none for an unknown one."""
        return self._by_area.get(area_id, ())

    def on_floor(self, floor_id: str) -> tuple[Entity, ...]:
        """Return the entities of the areas assigned to a floor, none for an unknown one."""
        return self._by_floor.get(floor_id, ())

    def everything(self) -> tuple[Entity, ...]:
        """Return all entities."""
        return self._everything

    def has_namesake(self, entity: Entity) -> bool:
        """Return whether another entity of its domain has the same name in another place."""
        return len(self._places_of_names[entity.domain, entity.name.casefold()]) > 1

    @cached_property
    def _places_of_names(self) -> dict[tuple[str, str], set[str | None]]:
        """Area ids by domain and name."""
        places: dict[tuple[str, str], set[str | None]] = defaultdict(set)
        for entity in self._everything:
            places[entity.domain, entity.name.casefold()].add(entity.area_id)
        return places

    @cached_property
    def features_by_area(self) -> dict[str, frozenset[str]]:
        """What can be done in each area, as ``domain:feature`` and kinds."""
        return {area_id: _abilities(members) for area_id, members in self._by_area.items()}

    @cached_property
    def features_by_floor(self) -> dict[str, frozenset[str]]:
        """What can be done on each floor, as ``domain:feature`` and kinds."""
        return {floor_id: _abilities(members) for floor_id, members in self._by_floor.items()}

    @cached_property
    def abilities(self) -> frozenset[str]:
        """What can be done in the whole house, as ``domain:feature`` and kinds."""
        return _abilities(self._everything)


def _abilities(members: tuple[Entity, ...]) -> frozenset[str]:
    """Return what some entities can do together."""
    found = {entity.kind for entity in members}
    for entity in members:
        found.update(f"{entity.domain}:{feature}" for feature in entity.features)
    return frozenset(found)
