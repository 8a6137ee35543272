"""Sets up what Home Assistant provides itself: helpers, scripts, automations, persons."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .home import VirtualHome
from .models import EntitySpec

# An event that nothing fires: an automation of a written home waits for ever.
NEVER = "virtual_home_never"


async def async_setup_helpers(hass: HomeAssistant, home: VirtualHome) -> None:
    """Set up the integrations that this home needs."""
    for domain, configure in CONFIGURATIONS.items():
        if specs := home.specs(domain):
            await async_setup_component(hass, domain, {domain: configure(specs)})


def tracker_id(person: str) -> str:
    """Return the id of the device tracker that carries a person."""
    return f"device_tracker.of_{person.partition('.')[2]}"


def _object_id(spec: EntitySpec) -> str:
    return spec["id"].partition(".")[2]


def _booleans(specs: list[EntitySpec]) -> dict[str, Any]:
    return {_object_id(s): {"name": s["name"], "initial": s["state"] == "on"} for s in specs}


def _numbers(specs: list[EntitySpec]) -> dict[str, Any]:
    return {
        _object_id(s): {"name": s["name"], "initial": float(s["state"]), **s["attributes"]}
        for s in specs
    }


def _selects(specs: list[EntitySpec]) -> dict[str, Any]:
    return {
        _object_id(s): {
            "name": s["name"],
            "initial": s["state"],
            "options": s["attributes"]["options"],
        }
        for s in specs
    }


def _scripts(specs: list[EntitySpec]) -> dict[str, Any]:
    return {_object_id(s): {"alias": s["name"], "sequence": s.get("sequence", [])} for s in specs}


def _automations(specs: list[EntitySpec]) -> list[dict[str, Any]]:
    return [
        {
            "id": _object_id(s),
            "alias": s["name"],
            "initial_state": s["state"] == "on",
            "triggers": [{"trigger": "event", "event_type": NEVER}],
            "actions": s.get("sequence", []),
        }
        for s in specs
    ]


def _persons(specs: list[EntitySpec]) -> list[dict[str, Any]]:
    return [
        {"id": _object_id(s), "name": s["name"], "device_trackers": [tracker_id(s["id"])]}
        for s in specs
    ]


CONFIGURATIONS: dict[str, Callable[[list[EntitySpec]], Any]] = {
    "input_boolean": _booleans,
    "input_number": _numbers,
    "input_select": _selects,
    "script": _scripts,
    "automation": _automations,
    "person": _persons,
}
