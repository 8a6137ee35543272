"""Planned calls in Home Assistant's own shape: real ids, absolute and legal values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from homeassistant.core import Context, HomeAssistant, SupportsResponse
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.steward.agent.changes import Problem
from custom_components.steward.agent.convert import READS, Call, Converted, convert
from custom_components.steward.agent.home import Home
from custom_components.steward.agent.plan import PlannedCall, When
from custom_components.steward.lists import async_with_item
from tests.agent.homes import FakeState, Named, entity, home_of, house, shortlist, state, states

HOUSE = house()
FAHRENHEIT = house("°F")


def converted(
    service: str,
    *named: Named,
    home: Home = HOUSE,
    now: dict[str, FakeState] | None = None,
    here: str | None = None,
    target: tuple[str, ...] | None = None,
    words: str = "",
    **rest: Any,
) -> Converted:
    """Return what becomes of a call on listed things: on the first, if nothing else is said."""
    chosen = ("@a",) if target is None else target
    planned = PlannedCall(service=service, target=chosen, **rest)
    return convert(planned, shortlist(home, *named, here=here, words=words), home, states(now))


def data_of(service: str, *named: Named, **rest: Any) -> dict[str, Any]:
    """Return the data of the only call that comes of it."""
    found = converted(service, *named, **rest)
    assert found.problems == ()
    (call,) = found.calls
    return dict(call.data)


# The call itself


def test_shape() -> None:
    """A call is written as an action of Home Assistant, without what is empty."""
    call = Call(service="light.turn_on", entity_ids=("light.a",), data={"brightness_pct": 5})
    assert call.shape() == {
        "service": "light.turn_on",
        "target": {"entity_id": ["light.a"]},
        "data": {"brightness_pct": 5},
    }
    assert Call(service="steward.undo").shape() == {"service": "steward.undo"}
    assert (call.domain, call.name) == ("light", "turn_on")


@pytest.mark.parametrize("service", sorted(READS))
def test_reads(service: str) -> None:
    """Questions are told from what acts."""
    assert Call(service=service).is_read


@pytest.mark.parametrize("service", ["light.turn_on", "steward.undo", "todo.add_item"])
def test_acts(service: str) -> None:
    """What changes something is no question."""
    assert not Call(service=service).is_read


# Steps become absolute, and stay in bounds


@pytest.mark.parametrize(
    ("brightness", "step", "expected"),
    [
        pytest.param(128, 10, 60, id="up"),
        pytest.param(128, -10, 40, id="down"),
        pytest.param(255, 10, 100, id="not above full"),
        pytest.param(13, -50, 1, id="never off"),
        pytest.param(None, 30, 30, id="from off"),
    ],
)
def test_brightness_steps(brightness: int | None, step: int, expected: int) -> None:
    """Brighter and darker are a brightness from 1 to 100."""
    now = {"light.strip": state("on", brightness=brightness)}
    data = {"brightness_step_pct": step}
    assert data_of("light.turn_on", "light.strip", data=data, now=now) == {
        "brightness_pct": expected
    }


def test_a_step_without_a_state() -> None:
    """What is not there yet counts from nothing."""
    assert data_of("light.turn_on", "light.strip", data={"brightness_step_pct": 20}) == {
        "brightness_pct": 20
    }


@pytest.mark.parametrize(
    ("position", "step", "expected"),
    [
        pytest.param(40, 20, 60, id="up"),
        pytest.param(40, -20, 20, id="down"),
        pytest.param(90, 20, 100, id="not above open"),
        pytest.param(10, -20, 0, id="not below closed"),
        pytest.param(None, 20, 20, id="unknown"),
    ],
)
def test_position_steps(position: int | None, step: int, expected: int) -> None:
    """A bit further is a position from 0 to 100."""
    now = {"cover.blind": state("open", current_position=position)}
    data = {"position_step": step}
    assert data_of("cover.set_cover_position", "cover.blind", data=data, now=now) == {
        "position": expected
    }


@pytest.mark.parametrize(
    ("volume", "step", "expected"),
    [
        pytest.param(0.5, 10, 0.6, id="up"),
        pytest.param(0.5, -10, 0.4, id="down"),
        pytest.param(0.95, 10, 1, id="not above full"),
        pytest.param(0.05, -10, 0.02, id="a bit of little is less"),
        pytest.param(0.1, 10, 0.14, id="a bit more than little"),
        pytest.param(0.02, -10, 0, id="not below nothing"),
        pytest.param(None, 10, 0.1, id="unknown"),
    ],
)
def test_volume_steps(volume: float | None, step: int, expected: float) -> None:
    """Louder is a level from 0 to 1."""
    now = {"media_player.tv": state("playing", volume_level=volume)}
    data = {"volume_step": step}
    assert data_of("media_player.volume_set", "media_player.tv", data=data, now=now) == {
        "volume_level": pytest.approx(expected)
    }


def test_a_step_that_was_counted_is_taken_as_it_is() -> None:
    """Down by 5 percent is 5 points, however quiet it is."""
    now = {"media_player.tv": state("playing", volume_level=0.06)}
    data = {"volume_step": -5}
    words = "turn it down by 5 percent"
    done = data_of("media_player.volume_set", "media_player.tv", data=data, now=now, words=words)
    assert done == {"volume_level": pytest.approx(0.01)}


@pytest.mark.parametrize(("percent", "level"), [(0, 0), (7, 0.07), (100, 1)])
def test_volume(percent: int, level: float) -> None:
    """Volume is said in percent and set as a level."""
    found = data_of("media_player.volume_set", "media_player.tv", data={"volume": percent})
    assert found == {"volume_level": pytest.approx(level)}


@pytest.mark.parametrize(
    ("attributes", "step", "expected"),
    [
        pytest.param({"temperature": 20}, 1.5, {"temperature": 21.5}, id="warmer"),
        pytest.param({"temperature": 29}, 5, {"temperature": 30}, id="not above the highest"),
        pytest.param({"temperature": 8}, -5, {"temperature": 7}, id="not below the lowest"),
        pytest.param({"current_temperature": 18}, 2, {"temperature": 20}, id="from what is"),
        pytest.param(
            {"temperature": None, "target_temp_low": 18, "target_temp_high": 29},
            2,
            {"target_temp_low": 20, "target_temp_high": 30},
            id="both ends",
        ),
    ],
)
def test_temperature_steps(
    attributes: dict[str, Any], step: float, expected: dict[str, float]
) -> None:
    """Warmer is a temperature that the thermostat takes."""
    now = {"climate.lounge": state("heat", **attributes)}
    data = {"temperature_step": step}
    found = data_of("climate.set_temperature", "climate.lounge", data=data, now=now)
    assert found == expected


@pytest.mark.parametrize(
    ("modes", "step", "expected"),
    [
        pytest.param("off heat cool", 1, {"hvac_mode": "heat"}, id="warmer"),
        pytest.param("off heat cool", -1, {"hvac_mode": "cool"}, id="cooler"),
        pytest.param("off auto", -1, {"hvac_mode": "auto"}, id="by itself"),
        pytest.param("off heat", -1, {}, id="what it cannot do is not begun"),
    ],
)
def test_warmer_begins_to_heat(modes: str, step: int, expected: dict[str, str]) -> None:
    """A thermostat that is off makes nobody warmer, whatever it is set to."""
    home = house()
    lounge = replace(home.entities["climate.lounge"], options={"hvac_mode": tuple(modes.split())})
    home = replace(home, entities={**home.entities, "climate.lounge": lounge})
    now = {"climate.lounge": state("off", temperature=20)}
    found = data_of(
        "climate.set_temperature",
        "climate.lounge",
        home=home,
        data={"temperature_step": step},
        now=now,
    )
    assert found == {"temperature": 20 + step, **expected}


def test_damper_turns_on_what_is_off() -> None:
    """A humidifier that is off changes nothing, whatever it is set to."""
    now = {"humidifier.bed": state("off", humidity=40)}
    found = converted(
        "humidifier.set_humidity", "humidifier.bed", data={"humidity_step": 10}, now=now
    )
    assert [(call.service, dict(call.data)) for call in found.calls] == [("humidifier.turn_on", {})]
    drier = data_of(
        "humidifier.set_humidity", "humidifier.bed", data={"humidity_step": -10}, now=now
    )
    assert drier == {"humidity": 30}


@pytest.mark.parametrize(
    ("humidity", "step", "expected"),
    [
        pytest.param(40, 10, 50, id="up"),
        pytest.param(55, 10, 60, id="not above the highest"),
        pytest.param(35, -10, 30, id="not below the lowest"),
    ],
)
def test_humidity_steps(humidity: int, step: int, expected: int) -> None:
    """Drier is a humidity that the device takes."""
    now = {"humidifier.bed": state("on", humidity=humidity)}
    data = {"humidity_step": step}
    assert data_of("humidifier.set_humidity", "humidifier.bed", data=data, now=now) == {
        "humidity": expected
    }


# White and colours


@pytest.mark.parametrize(
    ("data", "now", "expected"),
    [
        pytest.param({"white": "warm"}, None, 2700, id="warm"),
        pytest.param({"white": "candle"}, None, 2200, id="not below the lowest"),
        pytest.param({"white": "daylight"}, None, 6000, id="not above the highest"),
        pytest.param({"white": "warmer"}, 4000, 3200, id="warmer"),
        pytest.param({"white": "cooler"}, 4000, 4800, id="cooler"),
        pytest.param({"white": "cooler"}, None, 4800, id="from neutral"),
        pytest.param({"color_temp_kelvin": 9000}, None, 6000, id="kelvin above"),
        pytest.param({"color_temp_kelvin": 3000}, None, 3000, id="kelvin"),
    ],
)
def test_white(data: dict[str, Any], now: int | None, expected: int) -> None:
    """White tones are kelvin that the light can do."""
    known = {"light.ceiling": state("on", color_temp_kelvin=now)}
    assert data_of("light.turn_on", "light.ceiling", data=data, now=known) == {
        "color_temp_kelvin": expected
    }


def test_colours() -> None:
    """Home Assistant's own names stay, others become hue and saturation; brightness stays."""
    red = {"color_name": "red", "brightness_pct": 30}
    assert data_of("light.turn_on", "light.strip", data=red) == red
    assert data_of("light.turn_on", "light.strip", data={"color_name": "amber"}) == {
        "hs_color": [45.0, 100.0]
    }


