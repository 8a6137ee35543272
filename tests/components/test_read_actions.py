"""The actions that only read: the same questions as in a conversation, for automations."""

from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.automation import DOMAIN as AUTOMATION
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.components.recorder import Recorder
from homeassistant.const import EntityCategory
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import label_registry as lr
from homeassistant.setup import async_setup_component
from probatio import Invalid
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.steward.const import DOMAIN
from tests.components.at_home import House, call

pytest_plugins = ["tests.components.house_fixtures", "tests.components.recorder_fixtures"]

DESK_LAMP = {"entity_id": "light.desk_lamp", "name": "Desk Lamp", "state": "off"}
FLOOR_LAMP = {"entity_id": "light.floor_lamp", "name": "Floor Lamp", "state": "on"}
ON = {"state": "on"}


async def ask(
    hass: HomeAssistant, action: str, context: Context | None = None, **data: Any
) -> dict[str, Any]:
    """Call an action and return its response."""
    response = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, context=context, return_response=True
    )
    assert response is not None
    return dict(response)


# What is?


@pytest.mark.parametrize(
    ("data", "response"),
    [
        pytest.param(
            {"entity_id": "light.floor_lamp"},
            {"text": "Floor Lamp is on.", "entities": [FLOOR_LAMP]},
            id="state",
        ),
        pytest.param(
            {"entity_id": ["light.desk_lamp", "light.floor_lamp"], **ON},
            {
                "text": "No, Desk Lamp is off and Floor Lamp is on.",
                "yes": False,
                "entities": [DESK_LAMP, FLOOR_LAMP],
            },
            id="whether",
        ),
        pytest.param(
            {"entity_id": "light.floor_lamp", "attribute": "brightness"},
            {
                "text": "Floor Lamp is at 80 percent.",
                "value": 80,
                "unit": "%",
                "entities": [{**FLOOR_LAMP, "value": 80, "unit": "%"}],
            },
            id="reading",
        ),
        pytest.param(
            {"entity_id": "todo.shopping_list"},
            {
                "text": "2 items on Shopping List: Milk and Rye bread.",
                "entities": [
                    {"entity_id": "todo.shopping_list", "name": "Shopping List", "state": "2"}
                ],
            },
            id="list",
        ),
    ],
)
async def test_state(house: House, data: dict[str, Any], response: dict[str, Any]) -> None:
    """The response says in words and in figures what is, and asking changes nothing."""
    before = house.states()
    assert await ask(house.hass, "get_state", **data) == response
    assert house.states() == before


@pytest.mark.parametrize("bare", [True, False])
async def test_what_yaml_makes_of_a_bare_word(house: House, bare: bool) -> None:
    """Who writes `state: on` into an automation means the word."""
    answer = await ask(house.hass, "get_state", entity_id="light.floor_lamp", state=bare)
    assert answer["yes"] is bare


async def test_state_by_place(house: House) -> None:
    """A place is read by the sensors in it."""
    data: dict[str, Any] = {"area_id": "kitchen", "attribute": "temperature"}
    answer = await ask(house.hass, "get_state", **data)
    assert answer["text"] == "Fridge is 4.5 degrees."
    assert (answer["value"], answer["unit"]) == (4.5, "°C")


# Which, how many?


@pytest.mark.parametrize(
    ("place", "count", "names"),
    [
        pytest.param({"area_id": "study"}, 1, ["Desk Lamp"], id="area"),
        pytest.param({"floor_id": "ground"}, 2, ["Desk Lamp", "Ceiling Light"], id="floor"),
        pytest.param({}, 4, None, id="house"),
        pytest.param({"entity_id": "all"}, 4, None, id="all"),
    ],
)
async def test_list(
    house: House, place: dict[str, Any], count: int, names: list[str] | None
) -> None:
    """Which are so is asked of an area, of a floor, and without a target of the whole house."""
    answer = await ask(house.hass, "list", of="light", state="off", **place)
    assert answer["count"] == len(answer["entities"]) == count
    assert answer["text"].startswith(f"{count} light")
    assert names is None or [entity["name"] for entity in answer["entities"]] == names


