"""What entities can do, read from their states, and what the grammar makes of it."""

from typing import Any

import pytest
from homeassistant.components.climate import ClimateEntityFeature
from homeassistant.components.cover import CoverEntityFeature
from homeassistant.components.fan import FanEntityFeature
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.components.light import LightEntityFeature
from homeassistant.components.media_player import MediaPlayerEntityFeature
from homeassistant.core import State

from custom_components.steward.abilities import features, fingerprint, options, ranges
from tests.components.at_home import House, call

pytest_plugins = ["tests.components.house_fixtures"]


@pytest.mark.parametrize(
    ("entity_id", "attributes", "able"),
    [
        pytest.param("light.a", {}, {"on_off"}, id="light-bare"),
        pytest.param("light.a", {"supported_color_modes": ["onoff"]}, {"on_off"}, id="light-onoff"),
        pytest.param(
            "light.a", {"supported_color_modes": ["brightness"]}, {"on_off", "dim"}, id="light-dim"
        ),
        pytest.param(
            "light.a",
            {"supported_color_modes": ["color_temp", "hs"], "supported_features": 4},
            {"on_off", "dim", "color", "color_temp", "effect"},
            id="light-all",
        ),
        pytest.param("switch.a", {}, {"on_off"}, id="switch"),
        pytest.param("switch.a", {"supported_features": None}, {"on_off"}, id="features-none"),
        pytest.param(
            "cover.a",
            {"supported_features": CoverEntityFeature.OPEN | CoverEntityFeature.CLOSE},
            {"open_close"},
            id="cover",
        ),
        pytest.param(
            "cover.a",
            {"supported_features": CoverEntityFeature.SET_POSITION},
            {"position"},
            id="cover-position",
        ),
        pytest.param(
            "fan.a",
            {"supported_features": FanEntityFeature.SET_SPEED},
            {"on_off", "speed"},
            id="fan",
        ),
        pytest.param(
            "climate.a",
            {
                "hvac_modes": ["off", "heat"],
                "supported_features": ClimateEntityFeature.TARGET_TEMPERATURE,
            },
            {"on_off", "mode", "temperature"},
            id="climate",
        ),
        pytest.param(
            "media_player.a",
            {"supported_features": MediaPlayerEntityFeature.VOLUME_SET},
            {"volume"},
            id="player",
        ),
        pytest.param("lock.a", {}, {"lock"}, id="lock"),
        pytest.param("sensor.a", {}, set(), id="sensor"),
        pytest.param("nonsense.a", {"supported_features": 255}, set(), id="unknown-domain"),
    ],
)
def test_features(entity_id: str, attributes: dict[str, Any], able: set[str]) -> None:
    """Features are those that Home Assistant reports, in the agent's words."""
    assert features(State(entity_id, "on", attributes)) == able


def test_options() -> None:
    """Choices are listed by the key of the data that chooses."""
    state = State("light.a", "on", {"effect_list": ["rainbow", "none"]})
    assert options(state) == {"effect": ("rainbow", "none")}
    assert options(State("light.a", "on", {"effect_list": None})) == {}
    assert options(State("sensor.a", "1", {"options": ["x"]})) == {}


def test_ranges() -> None:
    """Bounds are numbers, and need both ends."""
    state = State("climate.a", "heat", {"min_temp": 7, "max_temp": 30})
    assert ranges(state) == {"temperature": (7.0, 30.0)}
    assert ranges(State("climate.a", "heat", {"min_temp": 7})) == {}


def test_fingerprint() -> None:
    """What a device is counts, how it is does not."""
    one = State("light.a", "on", {"friendly_name": "A", "brightness": 3})
    assert fingerprint(one) == fingerprint(State("light.a", "off", {"friendly_name": "A"}))
    assert fingerprint(one) != fingerprint(State("light.a", "on", {"friendly_name": "B"}))
    assert fingerprint(one) != fingerprint(
        State(
            "light.a", "on", {"friendly_name": "A", "supported_features": LightEntityFeature.EFFECT}
        )
    )
    assert fingerprint(None) is None


async def test_grammar_offers_what_can_be_done(house: House) -> None:
    """The grammar of a sentence holds calls on what is there, and no others."""
    await house.say("the desk lamp", [call("steward.get_time")])
    grammar = house.engine.grammars[-1]
    assert "light.turn_on" in grammar
    assert "light-color ::=" in grammar or "color_name" not in grammar
    assert "vacuum.start" not in grammar
    assert "climate.set_temperature" not in grammar


async def test_what_cannot_be_done_is_not_done(house: House) -> None:
    """A plan beyond the abilities of a place comes to nothing, and says so."""
    before = house.states()
    plan = '{"calls":[{"service":"cover.open_cover","target":["@home"],"of":" awning"}]}'
    reply = await house.say("open all awnings in the house", plan)
    assert reply.outcome == "declined"
    assert house.states() == before


async def test_value_out_of_range(house: House) -> None:
    """A number that a device cannot be set to is refused with the range."""
    house.hass.states.async_set(
        "climate.stove",
        "heat",
        {
            "friendly_name": "Stove",
            "supported_features": 1,
            "min_temp": 10,
            "max_temp": 25,
            "hvac_modes": ["off", "heat"],
        },
    )
    async_expose_entity(house.hass, "conversation", "climate.stove", True)
    plan = '{"calls":[{"service":"climate.set_temperature","target":["@a"],"data":{"temperature":90}}]}'
    reply = await house.say("set the stove to 90 degrees", plan)
    assert reply.outcome == "declined"
    assert "10 to 25" in reply.speech
    assert reply.services == []
