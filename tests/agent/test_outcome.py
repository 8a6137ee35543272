"""What really happened: states held against what a call asked for."""

from __future__ import annotations

from typing import Any

import pytest

from custom_components.steward.agent.convert import Call
from custom_components.steward.agent.outcome import (
    is_available,
    is_over,
    is_passing,
    is_settled,
    is_visible,
)
from tests.agent.homes import FakeState, state, states


def settled(service: str, entity_id: str, now: FakeState | None, **data: Any) -> bool:
    """Return whether an entity is as a call wants it."""
    known = {} if now is None else {entity_id: now}
    call = Call(service=service, entity_ids=(entity_id,), data=data)
    return is_settled(call, entity_id, states(known))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (state("on"), True),
        (state("unknown"), True),
        (state("unavailable"), False),
        (None, False),
    ],
)
def test_is_available(now: FakeState | None, expected: bool) -> None:
    """Only what is gone or unavailable cannot be reached."""
    assert is_available(now) is expected


@pytest.mark.parametrize(
    ("service", "now", "over"),
    [
        pytest.param("cover.close_cover", state("closing"), True, id="takes-its-time"),
        pytest.param("lock.lock", state("locking"), False, id="is-quick"),
        pytest.param("lock.lock", state("locked"), True, id="there"),
        pytest.param("lock.lock", state("unlocked"), False, id="not-there"),
        pytest.param("alarm_control_panel.alarm_arm_away", state("arming"), True, id="delay"),
    ],
)
def test_is_over(service: str, now: FakeState, *, over: bool) -> None:
    """A blind is not waited for until it is down, but a lock until it is locked."""
    entity_id = f"{service.partition('.')[0]}.x"
    call = Call(service=service, entity_ids=(entity_id,))
    assert is_over(call, entity_id, states({entity_id: now})) is over
    assert is_settled(call, entity_id, states({entity_id: now})) or not over


def test_moving_to_a_position() -> None:
    """A blind that moves has heard, wherever it is by now."""
    closing = state("closing", current_position=90)
    assert settled("cover.set_cover_position", "cover.x", closing, position=20)
    assert is_passing(closing)
    assert not is_passing(state("open"))
    assert not is_passing(None)


def test_what_is_gone_is_never_settled() -> None:
    """An entity without a state shows nothing."""
    assert not settled("light.turn_on", "light.x", None)
    assert not settled("scene.turn_on", "scene.x", None)


@pytest.mark.parametrize(
    ("service", "good", "bad"),
    [
        ("light.turn_on", "on", "off"),
        ("light.turn_on", "on", "unavailable"),
        ("switch.turn_off", "off", "on"),
        ("cover.open_cover", "opening", "closed"),
        ("cover.close_cover", "closed", "open"),
        ("valve.open_valve", "open", "closed"),
        ("valve.close_valve", "closing", "open"),
        ("lock.lock", "locked", "unlocked"),
        ("lock.lock", "locking", "jammed"),
        ("lock.unlock", "unlocked", "locked"),
        ("lock.open", "open", "locked"),
        ("alarm_control_panel.alarm_arm_home", "armed_home", "armed_away"),
        ("alarm_control_panel.alarm_arm_away", "arming", "disarmed"),
        ("alarm_control_panel.alarm_disarm", "disarmed", "triggered"),
        ("vacuum.start", "cleaning", "docked"),
        ("vacuum.pause", "paused", "cleaning"),
        ("vacuum.return_to_base", "returning", "cleaning"),
        ("lawn_mower.start_mowing", "mowing", "docked"),
        ("lawn_mower.pause", "paused", "mowing"),
        ("lawn_mower.dock", "returning", "mowing"),
        ("media_player.media_play", "playing", "paused"),
        ("media_player.media_pause", "paused", "playing"),
        ("media_player.media_stop", "idle", "playing"),
        ("media_player.turn_off", "standby", "playing"),
        ("media_player.turn_on", "idle", "off"),
        ("climate.turn_on", "heat", "off"),
        ("climate.turn_off", "off", "heat"),
        ("water_heater.turn_on", "eco", "off"),
    ],
)
def test_states(service: str, good: str, bad: str) -> None:
    """A call has worked when the state is one that it leads to."""
    entity_id = f"{service.partition('.')[0]}.x"
    assert settled(service, entity_id, state(good))
    assert not settled(service, entity_id, state(bad))


