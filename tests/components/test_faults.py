"""Devices that fail, an engine that dies or hangs: an answer in every case, and never a false one."""

import asyncio
import os
import signal
from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Context, ServiceCall
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.steward.engine import EngineCrashed, EngineTimeout, EngineUnavailable
from tests.components.at_home import House, Script, call, needs_model, on, written

pytest_plugins = ["tests.components.house_fixtures"]

UNLOCK = [call("lock.unlock", "door")]
YES = [call("steward.confirm")]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("lost", "Lost Lantern is not available.", id="unavailable"),
        pytest.param("angry", "Something went wrong with Angry Lantern.", id="raises"),
        pytest.param("deaf", "Deaf Lantern did not respond.", id="ignores"),
    ],
)
async def test_broken_light(house: House, name: str, said: str) -> None:
    """A light that cannot be had is named with what is wrong, and nothing is claimed."""
    reply = await house.say(f"turn on the {name} lantern", on("lantern"))
    assert reply.outcome == "failed"
    assert reply.speech == said
    assert reply.steward["changed"] == []
    assert not reply.asks


@pytest.mark.parametrize("fault", ["unavailable", "raises", "ignores"])
@pytest.mark.parametrize(
    ("sentence", "plan", "entity_id", "claim"),
    [
        pytest.param(
            "lock the back door", [call("lock.lock", "door")], "lock.back_door", "Locked", id="lock"
        ),
        pytest.param(
            "close the roman blind",
            [call("cover.close_cover", "blind")],
            "cover.roman_blind",
            "Closed",
            id="cover",
        ),
    ],
)
async def test_broken_device(
    house: House, fault: str, sentence: str, plan: Any, entity_id: str, claim: str
) -> None:
    """Whatever is broken, success is not claimed."""
    house.break_down(entity_id, fault)
    reply = await house.say(sentence, plan)
    assert reply.outcome == "failed"
    assert claim not in reply.speech
    assert reply.speech


@pytest.mark.parametrize("fault", ["unavailable", "raises", "ignores"])
async def test_broken_list(house: House, fault: str) -> None:
    """A list that takes nothing up is not said to have it."""
    house.break_down("todo.shopping_list", fault)
    reply = await house.say(
        "add tea to the shopping list", [call("todo.add_item", "list", data={"item": "tea"})]
    )
    assert reply.outcome == "failed"
    assert "Added" not in reply.speech


@pytest.mark.parametrize("fault", ["unavailable", "raises", "ignores"])
async def test_undo_of_a_broken_list(house: House, fault: str) -> None:
    """An item that stayed on the list is not said to be gone."""
    first = await house.say(
        "add tea to the shopping list", [call("todo.add_item", "list", data={"item": "tea"})]
    )
    house.break_down("todo.shopping_list", fault)
    reply = await house.say(
        "undo that", [call("steward.undo")], conversation_id=first.conversation_id
    )
    assert "Put " not in reply.speech
    assert reply.outcome == "failed"


@pytest.mark.parametrize("fault", ["raises", "ignores"])
async def test_confirmed_but_broken(house: House, fault: str) -> None:
    """A lock that does not open after a yes is not said to be open."""
    house.break_down("lock.front_door", fault)
    asked = await house.say("unlock the front door", [call("lock.unlock", "door")])
    reply = await house.say("yes", [call("steward.confirm")], conversation_id=asked.conversation_id)
    assert reply.outcome == "failed"
    assert "Unlocked" not in reply.speech


@pytest.mark.parametrize("fault", ["unavailable", "raises", "ignores"])
async def test_undo_of_a_broken_device(house: House, fault: str) -> None:
    """What could not be put back is not said to be."""
    first = await house.say("turn on the desk lamp", on("lamp"))
    house.break_down("light.desk_lamp", fault)
    reply = await house.say(
        "undo that", [call("steward.undo")], conversation_id=first.conversation_id
    )
    assert "Put " not in reply.speech
    assert reply.outcome == "failed"


@pytest.mark.parametrize("fault", ["unavailable", "raises", "ignores"])
async def test_promise_of_a_broken_device(house: House, fault: str) -> None:
    """Nothing is promised for ten minutes of what did not even begin."""
    house.break_down("light.desk_lamp", fault)
    reply = await house.say(
        "turn on the desk lamp for ten minutes", on("lamp", for_={"minutes": 10})
    )
    assert reply.outcome == "failed"
    assert "10 minutes" not in reply.speech


# Between the sentence and its end


@pytest.mark.parametrize("is_removed", [False, True], ids=["unavailable", "removed"])
async def test_goes_away_while_the_model_thinks(house: House, *, is_removed: bool) -> None:
    """A device that is gone between the plan and the call is told of."""
    house.engine.gate.clear()
    saying = asyncio.create_task(house.say("turn on the desk lamp", on("lamp")))
    await asyncio.sleep(0.05)
    if is_removed:
        er.async_get(house.hass).async_remove("light.desk_lamp")
    else:
        house.break_down("light.desk_lamp", "unavailable")
    house.engine.gate.set()
    reply = await saying
    assert (reply.outcome, reply.speech) == ("failed", "Desk Lamp is not available.")
    assert reply.services == reply.steward["calls"] == reply.steward["changed"] == []


async def test_goes_away_while_it_acts(house: House) -> None:
    """A device that drops out instead of acting is not said to have acted."""

    async def drop_out(_call: ServiceCall) -> None:
        """Take the call, and be gone."""
        house.break_down("light.desk_lamp", "unavailable")

    house.hass.services.async_register("light", "turn_on", drop_out)
    reply = await house.say("turn on the desk lamp", on("lamp"))
    assert (reply.outcome, reply.speech) == ("failed", "Desk Lamp is not available.")


