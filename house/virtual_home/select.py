"""Virtual selects."""

from typing import Any, override

from homeassistant.components.select import DOMAIN, SelectEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's selects."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualSelect)


class VirtualSelect(VirtualEntity, SelectEntity):
    """A choice of one option."""

    @override
    def _configure(self, attributes: dict[str, Any]) -> None:
        self._attr_options = attributes["options"]

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_current_option = state

    @override
    async def async_select_option(self, option: str) -> None:
        """Choose."""
        self._settle(current_option=option)
