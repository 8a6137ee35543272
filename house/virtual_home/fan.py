"""Virtual fans."""

from typing import Any, override

from homeassistant.components.fan import DOMAIN, FanEntity, FanEntityFeature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util.percentage import (
    ordered_list_item_to_percentage,
    percentage_to_ordered_list_item,
)

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's fans."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualFan)


class VirtualFan(VirtualEntity, FanEntity):
    """A fan that comes back at its last speed, or at full."""

    @override
    def _configure(self, attributes: dict[str, Any]) -> None:
        features = FanEntityFeature.TURN_ON | FanEntityFeature.TURN_OFF
        if "percentage" in attributes:
            features |= FanEntityFeature.SET_SPEED
            self._attr_speed_count = round(100 / attributes.get("percentage_step", 1))
        if modes := attributes.get("preset_modes"):
            features |= FanEntityFeature.PRESET_MODE
            self._attr_preset_modes = modes
        if "oscillating" in attributes:
            features |= FanEntityFeature.OSCILLATE
        if "direction" in attributes:
            features |= FanEntityFeature.DIRECTION
        self._attr_supported_features = features
        self._last_percentage = 100

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._on = None if state is None else state == "on"
        percentage = attributes.get("percentage", 100) if self._on else 0
        self._attr_percentage = percentage
        self._last_percentage = percentage or 100
        self._attr_preset_mode = attributes.get("preset_mode") if self._on else None
        self._attr_oscillating = attributes.get("oscillating")
        self._attr_current_direction = attributes.get("direction")

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether the fan runs."""
        return None if self._on is None else bool(self._attr_percentage or self._attr_preset_mode)

    def _step(self, percentage: int) -> int:
        """Return the speed the fan has for a percentage: the next one up."""
        if self.speed_count == 100 or percentage == 0:  # any percentage is a speed
            return percentage
        speeds = list(range(self.speed_count))
        nearest = percentage_to_ordered_list_item(speeds, percentage)
        return ordered_list_item_to_percentage(speeds, nearest)

    @override
    async def async_turn_on(
        self,
        percentage: int | None = None,
        preset_mode: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Turn on, at the speed or preset asked for."""
        if preset_mode is not None:
            await self.async_set_preset_mode(preset_mode)
        elif percentage is None and self.is_on:
            self._settle()
        else:
            await self.async_set_percentage(percentage or self._last_percentage)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn off."""
        await self.async_set_percentage(0)

    @override
    async def async_set_percentage(self, percentage: int) -> None:
        """Set the speed; zero is off."""
        speed = self._step(percentage)
        if self._settle(percentage=speed, preset_mode=None):
            self._last_percentage = speed or self._last_percentage

    @override
    async def async_set_preset_mode(self, preset_mode: str) -> None:
        """Set a preset; a fan that is off starts."""
        self._settle(preset_mode=preset_mode, percentage=self._attr_percentage or 100)

    @override
    async def async_oscillate(self, oscillating: bool) -> None:
        """Turn swinging on or off."""
        self._settle(oscillating=oscillating)

    @override
    async def async_set_direction(self, direction: str) -> None:
        """Set the direction."""
        self._settle(current_direction=direction)
