"""Virtual sensors."""

from typing import Any, override

from homeassistant.components.sensor import DOMAIN, SensorEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's sensors."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualSensor)


class VirtualSensor(VirtualEntity, SensorEntity):
    """A sensor, in the unit it is written with."""

    @override
    def _configure(self, attributes: dict[str, Any]) -> None:
        if unit := attributes.get("unit_of_measurement"):
            self._attr_native_unit_of_measurement = unit
            # Otherwise Home Assistant may choose the unit of the house's system.
            self._attr_suggested_unit_of_measurement = unit
        if state_class := attributes.get("state_class"):
            self._attr_state_class = state_class
        if options := attributes.get("options"):
            self._attr_options = options

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_native_value = _value(state)


def _value(state: str | None) -> StateType:
    """Return a number where one is written, with the decimals it is written with."""
    if state is None:
        return None
    try:
        return float(state) if "." in state else int(state)
    except ValueError:
        return state
