"""What a user may not do, Steward does not do for him."""

from typing import Any

import pytest
from homeassistant.core import Context
from pytest_homeassistant_custom_component.common import MockUser

from tests.components.at_home import House, call, on

pytest_plugins = ["tests.components.house_fixtures"]


ACTS = [
    pytest.param("turn on the desk lamp", on("lamp"), id="light"),
    pytest.param("study lights on", on("study"), id="area"),
    pytest.param("lock the back door", [call("lock.lock", "door")], id="lock"),
    pytest.param("close the roman blind", [call("cover.close_cover", "blind")], id="cover"),
    pytest.param(
        "add tea to the shopping list",
        [call("todo.add_item", "list", data={"item": "tea"})],
        id="list-add",
    ),
    pytest.param(
        "take milk off the shopping list",
        [call("todo.remove_item", "list", data={"item": "milk"})],
        id="list-remove",
    ),
    pytest.param(
        "turn on the floor lamp for ten minutes", on("lamp", for_={"minutes": 10}), id="for"
    ),
]


@pytest.mark.parametrize(("sentence", "plan"), ACTS)
async def test_read_only_user(
    house: House, hass_read_only_user: MockUser, sentence: str, plan: Any
) -> None:
    """A user who may only look changes nothing, and is told so."""
    before = house.states()
    context = Context(user_id=hass_read_only_user.id)
    reply = await house.say(sentence, plan, context=context)
    assert house.states() == before
    assert reply.outcome in {"failed", "declined"}
    assert reply.steward["changed"] == []


@pytest.mark.parametrize(("sentence", "plan"), ACTS[:1])
async def test_read_only_user_of_the_action(
    house: House, hass_read_only_user: MockUser, sentence: str, plan: Any
) -> None:
    """The action has no more rights than its caller."""
    context = Context(user_id=hass_read_only_user.id)
    response = await house.command(sentence, plan, context=context)
    assert response["outcome"] == "failed"
    assert house.state("light.desk_lamp").state == "off"


@pytest.mark.parametrize(
    ("sentence", "plan"),
    [
        pytest.param("is the desk lamp on", [call("steward.get_state", "lamp")], id="state"),
        pytest.param(
            "how is the weather",
            [call("weather.get_forecasts", data={"day": "now"})],
            id="weather",
        ),
        pytest.param(
            "what is on today",
            [call("calendar.get_events", data={"day": "today"})],
            id="calendar",
        ),
        pytest.param("what is on the shopping list", [call("todo.get_items", "list")], id="list"),
    ],
)
async def test_read_only_user_asks(
    house: House, hass_read_only_user: MockUser, sentence: str, plan: Any
) -> None:
    """A question ends with an answer or a refusal, not with an error of Home Assistant."""
    context = Context(user_id=hass_read_only_user.id)
    reply = await house.say(sentence, plan, context=context)
    assert reply.outcome in {"answered", "declined", "failed"}
    assert reply.speech


async def test_user_with_rights_for_one_light(house: House, hass_admin_user: MockUser) -> None:
    """A policy for one entity lets that one through and no other."""
    user = MockUser(name="Guest").add_to_hass(house.hass)
    user.mock_policy({"entities": {"entity_ids": {"light.desk_lamp": True}}})
    context = Context(user_id=user.id)
    allowed = await house.say("turn on the desk lamp", on("lamp"), context=context)
    refused = await house.say("turn on the ceiling light", on("light"), context=context)
    assert allowed.outcome == "acted"
    assert house.state("light.desk_lamp").state == "on"
    assert refused.outcome == "failed"
    assert house.state("light.ceiling_light").state == "off"


async def test_yes_of_a_user_without_rights(house: House, hass_read_only_user: MockUser) -> None:
    """The yes of one who may not do it opens nothing."""
    asked = await house.say("unlock the front door", [call("lock.unlock", "door")])
    reply = await house.say(
        "yes",
        [call("steward.confirm")],
        conversation_id=asked.conversation_id,
        context=Context(user_id=hass_read_only_user.id),
    )
    assert reply.outcome == "failed"
    assert house.state("lock.front_door").state == "locked"


async def test_undo_of_a_user_without_rights(house: House, hass_read_only_user: MockUser) -> None:
    """Who may not act may not take back."""
    first = await house.say("turn on the desk lamp", on("lamp"))
    reply = await house.say(
        "undo that",
        [call("steward.undo")],
        conversation_id=first.conversation_id,
        context=Context(user_id=hass_read_only_user.id),
    )
    assert house.state("light.desk_lamp").state == "on"
    assert reply.outcome == "failed"


@pytest.mark.usefixtures("complaints")
async def test_script_of_a_user_without_rights(house: House, hass_read_only_user: MockUser) -> None:
    """A script does not open what its user may not open."""
    context = Context(user_id=hass_read_only_user.id)
    await house.say("welcome", [call("script.turn_on", "welcome")], context=context)
    assert house.state("lock.front_door").state == "locked"


async def test_question_about_what_a_user_may_not_see(house: House) -> None:
    """A user without the right to read an entity learns nothing of it."""
    user = MockUser(name="Guest").add_to_hass(house.hass)
    user.mock_policy({"entities": {"entity_ids": {"light.desk_lamp": True}}})
    plan = [call("steward.get_state", "door", data={"state": "locked"})]
    reply = await house.say("is the front door locked", plan, context=Context(user_id=user.id))
    assert "locked" not in reply.speech
