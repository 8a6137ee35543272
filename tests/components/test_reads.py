"""Questions: answered from what is, and without changing it."""

from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import ServiceCall, SupportsResponse
from homeassistant.exceptions import ServiceValidationError

from tests.components.at_home import House, call

pytest_plugins = ["tests.components.house_fixtures"]


@pytest.mark.parametrize(
    ("sentence", "plan", "said"),
    [
        pytest.param(
            "is the floor lamp on",
            call("steward.get_state", "lamp", data={"state": "on"}),
            ("Yes", "Floor Lamp is on"),
            id="yes",
        ),
        pytest.param(
            "is the front door unlocked",
            call("steward.get_state", "door", data={"state": "unlocked"}),
            ("No", "Front Door is locked"),
            id="no",
        ),
        pytest.param(
            "how bright is the floor lamp",
            call("steward.get_state", "lamp", data={"attribute": "brightness"}),
            ("Floor Lamp is at 80 percent",),
            id="brightness",
        ),
        pytest.param(
            "how far open is the roman blind",
            call("steward.get_state", "blind", data={"attribute": "position"}),
            ("Roman Blind is at 60 percent",),
            id="position",
        ),
        pytest.param(
            "what is the fridge at", call("steward.get_state", "fridge"), ("4.5",), id="sensor"
        ),
        pytest.param(
            "which lights in the study are on",
            call("steward.list", "study", of="light", data={"state": "on"}),
            ("1 light is on", "Floor Lamp"),
            id="which",
        ),
        pytest.param(
            "how many locks in the house are unlocked",
            call("steward.list", "@home", of="lock", data={"state": "unlocked"}),
            ("1 lock is unlocked", "Back Door"),
            id="how-many",
        ),
        pytest.param(
            "are any lights in the kitchen on",
            call("steward.list", "kitchen", of="light", data={"state": "on"}),
            ("No lights are on",),
            id="none",
        ),
        pytest.param(
            "is the lost lantern on",
            call("steward.get_state", "lantern", data={"state": "on"}),
            ("Lost Lantern is", "available"),
            id="unavailable",
        ),
        pytest.param(
            "what is on the shopping list",
            call("todo.get_items", "list"),
            ("Milk", "Rye bread"),
            id="list",
        ),
        pytest.param(
            "how is the weather",
            call("weather.get_forecasts", data={"day": "now"}),
            ("sunny", "14"),
            id="weather",
        ),
        pytest.param(
            "what is on today",
            call("calendar.get_events", data={"day": "today"}),
            ("nothing on the calendar",),
            id="calendar",
        ),
    ],
)
async def test_answer(house: House, sentence: str, plan: Any, said: tuple[str, ...]) -> None:
    """The answer holds the facts, and asking changes nothing."""
    before = house.states()
    reply = await house.say(sentence, [plan])
    assert reply.outcome == "answered"
    assert [part for part in said if part not in reply.speech] == []
    assert house.states() == before
    assert reply.steward["changed"] == []
    assert not reply.asks


async def test_weather_without_daily_forecasts(house: House) -> None:
    """A weather service that has no daily forecast still tells the weather of now."""

    async def refuse(_call: ServiceCall) -> None:
        """Raise what Home Assistant raises for a forecast that is not supported."""
        raise ServiceValidationError("Weather entity does not support daily forecast")

    house.hass.services.async_register(
        "weather", "get_forecasts", refuse, supports_response=SupportsResponse.ONLY
    )
    reply = await house.say(
        "how is the weather", [call("weather.get_forecasts", data={"day": "now"})]
    )
    assert "sunny" in reply.speech


async def test_time_and_date(house: House, freezer: FrozenDateTimeFactory) -> None:
    """Time and date are those of the house."""
    await house.hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to("2026-03-11 17:30:00+00:00")
    clock = await house.say("what time is it", [call("steward.get_time")])
    date = await house.say("what day is it", [call("steward.get_date")])
    assert clock.speech == "It is 6:30 pm."
    assert date.speech == "It is Wednesday, 11 March 2026."


async def test_answer_is_of_now(house: House) -> None:
    """An answer tells the state of this moment, not of the last question."""
    plan = call("steward.get_state", "door", data={"state": "locked"})
    first = await house.say("is the front door locked", [plan])
    house.give("lock.front_door", "unlocked")
    second = await house.say("is the front door locked", [plan])
    assert first.speech.startswith("Yes")
    assert second.speech.startswith("No")


@pytest.mark.parametrize(
    ("entity_id", "sentence", "plan"),
    [
        pytest.param(
            "weather.valley",
            "how is the weather",
            call("weather.get_forecasts", data={"day": "now"}),
            id="weather",
        ),
        pytest.param(
            "calendar.family",
            "what is on today",
            call("calendar.get_events", data={"day": "today"}),
            id="calendar",
        ),
        pytest.param(
            "todo.shopping_list",
            "what is on the shopping list",
            call("todo.get_items", "list"),
            id="list",
        ),
    ],
)
async def test_unavailable_source(house: House, entity_id: str, sentence: str, plan: Any) -> None:
    """A source that cannot be reached is told of; there is no error of Home Assistant."""
    house.break_down(entity_id, "unavailable")
    reply = await house.say(sentence, [plan])
    assert (reply.outcome, reply.speech) == ("failed", "Sorry, something went wrong with that.")


@pytest.mark.parametrize(
    ("gone", "sentence", "plan", "said"),
    [
        pytest.param(
            "weather.valley",
            "how is the weather",
            '{"calls":[{"service":"weather.get_forecasts","data":{"day":" now"}}]}',
            "no weather",
            id="weather",
        ),
        pytest.param(
            "calendar.family",
            "what is on today",
            '{"calls":[{"service":"calendar.get_events","data":{"day":" today"}}]}',
            "no calendar",
            id="calendar",
        ),
        pytest.param(
            "todo.shopping_list",
            "what is on the shopping list",
            '{"calls":[{"service":"todo.get_items"}]}',
            "no to-do list",
            id="list",
        ),
    ],
)
async def test_house_without(house: House, gone: str, sentence: str, plan: str, said: str) -> None:
    """A house that has no such thing says so."""
    house.hass.states.async_remove(gone)
    reply = await house.say(sentence, plan)
    assert said in reply.speech


@pytest.mark.parametrize(
    "state", [pytest.param("unknown", id="unknown"), pytest.param("nonsense", id="nonsense")]
)
async def test_strange_states(house: House, state: str) -> None:
    """A state that means nothing is no reason to fail."""
    house.hass.states.async_set("sensor.fridge", state, house.state("sensor.fridge").attributes)
    plan = [call("steward.get_state", "fridge", data={"attribute": "temperature"})]
    reply = await house.say("how cold is the fridge", plan)
    assert reply.outcome == "answered"
    assert reply.speech
