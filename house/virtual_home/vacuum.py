"""Virtual vacuums."""

from typing import Any, override

from homeassistant.components.vacuum import (
    DOMAIN,
    StateVacuumEntity,
    VacuumActivity,
    VacuumEntityFeature,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's vacuums."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualVacuum)


FEATURES = (
    VacuumEntityFeature.START
    | VacuumEntityFeature.PAUSE
    | VacuumEntityFeature.STOP
    | VacuumEntityFeature.RETURN_HOME
    | VacuumEntityFeature.LOCATE
    | VacuumEntityFeature.STATE
)


class VirtualVacuum(VirtualEntity, StateVacuumEntity):
    """A vacuum that is back in its dock as soon as it is called."""

    @override
    def _configure(self, attributes: dict[str, Any]) -> None:
        self._attr_supported_features = FEATURES
        if speeds := attributes.get("fan_speed_list"):
            self._attr_fan_speed_list = speeds
            self._attr_supported_features |= VacuumEntityFeature.FAN_SPEED

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_activity = None if state is None else VacuumActivity(state)
        self._attr_fan_speed = attributes.get("fan_speed")

    @override
    async def async_start(self) -> None:
        """Clean."""
        self._settle(activity=VacuumActivity.CLEANING)

    @override
    async def async_pause(self) -> None:
        """Pause."""
        self._settle(activity=VacuumActivity.PAUSED)

    @override
    async def async_stop(self, **kwargs: Any) -> None:
        """Stop where it is."""
        self._settle(activity=VacuumActivity.IDLE)

    @override
    async def async_return_to_base(self, **kwargs: Any) -> None:
        """Go back to the dock."""
        self._settle(activity=VacuumActivity.DOCKED)

    @override
    async def async_locate(self, **kwargs: Any) -> None:
        """Make itself heard."""
        if self._settle():
            self._record("locate")

    @override
    async def async_set_fan_speed(self, fan_speed: str, **kwargs: Any) -> None:
        """Set the suction."""
        self._settle(fan_speed=fan_speed)
