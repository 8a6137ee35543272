"""Which entities a planned call means."""

from __future__ import annotations

from typing import Any

import pytest

from custom_components.steward.agent.plan import PlannedCall
from custom_components.steward.agent.targets import STATE, ability, expand, members
from tests.agent.homes import FakeState, house, shortlist, state, states

HOUSE = house()
LISTED = (
    "lounge",
    "upstairs",
    "downstairs",
    "bath",
    "light.strip",
    "garage",
    ("effect", "Fire"),
    "cover.blind",
    "garden",
)
LOUNGE, UPSTAIRS, DOWNSTAIRS, BATH, STRIP, GARAGE, FIRE, BLIND, GARDEN = (
    f"@{letter}" for letter in "abcdefghi"
)


def meant(
    service: str,
    *target: str,
    here: str | None = "kitchen",
    now: dict[str, FakeState] | None = None,
    **rest: Any,
) -> list[str]:
    """Return the ids of the entities that a call means."""
    call = PlannedCall(service=service, target=target, **rest)
    found = shortlist(HOUSE, *LISTED, here=here)
    return [e.entity_id for e in expand(call, found, HOUSE, states(now))]


# Behind labels


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        pytest.param(STRIP, ["light.strip"], id="an entity"),
        pytest.param(GARAGE, ["cover.shutter", "cover.garage"], id="an area"),
        pytest.param(FIRE, [], id="an option"),
        pytest.param("@p", [], id="not on the list"),
        pytest.param("nonsense", [], id="no label"),
    ],
)
def test_members(label: str, expected: list[str]) -> None:
    """A label stands for an entity, or for all that a place holds."""
    found = members(label, shortlist(HOUSE, *LISTED), HOUSE)
    assert [e.entity_id for e in found] == expected


def test_members_of_here_and_home() -> None:
    """Here is the speaker's room, home is all of it; nowhere holds nothing."""
    found = shortlist(HOUSE, here="bath")
    here = {e.entity_id for e in members("@here", found, HOUSE)}
    assert here == {"switch.mirror", "switch.towels"}
    assert members("@home", found, HOUSE) == HOUSE.everything()
    assert members("@here", shortlist(HOUSE), HOUSE) == ()


def test_a_floor_holds_the_areas_assigned_to_it() -> None:
    """The garden is on no floor, so no floor holds its gate; neither what is in no area."""
    up = {e.area_id for e in members(UPSTAIRS, shortlist(HOUSE, *LISTED), HOUSE)}
    down = {e.area_id for e in members(DOWNSTAIRS, shortlist(HOUSE, *LISTED), HOUSE)}
    assert up == {"bedroom", "bath"}
    assert down == {"kitchen", "lounge", "garage"}


def test_an_entity_that_is_gone_means_nothing() -> None:
    """What was listed and is not in the home any more is not found."""
    past = shortlist(HOUSE, "light.bulb")
    entities = {i: e for i, e in HOUSE.entities.items() if i != "light.bulb"}
    gone = type(HOUSE)(entities=entities, areas=HOUSE.areas, floors=HOUSE.floors)
    assert members("@a", past, gone) == ()


# Places


def test_the_lights_of_a_floor() -> None:
    """Just the lights of its areas: not those of the garden, no plugs, no fans."""
    assert meant("light.turn_on", UPSTAIRS) == ["light.left", "light.right"]
    assert meant("light.turn_off", DOWNSTAIRS) == ["light.ceiling", "light.strip", "light.bulb"]


@pytest.mark.parametrize(
    ("service", "data", "expected"),
    [
        pytest.param("light.turn_on", {}, ["light.ceiling", "light.strip"], id="on"),
        pytest.param(
            "light.turn_on", {"color_name": "red"}, ["light.strip"], id="only those with colour"
        ),
        pytest.param(
            "light.turn_on", {"white": "warm"}, ["light.ceiling"], id="only those with white tones"
        ),
        pytest.param("fan.turn_on", {}, [], id="no fan there"),
        pytest.param("vacuum.start", {}, ["vacuum.robo"], id="vacuum"),
        pytest.param("switch.turn_off", {}, ["switch.kettle"], id="switches"),
        pytest.param(
            "homeassistant.turn_off",
            {},
            ["light.ceiling", "light.strip", "switch.kettle", "media_player.radio"],
            id="everything",
        ),
    ],
)
def test_in_a_place_only_what_can_do_it(
    service: str, data: dict[str, Any], expected: list[str]
) -> None:
    """A place means its members of that domain that are able to."""
    assert meant(service, "@here", data=data) == expected


