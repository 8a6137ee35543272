"""Virtual sirens."""

from typing import Any, override

from homeassistant.components.siren import DOMAIN, SirenEntity, SirenEntityFeature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's sirens."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualSiren)


class VirtualSiren(VirtualEntity, SirenEntity):
    """A siren."""

    @override
    def _configure(self, attributes: dict[str, Any]) -> None:
        features = SirenEntityFeature.TURN_ON | SirenEntityFeature.TURN_OFF
        if tones := attributes.get("available_tones"):
            self._attr_available_tones = tones
            features |= SirenEntityFeature.TONES
        self._attr_supported_features = features

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_is_on = None if state is None else state == "on"

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Sound."""
        self._settle(is_on=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Fall silent."""
        self._settle(is_on=False)
