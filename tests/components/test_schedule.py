"""What is to happen later: at its time, once, and not after the end."""

from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.steward.agent.convert import Call
from custom_components.steward.jobs import Job
from tests.components.at_home import House, call, notes, on, pass_time, set_policy
from tests.components.builders import AGENT_ID

pytest_plugins = ["tests.components.house_fixtures"]

IN_FIVE = on("lamp", in_={"minutes": 5})
FOR_TEN = on("lamp", for_={"minutes": 10})
LATER = "turn on the desk lamp in five minutes"
WHILE = "turn on the desk lamp for ten minutes"


async def test_in_five_minutes(house: House, freezer: FrozenDateTimeFactory) -> None:
    """What is asked for later is promised now and done then, once."""
    reply = await house.say(LATER, IN_FIVE)
    assert (reply.outcome, reply.speech) == ("acted", "I will turn on Desk Lamp in 5 minutes.")
    assert house.state("light.desk_lamp").state == "off"
    await pass_time(house, freezer, minutes=4, seconds=50)
    assert house.state("light.desk_lamp").state == "off"
    await pass_time(house, freezer, seconds=20)
    assert house.state("light.desk_lamp").state == "on"
    house.give("light.desk_lamp", "off")
    await pass_time(house, freezer, minutes=6)
    assert house.state("light.desk_lamp").state == "off"


async def test_promise_is_no_claim(house: House) -> None:
    """What is yet to come is not said to be done."""
    reply = await house.say(LATER, IN_FIVE)
    assert "turned on" not in reply.speech


async def test_for_ten_minutes(house: House, freezer: FrozenDateTimeFactory) -> None:
    """What is asked for a while goes back as it was."""
    reply = await house.say(WHILE, FOR_TEN)
    assert reply.speech == "Turned on Desk Lamp for 10 minutes."
    assert house.state("light.desk_lamp").state == "on"
    await pass_time(house, freezer, minutes=9)
    assert house.state("light.desk_lamp").state == "on"
    await pass_time(house, freezer, minutes=2)
    assert house.state("light.desk_lamp").state == "off"


async def test_brightness_goes_back(house: House, freezer: FrozenDateTimeFactory) -> None:
    """A light that was on goes back to how bright it was."""
    plan = on("lamp", data={"brightness_pct": 10}, for_={"minutes": 10})
    await house.say("floor lamp to 10 percent for ten minutes", plan)
    await pass_time(house, freezer, minutes=11)
    assert house.state("light.floor_lamp").attributes["brightness"] == 204


@pytest.mark.parametrize(("sentence", "plan"), [(LATER, IN_FIVE), (WHILE, FOR_TEN)])
async def test_nothing_happens_while_unloaded(
    house: House, freezer: FrozenDateTimeFactory, sentence: str, plan: Any
) -> None:
    """Nothing happens after the entry was unloaded."""
    await house.say(sentence, plan)
    before = house.state("light.desk_lamp").state
    assert await house.hass.config_entries.async_unload(house.entry.entry_id)
    await pass_time(house, freezer, minutes=15)
    assert house.state("light.desk_lamp").state == before


@pytest.mark.parametrize(
    ("sentence", "plan", "then"), [(LATER, IN_FIVE, "on"), (WHILE, FOR_TEN, "off")]
)
async def test_reload_keeps_it(
    house: House, freezer: FrozenDateTimeFactory, sentence: str, plan: Any, then: str
) -> None:
    """What was promised is done, whatever came between, and only once."""
    await house.say(sentence, plan)
    await house.restart()
    await pass_time(house, freezer, minutes=15)
    assert house.state("light.desk_lamp").state == then
    house.give("light.desk_lamp", "off" if then == "on" else "on")
    await pass_time(house, freezer, minutes=15)
    assert house.state("light.desk_lamp").state != then