# Degrees


@pytest.mark.parametrize(
    ("home", "said", "expected"),
    [
        pytest.param(HOUSE, {"temperature": 21}, 21, id="as said"),
        pytest.param(HOUSE, {"temperature": 70, "unit": "fahrenheit"}, 21, id="fahrenheit"),
        pytest.param(HOUSE, {"temperature": 21, "unit": "celsius"}, 21, id="its own"),
        pytest.param(HOUSE, {"temperature": 69, "unit": "fahrenheit"}, 20.5, id="half degrees"),
    ],
)
def test_units(home: Home, said: dict[str, Any], expected: float) -> None:
    """Degrees are given in the unit of the house, and the unit itself is not."""
    assert data_of("climate.set_temperature", "climate.lounge", home=home, data=said) == {
        "temperature": expected
    }


def test_celsius_in_a_house_of_fahrenheit() -> None:
    """Twenty degrees Celsius are 68 there."""
    hot = replace(FAHRENHEIT.entities["climate.lounge"], ranges={"temperature": (50.0, 86.0)})
    home = replace(FAHRENHEIT, entities={**FAHRENHEIT.entities, "climate.lounge": hot})
    said = {"temperature": 20, "unit": "celsius"}
    found = data_of("climate.set_temperature", "climate.lounge", home=home, data=said)
    assert found == {"temperature": 68}


