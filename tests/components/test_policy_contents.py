"""What is dangerous inside of other things: groups, scripts in scripts, scenes, automations."""

from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import floor_registry as fr
from homeassistant.setup import async_setup_component

from custom_components.steward.agent.convert import Call
from custom_components.steward.agent.policy import UNKNOWN
from custom_components.steward.contents import calls_inside
from custom_components.steward.guarding import Guard
from custom_components.steward.home import async_build_home
from custom_components.steward.written_actions import written_calls
from tests.components.at_home import House, add_scene, call, set_policy
from tests.components.builders import AGENT_ID
from tests.components.guarded_house import PIN, YES, add_group, run, set_options, set_pin

pytest_plugins = ["tests.components.guarded_fixtures"]

UNLOCKS = {"action": "lock.unlock", "target": {"entity_id": "lock.front_door"}}
LIGHTS = {"action": "light.turn_on", "target": {"entity_id": "light.desk_lamp"}}
FRONT_DOOR = "lock.front_door"


async def add_scripts(house: House, **sequences: Any) -> None:
    """Have these scripts in place of those there are, exposed to the assistant."""
    config = {name: {"alias": name.title(), "sequence": s} for name, s in sequences.items()}
    with patch("homeassistant.config.load_yaml_config_file", return_value={"script": config}):
        await house.hass.services.async_call("script", "reload", blocking=True)
    for name in sequences:
        async_expose_entity(house.hass, "conversation", f"script.{name}", True)
    await house.hass.async_block_till_done()


async def is_asked_about(house: House, name: str) -> bool:
    """Return whether running a script is asked about."""
    reply = await house.say(f"run {name}", run(name))
    assert reply.outcome in ("asks", "acted")
    assert house.state(FRONT_DOOR).state == "locked"
    return reply.asks


DANGEROUS = {
    "plain": [UNLOCKS],
    "choose": [
        {
            "choose": [
                {
                    "conditions": [
                        {"condition": "state", "entity_id": "light.desk_lamp", "state": "on"}
                    ],
                    "sequence": [LIGHTS],
                }
            ],
            "default": [UNLOCKS],
        }
    ],
    "if": [{"if": ["{{ false }}"], "then": [UNLOCKS], "else": [LIGHTS]}],
    "repeat": [{"repeat": {"count": 0, "sequence": [UNLOCKS]}}],
    "parallel": [{"parallel": [LIGHTS, {"sequence": [UNLOCKS]}]}],
    "old names": [{"service": "lock.unlock", "entity_id": "lock.front_door"}],
    "id in the data": [{"action": "lock.open", "data": {"entity_id": "lock.front_door"}}],
    "two in a string": [
        {"action": "lock.unlock", "target": {"entity_id": "lock.back_door, lock.front_door"}}
    ],
    "area": [{"action": "lock.unlock", "target": {"area_id": "kitchen"}}],
    "floor": [{"action": "lock.unlock", "target": {"floor_id": "ground"}}],
    "template": [{"action": "lock.unlock", "target": {"entity_id": "{{ door }}"}}],
    "template for all": [{"action": "lock.unlock", "target": "{{ doors }}"}],
    "service by template": [{"action": "{{ 'lock' }}.unlock", "target": {"area_id": "kitchen"}}],
    "all": [{"action": "lock.unlock", "target": {"entity_id": "all"}}],
    "applied": [{"action": "scene.apply", "data": {"entities": {"lock.front_door": "unlocked"}}}],
    "any cover": [{"action": "homeassistant.toggle", "target": {"entity_id": "cover.side_gate"}}],
}
HARMLESS = {
    "lights": [LIGHTS],
    "locks": [{"action": "lock.lock", "target": {"entity_id": "lock.front_door"}}],
    "no lock there": [{"action": "lock.unlock", "target": {"area_id": "nowhere"}}],
    "blinds there": [{"action": "cover.open_cover", "target": {"area_id": "kitchen"}}],
    "condition": [{"condition": "device", "device_id": "x", "domain": "lock", "type": "unlock"}],
    "message": [
        {
            "action": "notify.phone",
            "data": {"message": "x", "data": {"actions": [{"action": "lock.unlock"}]}},
        }
    ],
    "applied": [{"action": "scene.apply", "data": {"entities": {"lock.front_door": "locked"}}}],
}


@pytest.mark.parametrize("sequence", DANGEROUS.values(), ids=DANGEROUS)
async def test_dangerous_scripts(guarded_house: House, sequence: Any) -> None:
    """Wherever it stands and however it is written, unlocking is asked about."""
    found = verdict_of(guarded_house, sequence)
    assert found == "to_confirm"


@pytest.mark.parametrize("sequence", HARMLESS.values(), ids=HARMLESS)
async def test_harmless_scripts(guarded_house: House, sequence: Any) -> None:
    """What does nothing dangerous runs at once."""
    assert verdict_of(guarded_house, sequence) == "allowed"