@pytest.mark.parametrize(
    ("service", "entity_id", "minutes", "state", "is_told"),
    [
        pytest.param("light.turn_on", "light.desk_lamp", 5, "on", False, id="still wanted"),
        pytest.param("light.turn_on", "light.desk_lamp", 20, "off", True, id="too late"),
        pytest.param("lock.unlock", "lock.front_door", 1, "locked", True, id="never late"),
    ],
)
async def test_overdue(
    house: House,
    hass_storage: dict[str, Any],
    service: str,
    entity_id: str,
    minutes: int,
    state: str,
    is_told: bool,
) -> None:
    """What came due while Home Assistant was away is done, or told if it is too late for it."""
    due = dt_util.utcnow() - timedelta(minutes=minutes)
    job = Job(due=due, calls=(Call(service=service, entity_ids=(entity_id,)),))
    assert await house.hass.config_entries.async_unload(house.entry.entry_id)
    key = f"steward.schedule.{AGENT_ID}"
    hass_storage[key] = {"version": 2, "key": key, "data": {"one": job.as_dict()}}
    assert await house.hass.config_entries.async_setup(house.entry.entry_id)
    await house.hass.async_block_till_done()
    async_fire_time_changed(house.hass)
    await house.hass.async_block_till_done()
    assert house.state(entity_id).state == state
    assert any("was not running then" in note for note in notes(house)) is is_told


async def test_stored_jobs_are_removed_with_the_entry(
    house: House, hass_storage: dict[str, Any]
) -> None:
    """Nothing stays behind."""
    await house.say(LATER, IN_FIVE)
    await house.hass.async_block_till_done()
    key = f"steward.schedule.{AGENT_ID}"
    assert len(hass_storage[key]["data"]) == 1
    await house.hass.config_entries.async_remove(house.entry.entry_id)
    assert key not in hass_storage


async def test_dangerous_later_is_asked_now(house: House, freezer: FrozenDateTimeFactory) -> None:
    """What unlocks later is asked about now, and a yes keeps the time."""
    plan = [call("lock.unlock", "door", in_={"minutes": 5})]
    asked = await house.say("unlock the front door in five minutes", plan)
    assert asked.asks
    await pass_time(house, freezer, minutes=6)
    assert house.state("lock.front_door").state == "locked"

    asked = await house.say("unlock the front door in five minutes", plan)
    await house.say("yes", [call("steward.confirm")], conversation_id=asked.conversation_id)
    assert house.state("lock.front_door").state == "locked"
    await pass_time(house, freezer, minutes=6)
    assert house.state("lock.front_door").state == "unlocked"


@pytest.mark.parametrize("level", ["confirm", "never"])
async def test_way_back_never_unlocks(
    house: House, freezer: FrozenDateTimeFactory, level: str
) -> None:
    """A door locked for ten minutes is not unlocked with nobody asked."""
    await set_policy(house, lock=level)
    plan = [call("lock.lock", "door", for_={"minutes": 10})]
    await house.say("lock the back door for ten minutes", plan)
    await pass_time(house, freezer, minutes=11)
    assert house.state("lock.back_door").state == "locked"


async def test_way_back_that_is_not_made_is_not_promised(house: House) -> None:
    """Where nothing will go back, nothing is promised."""
    plan = [call("lock.lock", "door", for_={"minutes": 10})]
    reply = await house.say("lock the back door for ten minutes", plan)
    assert "10 minutes" not in reply.speech


@pytest.mark.parametrize("fault", ["unavailable", "raises", "ignores"])
async def test_broken_when_its_time_has_come(house: House, fault: str) -> None:
    """A device that fails later disturbs nothing else."""
    await house.say(LATER, IN_FIVE)
    house.break_down("light.desk_lamp", fault)
    # Not frozen: whether the lamp responds is waited for in real time.
    async_fire_time_changed(house.hass, dt_util.utcnow() + timedelta(minutes=6))
    await house.hass.async_block_till_done()
    assert house.state("light.desk_lamp").state != "on"
    reply = await house.say("turn on the kettle", [call("switch.turn_on", "kettle")])
    assert reply.outcome == "acted"


async def test_undo_takes_the_plan_back(house: House, freezer: FrozenDateTimeFactory) -> None:
    """What was only promised can be taken back."""
    first = await house.say(LATER, IN_FIVE)
    await house.say("undo that", [call("steward.undo")], conversation_id=first.conversation_id)
    await pass_time(house, freezer, minutes=6)
    assert house.state("light.desk_lamp").state == "off"
