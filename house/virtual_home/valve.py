"""Virtual valves."""

from typing import Any, override

from homeassistant.components.valve import DOMAIN, ValveEntity, ValveEntityFeature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's valves."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualValve)


class VirtualValve(VirtualEntity, ValveEntity):
    """A valve; one with a position can be half open."""

    @override
    def _configure(self, attributes: dict[str, Any]) -> None:
        self._attr_reports_position = "current_position" in attributes
        features = ValveEntityFeature.OPEN | ValveEntityFeature.CLOSE
        if self._attr_reports_position:
            features |= ValveEntityFeature.SET_POSITION
        self._attr_supported_features = features

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_is_closed = None if state is None else state == "closed"
        self._attr_current_valve_position = attributes.get("current_position")

    @override
    async def async_open_valve(self) -> None:
        """Open."""
        self._settle(is_closed=False)

    @override
    async def async_close_valve(self) -> None:
        """Close."""
        self._settle(is_closed=True)

    @override
    async def async_set_valve_position(self, position: int) -> None:
        """Move to a position."""
        self._settle(is_closed=position == 0, current_valve_position=position)
