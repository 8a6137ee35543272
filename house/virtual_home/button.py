"""Virtual buttons."""

from typing import Any, override

from homeassistant.components.button import DOMAIN, ButtonEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's buttons."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualButton)


class VirtualButton(VirtualEntity, ButtonEntity):
    """A button that only records that it was pressed."""

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        """Take nothing over: Home Assistant keeps the state of a button."""

    @override
    async def async_press(self) -> None:
        """Record the press."""
        if self._settle():
            self._record("press")
