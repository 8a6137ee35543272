"""Virtual humidifiers."""

from typing import Any, override

from homeassistant.components.humidifier import DOMAIN, HumidifierEntity, HumidifierEntityFeature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's humidifiers."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualHumidifier)


class VirtualHumidifier(VirtualEntity, HumidifierEntity):
    """A humidifier or dehumidifier."""

    @override
    def _configure(self, attributes: dict[str, Any]) -> None:
        self._attr_min_humidity = attributes.get("min_humidity", 0)
        self._attr_max_humidity = attributes.get("max_humidity", 100)
        self._attr_available_modes = attributes.get("available_modes")
        if self._attr_available_modes:
            self._attr_supported_features = HumidifierEntityFeature.MODES

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_is_on = None if state is None else state == "on"
        self._attr_target_humidity = attributes.get("humidity")
        self._attr_current_humidity = attributes.get("current_humidity")
        self._attr_mode = attributes.get("mode")

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn on."""
        self._settle(is_on=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn off."""
        self._settle(is_on=False)

    @override
    async def async_set_humidity(self, humidity: int) -> None:
        """Set the target."""
        self._settle(target_humidity=humidity)

    @override
    async def async_set_mode(self, mode: str) -> None:
        """Set the mode."""
        self._settle(mode=mode)
