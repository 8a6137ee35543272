"""The house as the agent sees it: what is exposed, as it is now."""

import pytest
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.const import UnitOfTemperature
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import floor_registry as fr
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM

from custom_components.steward.home import async_build_home
from tests.components.at_home import House, call, needs_model, on

pytest_plugins = ["tests.components.house_fixtures"]

LAMP = "light.desk_lamp"
TIME = [call("steward.get_time")]


def _expose(house: House, entity_id: str, *, exposed: bool) -> None:
    """Change whether the assistant sees an entity, as a user does."""
    async_expose_entity(house.hass, "conversation", entity_id, exposed)


async def _shortlist(house: House, sentence: str) -> list[str]:
    """Return what a sentence may be about."""
    reply = await house.say(sentence, TIME)
    return [line.partition(" ")[2] for line in reply.steward["explain"]["shortlist"]]


async def test_unexposed_entity_cannot_be_named(house: House) -> None:
    """An entity that is not exposed is on no shortlist and in no prompt."""
    assert LAMP in await _shortlist(house, "turn on the desk lamp")
    _expose(house, LAMP, exposed=False)
    assert LAMP not in await _shortlist(house, "turn on the desk lamp")


@pytest.mark.parametrize("target", ["study", "@home"])
async def test_unexposed_entity_is_in_no_place(house: House, target: str) -> None:
    """A place is only what is exposed of it."""
    _expose(house, LAMP, exposed=False)
    await house.say("turn on all lights in the study and in the whole house", on(target))
    assert house.state(LAMP).state == "off"


async def test_unexposed_entity_is_not_told_of(house: House) -> None:
    """Lists do not hold what is not exposed."""
    _expose(house, "lock.front_door", exposed=False)
    plan = [call("steward.list", "@home", of=" lock")]
    reply = await house.say("list all locks in the house", plan)
    assert "Back Door" in reply.speech
    assert "Front Door" not in reply.speech


async def test_unexposed_after_the_question(house: House) -> None:
    """What is no longer exposed is not unlocked by a yes."""
    asked = await house.say("unlock the front door", [call("lock.unlock", "door")])
    _expose(house, "lock.front_door", exposed=False)
    await house.say("yes", [call("steward.confirm")], conversation_id=asked.conversation_id)
    assert house.state("lock.front_door").state == "locked"


async def test_unexposed_lists_are_not_used(house: House) -> None:
    """A list that is not exposed is no list."""
    _expose(house, "todo.shopping_list", exposed=False)
    assert await _shortlist(house, "add tea to the shopping list") == []
    home = async_build_home(house.hass)
    assert not [entity for entity in home.entities if entity.startswith("todo.")]


async def test_exposure_is_seen(house: House) -> None:
    """An entity that is exposed again is there with the next sentence."""
    _expose(house, LAMP, exposed=False)
    assert LAMP not in await _shortlist(house, "turn on the desk lamp")
    _expose(house, LAMP, exposed=True)
    reply = await house.say("turn on the desk lamp", on("lamp"))
    assert reply.speech == "Turned on Desk Lamp."


async def test_rename_is_seen(house: House) -> None:
    """A new name works with the next sentence, and the old one no longer."""
    assert LAMP in await _shortlist(house, "desk lamp")
    er.async_get(house.hass).async_update_entity(LAMP, name="Moonbeam")
    await house.hass.async_block_till_done()
    assert LAMP in await _shortlist(house, "moonbeam")
    assert LAMP not in await _shortlist(house, "desk")
    reply = await house.say("turn on the moonbeam", on("moonbeam"))
    assert reply.speech == "Turned on Moonbeam."


async def test_alias_is_seen(house: House) -> None:
    """A new alias works with the next sentence."""
    assert LAMP not in await _shortlist(house, "moonbeam")
    er.async_get(house.hass).async_update_entity(LAMP, aliases=[er.COMPUTED_NAME, "Moonbeam"])
    await house.hass.async_block_till_done()
    assert LAMP in await _shortlist(house, "moonbeam")


async def test_new_entity_is_seen(house: House) -> None:
    """An entity that appears can be named in the next sentence, and one that goes cannot."""
    await _shortlist(house, "desk lamp")
    house.hass.states.async_set("light.comet", "off", {"friendly_name": "Comet"})
    _expose(house, "light.comet", exposed=True)
    assert "light.comet" in await _shortlist(house, "turn on the comet")
    house.hass.states.async_remove("light.comet")
    assert "light.comet" not in await _shortlist(house, "turn on the comet")