def test_everything_never_means_heating_or_alarms() -> None:
    """Everything turned off leaves the heating, the boiler and the automations alone."""
    domains = {i.partition(".")[0] for i in meant("homeassistant.turn_off", "@home")}
    assert domains == {"light", "switch", "fan", "media_player"}


def test_named_entities_are_taken_as_they_are() -> None:
    """A label for one thing means it, whatever its state or class."""
    assert meant("media_player.media_pause", BLIND) == ["cover.blind"]


@pytest.mark.parametrize(
    ("target", "of", "expected"),
    [
        pytest.param(LOUNGE, None, ["cover.blind", "cover.curtain"], id="lounge"),
        pytest.param(GARAGE, None, ["cover.shutter"], id="garage"),
        pytest.param(GARDEN, None, [], id="garden"),
        pytest.param("@home", None, ["cover.blind", "cover.curtain", "cover.shutter"], id="home"),
        pytest.param(LOUNGE, "curtain", ["cover.curtain"], id="curtains"),
        pytest.param(LOUNGE, "awning", ["cover.awning"], id="awnings"),
        pytest.param(LOUNGE, "window", ["cover.window"], id="windows"),
        pytest.param(LOUNGE, "door", ["cover.terrace"], id="doors"),
        pytest.param(GARAGE, "garage", ["cover.garage"], id="garage doors"),
        pytest.param("@home", "gate", ["cover.gate"], id="gates"),
        pytest.param("@home", "shutter", ["cover.shutter"], id="shutters"),
        pytest.param("@home", "zeppelin", [], id="unknown class"),
    ],
)
@pytest.mark.parametrize("service", ["cover.open_cover", "cover.close_cover"])
def test_covers_of_a_place(service: str, target: str, of: str | None, expected: list[str]) -> None:
    """Unless the class was said, a place means its window coverings and no way in or out."""
    assert meant(service, target, of=of) == expected


def test_a_named_garage_door_is_meant() -> None:
    """By its own label a door is a target like any other."""
    found = shortlist(HOUSE, "cover.garage")
    call = PlannedCall(service="cover.open_cover", target=("@a",))
    assert [e.entity_id for e in expand(call, found, HOUSE, states())] == ["cover.garage"]


def test_plugs_called_lamps() -> None:
    """They are "the lights" of a room without any, and nothing more of it is."""
    assert meant("light.turn_on", BATH) == ["switch.mirror"]
    assert meant("light.turn_off", BATH) == ["switch.mirror"]
    assert meant("light.turn_on", LOUNGE) == ["light.bulb"]


@pytest.mark.parametrize("data", [{"brightness_pct": 20}, {"color_name": "red"}, {"white": "warm"}])
def test_plugs_cannot_be_dimmed(data: dict[str, Any]) -> None:
    """A plug stands for a light only for on and off."""
    assert meant("light.turn_on", BATH, data=data) == []


def test_speakers_or_the_television() -> None:
    """A class picks among the players of a place."""
    assert meant("media_player.volume_mute", LOUNGE, of="tv") == ["media_player.tv"]
    assert meant("media_player.volume_mute", LOUNGE, of="speaker") == ["media_player.box"]


# Exceptions


@pytest.mark.parametrize(
    ("target", "excluded", "expected"),
    [
        pytest.param(("@here",), (STRIP,), ["light.ceiling"], id="one of a room"),
        pytest.param(("@home",), (DOWNSTAIRS, GARDEN), ["light.left", "light.right"], id="places"),
        pytest.param((STRIP,), (STRIP,), [], id="itself"),
        pytest.param((STRIP,), ("@p",), ["light.strip"], id="nothing known"),
    ],
)
def test_except(target: tuple[str, ...], excluded: tuple[str, ...], expected: list[str]) -> None:
    """What is left out is not meant, whether one thing or a whole place."""
    assert meant("light.turn_off", *target, excluded=excluded) == expected


