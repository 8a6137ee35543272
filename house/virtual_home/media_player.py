"""Virtual media players."""

from typing import Any, override

from homeassistant.components.media_player import (
    DOMAIN,
    MediaPlayerEntity,
    MediaPlayerEntityFeature,
    MediaPlayerState,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's media players."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualMediaPlayer)


FEATURES = (
    MediaPlayerEntityFeature.TURN_ON
    | MediaPlayerEntityFeature.TURN_OFF
    | MediaPlayerEntityFeature.PLAY
    | MediaPlayerEntityFeature.PAUSE
    | MediaPlayerEntityFeature.STOP
    | MediaPlayerEntityFeature.NEXT_TRACK
    | MediaPlayerEntityFeature.PREVIOUS_TRACK
    | MediaPlayerEntityFeature.VOLUME_SET
    | MediaPlayerEntityFeature.VOLUME_STEP
    | MediaPlayerEntityFeature.VOLUME_MUTE
)
SHOWN = (
    "volume_level",
    "is_volume_muted",
    "source",
    "media_title",
    "media_artist",
    "media_album_name",
    "media_content_type",
)


class VirtualMediaPlayer(VirtualEntity, MediaPlayerEntity):
    """A player that keeps volume, source and title while it is off."""

    @override
    def _configure(self, attributes: dict[str, Any]) -> None:
        self._attr_supported_features = FEATURES
        if sources := attributes.get("source_list"):
            self._attr_source_list = sources
            self._attr_supported_features |= MediaPlayerEntityFeature.SELECT_SOURCE

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_state = None if state is None else MediaPlayerState(state)
        for name in SHOWN:
            setattr(self, f"_attr_{name}", attributes.get(name))
        self._attr_volume_level = attributes.get("volume_level", 0.3)
        self._attr_is_volume_muted = attributes.get("is_volume_muted", False)

    @property
    def _is_off(self) -> bool:
        return self._attr_state in (None, MediaPlayerState.OFF)

    @override
    async def async_turn_on(self) -> None:
        """Turn on, playing nothing yet."""
        self._settle(state=MediaPlayerState.ON if self._is_off else self._attr_state)

    @override
    async def async_turn_off(self) -> None:
        """Turn off."""
        self._settle(state=MediaPlayerState.OFF)

    @override
    async def async_media_play(self) -> None:
        """Play."""
        self._settle(state=MediaPlayerState.PLAYING)

    @override
    async def async_media_pause(self) -> None:
        """Pause, unless nothing is on."""
        self._settle(state=self._attr_state if self._is_off else MediaPlayerState.PAUSED)

    @override
    async def async_media_stop(self) -> None:
        """Stop, unless nothing is on."""
        self._settle(state=self._attr_state if self._is_off else MediaPlayerState.IDLE)

    @override
    async def async_media_next_track(self) -> None:
        """Skip to the next track."""
        if self._settle():
            self._record("media_next_track")

    @override
    async def async_media_previous_track(self) -> None:
        """Go back a track."""
        if self._settle():
            self._record("media_previous_track")

    @override
    async def async_set_volume_level(self, volume: float) -> None:
        """Set the volume."""
        self._settle(volume_level=round(volume, 4))

    @override
    async def async_mute_volume(self, mute: bool) -> None:
        """Mute or unmute."""
        self._settle(is_volume_muted=mute)

    @override
    async def async_select_source(self, source: str) -> None:
        """Switch to a source, on if it was off."""
        self._settle(source=source, state=MediaPlayerState.ON if self._is_off else self._attr_state)
