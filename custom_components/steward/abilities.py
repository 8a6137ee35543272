"""What an entity can do, read from its state as Home Assistant writes it.

The words for features, options and ranges are the agent's (`agent.kinds`).
"""

from collections.abc import Callable, Mapping
from typing import Any

from homeassistant.components.alarm_control_panel import AlarmControlPanelEntityFeature as Alarm
from homeassistant.components.assist_satellite import (
    AssistSatelliteEntityFeature as Satellite,
)
from homeassistant.components.climate import ClimateEntityFeature as Climate
from homeassistant.components.cover import CoverEntityFeature as Cover
from homeassistant.components.fan import FanEntityFeature as Fan
from homeassistant.components.humidifier import HumidifierEntityFeature as Humidifier
from homeassistant.components.lawn_mower import LawnMowerEntityFeature as Mower
from homeassistant.components.light import (
    LightEntityFeature as Light,
)
from homeassistant.components.light import (
    brightness_supported,
    color_supported,
    color_temp_supported,
)
from homeassistant.components.lock import LockEntityFeature as Lock
from homeassistant.components.media_player import MediaPlayerEntityFeature as Media
from homeassistant.components.update import UpdateEntityFeature as Update
from homeassistant.components.vacuum import VacuumEntityFeature as Vacuum
from homeassistant.components.valve import ValveEntityFeature as Valve
from homeassistant.components.water_heater import WaterHeaterEntityFeature as WaterHeater
from homeassistant.const import ATTR_SUPPORTED_FEATURES
from homeassistant.core import State
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN

type Attributes = Mapping[str, Any]

_ALWAYS: dict[str, frozenset[str]] = {
    "switch": frozenset({"on_off"}),
    "input_boolean": frozenset({"on_off"}),
    "siren": frozenset({"on_off"}),
    "light": frozenset({"on_off"}),
    "fan": frozenset({"on_off"}),
    "humidifier": frozenset({"on_off", "humidity"}),
    "lock": frozenset({"lock"}),
    "scene": frozenset({"run"}),
    "script": frozenset({"run"}),
    "button": frozenset({"press"}),
    "input_button": frozenset({"press"}),
    "automation": frozenset({"on_off", "trigger"}),
    "number": frozenset({"value"}),
    "input_number": frozenset({"value"}),
    "select": frozenset({"option"}),
    "input_select": frozenset({"option"}),
    "todo": frozenset({"items"}),
    "calendar": frozenset({"events"}),
    "weather": frozenset({"forecast"}),
    "alarm_control_panel": frozenset({"disarm"}),
    "notify": frozenset({"message"}),
}
"""What every entity of a domain can do."""

_FLAGS: dict[str, tuple[tuple[int, str], ...]] = {
    "light": ((Light.EFFECT, "effect"),),
    "fan": (
        (Fan.SET_SPEED, "speed"),
        (Fan.PRESET_MODE, "preset"),
        (Fan.OSCILLATE, "oscillate"),
        (Fan.DIRECTION, "direction"),
    ),
    "cover": (
        (Cover.OPEN, "open_close"),
        (Cover.CLOSE, "open_close"),
        (Cover.STOP, "stop"),
        (Cover.SET_POSITION, "position"),
        (Cover.OPEN_TILT, "tilt"),
        (Cover.SET_TILT_POSITION, "tilt_position"),
    ),
    "valve": (
        (Valve.OPEN, "open_close"),
        (Valve.CLOSE, "open_close"),
        (Valve.STOP, "stop"),
        (Valve.SET_POSITION, "position"),
    ),
    "lock": ((Lock.OPEN, "open"),),
    "climate": (
        (Climate.TURN_OFF, "on_off"),
        (Climate.TARGET_TEMPERATURE, "temperature"),
        (Climate.TARGET_TEMPERATURE_RANGE, "temperature_range"),
        (Climate.TARGET_TEMPERATURE_RANGE, "temperature"),
        (Climate.PRESET_MODE, "preset"),
        (Climate.FAN_MODE, "fan_mode"),
        (Climate.SWING_MODE, "swing"),
        (Climate.TARGET_HUMIDITY, "humidity"),
    ),
    "humidifier": ((Humidifier.MODES, "preset"),),
    "water_heater": (
        (WaterHeater.ON_OFF, "on_off"),
        (WaterHeater.TARGET_TEMPERATURE, "temperature"),
        (WaterHeater.OPERATION_MODE, "mode"),
        (WaterHeater.AWAY_MODE, "away"),
    ),
    "media_player": (
        (Media.TURN_ON, "on_off"),
        (Media.TURN_OFF, "on_off"),
        (Media.VOLUME_SET, "volume"),
        (Media.VOLUME_STEP, "volume_step"),
        (Media.VOLUME_MUTE, "mute"),
        (Media.PLAY, "play"),
        (Media.PAUSE, "pause"),
        (Media.STOP, "stop"),
        (Media.NEXT_TRACK, "next"),
        (Media.PREVIOUS_TRACK, "previous"),
        (Media.SELECT_SOURCE, "source"),
    ),
    "vacuum": (
        (Vacuum.START, "start"),
        (Vacuum.PAUSE, "pause"),
        (Vacuum.STOP, "stop"),
        (Vacuum.RETURN_HOME, "dock"),
        (Vacuum.LOCATE, "locate"),
        (Vacuum.CLEAN_SPOT, "spot"),
        (Vacuum.FAN_SPEED, "speed"),
    ),
    "lawn_mower": (
        (Mower.START_MOWING, "start"),
        (Mower.PAUSE, "pause"),
        (Mower.DOCK, "dock"),
    ),
    "alarm_control_panel": (
        (Alarm.ARM_HOME, "home"),
        (Alarm.ARM_AWAY, "away"),
        (Alarm.ARM_NIGHT, "night"),
        (Alarm.ARM_VACATION, "vacation"),
    ),
    "update": ((Update.INSTALL, "install"),),
    "assist_satellite": ((Satellite.ANNOUNCE, "announce"),),
}
"""Supported-feature flags to the agent's words."""

OPTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "light": (("effect_list", "effect"),),
    "fan": (("preset_modes", "preset_mode"),),
    "climate": (
        ("preset_modes", "preset_mode"),
        ("fan_modes", "fan_mode"),
        ("swing_modes", "swing_mode"),
        ("hvac_modes", "hvac_mode"),
    ),
    "humidifier": (("available_modes", "mode"),),
    "water_heater": (("operation_list", "operation_mode"),),
    "media_player": (("source_list", "source"),),
    "vacuum": (("fan_speed_list", "fan_speed"),),
    "select": (("options", "option"),),
    "input_select": (("options", "option"),),
}
"""Attributes that list choices, and the data key each is a choice of."""

RANGES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "light": (("min_color_temp_kelvin", "max_color_temp_kelvin", "color_temp_kelvin"),),
    "climate": (("min_temp", "max_temp", "temperature"),),
    "water_heater": (("min_temp", "max_temp", "temperature"),),
    "humidifier": (("min_humidity", "max_humidity", "humidity"),),
    "number": (("min", "max", "value"),),
    "input_number": (("min", "max", "value"),),
}
"""Attributes that bound a number, and the data key that is bounded."""


def features(state: State, entry: er.RegistryEntry | None = None) -> frozenset[str]:
    """Return what an entity can do.

    Args:
        state: As it is now.
        entry: From the registry; only a scene of Steward's own was taught and can be forgotten.
    """
    flags = int(state.attributes.get(ATTR_SUPPORTED_FEATURES) or 0)
    able = {feature for flag, feature in _FLAGS.get(state.domain, ()) if flags & flag}
    more = _MORE.get(state.domain)
    if state.domain == "scene" and entry and entry.platform == DOMAIN:
        able.add("taught")
    found = (
        able | _ALWAYS.get(state.domain, frozenset()) | (more(state.attributes) if more else set())
    )
    return frozenset(found)


def _light(attributes: Attributes) -> set[str]:
    """Return what a light's colour modes allow."""
    modes = attributes.get("supported_color_modes") or ()
    able = {
        "dim": brightness_supported(modes),
        "color": color_supported(modes),
        "color_temp": color_temp_supported(modes),
    }
    return {feature for feature, supported in able.items() if supported}


def _climate(attributes: Attributes) -> set[str]:
    """Return whether a thermostat has operating modes to choose from."""
    modes = attributes.get("hvac_modes") or ()
    return ({"mode"} if modes else set()) | ({"on_off"} if "off" in modes else set())


_MORE: dict[str, Callable[[Attributes], set[str]]] = {"light": _light, "climate": _climate}


def options(state: State) -> dict[str, tuple[str, ...]]:
    """Return the named choices of an entity by data key."""
    found = {
        key: tuple(str(value) for value in state.attributes.get(attribute) or ())
        for attribute, key in OPTIONS.get(state.domain, ())
    }
    return {key: values for key, values in found.items() if values}


def ranges(state: State) -> dict[str, tuple[float, float]]:
    """Return the legal numbers of an entity by data key."""
    attributes = state.attributes
    return {
        key: (float(attributes[low]), float(attributes[high]))
        for low, high, key in RANGES.get(state.domain, ())
        if attributes.get(low) is not None and attributes.get(high) is not None
    }


def fingerprint(state: State | None) -> tuple[Any, ...] | None:
    """Return what of a state the house's index depends on; unequal ones call for a rebuild."""
    if state is None:
        return None
    listed = [attribute for attribute, _ in OPTIONS.get(state.domain, ())]
    bounds = [name for low, high, _ in RANGES.get(state.domain, ()) for name in (low, high)]
    watched = (
        *listed,
        *bounds,
        ATTR_SUPPORTED_FEATURES,
        "supported_color_modes",
        "friendly_name",
        "device_class",
    )
    return tuple(str(state.attributes.get(name)) for name in watched)
