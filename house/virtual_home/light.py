"""Virtual lights."""

from typing import Any, override

from homeassistant.components.light import (
    ATTR_BRIGHTNESS,
    ATTR_EFFECT,
    ATTR_WHITE,
    DOMAIN,
    ColorMode,
    LightEntity,
    LightEntityFeature,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's lights."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualLight)


# What a light may be told, and the colour mode it then is in.
COLOR_MODES = {
    "hs_color": ColorMode.HS,
    "color_temp_kelvin": ColorMode.COLOR_TEMP,
    "rgb_color": ColorMode.RGB,
    "rgbw_color": ColorMode.RGBW,
    "rgbww_color": ColorMode.RGBWW,
    "xy_color": ColorMode.XY,
}
FULL = 255
NO_EFFECTS = ("none", "off", "None", "Off")


class VirtualLight(VirtualEntity, LightEntity):
    """A light that remembers brightness and colour while it is off."""

    @override
    def _configure(self, attributes: dict[str, Any]) -> None:
        modes = attributes.get("supported_color_modes", [ColorMode.ONOFF])
        self._attr_supported_color_modes = {ColorMode(mode) for mode in modes}
        self._attr_min_color_temp_kelvin = attributes.get("min_color_temp_kelvin", 2000)
        self._attr_max_color_temp_kelvin = attributes.get("max_color_temp_kelvin", 6500)
        if effects := attributes.get("effect_list"):
            self._attr_effect_list = effects
            self._attr_supported_features |= LightEntityFeature.EFFECT

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_is_on = None if state is None else state == "on"
        self._attr_color_mode = self._mode_of(attributes)
        self._attr_brightness = attributes.get("brightness", FULL) if self._dims else None
        for name in COLOR_MODES:
            value = attributes.get(name)
            setattr(self, f"_attr_{name}", tuple(value) if isinstance(value, list) else value)
        self._attr_effect = attributes.get("effect", self._no_effect)

    @property
    def _dims(self) -> bool:
        return self._attr_supported_color_modes != {ColorMode.ONOFF}

    @property
    def _no_effect(self) -> str | None:
        return next((e for e in self._attr_effect_list or [] if e in NO_EFFECTS), None)

    def _mode_of(self, attributes: dict[str, Any]) -> ColorMode:
        """Return the colour mode that fits the attributes best."""
        modes = self._attr_supported_color_modes or set()
        shown = [mode for name, mode in COLOR_MODES.items() if attributes.get(name) is not None]
        for mode in (attributes.get("color_mode"), *shown):
            if mode in modes:
                return ColorMode(mode)
        return min(modes)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn on, with whatever else is asked."""
        changes: dict[str, Any] = {"is_on": True}
        if ATTR_BRIGHTNESS in kwargs and self._dims:
            changes["brightness"] = kwargs[ATTR_BRIGHTNESS]
        for name, mode in COLOR_MODES.items():
            if name in kwargs:
                changes |= {"color_mode": mode, name: kwargs[name], "effect": self._no_effect}
        if ATTR_WHITE in kwargs:
            changes |= {"color_mode": ColorMode.WHITE, "brightness": kwargs[ATTR_WHITE]}
        if ATTR_EFFECT in kwargs:
            changes["effect"] = kwargs[ATTR_EFFECT]
        self._settle(**changes)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn off."""
        self._settle(is_on=False)
