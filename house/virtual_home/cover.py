"""Virtual covers."""

from typing import Any, override

from homeassistant.components.cover import (
    ATTR_POSITION,
    ATTR_TILT_POSITION,
    DOMAIN,
    CoverEntity,
    CoverEntityFeature,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's covers."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualCover)


TILT_FEATURES = (
    CoverEntityFeature.OPEN_TILT
    | CoverEntityFeature.CLOSE_TILT
    | CoverEntityFeature.STOP_TILT
    | CoverEntityFeature.SET_TILT_POSITION
)


class VirtualCover(VirtualEntity, CoverEntity):
    """A cover that is where it is sent before anyone looks."""

    @override
    def _configure(self, attributes: dict[str, Any]) -> None:
        self._has_position = "current_position" in attributes
        features = CoverEntityFeature.OPEN | CoverEntityFeature.CLOSE | CoverEntityFeature.STOP
        if self._has_position:
            features |= CoverEntityFeature.SET_POSITION
        if "current_tilt_position" in attributes:
            features |= TILT_FEATURES
        self._attr_supported_features = features

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_is_closed = None if state is None else state == "closed"
        self._attr_current_cover_position = attributes.get("current_position")
        self._attr_current_cover_tilt_position = attributes.get("current_tilt_position")

    def _move(self, position: int) -> None:
        shown = position if self._has_position else None
        self._settle(is_closed=position == 0, current_cover_position=shown)

    @override
    async def async_open_cover(self, **kwargs: Any) -> None:
        """Open fully."""
        self._move(100)

    @override
    async def async_close_cover(self, **kwargs: Any) -> None:
        """Close fully."""
        self._move(0)

    @override
    async def async_set_cover_position(self, **kwargs: Any) -> None:
        """Move to a position."""
        self._move(kwargs[ATTR_POSITION])

    @override
    async def async_stop_cover(self, **kwargs: Any) -> None:
        """Stop, which it already has."""
        self._settle()

    @override
    async def async_open_cover_tilt(self, **kwargs: Any) -> None:
        """Open the slats."""
        self._settle(current_cover_tilt_position=100)

    @override
    async def async_close_cover_tilt(self, **kwargs: Any) -> None:
        """Close the slats."""
        self._settle(current_cover_tilt_position=0)

    @override
    async def async_set_cover_tilt_position(self, **kwargs: Any) -> None:
        """Turn the slats to a position."""
        self._settle(current_cover_tilt_position=kwargs[ATTR_TILT_POSITION])

    @override
    async def async_stop_cover_tilt(self, **kwargs: Any) -> None:
        """Stop the slats, which they already have."""
        self._settle()
