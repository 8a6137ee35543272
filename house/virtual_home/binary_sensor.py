"""Virtual binary sensors."""

from typing import Any, override

from homeassistant.components.binary_sensor import DOMAIN, BinarySensorEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's binary sensors."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualBinarySensor)


class VirtualBinarySensor(VirtualEntity, BinarySensorEntity):
    """A binary sensor."""

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_is_on = None if state is None else state == "on"
