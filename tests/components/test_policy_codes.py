"""Devices that want a code: it is asked for, handed over, and kept nowhere."""

import json
from typing import Any

import pytest
from homeassistant.components import conversation
from homeassistant.components.conversation import trace
from homeassistant.components.conversation.chat_log import DATA_CHAT_LOGS
from homeassistant.core import Context, Event
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import json as json_helper
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.steward import codes, tries
from custom_components.steward.agent.convert import Call
from tests.components.at_home import House, Reply, call, set_policy, written
from tests.components.guarded_house import (
    DISARM,
    PANEL,
    PANEL_CODE,
    PIN,
    UNDO,
    YES,
    set_options,
    set_pin,
)

pytest_plugins = ["tests.components.guarded_fixtures"]

SHED = "alarm_control_panel.shed_alarm"
ARM_SHED = [call("alarm_control_panel.alarm_arm_away", "alarm")]


async def ask_for_code(house: House) -> Reply:
    """Have the panel ask for its code."""
    asked = await house.say("disarm the house alarm", DISARM)
    assert (asked.speech, asked.asks) == ("What's the code for House Alarm?", True)
    return asked


@pytest.mark.parametrize("told", [PANEL_CODE, "one three seven nine", "It's 13 79."])
async def test_code(guarded_house: House, told: str) -> None:
    """The code is a yes in itself; the model does not hear it."""
    asked = await ask_for_code(guarded_house)
    prompts = len(guarded_house.engine.prompts)
    done = await guarded_house.say(told, conversation_id=asked.conversation_id)
    assert (done.outcome, done.speech) == ("acted", "Disarmed House Alarm.")
    assert guarded_house.state(PANEL).state == "disarmed"
    assert len(guarded_house.engine.prompts) == prompts


async def test_code_where_nothing_is_asked(guarded_house: House) -> None:
    """A policy that asks nothing does not do away with the panel's code."""
    await set_policy(guarded_house, alarm="at_once")
    asked = await ask_for_code(guarded_house)
    done = await guarded_house.say(PANEL_CODE, conversation_id=asked.conversation_id)
    assert done.outcome == "acted"


async def test_code_after_the_pin(guarded_house: House) -> None:
    """The PIN is Steward's and the code is the panel's: who set both is asked for both."""
    await set_pin(guarded_house, alarm="pin")
    asked = await guarded_house.say("disarm the house alarm", DISARM)
    again: dict[str, Any] = {"conversation_id": asked.conversation_id}
    assert asked.speech == "What's the PIN to disarm House Alarm?"
    second = await guarded_house.say(PIN, **again)
    assert second.speech == "What's the code for House Alarm?"
    assert guarded_house.state(PANEL).state == "armed_away"
    done = await guarded_house.say(PANEL_CODE, **again)
    assert done.outcome == "acted"


async def test_yes_first_then_the_code(guarded_house: House) -> None:
    """Of two things the one without a code is asked about first."""
    plan = [call("lock.unlock", "door"), *DISARM]
    asked = await guarded_house.say("unlock the front door and disarm the house alarm", plan)
    again: dict[str, Any] = {"conversation_id": asked.conversation_id}
    assert asked.speech == "Are you sure you want to unlock Front Door?"
    second = await guarded_house.say("yes", YES, **again)
    assert second.speech == "Unlocked Front Door. What's the code for House Alarm?"
    assert guarded_house.state("lock.front_door").state == "unlocked"
    await guarded_house.say(PANEL_CODE, **again)
    assert guarded_house.state(PANEL).state == "disarmed"


async def test_wrong_code(guarded_house: House) -> None:
    """It is said plainly, and asked for again; three times, then no more for a while."""
    asked = await ask_for_code(guarded_house)
    again: dict[str, Any] = {"conversation_id": asked.conversation_id}
    for _ in range(2):
        wrong = await guarded_house.say("1111", **again)
        assert wrong.outcome == "asks"
        assert wrong.speech.startswith("House Alarm did not accept that code.")
        assert guarded_house.state(PANEL).state == "armed_away"
    last = await guarded_house.say("1111", **again)
    assert (last.outcome, last.asks) == ("failed", False)
    assert "wrong too often" in last.speech
    refused = await guarded_house.say("disarm the house alarm", DISARM)
    assert (refused.outcome, refused.asks) == ("declined", False)
    assert "code was wrong too often" in refused.speech


