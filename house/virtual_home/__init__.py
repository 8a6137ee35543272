"""Virtual home: real Home Assistant entities with nothing behind them.

Takes a written home (see models.py), fills the registries from it and creates
its entities. For demonstrations, measurements and tests of whatever runs a home.
"""

from typing import cast

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant

from .entity import VirtualHomeConfigEntry
from .helpers import async_setup_helpers
from .home import VirtualHome
from .models import HomeSpec, domain_of
from .registries import (
    async_write_entities,
    async_write_floors_and_areas,
    async_write_satellites,
)

PLATFORMS = [
    Platform.ALARM_CONTROL_PANEL,
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CALENDAR,
    Platform.CLIMATE,
    Platform.COVER,
    Platform.DEVICE_TRACKER,
    Platform.FAN,
    Platform.HUMIDIFIER,
    Platform.LAWN_MOWER,
    Platform.LIGHT,
    Platform.LOCK,
    Platform.MEDIA_PLAYER,
    Platform.NUMBER,
    Platform.SCENE,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SIREN,
    Platform.SWITCH,
    Platform.TODO,
    Platform.UPDATE,
    Platform.VACUUM,
    Platform.VALVE,
    Platform.WATER_HEATER,
    Platform.WEATHER,
]


async def async_setup_entry(hass: HomeAssistant, entry: VirtualHomeConfigEntry) -> bool:
    """Build the home that the entry holds."""
    home = VirtualHome(hass, cast(HomeSpec, dict(entry.data)))
    entry.runtime_data = home
    async_write_floors_and_areas(hass, home.spec)
    async_write_entities(hass, entry, home)
    async_write_satellites(hass, entry, home)
    await hass.config_entries.async_forward_entry_setups(entry, _platforms(home))
    await async_setup_helpers(hass, home)
    for remove in home.async_listen():
        entry.async_on_unload(remove)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: VirtualHomeConfigEntry) -> bool:
    """Take the entities away; the registries keep their entries."""
    return await hass.config_entries.async_unload_platforms(entry, _platforms(entry.runtime_data))


def _platforms(home: VirtualHome) -> list[Platform]:
    """Return the platforms that the home has entities of; a person comes with a tracker."""
    domains = {domain_of(entity_id) for entity_id in home.by_id}
    if "person" in domains:
        domains.add(Platform.DEVICE_TRACKER)
    return [platform for platform in PLATFORMS if platform in domains]
