"""The undo journal: whose turn "undo" means, for how long, and what is kept of it."""

from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Context
from pytest_homeassistant_custom_component.common import MockUser

from tests.components.at_home import House, call, on
from tests.components.builders import AGENT_ID

pytest_plugins = ["tests.components.house_fixtures"]

UNDO = [call("steward.undo")]
JOURNAL = f"steward.journal.{AGENT_ID}"


# Whose turn, and how long ago


@pytest.mark.parametrize("place", ["user", "satellite"])
async def test_in_a_new_conversation(house: House, hass_admin_user: MockUser, place: str) -> None:
    """A minute later, the same speaker means what was just done for them."""
    speakers: dict[str, dict[str, Any]] = {
        "user": {"context": Context(user_id=hass_admin_user.id)},
        "satellite": {"device_id": house.shelf},
    }
    who = speakers[place]
    await house.say("turn on the desk lamp", on("lamp"), **who)
    reply = await house.say("undo that", UNDO, **who)
    assert reply.speech == "Put Desk Lamp back."
    assert house.state("light.desk_lamp").state == "off"


async def test_nobody_takes_back_for_somebody_else(
    house: House, hass_admin_user: MockUser, hass_owner_user: MockUser
) -> None:
    """Not what another person did, not what was said at another satellite, not what nobody said."""
    admin, owner = (Context(user_id=user.id) for user in (hass_admin_user, hass_owner_user))
    first = await house.say("turn on the desk lamp", on("lamp"), context=admin)
    others: list[dict[str, Any]] = [{"context": owner}, {"device_id": house.shelf}, {}]
    others.append({"context": admin, "device_id": house.shelf})
    for other in others:
        reply = await house.say("undo that", UNDO, **other)
        assert reply.speech == "There is nothing to undo."
    shared = await house.undo(first, context=owner)
    assert shared.speech == "There is nothing to undo."
    assert house.state("light.desk_lamp").state == "on"


async def test_nobody_in_particular_takes_back_only_in_a_conversation(house: House) -> None:
    """An automation that names nobody does not meddle with another."""
    first = await house.say("turn on the desk lamp", on("lamp"))
    elsewhere = await house.say("undo that", UNDO)
    assert elsewhere.speech == "There is nothing to undo."
    await house.undo(first)
    assert house.state("light.desk_lamp").state == "off"


async def test_long_ago(
    house: House, hass_admin_user: MockUser, freezer: FrozenDateTimeFactory
) -> None:
    """In a new conversation, what was done long ago is told and left alone."""
    freezer.move_to("2026-03-11T14:00:00+00:00")
    who: dict[str, Any] = {"context": Context(user_id=hass_admin_user.id)}
    await house.say("turn on the desk lamp", on("lamp"), **who)
    freezer.tick(timedelta(minutes=11))
    reply = await house.say("undo that", UNDO, **who)
    assert house.state("light.desk_lamp").state == "on"
    assert reply.outcome == "answered"
    assert reply.speech == (
        "The last thing I did was today at 7 am: Turned on Desk Lamp. I left it as it is."
    )


async def test_long_conversation(house: House, freezer: FrozenDateTimeFactory) -> None:
    """As long as a conversation goes on, its last turn can be undone."""
    first = await house.say("turn on the desk lamp", on("lamp"))
    for _ in range(4):
        freezer.tick(timedelta(minutes=4))
        await house.say(
            "what time is it", [call("steward.get_time")], conversation_id=first.conversation_id
        )
    await house.undo(first)
    assert house.state("light.desk_lamp").state == "off"


async def test_own_conversation_comes_first(house: House, hass_admin_user: MockUser) -> None:
    """In a conversation that did something, undo means that, whatever was done elsewhere since."""
    who: dict[str, Any] = {"context": Context(user_id=hass_admin_user.id)}
    first = await house.say("turn on the desk lamp", on("lamp"), **who)
    await house.say("turn on the kettle", [call("switch.turn_on", "kettle")], **who)
    await house.undo(first, **who)
    assert house.state("light.desk_lamp").state == "off"
    assert house.state("switch.kettle").state == "on"


@pytest.mark.parametrize("restarts", [False, True], ids=["at-once", "after-a-restart"])
async def test_undo_of_an_undo(house: House, hass_admin_user: MockUser, *, restarts: bool) -> None:
    """It is no redo, and nothing older is taken back unasked; in no conversation."""
    who: dict[str, Any] = {"context": Context(user_id=hass_admin_user.id)}
    await house.say("turn on the kettle", [call("switch.turn_on", "kettle")], **who)
    first = await house.say("turn on the desk lamp", on("lamp"), **who)
    await house.undo(first, **who)
    if restarts:
        await house.restart()
    again = await house.say("undo that", UNDO, **who)
    assert (again.outcome, again.speech) == ("answered", "There is nothing more to undo.")
    assert house.state("light.desk_lamp").state == "off"
    assert house.state("switch.kettle").state == "on"


# The journal


async def test_journal_is_private_and_removed_with_the_entry(
    house: House, hass_storage: dict[str, Any]
) -> None:
    """Nothing stays behind."""
    await house.say("turn on the desk lamp", on("lamp"))
    await house.hass.async_block_till_done()
    (entry,) = hass_storage[JOURNAL]["data"]
    assert [state["entity_id"] for state in entry["states"]] == ["light.desk_lamp"]
    assert "sentence" not in entry
    await house.hass.config_entries.async_remove(house.entry.entry_id)
    assert JOURNAL not in hass_storage


async def test_journal_that_cannot_be_read(house: House, hass_storage: dict[str, Any]) -> None:
    """It begins anew, and the agent works."""
    assert await house.hass.config_entries.async_unload(house.entry.entry_id)
    hass_storage[JOURNAL] = {"version": 1, "key": JOURNAL, "data": [{"at": "whenever"}]}
    assert await house.hass.config_entries.async_setup(house.entry.entry_id)
    first = await house.say("turn on the desk lamp", on("lamp"))
    await house.undo(first)
    assert house.state("light.desk_lamp").state == "off"


async def test_journal_is_short(
    house: House, hass_storage: dict[str, Any], freezer: FrozenDateTimeFactory
) -> None:
    """Twenty turns, of one day."""
    for number in range(22):
        await house.say(
            "turn the kettle on or off",
            [call("switch.turn_on" if number % 2 == 0 else "switch.turn_off", "kettle")],
        )
    await house.hass.async_block_till_done()
    assert len(hass_storage[JOURNAL]["data"]) == 20
    freezer.tick(timedelta(hours=25))
    await house.say("turn on the desk lamp", on("lamp"))
    await house.hass.async_block_till_done()
    assert len(hass_storage[JOURNAL]["data"]) == 1
