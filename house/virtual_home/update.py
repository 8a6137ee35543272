"""Virtual updates."""

from typing import Any, override

from homeassistant.components.update import DOMAIN, UpdateEntity, UpdateEntityFeature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's updates."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualUpdate)


class VirtualUpdate(VirtualEntity, UpdateEntity):
    """An update that is installed as soon as it is asked for."""

    _attr_supported_features = UpdateEntityFeature.INSTALL

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_installed_version = attributes.get("installed_version", "1.0")
        self._attr_latest_version = attributes.get("latest_version", "1.0")

    @override
    async def async_install(self, version: str | None, backup: bool, **kwargs: Any) -> None:
        """Install."""
        self._settle(installed_version=version or self._attr_latest_version)
