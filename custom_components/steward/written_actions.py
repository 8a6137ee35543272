"""The actions of a script or an automation as somebody wrote them, read as calls."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from homeassistant.const import (
    ATTR_AREA_ID,
    ATTR_DEVICE_ID,
    ATTR_ENTITY_ID,
    ATTR_FLOOR_ID,
    ATTR_LABEL_ID,
    CONF_DEVICE_ID,
    CONF_DOMAIN,
    CONF_SCENE,
    CONF_TYPE,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids

from .agent.convert import Call
from .agent.policy import UNKNOWN

_ACTION_KEYS = ("action", "service", "service_template")
_DATA_KEYS = ("data", "data_template")
_TARGET_KEYS = (ATTR_ENTITY_ID, ATTR_DEVICE_ID, ATTR_AREA_ID, ATTR_FLOOR_ID, ATTR_LABEL_ID)
_NO_ACTIONS = frozenset(
    {
        *_DATA_KEYS,
        "condition",
        "conditions",
        "event_data",
        "fields",
        "if",
        "metadata",
        "target",
        "trigger",
        "triggers",
        "until",
        "variables",
        "wait_for_trigger",
        "while",
    }
)
"""Parts of a step that do nothing, though some look like actions."""
_DEVICE_ACTION_KEYS = (CONF_DEVICE_ID, CONF_DOMAIN, CONF_TYPE)
_DEVICE_ACTIONS = {
    "alarm_control_panel": "alarm_control_panel.alarm_{}",
    "cover": "cover.{}_cover",
    "valve": "valve.{}_valve",
}
_ODD_DEVICE_ACTIONS = {
    "cover.set_position": "cover.set_cover_position",
    "cover.set_tilt_position": "cover.set_cover_tilt_position",
    "cover.open_tilt": "cover.open_cover_tilt",
    "cover.close_tilt": "cover.close_cover_tilt",
}
_SCRIPT_SERVICES = frozenset({"script.turn_on", "script.turn_off", "script.toggle"})
"""All others are scripts called by their names."""
_EVERYTHING = "all"


def written_calls(hass: HomeAssistant, config: Any) -> Iterator[Call]:
    """Yield the calls anywhere in a piece of configuration, whichever branch they stand in."""
    if isinstance(config, Mapping):
        yield from _step(hass, config)
        for key, value in config.items():
            if key not in _NO_ACTIONS:
                yield from written_calls(hass, value)
    elif isinstance(config, Sequence) and not isinstance(config, str):
        for item in config:
            yield from written_calls(hass, item)


def _step(hass: HomeAssistant, config: Mapping[str, Any]) -> Iterator[Call]:
    """Yield what one step does itself."""
    service = next((config[key] for key in _ACTION_KEYS if key in config), None)
    scene = config.get(CONF_SCENE)
    if isinstance(service, str) and (_is_template(service) or "." in service):
        yield from _service(hass, service, config)
    elif isinstance(scene, str) and scene.startswith("scene."):
        yield Call(service="scene.turn_on", entity_ids=(scene,))
    elif _is_device_action(config):
        yield from _device_action(hass, config)


def _service(hass: HomeAssistant, service: str, config: Mapping[str, Any]) -> Iterator[Call]:
    """Yield a service call; none for one whose target holds nothing that it could act on."""
    data = _data(config)
    if _is_template(service):
        yield Call(service=UNKNOWN)
        return
    if service.startswith("script.") and service not in _SCRIPT_SERVICES:
        yield Call(service="script.turn_on", entity_ids=(service,), data=data)
        return
    selected = _selected(config)
    ids = _targets(hass, selected)
    if ids is None or not selected:
        yield Call(service=service, data=data)
    elif fitting := _fitting(service, ids):
        yield Call(service=service, entity_ids=fitting, data=data)


def _fitting(service: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return the targets that a service acts on."""
    domain = service.partition(".")[0]
    if domain == "homeassistant":
        return ids
    return tuple(i for i in ids if i.partition(".")[0] in (domain, "group"))


def _data(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of an action but for its targets; none where it is a template."""
    parts = (config.get(key) for key in _DATA_KEYS)
    found = {
        key: value for part in parts if isinstance(part, Mapping) for key, value in part.items()
    }
    return {key: value for key, value in found.items() if key not in _TARGET_KEYS}


def _selected(config: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what an action names as its targets, by the kind of id; a template stands for itself."""
    found: dict[str, list[str]] = {}
    for part in (config, *(config.get(key) for key in _DATA_KEYS), config.get("target")):
        if isinstance(part, str):
            found.setdefault(ATTR_ENTITY_ID, []).append(part)
        elif isinstance(part, Mapping):
            for key in _TARGET_KEYS:
                found.setdefault(key, []).extend(_ids(part.get(key)))
    return {key: ids for key, ids in found.items() if ids}


def _ids(named: Any) -> list[str]:
    """Return ids as they may be written: one, several, or several in one string."""
    if isinstance(named, str):
        return [named] if _is_template(named) else [part.strip() for part in named.split(",")]
    return [str(part) for part in named] if isinstance(named, Sequence) else []


def _targets(hass: HomeAssistant, selected: Mapping[str, list[str]]) -> tuple[str, ...] | None:
    """Return the entities that are named or lie in what is named; None where nobody can tell."""
    named = [i for ids in selected.values() for i in ids]
    if any(_is_template(i) or i == _EVERYTHING for i in named):
        return None
    entities = [_entity_id(hass, i) for i in selected.get(ATTR_ENTITY_ID, [])]
    found = async_extract_referenced_entity_ids(
        hass,
        TargetSelection({**selected, ATTR_ENTITY_ID: entities}),
        expand_group=False,
        primary_entities_only=False,
    )
    return tuple(dict.fromkeys((*entities, *sorted(found.indirectly_referenced))))


def _is_device_action(config: Mapping[str, Any]) -> bool:
    """Return whether a step acts on a device; a condition on one looks much like that."""
    written = all(isinstance(config.get(key), str) for key in _DEVICE_ACTION_KEYS)
    return written and "condition" not in config


def _device_action(hass: HomeAssistant, config: Mapping[str, Any]) -> Iterator[Call]:
    """Yield what an action on a device does, as far as it does what a service does too."""
    domain, kind = config[CONF_DOMAIN], config[CONF_TYPE]
    written = _DEVICE_ACTIONS.get(domain, f"{domain}.{{}}").format(kind)
    service = _ODD_DEVICE_ACTIONS.get(f"{domain}.{kind}", written)
    named = config.get(ATTR_ENTITY_ID)
    ids = (_entity_id(hass, named),) if isinstance(named, str) else ()
    yield Call(service=service, entity_ids=ids, data=_position(config))


def _position(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the position that an action on a device sets."""
    return {"position": config["position"]} if "position" in config else {}


def _entity_id(hass: HomeAssistant, named: str) -> str:
    """Return the entity with an id, which may be the one of its entry in the registry."""
    return er.async_resolve_entity_id(er.async_get(hass), named) or named


def _is_template(text: str) -> bool:
    """Return whether a text is filled in when the script runs."""
    return "{" in text
