"""Virtual locks."""

from typing import Any, override

from homeassistant.components.lock import DOMAIN, LockEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's locks."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualLock)


class VirtualLock(VirtualEntity, LockEntity):
    """A lock, with a code if one is written for it."""

    @override
    def _configure(self, attributes: dict[str, Any]) -> None:
        if code := self.spec.get("code"):
            self._attr_code_format = f"^{code}$"

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_is_locked = None if state is None else state == "locked"

    @override
    async def async_lock(self, **kwargs: Any) -> None:
        """Lock."""
        self._settle(is_locked=True)

    @override
    async def async_unlock(self, **kwargs: Any) -> None:
        """Unlock."""
        self._settle(is_locked=False)
