"""Replies: words made from what happened."""

from __future__ import annotations

from typing import Any

import pytest

from custom_components.steward.agent.changes import Problem
from custom_components.steward.agent.convert import Call
from custom_components.steward.agent.outcome import (
    ALREADY,
    DONE,
    ERROR,
    LATE,
    PENDING,
    REVERTED,
    UNAVAILABLE,
    UNDER_WAY,
    Outcome,
)
from custom_components.steward.agent.reply import (
    WRONG_ORDER,
    acted,
    done,
    named,
    problems,
    span,
    to_do,
    which,
)
from custom_components.steward.agent.structure import services
from tests.agent.homes import entity, home_of, house

HOUSE = house()


def call(service: str, *entity_ids: str, **data: Any) -> Call:
    """Return a call."""
    return Call(service=service, entity_ids=entity_ids, data=data)


def outcomes(made: Call, **statuses: str) -> list[Outcome]:
    """Return what became of a call on lights, by name."""
    return [
        Outcome(entity_id=f"light.{name}", call=made, status=status)
        for name, status in statuses.items()
    ]


ON = call("light.turn_on")


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ([], ""),
        (["light.bulb"], "Bulb"),
        (["light.bulb", "fan.bed"], "Bulb and Bedroom Fan"),
        (["light.gone_lamp"], "gone lamp"),
        (["light.bulb"] * 5, "5 lights"),
        (["light.bulb"] * 4 + ["fan.bed"], "5 devices"),
    ],
)
def test_named(ids: list[str], expected: str) -> None:
    """Few are named, many are counted."""
    assert named(ids, HOUSE) == expected


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (call("light.turn_on", "light.bulb"), "Turned on Bulb"),
        (call("lock.lock", "lock.front"), "Locked Front Door"),
        (call("scene.turn_on", "scene.dusk"), "Set the scene Dusk"),
        (call("light.turn_on", "light.strip", brightness_pct=40), "Set Strip to 40 percent"),
        (
            call("light.turn_on", "light.strip", color_name="red", brightness_pct=40),
            "Set Strip to red and 40 percent",
        ),
        (
            call("climate.set_temperature", "climate.lounge", temperature=21.0),
            "Set Lounge Heating to 21 degrees",
        ),
        (
            call("climate.set_temperature", "climate.bed", target_temp_low=18, target_temp_high=22),
            "Set Bedroom AC to 18 to 22 degrees",
        ),
        (
            call("media_player.volume_set", "media_player.tv", volume_level=0.3),
            "Set TV to 30 percent volume",
        ),
        (
            call("climate.set_hvac_mode", "climate.bed", hvac_mode="heat_cool"),
            "Set Bedroom AC to heat and cool",
        ),
        (call("fan.brand_new", "fan.bed"), "Done with Bedroom Fan"),
        (call("light.turn_on"), "Turned it on"),
        (
            call("media_player.volume_mute", "media_player.tv", is_volume_muted=True),
            "Muted TV",
        ),
        (
            call("media_player.volume_mute", "media_player.tv", is_volume_muted=False),
            "Unmuted TV",
        ),
        (
            call("climate.set_hvac_mode", "climate.bed", hvac_mode="off"),
            "Turned off Bedroom AC",
        ),
        (call("fan.oscillate", "fan.bed", oscillating=True), "Set Bedroom Fan to oscillate"),
    ],
)
def test_done(made: Call, expected: str) -> None:
    """What a call did, with the values that it set."""
    assert done(made, made.entity_ids, HOUSE) == expected


@pytest.mark.parametrize("service", [s for s in services() if not s.startswith("steward.")])
def test_every_call_has_words(service: str) -> None:
    """No service leaves a placeholder in what is said of it."""
    domain = service.partition(".")[0]
    home = home_of([entity(f"{domain}.x", "Thing")])
    text = done(call(service), [f"{domain}.x"], home)
    assert "Thing" in text
    assert "{" not in text