async def test_no_more_tries_only_for_a_while(
    guarded_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After five minutes codes are taken again."""
    now = [50.0]
    monkeypatch.setattr(tries, "monotonic", lambda: now[0])
    asked = await ask_for_code(guarded_house)
    for _ in range(3):
        await guarded_house.say("1111", conversation_id=asked.conversation_id)
    now[0] += 301
    asked = await ask_for_code(guarded_house)
    done = await guarded_house.say(PANEL_CODE, conversation_id=asked.conversation_id)
    assert done.outcome == "acted"


@pytest.mark.parametrize(
    ("sentence", "plan"),
    [
        pytest.param(
            "disarm the house alarm with 1379",
            [call("alarm_control_panel.alarm_disarm", "alarm", data={"code": PANEL_CODE})],
            id="in the plan",
        ),
        pytest.param("disarm the house alarm 1379", DISARM, id="overheard by the model"),
    ],
)
async def test_nothing_is_kept_of_a_code(
    guarded_house: House, caplog: pytest.LogCaptureFixture, sentence: str, plan: Any
) -> None:
    """Said in the sentence or when asked, it is in no event, log, trace, prompt or explanation."""
    events: list[Event[Any]] = []
    guarded_house.hass.bus.async_listen("*", events.append)
    first = await guarded_house.say(sentence, plan)
    same: dict[str, Any] = {"conversation_id": first.conversation_id}
    replies = [first]
    if first.asks:
        replies.append(await guarded_house.say(PANEL_CODE, **same))
    assert guarded_house.state(PANEL).state == "disarmed"
    replies.append(await guarded_house.say("what time is it", [call("steward.get_time")], **same))

    logs = guarded_house.hass.data[DATA_CHAT_LOGS][first.conversation_id or ""]
    users = [c.content for c in logs.content if isinstance(c, conversation.UserContent)]
    assert users[0] == "****"
    kept = json.dumps(
        [
            [json_helper.json_dumps(event.as_dict()) for event in events],
            json_helper.json_dumps(logs.as_dict()),
            [json_helper.json_dumps(one.as_dict()) for one in trace.async_get_traces()],
            [json_helper.json_dumps(reply.steward) for reply in replies],
            [reply.speech for reply in replies],
            # What the model heard of the sentence after it.
            guarded_house.engine.prompts[1:],
            [r.getMessage() for r in caplog.records if "steward" in r.name],
        ]
    )
    assert PANEL_CODE not in kept


async def test_code_in_the_sentence(guarded_house: House) -> None:
    """Who tells the code at once is not asked for it."""
    plan = [call("alarm_control_panel.alarm_disarm", "alarm", data={"code": PANEL_CODE})]
    done = await guarded_house.say("disarm the house alarm with code 1379", plan)
    assert (done.outcome, done.speech) == ("acted", "Disarmed House Alarm.")
    assert done.steward["calls"] == [
        {"service": "alarm_control_panel.alarm_disarm", "target": {"entity_id": [PANEL]}}
    ]


async def test_wrong_code_in_the_sentence(guarded_house: House) -> None:
    """It is asked for again."""
    plan = [call("alarm_control_panel.alarm_disarm", "alarm", data={"code": "1111"})]
    wrong = await guarded_house.say("disarm the house alarm with code 1111", plan)
    assert wrong.speech == (
        "House Alarm did not accept that code. What's the code for House Alarm?"
    )
    done = await guarded_house.say(PANEL_CODE, conversation_id=wrong.conversation_id)
    assert done.outcome == "acted"


async def test_a_code_that_the_model_made_up(guarded_house: House) -> None:
    """What nobody said is not tried out."""
    plan = [call("alarm_control_panel.alarm_disarm", "alarm", data={"code": PANEL_CODE})]
    asked = await guarded_house.say("disarm the house alarm", plan)
    assert asked.speech == "What's the code for House Alarm?"
    assert guarded_house.state(PANEL).state == "armed_away"


async def test_code_for_a_panel_that_wants_none(guarded_house: House) -> None:
    """It proves nothing there, so a yes is asked for; the code does not wait with it."""
    plan = [call("alarm_control_panel.alarm_disarm", "alarm", data={"code": "1234"})]
    asked = await guarded_house.say("disarm the open alarm with 1234", plan)
    assert asked.speech.startswith("Are you sure")
    done = await guarded_house.say("yes", YES, conversation_id=asked.conversation_id)
    assert done.outcome == "acted"
    assert "code" not in json_helper.json_dumps(done.steward["calls"])


async def test_arming_with_a_code(guarded_house: House) -> None:
    """A panel that wants one for arming too is asked as little else: the code, and that is all."""
    asked = await guarded_house.say("arm the shed alarm", ARM_SHED)
    assert asked.speech == "What's the code for Shed Alarm?"
    done = await guarded_house.say(PANEL_CODE, conversation_id=asked.conversation_id)
    assert done.outcome == "acted"
    assert guarded_house.state(SHED).state == "armed_away"


async def test_several_panels(guarded_house: House) -> None:
    """Each takes the code for itself, and what wants none is asked about first."""
    everything = Call(
        service="alarm_control_panel.alarm_disarm",
        entity_ids=(PANEL, "alarm_control_panel.open_alarm", SHED),
    )
    rest, wanting = codes.split(guarded_house.hass, everything)
    assert [call.entity_ids for call in rest] == [("alarm_control_panel.open_alarm",)]
    assert [call.entity_ids for call in wanting] == [(PANEL,), (SHED,)]
    light = Call(service="light.turn_on", entity_ids=("light.desk_lamp",))
    assert codes.split(guarded_house.hass, light) == ((light,), ())


async def test_arming_without_a_code(guarded_house: House) -> None:
    """Where the panel wants none for it, arming is held up by nothing."""
    await guarded_house.hass.services.async_call(
        "alarm_control_panel", "alarm_disarm", {"entity_id": PANEL, "code": PANEL_CODE}, True
    )
    done = await guarded_house.say(
        "arm the house alarm", [call("alarm_control_panel.alarm_arm_home", "alarm")]
    )
    assert done.outcome == "acted"


async def test_code_set_in_home_assistant(guarded_house: House) -> None:
    """Where Home Assistant knows the code itself, the policy's question is the only one."""
    er.async_get(guarded_house.hass).async_update_entity_options(
        PANEL, "alarm_control_panel", {"default_code": PANEL_CODE}
    )
    asked = await guarded_house.say("disarm the house alarm", DISARM)
    assert asked.speech == "Are you sure you want to disarm House Alarm?"
    done = await guarded_house.say("yes", YES, conversation_id=asked.conversation_id)
    assert done.outcome == "acted"


async def test_lock_with_a_code(guarded_house: House) -> None:
    """A lock that wants a code is unlocked by it in the same way."""
    asked = await guarded_house.say("unlock the money safe", [call("lock.unlock", "safe")])
    assert asked.speech == "What's the code for Money Safe?"
    again: dict[str, Any] = {"conversation_id": asked.conversation_id}
    wrong = await guarded_house.say("1111", **again)
    assert wrong.speech.startswith("Money Safe did not accept that code.")
    done = await guarded_house.say(PANEL_CODE, **again)
    assert done.outcome == "acted"
    assert guarded_house.state("lock.money_safe").state == "unlocked"


async def test_no_code_for_later(guarded_house: House) -> None:
    """What takes a code is not put off, since the code would have to be kept."""
    plan = [call("alarm_control_panel.alarm_disarm", "alarm", **{"in": {"minutes": 10}})]
    reply = await guarded_house.say("disarm the house alarm in ten minutes", plan)
    assert reply.outcome == "declined"
    assert "I never keep one" in reply.speech


async def test_undo_of_arming_takes_the_code(guarded_house: House) -> None:
    """Taking back means disarming, which takes the code."""
    armed = await guarded_house.say("arm the shed alarm", ARM_SHED)
    again: dict[str, Any] = {"conversation_id": armed.conversation_id}
    await guarded_house.say(PANEL_CODE, **again)
    asked = await guarded_house.say("undo that", UNDO, **again)
    assert "What's the code for Shed Alarm?" in asked.speech
    assert guarded_house.state(SHED).state == "armed_away"
    await guarded_house.say(PANEL_CODE, **again)
    assert guarded_house.state(SHED).state == "disarmed"


async def test_undo_keeps_no_code(guarded_house: House, hass_storage: dict[str, Any]) -> None:
    """The journal that outlives a restart does not hold it either."""
    asked = await ask_for_code(guarded_house)
    await guarded_house.say(PANEL_CODE, conversation_id=asked.conversation_id)
    await guarded_house.hass.async_block_till_done()
    assert PANEL_CODE not in json_helper.json_dumps(
        {key: value for key, value in hass_storage.items() if key.startswith("steward")}
    )


async def test_user_without_rights(guarded_house: House, hass_read_only_user: MockUser) -> None:
    """The code does not give a user what he may not do; it is handed over in his name."""
    context = Context(user_id=hass_read_only_user.id)
    asked = await guarded_house.say("disarm the house alarm", DISARM, context=context)
    reply = await guarded_house.say(
        PANEL_CODE, conversation_id=asked.conversation_id, context=context
    )
    assert reply.outcome in ("failed", "declined")
    assert guarded_house.state(PANEL).state == "armed_away"


async def test_barred_user_is_not_asked(guarded_house: House, hass_admin_user: MockUser) -> None:
    """Who may not disarm is not asked for the code, and may not tell it at once."""
    await set_options(guarded_house, access={"users": [hass_admin_user.id]})
    plan = [call("alarm_control_panel.alarm_disarm", "alarm", data={"code": PANEL_CODE})]
    refused = await guarded_house.say(
        "disarm the house alarm 1379", plan, context=Context(user_id=hass_admin_user.id)
    )
    assert refused.speech == "You aren't allowed to do that."
    assert guarded_house.state(PANEL).state == "armed_away"


async def test_broken_panel(guarded_house: House) -> None:
    """A panel that fails is not told as one that refuses the code."""
    asked = await ask_for_code(guarded_house)
    guarded_house.break_down(PANEL, "raises")
    reply = await guarded_house.say(PANEL_CODE, conversation_id=asked.conversation_id)
    assert reply.outcome == "failed"
    assert "code" not in reply.speech


async def test_panel_that_does_not_respond(guarded_house: House) -> None:
    """Some say nothing to a wrong code; so what comes to nothing counts as a wrong try."""
    guarded_house.break_down(PANEL, "ignores")
    for _ in range(3):
        asked = await ask_for_code(guarded_house)
        reply = await guarded_house.say(PANEL_CODE, conversation_id=asked.conversation_id)
        assert (reply.outcome, reply.speech) == ("failed", "House Alarm did not respond.")
    assert (await guarded_house.say("disarm the house alarm", DISARM)).outcome == "declined"


async def test_code_of_letters(guarded_house: House) -> None:
    """A panel may want a word, which is typed; a sentence is not taken for one."""
    panel = guarded_house.state(PANEL)
    guarded_house.hass.states.async_set(
        PANEL, panel.state, {**panel.attributes, "code_format": "text"}
    )
    asked = await ask_for_code(guarded_house)
    again: dict[str, Any] = {"conversation_id": asked.conversation_id}
    prompts = len(guarded_house.engine.prompts)
    wrong = await guarded_house.say("sesame", **again)
    assert wrong.speech.startswith("House Alarm did not accept that code.")
    assert len(guarded_house.engine.prompts) == prompts
    other = await guarded_house.say("what time is it", [call("steward.get_time")], **again)
    assert other.outcome == "answered"


async def test_broken_plan_with_a_code(guarded_house: House) -> None:
    """What is told of a plan that is none does not hold the code."""
    plan = written(*DISARM)[:-4] + ',"data":{"code":" 1379"'
    reply = await guarded_house.say("disarm the house alarm 1379", plan)
    assert PANEL_CODE not in json_helper.json_dumps(reply.steward)


@pytest.mark.parametrize(
    ("sentence", "code"),
    [("disarm with 1379", PANEL_CODE), ("disarm with one three seven nine", PANEL_CODE)],
)
def test_codes_that_were_told(sentence: str, code: str) -> None:
    """A code in a plan counts if the sentence has it."""
    planned = Call(service="alarm_control_panel.alarm_disarm", data={"code": code})
    bare = Call(service="alarm_control_panel.alarm_disarm")
    assert codes.told(planned, sentence) == (bare, code)
    assert codes.told(planned, "disarm it") == (bare, None)
    assert codes.told(bare, sentence) == (bare, None)
