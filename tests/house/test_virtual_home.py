"""Virtual entities really change, as Home Assistant's own semantics have it."""

from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from house.core import running_home, virtual_home
from house.reset import async_reset
from house.virtual_home.models import EntitySpec, HomeSpec

from .conftest import entity

LAMP = entity(
    "light.strip",
    "on",
    attributes={
        "supported_color_modes": ["color_temp", "hs"],
        "color_mode": "color_temp",
        "color_temp_kelvin": 3000,
        "brightness": 80,
        "effect": "none",
        "effect_list": ["none", "waves"],
    },
)
FAN = entity(
    "fan.sail",
    "off",
    attributes={
        "percentage": 0,
        "percentage_step": 33.33,
        "preset_modes": ["calm"],
        "oscillating": False,
        "direction": "forward",
    },
)
BLIND = entity(
    "cover.slats", "open", attributes={"current_position": 100, "current_tilt_position": 40}
)
STOVE = entity(
    "climate.stove",
    "heat",
    attributes={
        "hvac_modes": ["off", "heat", "cool", "heat_cool"],
        "temperature": 20,
        "min_temp": 5,
        "max_temp": 30,
        "preset_mode": "none",
        "preset_modes": ["none", "eco"],
        "fan_mode": "low",
        "fan_modes": ["low", "high"],
        "swing_mode": "off",
        "swing_modes": ["off", "both"],
    },
)
TANK = entity(
    "water_heater.tank",
    "eco",
    attributes={
        "temperature": 50,
        "min_temp": 30,
        "max_temp": 70,
        "operation_list": ["eco", "performance", "off"],
        "away_mode": "off",
    },
)
HORN = entity(
    "media_player.horn",
    "off",
    attributes={"source_list": ["Radio", "Tape"], "volume_level": 0.4},
)
MIST = entity(
    "humidifier.mist",
    "off",
    attributes={"humidity": 40, "mode": "auto", "available_modes": ["auto", "boost"]},
)
CRAB = entity(
    "vacuum.crab", "docked", attributes={"fan_speed": "low", "fan_speed_list": ["low", "max"]}
)
VALVE = entity("valve.bilge", "closed", attributes={"current_position": 0})
PANEL = entity("alarm_control_panel.deck", "disarmed")
FIRMWARE = entity(
    "update.radio", "on", attributes={"installed_version": "1", "latest_version": "2"}
)
DIAL = entity("number.dial", "5", attributes={"min": 0, "max": 10, "step": 1})
FLAG = entity("select.pennant", "red", attributes={"options": ["red", "white"]})


