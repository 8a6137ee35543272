"""What may change in a home, and what must."""

from typing import Any

import pytest

from house.changes import EntityState, Snapshot, differences, state_problems, value_is


def _state(state: str, **attributes: Any) -> EntityState:
    return EntityState(state=state, attributes=attributes)


def _problems(entity_id: str, was: EntityState, now: EntityState, want: Any = None) -> list[str]:
    """Return what is wrong when one entity became another, given what is wanted of it."""
    expect = {} if want is None else {entity_id: want}
    found = state_problems(expect, {entity_id: was}, {entity_id: now})
    return [problem.text for problem in found]


ON, OFF = _state("on", brightness=90, color_mode="brightness"), _state("off")
HUE = {"attributes": {"hs_color": [[350, 10], [70, 100]]}}
RED = _state("on", brightness=90, color_mode="hs", hs_color=(355, 90), rgb_color=(255, 30, 51))
WARM = _state("on", brightness=90, color_mode="color_temp", color_temp_kelvin=2700)


@pytest.mark.parametrize(
    ("entity_id", "was", "now", "want"),
    [
        pytest.param("light.a", OFF, ON, {"state": "on"}, id="light-on-brings-brightness"),
        pytest.param("light.a", ON, OFF, {"state": "off"}, id="light-off-takes-it-away"),
        pytest.param("light.a", WARM, RED, HUE, id="colour-takes-the-white-away"),
        pytest.param(
            "light.a",
            _state("on", brightness=9, effect="none"),
            _state("on", brightness=200, effect="party"),
            {"attributes": {"effect": "party"}},
            id="effect-may-set-brightness",
        ),
        pytest.param(
            "fan.a",
            _state("on", percentage=50, preset_mode=None),
            _state("on", percentage=100, preset_mode="gale"),
            {"attributes": {"preset_mode": "gale"}},
            id="fan-preset-sets-speed",
        ),
        pytest.param(
            "cover.a",
            _state("open", current_position=60, current_tilt_position=50, is_closed=False),
            _state("closed", current_position=0, current_tilt_position=0, is_closed=True),
            {"attributes": {"current_position": 0}},
            id="cover-position-closes-and-tilts",
        ),
        pytest.param(
            "climate.a",
            _state("off", temperature=20, preset_mode="none", fan_mode="low"),
            _state("heat", temperature=22, preset_mode="eco", fan_mode="auto", hvac_action="idle"),
            {"state": "heat"},
            id="climate-mode-brings-targets",
        ),
        pytest.param(
            "climate.a",
            _state("heat", temperature=20, preset_mode="eco"),
            _state("heat", temperature=22, preset_mode="none"),
            {"attributes": {"temperature": 22}},
            id="temperature-ends-preset",
        ),
        pytest.param(
            "humidifier.a",
            _state("on", humidity=40, mode="auto"),
            _state("on", humidity=60, mode="boost"),
            {"attributes": {"mode": "boost"}},
            id="humidifier-mode-sets-humidity",
        ),
        pytest.param(
            "media_player.a",
            _state("playing", source="A", volume_level=0.4, media_title="One"),
            _state("off"),
            {"state": "off"},
            id="player-off-shows-nothing",
        ),
        pytest.param(
            "media_player.a",
            _state("playing", volume_level=0.4, is_volume_muted=True),
            _state("playing", volume_level=0.6, is_volume_muted=False),
            {"attributes": {"volume_level": [0.5, 0.7]}},
            id="volume-unmutes",
        ),
        pytest.param(
            "sensor.a", _state("20"), _state("20", last_triggered="now"), None, id="ignored"
        ),
        pytest.param("input_number.a", _state("4.0"), _state("5.0"), {"state": "5"}, id="numbers"),
        pytest.param("todo.a", _state("3"), _state("4"), None, id="lists-are-judged-by-calls"),
        pytest.param(
            "light.a",
            _state("on", hs_color=(30.0, 50.0)),
            _state("on", hs_color=(30.4, 50.2)),
            None,
            id="rounded-colour",
        ),
    ],
)
def test_allowed(entity_id: str, was: EntityState, now: EntityState, want: Any) -> None:
    """What is wanted, and what follows from it, is no problem."""
    assert _problems(entity_id, was, now, want) == []