async def test_list_of_what_has_a_label(house: House) -> None:
    """A label is a target like any other."""
    label = lr.async_get(house.hass).async_create("Night")
    for entity_id in ("light.desk_lamp", "lock.front_door"):
        er.async_get(house.hass).async_update_entity(entity_id, labels={label.label_id})
    answer = await ask(house.hass, "list", label_id=label.label_id)
    assert answer["text"] == "Desk Lamp is off. Front Door is locked."
    assert answer["count"] == 2


async def test_list_has_what_is_exposed_of_diagnostics(house: House) -> None:
    """Batteries are for diagnosis, and yet may be asked for once they are exposed."""
    diagnostic = EntityCategory.DIAGNOSTIC
    er.async_get(house.hass).async_update_entity("sensor.fridge", entity_category=diagnostic)
    async_expose_entity(house.hass, "conversation", "sensor.fridge", True)
    data: dict[str, Any] = {"area_id": "kitchen", "of": "temperature"}
    assert (await ask(house.hass, "list", **data))["count"] == 1


async def test_form_writes_words_with_underscores(house: House) -> None:
    """The words of the form are those of the grammar."""
    answer = await ask(house.hass, "list", of="air_quality")
    assert (answer["text"], answer["count"]) == ("I find no air quality sensors there.", 0)


# What was?


@pytest.fixture
async def lived_in(noon: FrozenDateTimeFactory, recorder_mock: Recorder, house: House) -> House:
    """Return a house in which the desk lamp was on for ten of the last thirty minutes."""
    for lamp, fridge in (("on", "7"), ("off", "3"), ("off", "4.5")):
        house.give("light.desk_lamp", lamp)
        house.give("sensor.fridge", fridge)
        await house.hass.async_block_till_done()
        noon.tick(timedelta(minutes=10))
    await async_wait_recording_done(house.hass)
    return house


@pytest.mark.parametrize(
    ("data", "text", "figures"),
    [
        pytest.param(
            {"ask": "when", "state": "on"},
            "Desk Lamp last came on today at 12:30 pm.",
            {"at": "2026-11-18T12:30:00-08:00"},
            id="when",
        ),
        pytest.param(
            {"ask": "how_long", "state": "on", "period": "last_hour"},
            "Desk Lamp was on for 10 minutes in the last hour.",
            {"seconds": 600},
            id="how long",
        ),
        pytest.param(
            {"ask": "how often", "state": "on", "hours": 2},
            "Desk Lamp came on once in the last 2 hours, today at 12:30 pm.",
            {"count": 1, "at": "2026-11-18T12:30:00-08:00"},
            id="how often",
        ),
        pytest.param(
            {"ask": "whether", "state": "on", "minutes": 15},
            "No, Desk Lamp did not come on in the last 15 minutes.",
            {"yes": False, "seconds": 0},
            id="whether",
        ),
    ],
)
async def test_history(
    lived_in: House, data: dict[str, Any], text: str, figures: dict[str, Any]
) -> None:
    """What the recorder kept comes back in words and in figures."""
    answer = await ask(lived_in.hass, "get_history", entity_id="light.desk_lamp", **data)
    assert answer == {"text": text, **figures, "entities": [{**DESK_LAMP, **figures}]}


async def test_history_of_readings(lived_in: House) -> None:
    """Of a place, the readings of a class; and the average over time."""
    floor: dict[str, Any] = {"floor_id": "ground", "of": "temperature"}
    highest = await ask(lived_in.hass, "get_history", ask="highest", **floor, hours=1)
    assert highest["text"] == "The highest temperature of Fridge in the last hour was 7 degrees."
    assert (highest["value"], highest["unit"]) == (7, "°C")
    assert [entity["name"] for entity in highest["entities"]] == ["Fridge"]
    average = await ask(lived_in.hass, "get_history", ask="average", **floor, minutes=25)
    assert average["value"] == pytest.approx((5 * 7 + 10 * 3 + 10 * 4.5) / 25, abs=0.01)


async def test_history_without_a_recorder(house: House) -> None:
    """A home that keeps no history says so, and has no figures."""
    answer = await ask(
        house.hass, "get_history", entity_id="light.desk_lamp", ask="when", state="on"
    )
    assert "keeps no history" in answer["text"]
    assert answer["entities"] == []


