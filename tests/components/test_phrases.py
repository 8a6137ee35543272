"""Phrases of the owner's own: taught, said at once, pressed, listed, forgotten, kept."""

from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.homeassistant.const import DATA_EXPOSED_ENTITIES
from homeassistant.components.homeassistant.exposed_entities import (
    async_expose_entity,
    async_should_expose,
)
from homeassistant.core import Context
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockUser, async_fire_time_changed

from custom_components.steward.agent.phrases import MOST
from tests.components.at_home import AGENT, Entry, House, Reply, call, set_policy, written
from tests.components.builders import AGENT_ID

pytest_plugins = ["tests.components.house_fixtures"]

SCENE = "scene.steward_movie_time"
SENTENCE = "when I say movie time, dim the floor lamp to 20 percent and close the roman blind"
DIM = call("light.turn_on", "lamp", data={"brightness_pct": 20})
CLOSE = call("cover.close_cover", "blind")
RUN = [call("scene.turn_on", "time")]
FORGET = [call("steward.forget", "time")]
LIST = [call("steward.list_learned")]
YES = [call("steward.confirm")]


def learn(phrase: str, *calls: Entry) -> list[Entry]:
    """Return the plan that teaches a phrase."""
    return [call("steward.learn", data={"phrase": phrase}), *calls]


async def teach(house: House, **more: Any) -> Reply:
    """Teach "movie time"."""
    return await house.say(SENTENCE, learn("movie time", DIM, CLOSE), **more)


def store_of(house: House) -> str:
    """Return the key under which the phrases are kept."""
    return f"steward.phrases.{house.entry.entry_id}"


def is_dark(house: House) -> bool:
    """Return whether the house is ready for a movie."""
    lamp = house.state("light.floor_lamp").attributes.get("brightness")
    return lamp == 51 and house.state("cover.roman_blind").state == "closed"


async def test_teach(house: House) -> None:
    """What is taught is said back and kept; nothing of it is done."""
    before = house.states()
    reply = await teach(house)
    assert reply.outcome == "acted"
    assert reply.speech == (
        "OK: when you say movie time, I set Floor Lamp to 20 percent and close Roman Blind."
    )
    assert reply.services == []
    assert reply.steward["calls"] == [
        {"service": "steward.learn", "data": {"phrase": "movie time"}}
    ]
    after = house.states()
    assert after.pop(SCENE)[1]["entity_id"] == ["light.floor_lamp", "cover.roman_blind"]
    assert after == before


async def test_scene_is_the_agents_and_exposed(house: House) -> None:
    """The phrase is a scene on the agent's device, called by the phrase alone when spoken."""
    async_expose_entity(house.hass, "conversation", AGENT, False)
    house.hass.data[DATA_EXPOSED_ENTITIES].async_set_expose_new_entities("conversation", False)
    await teach(house)
    registry = er.async_get(house.hass)
    entry, agent = registry.async_get(SCENE), registry.async_get(AGENT)
    assert entry is not None
    assert agent is not None
    assert entry.device_id == agent.device_id
    assert entry.config_subentry_id == AGENT_ID
    assert entry.aliases == ["Movie time"]
    assert house.state(SCENE).name == "Steward Movie time"
    assert async_should_expose(house.hass, "conversation", SCENE)


@pytest.mark.parametrize(
    "sentence", ["movie time", "movie time please", "start movie time", "can you do the movie time"]
)
async def test_said_at_once(house: House, sentence: str) -> None:
    """The next sentence finds the phrase, does what it stands for and says what it did."""
    taught = await teach(house)
    reply = await house.say(sentence, RUN, conversation_id=taught.conversation_id)
    assert reply.outcome == "acted"
    assert reply.speech == "Set Floor Lamp to 20 percent. Closed Roman Blind."
    assert is_dark(house)


async def test_misheard(house: House) -> None:
    """A phrase that sounds alike is found."""
    await teach(house)
    reply = await house.say("moovie time", [call("scene.turn_on", "time")])
    assert reply.outcome == "acted"
    assert is_dark(house)