@pytest.mark.parametrize(
    ("entity_id", "was", "now", "want", "said"),
    [
        pytest.param("light.a", OFF, ON, None, "state went from off to on", id="unlisted"),
        pytest.param("light.a", OFF, OFF, {"state": "on"}, "state is off, not on", id="not-done"),
        pytest.param(
            "light.a",
            ON,
            _state("on", brightness=20, color_mode="brightness"),
            {"state": "on"},
            "brightness went from 90 to 20",
            id="brightness-unasked",
        ),
        pytest.param(
            "light.a",
            OFF,
            _state("on", brightness=50),
            {"attributes": {"brightness": 50}},
            "state went from off to on",
            id="state-unasked",
        ),
        pytest.param(
            "cover.a",
            _state("open", current_position=50, current_tilt_position=10),
            _state("open", current_position=50, current_tilt_position=90),
            None,
            "current_tilt_position went from 10 to 90",
            id="tilt-unasked",
        ),
        pytest.param(
            "climate.a",
            _state("heat", temperature=20, swing_mode="off"),
            _state("cool", temperature=20, swing_mode="on"),
            {"state": "cool"},
            "swing_mode went from off to on",
            id="swing-unasked",
        ),
        pytest.param(
            "media_player.a",
            _state("paused", volume_level=0.2),
            _state("playing", volume_level=0.9),
            {"state": "playing"},
            "volume_level went from 0.2 to 0.9",
            id="volume-unasked",
        ),
    ],
)
def test_problem(entity_id: str, was: EntityState, now: EntityState, want: Any, said: str) -> None:
    """What is not as wanted, or not wanted, is told."""
    assert f"{entity_id} {said}" in _problems(entity_id, was, now, want)


@pytest.mark.parametrize(
    ("name", "value", "want", "is_it"),
    [
        ("state", "on", ["on", "idle"], True),
        ("state", "82.0", "82", True),
        ("state", "locked", "unlocked", False),
        ("brightness", 128, [120, 130], True),
        ("brightness", 131, [120, 130], False),
        ("brightness", None, [120, 130], False),
        ("source", "Radio Harbour", "radio harbour", True),
        ("is_volume_muted", True, True, True),
        ("temperature", 21.0, 21, True),
        ("hs_color", (5, 80), [[350, 10], [70, 100]], True),
        ("hs_color", (355, 80), [[350, 10], [70, 100]], True),
        ("hs_color", (180, 80), [[350, 10], [70, 100]], False),
        ("hs_color", (5, 40), [[350, 10], [70, 100]], False),
        ("hs_color", None, [[350, 10], [70, 100]], False),
    ],
)
def test_value_is(name: str, value: Any, want: Any, is_it: bool) -> None:
    """Lists of states, ranges, hues through 360, numbers written otherwise."""
    assert value_is(name, value, want) is is_it


def test_harm_is_only_what_this_turn_did() -> None:
    """A change that an earlier turn made stays a problem, but is no harm of this one."""
    start: Snapshot = {"light.a": OFF}
    assert all(problem.harm for problem in state_problems({}, start, {"light.a": ON}))
    earlier = [*state_problems({}, start, {"light.a": ON}, since={"light.a": ON})]
    assert earlier
    assert not any(problem.harm for problem in earlier)


def test_wrong_value_of_a_listed_entity_is_no_harm() -> None:
    """It was asked for, if not like this."""
    now = {"light.a": _state("on", brightness=20)}
    want = {"light.a": {"state": "on", "attributes": {"brightness": [90, 110]}}}
    (problem,) = state_problems(want, {"light.a": OFF}, now)
    assert not problem.harm


def test_differences_tell_states_first() -> None:
    """A person reads the state before its details; readings are left out."""
    was = {"light.a": OFF, "climate.a": _state("heat", current_temperature=19)}
    now = {"light.a": ON, "climate.a": _state("heat", current_temperature=20)}
    names = [(one.entity_id, one.name) for one in differences(was, now)]
    assert names == [("light.a", "state"), ("light.a", "brightness"), ("light.a", "color_mode")]
