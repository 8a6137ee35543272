"""Service calls: with whose context, verified against what happened."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import probatio
import pytest
from homeassistant.core import Context, ServiceCall
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from pytest_homeassistant_custom_component.common import MockUser

from tests.components.at_home import House, call, on

pytest_plugins = ["tests.components.house_fixtures"]


type Handler = Callable[[ServiceCall], Coroutine[Any, Any, None]]


def _replace_turn_on(house: House, handler: Handler) -> None:
    """Let another handler take the place of `light.turn_on`."""
    house.hass.services.async_register("light", "turn_on", handler)


def _raising(error: Exception) -> Handler:
    """Return a service that fails."""

    async def handle(_call: ServiceCall) -> None:
        """Fail."""
        raise error

    return handle


async def test_context_goes_with_each_call(house: House, hass_admin_user: MockUser) -> None:
    """Who spoke is who acts, in calls and in changed states."""
    context = Context(user_id=hass_admin_user.id)
    plan = [*on("lamp"), call("switch.turn_on", "kettle")]
    reply = await house.say("turn on the desk lamp and the kettle", plan, context=context)
    assert sorted(reply.services) == ["light.turn_on", "switch.turn_on"]
    assert {c.user_id for c in reply.contexts} == {hass_admin_user.id}
    assert house.state("light.desk_lamp").context.user_id == hass_admin_user.id


async def test_action_passes_its_context_on(house: House, hass_admin_user: MockUser) -> None:
    """An automation's or user's context goes through the action."""
    context = Context(user_id=hass_admin_user.id)
    await house.command("turn on the desk lamp", on("lamp"), context=context)
    assert house.state("light.desk_lamp").context.user_id == hass_admin_user.id


@pytest.mark.parametrize(
    ("sentence", "plan", "entity_id"),
    [
        pytest.param("lock the back door", [call("lock.lock", "door")], "lock.back_door", id="act"),
        pytest.param(
            "set the floor lamp to 10 percent",
            on("lamp", data={"brightness_pct": 10}),
            "light.floor_lamp",
            id="undone",
        ),
    ],
)
async def test_context_of_undo(
    house: House, hass_admin_user: MockUser, sentence: str, plan: Any, entity_id: str
) -> None:
    """Who takes back is who acts then."""
    first = await house.say(sentence, plan)
    context = Context(user_id=hass_admin_user.id)
    again: dict[str, Any] = {"conversation_id": first.conversation_id}
    asked = await house.say("undo that", [call("steward.undo")], context=context, **again)
    yes = [[call("steward.confirm")]] * asked.asks
    await house.say("yes", *yes, '{"calls":[]}', context=context, **again)
    assert house.state(entity_id).context.user_id == hass_admin_user.id


async def test_already_so(house: House) -> None:
    """What is as asked already is said to be so."""
    reply = await house.say("turn on the floor lamp", on("lamp"))
    assert reply.outcome == "acted"
    assert reply.speech == "Floor Lamp is already on."
    assert reply.steward["changed"] == []


async def test_slow_device_is_waited_for(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device that answers a little later has done it."""
    monkeypatch.setattr("custom_components.steward.execution.SETTLE_TIMEOUT_S", 2.0)

    async def handle(_call: ServiceCall) -> None:
        """Turn on, but not at once."""
        asyncio.get_running_loop().call_later(0.2, house.give, "light.desk_lamp", "on")

    _replace_turn_on(house, handle)
    reply = await house.say("turn on the desk lamp", on("lamp"))
    assert (reply.outcome, reply.speech) == ("acted", "Turned on Desk Lamp.")


async def test_action_that_hangs(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """An action that never ends keeps nobody waiting, and nothing is claimed of it."""
    monkeypatch.setattr("custom_components.steward.execution.SERVICE_TIMEOUT_S", 0.1)

    async def handle(_call: ServiceCall) -> None:
        """Never end."""
        await asyncio.sleep(30)

    _replace_turn_on(house, handle)
    async with asyncio.timeout(5):
        reply = await house.say("turn on the desk lamp", on("lamp"))
    assert reply.outcome == "failed"
    assert reply.speech == "Desk Lamp has not answered yet."


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(HomeAssistantError("No route"), id="home-assistant"),
        pytest.param(ServiceValidationError("Not now"), id="validation"),
        pytest.param(ValueError("What"), id="value"),
        pytest.param(TimeoutError(), id="timeout"),
        pytest.param(probatio.Invalid("No such colour"), id="schema"),
        pytest.param(RuntimeError("Broken integration"), id="runtime"),
        pytest.param(KeyError("missing"), id="key"),
        pytest.param(OSError("Unplugged"), id="os"),
    ],
)
async def test_action_that_fails(house: House, error: Exception) -> None:
    """Whatever an integration raises, the reply says that it went wrong."""
    _replace_turn_on(house, _raising(error))
    reply = await house.say("turn on the desk lamp", on("lamp"))
    assert reply.outcome == "failed"
    assert reply.speech == "Something went wrong with Desk Lamp."
    assert reply.steward["calls"] == reply.steward["changed"] == []


async def test_error_ends_only_its_own_call(house: House) -> None:
    """What can be done is done, and each part is told."""
    _replace_turn_on(house, _raising(HomeAssistantError("No route")))
    plan = [*on("lamp"), call("switch.turn_on", "kettle")]
    reply = await house.say("turn on the desk lamp and the kettle", plan)
    assert house.state("switch.kettle").state == "on"
    assert "Something went wrong with Desk Lamp." in reply.speech
    assert "Turned on Kettle." in reply.speech


async def test_one_call_for_an_area(house: House) -> None:
    """Lights of a room are one action, and each is verified."""
    reply = await house.say("study lights on", on("study"))
    assert reply.services == ["light.turn_on"]
    assert "Turned on Desk Lamp." in reply.speech
    assert reply.steward["calls"][0]["target"]["entity_id"] == [
        "light.desk_lamp",
        "light.floor_lamp",
    ]


async def test_broken_ones_of_an_area(house: House) -> None:
    """In a room of broken lights nothing is claimed of any of them."""
    reply = await house.say("cellar lights on", on("cellar"))
    assert reply.outcome == "failed"
    assert "Lost Lantern is not available." in reply.speech
    assert "Turned on" not in reply.speech
    assert {c["entity_id"] for c in reply.steward["changed"]} == set()
