"""Virtual scenes."""

from typing import Any, override

from homeassistant.components.scene import DOMAIN, Scene
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's scenes."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualScene)


class VirtualScene(VirtualEntity, Scene):
    """A scene that only records that it was called."""

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        """Take nothing over: Home Assistant keeps the state of a scene."""

    @override
    async def async_activate(self, **kwargs: Any) -> None:
        """Record the call."""
        if self._settle():
            self._record("turn_on")
