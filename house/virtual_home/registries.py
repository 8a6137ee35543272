"""Writes a home into Home Assistant's registries: floors, areas, entities, satellites, exposure."""

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.components.intent import async_register_timer_handler
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
)
from homeassistant.helpers import (
    device_registry as dr,
)
from homeassistant.helpers import (
    entity_registry as er,
)
from homeassistant.helpers import (
    floor_registry as fr,
)

from .const import DOMAIN, HELPER_DOMAINS
from .home import VirtualHome
from .models import EntitySpec, HomeSpec

CONVERSATION_ASSISTANT = "conversation"


@callback
def async_write_floors_and_areas(hass: HomeAssistant, home: HomeSpec) -> None:
    """Create the floors and areas that are not there yet, under the ids they are written with."""
    floors, areas = fr.async_get(hass), ar.async_get(hass)
    for floor in home.get("floors", []):
        if floors.async_get_floor(floor["id"]) is None:
            # The registries make the id of the first name, so that name is the id.
            floors.async_create(floor["id"], level=floor["level"])
            aliases = set(floor["aliases"])
            floors.async_update(floor["id"], name=floor["name"], aliases=aliases)
    for area in home.get("areas", []):
        if areas.async_get_area(area["id"]) is None:
            areas.async_create(area["id"])
            areas.async_update(
                area["id"],
                name=area["name"],
                aliases=set(area["aliases"]),
                floor_id=area["floor"],
            )


@callback
def async_write_entities(hass: HomeAssistant, entry: ConfigEntry, home: VirtualHome) -> None:
    """Register and expose all entities before they exist.

    Home Assistant gives an entity the id, area and aliases that the registry
    already holds for it, so nothing is renamed later.
    """
    for spec in home.spec["entities"]:
        _async_write_entity(hass, entry, spec)


def _async_write_entity(hass: HomeAssistant, entry: ConfigEntry, spec: EntitySpec) -> None:
    registry = er.async_get(hass)
    domain, _, object_id = spec["id"].partition(".")
    is_helper = domain in HELPER_DOMAINS
    registry.async_get_or_create(
        domain,
        domain if is_helper else DOMAIN,
        object_id if is_helper else spec["id"],
        suggested_object_id=object_id,
        config_entry=None if is_helper else entry,
        original_name=spec["name"],
    )
    registry.async_update_entity(
        spec["id"],
        area_id=spec.get("area"),
        aliases=[er.COMPUTED_NAME, *spec.get("aliases", [])],
    )
    async_expose_entity(hass, CONVERSATION_ASSISTANT, spec["id"], should_expose=True)


@callback
def async_write_satellites(hass: HomeAssistant, entry: ConfigEntry, home: VirtualHome) -> None:
    """Create a device for each satellite and take its timers."""
    devices = dr.async_get(hass)
    for satellite in home.spec.get("satellites", []):
        device = devices.async_get_or_create(
            config_entry_id=entry.entry_id,
            identifiers={(DOMAIN, satellite["id"])},
            name=satellite["name"],
            model="Virtual satellite",
        )
        devices.async_update_device(device.id, area_id=satellite["area"])
        home.satellites[satellite["id"]] = device.id
        entry.async_on_unload(async_register_timer_handler(hass, device.id, home.async_timer_event))
