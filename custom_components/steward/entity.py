"""What Steward's entities have in common: their device and whether they can be used."""

from typing import override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import Entity

from .const import DOMAIN
from .coordinator import StewardConfigEntry


class StewardEntity(Entity):
    """An entity of one of Steward's subentries."""

    _attr_has_entity_name = True
    _attr_name = None
    _attr_should_poll = False

    def __init__(self, entry: StewardConfigEntry, subentry: ConfigSubentry) -> None:
        """Take the identity of the subentry."""
        self.entry = entry
        self.subentry = subentry
        self._attr_unique_id = subentry.subentry_id
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, subentry.subentry_id)},
            name=subentry.title,
            manufacturer="Steward",
            model="Home language model",
            entry_type=DeviceEntryType.SERVICE,
        )

    @property
    @override
    def available(self) -> bool:
        """Return whether the engine can be asked."""
        return self.entry.runtime_data.health.available

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the engine's health."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self.entry.runtime_data.health.async_add_listener(self.async_write_ha_state)
        )