def test_a_thermostat_with_two_temperatures() -> None:
    """Set to one temperature, the middle of its range moves there."""
    now = {
        "climate.bed": state("heat_cool", temperature=None, target_temp_low=18, target_temp_high=22)
    }
    found = data_of("climate.set_temperature", "climate.bed", data={"temperature": 24}, now=now)
    assert found == {"target_temp_low": 22, "target_temp_high": 26}


# Refused


@pytest.mark.parametrize(
    ("service", "entity_id", "data", "low", "high"),
    [
        pytest.param(
            "climate.set_temperature", "climate.lounge", {"temperature": 40}, 7, 30, id="hot"
        ),
        pytest.param(
            "climate.set_temperature", "climate.lounge", {"temperature": 6.5}, 7, 30, id="cold"
        ),
        pytest.param(
            "climate.set_temperature",
            "climate.lounge",
            {"temperature": 100, "unit": "fahrenheit"},
            7,
            30,
            id="hot in fahrenheit",
        ),
        pytest.param(
            "climate.set_temperature",
            "climate.bed",
            {"target_temp_low": 10, "target_temp_high": 20},
            16,
            28,
            id="low end",
        ),
        pytest.param(
            "climate.set_temperature",
            "climate.bed",
            {"target_temp_low": 20, "target_temp_high": 29},
            16,
            28,
            id="high end",
        ),
        pytest.param(
            "humidifier.set_humidity", "humidifier.bed", {"humidity": 90}, 30, 60, id="humidity"
        ),
        pytest.param(
            "input_number.set_value", "input_number.level", {"value": 11}, 0, 10, id="value"
        ),
        pytest.param(
            "water_heater.set_temperature",
            "water_heater.tank",
            {"temperature": 90},
            35,
            60,
            id="water",
        ),
    ],
)
def test_out_of_range_is_refused(
    service: str, entity_id: str, data: dict[str, Any], low: float, high: float
) -> None:
    """A number that a device cannot take is a problem that tells what it can."""
    found = converted(service, entity_id, data=data)
    assert found.calls == ()
    assert found.problems == (
        Problem(code="range", entity_id=entity_id, details={"low": low, "high": high}),
    )


