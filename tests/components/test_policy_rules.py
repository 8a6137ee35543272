"""What is dangerous: who may not, exceptions, and answers that come too late or from elsewhere."""

from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Context, Event
from pytest_homeassistant_custom_component.common import MockUser

from tests.components.at_home import House, call, on, set_policy
from tests.components.guarded_house import DISARM, PIN, UNDO, UNLOCK, YES, set_options, set_pin

pytest_plugins = ["tests.components.guarded_fixtures"]

FRONT_DOOR = "lock.front_door"


# Who may not


async def test_barred_satellite(guarded_house: House) -> None:
    """A child's room cannot unlock, not even what is opened at once elsewhere, but can switch lights."""
    await set_options(guarded_house, access={"satellites": [guarded_house.shelf]})
    await set_policy(guarded_house, lock="at_once")
    there: dict[str, Any] = {"device_id": guarded_house.shelf}
    refused = await guarded_house.say("unlock the front door", UNLOCK, **there)
    assert (refused.outcome, refused.speech) == ("declined", "That isn't allowed from here.")
    assert guarded_house.state(FRONT_DOOR).state == "locked"
    lit = await guarded_house.say("turn on the desk lamp", on("lamp"), **there)
    locked = await guarded_house.say("lock the back door", [call("lock.lock", "door")], **there)
    assert (lit.outcome, locked.outcome) == ("acted", "acted")
    typed = await guarded_house.say("unlock the front door", UNLOCK)
    assert typed.outcome == "acted"


@pytest.mark.parametrize(
    ("sentence", "plan"),
    [
        pytest.param("welcome", [call("script.turn_on", "welcome")], id="script"),
        pytest.param(
            "unlock the front door in ten minutes",
            [call("lock.unlock", "door", **{"in": {"minutes": 10}})],
            id="later",
        ),
    ],
)
async def test_barred_satellite_has_no_way_round(
    guarded_house: House, sentence: str, plan: Any
) -> None:
    """Neither by a script nor later."""
    await set_options(guarded_house, access={"satellites": [guarded_house.shelf]})
    refused = await guarded_house.say(sentence, plan, device_id=guarded_house.shelf)
    assert refused.speech == "That isn't allowed from here."


async def test_barred_satellite_undoes_no_locking(guarded_house: House) -> None:
    """Undoing is no way round either, nor is locking for a while."""
    await set_options(guarded_house, access={"satellites": [guarded_house.shelf]})
    await set_policy(guarded_house, lock="at_once")
    there: dict[str, Any] = {"device_id": guarded_house.shelf}
    plan = [call("lock.lock", "door", **{"for": {"minutes": 10}})]
    locked = await guarded_house.say("lock the back door for ten minutes", plan, **there)
    assert "for 10 minutes" not in locked.speech
    again = {"conversation_id": locked.conversation_id, **there}
    undone = await guarded_house.say("undo that", UNDO, **again)
    assert "isn't allowed from here" in undone.speech
    assert guarded_house.state("lock.back_door").state == "locked"


@pytest.mark.parametrize(
    ("level", "from_shelf", "speech"),
    [
        ("pin", False, "That takes the PIN."),
        ("confirm", True, "That isn't allowed from here."),
        ("confirm", False, None),
    ],
)
async def test_moving_what_was_put_off(
    guarded_house: House, level: str, from_shelf: bool, speech: str | None
) -> None:
    """What somebody agreed to for tomorrow is not moved to now by who could not have it done."""
    await set_pin(guarded_house, lock=level)
    await set_options(guarded_house, access={"satellites": [guarded_house.shelf]})
    plan = [call("lock.unlock", "door", **{"in": {"hours": 9}})]
    asked = await guarded_house.say("unlock the front door in nine hours", plan)
    answer: tuple[Any, ...] = (PIN,) if level == "pin" else ("yes", YES)
    await guarded_house.say(*answer, conversation_id=asked.conversation_id)
    moved = await guarded_house.say(
        "make it one minute",
        [call("steward.move_later", **{"in": {"minutes": 1}})],
        device_id=guarded_house.shelf if from_shelf else None,
    )
    assert moved.outcome == ("declined" if speech else "acted")
    assert speech is None or speech in moved.speech


async def test_barred_user(guarded_house: House, hass_admin_user: MockUser) -> None:
    """What one user may not, another may."""
    await set_options(guarded_house, access={"users": [hass_admin_user.id]})
    barred = Context(user_id=hass_admin_user.id)
    refused = await guarded_house.say("unlock the front door", UNLOCK, context=barred)
    assert (refused.outcome, refused.speech) == ("declined", "You aren't allowed to do that.")
    asked = await guarded_house.say("unlock the front door", UNLOCK)
    assert asked.asks


# Exceptions


