"""Questions about what was, answered from a real recorder."""

import time
from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder import history as recorder_history
from homeassistant.components.recorder.models import StatisticData, StatisticMetaData
from homeassistant.components.recorder.models.statistics import StatisticMeanType
from homeassistant.components.recorder.statistics import async_import_statistics
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from tests.components.at_home import House, call

pytest_plugins = ["tests.components.house_fixtures", "tests.components.recorder_fixtures"]

HISTORY = "steward.get_history"
LAST = {"period": "last hour"}


@pytest.fixture
async def lived_in(
    noon: FrozenDateTimeFactory, recorder_mock: Recorder, house: House
) -> tuple[House, Recorder]:
    """Return a house in which something has happened for the last fifty minutes."""
    house.give("sensor.fridge", "4.5")
    for minutes, changes in (
        (10, {"light.desk_lamp": "on", "sensor.fridge": "7"}),
        (20, {"light.desk_lamp": "off", "lock.front_door": "unlocked"}),
        (10, {"lock.front_door": "locked", "light.desk_lamp": "on", "sensor.fridge": "3"}),
        (10, {}),
    ):
        noon.tick(timedelta(minutes=minutes))
        for entity_id, state in changes.items():
            house.give(entity_id, state)
        await house.hass.async_block_till_done()
    await async_wait_recording_done(house.hass)
    return house, recorder_mock


@pytest.mark.parametrize(
    ("sentence", "plan", "said"),
    [
        pytest.param(
            "when was the front door last unlocked",
            call(HISTORY, "door", data={"ask": "when", "state": "unlocked"}),
            "Front Door was last unlocked today at 1 pm.",
            id="when",
        ),
        pytest.param(
            "how long was the desk lamp on in the last hour",
            call(HISTORY, "lamp", data={"ask": "how long", "state": "on", **LAST}),
            "Desk Lamp was on for 30 minutes in the last hour.",
            id="how long",
        ),
        pytest.param(
            "how long has the desk lamp been on",
            call(HISTORY, "lamp", data={"ask": "how long", "state": "on"}),
            "Desk Lamp has been on for 10 minutes.",
            id="since",
        ),
        pytest.param(
            "how often did the desk lamp come on in the last hour",
            call(HISTORY, "lamp", data={"ask": "how often", "state": "on", **LAST}),
            "Desk Lamp came on twice in the last hour, last today at 1:10 pm.",
            id="how often",
        ),
        pytest.param(
            "did anyone open the front door in the last hour",
            call(HISTORY, "door", data={"ask": "whether", "state": "unlocked", **LAST}),
            "Yes, Front Door was unlocked for 10 minutes in the last hour.",
            id="whether",
        ),
        pytest.param(
            "how warm did the fridge get in the last hour",
            call(HISTORY, "fridge", data={"ask": "highest", **LAST}),
            "The highest temperature of Fridge in the last hour was 7 degrees.",
            id="highest",
        ),
        pytest.param(
            "how cold did it get in the kitchen in the last hour",
            call(HISTORY, "kitchen", of="temperature", data={"ask": "lowest", **LAST}),
            "The lowest temperature of Fridge in the last hour was 3 degrees.",
            id="lowest in a place",
        ),
    ],
)
async def test_history(
    lived_in: tuple[House, Recorder], sentence: str, plan: dict[str, object], said: str
) -> None:
    """What the recorder kept is what is said, and asking changes nothing."""
    house, _ = lived_in
    before = house.states()
    reply = await house.say(sentence, [plan])
    assert reply.speech == said
    assert reply.outcome == "answered"
    assert house.states() == before


async def test_what_is_older_than_states_is_read_from_statistics(
    lived_in: tuple[House, Recorder],
) -> None:
    """The statistics know what the states no longer do; the last minutes are added from states."""
    house, _ = lived_in
    async_import_statistics(
        house.hass,
        StatisticMetaData(
            mean_type=StatisticMeanType.ARITHMETIC,
            has_sum=False,
            name=None,
            source="recorder",
            statistic_id="sensor.fridge",
            unit_class="temperature",
            unit_of_measurement="°C",
        ),
        [
            StatisticData(
                start=dt_util.utcnow().replace(minute=0) - timedelta(days=20, hours=hour),
                mean=2.0,
                min=-6.0,
                max=9.0,
            )
            for hour in range(3)
        ],
    )
    await async_wait_recording_done(house.hass)
    for ask, said in (("lowest", "-6"), ("highest", "9"), ("average", "2")):
        plan = call(HISTORY, "fridge", data={"ask": ask, "days": 30})
        reply = await house.say("how was the fridge in the last 30 days", [plan])
        assert f"in the last 30 days was {said} degrees" in reply.speech


async def test_nothing_kept(lived_in: tuple[House, Recorder]) -> None:
    """Of a time before there was anything, there is nothing to tell."""
    house, _ = lived_in
    plan = call(HISTORY, "fridge", data={"ask": "lowest", "period": "last week"})
    reply = await house.say("how cold did the fridge get last week", [plan])
    assert reply.speech == "I have no record of that."


async def test_while_nobody_was_home(
    noon: FrozenDateTimeFactory, recorder_mock: Recorder, house: House
) -> None:
    """What happened in the absence of all is told apart from what happened before and after."""
    hass = house.hass
    async_expose_entity(hass, "conversation", "person.ada", True)
    for ada, lamp in (
        ("home", "off"),
        ("not_home", "off"),
        ("not_home", "on"),
        ("not_home", "off"),
        ("home", "on"),
    ):
        hass.states.async_set("person.ada", ada, {"friendly_name": "Ada"})
        house.give("light.desk_lamp", lamp)
        await hass.async_block_till_done()
        noon.tick(timedelta(minutes=5))
    await async_wait_recording_done(hass)
    plan = call(HISTORY, "lamp", data={"ask": "whether", "state": "on", "period": "while away"})
    reply = await house.say("was the desk lamp on while we were away", [plan])
    assert reply.speech == "Yes, Desk Lamp was on for 5 minutes while you were away."


async def test_without_people_nobody_knows_who_was_away(lived_in: tuple[House, Recorder]) -> None:
    """Absence is that of the people of the house, of whom this one has none."""
    house, _ = lived_in
    plan = call(HISTORY, "lamp", data={"ask": "whether", "state": "on", "period": "while away"})
    reply = await house.say("was the desk lamp on while we were away", [plan])
    assert reply.speech == "I don't know when you were away."


async def test_without_a_recorder(house: House) -> None:
    """A home that keeps no history says so."""
    plan = call(HISTORY, "lamp", data={"ask": "when", "state": "on"})
    reply = await house.say("when was the desk lamp last on", [plan])
    assert reply.speech == "I can't look back, since your home keeps no history."
    assert reply.outcome == "answered"


async def test_a_slow_database_is_not_waited_for(
    lived_in: tuple[House, Recorder], hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deadline ends the looking up, not the turn."""
    house, _ = lived_in
    looked_up = recorder_history.get_significant_states

    def slow(*args: Any, **kwargs: Any) -> Any:
        """Look it up, but late."""
        time.sleep(0.3)
        return looked_up(*args, **kwargs)

    monkeypatch.setattr("custom_components.steward.recorded.history.get_significant_states", slow)
    monkeypatch.setattr("custom_components.steward.recorded.DEADLINE_S", 0.0)
    plan = call(HISTORY, "lamp", data={"ask": "when", "state": "on"})
    reply = await house.say("when was the desk lamp last on", [plan])
    assert reply.speech == "Sorry, looking that up took me too long."
