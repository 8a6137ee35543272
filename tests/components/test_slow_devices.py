"""Devices that take their time, go back by themselves or do only a part: nothing false is claimed."""

import asyncio
from typing import Any

import pytest
from homeassistant.core import ServiceCall
from homeassistant.exceptions import HomeAssistantError

from custom_components.steward import execution
from tests.components.at_home import House, call, on

pytest_plugins = ["tests.components.house_fixtures"]


# Devices that take their time: eight seconds against one and a half for a state to come and five for
# an action to end, all a hundredth of that.


@pytest.fixture
def hurried(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all deadlines pass a hundred times as fast."""
    monkeypatch.setattr(execution, "SERVICE_TIMEOUT_S", 0.05)
    monkeypatch.setattr(execution, "SETTLE_TIMEOUT_S", 0.015)


@pytest.mark.usefixtures("hurried")
async def test_state_that_takes_eight_seconds(house: House) -> None:
    """The reply does not wait for it and claims nothing; asked again, it is so, and can be undone."""

    async def handle(_call: ServiceCall) -> None:
        """Take the call, and act later."""
        asyncio.get_running_loop().call_later(0.08, house.give, "light.desk_lamp", "on")

    house.hass.services.async_register("light", "turn_on", handle)
    first = await house.say("turn on the desk lamp", on("lamp"))
    assert (first.outcome, first.speech) == ("failed", "Desk Lamp did not respond.")
    assert house.state("light.desk_lamp").state == "off"
    await asyncio.sleep(0.1)
    assert house.state("light.desk_lamp").state == "on"
    await house.undo(first)
    assert house.state("light.desk_lamp").state == "off"


@pytest.mark.usefixtures("hurried")
async def test_action_that_takes_eight_seconds(house: House) -> None:
    """It is not broken off; the reply claims nothing, and what came of it can be undone."""

    async def handle(_call: ServiceCall) -> None:
        """Act, and only then answer."""
        await asyncio.sleep(0.08)
        house.give("light.desk_lamp", "on")

    house.hass.services.async_register("light", "turn_on", handle)
    first = await house.say("turn on the desk lamp", on("lamp"))
    assert (first.outcome, first.speech) == ("failed", "Desk Lamp has not answered yet.")
    await asyncio.sleep(0.1)
    assert house.state("light.desk_lamp").state == "on"
    await house.undo(first)
    assert house.state("light.desk_lamp").state == "off"


@pytest.mark.usefixtures("hurried")
async def test_action_that_fails_late(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """What goes wrong after the reply is in the log, and was not claimed."""

    async def handle(_call: ServiceCall) -> None:
        """Fail, but not at once."""
        await asyncio.sleep(0.08)
        raise HomeAssistantError("No route")

    house.hass.services.async_register("light", "turn_on", handle)
    reply = await house.say("turn on the desk lamp", on("lamp"))
    assert reply.speech == "Desk Lamp has not answered yet."
    await asyncio.sleep(0.1)
    assert "light.turn_on for Steward failed: No route" in caplog.text


# States that do not stay


@pytest.fixture
def unhurried(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give states the time that they have at home."""
    monkeypatch.setattr(execution, "SETTLE_TIMEOUT_S", 1.5)
    monkeypatch.setattr(execution, "HOLD_S", 0.3)


def _bouncing(house: House, entity_id: str, *states: str) -> Any:
    """Return an action after which an entity goes through some states, each for a while."""

    async def handle(_call: ServiceCall) -> None:
        """Begin."""
        for number, state in enumerate(states):
            later = asyncio.get_running_loop().call_later
            later(0.05 + 0.1 * number, house.give, entity_id, state)

    return handle


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize(
    ("sentence", "service", "entity_id", "states", "said"),
    [
        pytest.param(
            "turn on the kettle",
            "switch.turn_on",
            "switch.kettle",
            ("on", "off"),
            "Kettle did not stay on.",
            id="plug",
        ),
        pytest.param(
            "lock the back door",
            "lock.lock",
            "lock.back_door",
            ("locked", "unlocked"),
            "Back Door did not stay locked.",
            id="lock",
        ),
        pytest.param(
            "turn on the kettle",
            "switch.turn_on",
            "switch.kettle",
            ("on", "off", "on"),
            "Turned on Kettle.",
            id="settles",
        ),
    ],
)
async def test_bounces(
    house: House,
    sentence: str,
    service: str,
    entity_id: str,
    states: tuple[str, ...],
    said: str,
) -> None:
    """What goes back by itself at once was not done."""
    domain, name = service.split(".")
    house.hass.services.async_register(domain, name, _bouncing(house, entity_id, *states))
    reply = await house.say(sentence, [call(service, sentence.rsplit(maxsplit=1)[-1])])
    assert reply.speech == said
    assert reply.outcome == ("failed" if "did not stay" in said else "acted")


@pytest.mark.usefixtures("unhurried")
async def test_bounces_while_another_is_waited_for(house: House) -> None:
    """A light that was on for a moment is not on."""
    house.give("light.floor_lamp", "off")

    async def handle(_call: ServiceCall) -> None:
        """Turn on one for a moment, and the other a little later."""
        house.give("light.floor_lamp", "on")
        house.give("light.floor_lamp", "off")
        asyncio.get_running_loop().call_later(0.1, house.give, "light.desk_lamp", "on")

    house.hass.services.async_register("light", "turn_on", handle)
    reply = await house.say("study lights on", on("study"))
    assert reply.outcome == "acted"
    assert reply.speech == "Turned on Desk Lamp. Floor Lamp did not stay on."


@pytest.mark.parametrize(
    ("sentence", "service", "entity_id", "state", "said"),
    [
        pytest.param(
            "close the roman blind",
            "cover.close_cover",
            "cover.roman_blind",
            "closing",
            "Closing Roman Blind.",
            id="cover",
        ),
        pytest.param(
            "lock the back door",
            "lock.lock",
            "lock.back_door",
            "locking",
            "Locking Back Door.",
            id="lock",
        ),
    ],
)
async def test_what_is_still_under_way(
    house: House, sentence: str, service: str, entity_id: str, state: str, said: str
) -> None:
    """A blind that begins to close is closing; a lock that still turns is not locked yet."""

    async def handle(_call: ServiceCall) -> None:
        """Begin."""
        house.hass.states.async_set(entity_id, state, house.state(entity_id).attributes)

    domain, name = service.split(".")
    house.hass.services.async_register(domain, name, handle)
    target = sentence.rsplit(maxsplit=1)[-1]
    reply = await house.say(sentence, [call(service, target)])
    assert (reply.outcome, reply.speech) == ("acted", said)


# Part of it


async def test_partly_done(house: House) -> None:
    """What was done and what was not are both named, and the turn counts as one that acted."""
    plan = [call("switch.turn_on", "kettle"), *on("lantern")]
    response = await house.command("turn on the kettle and the lost lantern", plan)
    assert response["outcome"] == "acted"
    assert response["reply"] == "Turned on Kettle. Lost Lantern is not available."
    assert [change["entity_id"] for change in response["changed"]] == ["switch.kettle"]


async def test_one_of_a_room_fails(house: House) -> None:
    """An error of one light says nothing of the others, which are told as they are."""
    house.break_down("light.floor_lamp", "raises")
    house.give("light.floor_lamp", "off")
    response = await house.command("study lights on", on("study"))
    assert response["outcome"] == "acted"
    assert response["reply"] == "Turned on Desk Lamp. Something went wrong with Floor Lamp."
    assert house.state("light.desk_lamp").state == "on"