def test_a_name_in_braces_is_only_a_name() -> None:
    """What a house calls a thing is never a template."""
    home = home_of([entity("light.x", "{names} {0}")])
    assert done(call("light.turn_on"), ["light.x"], home) == "Turned on {names} {0}"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param([], "", id="nothing"),
        pytest.param(outcomes(ON, bulb=DONE), "Turned on Bulb.", id="done"),
        pytest.param(
            outcomes(ON, bulb=DONE, left=DONE), "Turned on Bulb and Left Light.", id="both"
        ),
        pytest.param(outcomes(ON, bulb=ALREADY), "Bulb is already on.", id="already"),
        pytest.param(
            outcomes(ON, bulb=ALREADY, left=ALREADY),
            "Bulb and Left Light are already on.",
            id="both already",
        ),
        pytest.param(outcomes(ON, bulb=UNAVAILABLE), "Bulb is not available.", id="unavailable"),
        pytest.param(outcomes(ON, bulb=PENDING), "Bulb did not respond.", id="no response"),
        pytest.param(outcomes(ON, bulb=ERROR), "Something went wrong with Bulb.", id="error"),
        pytest.param(outcomes(ON, bulb=LATE), "Bulb has not answered yet.", id="late"),
        pytest.param(
            outcomes(ON, bulb=LATE, left=LATE),
            "Bulb and Left Light have not answered yet.",
            id="both late",
        ),
        pytest.param(outcomes(ON, bulb=REVERTED), "Bulb did not stay on.", id="reverted"),
        pytest.param(
            outcomes(call("cover.open_cover"), bulb=UNDER_WAY), "Opening Bulb.", id="opening"
        ),
        pytest.param(
            outcomes(call("cover.set_cover_position", position=40), bulb=UNDER_WAY),
            "Setting Bulb to 40 percent.",
            id="on its way to a position",
        ),
        pytest.param(
            outcomes(ON, left=PENDING, bulb=DONE),
            "Turned on Bulb. Left Light did not respond.",
            id="done comes first",
        ),
        pytest.param(
            outcomes(ON, bulb=DONE, left=PENDING, right=UNAVAILABLE),
            "Turned on Bulb. Left Light did not respond. Right Light is not available.",
            id="mixed",
        ),
        pytest.param(
            outcomes(call("light.turn_on", brightness_pct=40), bulb=ALREADY),
            "Bulb is already at 40 percent.",
            id="already at",
        ),
        pytest.param(
            outcomes(call("light.turn_on", color_name="red"), bulb=ALREADY),
            "Bulb is already set to red.",
            id="already set to",
        ),
        pytest.param(
            outcomes(call("media_player.volume_mute", is_volume_muted=True), bulb=ALREADY),
            "Bulb is already muted.",
            id="already muted",
        ),
        pytest.param(
            outcomes(call("fan.oscillate", oscillating=True), bulb=ALREADY),
            "Bulb is already oscillating.",
            id="already oscillating",
        ),
        pytest.param(
            outcomes(call("climate.set_hvac_mode", hvac_mode="off"), bulb=ALREADY),
            "Bulb is already off.",
            id="already off",
        ),
    ],
)
def test_acted(found: list[Outcome], expected: str) -> None:
    """Every kind of outcome is told, and a failure never as success."""
    assert acted(found, HOUSE) == expected


def test_failures_are_named_where_successes_are_counted() -> None:
    """Of many that failed the first are named, for somebody to look after."""
    names = ["bulb", "left", "right", "gone_a", "gone_b", "gone_c"]
    failed = outcomes(ON, **dict.fromkeys(names, PENDING))
    expected = "Bulb, Left Light, Right Light, gone a and 2 more did not respond."
    assert acted(failed, HOUSE) == expected


def test_same_name_is_told_with_its_room() -> None:
    """Where two rooms have a lamp of the same name, it is said which; elsewhere it is not."""
    home = home_of(
        [
            entity("light.one", "Lamp", "study"),
            entity("light.two", "lamp", "hall"),
            entity("switch.lamp", "Lamp", "hall"),
            entity("light.desk", "Desk Lamp", "hall"),
        ]
    )
    assert named(["light.one", "light.two"], home) == "Lamp in Study and lamp in Hall"
    assert named(["light.two", "switch.lamp"], home) == "lamp in Hall and Lamp"
    assert named(["light.desk"], home) == "Desk Lamp"