async def test_running_is_undone(house: House) -> None:
    """Undo puts back what the phrase changed."""
    await teach(house)
    ran = await house.say("movie time", RUN)
    undone = await house.undo(ran)
    assert undone.outcome == "acted"
    assert house.state("light.floor_lamp").attributes["brightness"] == 204
    assert house.state("cover.roman_blind").attributes["current_position"] == 60


async def test_scene_tells_when_it_was_last_said(house: House) -> None:
    """A phrase that was said shows in its scene as if that had been turned on."""
    await teach(house)
    assert house.state(SCENE).state == "unknown"
    await house.say("movie time", RUN)
    assert house.state(SCENE).state != "unknown"


async def test_listed(house: House) -> None:
    """The phrases are told, as they are said."""
    nothing = await house.say("which phrases did I teach you", LIST)
    assert (nothing.outcome, nothing.speech) == ("answered", "You have taught me no phrase yet.")
    await teach(house)
    one = await house.say("which phrases did I teach you", LIST)
    assert one.speech == "I know 1 phrase: movie time."
    await house.say(
        "when I say bedtime lock the back door", learn("bedtime", call("lock.lock", "door"))
    )
    two = await house.say("which phrases did I teach you", LIST)
    assert two.speech == "I know 2 phrases: movie time and bedtime."


async def test_forgotten(house: House, hass_storage: dict[str, Any]) -> None:
    """A phrase is forgotten with its scene, and can no longer be said."""
    await teach(house)
    reply = await house.say("forget movie time", FORGET)
    assert (reply.outcome, reply.speech) == ("acted", "I have forgotten movie time.")
    assert house.hass.states.get(SCENE) is None
    assert er.async_get(house.hass).async_get(SCENE) is None
    assert hass_storage[store_of(house)]["data"] == {}
    await house.say("movie time", [call("steward.get_time")])
    assert "scene.turn_on" not in house.engine.grammars[-1]
    assert "steward.forget" not in house.engine.grammars[-1]


async def test_teaching_is_undone(house: House) -> None:
    """Undo right after teaching forgets the phrase."""
    taught = await teach(house)
    undone = await house.undo(taught)
    assert undone.outcome == "acted"
    assert house.hass.states.get(SCENE) is None


async def test_forgetting_is_undone(house: House) -> None:
    """Undo right after forgetting brings the phrase back as it was set up."""
    await teach(house)
    er.async_get(house.hass).async_update_entity(SCENE, aliases=["Movie time", "Film night"])
    forgotten = await house.say("forget movie time", FORGET)
    await house.undo(forgotten)
    entry = er.async_get(house.hass).async_get(SCENE)
    assert entry is not None
    assert entry.aliases == ["Movie time", "Film night"]
    await house.say("movie time", RUN)
    assert is_dark(house)


async def test_taught_again(house: House) -> None:
    """A phrase taught again stands for the new thing, which is said; undo brings the old back."""
    await teach(house)
    entry = er.async_get(house.hass).async_get(SCENE)
    again = await house.say(
        "when I say movie time turn on the desk lamp",
        learn("movie time", call("light.turn_on", "lamp")),
    )
    assert again.speech.endswith("I turn on Desk Lamp. That replaces what you taught me before.")
    assert house.state(SCENE).attributes["entity_id"] == ["light.desk_lamp"]
    assert er.async_get(house.hass).async_get(SCENE) == entry
    await house.undo(again)
    await house.say("movie time", RUN)
    assert is_dark(house)
    assert house.state("light.desk_lamp").state == "off"


async def test_taught_again_after_it_was_put_out_of_sight(house: House) -> None:
    """A phrase whose scene somebody withdrew is there again once it is taught again."""
    await teach(house)
    async_expose_entity(house.hass, "conversation", SCENE, False)
    hidden = await house.say("which phrases did I teach you", LIST)
    assert hidden.speech == "You have taught me no phrase yet."
    await teach(house)
    await house.say("movie time", RUN)
    assert is_dark(house)
    assert len(house.entry.runtime_data.phrases.all) == 1


