"""Virtual device trackers: those a home lists, and one to carry each person."""

from typing import Any, override

from homeassistant.components.device_tracker import DOMAIN, SourceType, TrackerEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities
from .helpers import tracker_id
from .models import EntitySpec


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's device trackers and those of its persons."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualTracker)
    home = entry.runtime_data
    async_add_entities(PersonTracker(home, _carrier(spec)) for spec in home.specs("person"))


def _carrier(person: EntitySpec) -> EntitySpec:
    return {"id": tracker_id(person["id"]), "name": person["id"], "state": person["state"]}


class VirtualTracker(VirtualEntity, TrackerEntity):
    """A tracker that says where it is by the name of the place."""

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._place = state
        self._attr_source_type = SourceType(attributes.get("source_type", SourceType.GPS))

    @property
    @override
    def state(self) -> str | None:
        """Return the place; Home Assistant would ask for a zone with coordinates."""
        return self._place


class PersonTracker(VirtualTracker):
    """The tracker of one person, known to nobody but that person."""

    _attr_entity_registry_visible_default = False

    @override
    async def async_added_to_hass(self) -> None:
        """Make the tracker known to its home as the one that moves the person."""
        self.home.trackers[self.spec["name"]] = self
