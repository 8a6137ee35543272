"""Virtual lawn mowers."""

from typing import Any, override

from homeassistant.components.lawn_mower import (
    DOMAIN,
    LawnMowerActivity,
    LawnMowerEntity,
    LawnMowerEntityFeature,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's lawn mowers."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualLawnMower)


class VirtualLawnMower(VirtualEntity, LawnMowerEntity):
    """A lawn mower that is back in its dock as soon as it is called."""

    _attr_supported_features = (
        LawnMowerEntityFeature.START_MOWING
        | LawnMowerEntityFeature.PAUSE
        | LawnMowerEntityFeature.DOCK
    )

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_activity = None if state is None else LawnMowerActivity(state)

    @override
    async def async_start_mowing(self) -> None:
        """Mow."""
        self._settle(activity=LawnMowerActivity.MOWING)

    @override
    async def async_pause(self) -> None:
        """Pause."""
        self._settle(activity=LawnMowerActivity.PAUSED)

    @override
    async def async_dock(self) -> None:
        """Go back to the dock."""
        self._settle(activity=LawnMowerActivity.DOCKED)