async def test_kept_through_a_restart(house: House, hass_storage: dict[str, Any]) -> None:
    """After a reload the phrase works, and its scene is the same one."""
    await teach(house)
    entry = er.async_get(house.hass).async_get(SCENE)
    (stored,) = hass_storage[store_of(house)]["data"].values()
    assert stored == {
        "agent_id": AGENT_ID,
        "name": "movie time",
        "calls": [
            {
                "service": "light.turn_on",
                "entity_ids": ["light.floor_lamp"],
                "data": {"brightness_pct": 20},
            },
            {"service": "cover.close_cover", "entity_ids": ["cover.roman_blind"], "data": {}},
        ],
    }
    await house.restart()
    assert er.async_get(house.hass).async_get(SCENE) == entry
    await house.say("movie time", RUN)
    assert is_dark(house)


async def test_reload_right_after_teaching(house: House) -> None:
    """A reload waits until what was taught is written."""
    house.engine.scripts.append(learn("movie time", DIM, CLOSE))
    await house.hass.services.async_call(
        "steward", "command", {"sentence": SENTENCE}, blocking=True, return_response=True
    )
    await house.restart()
    assert [phrase.name for phrase in house.entry.runtime_data.phrases.all] == ["movie time"]


async def test_dry_run_teaches_nothing(house: House) -> None:
    """A dry run says what would be taught, forgotten or done."""
    before = house.states()
    dry = await house.command(SENTENCE, learn("movie time", DIM, CLOSE), dry_run=True)
    assert dry["reply"] == (
        "Would do: when you say movie time, I set Floor Lamp to 20 percent and close Roman Blind."
    )
    assert house.states() == before
    await teach(house)
    dry = await house.command("forget movie time", FORGET, dry_run=True)
    assert dry["reply"] == "Would do: forget movie time."
    dry = await house.command("movie time", RUN, dry_run=True)
    assert [made["service"] for made in dry["calls"]] == ["light.turn_on", "cover.close_cover"]
    assert house.state(SCENE).state == "unknown"
    assert not is_dark(house)


# What may be in a phrase


async def test_dangerous_part_is_asked_about(house: House) -> None:
    """A phrase that unlocks asks before it does, each time it is said."""
    plan = learn("sesame", call("light.turn_on", "lamp"), call("lock.unlock", "door"))
    await house.say("when I say sesame turn on the desk lamp and unlock the front door", plan)
    asked = await house.say("sesame", [call("scene.turn_on", "sesame")])
    assert asked.outcome == "asks"
    assert "Are you sure" in asked.speech
    assert house.state("light.desk_lamp").state == "on"
    assert house.state("lock.front_door").state == "locked"
    await house.say("yes", YES, conversation_id=asked.conversation_id)
    assert house.state("lock.front_door").state == "unlocked"


@pytest.mark.parametrize(
    ("sentence", "act"),
    [
        pytest.param(
            "when I say sesame unlock the front door", call("lock.unlock", "door"), id="lock"
        ),
        pytest.param(
            "when I say sesame run welcome", call("script.turn_on", "welcome"), id="script"
        ),
    ],
)
async def test_dangerous_phrase_is_asked_about_before_it_is_put_off(
    house: House, sentence: str, act: Entry
) -> None:
    """What is in a phrase counts when the phrase is put off, too."""
    await house.say(sentence, learn("sesame", act))
    asked = await house.say(
        "sesame in five minutes", [call("scene.turn_on", "sesame", in_={"minutes": 5})]
    )
    assert asked.outcome == "asks"


async def test_what_is_never_done_is_not_kept(house: House) -> None:
    """What the policy forbids is left out, which is said."""
    await set_policy(house, lock="never")
    plan = learn("sesame", call("light.turn_on", "lamp"), call("lock.unlock", "door"))
    reply = await house.say(
        "when I say sesame turn on the desk lamp and unlock the front door", plan
    )
    assert reply.speech == (
        "OK: when you say sesame, I turn on Desk Lamp. What I'm not allowed to do I left out."
    )
    only = await house.say(
        "when I say abracadabra unlock the front door",
        learn("abracadabra", call("lock.unlock", "door")),
    )
    assert (only.outcome, only.speech) == ("declined", "What I'm not allowed to do I left out.")
    assert house.hass.states.get("scene.steward_abracadabra") is None


