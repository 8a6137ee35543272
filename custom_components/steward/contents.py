"""What a script or a scene would do to what is guarded: policy sees through both."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from homeassistant.components.homeassistant.scene import DATA_PLATFORM as SCENES
from homeassistant.components.script import DOMAIN as SCRIPT
from homeassistant.const import CONF_ENTITY_ID
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers.entity_component import DATA_INSTANCES

from .agent.convert import Call
from .restore import guarded_calls

_ACTION_KEYS = ("action", "service")


def calls_inside(hass: HomeAssistant, call: Call) -> list[Call]:
    """Return the calls that running a scene or a script comes to, as far as they can be told.

    An action whose targets are a template or a place is told without targets: what is
    not known to be harmless is for the policy to ask about.
    """
    found: list[Call] = []
    if call.name != "turn_on":
        return found
    for entity_id in call.entity_ids:
        if call.domain == SCRIPT:
            found += _script(hass, entity_id)
        elif call.domain == "scene":
            found += guarded_calls(_scene(hass, entity_id))
    return found


def _script(hass: HomeAssistant, entity_id: str) -> Iterator[Call]:
    """Yield the service calls written in a script."""
    component = hass.data.get(DATA_INSTANCES, {}).get(SCRIPT)
    script = component.get_entity(entity_id) if component else None
    yield from _actions(getattr(script, "raw_config", None))


def _actions(config: Any) -> Iterator[Call]:
    """Yield the service calls anywhere in a piece of configuration."""
    if isinstance(config, Mapping):
        service = next((config[key] for key in _ACTION_KEYS if key in config), None)
        if isinstance(service, str) and "." in service:
            yield Call(service=service, entity_ids=_targets(config), data=_data(config))
        for value in config.values():
            yield from _actions(value)
    elif isinstance(config, Sequence) and not isinstance(config, str):
        for item in config:
            yield from _actions(item)


def _data(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the data of an action, none where it is a template."""
    data = config.get("data")
    return data if isinstance(data, Mapping) else {}


def _targets(config: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the entities an action names."""
    places = (config.get("target"), config.get("data"), config)
    for place in places:
        if isinstance(place, Mapping) and CONF_ENTITY_ID in place:
            named = place[CONF_ENTITY_ID]
            return tuple(map(str, [named] if isinstance(named, str) else named))
    return ()


def _scene(hass: HomeAssistant, entity_id: str) -> list[State]:
    """Return the states that a scene of Home Assistant's own sets."""
    platform = hass.data.get(SCENES)
    scene = platform.entities.get(entity_id) if platform else None
    config = getattr(scene, "scene_config", None)
    return list(config.states.values()) if config else []
