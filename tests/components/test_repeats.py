"""What is repeated, and what is done by the sun: on its days, over restarts, as far as it may be."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.helpers.sun import get_astral_event_next
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.steward.agent.convert import Call
from custom_components.steward.agent.plan import When
from custom_components.steward.jobs import Job
from tests.components.at_home import House, call, notes, on, pass_time, set_policy
from tests.components.builders import AGENT_ID

pytest_plugins = ["tests.components.house_fixtures"]

BERLIN = ZoneInfo("Europe/Berlin")
KEY = f"steward.schedule.{AGENT_ID}"
WEEKDAYS = on("lamp", every="weekday", at="7:00")
SENTENCE = "turn on the desk lamp every weekday at 7"
LAMP = "light.desk_lamp"


@pytest.fixture
async def berlin(house: House, freezer: FrozenDateTimeFactory) -> House:
    """Run the house in Berlin, on the noon of a Friday before the clocks go forward."""
    await house.hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to(datetime(2026, 3, 27, 12, tzinfo=BERLIN))
    return house


async def _at(house: House, freezer: FrozenDateTimeFactory, *when: int) -> str:
    """Let it be a time in March 2026; return how the lamp is then, and turn it off."""
    target = datetime(2026, 3, *when, tzinfo=BERLIN)
    left = target - dt_util.utcnow()
    await pass_time(house, freezer, seconds=left.total_seconds())
    state = house.state(LAMP).state
    house.give(LAMP, "off")
    return state


async def test_every_weekday(berlin: House, freezer: FrozenDateTimeFactory) -> None:
    """It is done on its days, at seven on the clock of the house, in summer as in winter."""
    reply = await berlin.say(SENTENCE, WEEKDAYS)
    assert reply.speech == "I will turn on Desk Lamp every weekday at 7 am."
    assert await _at(berlin, freezer, 27, 19, 1) == "off"
    assert await _at(berlin, freezer, 28, 7, 1) == "off"
    assert await _at(berlin, freezer, 29, 7, 1) == "off"
    assert await _at(berlin, freezer, 30, 6, 59) == "off"
    assert await _at(berlin, freezer, 30, 7, 1) == "on"
    assert await _at(berlin, freezer, 30, 8, 1) == "off"
    assert await _at(berlin, freezer, 31, 7, 1) == "on"


async def test_over_a_restart(berlin: House, freezer: FrozenDateTimeFactory) -> None:
    """It goes on after a restart."""
    await berlin.say(SENTENCE, WEEKDAYS)
    await berlin.restart()
    assert await _at(berlin, freezer, 30, 7, 1) == "on"
    await berlin.restart()
    assert await _at(berlin, freezer, 31, 7, 1) == "on"


@pytest.mark.parametrize(
    ("minutes", "state", "told"), [pytest.param(5, "on", 0), pytest.param(40, "off", 1)]
)
async def test_missed_once(
    berlin: House, freezer: FrozenDateTimeFactory, minutes: int, state: str, told: int
) -> None:
    """What was missed is made up for or told, and the next time comes all the same."""
    await berlin.say(SENTENCE, WEEKDAYS)
    assert await berlin.hass.config_entries.async_unload(berlin.entry.entry_id)
    await _at(berlin, freezer, 30, 7, minutes)
    assert await berlin.hass.config_entries.async_setup(berlin.entry.entry_id)
    assert await _at(berlin, freezer, 30, 7, minutes, 1) == state
    assert len(notes(berlin)) == told
    assert await _at(berlin, freezer, 31, 7, 1) == "on"


async def test_sunset(berlin: House, freezer: FrozenDateTimeFactory) -> None:
    """The sun tells when, each day anew, without the sun's integration."""
    plan = on("lamp", every="day", at="sunset")
    reply = await berlin.say("turn on the desk lamp every day at sunset", plan)
    assert reply.speech == "I will turn on Desk Lamp every day at sunset."
    for _ in range(2):
        sunset = get_astral_event_next(berlin.hass, "sunset")
        left = (sunset - dt_util.utcnow()).total_seconds()
        await pass_time(berlin, freezer, seconds=left - 1)
        assert berlin.state(LAMP).state == "off"
        await pass_time(berlin, freezer, seconds=2)
        assert berlin.state(LAMP).state == "on"
        berlin.give(LAMP, "off")


async def test_tomorrow_at_sunrise(berlin: House, freezer: FrozenDateTimeFactory) -> None:
    """The sun of another day."""
    plan = on("lamp", at="tomorrow sunrise")
    reply = await berlin.say("turn on the desk lamp tomorrow at sunrise", plan)
    assert reply.speech == "I will turn on Desk Lamp tomorrow at sunrise."
    midnight = dt_util.start_of_local_day(dt_util.now() + timedelta(days=1))
    sunrise = get_astral_event_next(berlin.hass, "sunrise", midnight)
    await pass_time(berlin, freezer, seconds=(sunrise - dt_util.utcnow()).total_seconds() + 1)
    assert berlin.state(LAMP).state == "on"


