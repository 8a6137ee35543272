"""Words for values, states and kinds."""

from __future__ import annotations

import re
from typing import Any

import pytest

from custom_components.steward.agent.grammar import rules
from custom_components.steward.agent.kinds import CLASS_WORDS
from custom_components.steward.agent.wording import (
    amount,
    counted,
    joined,
    kind_noun,
    measured,
    spoken_state,
    unit_word,
)
from tests.agent.homes import FakeState, entity, state


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (21, "21"),
        (21.0, "21"),
        (18.44, "18.4"),
        ("18.46", "18.5"),
        (-0.5, "-0.5"),
        (0, "0"),
        (1013.2, "1013.2"),
        ("unknown", "unknown"),
        (None, "None"),
    ],
)
def test_amount(value: Any, expected: str) -> None:
    """Numbers are spoken with one decimal at most, and only where there is one."""
    assert amount(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(1234567, "1234567"), (1000000.0, "1000000"), (123456.7, "123456.7")]
)
def test_large_amounts(value: float, expected: str) -> None:
    """A meter's reading is spoken in full."""
    assert amount(value) == expected


@pytest.mark.parametrize(
    ("unit", "word"),
    [
        ("°C", "degrees"),
        ("kWh", "kilowatt hours"),
        ("%", "percent"),
        ("€/kWh", "euros per kilowatt hour"),
        ("L", "litres"),
        ("furlong", "furlong"),
    ],
)
def test_unit_word(unit: str, word: str) -> None:
    """Units are spoken in words; those that are not known as they are."""
    assert unit_word(unit) == word


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [(1, "W", "1 watt"), ("21.46", "°C", "21.5 degrees"), (-1, "°C", "-1 degree"), (5, "", "5")],
)
def test_measured(value: Any, unit: str, said: str) -> None:
    """One of a unit is told in the singular."""
    assert measured(value, unit) == said


@pytest.mark.parametrize(
    ("kind", "count", "noun"),
    [
        ("light", 1, "light"),
        ("light", 2, "lights"),
        ("light", 0, "lights"),
        ("person", 3, "people"),
        ("cover.blind", 2, "covers"),
        ("media_player.tv", 1, "player"),
        ("zeppelin", 2, "devices"),
    ],
)
def test_kind_noun(kind: str, count: int, noun: str) -> None:
    """A kind, domain or class has a noun in the number that fits; what is unknown is a device."""
    assert kind_noun(kind, count) == noun


def test_counted() -> None:
    """A number and its noun."""
    assert counted(3, "lights") == "3 lights"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_joined(texts: list[str], expected: str) -> None:
    """A list is spoken with commas and a last "and"."""
    assert joined(texts) == expected


def test_joined_by_or() -> None:
    """A choice has "or" before its last."""
    assert joined(["a", "b", "c"], "or") == "a, b or c"


def spoken(entity_id: str, now: FakeState, device_class: str | None = None) -> str:
    """Return the state of an entity in words."""
    return spoken_state(entity(entity_id, "X", device_class=device_class), now)


@pytest.mark.parametrize(
    ("device_class", "on", "off"),
    [
        ("door", "open", "closed"),
        ("window", "open", "closed"),
        ("motion", "detecting motion", "not detecting motion"),
        ("moisture", "wet", "dry"),
        ("smoke", "detecting smoke", "not detecting smoke"),
    ],
)
def test_sensors_say_what_they_sense(device_class: str, on: str, off: str) -> None:
    """A window is open, not on."""
    assert spoken("binary_sensor.x", state("on"), device_class) == on
    assert spoken("binary_sensor.x", state("off"), device_class) == off
    assert spoken("binary_sensor.x", state("unavailable"), device_class) == "not available"


@pytest.mark.parametrize(
    ("entity_id", "now", "expected"),
    [
        pytest.param("light.x", state("on"), "on", id="light"),
        pytest.param("person.x", state("home"), "home", id="home"),
        pytest.param("person.x", state("not_home"), "not home", id="away"),
        pytest.param("person.x", state("Work"), "at Work", id="in a zone"),
        pytest.param("person.x", state("unknown"), "unknown", id="nobody knows"),
        pytest.param(
            "media_player.x", state("playing", media_title="Jazz"), "playing Jazz", id="title"
        ),
        pytest.param("media_player.x", state("playing"), "playing", id="no title"),
        pytest.param("media_player.x", state("paused", media_title="Jazz"), "paused", id="paused"),
        pytest.param(
            "climate.x", state("heat", temperature=21.0), "heating, set to 21 degrees", id="heat"
        ),
        pytest.param("climate.x", state("off", temperature=21.0), "off", id="heating off"),
        pytest.param("climate.x", state("heat"), "heating", id="no temperature"),
        pytest.param(
            "sensor.x", state("21.46", unit_of_measurement="°C"), "21.5 degrees", id="reading"
        ),
        pytest.param(
            "sensor.x", state("unknown", unit_of_measurement="°C"), "unknown", id="no reading"
        ),
        pytest.param("alarm_control_panel.x", state("armed_away"), "armed away", id="two words"),
    ],
)
def test_states(entity_id: str, now: FakeState, expected: str) -> None:
    """A state is what one says after "is"."""
    assert spoken(entity_id, now) == expected


_OF_KIND = next(rule.body for rule in rules() if rule.name == "of-kind")


@pytest.mark.parametrize("of", sorted(set(re.findall(r'" ([a-z ]+)\\"', _OF_KIND)) - {"device"}))
def test_every_class_that_can_be_asked_for_has_a_noun(of: str) -> None:
    """Who asks for the garage doors does not hear of devices, and such a class exists."""
    assert of in CLASS_WORDS
    assert kind_noun(of, 2) != "devices"