def verdict_of(house: House, sequence: Any) -> str:
    """Return what becomes of running a sequence, whose script is the one of the house."""
    script = house.hass.data["entity_components"]["script"].get_entity("script.welcome")
    script.raw_config = {"sequence": sequence}
    guard = Guard(house.hass, house.entry.subentries[AGENT_ID])
    welcome = Call(service="script.turn_on", entity_ids=("script.welcome",))
    found = guard.verdict(welcome, async_build_home(house.hass))
    return next(
        name for name in ("allowed", "to_confirm", "by_pin", "refused") if getattr(found, name)
    )


async def test_device_action(guarded_house: House) -> None:
    """What the editor writes for a device is as dangerous as the service of that name."""
    entry = er.async_get(guarded_house.hass).async_get(FRONT_DOOR)
    assert entry is not None
    step = {"device_id": "x", "domain": "lock", "entity_id": entry.id, "type": "unlock"}
    assert list(written_calls(guarded_house.hass, [step])) == [
        Call(service="lock.unlock", entity_ids=(FRONT_DOOR,))
    ]
    assert verdict_of(guarded_house, [step]) == "to_confirm"
    assert verdict_of(guarded_house, [step | {"type": "lock"}]) == "allowed"


@pytest.mark.parametrize(
    ("step", "service", "data"),
    [
        ({"domain": "cover", "type": "open"}, "cover.open_cover", {}),
        ({"domain": "cover", "type": "set_position", "position": 5}, "cover.set_cover_position", {"position": 5}),
        ({"domain": "cover", "type": "open_tilt"}, "cover.open_cover_tilt", {}),
        ({"domain": "alarm_control_panel", "type": "disarm"}, "alarm_control_panel.alarm_disarm", {}),
        ({"domain": "switch", "type": "turn_on"}, "switch.turn_on", {}),
    ],
)  # fmt: skip
def test_device_actions(hass: HomeAssistant, step: Any, service: str, data: Any) -> None:
    """Each has a service that does the same."""
    written = {"device_id": "x", "entity_id": "cover.any", **step}
    assert list(written_calls(hass, written)) == [
        Call(service=service, entity_ids=("cover.any",), data=data)
    ]


def test_unknown_service(hass: HomeAssistant) -> None:
    """A service that a template names is told as unknown."""
    assert list(written_calls(hass, {"action": "{{ x }}"})) == [Call(service=UNKNOWN)]


async def test_floor_of_nothing(guarded_house: House) -> None:
    """A floor without a lock is harmless."""
    fr.async_get(guarded_house.hass).async_create("Attic")
    step = {"action": "lock.unlock", "target": {"floor_id": "attic"}}
    assert verdict_of(guarded_house, [step]) == "allowed"


async def test_script_in_script(guarded_house: House) -> None:
    """Called by name or turned on, one script in another is seen through; in circles, too."""
    await add_scripts(
        guarded_house,
        inner=[UNLOCKS],
        byname=[{"action": "script.inner"}],
        turnedon=[{"action": "script.turn_on", "target": {"entity_id": "script.inner"}}],
        generic=[{"action": "homeassistant.turn_on", "target": {"entity_id": "script.inner"}}],
        circle=[{"action": "script.circle"}, {"action": "script.byname"}],
        round=[LIGHTS, {"action": "script.round"}],
    )
    for name in ("byname", "turnedon", "generic", "circle"):
        assert await is_asked_about(guarded_house, name), name
    inside = calls_inside(
        guarded_house.hass, Call(service="script.turn_on", entity_ids=("script.round",))
    )
    assert {part.service for part in inside} == {"light.turn_on", "script.turn_on"}


async def test_scene_in_script(guarded_house: House) -> None:
    """So is a scene in a script, in its short form and its long one."""
    await add_scene(guarded_house, "arrival", {FRONT_DOOR: "unlocked"})
    for step in (
        {"scene": "scene.arrival"},
        {"action": "scene.turn_on", "target": {"entity_id": "scene.arrival"}},
    ):
        assert verdict_of(guarded_house, [step]) == "to_confirm"


async def test_scene_of_an_exception(guarded_house: House) -> None:
    """A scene that switches what only an exception guards is guarded as well."""
    await add_scene(guarded_house, "arrival", {"switch.gate_motor": "on"})
    harmless = await guarded_house.say("arrival", [call("scene.turn_on", "arrival")])
    assert not harmless.asks
    await set_options(guarded_house, exceptions={"confirm": ["switch.gate_motor"]})
    asked = await guarded_house.say("arrival", [call("scene.turn_on", "arrival")])
    assert asked.asks


async def test_script_takes_the_pin(guarded_house: House) -> None:
    """A script is as guarded as what is in it, also where that takes the PIN."""
    await set_pin(guarded_house, lock="pin")
    asked = await guarded_house.say("welcome", run("welcome"))
    assert asked.speech == "What's the PIN to run Welcome?"
    await guarded_house.say(PIN, conversation_id=asked.conversation_id)
    assert guarded_house.state(FRONT_DOOR).state == "unlocked"


async def test_a_rule_does_not_open_a_script(guarded_house: House) -> None:
    """A script that is said to be harmless is still no less guarded than what it touches."""
    await set_options(guarded_house, exceptions={"at_once": ["script.welcome"]})
    asked = await guarded_house.say("welcome", run("welcome"))
    assert asked.asks


