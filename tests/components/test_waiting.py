"""What waits for something to happen in the house: done once it does, and only once."""

from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.helpers import entity_registry as er

from tests.components.at_home import House, call, notes, on, pass_time, set_policy
from tests.components.builders import AGENT_ID

pytest_plugins = ["tests.components.house_fixtures"]

WINDOW = "binary_sensor.back_window"
ANNA = "person.anna"
WASHER = "sensor.washing_machine"
SENTENCE = "turn on the desk lamp when the back window is closed"
PLAN = on("lamp", when_={"state": "closed", "target": ["window"]})
LOCK = [call("lock.lock", "door", when_={"state": "closed", "target": ["window"]})]


def add(house: House, entity_id: str, state: str, **attributes: Any) -> None:
    """Put something into the house that the assistant may see."""
    name = entity_id.partition(".")[2].replace("_", " ").title()
    house.hass.states.async_set(entity_id, state, {"friendly_name": name, **attributes})
    async_expose_entity(house.hass, "conversation", entity_id, True)


async def become(house: House, entity_id: str, state: str, **attributes: Any) -> None:
    """Let something happen."""
    known = house.state(entity_id).attributes
    house.hass.states.async_set(entity_id, state, {**known, **attributes})
    await house.hass.async_block_till_done()


@pytest.fixture
def window(house: House) -> House:
    """Run the house with a window that is open."""
    add(house, WINDOW, "on", device_class="window")
    return house


def lamp(house: House) -> str:
    """Return how the lamp is."""
    return house.state("light.desk_lamp").state


async def test_once(window: House) -> None:
    """It is promised, done when it happens, and then it is over."""
    reply = await window.say(SENTENCE, PLAN)
    assert reply.speech == "I will turn on Desk Lamp once Back Window is closed."
    assert (reply.outcome, lamp(window)) == ("acted", "off")
    await become(window, WINDOW, "off")
    assert lamp(window) == "on"
    window.give("light.desk_lamp", "off")
    await become(window, WINDOW, "on")
    await become(window, WINDOW, "off")
    assert lamp(window) == "off"


async def test_already_so(window: House) -> None:
    """What is so already is not waited for, and that is said."""
    await become(window, WINDOW, "off")
    reply = await window.say(SENTENCE, PLAN)
    assert reply.speech == "Back Window is closed already. Turned on Desk Lamp."
    assert (reply.outcome, lamp(window)) == ("acted", "on")


async def test_dry_run(window: House) -> None:
    """A dry run says what would be waited for, and waits for nothing."""
    result = await window.command(SENTENCE, PLAN, dry_run=True)
    assert result["reply"] == "Would do: turn on Desk Lamp once Back Window is closed."
    await become(window, WINDOW, "off")
    assert lamp(window) == "off"


@pytest.mark.parametrize("between", ["unavailable", "unknown"])
async def test_away_for_a_while(window: House, between: str) -> None:
    """A sensor that was away when the window was closed tells so when it is back."""
    await window.say(SENTENCE, PLAN)
    await become(window, WINDOW, between)
    assert lamp(window) == "off"
    await become(window, WINDOW, "off")
    assert lamp(window) == "on"


async def test_comes_home_the_next_time(house: House) -> None:
    """Who waits for somebody that is home waits for the next time, over a restart as well."""
    add(house, ANNA, "home")
    plan = on("lamp", when_={"state": "home", "target": ["anna"]})
    reply = await house.say("turn on the desk lamp when anna gets home", plan)
    assert reply.speech == "I will turn on Desk Lamp the next time Anna is home."
    await become(house, ANNA, "home", battery=5)
    assert lamp(house) == "off"
    await become(house, ANNA, "not_home")
    await house.restart()
    assert lamp(house) == "off"
    await become(house, ANNA, "home")
    assert lamp(house) == "on"


async def test_washing_machine_is_done(house: House) -> None:
    """A machine that says its programme in words of its own is done when it says so."""
    add(house, WASHER, "spinning")
    plan = on("lamp", when_={"state": "off", "target": ["machine"]})
    reply = await house.say("turn on the desk lamp when the washing machine is done", plan)
    assert reply.speech == "I will turn on Desk Lamp once Washing Machine is done."
    await become(house, WASHER, "rinsing")
    assert lamp(house) == "off"
    await become(house, WASHER, "Finished")
    assert lamp(house) == "on"


async def test_threshold(house: House) -> None:
    """A reading that falls below what was said."""
    plan = on("lamp", when_={"below": 3, "target": ["fridge"]})
    reply = await house.say("turn on the desk lamp when the fridge is below 3 degrees", plan)
    assert reply.speech == "I will turn on Desk Lamp once Fridge is below 3 degrees."
    house.give("sensor.fridge", "3.2")
    await house.hass.async_block_till_done()
    assert lamp(house) == "off"
    house.give("sensor.fridge", "2.9")
    await house.hass.async_block_till_done()
    assert lamp(house) == "on"


async def test_what_cannot_be_waited_for(house: House) -> None:
    """One thing by itself does not become the coldest."""
    plan = on("lamp", when_={"state": "coldest", "target": ["fridge"]})
    reply = await house.say("turn on the desk lamp when the fridge is coldest", plan)
    assert (reply.outcome, reply.speech) == ("declined", "I can't wait for that.")


async def _restart(house: House, happens: Any) -> None:
    """Let something happen while Steward is away."""
    assert await house.hass.config_entries.async_unload(house.entry.entry_id)
    await happens
    assert await house.hass.config_entries.async_setup(house.entry.entry_id)
    await house.hass.async_block_till_done()