async def test_exceptions(guarded_house: House) -> None:
    """One lock is opened at once, and a plain switch is asked about either way."""
    lists = {"at_once": [FRONT_DOOR], "confirm": ["switch.gate_motor"]}
    await set_options(guarded_house, exceptions=lists)
    opened = await guarded_house.say("unlock the front door", UNLOCK)
    assert opened.outcome == "acted"
    asked = await guarded_house.say("turn on the gate motor", [call("switch.turn_on", "motor")])
    assert asked.speech == "Are you sure you want to turn on Gate Motor?"
    done = await guarded_house.say("yes", YES, conversation_id=asked.conversation_id)
    assert done.outcome == "acted"
    off = await guarded_house.say("turn off the gate motor", [call("switch.turn_off", "motor")])
    assert off.asks


async def test_undo_of_an_exception(guarded_house: House) -> None:
    """Putting such a switch back is asked about, too."""
    await set_options(guarded_house, exceptions={"confirm": ["switch.gate_motor"]})
    asked = await guarded_house.say("turn on the gate motor", [call("switch.turn_on", "motor")])
    again: dict[str, Any] = {"conversation_id": asked.conversation_id}
    await guarded_house.say("yes", YES, **again)
    undo = await guarded_house.say("undo that", UNDO, **again)
    assert undo.speech == "Are you sure you want to turn off Gate Motor?"
    assert guarded_house.state("switch.gate_motor").state == "on"
    await guarded_house.say("yes", YES, **again)
    assert guarded_house.state("switch.gate_motor").state == "off"


async def test_never_wins_over_a_looser_list(guarded_house: House) -> None:
    """An entity in two lists is as guarded as the stricter one says."""
    await set_options(guarded_house, exceptions={"at_once": [FRONT_DOOR], "never": [FRONT_DOOR]})
    refused = await guarded_house.say("unlock the front door", UNLOCK)
    assert refused.outcome == "declined"


# Answers in time, from the one who was asked


async def test_yes_after_two_minutes(guarded_house: House, freezer: FrozenDateTimeFactory) -> None:
    """A yes that comes so late is about nothing any more."""
    asked = await guarded_house.say("unlock the front door", UNLOCK)
    freezer.tick(121)
    late = await guarded_house.say("yes", YES, conversation_id=asked.conversation_id)
    assert late.speech == "Sorry, that has gone cold. Please say it again."
    assert guarded_house.state(FRONT_DOOR).state == "locked"

    asked = await guarded_house.say("unlock the front door", UNLOCK)
    freezer.tick(110)
    done = await guarded_house.say("yes", YES, conversation_id=asked.conversation_id)
    assert done.outcome == "acted"


async def test_pin_after_two_minutes(guarded_house: House, freezer: FrozenDateTimeFactory) -> None:
    """So does a PIN, which is no try then."""
    await set_pin(guarded_house, lock="pin")
    asked = await guarded_house.say("unlock the front door", UNLOCK)
    freezer.tick(121)
    late = await guarded_house.say(PIN, conversation_id=asked.conversation_id)
    assert "gone cold" in late.speech
    assert guarded_house.state(FRONT_DOOR).state == "locked"


@pytest.mark.parametrize(("level", "answer", "plan"), [("confirm", "yes", YES), ("pin", PIN, None)])
async def test_answer_from_elsewhere(
    guarded_house: House, level: str, answer: str, plan: Any
) -> None:
    """Nobody says yes for somebody else, nor from another room."""
    await set_pin(guarded_house, lock=level)
    asked = await guarded_house.say("unlock the front door", UNLOCK, device_id=guarded_house.shelf)
    scripts = [plan] if plan else []
    reply = await guarded_house.say(answer, *scripts, conversation_id=asked.conversation_id)
    assert "gone cold" in reply.speech
    assert guarded_house.state(FRONT_DOOR).state == "locked"


async def test_answer_of_another_user(guarded_house: House, hass_admin_user: MockUser) -> None:
    """The one who asked must be the one who agrees."""
    asked = await guarded_house.say("unlock the front door", UNLOCK)
    other = Context(user_id=hass_admin_user.id)
    reply = await guarded_house.say(
        "yes", YES, conversation_id=asked.conversation_id, context=other
    )
    assert "gone cold" in reply.speech
    assert guarded_house.state(FRONT_DOOR).state == "locked"


async def test_alarm_without_a_code_asks_for_a_yes(guarded_house: House) -> None:
    """A panel that wants no code is guarded by the policy alone."""
    called: list[Event[Any]] = []
    guarded_house.hass.bus.async_listen("call_service", called.append)
    asked = await guarded_house.say("disarm the open alarm", DISARM)
    assert asked.speech == "Are you sure you want to disarm Open Alarm?"
    done = await guarded_house.say("yes", YES, conversation_id=asked.conversation_id)
    assert done.outcome == "acted"
    assert [e.data["service"] for e in called] == ["alarm_disarm"]
