"""Timers: on the device that heard the sentence, else on the agent's own."""

from datetime import timedelta
from typing import Any

import pytest
from homeassistant.components.intent import async_device_supports_timers
from homeassistant.components.intent.const import TIMER_DATA
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.steward.const import DOMAIN
from house.core import virtual_home
from house.timers import running_timers
from tests.components.at_home import AGENT, House, call, notes
from tests.components.builders import AGENT_ID

pytest_plugins = ["tests.components.house_fixtures"]

TEN = [call("steward.start_timer", data={"minutes": 10})]


def _own_device(house: House) -> str:
    """Return the agent's own device."""
    entry = er.async_get(house.hass).async_get(AGENT)
    assert entry is not None
    assert entry.device_id is not None
    device = dr.async_get(house.hass).async_get(entry.device_id)
    assert device is not None
    assert (DOMAIN, AGENT_ID) in device.identifiers
    return device.id


def _devices(house: House) -> list[str | None]:
    """Return the devices of the running timers."""
    return [timer.device_id for timer in house.hass.data[TIMER_DATA].timers.values()]


async def test_typed_timer_is_the_agents_own(house: House) -> None:
    """A timer without a satellite runs on the agent's device."""
    reply = await house.say("set a timer for ten minutes", TEN)
    assert (reply.outcome, reply.speech) == ("acted", "Timer set for 10 minutes.")
    assert _devices(house) == [_own_device(house)]


async def test_spoken_timer_is_the_satellites(house: House) -> None:
    """A timer rings where it was asked for."""
    await house.say("set a timer for ten minutes", TEN, device_id=house.shelf)
    assert _devices(house) == [house.shelf]
    assert [str(event) for event, _ in virtual_home(house.hass).timer_events] == ["started"]


async def test_device_that_has_no_timers(house: House) -> None:
    """A device that cannot ring leaves its timers to the agent's own."""
    device = dr.async_get(house.hass).async_get_or_create(
        config_entry_id=house.entry.entry_id, identifiers={("test", "wall")}
    )
    await house.say("set a timer for ten minutes", TEN, device_id=device.id)
    assert _devices(house) == [_own_device(house)]


async def test_own_timer_is_shown_when_over(house: House) -> None:
    """The agent has no speaker, so it shows that the time is up."""
    plan = [call("steward.start_timer", data={"seconds": 1, "name": "egg"})]
    await house.say("set an egg timer for a second", plan)
    async_fire_time_changed(house.hass, dt_util.utcnow() + timedelta(seconds=2))
    await house.hass.async_block_till_done(wait_background_tasks=True)
    assert notes(house) == ["Egg timer is over."]
    assert running_timers(house.hass) == {}


@pytest.mark.parametrize(
    ("service", "data", "said", "left"),
    [
        pytest.param("add_to_timer", {"data": {"minutes": 5}}, "Added 5 minutes.", 900, id="add"),
        pytest.param(
            "take_from_timer", {"data": {"minutes": 5}}, "Took 5 minutes off.", 300, id="take"
        ),
        pytest.param("pause_timer", {}, "Timer paused.", 600, id="pause"),
        pytest.param("timer_status", {}, "left", 600, id="status"),
    ],
)
async def test_running_timer(
    house: House, service: str, data: dict[str, Any], said: str, left: int
) -> None:
    """A running timer can be changed and asked about."""
    await house.say("set a timer for ten minutes", TEN)
    reply = await house.say("change the timer", [call(f"steward.{service}", **data)])
    assert said in reply.speech
    (timer,) = running_timers(house.hass).values()
    assert abs(timer.seconds - left) <= 2


async def test_prompt_knows_of_timers(house: House) -> None:
    """The model is told whether a timer runs."""
    await house.say("set a timer for ten minutes", TEN)
    assert "<timers>" not in house.engine.prompts[-1]
    await house.say("what time is it", [call("steward.get_time")])
    assert "<timers>" in house.engine.prompts[-1]


async def test_cancel(house: House) -> None:
    """A timer can be cancelled, and then there is none."""
    await house.say("set a timer for ten minutes", TEN)
    reply = await house.say("cancel the timer", [call("steward.cancel_timer")])
    assert reply.speech == "Timer cancelled."
    assert running_timers(house.hass) == {}
    reply = await house.say("cancel the timer", [call("steward.cancel_timer")])
    assert (reply.outcome, reply.speech) == ("failed", "There is no such timer.")


async def test_which_timer(house: House) -> None:
    """Of two timers that fit none is cancelled."""
    await house.say("set a timer for ten minutes", TEN)
    await house.say("set a timer for ten minutes", TEN)
    reply = await house.say("cancel the timer", [call("steward.cancel_timer")])
    assert reply.speech == "Which timer do you mean?"
    assert len(running_timers(house.hass)) == 2


async def test_undo(house: House) -> None:
    """A timer that was started is gone after undo."""
    first = await house.say("set a timer for ten minutes", TEN)
    await house.say("undo that", [call("steward.undo")], conversation_id=first.conversation_id)
    assert running_timers(house.hass) == {}


async def test_undo_of_a_timer_that_is_gone(house: House) -> None:
    """Undo of a timer that was cancelled meanwhile is answered."""
    first = await house.say("set a timer for ten minutes", TEN)
    await house.say("cancel the timer", [call("steward.cancel_timer")])
    reply = await house.say(
        "undo that", [call("steward.undo")], conversation_id=first.conversation_id
    )
    assert reply.outcome in {"answered", "failed"}
    assert "cancelled." not in reply.speech


async def test_undo_among_timers(house: House) -> None:
    """Undo takes back the timer of that turn, though another one runs."""
    await house.say("set a timer for an hour", [call("steward.start_timer", data={"hours": 1})])
    first = await house.say("set a timer for ten minutes", TEN)
    await house.say("undo that", [call("steward.undo")], conversation_id=first.conversation_id)
    (timer,) = running_timers(house.hass).values()
    assert timer.seconds == 3600


async def test_undo_among_equal_timers(house: House) -> None:
    """Undo of one of two timers alike takes one back, or claims nothing."""
    await house.say("set a timer for ten minutes", TEN)
    first = await house.say("set a timer for ten minutes", TEN)
    reply = await house.say(
        "undo that", [call("steward.undo")], conversation_id=first.conversation_id
    )
    assert len(running_timers(house.hass)) == 1 or "cancelled." not in reply.speech


async def test_unload_ends_the_agents_timers(house: House) -> None:
    """After unloading nobody takes timers for the agent's device."""
    device_id = _own_device(house)
    assert async_device_supports_timers(house.hass, device_id)
    assert await house.hass.config_entries.async_unload(house.entry.entry_id)
    assert not async_device_supports_timers(house.hass, device_id)