async def test_kept_over_a_restart(window: House) -> None:
    """It waits on after a restart."""
    await window.say(SENTENCE, PLAN)
    await window.restart()
    assert lamp(window) == "off"
    await become(window, WINDOW, "off")
    assert lamp(window) == "on"


async def test_happened_meanwhile(window: House) -> None:
    """What happened while nobody looked has happened all the same."""
    await window.say(SENTENCE, PLAN)
    await _restart(window, become(window, WINDOW, "off"))
    assert lamp(window) == "on"


async def test_nothing_sudden_afterwards(window: House) -> None:
    """No lock moves for what happened who knows when; it is told instead."""
    await window.say("lock the back door when the back window is closed", LOCK)
    await _restart(window, become(window, WINDOW, "off"))
    assert window.state("lock.back_door").state == "unlocked"
    assert notes(window) == [
        "Lock Back Door once Back Window is closed: Home Assistant was not running then."
    ]
    await become(window, WINDOW, "on")
    await become(window, WINDOW, "off")
    assert window.state("lock.back_door").state == "unlocked"


async def test_locks_when_it_happens(window: House) -> None:
    """Seen with our own eyes it is done at once."""
    await window.say("lock the back door when the back window is closed", LOCK)
    await become(window, WINDOW, "unavailable")
    await become(window, WINDOW, "off")
    assert window.state("lock.back_door").state == "locked"


def register(entity_registry: er.EntityRegistry) -> er.RegistryEntry:
    """Return the window as something that is registered."""
    return entity_registry.async_get_or_create(
        "binary_sensor",
        "demo",
        "one",
        suggested_object_id="back_window",
        original_name="Back Window",
    )


async def test_waited_for_thing_is_removed(
    house: House, entity_registry: er.EntityRegistry
) -> None:
    """What waits for a thing that is removed says so, and stays to be seen."""
    entry = register(entity_registry)
    add(house, entry.entity_id, "on", device_class="window")
    await house.say(SENTENCE, PLAN)
    entity_registry.async_remove(entry.entity_id)
    house.hass.states.async_remove(entry.entity_id)
    await house.hass.async_block_till_done()
    assert [note for note in notes(house) if "not there any more" in note]
    await house.restart()
    reply = await house.say("what is planned", [call("steward.list_later")])
    assert "turn on Desk Lamp" in reply.speech


async def test_renamed(house: House, entity_registry: er.EntityRegistry) -> None:
    """What gets another id is still waited for."""
    entry = register(entity_registry)
    add(house, entry.entity_id, "on", device_class="window")
    await house.say(SENTENCE, PLAN)
    entity_registry.async_update_entity(entry.entity_id, new_entity_id="binary_sensor.pane")
    house.hass.states.async_remove(WINDOW)
    add(house, "binary_sensor.pane", "on", device_class="window")
    await house.hass.async_block_till_done()
    await become(house, "binary_sensor.pane", "off")
    assert lamp(house) == "on"


async def test_never_expires(window: House, freezer: FrozenDateTimeFactory) -> None:
    """It waits as long as it takes."""
    await window.say(SENTENCE, PLAN)
    await pass_time(window, freezer, days=40)
    await become(window, WINDOW, "off")
    assert lamp(window) == "on"


@pytest.mark.parametrize("level", ["confirm", "never"])
async def test_judged_when_it_happens(window: House, level: str) -> None:
    """What was free to do when it was planned, and is not now, is told and not done."""
    await set_policy(window, lock="at_once")
    plan = [call("lock.unlock", "door", when_={"state": "closed", "target": ["window"]})]
    reply = await window.say("unlock the front door when the back window is closed", plan)
    assert reply.outcome == "acted"
    await set_policy(window, lock=level)
    await become(window, WINDOW, "off")
    assert window.state("lock.front_door").state == "locked"
    assert len(notes(window)) == 1
    assert notes(window)[0].startswith("Unlock Front Door once Back Window is closed: ")


async def test_asked_about_before_and_not_again(window: House) -> None:
    """A yes that was given when it was planned holds when it happens."""
    plan = [call("lock.unlock", "door", when_={"state": "closed", "target": ["window"]})]
    asked = await window.say("unlock the front door when the back window is closed", plan)
    assert asked.asks
    yes = [call("steward.confirm")]
    reply = await window.say("yes", yes, conversation_id=asked.conversation_id)
    assert reply.speech == "I will unlock Front Door once Back Window is closed."
    await become(window, WINDOW, "off")
    assert window.state("lock.front_door").state == "unlocked"


async def test_so_by_the_time_of_the_yes(window: House) -> None:
    """What has happened while the question was open is not waited for."""
    plan = [call("lock.unlock", "door", when_={"state": "closed", "target": ["window"]})]
    asked = await window.say("unlock the front door when the back window is closed", plan)
    await become(window, WINDOW, "off")
    yes = [call("steward.confirm")]
    reply = await window.say("yes", yes, conversation_id=asked.conversation_id)
    assert reply.speech == "Back Window is closed already. Unlocked Front Door."
    assert window.state("lock.front_door").state == "unlocked"


async def test_undo(window: House) -> None:
    """What waits can be taken back."""
    first = await window.say(SENTENCE, PLAN)
    await window.say("undo that", [call("steward.undo")], conversation_id=first.conversation_id)
    await become(window, WINDOW, "off")
    assert lamp(window) == "off"


async def test_stored_as_it_is(window: House, hass_storage: dict[str, Any]) -> None:
    """What is waited for is on disk at once."""
    await window.say(SENTENCE, PLAN)
    (job,) = hass_storage[f"steward.schedule.{AGENT_ID}"]["data"].values()
    assert job["due"] is None
    assert job["when"] == {"event": {"source": WINDOW, "state": "closed"}}
    assert job["was_so"] is False