async def test_where_the_sun_never_sets(berlin: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What never comes is not promised."""

    def never(*_: Any) -> datetime:
        """Find none."""
        raise ValueError("no sunset")

    monkeypatch.setattr("custom_components.steward.schedule.get_astral_event_next", never)
    plan = on("lamp", at="sunset")
    reply = await berlin.say("turn on the desk lamp at sunset", plan)
    assert (reply.outcome, reply.speech) == ("declined", "I don't know what time that is.")


async def test_judged_each_time(berlin: House, freezer: FrozenDateTimeFactory) -> None:
    """A yes holds each time, until the policy says never; that is told, once however often."""
    plan = [call("lock.unlock", "door", every="day", at="7:00 am")]
    asked = await berlin.say("unlock the front door every day at 7 am", plan)
    yes = [call("steward.confirm")]
    reply = await berlin.say("yes", yes, conversation_id=asked.conversation_id)
    assert reply.speech == "I will unlock Front Door every day at 7 am."
    await _at(berlin, freezer, 28, 7, 1)
    assert berlin.state("lock.front_door").state == "unlocked"
    berlin.give("lock.front_door", "locked")
    await set_policy(berlin, lock="never")
    await _at(berlin, freezer, 29, 7, 1)
    await _at(berlin, freezer, 30, 7, 1)
    assert berlin.state("lock.front_door").state == "locked"
    assert len(notes(berlin)) == 1
    assert notes(berlin)[0].startswith("Unlock Front Door every day at 7 am: ")


async def test_removed_device(berlin: House, freezer: FrozenDateTimeFactory) -> None:
    """A device that is gone is told of, and the others do their part."""
    plan = on("study", every="day", at="7:00 am")
    await berlin.say("turn on the study lights every day at 7 am", plan)
    berlin.hass.states.async_remove("light.floor_lamp")
    assert await _at(berlin, freezer, 28, 7, 1) == "on"
    assert len(notes(berlin)) == 1
    assert "Floor lamp is not there any more." in notes(berlin)[0]


async def test_withdrawn_user(
    berlin: House, freezer: FrozenDateTimeFactory, hass_owner_user: MockUser
) -> None:
    """What somebody planned who is no longer there is not done, and told."""
    user = await berlin.hass.auth.async_create_user("Guest", group_ids=["system-users"])
    schedule = berlin.entry.runtime_data.schedules[AGENT_ID]
    due = dt_util.utcnow() + timedelta(minutes=5)
    turn_on = Call(service="light.turn_on", entity_ids=(LAMP,))
    schedule.async_add(Job(due=due, calls=(turn_on,), user_id=user.id))
    await berlin.hass.auth.async_remove_user(user)
    await pass_time(berlin, freezer, minutes=6)
    assert berlin.state(LAMP).state == "off"
    assert len(notes(berlin)) == 1


@pytest.mark.parametrize(
    ("stored", "state"),
    [
        pytest.param({"version": 1, "minor_version": 1}, "on", id="first version"),
        pytest.param({"version": 2, "minor_version": 1}, "off", id="unreadable"),
    ],
)
async def test_stored_by_the_first_version(
    berlin: House,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
    stored: dict[str, Any],
    state: str,
) -> None:
    """Jobs from before are kept; one that cannot be read takes no other with it."""
    due = dt_util.utcnow() + timedelta(minutes=5)
    old = {
        "due": due.isoformat(),
        "calls": [{"service": "light.turn_on", "entity_ids": [LAMP], "data": {}}],
        "states": [],
        "user_id": None,
    }
    off = Call(service="light.turn_off", entity_ids=("light.floor_lamp",))
    new = Job(due=due, when=When(after_s=300.0), calls=(off,)).as_dict()
    assert await berlin.hass.config_entries.async_unload(berlin.entry.entry_id)
    hass_storage[KEY] = {**stored, "key": KEY, "data": {"old": old, "new": new}}
    assert await berlin.hass.config_entries.async_setup(berlin.entry.entry_id)
    await pass_time(berlin, freezer, minutes=6)
    assert berlin.state(LAMP).state == state
    assert berlin.state("light.floor_lamp").state == "off"


async def test_planned_before_all_is_up(
    berlin: House, freezer: FrozenDateTimeFactory, hass_storage: dict[str, Any]
) -> None:
    """What is planned while Home Assistant starts joins what was planned before."""
    await berlin.say(SENTENCE, WEEKDAYS)
    assert await berlin.hass.config_entries.async_unload(berlin.entry.entry_id)
    berlin.hass.set_state(type(berlin.hass.state).starting)
    assert await berlin.hass.config_entries.async_setup(berlin.entry.entry_id)
    plan = [call("switch.turn_on", "kettle", in_={"minutes": 5})]
    await berlin.say("turn on the kettle in five minutes", plan)
    assert len(hass_storage[KEY]["data"]) == 2
    await berlin.hass.async_start()
    await pass_time(berlin, freezer, minutes=6)
    assert berlin.state("switch.kettle").state == "on"
    assert len(hass_storage[KEY]["data"]) == 1