async def test_code_is_not_kept(house: House, hass_storage: dict[str, Any]) -> None:
    """The code of a device is never written down, whoever says it."""
    unlock = {"service": "lock.unlock", "target": ["@a"], "data": {"code": " 4711"}}
    plan = written(*learn(" sesame", unlock))
    await house.say("when I say sesame unlock the front door", plan)
    (stored,) = hass_storage[store_of(house)]["data"].values()
    assert [made["service"] for made in stored["calls"]] == ["lock.unlock"]
    assert "4711" not in str(stored)


async def test_policy_made_stricter_later(house: House) -> None:
    """What a phrase may do is judged when it is said, not when it was taught."""
    await house.say(
        "when I say sesame unlock the front door", learn("sesame", call("lock.unlock", "door"))
    )
    await set_policy(house, lock="never")
    reply = await house.say("sesame", [call("scene.turn_on", "sesame")])
    assert reply.outcome == "declined"
    assert house.state("lock.front_door").state == "locked"


async def test_part_of_a_phrase_at_its_time(house: House, freezer: FrozenDateTimeFactory) -> None:
    """A phrase may hold something for later."""
    plan = learn("movie time", CLOSE, call("light.turn_on", "lamp", in_={"minutes": 10}))
    taught = await house.say(
        "when I say movie time close the roman blind and in ten minutes turn on the desk lamp", plan
    )
    assert taught.speech.endswith("close Roman Blind and turn on Desk Lamp in 10 minutes.")
    await house.restart()
    await house.say("movie time", RUN)
    assert house.state("cover.roman_blind").state == "closed"
    assert house.state("light.desk_lamp").state == "off"
    freezer.tick(timedelta(minutes=11))
    async_fire_time_changed(house.hass)
    await house.hass.async_block_till_done()
    assert house.state("light.desk_lamp").state == "on"


async def test_phrase_put_off(house: House, freezer: FrozenDateTimeFactory) -> None:
    """A phrase may be said for later."""
    await teach(house)
    reply = await house.say(
        "movie time in five minutes", [call("scene.turn_on", "time", in_={"minutes": 5})]
    )
    assert reply.speech == "I will set the scene Movie time in 5 minutes."
    freezer.tick(timedelta(minutes=6))
    async_fire_time_changed(house.hass)
    await house.hass.async_block_till_done()
    assert is_dark(house)


async def test_phrase_for_a_while(house: House, freezer: FrozenDateTimeFactory) -> None:
    """What a phrase did for a while goes back."""
    await teach(house)
    await house.say(
        "movie time for five minutes", [call("scene.turn_on", "time", for_={"minutes": 5})]
    )
    assert is_dark(house)
    freezer.tick(timedelta(minutes=6))
    async_fire_time_changed(house.hass)
    await house.hass.async_block_till_done()
    assert house.state("light.floor_lamp").attributes["brightness"] == 204


async def test_phrase_within_a_phrase(house: House) -> None:
    """What a phrase stands for is kept in its place: later it may be forgotten, or taught itself."""
    await teach(house)
    await house.say(
        "when I say evening movie time and turn on the desk lamp",
        learn("evening", *RUN, call("light.turn_on", "lamp")),
    )
    await house.say(
        "when I say movie time movie time and turn on the ceiling light",
        learn("movie time", *RUN, call("light.turn_on", "light")),
    )
    await house.say("forget movie time", FORGET)
    await house.say("evening", [call("scene.turn_on", "evening")])
    assert is_dark(house)
    assert house.state("light.desk_lamp").state == "on"
    assert house.state("light.ceiling_light").state == "off"


async def test_phrase_with_a_list_and_a_message(house: House) -> None:
    """What is put on a list is kept as well."""
    taught = await house.say(
        "when I say shopping day add tea to the shopping list",
        learn("shopping day", call("todo.add_item", "list", data={"item": "tea"})),
    )
    assert taught.speech == "OK: when you say shopping day, I add tea to Shopping List."
    reply = await house.say("shopping day", [call("scene.turn_on", "day")])
    assert reply.speech == "Added Tea to Shopping List."


