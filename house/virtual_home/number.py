"""Virtual numbers."""

from typing import Any, override

from homeassistant.components.number import DOMAIN, NumberEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's numbers."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualNumber)


class VirtualNumber(VirtualEntity, NumberEntity):
    """A number."""

    @override
    def _configure(self, attributes: dict[str, Any]) -> None:
        self._attr_native_min_value = attributes.get("min", 0)
        self._attr_native_max_value = attributes.get("max", 100)
        self._attr_native_step = attributes.get("step", 1)
        self._attr_native_unit_of_measurement = attributes.get("unit_of_measurement")

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_native_value = None if state is None else float(state)

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Set the value."""
        self._settle(native_value=value)
