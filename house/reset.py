"""Puts a running home back to its written start, optionally with some states of one's own.

Nothing restarts, so whoever keeps an index of the home keeps it warm.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from homeassistant.core import HomeAssistant

from house.virtual_home.const import HELPER_DOMAINS
from house.virtual_home.models import EntitySpec, domain_of

if TYPE_CHECKING:
    from house.virtual_home.home import VirtualHome

type States = Mapping[str, EntitySpec]


async def async_reset(home: VirtualHome, given: States | None = None) -> None:
    """Put all entities back to the start; `given` stands over what is written."""
    for entity_id, spec in home.by_id.items():
        await _async_put(home, entity_id, _merged(spec, (given or {}).get(entity_id, {})))
    await home.hass.async_block_till_done()
    home.calls.clear()
    home.timer_events.clear()


def _merged(spec: EntitySpec, over: EntitySpec) -> EntitySpec:
    return {
        **spec,
        "state": over.get("state", spec["state"]),
        "attributes": {**spec.get("attributes", {}), **over.get("attributes", {})},
    }


async def _async_put(home: VirtualHome, entity_id: str, spec: EntitySpec) -> None:
    if domain_of(entity_id) in HELPER_DOMAINS:
        await _async_put_helper(home, entity_id, spec["state"])
    else:
        home.entities[entity_id].async_put(spec["state"], spec["attributes"])


async def _async_put_helper(home: VirtualHome, entity_id: str, wanted: str) -> None:
    """Bring an entity of Home Assistant's own into a state by its own actions."""
    if (domain := domain_of(entity_id)) == "person":
        home.trackers[entity_id].async_put(wanted, {})
    elif domain != "script" and not _is(home.hass, entity_id, wanted):
        service, data = _helper_service(domain, wanted)
        await home.hass.services.async_call(
            domain, service, {"entity_id": entity_id, **data}, blocking=True
        )


def _is(hass: HomeAssistant, entity_id: str, wanted: str) -> bool:
    state = hass.states.get(entity_id)
    if state is None:
        return False
    if domain_of(entity_id) == "input_number":
        return float(state.state) == float(wanted)
    return state.state == wanted


def _helper_service(domain: str, wanted: str) -> tuple[str, dict[str, Any]]:
    match domain:
        case "input_number":
            return "set_value", {"value": float(wanted)}
        case "input_select":
            return "select_option", {"option": wanted}
        case _:
            return f"turn_{wanted}", {}
