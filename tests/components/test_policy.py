"""What is dangerous and takes the PIN: asked for, counted, and kept nowhere."""

from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components import conversation
from homeassistant.components.conversation import trace
from homeassistant.components.conversation.chat_log import DATA_CHAT_LOGS
from homeassistant.helpers import json as json_helper

from custom_components.steward import tries
from tests.components.at_home import House, Reply, call, on, pass_time, set_policy, written
from tests.components.guarded_house import (
    PIN,
    UNDO,
    UNLOCK,
    YES,
    set_pin,
)

pytest_plugins = ["tests.components.guarded_fixtures"]

FRONT_DOOR = "lock.front_door"


async def ask_for_pin(house: House, sentence: str = "unlock the front door") -> Reply:
    """Have the front door's lock ask for the PIN."""
    asked = await house.say(sentence, UNLOCK)
    assert asked.asks
    assert asked.speech == "What's the PIN to unlock Front Door?"
    assert house.state(FRONT_DOOR).state == "locked"
    return asked


@pytest.mark.parametrize("told", [PIN, "two four six eight", "The PIN is 24 68."])
async def test_pin(guarded_house: House, told: str) -> None:
    """The PIN lets through what asked for it, without the model having heard it."""
    await set_pin(guarded_house, lock="pin")
    asked = await ask_for_pin(guarded_house)
    prompts = len(guarded_house.engine.prompts)
    done = await guarded_house.say(told, conversation_id=asked.conversation_id)
    assert (done.outcome, done.speech) == ("acted", "Unlocked Front Door.")
    assert done.asks is False
    assert guarded_house.state(FRONT_DOOR).state == "unlocked"
    assert len(guarded_house.engine.prompts) == prompts


async def test_wrong_pin(guarded_house: House) -> None:
    """A wrong PIN opens nothing and is asked for again; a right one does then."""
    await set_pin(guarded_house, lock="pin")
    asked = await ask_for_pin(guarded_house)
    again: dict[str, Any] = {"conversation_id": asked.conversation_id}
    wrong = await guarded_house.say("8642", **again)
    assert wrong.outcome == "asks"
    assert wrong.speech == "That PIN is wrong. What's the PIN to unlock Front Door?"
    assert guarded_house.state(FRONT_DOOR).state == "locked"
    right = await guarded_house.say(PIN, **again)
    assert right.outcome == "acted"


async def test_half_a_pin_is_no_try(guarded_house: House) -> None:
    """What was not heard to the end is asked for again, as often as it takes."""
    await set_pin(guarded_house, lock="pin")
    asked = await ask_for_pin(guarded_house)
    for _ in range(5):
        half = await guarded_house.say("two four", conversation_id=asked.conversation_id)
        assert half.asks
    done = await guarded_house.say(PIN, conversation_id=asked.conversation_id)
    assert done.outcome == "acted"