async def test_timers_and_questions_are_not_kept(house: House) -> None:
    """A phrase only acts on the house; what else was asked for is said to be left out."""
    timer = call("steward.start_timer", data={"minutes": 10})
    reply = await house.say(
        "when I say tea time turn on the kettle and set a timer for 10 minutes",
        learn("tea time", call("switch.turn_on", "kettle"), timer),
    )
    assert reply.speech == (
        "OK: when you say tea time, I turn on Kettle. "
        "Timers and questions I can't keep, so I left them out."
    )
    only = await house.say("when I say egg set a timer for 10 minutes", learn("egg", timer))
    assert only.outcome == "declined"
    assert house.hass.states.get("scene.steward_egg") is None


async def test_nothing_to_keep(house: House) -> None:
    """Without anything to do there is nothing to learn; a question back is asked, not kept."""
    reply = await house.say("when I say movie time", learn("movie time"))
    assert (reply.outcome, reply.speech) == (
        "declined",
        "There is nothing in that for me to keep.",
    )
    asked = await house.say(
        "when I say movie time turn on the lamp",
        learn("movie time", call("steward.ask", "lamp")),
    )
    assert asked.outcome == "asks"
    assert house.entry.runtime_data.phrases.all == ()


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        pytest.param("desk lamp", "is already the name of something", id="entity"),
        pytest.param("Kitchen", "is already the name of something", id="area"),
        pytest.param("welcome", "is already the name of something", id="script"),
        pytest.param("so " * 20, "too long", id="long"),
        pytest.param(" . ", "didn't catch", id="empty"),
        pytest.param("never mind", "for an answer", id="answer"),
    ],
)
async def test_phrase_that_cannot_be_learned(house: House, phrase: str, said: str) -> None:
    """A phrase that is taken, or is none, is refused with a reason."""
    reply = await house.say(SENTENCE, written(*learn(phrase, {**CLOSE, "target": ["@home"]})))
    assert reply.outcome == "declined"
    assert said in reply.speech
    assert house.entry.runtime_data.phrases.all == ()


async def test_enough(house: House) -> None:
    """There is an end to what is kept, which is said; what is known can still be taught anew."""
    await teach(house)
    phrases = house.entry.runtime_data.phrases
    (known,) = phrases.all
    for number in range(MOST - 1):
        extra = {"phrase_id": f"extra-{number}", "name": f"extra {number}"}
        phrases.async_keep(type(known)(agent_id=AGENT_ID, calls=known.calls, **extra))
    await house.hass.async_block_till_done()
    more = await house.say(
        "when I say bedtime lock the back door", learn("bedtime", call("lock.lock", "door"))
    )
    assert more.outcome == "declined"
    assert more.speech.startswith("I know 50 phrases")
    assert (await teach(house)).outcome == "acted"


async def test_thing_that_is_gone(house: House) -> None:
    """What a phrase was about and is no longer there is named; the rest is done."""
    house.hass.states.async_set("switch.fountain", "off", {"friendly_name": "Fountain"})
    async_expose_entity(house.hass, "conversation", "switch.fountain", True)
    await house.say(
        "when I say movie time turn on the fountain and close the roman blind",
        learn("movie time", call("switch.turn_on", "fountain"), CLOSE),
    )
    house.hass.states.async_remove("switch.fountain")
    reply = await house.say("movie time", RUN)
    assert reply.speech == "Fountain is not there any more. Closed Roman Blind."


# The scene


async def press(house: House, context: Context | None = None) -> list[Any]:
    """Turn the scene on, as a dashboard or an automation does; return the contexts of the calls."""
    called: list[Any] = []
    stop = house.hass.bus.async_listen("call_service", called.append)
    try:
        await house.hass.services.async_call(
            "scene", "turn_on", {"entity_id": SCENE}, blocking=True, context=context
        )
    finally:
        stop()
    return [event.context for event in called]


async def test_pressed(house: House) -> None:
    """Turned on by hand the scene does the same, in the name of who did it."""
    await teach(house)
    context = Context()
    contexts = await press(house, context)
    assert is_dark(house)
    assert len(contexts) == 3
    assert {made.id for made in contexts} == {context.id}