@pytest.mark.parametrize(
    ("service", "data", "good", "bad"),
    [
        ("light.turn_on", {"brightness_pct": 50}, {"brightness": 127}, {"brightness": 90}),
        ("light.turn_on", {"brightness_pct": 50}, {"brightness": 131}, {"brightness": None}),
        (
            "light.turn_on",
            {"color_temp_kelvin": 2700},
            {"color_temp_kelvin": 2710},
            {"color_temp_kelvin": 4000},
        ),
        ("light.turn_on", {"effect": "Fire"}, {"effect": "Fire"}, {"effect": None}),
        ("fan.set_percentage", {"percentage": 50}, {"percentage": 66}, {"percentage": 100}),
        ("fan.oscillate", {"oscillating": True}, {"oscillating": True}, {"oscillating": False}),
        (
            "climate.set_temperature",
            {"temperature": 21},
            {"temperature": 21.5},
            {"temperature": 23},
        ),
        (
            "climate.set_temperature",
            {"target_temp_low": 18, "target_temp_high": 22},
            {"target_temp_low": 18, "target_temp_high": 22},
            {"target_temp_low": 18, "target_temp_high": 25},
        ),
        ("humidifier.set_humidity", {"humidity": 50}, {"humidity": 51}, {"humidity": 60}),
        (
            "media_player.volume_set",
            {"volume_level": 0.5},
            {"volume_level": 0.52},
            {"volume_level": 0.6},
        ),
        (
            "media_player.volume_mute",
            {"is_volume_muted": True},
            {"is_volume_muted": True},
            {"is_volume_muted": False},
        ),
        ("media_player.select_source", {"source": "Radio"}, {"source": "Radio"}, {"source": "TV"}),
        (
            "cover.set_cover_position",
            {"position": 40},
            {"current_position": 42},
            {"current_position": 60},
        ),
        (
            "cover.set_cover_tilt_position",
            {"tilt_position": 40},
            {"current_tilt_position": 40},
            {"current_tilt_position": None},
        ),
        ("vacuum.set_fan_speed", {"fan_speed": "Max"}, {"fan_speed": "Max"}, {}),
        (
            "water_heater.set_operation_mode",
            {"operation_mode": "eco"},
            {"operation_mode": "eco"},
            {"operation_mode": "boost"},
        ),
    ],
)
def test_attributes(
    service: str, data: dict[str, Any], good: dict[str, Any], bad: dict[str, Any]
) -> None:
    """A value has arrived when its attribute shows it, nearly."""
    entity_id = f"{service.partition('.')[0]}.x"
    assert settled(service, entity_id, state("on", **good), **data)
    assert not settled(service, entity_id, state("on", **bad), **data)


@pytest.mark.parametrize(
    ("service", "data", "good", "bad"),
    [
        ("climate.set_hvac_mode", {"hvac_mode": "heat"}, "heat", "off"),
        ("water_heater.set_operation_mode", {"operation_mode": "eco"}, "eco", "boost"),
        ("input_number.set_value", {"value": 5}, "5.0", "6.0"),
        ("number.set_value", {"value": 0.5}, "0.5", "unknown"),
        ("select.select_option", {"option": "Eco"}, "Eco", "Auto"),
    ],
)
def test_values_that_are_the_state(service: str, data: dict[str, Any], good: str, bad: str) -> None:
    """Some values are the state itself, 5 and 5.0 the same."""
    entity_id = f"{service.partition('.')[0]}.x"
    assert settled(service, entity_id, state(good), **data)
    assert not settled(service, entity_id, state(bad), **data)


def test_state_and_value_are_both_wanted() -> None:
    """A light that is off is not at 50 percent, whatever its attributes say."""
    assert not settled("light.turn_on", "light.x", state("off", brightness=127), brightness_pct=50)


@pytest.mark.parametrize("service", ["scene.turn_on", "script.turn_on", "button.press"])
def test_what_leaves_no_trace(service: str) -> None:
    """Where nothing can be seen, the call itself is all."""
    entity_id = f"{service.partition('.')[0]}.x"
    assert settled(service, entity_id, state("unknown"))


def already(service: str, entity_id: str, now: FakeState, **data: Any) -> bool:
    """Return whether execution may say of an entity that it was so before."""
    call = Call(service=service, entity_ids=(entity_id,), data=data)
    return is_visible(call, entity_id) and is_settled(call, entity_id, states({entity_id: now}))


@pytest.mark.parametrize(
    ("service", "now", "data"),
    [
        pytest.param("light.turn_on", state("on"), {}, id="on"),
        pytest.param(
            "light.turn_on", state("on", brightness=127), {"brightness_pct": 50}, id="dimmed"
        ),
        pytest.param(
            "cover.set_cover_tilt_position",
            state("open", current_tilt_position=40),
            {"tilt_position": 40},
            id="slats",
        ),
        pytest.param("climate.set_hvac_mode", state("heat"), {"hvac_mode": "heat"}, id="mode"),
    ],
)
def test_what_can_be_seen_is_already_so(service: str, now: FakeState, data: dict[str, Any]) -> None:
    """Where the state shows all of it, a thing may have been so before."""
    assert already(service, f"{service.partition('.')[0]}.x", now, **data)


@pytest.mark.parametrize("data", [{"color_name": "red"}, {"hs_color": [45.0, 100.0]}])
def test_another_colour_is_not_already_so(data: dict[str, Any]) -> None:
    """A light that shines blue is not red yet."""
    blue = state("on", hs_color=(240.0, 100.0), rgb_color=(0, 0, 255))
    assert not already("light.turn_on", "light.x", blue, **data)


@pytest.mark.parametrize(
    ("service", "now"),
    [
        pytest.param("cover.open_cover_tilt", state("open", current_tilt_position=0), id="slats"),
        pytest.param("cover.close_cover_tilt", state("open", current_tilt_position=99), id="shut"),
        pytest.param("cover.stop_cover", state("opening"), id="stop"),
        pytest.param("valve.stop_valve", state("closing"), id="stop valve"),
        pytest.param("update.install", state("on", in_progress=False), id="update"),
        pytest.param("automation.turn_on", state("off"), id="automation"),
    ],
)
def test_what_has_not_happened_is_not_already_so(service: str, now: FakeState) -> None:
    """Before the call, the thing is not as the call wants it."""
    assert not already(service, f"{service.partition('.')[0]}.x", now)


@pytest.mark.parametrize("word", ["standby", "unavailable", "unknown"])
def test_standby_is_not_on(word: str) -> None:
    """A television in standby counts as off, so turning it on is not done yet."""
    assert not settled("media_player.turn_on", "media_player.x", state(word))