async def test_three_wrong_pins(guarded_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then none is taken for five minutes, in no conversation, and after that again."""
    now = [1000.0]
    monkeypatch.setattr(tries, "monotonic", lambda: now[0])
    await set_pin(guarded_house, lock="pin")
    for number in range(3):
        asked = await ask_for_pin(guarded_house)
        wrong = await guarded_house.say("1111", conversation_id=asked.conversation_id)
        assert wrong.outcome == ("asks" if number < 2 else "failed")
    assert "Try again in 5 minutes." in wrong.speech

    # The right one comes too late, and a new conversation is no way round.
    late = await guarded_house.say(PIN, conversation_id=asked.conversation_id)
    assert late.outcome == "failed"
    refused = await guarded_house.say("unlock the front door", UNLOCK)
    assert (refused.outcome, refused.asks) == ("declined", False)
    assert "wrong too often" in refused.speech
    # Nor is setting up the agent anew.
    await set_pin(guarded_house, lock="pin", gate="pin")
    refused = await guarded_house.say("unlock the front door", UNLOCK)
    assert refused.outcome == "declined"

    now[0] += 299
    assert (await guarded_house.say("unlock the front door", UNLOCK)).outcome == "declined"
    now[0] += 2
    asked = await ask_for_pin(guarded_house)
    done = await guarded_house.say(PIN, conversation_id=asked.conversation_id)
    assert done.outcome == "acted"
    assert guarded_house.state(FRONT_DOOR).state == "unlocked"


async def test_the_right_pin_forgives(guarded_house: House) -> None:
    """Wrong tries from before do not count for ever."""
    await set_pin(guarded_house, lock="pin")
    for _ in range(3):
        asked = await ask_for_pin(guarded_house)
        again: dict[str, Any] = {"conversation_id": asked.conversation_id}
        assert (await guarded_house.say("1111", **again)).outcome == "asks"
        assert (await guarded_house.say("2222", **again)).outcome == "asks"
        assert (await guarded_house.say(PIN, **again)).outcome == "acted"
        await guarded_house.say("lock the front door", [call("lock.lock", "door")])


async def test_nothing_is_kept_of_a_pin(
    guarded_house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """It is in no chat log, trace, explanation or log line of Steward's, right or wrong."""
    await set_pin(guarded_house, lock="pin")
    asked = await ask_for_pin(guarded_house)
    replies = [
        await guarded_house.say(told, conversation_id=asked.conversation_id)
        for told in ("8642", PIN)
    ]
    logs = guarded_house.hass.data[DATA_CHAT_LOGS][asked.conversation_id or ""]
    users = [c.content for c in logs.content if isinstance(c, conversation.UserContent)]
    assert users == ["unlock the front door", "****", "****"]
    kept = json_helper.json_dumps(
        [
            logs.as_dict(),
            [one.as_dict() for one in trace.async_get_traces()],
            [reply.steward for reply in replies],
            [reply.speech for reply in replies],
        ]
    )
    own = [r.getMessage() for r in caplog.records if "steward" in r.name]
    for secret in (PIN, "8642"):
        assert secret not in kept
        assert not any(secret in line for line in own)


async def test_never_mind_ends_the_question(guarded_house: House) -> None:
    """Without a PIN nothing happens, and the PIN after that is about nothing."""
    await set_pin(guarded_house, lock="pin")
    asked = await ask_for_pin(guarded_house)
    ended = await guarded_house.say("never mind", conversation_id=asked.conversation_id)
    assert (ended.outcome, ended.asks) == ("answered", False)
    late = await guarded_house.say(PIN, conversation_id=asked.conversation_id)
    assert late.outcome == "failed"
    assert guarded_house.state(FRONT_DOOR).state == "locked"


async def test_another_command_in_place_of_the_pin(guarded_house: House) -> None:
    """It is carried out, and the question is forgotten."""
    await set_pin(guarded_house, lock="pin")
    asked = await ask_for_pin(guarded_house)
    other = await guarded_house.say(
        "turn on the desk lamp", on("lamp"), conversation_id=asked.conversation_id
    )
    assert other.outcome == "acted"
    late = await guarded_house.say(PIN, conversation_id=asked.conversation_id)
    assert late.speech == "Sorry, that has gone cold. Please say it again."


async def test_yes_is_no_pin(guarded_house: House) -> None:
    """The grammar knows no yes while the PIN is asked for, and one written all the same opens nothing."""
    await set_pin(guarded_house, lock="pin")
    asked = await ask_for_pin(guarded_house)
    reply = await guarded_house.say("yes", written(*YES), conversation_id=asked.conversation_id)
    assert "steward.confirm" not in guarded_house.engine.grammars[-1]
    assert reply.asks
    assert guarded_house.state(FRONT_DOOR).state == "locked"


async def test_pin_out_of_nowhere(guarded_house: House) -> None:
    """A PIN that nobody asked for is told to no model and kept nowhere."""
    await set_pin(guarded_house, lock="pin")
    reply = await guarded_house.say(PIN)
    assert reply.outcome == "failed"
    assert guarded_house.engine.prompts == []
    logs = guarded_house.hass.data[DATA_CHAT_LOGS][reply.conversation_id or ""]
    assert PIN not in json_helper.json_dumps(logs.as_dict())


async def test_dry_run_tries_no_pin(guarded_house: House) -> None:
    """Or else a PIN could be guessed with nobody counting."""
    await set_pin(guarded_house, lock="pin")
    asked = await guarded_house.command("unlock the front door", UNLOCK)
    same = {"conversation_id": asked["conversation_id"]}
    replies = {
        (await guarded_house.command(told, dry_run=True, **same))["reply"]
        for told in ("1111", PIN, "2222", "3333", "4444")
    }
    assert len(replies) == 1
    done = await guarded_house.command(PIN, **same)
    assert done["outcome"] == "acted"


async def test_one_question_for_several(guarded_house: House) -> None:
    """Who tells the PIN need not say yes as well."""
    await set_pin(guarded_house, lock="pin")
    plan = [call("cover.open_cover", "gate"), *UNLOCK]
    asked = await guarded_house.say("open the side gate and unlock the front door", plan)
    assert asked.speech == "What's the PIN to open Side Gate and unlock Front Door?"
    done = await guarded_house.say(PIN, conversation_id=asked.conversation_id)
    assert done.outcome == "acted"
    assert guarded_house.state(FRONT_DOOR).state == "unlocked"
    assert guarded_house.state("cover.side_gate").state == "open"


async def test_no_pin_set(guarded_house: House) -> None:
    """What would take a PIN is never done where none is set."""
    await set_policy(guarded_house, lock="pin")
    refused = await guarded_house.say("unlock the front door", UNLOCK)
    assert (refused.outcome, refused.asks) == ("declined", False)


async def test_what_is_put_off_takes_its_pin_now(
    guarded_house: House, freezer: FrozenDateTimeFactory
) -> None:
    """Nobody is asked when the time has come, so it is asked before."""
    await set_pin(guarded_house, lock="pin")
    plan = [call("lock.unlock", "door", **{"in": {"minutes": 10}})]
    asked = await guarded_house.say("unlock the front door in ten minutes", plan)
    assert "PIN" in asked.speech
    await pass_time(guarded_house, freezer, minutes=11)
    assert guarded_house.state(FRONT_DOOR).state == "locked"

    asked = await guarded_house.say("unlock the front door in ten minutes", plan)
    planned = await guarded_house.say(PIN, conversation_id=asked.conversation_id)
    assert planned.outcome == "acted"
    assert guarded_house.state(FRONT_DOOR).state == "locked"
    await pass_time(guarded_house, freezer, minutes=11)
    assert guarded_house.state(FRONT_DOOR).state == "unlocked"


async def test_forbidden_in_the_meantime(
    guarded_house: House, freezer: FrozenDateTimeFactory
) -> None:
    """What has become forbidden is not done when its time has come."""
    plan = [call("lock.unlock", "door", **{"in": {"minutes": 10}})]
    asked = await guarded_house.say("unlock the front door in ten minutes", plan)
    await guarded_house.say("yes", YES, conversation_id=asked.conversation_id)
    await set_policy(guarded_house, lock="never")
    await pass_time(guarded_house, freezer, minutes=11)
    assert guarded_house.state(FRONT_DOOR).state == "locked"


async def test_undo_takes_the_pin(guarded_house: House) -> None:
    """What would unlock again asks for the PIN, as unlocking does."""
    await set_pin(guarded_house, lock="pin")
    locked = await guarded_house.say("lock the back door", [call("lock.lock", "door")])
    again: dict[str, Any] = {"conversation_id": locked.conversation_id}
    asked = await guarded_house.say("undo that", UNDO, **again)
    assert "What's the PIN to unlock Back Door?" in asked.speech
    assert guarded_house.state("lock.back_door").state == "locked"
    done = await guarded_house.say(PIN, **again)
    assert done.outcome == "acted"
    assert guarded_house.state("lock.back_door").state == "unlocked"