async def test_pressed_asks_nothing(house: House) -> None:
    """Who turns the scene on has agreed, as with any scene."""
    await house.say(
        "when I say movie time unlock the front door",
        learn("movie time", call("lock.unlock", "door")),
    )
    await press(house)
    assert house.state("lock.front_door").state == "unlocked"


async def test_pressed_with_a_broken_device(house: House) -> None:
    """What can be done is done, and the caller learns that something was not."""
    await house.say(
        "when I say movie time turn on the angry lantern and close the roman blind",
        learn("movie time", call("light.turn_on", "lantern"), CLOSE),
    )
    with pytest.raises(HomeAssistantError) as raised:
        await press(house)
    assert raised.value.translation_key == "phrase_failed"
    assert house.state("cover.roman_blind").state == "closed"


async def test_pressed_while_the_engine_is_down(house: House) -> None:
    """The scene needs no language model."""
    await teach(house)
    await house.engine.async_stop()
    await house.hass.async_block_till_done()
    await press(house)
    assert is_dark(house)


async def test_pressed_while_the_agent_is_disabled(house: House) -> None:
    """Without its agent a phrase says why it does nothing."""
    await teach(house)
    er.async_get(house.hass).async_update_entity(AGENT, disabled_by=er.RegistryEntryDisabler.USER)
    await house.hass.async_block_till_done()
    with pytest.raises(HomeAssistantError) as raised:
        await press(house)
    assert raised.value.translation_key == "no_agent"


async def test_deleted(house: House, hass_storage: dict[str, Any]) -> None:
    """Whoever deletes the scene has the phrase forgotten."""
    await teach(house)
    er.async_get(house.hass).async_remove(SCENE)
    await house.hass.async_block_till_done()
    assert hass_storage[store_of(house)]["data"] == {}
    await house.restart()
    assert house.hass.states.get(SCENE) is None


async def test_agent_removed(house: House) -> None:
    """The phrases of an agent go with it."""
    await teach(house)
    house.hass.config_entries.async_remove_subentry(house.entry, AGENT_ID)
    await house.hass.async_block_till_done()
    assert house.entry.runtime_data.phrases.all == ()
    assert er.async_get(house.hass).async_get(SCENE) is None


async def test_entry_removed(house: House, hass_storage: dict[str, Any]) -> None:
    """Nothing stays behind when Steward is removed."""
    await teach(house)
    await house.hass.config_entries.async_remove(house.entry.entry_id)
    await house.hass.async_block_till_done()
    assert store_of(house) not in hass_storage
    assert house.hass.states.get(SCENE) is None


async def test_only_own_scenes_can_be_forgotten(house: House) -> None:
    """A scene of somebody else was not taught."""
    house.hass.states.async_set("scene.reading", "unknown", {"friendly_name": "Reading"})
    async_expose_entity(house.hass, "conversation", "scene.reading", True)
    await house.say("forget reading", [call("steward.get_time")])
    assert "scene.turn_on" in house.engine.grammars[-1]
    assert "steward.forget" not in house.engine.grammars[-1]


# Rights


async def test_user_without_rights(house: House, hass_read_only_user: MockUser) -> None:
    """Who may only look teaches nothing, forgets nothing, and changes nothing by a phrase."""
    context = Context(user_id=hass_read_only_user.id)
    refused = await teach(house, context=context)
    assert refused.outcome == "failed"
    assert house.hass.states.get(SCENE) is None
    await teach(house)
    assert (await house.say("forget movie time", FORGET, context=context)).outcome == "failed"
    before = house.states()
    assert (await house.say("movie time", RUN, context=context)).outcome == "failed"
    assert house.states() == before
    listed = await house.say("which phrases did I teach you", LIST, context=context)
    assert listed.speech == "I know 1 phrase: movie time."


async def test_user_who_may_not_see_it(house: House) -> None:
    """A phrase is told only to those who may see its scene."""
    await teach(house)
    user = MockUser(name="Guest").add_to_hass(house.hass)
    user.mock_policy({"entities": {"entity_ids": {"light.desk_lamp": True}}})
    listed = await house.say(
        "which phrases did I teach you", LIST, context=Context(user_id=user.id)
    )
    assert listed.speech == "You have taught me no phrase yet."