@pytest.mark.parametrize(
    ("spec", "service", "data", "state", "attributes"),
    [
        pytest.param(LAMP, "turn_off", {}, "off", {"brightness": None}, id="light-off"),
        pytest.param(
            LAMP,
            "turn_on",
            {"color_name": "red"},
            "on",
            {"hs_color": (0, 100), "color_mode": "hs", "brightness": 80},
            id="light-colour",
        ),
        pytest.param(
            LAMP, "turn_on", {"effect": "waves"}, "on", {"effect": "waves"}, id="light-effect"
        ),
        pytest.param(FAN, "turn_on", {}, "on", {"percentage": 100}, id="fan-on"),
        pytest.param(
            FAN, "set_percentage", {"percentage": 50}, "on", {"percentage": 66}, id="fan-speed"
        ),
        pytest.param(
            FAN,
            "set_preset_mode",
            {"preset_mode": "calm"},
            "on",
            {"preset_mode": "calm"},
            id="fan-preset",
        ),
        pytest.param(
            FAN, "oscillate", {"oscillating": True}, "off", {"oscillating": True}, id="fan-swing"
        ),
        pytest.param(
            FAN,
            "set_direction",
            {"direction": "reverse"},
            "off",
            {"direction": "reverse"},
            id="fan-direction",
        ),
        pytest.param(BLIND, "close_cover", {}, "closed", {"current_position": 0}, id="cover-close"),
        pytest.param(
            BLIND,
            "set_cover_position",
            {"position": 30},
            "open",
            {"current_position": 30},
            id="cover-position",
        ),
        pytest.param(
            BLIND,
            "set_cover_tilt_position",
            {"tilt_position": 10},
            "open",
            {"current_tilt_position": 10, "current_position": 100},
            id="cover-tilt",
        ),
        pytest.param(
            STOVE, "set_temperature", {"temperature": 23}, "heat", {"temperature": 23}, id="warmer"
        ),
        pytest.param(
            STOVE,
            "set_hvac_mode",
            {"hvac_mode": "heat_cool"},
            "heat_cool",
            {"temperature": None, "target_temp_low": 18, "target_temp_high": 22},
            id="two-targets",
        ),
        pytest.param(
            STOVE,
            "set_preset_mode",
            {"preset_mode": "eco"},
            "heat",
            {"preset_mode": "eco"},
            id="preset",
        ),
        pytest.param(
            STOVE, "set_fan_mode", {"fan_mode": "high"}, "heat", {"fan_mode": "high"}, id="fan-mode"
        ),
        pytest.param(
            STOVE,
            "set_swing_mode",
            {"swing_mode": "both"},
            "heat",
            {"swing_mode": "both"},
            id="swing",
        ),
        pytest.param(STOVE, "turn_off", {}, "off", {"temperature": 20}, id="stove-off"),
        pytest.param(
            TANK, "set_temperature", {"temperature": 60}, "eco", {"temperature": 60}, id="tank"
        ),
        pytest.param(TANK, "turn_off", {}, "off", {}, id="tank-off"),
        pytest.param(
            TANK, "set_away_mode", {"away_mode": True}, "eco", {"away_mode": "on"}, id="tank-away"
        ),
        pytest.param(HORN, "turn_on", {}, "on", {"volume_level": 0.4}, id="player-on"),
        pytest.param(HORN, "media_play", {}, "playing", {}, id="player-play"),
        pytest.param(HORN, "media_pause", {}, "off", {}, id="player-off-stays-off"),
        pytest.param(
            HORN, "select_source", {"source": "Tape"}, "on", {"source": "Tape"}, id="player-source"
        ),
        pytest.param(MIST, "turn_on", {}, "on", {"humidity": 40}, id="humidifier-on"),
        pytest.param(MIST, "set_mode", {"mode": "boost"}, "off", {"mode": "boost"}, id="mode"),
        pytest.param(MIST, "set_humidity", {"humidity": 55}, "off", {"humidity": 55}, id="humid"),
        pytest.param(CRAB, "start", {}, "cleaning", {}, id="vacuum-start"),
        pytest.param(CRAB, "return_to_base", {}, "docked", {}, id="vacuum-dock"),
        pytest.param(
            CRAB, "set_fan_speed", {"fan_speed": "max"}, "docked", {"fan_speed": "max"}, id="speed"
        ),
        pytest.param(VALVE, "open_valve", {}, "open", {"current_position": 100}, id="valve-open"),
        pytest.param(
            VALVE,
            "set_valve_position",
            {"position": 20},
            "open",
            {"current_position": 20},
            id="valve-position",
        ),
        pytest.param(PANEL, "alarm_arm_night", {}, "armed_night", {}, id="alarm"),
        pytest.param(FIRMWARE, "install", {}, "off", {"installed_version": "2"}, id="update"),
        pytest.param(DIAL, "set_value", {"value": 7}, "7.0", {}, id="number"),
        pytest.param(FLAG, "select_option", {"option": "white"}, "white", {}, id="select"),
        pytest.param(
            entity("lawn_mower.gull", "docked"), "start_mowing", {}, "mowing", {}, id="mower"
        ),
        pytest.param(entity("lock.cabin", "locked"), "unlock", {}, "unlocked", {}, id="lock"),
        pytest.param(entity("siren.fog", "off"), "turn_on", {}, "on", {}, id="siren"),
        pytest.param(entity("switch.winch", "on"), "toggle", {}, "off", {}, id="switch"),
    ],
)
async def test_action_changes_the_entity(
    hut: HomeSpec,
    spec: EntitySpec,
    service: str,
    data: dict[str, Any],
    state: str,
    attributes: dict[str, Any],
) -> None:
    """An action leaves the entity in the state it asks for."""
    async with running_home({**hut, "entities": [spec]}) as hass:
        await _async_call(hass, spec["id"], service, data)
        now = hass.states.get(spec["id"])
        assert now is not None
        assert now.state == state
        assert {name: now.attributes.get(name) for name in attributes} == attributes


