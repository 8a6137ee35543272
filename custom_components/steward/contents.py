"""What a script, a scene, a taught phrase or a group would do: policy sees through all of them.

What cannot be told is told as such: an action whose targets a template names comes without
targets, one that a template names altogether as `policy.UNKNOWN`. So the policy can ask about
what is not known to be harmless.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from homeassistant.components.automation import DOMAIN as AUTOMATION
from homeassistant.components.homeassistant.scene import DATA_PLATFORM as SCENES
from homeassistant.components.script import DOMAIN as SCRIPT
from homeassistant.const import ATTR_ENTITY_ID, ATTR_GROUP_ENTITIES
from homeassistant.core import HomeAssistant, State, valid_entity_id
from homeassistant.helpers.entity_component import DATA_INSTANCES

from .agent.convert import Call
from .learned import taught_calls
from .reproducing import calls_back
from .written_actions import written_calls

_SCENE = "scene"
_ON_OFF = {True: "on", False: "off"}
"""In YAML an unquoted "on" is no word."""
_ANY_DOMAIN = frozenset({"homeassistant", "group"})
_STARTED_BY = {SCRIPT: ("turn_on", "toggle"), _SCENE: ("turn_on",), AUTOMATION: ("trigger",)}
"""What has actions in it, and the services that carry them out."""


def calls_inside(
    hass: HomeAssistant, call: Call, opened: frozenset[tuple[str, str]] = frozenset()
) -> list[Call]:
    """Return the calls that a call comes to beyond itself, those inside of those too.

    Args:
        hass: The house.
        call: What is to be seen through.
        opened: Services and entities that are being seen through: a script may run itself.
    """
    found: list[Call] = []
    for entity_id in call.entity_ids:
        step = (call.service, entity_id)
        if step in opened:
            continue
        for part in _parts(hass, call, entity_id):
            found += [part, *calls_inside(hass, part, opened | {step})]
    if call.service == "scene.apply":
        found += calls_back(_applied(call.data.get("entities")))
    return found


def _parts(hass: HomeAssistant, call: Call, entity_id: str) -> Iterator[Call]:
    """Yield what a call on one entity comes to, one step down."""
    domain = entity_id.partition(".")[0]
    if call.domain in _ANY_DOMAIN and domain not in _ANY_DOMAIN:
        yield Call(service=f"{domain}.{call.name}", entity_ids=(entity_id,), data=call.data)
        return
    if call.name in _STARTED_BY.get(domain, ()):
        yield from _started(hass, domain, entity_id)
    for member in members(hass, entity_id):
        service = f"{member.partition('.')[0]}.{call.name}"
        yield replace(call, service=service, entity_ids=(member,))


def _started(hass: HomeAssistant, domain: str, entity_id: str) -> Iterator[Call]:
    """Yield what running a script, a scene, a phrase or an automation does."""
    if domain == _SCENE:
        yield from calls_back(_scene(hass, entity_id))
        yield from taught_calls(hass, entity_id)
        return
    component = hass.data.get(DATA_INSTANCES, {}).get(domain)
    entity = component.get_entity(entity_id) if component else None
    yield from written_calls(hass, getattr(entity, "raw_config", None))


def members(hass: HomeAssistant, entity_id: str) -> tuple[str, ...]:
    """Return the entities of a group, or of a scene; none for anything else."""
    state = hass.states.get(entity_id)
    if state is None:
        return ()
    listed = (state.attributes.get(key) for key in (ATTR_ENTITY_ID, ATTR_GROUP_ENTITIES))
    lists = (ids for ids in listed if isinstance(ids, Collection) and not isinstance(ids, str))
    return tuple(dict.fromkeys(i for ids in lists for i in ids if i != entity_id))


def _scene(hass: HomeAssistant, entity_id: str) -> list[State]:
    """Return the states that a scene of Home Assistant's own sets."""
    platform = hass.data.get(SCENES)
    scene = platform.entities.get(entity_id) if platform else None
    config = getattr(scene, "scene_config", None)
    return list(config.states.values()) if config else []


def _applied(entities: Any) -> Iterator[State]:
    """Yield the states that are written out where they are applied."""
    if not isinstance(entities, Mapping):
        return
    for entity_id, wanted in entities.items():
        word = wanted.get("state") if isinstance(wanted, Mapping) else wanted
        if valid_entity_id(entity_id):
            yield State(entity_id, _ON_OFF[word] if isinstance(word, bool) else str(word))
