"""Virtual water heaters."""

from typing import Any, override

from homeassistant.components.water_heater import (
    DOMAIN,
    WaterHeaterEntity,
    WaterHeaterEntityFeature,
)
from homeassistant.const import ATTR_TEMPERATURE, STATE_OFF
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities
from .temperature import native, set_temperatures


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's water heaters."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualWaterHeater)


class VirtualWaterHeater(VirtualEntity, WaterHeaterEntity):
    """A water heater; off is one of its operations."""

    @override
    def _configure(self, attributes: dict[str, Any]) -> None:
        set_temperatures(self, temperature_unit=self.home.hass.config.units.temperature_unit)
        self._attr_min_temp = attributes.get("min_temp", super().min_temp)
        self._attr_max_temp = attributes.get("max_temp", super().max_temp)
        self._attr_operation_list = operations = attributes.get("operation_list", [])
        features = WaterHeaterEntityFeature.OPERATION_MODE
        if "temperature" in attributes:
            features |= WaterHeaterEntityFeature.TARGET_TEMPERATURE
        if "away_mode" in attributes:
            features |= WaterHeaterEntityFeature.AWAY_MODE
        if STATE_OFF in operations:
            features |= WaterHeaterEntityFeature.ON_OFF
        self._attr_supported_features = features
        self._last_operation = next((o for o in operations if o != STATE_OFF), STATE_OFF)

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_current_operation = state
        set_temperatures(
            self,
            target_temperature=attributes.get("temperature"),
            current_temperature=attributes.get("current_temperature"),
        )
        self._attr_is_away_mode_on = attributes.get("away_mode") == "on"
        if state not in (None, STATE_OFF):
            self._last_operation = state

    @override
    async def async_set_operation_mode(self, operation_mode: str) -> None:
        """Set the operation."""
        if self._settle(current_operation=operation_mode) and operation_mode != STATE_OFF:
            self._last_operation = operation_mode

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn on in the operation it was last in."""
        if self._attr_current_operation in (None, STATE_OFF):
            await self.async_set_operation_mode(self._last_operation)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn off."""
        await self.async_set_operation_mode(STATE_OFF)

    @override
    async def async_set_temperature(self, **kwargs: Any) -> None:
        """Set the target."""
        self._settle(**{native("target_temperature"): kwargs[ATTR_TEMPERATURE]})

    @override
    async def async_turn_away_mode_on(self) -> None:
        """Save while nobody is home."""
        self._settle(is_away_mode_on=True)

    @override
    async def async_turn_away_mode_off(self) -> None:
        """Heat as usual."""
        self._settle(is_away_mode_on=False)