async def test_a_rule_guards_a_script(guarded_house: House) -> None:
    """A script whose danger nobody can see is guarded by a rule of its own."""
    await set_policy(guarded_house, lock="at_once")
    await set_options(guarded_house, exceptions={"never": ["script.welcome"]})
    refused = await guarded_house.say("welcome", run("welcome"))
    assert refused.outcome == "declined"


async def test_automation(guarded_house: House) -> None:
    """Triggering an automation is as dangerous as its actions; its triggers and conditions are not."""
    config = {
        "alias": "Arrival",
        "triggers": [{"trigger": "state", "entity_id": "lock.back_door", "to": "unlocked"}],
        "actions": [UNLOCKS],
    }
    harmless = {**config, "alias": "Evening", "actions": [LIGHTS]}
    await async_setup_component(
        guarded_house.hass, "automation", {"automation": [config, harmless]}
    )
    for name in ("arrival", "evening"):
        async_expose_entity(guarded_house.hass, "conversation", f"automation.{name}", True)
    await guarded_house.hass.async_block_till_done()
    asked = await guarded_house.say("trigger arrival", [call("automation.trigger", "arrival")])
    assert asked.asks
    done = await guarded_house.say("trigger evening", [call("automation.trigger", "evening")])
    assert done.outcome == "acted"


# Groups


async def test_lock_group(guarded_house: House) -> None:
    """All doors together are asked about as each is, and a rule for one of them counts."""
    group = await add_group(guarded_house, "lock", "Perimeter", "lock.front_door", "lock.back_door")
    plan = [call("lock.unlock", "perimeter")]
    asked = await guarded_house.say("unlock the perimeter", plan)
    assert asked.asks
    await guarded_house.say("yes", YES, conversation_id=asked.conversation_id)
    assert guarded_house.state(FRONT_DOOR).state == "unlocked"
    locked = await guarded_house.say("lock the perimeter", [call("lock.lock", "perimeter")])
    assert locked.outcome == "acted"

    await set_options(guarded_house, exceptions={"at_once": [group], "never": ["lock.back_door"]})
    refused = await guarded_house.say("unlock the perimeter", plan)
    assert refused.outcome == "declined"


async def test_cover_group(guarded_house: House) -> None:
    """A group of covers has no class of its own, and is as guarded as the gate in it."""
    await add_group(guarded_house, "cover", "Shields", "cover.roman_blind", "cover.side_gate")
    asked = await guarded_house.say("open the shields", [call("cover.open_cover", "shields")])
    assert asked.asks
    assert guarded_house.state("cover.side_gate").state == "closed"
    closed = await guarded_house.say("close the shields", [call("cover.close_cover", "shields")])
    assert closed.outcome in ("acted", "answered", "failed")
    assert not closed.asks


async def test_group_of_an_exception(guarded_house: House) -> None:
    """A group with a guarded switch in it is guarded, however deep it lies."""
    inner = await add_group(guarded_house, "switch", "Motors", "switch.gate_motor")
    await add_group(guarded_house, "switch", "Machines", "switch.kettle", inner)
    await set_options(guarded_house, exceptions={"confirm": ["switch.gate_motor"]})
    plan = [call("switch.turn_on", "machines")]
    asked = await guarded_house.say("turn on the machines", plan)
    assert asked.asks
    assert guarded_house.state("switch.gate_motor").state == "off"


async def test_old_group(guarded_house: House) -> None:
    """A group of any kinds of things is seen through where a script acts on it."""
    groups = {"doors": {"entities": ["lock.front_door", "light.desk_lamp"]}}
    await async_setup_component(guarded_house.hass, "group", {"group": groups})
    await guarded_house.hass.async_block_till_done()
    step = {"action": "lock.unlock", "target": {"entity_id": "group.doors"}}
    assert verdict_of(guarded_house, [step]) == "to_confirm"
    light = {"action": "homeassistant.turn_on", "target": {"entity_id": "group.doors"}}
    assert verdict_of(guarded_house, [light]) == "allowed"
    await set_options(guarded_house, exceptions={"confirm": ["light.desk_lamp"]})
    assert verdict_of(guarded_house, [light]) == "to_confirm"


async def test_barred_satellite_and_a_group(guarded_house: House) -> None:
    """Nor does a group go round a barred satellite."""
    await add_group(guarded_house, "cover", "Shields", "cover.roman_blind", "cover.side_gate")
    await set_options(guarded_house, access={"satellites": [guarded_house.shelf]})
    refused = await guarded_house.say(
        "open the shields", [call("cover.open_cover", "shields")], device_id=guarded_house.shelf
    )
    assert refused.speech == "That isn't allowed from here."


def test_guard_of_an_agent_without_options(hass: HomeAssistant) -> None:
    """What is not set is asked about."""
    agent = ConfigSubentry(data={}, subentry_type="conversation", title="x", unique_id=None)  # type: ignore[arg-type]
    assert Guard(hass, agent)._policy.level("lock") == "confirm"