def test_what_was_so_already_is_not_worth_a_sentence() -> None:
    """Where something was done, only failures are told beside it."""
    assert acted(outcomes(ON, bulb=DONE, left=ALREADY), HOUSE) == "Turned on Bulb."
    assert acted(outcomes(ON, bulb=ALREADY, left=PENDING), HOUSE) == (
        "Bulb is already on. Left Light did not respond."
    )


def test_the_same_in_two_domains_is_told_once() -> None:
    """A lamp and a plug turned off are one sentence."""
    found = [
        Outcome(entity_id="light.bulb", call=call("light.turn_off"), status=DONE),
        Outcome(entity_id="switch.desk", call=call("switch.turn_off"), status=DONE),
    ]
    assert acted(found, HOUSE) == "Turned off Bulb and Desk Lamp."


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("cover.open_cover", "open"),
        ("cover.close_cover", "closed"),
        ("lock.lock", "locked"),
        ("alarm_control_panel.alarm_arm_night", "armed"),
        ("media_player.media_play", "playing"),
        ("media_player.media_pause", "paused"),
        ("vacuum.return_to_base", "home"),
        ("vacuum.start", "running"),
        ("switch.turn_off", "off"),
    ],
)
def test_already(service: str, expected: str) -> None:
    """What was so before is told as it is."""
    found = [Outcome(entity_id="light.bulb", call=call(service), status=ALREADY)]
    assert acted(found, HOUSE) == f"Bulb is already {expected}."


def test_which() -> None:
    """A question names what it is between; without names it asks all the same."""
    ids = ["light.left", "light.right", "light.bulb"]
    expected = "Which one do you mean: Left Light, Right Light or Bulb?"
    assert which(ids, HOUSE) == expected
    assert which(["light.gone"], HOUSE) == "Which one do you mean?"
    assert which([], HOUSE).startswith("Please say a little more")


RANGE = Problem(code="range", entity_id="climate.lounge", details={"low": 7.0, "high": 30})


def test_problems() -> None:
    """What stands in the way is told once, with what would be possible."""
    nothing = Problem(code="nothing")
    assert problems([nothing, RANGE, nothing], HOUSE) == (
        "There is nothing there that could do that. Lounge Heating can only be set from 7 to 30."
    )
    assert problems([], HOUSE) == ""


def test_a_range_the_wrong_way_round() -> None:
    """Low above high is told as what it is, not as a thing that is not there."""
    assert problems([Problem(code="order", entity_id="climate.bed")], HOUSE) == WRONG_ORDER


def test_to_do() -> None:
    """What is yet to be done is said as that."""
    assert to_do(call("light.turn_off", "light.bulb"), HOUSE) == "turn off Bulb"
    muted = call("media_player.volume_mute", "media_player.tv", is_volume_muted=True)
    assert to_do(muted, HOUSE) == "mute TV"
    assert to_do(call("light.turn_on"), HOUSE) == "turn it on"


@pytest.mark.parametrize("service", ["vacuum.locate", "vacuum.clean_spot"])
def test_to_do_begins_with_a_verb(service: str) -> None:
    """Not "I will thing is calling out in 5 minutes.": the name stays, and a verb comes first."""
    home = home_of([entity("vacuum.x", "Thing")])
    text = to_do(call(service, "vacuum.x"), home)
    assert "Thing" in text
    assert " is calling" not in text
    assert " cleans " not in text


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (90, "1 minute and 30 seconds"),
        (3600, "1 hour"),
        (4800, "1 hour and 20 minutes"),
        (7325, "2 hours, 2 minutes and 5 seconds"),
        (59.6, "1 minute"),
    ],
)
def test_span(seconds: float, expected: str) -> None:
    """A span of time in the units that it has."""
    assert span(seconds) == expected


# Corners


@pytest.mark.parametrize(
    "service", ["cover.open_cover_tilt", "cover.close_cover_tilt", "vacuum.clean_spot"]
)
def test_already_is_a_sentence(service: str) -> None:
    """No placeholder, and no preposition at the end."""
    made = call(service)
    text = acted([Outcome(entity_id="light.bulb", call=made, status=ALREADY)], HOUSE)
    assert not text.endswith(("of.", "spot."))