async def test_same_answer_as_in_a_conversation(lived_in: House) -> None:
    """The agent and the action say the same."""
    data: dict[str, Any] = {"ask": "when", "state": "on"}
    said = await lived_in.say(
        "when was the desk lamp last on", [call("steward.get_history", "lamp", data=data)]
    )
    answer = await ask(lived_in.hass, "get_history", entity_id="light.desk_lamp", **data)
    assert answer["text"] == said.speech


# What may not be asked


@pytest.mark.parametrize(
    ("target", "key"),
    [
        pytest.param({"entity_id": "light.nowhere"}, "entity_not_exposed", id="no-entity"),
        pytest.param({"entity_id": "none"}, "nothing_exposed", id="none"),
        pytest.param({"area_id": "nowhere"}, "area_not_found", id="area"),
        pytest.param({"device_id": "nothing"}, "device_not_found", id="device"),
        pytest.param({"floor_id": "nowhere"}, "floor_not_found", id="floor"),
        pytest.param({"label_id": "nothing"}, "label_not_found", id="label"),
    ],
)
@pytest.mark.parametrize("action", ["get_state", "list"])
async def test_targets_that_are_none(
    house: House, action: str, target: dict[str, Any], key: str
) -> None:
    """Each is named in the error; nothing is widened to the whole house."""
    with pytest.raises(ServiceValidationError) as caught:
        await ask(house.hass, action, **target)
    assert caught.value.translation_domain == DOMAIN
    assert caught.value.translation_key == key


async def test_unexposed(house: House) -> None:
    """What is not exposed is refused by name, and left out of a place."""
    async_expose_entity(house.hass, "conversation", "light.desk_lamp", False)
    with pytest.raises(ServiceValidationError) as caught:
        await ask(house.hass, "get_state", entity_id=["light.desk_lamp", "light.floor_lamp"])
    assert caught.value.translation_key == "entity_not_exposed"
    assert caught.value.translation_placeholders == {"entity_id": "light.desk_lamp"}
    study = await ask(house.hass, "list", area_id="study", of="light")
    assert [entity["name"] for entity in study["entities"]] == ["Floor Lamp"]
    async_expose_entity(house.hass, "conversation", "light.floor_lamp", False)
    with pytest.raises(ServiceValidationError) as caught:
        await ask(house.hass, "list", area_id="study")
    assert caught.value.translation_key == "nothing_exposed"


@pytest.fixture
def guest(house: House) -> Context:
    """Return the context of a user who may see one light of two."""
    user = MockUser(name="Guest").add_to_hass(house.hass)
    user.mock_policy({"entities": {"entity_ids": {"light.desk_lamp": {"read": True}}}})
    return Context(user_id=user.id)


async def test_user_without_permission(house: House, guest: Context) -> None:
    """Who may not see a thing learns nothing of it, by name or by place."""
    with pytest.raises(Unauthorized):
        await ask(house.hass, "get_state", guest, entity_id="light.floor_lamp")
    with pytest.raises(Unauthorized):
        await ask(house.hass, "list", guest, area_id="kitchen")
    study = await ask(house.hass, "list", guest, area_id="study")
    assert study["entities"] == [DESK_LAMP]


async def test_related_sensor_that_a_user_may_not_see(house: House, guest: Context) -> None:
    """The battery sensor that speaks for a lamp is not read to one who may not see it."""
    battery = {"friendly_name": "Desk Lamp Battery", "device_class": "battery"}
    house.hass.states.async_set("sensor.desk_lamp_battery", "12", battery)
    async_expose_entity(house.hass, "conversation", "sensor.desk_lamp_battery", True)
    await house.hass.async_block_till_done()
    data: dict[str, Any] = {"entity_id": "light.desk_lamp", "attribute": "battery"}
    assert (await ask(house.hass, "get_state", **data))["value"] == 12
    assert (await ask(house.hass, "get_state", guest, **data))["text"] == "Desk Lamp is off."