async def test_move_is_seen(house: House) -> None:
    """An entity that moved is in its new area with the next sentence."""
    await house.say("kitchen lights on", on("kitchen"))
    assert house.state(LAMP).state == "off"
    er.async_get(house.hass).async_update_entity(LAMP, area_id="kitchen")
    await house.hass.async_block_till_done()
    await house.say("kitchen lights on", on("kitchen"))
    assert house.state(LAMP).state == "on"


async def test_new_area_and_floor_are_seen(house: House) -> None:
    """Places that are made or renamed can be named in the next sentence."""
    floor = fr.async_get(house.hass).async_create("Belfry")
    area = ar.async_get(house.hass).async_create("Observatory", floor_id=floor.floor_id)
    er.async_get(house.hass).async_update_entity(LAMP, area_id=area.id)
    await house.hass.async_block_till_done()
    assert area.id in await _shortlist(house, "observatory lights")
    await house.say("belfry lights on", on("belfry"))
    assert house.state(LAMP).state == "on"
    ar.async_get(house.hass).async_update(area.id, name="Planetarium")
    await house.hass.async_block_till_done()
    assert area.id in await _shortlist(house, "planetarium lights")


async def test_disabled_entity_is_gone(house: House) -> None:
    """An entity that is disabled is not there for the agent."""
    er.async_get(house.hass).async_update_entity(LAMP, disabled_by=er.RegistryEntryDisabler.USER)
    await house.hass.async_block_till_done()
    assert LAMP not in await _shortlist(house, "desk lamp")


async def test_new_ability_is_seen(house: House) -> None:
    """A light that learns to dim can be dimmed in the next sentence."""
    _expose(house, "light.comet", exposed=True)
    name = {"friendly_name": "Comet"}
    house.hass.states.async_set("light.comet", "on", {**name, "supported_color_modes": ["onoff"]})
    await house.say("comet", TIME)
    house.hass.states.async_set(
        "light.comet", "on", {**name, "supported_color_modes": ["brightness"]}
    )
    await house.hass.async_block_till_done()
    await house.say("comet", TIME)
    home = await house.entry.runtime_data.keeper.async_get()
    assert "dim" in home.home.entities["light.comet"].features


async def test_unit_system_is_seen(house: House) -> None:
    """Temperatures are said in the unit that was chosen."""
    keeper = house.entry.runtime_data.keeper
    await keeper.async_get()
    await house.hass.config.async_update(unit_system="us_customary")
    await house.hass.async_block_till_done()
    assert house.hass.config.units is US_CUSTOMARY_SYSTEM
    home = (await keeper.async_get()).home
    assert home.temperature_unit == UnitOfTemperature.FAHRENHEIT


async def test_states_do_not_rebuild(house: House) -> None:
    """What only changes state leaves the house as it was built."""
    keeper = house.entry.runtime_data.keeper
    built = await keeper.async_get()
    await house.say("turn on the desk lamp", on("lamp", data={"brightness_pct": 30}))
    house.give("sensor.fridge", "9")
    await house.hass.async_block_till_done()
    assert await keeper.async_get() is built


async def test_build(house: House) -> None:
    """The house holds names, places and kinds as the registries have them."""
    home = async_build_home(house.hass)
    lamp = home.entities[LAMP]
    assert (lamp.names, lamp.area_id, lamp.kind) == (("Desk Lamp",), "study", "light")
    assert home.entities["cover.garage_door"].kind == "cover.garage"
    assert home.areas["study"].floor_id == "ground"
    assert home.floors["ground"].names == ("Ground Floor",)
    assert home.temperature_unit == UnitOfTemperature.CELSIUS
    assert "conversation.steward" not in home.entities


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("  ", id="blank"),
        pytest.param("<call>[]", id="structure"),
        pytest.param("a" * 2000, id="long"),
        pytest.param("🔥", id="emoji"),
        pytest.param("лампа", id="cyrillic"),
    ],
)
async def test_strange_names(house: House, name: str) -> None:
    """An entity with a strange name disturbs nobody."""
    _expose(house, "light.odd", exposed=True)
    house.hass.states.async_set("light.odd", "off", {"friendly_name": name})
    reply = await house.say("turn on the desk lamp", on("lamp"))
    assert reply.outcome == "acted"
    assert name not in house.engine.prompts[-1].partition("<user>")[0] or not name.strip()


@needs_model
async def test_trained_model_cannot_reach_what_is_not_exposed(trained_house: House) -> None:
    """The trained model knows nothing of what is not exposed."""
    _expose(trained_house, LAMP, exposed=False)
    await trained_house.say("turn on the desk lamp")
    assert trained_house.state(LAMP).state == "off"