def test_only_who_cannot_is_refused() -> None:
    """In one sentence one thermostat is set and the other is not."""
    found = converted(
        "climate.set_temperature",
        "climate.lounge",
        "climate.bed",
        target=("@a", "@b"),
        data={"temperature": 29},
    )
    assert [call.entity_ids for call in found.calls] == [("climate.lounge",)]
    assert [problem.entity_id for problem in found.problems] == ["climate.bed"]


@pytest.mark.parametrize(
    ("named", "target"),
    [
        pytest.param(("bath",), ("@a",), id="a room without"),
        pytest.param(("light.bulb",), ("@p",), id="a label of nothing"),
        pytest.param((("effect", "Fire"),), ("@a",), id="an option"),
        pytest.param((), ("@here",), id="here, and nowhere is here"),
    ],
)
def test_nothing_there(named: tuple[Named, ...], target: tuple[str, ...]) -> None:
    """A target that means nothing is a problem, and no call is made at all."""
    found = converted("cover.open_cover", *named, target=target)
    assert found == Converted(problems=(Problem(code="nothing"),))


# Grouped


def test_one_call_for_the_same_data() -> None:
    """Many entities set alike are one call, in the order they were found."""
    found = converted("light.turn_on", "upstairs", data={"brightness_pct": 30})
    assert found.calls == (
        Call(
            service="light.turn_on",
            entity_ids=("light.left", "light.right"),
            data={"brightness_pct": 30},
        ),
    )


def test_one_call_for_each_data() -> None:
    """A step comes to a brightness of its own for each light."""
    now = {"light.left": state("on", brightness=51), "light.right": state("on", brightness=204)}
    found = converted("light.turn_on", "upstairs", data={"brightness_step_pct": 10}, now=now)
    assert [(call.entity_ids, dict(call.data)) for call in found.calls] == [
        (("light.left",), {"brightness_pct": 24}),
        (("light.right",), {"brightness_pct": 90}),
    ]


def test_one_call_for_each_domain() -> None:
    """Turning a room off is a call of each domain's own."""
    found = converted("homeassistant.turn_off", "kitchen")
    assert [(call.service, call.entity_ids) for call in found.calls] == [
        ("light.turn_off", ("light.ceiling", "light.strip")),
        ("switch.turn_off", ("switch.kettle",)),
        ("media_player.turn_off", ("media_player.radio",)),
    ]


@pytest.mark.parametrize("name", ["turn_on", "turn_off"])
def test_plugs_called_lamps(name: str) -> None:
    """A plug is switched by the service of its own domain."""
    found = converted(f"light.{name}", "bath")
    assert found.calls == (Call(service=f"switch.{name}", entity_ids=("switch.mirror",)),)


def test_when_goes_with_every_part() -> None:
    """The time of a sentence is that of all its calls."""
    when = When(after_s=60)
    found = converted("homeassistant.turn_off", "kitchen", when=when)
    assert [call.when for call in found.calls] == [when] * 3
    assert converted("steward.start_timer", target=(), when=when).calls[0].when == when


# Options and plain data


def test_options_are_written_out() -> None:
    """The label of an option becomes its value, just as the device writes it."""
    found = data_of(
        "media_player.select_source",
        "media_player.tv",
        ("source", "HDMI 1"),
        data={"source": "@b"},
    )
    assert found == {"source": "HDMI 1"}


@pytest.mark.parametrize(
    ("service", "entity_id", "data"),
    [
        pytest.param("fan.set_percentage", "fan.bed", {"percentage": 40}, id="percentage"),
        pytest.param("fan.oscillate", "fan.bed", {"oscillating": True}, id="oscillating"),
        pytest.param("fan.set_direction", "fan.bed", {"direction": "reverse"}, id="direction"),
        pytest.param("climate.set_hvac_mode", "climate.lounge", {"hvac_mode": "heat"}, id="mode"),
        pytest.param("todo.add_item", "todo.groceries", {"item": "milk"}, id="item"),
        pytest.param("select.select_option", "light.strip", {"option": "so far unknown"}, id="new"),
        pytest.param(
            "alarm_control_panel.alarm_disarm",
            "alarm_control_panel.house",
            {"code": "0123"},
            id="code",
        ),
    ],
)
def test_other_data_stays_as_it_is(service: str, entity_id: str, data: dict[str, Any]) -> None:
    """What needs no change gets none."""
    assert data_of(service, entity_id, data=data) == data