async def test_user_who_is_gone(house: House) -> None:
    """Somebody else's id opens nothing."""
    with pytest.raises(Unauthorized):
        await ask(house.hass, "list", Context(user_id="nobody"))


@pytest.mark.parametrize(
    ("action", "data", "key"),
    [
        pytest.param("get_state", {"state": "dancing"}, "unknown_word", id="state"),
        pytest.param("get_state", {"state": "warmest"}, "unknown_word", id="extreme"),
        pytest.param("get_state", {"attribute": "charm"}, "unknown_word", id="attribute"),
        pytest.param("list", {"of": "unicorn"}, "unknown_word", id="class"),
        pytest.param("get_history", {"ask": "why"}, "unknown_word", id="ask"),
        pytest.param(
            "get_history",
            {"ask": "when", "state": "on", "period": "the nineties"},
            "unknown_word",
            id="period",
        ),
        pytest.param("get_history", {"ask": "how_often"}, "state_missing", id="no-state"),
        pytest.param("get_history", {"ask": "lowest", "state": "on"}, "state_unfit", id="too-much"),
    ],
)
async def test_bad_words(house: House, action: str, data: dict[str, Any], key: str) -> None:
    """A word that nothing answers to is refused with those that are known."""
    with pytest.raises(ServiceValidationError) as caught:
        await ask(house.hass, action, entity_id="light.desk_lamp", **data)
    assert caught.value.translation_domain == DOMAIN
    assert caught.value.translation_key == key


@pytest.mark.parametrize(
    ("action", "data"),
    [
        pytest.param("get_state", {}, id="no-target"),
        pytest.param("get_state", {"area_id": "x", "state": "on", "attribute": "x"}, id="both"),
        pytest.param("get_state", {"area_id": "x", "state": ["on"]}, id="no-word"),
        pytest.param("get_history", {"entity_id": "light.x"}, id="no-question"),
        pytest.param("get_history", {"ask": "when", "days": 0}, id="no-time"),
        pytest.param("get_history", {"ask": "when", "days": "nan"}, id="no-number"),
        pytest.param("get_history", {"ask": "when", "days": 1, "hours": 1}, id="two-times"),
        pytest.param("list", {"room": "kitchen"}, id="unknown"),
    ],
)
async def test_arguments_of_the_wrong_form(house: House, action: str, data: dict[str, Any]) -> None:
    """What makes no sense in any house is refused by the schema."""
    with pytest.raises(Invalid):
        await ask(house.hass, action, **data)


async def test_unavailable_weather(house: House) -> None:
    """A weather service that cannot be reached is an error with a text of its own."""
    house.break_down("weather.valley", "unavailable")
    with pytest.raises(HomeAssistantError) as caught:
        await ask(house.hass, "get_state", entity_id="weather.valley")
    assert caught.value.translation_key == "entity_unavailable"


# Where they come from


async def test_they_need_no_engine(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """A question in data is answered while no entry is loaded."""
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.config_entries.async_unload(entry.entry_id)
    hass.states.async_set("light.lamp", "on", {"friendly_name": "Lamp"})
    async_expose_entity(hass, "conversation", "light.lamp", True)
    answer = await ask(hass, "get_state", entity_id="light.lamp", state="on")
    assert answer["text"] == "Yes, Lamp is on."


async def test_automation(house: House) -> None:
    """An automation asks, and goes on with what came back."""
    lights_on = {"action": "steward.list", "data": {"of": "light", "state": "on"}}
    config = {
        "alias": "Good night",
        "triggers": {"trigger": "event", "event_type": "bedtime"},
        "actions": [
            {**lights_on, "response_variable": "lights"},
            {"condition": "template", "value_template": "{{ lights.count > 0 }}"},
            {
                "action": "light.turn_off",
                "target": {
                    "entity_id": "{{ lights.entities | map(attribute='entity_id') | list }}"
                },
            },
        ],
    }
    assert await async_setup_component(house.hass, AUTOMATION, {AUTOMATION: config})
    assert house.state("light.floor_lamp").state == "on"
    house.hass.bus.async_fire("bedtime")
    await house.hass.async_block_till_done()
    assert house.state("light.floor_lamp").state == "off"