def test_each_once_in_the_order_named() -> None:
    """Who is named twice is meant once, where it was named first."""
    found = meant("light.turn_on", STRIP, "@here", STRIP, UPSTAIRS)
    assert found == ["light.strip", "light.ceiling", "light.left", "light.right"]


# What is going on


PLAYING = {
    "media_player.tv": state("off"),
    "media_player.box": state("playing"),
    "media_player.radio": state("paused"),
}


@pytest.mark.parametrize(
    ("service", "data", "expected"),
    [
        pytest.param("media_pause", {}, ["media_player.box"], id="pause"),
        pytest.param("media_next_track", {}, ["media_player.box"], id="next"),
        pytest.param("media_stop", {}, ["media_player.box", "media_player.radio"], id="stop"),
        pytest.param("media_play", {}, ["media_player.radio"], id="play"),
        pytest.param(
            "volume_set",
            {"volume_step": 10},
            ["media_player.box", "media_player.radio"],
            id="louder",
        ),
        pytest.param(
            "turn_off",
            {},
            ["media_player.tv", "media_player.box", "media_player.radio"],
            id="off means all",
        ),
    ],
)
def test_what_plays_is_meant(service: str, data: dict[str, Any], expected: list[str]) -> None:
    """In a place, what is off is not meant by "pause" or "louder"."""
    assert meant(f"media_player.{service}", "@home", data=data, now=PLAYING) == expected


def test_where_nothing_plays_all_are_meant() -> None:
    """Pausing with everything off, or nothing known of it, is for all players."""
    off = {player: state("off") for player in PLAYING}
    assert meant("media_player.media_pause", "@home", now=off) == [*PLAYING]
    assert meant("media_player.media_pause", "@home", now={}) == [*PLAYING]


def test_brighter_is_for_lights_that_are_on() -> None:
    """A step is for what burns; a fixed brightness is for all."""
    now = {"light.left": state("on"), "light.right": state("off")}
    step, fixed = {"brightness_step_pct": 10}, {"brightness_pct": 10}
    assert meant("light.turn_on", UPSTAIRS, data=step, now=now) == ["light.left"]
    assert meant("light.turn_on", UPSTAIRS, data=fixed, now=now) == ["light.left", "light.right"]


# Questions


def test_a_question_is_about_all_of_a_place() -> None:
    """What is asked of a place is asked of everything in it."""
    assert meant("steward.get_state", BATH) == ["switch.mirror", "switch.towels"]
    assert meant("steward.list", BATH, of="light") == ["switch.mirror", "switch.towels"]


@pytest.mark.parametrize(
    ("service", "data", "expected"),
    [
        pytest.param("light.turn_on", {}, ("light", "on_off"), id="light"),
        pytest.param("light.turn_on", {"brightness_pct": 5}, ("light", "dim"), id="dim"),
        pytest.param(
            "light.turn_on",
            {"color_name": "red", "brightness_pct": 5},
            ("light", "color"),
            id="red",
        ),
        pytest.param("homeassistant.toggle", {}, ("any", "on_off"), id="toggle"),
        pytest.param(
            "climate.set_temperature",
            {"target_temp_low": 18, "target_temp_high": 22},
            ("climate", "temperature_range"),
            id="range",
        ),
        pytest.param(
            "climate.set_hvac_mode", {"hvac_mode": "heat"}, ("climate", "hvac_mode"), id="mode"
        ),
        pytest.param(
            "water_heater.set_temperature", {}, ("water_heater", "temperature"), id="water"
        ),
        pytest.param("steward.get_state", {"state": "on"}, ("any", STATE), id="question"),
        pytest.param("steward.undo", {}, ("any", STATE), id="undo"),
        pytest.param("no.such", {"thing": 1}, ("any", STATE), id="unknown"),
    ],
)
def test_ability(service: str, data: dict[str, Any], expected: tuple[str, str]) -> None:
    """A call needs what its rule in the grammar needs."""
    assert ability(PlannedCall(service=service, data=data)) == expected
