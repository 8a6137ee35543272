"""Virtual thermostats."""

from typing import Any, override

from homeassistant.components.climate import (
    ATTR_HVAC_MODE,
    ATTR_TARGET_TEMP_HIGH,
    ATTR_TARGET_TEMP_LOW,
    DOMAIN,
    ClimateEntity,
    ClimateEntityFeature,
    HVACMode,
)
from homeassistant.const import ATTR_TEMPERATURE
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities
from .temperature import get_temperature, native, set_temperatures


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's thermostats."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualClimate)


# Half of the span between heating and cooling when nobody has said.
HALF_SPAN = 2
TARGET = "target_temperature"
TARGET_LOW, TARGET_HIGH = f"{TARGET}_low", f"{TARGET}_high"
CHOICES = {
    "preset": ClimateEntityFeature.PRESET_MODE,
    "fan": ClimateEntityFeature.FAN_MODE,
    "swing": ClimateEntityFeature.SWING_MODE,
}


class VirtualClimate(VirtualEntity, ClimateEntity):
    """A thermostat; in heat_cool it has two targets, in any other mode one."""

    @override
    def _configure(self, attributes: dict[str, Any]) -> None:
        set_temperatures(self, temperature_unit=self.home.hass.config.units.temperature_unit)
        self._attr_hvac_modes = [HVACMode(mode) for mode in attributes["hvac_modes"]]
        self._attr_min_temp = attributes.get("min_temp", super().min_temp)
        self._attr_max_temp = attributes.get("max_temp", super().max_temp)
        self._attr_target_temperature_step = attributes.get("target_temp_step")
        features = self._temperature_features(attributes)
        if HVACMode.OFF in self._attr_hvac_modes:
            features |= ClimateEntityFeature.TURN_ON | ClimateEntityFeature.TURN_OFF
        for choice, feature in CHOICES.items():
            if modes := attributes.get(f"{choice}_modes"):
                features |= feature
                setattr(self, f"_attr_{choice}_modes", modes)
        self._attr_supported_features = features

    def _temperature_features(self, attributes: dict[str, Any]) -> ClimateEntityFeature:
        features = ClimateEntityFeature(0)
        if "temperature" in attributes or set(self._attr_hvac_modes) & {
            HVACMode.HEAT,
            HVACMode.COOL,
        }:
            features |= ClimateEntityFeature.TARGET_TEMPERATURE
        if "target_temp_low" in attributes or HVACMode.HEAT_COOL in self._attr_hvac_modes:
            features |= ClimateEntityFeature.TARGET_TEMPERATURE_RANGE
        return features

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_hvac_mode = None if state is None else HVACMode(state)
        self._attr_hvac_action = attributes.get("hvac_action")
        set_temperatures(
            self,
            current_temperature=attributes.get("current_temperature"),
            target_temperature=attributes.get("temperature"),
            target_temperature_low=attributes.get("target_temp_low"),
            target_temperature_high=attributes.get("target_temp_high"),
        )
        for choice in CHOICES:
            setattr(self, f"_attr_{choice}_mode", attributes.get(f"{choice}_mode"))
        if state not in (None, HVACMode.OFF):
            self._last_mode = self._attr_hvac_mode

    _last_mode: HVACMode | None = None

    def _targets(self, mode: HVACMode) -> dict[str, float | None]:
        """Return the targets a mode begins with: those of the mode before, as far as they fit."""
        one = get_temperature(self, TARGET)
        low, high = get_temperature(self, TARGET_LOW), get_temperature(self, TARGET_HIGH)
        if mode is HVACMode.HEAT_COOL and low is None and one is not None:
            lowest, highest = self._attr_min_temp, self._attr_max_temp
            low, high = max(one - HALF_SPAN, lowest), min(one + HALF_SPAN, highest)
            return {native(TARGET): None, native(TARGET_LOW): low, native(TARGET_HIGH): high}
        if mode in (HVACMode.HEAT, HVACMode.COOL) and one is None:
            one = high if mode is HVACMode.COOL else low
            return {native(TARGET): one, native(TARGET_LOW): None, native(TARGET_HIGH): None}
        return {}

    @override
    async def async_set_hvac_mode(self, hvac_mode: HVACMode) -> None:
        """Change the mode; what the device is doing is not known at once."""
        if self._settle(hvac_mode=hvac_mode, hvac_action=None, **self._targets(hvac_mode)):
            self._last_mode = self._last_mode if hvac_mode is HVACMode.OFF else hvac_mode

    @override
    async def async_turn_on(self) -> None:
        """Turn on in the mode it was last in."""
        if self._last_mode is None:
            await super().async_turn_on()
        elif self._attr_hvac_mode is HVACMode.OFF:
            await self.async_set_hvac_mode(self._last_mode)

    @override
    async def async_set_temperature(self, **kwargs: Any) -> None:
        """Set the target or the two targets, after the mode when one comes along."""
        if mode := kwargs.get(ATTR_HVAC_MODE):
            await self.async_set_hvac_mode(mode)
        named = {
            native(TARGET): kwargs.get(ATTR_TEMPERATURE),
            native(TARGET_LOW): kwargs.get(ATTR_TARGET_TEMP_LOW),
            native(TARGET_HIGH): kwargs.get(ATTR_TARGET_TEMP_HIGH),
        }
        self._settle(**{name: value for name, value in named.items() if value is not None})

    @override
    async def async_set_preset_mode(self, preset_mode: str) -> None:
        """Set the preset."""
        self._settle(preset_mode=preset_mode)

    @override
    async def async_set_fan_mode(self, fan_mode: str) -> None:
        """Set the fan mode."""
        self._settle(fan_mode=fan_mode)

    @override
    async def async_set_swing_mode(self, swing_mode: str) -> None:
        """Set the swing mode."""
        self._settle(swing_mode=swing_mode)
