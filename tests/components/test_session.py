"""What a conversation remembers, for how long, and of whom."""

from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Context
from pytest_homeassistant_custom_component.common import MockUser, async_fire_time_changed

from custom_components.steward.models import NOBODY, Speaker
from tests.components.at_home import House, call, on

pytest_plugins = ["tests.components.house_fixtures"]

TIME = [call("steward.get_time")]
PANEL = "the panel in the hall"
"""A conversation whose id somebody chose, so that it never ends."""


@pytest.mark.parametrize(
    ("one", "other", "may_be"),
    [
        pytest.param(Speaker("ada", "study"), Speaker("ada", "study"), True, id="same"),
        pytest.param(Speaker("ada", None), Speaker("ben", None), False, id="user"),
        pytest.param(Speaker(None, "study"), Speaker(None, "hall"), False, id="satellite"),
        pytest.param(Speaker("ada", "study"), Speaker("ada", "hall"), False, id="moved"),
        pytest.param(Speaker("ada", None), Speaker(None, "study"), True, id="cannot-tell"),
        pytest.param(NOBODY, Speaker("ada", "study"), True, id="nobody"),
    ],
)
def test_speakers(one: Speaker, other: Speaker, *, may_be: bool) -> None:
    """Two are different people as soon as anything that is known of both differs."""
    assert one.may_be(other) is other.may_be(one) is may_be


@pytest.mark.parametrize(("minutes", "remembers"), [(1, True), (4.9, True), (5.1, False)])
async def test_follow_up(
    house: House, freezer: FrozenDateTimeFactory, minutes: float, *, remembers: bool
) -> None:
    """For five minutes a sentence may be about the last one; also where Assist keeps the id."""
    again: dict[str, Any] = {"conversation_id": PANEL}
    await house.say("turn on the desk lamp", on("lamp"), **again)
    freezer.tick(timedelta(minutes=minutes))
    await house.say("what time is it", TIME, **again)
    assert ("<was>" in house.engine.prompts[-1]) is remembers


async def test_each_sentence_keeps_it_alive(house: House, freezer: FrozenDateTimeFactory) -> None:
    """The time counts from the last sentence, whatever it was."""
    again: dict[str, Any] = {"conversation_id": PANEL}
    for _ in range(4):
        await house.say("what time is it", TIME, **again)
        freezer.tick(timedelta(minutes=4))
    await house.say("what time is it", TIME, **again)
    assert "<was> what time is it" in house.engine.prompts[-1]


async def test_correction_some_minutes_later(house: House, freezer: FrozenDateTimeFactory) -> None:
    """What was meant can still be named."""
    first = await house.say("turn on the desk lamp", on("lamp"))
    label = house.engine.prompts[-1].partition("<light>")[0][-2:]
    freezer.tick(timedelta(minutes=4))
    reply = await house.say(
        "no not that one, off again",
        [call("light.turn_off", label)],
        conversation_id=first.conversation_id,
    )
    assert reply.speech == "Turned off Desk Lamp."


async def test_forgotten_with_the_conversation(
    house: House, freezer: FrozenDateTimeFactory
) -> None:
    """Nothing is kept of conversations that are over."""
    await house.say("turn on the desk lamp", on("lamp"))
    await house.say("unlock the front door", [call("lock.unlock", "door")])
    for _ in range(3):
        freezer.tick(timedelta(minutes=6))
        async_fire_time_changed(house.hass)
        await house.hass.async_block_till_done()
    agent = house.hass.data["conversation"].get_entity("conversation.steward")
    assert agent._sessions == {}


async def test_question_knows_whom_it_was_put_to(house: House, hass_admin_user: MockUser) -> None:
    """Who was asked, where and when stand beside what waits for the answer, and only then."""
    who: dict[str, Any] = {
        "context": Context(user_id=hass_admin_user.id),
        "device_id": house.shelf,
        "conversation_id": PANEL,
    }
    await house.say("unlock the front door", [call("lock.unlock", "door")], **who)
    agent = house.hass.data["conversation"].get_entity("conversation.steward")
    session = agent._sessions[PANEL]
    assert session.pending_by == (hass_admin_user.id, house.shelf)
    assert session.pending_since is not None
    await house.say("what time is it", TIME, **who)
    assert (session.pending, session.pending_by, session.pending_since) == ((), None, None)