@pytest.mark.parametrize(
    ("spec", "service", "data", "recorded"),
    [
        (entity("scene.calm", "unknown"), "turn_on", {}, {}),
        (entity("button.horn", "unknown"), "press", {}, {}),
        (entity("script.cast_off", "off"), "turn_on", {}, {}),
        (entity("automation.tide", "on"), "trigger", {}, {}),
        (HORN, "media_next_track", {}, {}),
        (entity("todo.stores", "0"), "add_item", {"item": "Tar"}, {"item": "Tar"}),
        (
            entity("todo.stores", "1", attributes={"items": [{"summary": "Rope"}]}),
            "update_item",
            {"item": "Rope", "status": "completed"},
            {"item": "Rope", "status": "completed"},
        ),
        (
            entity("todo.stores", "1", attributes={"items": [{"summary": "Rope"}]}),
            "remove_item",
            {"item": "Rope"},
            {"item": "Rope"},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_leaves_no_state_is_recorded(
    hut: HomeSpec,
    spec: EntitySpec,
    service: str,
    data: dict[str, Any],
    recorded: dict[str, Any],
) -> None:
    """What only happens is found in the home's calls."""
    spec = {**spec, "state": "playing"} if spec is HORN else spec
    async with running_home({**hut, "entities": [spec]}) as hass:
        await _async_call(hass, spec["id"], service, data)
        (call,) = virtual_home(hass).calls
        assert call.service == f"{spec['id'].partition('.')[0]}.{service}"
        assert call.entity_id == spec["id"]
        assert call.data == recorded


async def test_unavailable_entity(hut: HomeSpec) -> None:
    """An entity can be away."""
    spec = entity("switch.pump", "on", fault="unavailable")
    async with running_home({**hut, "entities": [spec]}) as hass:
        state = hass.states.get("switch.pump")
        assert state is not None
        assert state.state == "unavailable"


async def test_failing_entity(hut: HomeSpec) -> None:
    """An entity can fail when it is told something."""
    spec = entity("switch.pump", "off", fault="raises")
    async with running_home({**hut, "entities": [spec]}) as hass:
        with pytest.raises(HomeAssistantError, match="does not respond"):
            await _async_call(hass, "switch.pump", "turn_on", {})


async def test_deaf_entity(hut: HomeSpec) -> None:
    """An entity can take an action and not follow it."""
    spec = entity("switch.pump", "off", fault="ignores")
    async with running_home({**hut, "entities": [spec]}) as hass:
        await _async_call(hass, "switch.pump", "turn_on", {})
        state = hass.states.get("switch.pump")
        assert state is not None
        assert state.state == "off"


async def test_alarm_wants_its_code(hut: HomeSpec) -> None:
    """A panel with a code disarms for that code alone."""
    spec = entity("alarm_control_panel.deck", "armed_away", code="2468")
    async with running_home({**hut, "entities": [spec]}) as hass:
        with pytest.raises(ServiceValidationError):
            await _async_call(hass, spec["id"], "alarm_disarm", {"code": "1"})
        await _async_call(hass, spec["id"], "alarm_disarm", {"code": "2468"})
        state = hass.states.get(spec["id"])
        assert state is not None
        assert state.state == "disarmed"


async def test_written_data_is_fetched_by_actions(hut: HomeSpec) -> None:
    """Forecasts and events come from the written home."""
    weather = entity(
        "weather.bay",
        "sunny",
        attributes={
            "temperature": 12,
            "temperature_unit": "°C",
            "forecast_daily": [{"datetime": "2030-01-02", "condition": "fog", "temperature": 9}],
        },
    )
    events = [{"summary": "Regatta", "start": "2030-01-02", "end": "2030-01-03"}]
    calendar = entity("calendar.races", "off", attributes={"events": events})
    async with running_home({**hut, "entities": [weather, calendar]}) as hass:
        forecast = await _async_ask(hass, "weather.bay", "get_forecasts", {"type": "daily"})
        assert forecast["forecast"][0]["condition"] == "fog"
        span = {"start_date_time": "2030-01-01 00:00:00", "end_date_time": "2030-01-09 00:00:00"}
        found = await _async_ask(hass, "calendar.races", "get_events", span)
        assert [event["summary"] for event in found["events"]] == ["Regatta"]


async def test_reset_takes_everything_back(hut: HomeSpec) -> None:
    """After a reset the home is as written, but for what is given."""
    async with running_home(hut) as hass:
        home = virtual_home(hass)
        before = {state.entity_id: state.state for state in hass.states.async_all()}
        await _async_call(hass, "light.lamp", "turn_on", {})
        await _async_call(hass, "lock.hatch", "unlock", {})
        await _async_call(hass, "input_number.knots", "set_value", {"value": 9})
        await _async_call(hass, "input_boolean.at_sea", "turn_on", {})
        await _async_call(hass, "input_select.flag", "select_option", {"option": "red"})
        await _async_call(hass, "automation.tide", "turn_off", {})
        await _async_call(hass, "todo.stores", "add_item", {"item": "Tar"})
        await async_reset(home, {"switch.pump": {"state": "on"}, "person.ada": {"state": "Quay"}})
        after = {state.entity_id: state.state for state in hass.states.async_all()}
        assert home.calls == []
        assert after["person.ada"] == "Quay"
        assert after["switch.pump"] == "on"
        await async_reset(home)
        assert {state.entity_id: state.state for state in hass.states.async_all()} == before


async def _async_call(
    hass: HomeAssistant, entity_id: str, service: str, data: dict[str, Any]
) -> None:
    """Call an action of the entity's own domain and wait."""
    domain = entity_id.partition(".")[0]
    await hass.services.async_call(domain, service, {"entity_id": entity_id, **data}, blocking=True)
    await hass.async_block_till_done()


async def _async_ask(
    hass: HomeAssistant, entity_id: str, service: str, data: dict[str, Any]
) -> dict[str, Any]:
    """Return what an action answers about the entity."""
    response = await hass.services.async_call(
        entity_id.partition(".")[0],
        service,
        {"entity_id": entity_id, **data},
        blocking=True,
        return_response=True,
    )
    assert response is not None
    answer = response[entity_id]
    assert isinstance(answer, dict)
    return answer
