"""What is waited for: whether it is so, and what is said of it."""

from typing import Any

import pytest

from custom_components.steward.agent.happenings import (
    can_be_waited_for,
    is_so,
    said,
    waits_for_next_time,
)
from custom_components.steward.agent.plan import Event
from tests.agent.homes import FakeState, entity, home_of, state, states

DOOR = entity("binary_sensor.door", "Front Door", device_class="door")
WASHER = entity("binary_sensor.washer", "Washer", device_class="running")
PROGRAMME = entity("sensor.washer", "Washing Machine")
POWER = entity("sensor.power", "Dryer", device_class="power")
FRIDGE = entity("sensor.fridge", "Fridge", device_class="temperature")
VACUUM = entity("vacuum.robot", "Robot")
HEATING = entity("climate.bath", "Bath")
ANNA = entity("person.anna", "Anna")
HOME = home_of([DOOR, WASHER, PROGRAMME, POWER, FRIDGE, VACUUM, HEATING, ANNA])


@pytest.mark.parametrize(
    ("thing", "word", "now", "expected"),
    [
        pytest.param(DOOR, "open", state("on"), True, id="open"),
        pytest.param(DOOR, "closed", state("off"), True, id="closed"),
        pytest.param(DOOR, "closed", state("on"), False, id="not closed"),
        pytest.param(ANNA, "home", state("home"), True, id="home"),
        pytest.param(ANNA, "away", state("Work"), True, id="away"),
        pytest.param(WASHER, "off", state("off"), True, id="done"),
        pytest.param(WASHER, "off", state("on"), False, id="running"),
        pytest.param(PROGRAMME, "off", state("Finished"), True, id="word"),
        pytest.param(PROGRAMME, "off", state("program ended"), True, id="words"),
        pytest.param(PROGRAMME, "off", state("rinsing"), False, id="word of its own"),
        pytest.param(PROGRAMME, "running", state("rinsing"), True, id="running in its own word"),
        pytest.param(POWER, "off", state("1.2"), True, id="little power"),
        pytest.param(POWER, "off", state("430"), False, id="much power"),
        pytest.param(VACUUM, "off", state("docked"), True, id="vacuum done"),
        pytest.param(VACUUM, "docked", state("docked"), True, id="docked"),
        pytest.param(VACUUM, "off", state("returning"), False, id="on its way"),
        pytest.param(VACUUM, "running", state("error"), False, id="stuck"),
        pytest.param(HEATING, "heating", state("heat", hvac_action="heating"), True, id="heating"),
        pytest.param(FRIDGE, "low", state("12"), True, id="low"),
        pytest.param(DOOR, "open", state("unavailable"), None, id="away says nothing"),
        pytest.param(ANNA, "away", state("unknown"), None, id="unknown says nothing"),
        pytest.param(DOOR, "unavailable", state("unavailable"), True, id="unavailable"),
        pytest.param(DOOR, "available", state("unavailable"), False, id="not available"),
        pytest.param(DOOR, "open", None, None, id="gone"),
    ],
)
def test_words(thing: Any, word: str, now: FakeState | None, expected: bool | None) -> None:
    """A word means what it means in a question; of what is not there nobody can tell."""
    assert is_so(Event(source=thing.entity_id, state=word), thing, now) is expected


@pytest.mark.parametrize(
    ("bounds", "thing", "now", "expected"),
    [
        pytest.param({"below": 5}, FRIDGE, state("4.5"), True, id="below"),
        pytest.param({"below": 4.5}, FRIDGE, state("4.5"), False, id="not below"),
        pytest.param({"above": 4}, FRIDGE, state("4.5"), True, id="above"),
        pytest.param({"above": 20}, HEATING, state("heat", current_temperature=21), True, id="air"),
        pytest.param({"above": 20}, FRIDGE, state("cold"), None, id="no number"),
        pytest.param({"below": 0}, FRIDGE, state("0.5"), False, id="zero is a bound"),
    ],
)
def test_bounds(bounds: Any, thing: Any, now: FakeState, expected: bool | None) -> None:
    """A reading is below or above what was said."""
    assert is_so(Event(source=thing.entity_id, **bounds), thing, now) is expected


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        pytest.param(Event(source="binary_sensor.door", state="open"), True, id="there"),
        pytest.param(Event(source="", state="open"), False, id="gone"),
        pytest.param(Event(source="sensor.fridge", state="coldest"), False, id="comparison"),
    ],
)
def test_can_be_waited_for(event: Event, expected: bool) -> None:
    """Only what one thing by itself can become is waited for."""
    assert can_be_waited_for(event, HOME) is expected


def test_people_come_again() -> None:
    """Who is home already is waited for until the next time; a door that is closed is closed."""
    assert waits_for_next_time(ANNA)
    assert not waits_for_next_time(DOOR)


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (Event(source="binary_sensor.door", state="open"), "Front Door is open"),
        (Event(source="binary_sensor.door", state="on"), "Front Door is open"),
        (Event(source="binary_sensor.washer", state="off"), "Washer is done"),
        (Event(source="sensor.washer", state="off"), "Washing Machine is done"),
        (Event(source="person.anna", state="home"), "Anna is home"),
        (Event(source="sensor.fridge", below=3), "Fridge is below 3 degrees"),
        (Event(source="climate.bath", above=21.5), "Bath is above 21.5 degrees"),
        (Event(source="sensor.none", state="open"), "something that is gone is open"),
    ],
)
def test_said(event: Event, text: str) -> None:
    """What is waited for is said as it will be."""
    known = states({"sensor.fridge": state("4", unit_of_measurement="°C")})
    assert said(event, HOME, known) == text
