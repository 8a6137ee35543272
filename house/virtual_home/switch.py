"""Virtual switches."""

from typing import Any, override

from homeassistant.components.switch import DOMAIN, SwitchEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's switches."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualSwitch)


class VirtualSwitch(VirtualEntity, SwitchEntity):
    """A switch."""

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_is_on = None if state is None else state == "on"

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn on."""
        self._settle(is_on=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn off."""
        self._settle(is_on=False)