async def test_goes_away_before_the_yes(house: House) -> None:
    """A lock that is gone when its yes comes is told of."""
    asked = await house.say("unlock the front door", UNLOCK)
    house.break_down("lock.front_door", "unavailable")
    reply = await house.say("yes", YES, conversation_id=asked.conversation_id)
    assert (reply.outcome, reply.speech) == ("failed", "Front Door is not available.")


# People who share a conversation


async def test_conversation_of_two_people(
    house: House, hass_admin_user: MockUser, hass_owner_user: MockUser
) -> None:
    """Who uses the same conversation may follow it up, but answers no question put to another."""
    first, second = (Context(user_id=user.id) for user in (hass_admin_user, hass_owner_user))
    shared: dict[str, Any] = {"conversation_id": "the panel in the hall"}
    await house.say("unlock the front door", UNLOCK, context=first, **shared)
    reply = await house.say("yes", YES, context=second, **shared)
    assert reply.outcome == "failed"
    assert house.state("lock.front_door").state == "locked"
    await house.say("yes", written(*YES), context=first, **shared)
    assert house.state("lock.front_door").state == "locked"

    await house.say("turn on the desk lamp", on("lamp"), context=first, **shared)
    await house.say("what time is it", [call("steward.get_time")], context=second, **shared)
    assert "<was> turn on the desk lamp" in house.engine.prompts[-1]


async def test_yes_from_another_satellite(house: House) -> None:
    """A question asked in the study is not answered from elsewhere."""
    asked = await house.say("unlock the front door", UNLOCK, device_id=house.shelf)
    other = dr.async_get(house.hass).async_get_or_create(
        config_entry_id=house.entry.entry_id, identifiers={("test", "hall")}
    )
    again: dict[str, Any] = {"conversation_id": asked.conversation_id}
    reply = await house.say("yes", YES, device_id=other.id, **again)
    assert reply.outcome == "failed"
    assert house.state("lock.front_door").state == "locked"


@pytest.mark.parametrize("minutes", [3, 5, 9])
async def test_yes_that_comes_late(
    house: House, freezer: FrozenDateTimeFactory, minutes: int
) -> None:
    """A yes after some minutes is to nothing."""
    asked = await house.say("unlock the front door", UNLOCK)
    freezer.tick(timedelta(minutes=minutes))
    reply = await house.say("yes", written(*YES), conversation_id=asked.conversation_id)
    assert reply.outcome == "failed"
    assert house.state("lock.front_door").state == "locked"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        pytest.param(EngineCrashed("gone"), "not answering", id="crashed"),
        pytest.param(EngineUnavailable("down"), "not answering", id="down"),
        pytest.param(EngineTimeout("late"), "too long", id="late"),
    ],
)
async def test_engine_error(house: House, script: Script, said: str) -> None:
    """An engine without an answer is told of, and the next sentence works."""
    reply = await house.say("turn on the desk lamp", script)
    assert reply.outcome == "failed"
    assert said in reply.speech
    assert house.state("light.desk_lamp").state == "off"

    reply = await house.say("turn on the desk lamp", on("lamp"))
    assert reply.outcome == "acted"


async def _asking(house: House) -> asyncio.Task[Any]:
    """Ask an engine that is held still, and return the request under way."""
    os.kill(house.engine.pid, signal.SIGSTOP)
    asking = asyncio.create_task(house.say("turn on the desk lamp"))
    await asyncio.sleep(0.2)
    assert not asking.done()
    return asking


@needs_model
async def test_engine_killed_during_a_request(trained_house: House) -> None:
    """The request that was in the engine fails at once; the next one is answered by a new engine."""
    asking = await _asking(trained_house)
    os.kill(trained_house.engine.pid, signal.SIGKILL)
    async with asyncio.timeout(5):
        reply = await asking
    assert reply.outcome == "failed"
    assert "not answering" in reply.speech
    assert trained_house.state("light.desk_lamp").state == "off"

    reply = await trained_house.say("turn on the desk lamp")
    assert reply.outcome == "acted"


@needs_model
@pytest.mark.usefixtures("complaints")
async def test_engine_hangs(trained_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that hangs costs its request the deadline, and is replaced."""
    monkeypatch.setattr("custom_components.steward.thinking.MODEL_TIMEOUT_S", 0.5)
    hung = trained_house.engine.pid
    asking = await _asking(trained_house)
    async with asyncio.timeout(2):
        reply = await asking
    assert reply.outcome == "failed"
    assert "too long" in reply.speech

    monkeypatch.setattr("custom_components.steward.thinking.MODEL_TIMEOUT_S", 60)
    reply = await trained_house.say("turn on the desk lamp")
    assert reply.outcome == "acted"
    assert trained_house.engine.pid != hung


@needs_model
async def test_hang_is_no_error_of_home_assistant(
    trained_house: House, complaints: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hang that was answered for does not fill the log with stack traces."""
    monkeypatch.setattr("custom_components.steward.thinking.MODEL_TIMEOUT_S", 0.3)
    monkeypatch.setattr("custom_components.steward.engine.supervisor._GRACE_S", 0.1)
    await (await _asking(trained_house))
    await asyncio.sleep(0.5)
    assert complaints == []


@needs_model
async def test_home_assistant_stops_while_the_engine_works(trained_house: House) -> None:
    """Whoever asked is answered, the engine ends, and nothing is done any more."""
    asking = await _asking(trained_house)
    async with asyncio.timeout(10):
        trained_house.hass.bus.async_fire("homeassistant_stop")
        reply = await asking
    assert reply.outcome == "failed"
    assert trained_house.state("light.desk_lamp").state == "off"
    assert trained_house.engine.pid is None
