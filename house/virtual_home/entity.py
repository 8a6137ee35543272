"""What all virtual entities share: they take a written state and act on it at once."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .home import VirtualHome
from .models import Call, EntitySpec, Fault, domain_of

type VirtualHomeConfigEntry = ConfigEntry[VirtualHome]


class VirtualEntity(Entity):
    """An entity whose device exists only in memory and never hesitates."""

    _attr_should_poll = False
    _attr_has_entity_name = False

    def __init__(self, home: VirtualHome, spec: EntitySpec) -> None:
        self.home = home
        self.spec = spec
        self.entity_id = spec["id"]
        self._attr_unique_id = spec["id"]
        self._attr_name = spec["name"]
        if device_class := spec.get("device_class"):
            self._attr_device_class = device_class
        attributes = spec.get("attributes", {})
        self._configure(attributes)
        self._put(spec["state"], attributes)

    def _configure(self, attributes: dict[str, Any]) -> None:
        """Set what the entity can do; called once."""

    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        """Take over a state; None is Home Assistant's unknown."""
        raise NotImplementedError

    def _put(self, state: str, attributes: dict[str, Any]) -> None:
        unavailable = state == STATE_UNAVAILABLE or self.spec.get("fault") == Fault.UNAVAILABLE
        self._attr_available = not unavailable
        known = state not in (STATE_UNAVAILABLE, STATE_UNKNOWN)
        self._load(state if known else None, attributes)

    @callback
    def async_put(self, state: str, attributes: dict[str, Any]) -> None:
        """Put the entity into a written state, as if it had always been so."""
        self._put(state, attributes)
        self.async_write_ha_state()

    async def async_added_to_hass(self) -> None:
        """Make the entity known to its home."""
        self.home.entities[self.spec["id"]] = self

    def _settle(self, **changes: Any) -> bool:
        """Take on new values, unless the entity has a fault; return whether it did."""
        match self.spec.get("fault"):
            case Fault.RAISES:
                raise HomeAssistantError(f"{self.spec['name']} does not respond")
            case Fault.IGNORES:
                return False
        for name, value in changes.items():
            setattr(self, f"_attr_{name}", value)
        self.async_write_ha_state()
        return True

    def _record(self, action: str, **data: Any) -> None:
        """Note something done to the entity that its state does not tell."""
        service = f"{domain_of(self.spec['id'])}.{action}"
        self.home.record(Call(service=service, entity_id=self.entity_id, data=data))


def add_entities[EntityT: VirtualEntity](
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    domain: str,
    entity_class: type[EntityT],
) -> None:
    """Add the home's entities of one domain."""
    home = entry.runtime_data
    async_add_entities(entity_class(home, spec) for spec in home.specs(domain))
