"""Answers to questions, made from states and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from custom_components.steward.agent.answers import is_in, list_answer, reading, state_answer
from custom_components.steward.agent.facts import Answer
from custom_components.steward.agent.weather import condition, weather_answer
from tests.agent.homes import FakeState, entity, home_of, house, state, states

HOUSE = house()
BERLIN = timezone(timedelta(hours=1))
NOW = datetime(2026, 11, 25, 15, 0, tzinfo=BERLIN)
"""A Wednesday."""
TODAY = NOW.date()


def told(ids: str, now: dict[str, FakeState], **data: Any) -> Answer:
    """Return the answer about entities."""
    return state_answer([HOUSE.entities[i] for i in ids.split()], data, HOUSE, states(now))


def answer(ids: str, now: dict[str, FakeState], **data: Any) -> str:
    """Return what is said of entities."""
    return told(ids, now, **data).text


def found(ids: str, now: dict[str, FakeState], **data: Any) -> Answer:
    """Return the answer to which of entities are so."""
    return list_answer([HOUSE.entities[i] for i in ids.split()], data, HOUSE, states(now))


def listed(ids: str, now: dict[str, FakeState], **data: Any) -> str:
    """Return what is said of which entities are so."""
    return found(ids, now, **data).text


# Is it so?


@pytest.mark.parametrize(
    ("word", "now", "expected"),
    [
        ("on", state("on"), True),
        ("on", state("playing"), True),
        ("on", state("off"), False),
        ("off", state("standby"), True),
        ("open", state("opening"), True),
        ("closed", state("closed"), True),
        ("locked", state("locked"), True),
        ("unlocked", state("locked"), False),
        ("away", state("not_home"), True),
        ("away", state("home"), False),
        ("armed", state("armed_night"), True),
        ("armed", state("disarmed"), False),
        ("available", state("unavailable"), False),
        ("unavailable", state("unavailable"), True),
        ("low", state("12"), True),
        ("low", state("80"), False),
        ("low", state("unknown"), False),
        ("heating", state("heat", hvac_action="heating"), True),
        ("heating", state("heat", hvac_action="idle"), False),
        ("docked", state("docked"), True),
        ("dancing", state("dancing"), True),
    ],
)
def test_is_in(word: str, now: FakeState, expected: bool) -> None:
    """A word of the plan stands for one state or several."""
    assert is_in(HOUSE.entities["light.bulb"], now, word) is expected


@pytest.mark.parametrize(
    ("ids", "now", "word", "expected"),
    [
        pytest.param("light.bulb", {"light.bulb": state("on")}, "on", "Yes, Bulb is on.", id="yes"),
        pytest.param("light.bulb", {"light.bulb": state("off")}, "on", "No, Bulb is off.", id="no"),
        pytest.param(
            "light.left light.right",
            {"light.left": state("on"), "light.right": state("off")},
            "on",
            "No, Left Light is on and Right Light is off.",
            id="not all",
        ),
        pytest.param(
            "light.bulb",
            {"light.bulb": state("unavailable")},
            "off",
            "Bulb is not available.",
            id="nobody knows",
        ),
        pytest.param(
            "binary_sensor.window",
            {"binary_sensor.window": state("off")},
            "open",
            "No, Kitchen Window is closed.",
            id="window",
        ),
    ],
)
def test_yes_or_no(ids: str, now: dict[str, FakeState], word: str, expected: str) -> None:
    """Yes only if it is so of all, and always with what is."""
    assert answer(ids, now, state=word) == expected


def test_what_is() -> None:
    """Without a word the states are told; those that are gone are left out."""
    now = {"light.left": state("on"), "lock.front": state("locked")}
    told = answer("light.left light.right lock.front", now)
    assert told == "Left Light is on. Front Door is locked."
    same = {"light.left": state("on"), "light.right": state("on"), "lock.front": state("locked")}
    told = answer("light.left lock.front light.right", same)
    assert told == "Left Light and Right Light are on. Front Door is locked."
    assert answer("light.right", {}) == "I do not know."


# How much?


@pytest.mark.parametrize(
    ("entity_id", "now", "attribute", "expected"),
    [
        ("climate.lounge", state("heat", current_temperature=19.5), "temperature", "19.5 degrees"),
        ("climate.lounge", state("heat", temperature=21.0), "target", "set to 21 degrees"),
        ("light.strip", state("on", brightness=128), "brightness", "at 50 percent"),
        ("light.strip", state("off", brightness=None), "brightness", "off"),
        ("cover.blind", state("open", current_position=40), "position", "at 40 percent"),
        ("media_player.tv", state("playing", volume_level=0.3), "volume", "at 30 percent"),
        ("media_player.tv", state("playing", media_title="Jazz"), "title", "playing Jazz"),
        ("media_player.tv", state("playing", source="Radio"), "source", "on Radio"),
        ("fan.bed", state("on", percentage=66), "speed", "at 66 percent"),
        ("vacuum.robo", state("cleaning", fan_speed="Max"), "speed", "set to Max"),
        ("humidifier.bed", state("on", current_humidity=41), "humidity", "at 41 percent"),
        ("fan.bed", state("on", preset_mode="Sleep"), "preset", "set to Sleep"),
        ("input_number.level", state("5"), "value", "5"),
        ("light.strip", state("unavailable"), "brightness", "not available"),
    ],
)
def test_readings(entity_id: str, now: FakeState, attribute: str, expected: str) -> None:
    """A value is told in the words of what it measures, the state where there is none."""
    name = HOUSE.entities[entity_id].name
    assert answer(entity_id, {entity_id: now}, attribute=attribute) == f"{name} is {expected}."


def test_no_reading() -> None:
    """What is not there has no reading."""
    assert reading(HOUSE.entities["light.bulb"], "brightness", HOUSE, states()) is None
    assert answer("light.bulb", {}, attribute="brightness") == "I have no reading for that."


def test_a_room_is_read_by_its_sensors() -> None:
    """How warm a room is, its thermometer says; without one, its thermostat."""
    now = {
        "sensor.lounge": state("20.5", unit_of_measurement="°C"),
        "climate.lounge": state("heat", current_temperature=19),
        "light.bulb": state("on", brightness=5),
    }
    with_sensor = answer("light.bulb climate.lounge sensor.lounge", now, attribute="temperature")
    assert with_sensor == "Lounge Warmth is 20.5 degrees."
    without = answer("light.bulb climate.lounge", now, attribute="temperature")
    assert without == "Lounge Heating is 19 degrees."


def test_a_room_is_asked_for_what_its_things_have() -> None:
    """How bright a room is, its lights say and not its fans."""
    now = {"light.left": state("on", brightness=255), "fan.bed": state("on", percentage=5)}
    assert answer("fan.bed light.left", now, attribute="brightness") == (
        "Left Light is at 100 percent."
    )


def test_a_sensor_of_the_same_name_helps() -> None:
    """The battery of a lock is a sensor that is called like it."""
    home = home_of(
        [
            entity("lock.door", "Cellar Door"),
            entity("sensor.door", "Cellar Door Battery", device_class="battery"),
        ]
    )
    now = {
        "lock.door": state("locked"),
        "sensor.door": state("12", unit_of_measurement="%"),
    }
    sensed = state_answer([home.entities["lock.door"]], {"attribute": "battery"}, home, states(now))
    assert sensed.text == "Cellar Door Battery is 12 percent."
    assert sensed.figures == {"value": 12, "unit": "%"}


# Which, how many?


LIGHTS = "light.left light.right light.bulb fan.bed cover.blind lock.front"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"of": "light", "state": "on"}, "2 lights are on: Left Light and Bulb."),
        ({"of": "light", "state": "off"}, "1 light is off: Right Light."),
        ({"of": "light", "state": "unavailable"}, "No lights are unavailable."),
        ({"of": "fan", "state": "on"}, "No fans are on."),
        ({"of": "vacuum", "state": "cleaning"}, "I find no vacuums there."),
        ({"of": "fan"}, "Bedroom Fan is off."),
        ({"of": "device", "state": "open"}, "1 device is open: Blind."),
        ({"state": "locked"}, "1 device is locked: Front Door."),
    ],
)
def test_lists(data: dict[str, str], expected: str) -> None:
    """How many of a class are so, and which; a light that is on is not "open"."""
    now = {
        "light.left": state("on"),
        "light.right": state("off"),
        "light.bulb": state("on"),
        "fan.bed": state("off"),
        "cover.blind": state("open"),
        "lock.front": state("locked"),
    }
    assert listed(LIGHTS, now, **data) == expected


def test_what_plays() -> None:
    """Of players one wants to hear what they play."""
    now = {
        "media_player.tv": state("playing", media_title="News"),
        "media_player.box": state("off"),
    }
    told = listed("media_player.tv media_player.box", now, of="media", state="playing")
    assert told == "TV is playing News."


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("warmest", "Lounge is the warmest, at 22.5 degrees."),
        ("coldest", "Bedroom is the coldest, at 17 degrees."),
    ],
)
def test_extremes(word: str, expected: str) -> None:
    """The warmest room is found among thermometers and thermostats that have a reading."""
    now = {
        "sensor.lounge": state("22.5"),
        "sensor.bed": state("unknown"),
        "climate.bed": state("cool", current_temperature=17),
    }
    told = listed("sensor.lounge sensor.bed climate.bed", now, of="temperature", state=word)
    assert told == expected


def test_no_extremes() -> None:
    """Nothing is the warmest where nothing is measured."""
    now = {"sensor.lounge": state("unavailable")}
    assert listed("sensor.lounge", now, of="temperature", state="warmest") == (
        "I have no temperatures to compare."
    )


# As data


def figures(answer: Answer) -> dict[str, Any]:
    """Return the figures of an answer by entity id, with those of the answer under an empty one."""
    return {"": answer.figures, **{f.entity.entity_id: f.figures for f in answer.facts}}


@pytest.mark.parametrize(
    ("entity_id", "now", "attribute", "value", "unit"),
    [
        ("climate.lounge", state("heat", current_temperature=19.5), "temperature", 19.5, "°C"),
        ("climate.lounge", state("heat", temperature=21.0), "target", 21, "°C"),
        ("light.strip", state("on", brightness=204), "brightness", 80, "%"),
        ("cover.blind", state("open", current_position=40), "position", 40, "%"),
        ("media_player.tv", state("playing", volume_level=0.3), "volume", 30, "%"),
        ("media_player.tv", state("playing", media_title="1984"), "title", "1984", ""),
        ("vacuum.robo", state("cleaning", fan_speed="Max"), "speed", "Max", ""),
        ("humidifier.bed", state("on", humidity=45), "target", 45, "%"),
        ("light.strip", state("on", hs_color=(240.0, 100.0)), "color", "blue", ""),
        ("sensor.lounge", state("20.5", unit_of_measurement="°C"), "temperature", 20.5, "°C"),
    ],
)
def test_readings_as_data(
    entity_id: str, now: FakeState, attribute: str, value: float | str, unit: str
) -> None:
    """A reading is also a value with the unit that it is told in."""
    quantity = {"value": value, "unit": unit}
    sensed = told(entity_id, {entity_id: now}, attribute=attribute)
    assert figures(sensed) == {"": quantity, entity_id: quantity}


def test_states_as_data() -> None:
    """Whether it is so, how many are so, and what each is; a number only where one was measured."""
    now = {"light.left": state("on"), "light.right": state("off"), "sensor.lounge": state("nan")}
    lights = "light.left light.right"
    assert figures(told(lights, now, state="on")) == {
        "": {"yes": False},
        "light.left": {},
        "light.right": {},
    }
    assert figures(found(lights, now, of="light", state="on")) == {
        "": {"count": 1},
        "light.left": {},
    }
    assert figures(found(lights, now, of="fan")) == {"": {"count": 0}}
    assert figures(told("sensor.lounge", now)) == {"": {}, "sensor.lounge": {}}
    assert told("light.left", now).as_dict(states(now)) == {
        "text": "Left Light is on.",
        "entities": [{"entity_id": "light.left", "name": "Left Light", "state": "on"}],
    }


# Weather


def forecast(*ahead: int) -> list[dict[str, Any]]:
    """Return forecasts for days from today."""
    return [
        {
            "datetime": datetime.combine(TODAY + timedelta(days=n), datetime.min.time(), BERLIN)
            .replace(hour=12)
            .isoformat(),
            "condition": "rainy",
            "temperature": 8 + n,
            "templow": 2.5,
            "precipitation_probability": 70,
        }
        for n in ahead
    ]


def weather(day: str, now: FakeState, known: list[dict[str, Any]]) -> str:
    """Return what is said of the weather."""
    return weather_answer("Forecast", now, known, day, NOW, HOUSE)


def test_the_weather_now() -> None:
    """Condition, temperature and wind, with what the day brings; only what is known."""
    now = state("partlycloudy", temperature=7.5, wind_speed=10, wind_speed_unit="km/h")
    assert weather("now", now, forecast(0)) == (
        "It is partly cloudy and 7.5 degrees, with a wind of 10 kilometres an hour. "
        "Today: rainy, with a high of 8 and a low of 2.5 degrees and a 70 percent chance of rain."
    )
    assert weather("now", state("sunny"), forecast(1)) == "It is sunny."


def test_the_weather_to_come() -> None:
    """Each day that was asked for is told, and none that was not."""
    told = weather("weekend", state("sunny"), forecast(0, 1, 2, 3, 4, 5))
    assert told == (
        "Saturday: rainy, with a high of 11 and a low of 2.5 degrees"
        " and a 70 percent chance of rain. "
        "Sunday: rainy, with a high of 12 and a low of 2.5 degrees"
        " and a 70 percent chance of rain."
    )


@pytest.mark.parametrize("known", [[], [{"datetime": "2026-12-24T12:00:00+01:00"}]])
def test_no_forecast(known: list[dict[str, Any]]) -> None:
    """Of days without a forecast nothing is made up."""
    assert weather("tomorrow", state("sunny"), known) == "I have no forecast for that day."


def test_a_poor_forecast() -> None:
    """What a forecast does not hold is not told."""
    poor = [{"datetime": "2026-11-26", "condition": "clear-night", "temperature": None}]
    assert weather("tomorrow", state("sunny"), poor) == "Tomorrow: clear."
    wet = [{"datetime": "2026-11-26", "condition": "rainy", "precipitation_probability": 80}]
    told = weather("tomorrow", state("sunny"), wet)
    assert told == "Tomorrow: rainy, with an 80 percent chance of rain."
    mild = [{"datetime": "2026-11-26", "condition": "fog", "temperature": 1}]
    told = weather("tomorrow", state("sunny"), mild)
    assert told == "Tomorrow: foggy, with a high of 1 degree."


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("partlycloudy", "partly cloudy"),
        ("pouring", "pouring with rain"),
        ("lightning-rainy", "rainy with lightning"),
        ("snowy-rainy", "snowy and rainy"),
        ("fog", "foggy"),
        ("very_new", "very new"),
    ],
)
def test_condition(word: str, expected: str) -> None:
    """Conditions are told as people say them."""
    assert condition(word) == expected


# Corners


def test_a_forecast_in_utc() -> None:
    """Midnight in Berlin, written as 23 o'clock UTC, belongs to the day that begins."""
    midnight = datetime(2026, 11, 26, 0, 0, tzinfo=BERLIN).astimezone(UTC)
    known = [{"datetime": midnight.isoformat(), "condition": "snowy"}]
    assert weather("tomorrow", state("sunny"), known) == "Tomorrow: snowy."


def test_the_target_of_a_humidifier() -> None:
    """A humidity is no temperature."""
    told = answer(
        "humidifier.bed", {"humidifier.bed": state("on", humidity=45)}, attribute="target"
    )
    assert told == "Mist is set to 45 percent."


def test_a_colour_in_words() -> None:
    """Nobody wants to hear a tuple."""
    now = {"light.strip": state("on", hs_color=(240.0, 100.0))}
    assert "(" not in answer("light.strip", now, attribute="color")


@pytest.mark.parametrize("word", ["unknown", "unavailable"])
def test_nobody_knows_who_is_away(word: str) -> None:
    """A phone that cannot be reached says nothing of where its owner is."""
    assert not is_in(HOUSE.entities["person.ada"], state(word), "away")