def test_ticking_off() -> None:
    """An item is done by its status."""
    found = data_of("todo.update_item", "todo.groceries", data={"item": "milk"})
    assert found == {"item": "milk", "status": "completed"}


def test_questions_keep_class_and_targets() -> None:
    """A question carries the class it asks of; its place is written out as entities."""
    (call,) = converted("steward.list", "garage", of="cover", data={"state": "open"}).calls
    assert call == Call(
        service="steward.list",
        entity_ids=("cover.shutter", "cover.garage"),
        data={"state": "open", "of": "cover"},
    )


def test_a_call_without_a_target() -> None:
    """What needs no target gets none."""
    found = converted("steward.start_timer", target=(), data={"minutes": 5})
    assert found == Converted(calls=(Call(service="steward.start_timer", data={"minutes": 5}),))


# Corners


async def test_ticking_off_without_a_list(hass: HomeAssistant) -> None:
    """Without a target too, an item is done by its status, which `lists` sets with the list."""
    assert await async_setup_component(hass, "todo", {})
    schema = hass.services.async_services()["todo"]["update_item"].schema
    items = [{"summary": "Milk", "status": "needs_action"}]
    async_mock_service(
        hass,
        "todo",
        "get_items",
        response={"todo.groceries": {"items": items}},
        supports_response=SupportsResponse.ONLY,
    )
    (call,) = converted("todo.update_item", target=(), data={"item": "milk"}).calls
    assert call == Call(service="todo.update_item", data={"item": "milk"})
    named = replace(call, entity_ids=("todo.groceries",))
    found = await async_with_item(hass, named, Context())
    assert found is not None
    assert schema is not None
    sent = schema({**found.data, "entity_id": ["todo.groceries"]})
    assert (sent["item"], sent["status"]) == ("Milk", "completed")


@pytest.mark.parametrize("degrees", [27, 17])
def test_two_temperatures_stay_in_range(degrees: int) -> None:
    """The ends of a moved range are temperatures that the thermostat takes."""
    now = {
        "climate.bed": state("heat_cool", temperature=None, target_temp_low=18, target_temp_high=24)
    }
    data = {"temperature": degrees}
    found = data_of("climate.set_temperature", "climate.bed", data=data, now=now)
    assert all(16 <= value <= 28 for value in found.values())


def test_a_range_the_wrong_way_round() -> None:
    """Between 24 and 20 is a problem; never low above high."""
    data = {"target_temp_low": 24, "target_temp_high": 20}
    found = converted("climate.set_temperature", "climate.bed", data=data)
    assert found == Converted(problems=(Problem(code="order", entity_id="climate.bed"),))


def test_a_mode_is_for_those_that_have_it() -> None:
    """Cooling the house leaves the radiator out, whose mode it is not."""
    found = converted("climate.set_hvac_mode", target=("@home",), data={"hvac_mode": "cool"})
    assert [call.entity_ids for call in found.calls] == [("climate.bed",)]


@pytest.mark.parametrize(("word", "service"), [("eco", "turn_off"), ("off", "turn_on")])
async def test_a_water_heater_is_not_toggled(hass: HomeAssistant, word: str, service: str) -> None:
    """Every service that comes of "toggle" exists: here the one for what it is not just now."""
    assert await async_setup_component(hass, "water_heater", {})
    found = converted(
        "homeassistant.toggle", "water_heater.tank", now={"water_heater.tank": state(word)}
    )
    assert [c.service for c in found.calls] == [f"water_heater.{service}"]
    assert all(hass.services.has_service(c.domain, c.name) for c in found.calls)


def test_a_step_from_zero() -> None:
    """A freezer room at 0 degrees is a degree warmer at 1."""
    cold = entity(
        "climate.cold", "Cold Room", features="temperature", ranges={"temperature": (-10, 10)}
    )
    now = {"climate.cold": state("cool", temperature=0, current_temperature=4)}
    home = home_of([cold])
    data = {"temperature_step": 1}
    found = data_of("climate.set_temperature", "climate.cold", home=home, data=data, now=now)
    assert found == {"temperature": 1}


def test_a_humidity_step_to_a_broken_bound() -> None:
    """The lowest humidity is reached, not passed, also where it is no whole number."""
    mist = entity("humidifier.x", "Mist", features="humidity", ranges={"humidity": (35.5, 80)})
    data = {"humidity_step": -60}
    found = data_of("humidifier.set_humidity", "humidifier.x", home=home_of([mist]), data=data)
    assert 35.5 <= found["humidity"] <= 80
