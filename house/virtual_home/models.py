"""The written form of a home, as it stands in the YAML files.

`attributes` are those that Home Assistant shows in the entity's state. What an
entity can do follows from them: a fan with a `percentage` has speeds, a cover
with a `current_tilt_position` has slats. Data that Home Assistant fetches by an
action stands there too: `items`, `events`, `forecast_daily`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypedDict


class Fault(StrEnum):
    """How an entity may misbehave, for tests."""

    UNAVAILABLE = "unavailable"
    RAISES = "raises"
    """Each action on it fails with an error."""
    IGNORES = "ignores"
    """Each action on it succeeds and changes nothing."""


class EntitySpec(TypedDict, total=False):
    """One entity of a home."""

    id: str
    name: str
    area: str | None
    aliases: list[str]
    device_class: str | None
    state: str
    attributes: dict[str, Any]
    fault: str
    code: str
    """The code of a lock or an alarm panel."""
    sequence: list[dict[str, Any]]
    """What a script or an automation does; nothing when missing."""


class FloorSpec(TypedDict):
    """One floor of a home."""

    id: str
    name: str
    level: int
    aliases: list[str]


class AreaSpec(TypedDict):
    """One area of a home; without a floor it is outdoors, or the home has none."""

    id: str
    name: str
    floor: str | None
    aliases: list[str]


class SatelliteSpec(TypedDict):
    """One voice satellite and the area it stands in."""

    id: str
    name: str
    area: str


class UserSpec(TypedDict):
    """One user of the house and the person entity that is theirs."""

    name: str
    person: str


class HomeSpec(TypedDict, total=False):
    """One home."""

    name: str
    temperature_unit: str
    language: str
    time_zone: str
    written_on: str
    """The day the dates of calendars and forecasts were written for."""
    floors: list[FloorSpec]
    areas: list[AreaSpec]
    satellites: list[SatelliteSpec]
    users: list[UserSpec]
    entities: list[EntitySpec]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Something done to the home that leaves no lasting state behind."""

    service: str
    """Named as the Home Assistant action that does it, whichever way it was done."""
    entity_id: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def domain_of(entity_id: str) -> str:
    """Return the domain of an entity id."""
    return entity_id.partition(".")[0]
