"""A turn: broken plans, policy and its questions, undo, dry runs."""

from typing import Any

import pytest

from custom_components.steward.agent.plan import dumps
from tests.agent.gbnf_regex import compile_grammar
from tests.components.at_home import House, add_scene, call, on, set_policy, written
from tests.components.builders import AGENT_ID

pytest_plugins = ["tests.components.house_fixtures"]

UNLOCK = [call("lock.unlock", "door")]
OPEN_GARAGE = [call("cover.open_cover", "door")]
YES = [call("steward.confirm")]
UNDO = [call("steward.undo")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("I would turn on the lamp.", id="prose"),
        pytest.param('{"calls":[{"service":"light.turn_on"', id="cut-off"),
        pytest.param("[]", id="list"),
        pytest.param("null", id="null"),
        pytest.param('{"calls":null}', id="no-calls"),
        pytest.param('{"calls":[42]}', id="number"),
        pytest.param('{"calls":[{}]}', id="no-service"),
        pytest.param('{"calls":[]}', id="no-call"),
        pytest.param('{"calls":[{"service":"light.turn_on","target":["@z"]}]}', id="label"),
        pytest.param('{"calls":[{"service":"light.turn_on","data":3}]}', id="data"),
        pytest.param('{"calls":[{"service":"steward.nonsense"}]}', id="own-call"),
        pytest.param('{"calls":[{"service":"","target":["@home"]}]}', id="blank-service"),
        pytest.param('{"calls":[{"service":7,"target":["@home"]}]}', id="service-number"),
        pytest.param('{"calls":[{"service":"nodot","target":["@home"]}]}', id="no-domain"),
        pytest.param(
            '{"calls":[{"service":"shell.run","target":["@home"]}]}', id="no-such-service"
        ),
        pytest.param('{"calls":[{"service":"light.turn_on","target":7}]}', id="target"),
        pytest.param('{"calls":[{"service":"light.turn_on","in":{"minutes":"x"}}]}', id="when"),
    ],
)
async def test_broken_plan(house: House, text: str) -> None:
    """A model that breaks the grammar does nothing, and the next sentence works."""
    before = house.states()
    reply = await house.say("turn on the desk lamp", text)
    assert house.states() == before
    assert reply.outcome in {"failed", "declined"}
    assert reply.speech

    reply = await house.say("turn on the desk lamp", on("lamp"))
    assert reply.outcome == "acted"


@pytest.mark.parametrize(
    ("sentence", "plan", "entity_id", "before", "after"),
    [
        pytest.param("unlock the front door", UNLOCK, "lock.front_door", "locked", "unlocked"),
        pytest.param(
            "open the garage door", OPEN_GARAGE, "cover.garage_door", "closed", "open", id="garage"
        ),
    ],
)
async def test_asks_first(
    house: House, sentence: str, plan: Any, entity_id: str, before: str, after: str
) -> None:
    """By default, what secures the house is opened only after a yes."""
    asked = await house.say(sentence, plan)
    assert asked.outcome == "asks"
    assert asked.asks
    assert asked.speech.startswith("Are you sure")
    assert house.state(entity_id).state == before
    assert asked.services == []

    done = await house.say("yes", YES, conversation_id=asked.conversation_id)
    assert done.outcome == "acted"
    assert house.state(entity_id).state == after
    assert not done.asks


@pytest.mark.parametrize(
    "sentence", ["no don't", "no", "yes, no wait", "please do not", "cancel", "leave it", "stop"]
)
async def test_no_is_never_a_yes(house: House, sentence: str) -> None:
    """An answer that holds a refusal executes nothing, whatever the model makes of it."""
    asked = await house.say("unlock the front door", UNLOCK)
    reply = await house.say(sentence, YES, conversation_id=asked.conversation_id)
    assert house.state("lock.front_door").state == "locked"
    assert reply.outcome == "answered"
    assert "lock.unlock" not in reply.services

    later = await house.say("yes", written(*YES), conversation_id=asked.conversation_id)
    assert house.state("lock.front_door").state == "locked"
    assert "lock.unlock" not in later.services


async def test_yes_without_a_question(house: House) -> None:
    """The grammar has no yes while no question is open, and a model's yes means nothing."""
    await house.say("turn on the desk lamp", on("lamp"))
    assert "steward.confirm" not in house.engine.grammars[-1]
    reply = await house.say("yes", written(*YES))
    assert reply.outcome == "answered"
    assert reply.services == []


async def test_yes_in_another_conversation(house: House) -> None:
    """A yes is for the conversation in which was asked."""
    await house.say("unlock the front door", UNLOCK)
    await house.say("yes", written(*YES))
    assert house.state("lock.front_door").state == "locked"


async def test_question_lasts_one_sentence(house: House) -> None:
    """After another sentence a yes is about nothing."""
    asked = await house.say("unlock the front door", UNLOCK)
    again: dict[str, Any] = {"conversation_id": asked.conversation_id}
    await house.say("turn on the desk lamp", on("lamp"), **again)
    await house.say("yes", written(*YES), **again)
    assert house.state("lock.front_door").state == "locked"


async def test_harmless_part_is_done_at_once(house: House) -> None:
    """Of two calls only the dangerous one waits."""
    plan = [*on("lamp"), *UNLOCK]
    asked = await house.say("turn on the desk lamp and unlock the front door", plan)
    assert asked.outcome == "asks"
    assert house.state("light.desk_lamp").state == "on"
    assert house.state("lock.front_door").state == "locked"


async def test_locking_asks_nothing(house: House) -> None:
    """What makes the house safer is done at once."""
    reply = await house.say("lock the back door", [call("lock.lock", "door")])
    assert reply.outcome == "acted"
    assert house.state("lock.back_door").state == "locked"


async def test_at_once(house: House) -> None:
    """A policy may ask nothing."""
    await set_policy(house, lock="at_once")
    reply = await house.say("unlock the front door", UNLOCK)
    assert reply.outcome == "acted"
    assert house.state("lock.front_door").state == "unlocked"

    reply = await house.say("open the garage door", OPEN_GARAGE)
    assert reply.outcome == "asks"


async def test_never(house: House) -> None:
    """A policy may refuse, and then a yes changes nothing."""
    await set_policy(house, lock="never")
    refused = await house.say("unlock the front door", UNLOCK)
    assert refused.outcome == "declined"
    assert not refused.asks
    assert "not allowed" in refused.speech

    await house.say("yes", written(*YES), conversation_id=refused.conversation_id)
    assert house.state("lock.front_door").state == "locked"


async def test_script_that_unlocks_asks_first(house: House) -> None:
    """A script that touches what secures the house is no way round the policy."""
    reply = await house.say("welcome", [call("script.turn_on", "welcome")])
    assert house.state("lock.front_door").state == "locked"
    assert reply.outcome == "asks"


async def test_scene_that_unlocks_asks_first(house: House) -> None:
    """A scene whose states unlock is no way round the policy, and a yes runs it."""
    await add_scene(house, "arrival", {"lock.front_door": "unlocked", "light.desk_lamp": "on"})
    asked = await house.say("arrival", [call("scene.turn_on", "arrival")])
    assert (asked.outcome, asked.asks) == ("asks", True)
    assert house.state("lock.front_door").state == "locked"
    assert house.state("light.desk_lamp").state == "off"

    await house.say("yes", YES, conversation_id=asked.conversation_id)
    assert house.state("lock.front_door").state == "unlocked"


async def test_harmless_scene_asks_nothing(house: House) -> None:
    """A scene that locks and lights is run at once."""
    await add_scene(house, "evening", {"lock.back_door": "locked", "light.desk_lamp": "on"})
    reply = await house.say("evening", [call("scene.turn_on", "evening")])
    assert reply.outcome == "acted"
    assert house.state("light.desk_lamp").state == "on"
    assert house.state("lock.back_door").state == "locked"


async def test_script_is_not_run_by_a_yes_once_forbidden(house: House) -> None:
    """A yes does not run a script that the policy has come to forbid since the question."""
    asked = await house.say("welcome", [call("script.turn_on", "welcome")])
    await set_policy(house, lock="never")
    await house.say("yes", written(*YES), conversation_id=asked.conversation_id)
    assert house.state("lock.front_door").state == "locked"


@pytest.mark.parametrize(
    ("sentence", "is_wide"),
    [
        ("turn off all the lights", True),
        ("turn on the lights in the whole house", True),
        ("turn on the desk lamp", False),
        ("turn on all the lights in the study", False),
        ("turn on the zeppelin", False),
    ],
)
async def test_whole_house_needs_a_wide_sentence(
    house: House, sentence: str, is_wide: bool
) -> None:
    """The grammar has a plan for the whole house only where the sentence speaks of it."""
    await house.say(sentence, [call("steward.get_time")])
    plan = dumps([call("light.turn_on", "@home")])
    grammar = compile_grammar(house.engine.grammars[-1])
    assert bool(grammar.fullmatch(plan)) is is_wide


async def test_brief(house: House) -> None:
    """In brief, what went as asked is done; failures and questions are told as ever."""
    subentry = house.entry.subentries[AGENT_ID]
    house.hass.config_entries.async_update_subentry(
        house.entry, subentry, data={**subentry.data, "reply_style": "brief"}
    )
    await house.hass.async_block_till_done()
    done = await house.say("turn on the desk lamp", on("lamp"))
    assert (done.outcome, done.speech) == ("acted", "Done.")
    failed = await house.say("turn on the lost lantern", on("lantern"))
    assert (failed.outcome, failed.speech) == ("failed", "Lost Lantern is not available.")
    asked = await house.say("unlock the front door", UNLOCK)
    assert asked.speech.startswith("Are you sure")
    both = await house.say(
        "turn on the kettle and the lost lantern",
        [call("switch.turn_on", "kettle"), *on("lantern")],
    )
    assert "Lost Lantern is not available." in both.speech


async def test_ask_back(house: House) -> None:
    """The model's question names what it may mean, and does nothing."""
    reply = await house.say("the desk lamp or the kettle", [call("steward.ask", "lamp", "kettle")])
    assert reply.asks
    assert "Desk Lamp or Kettle" in reply.speech
    assert "<asked>" not in house.engine.prompts[-1]

    await house.say("the lamp", on("lamp"), conversation_id=reply.conversation_id)
    assert "<asked>" in house.engine.prompts[-1]


@pytest.mark.parametrize(
    ("reason", "words"),
    [("missing", "can't find"), ("scope", "only look after"), ("impossible", "can't be done")],
)
async def test_decline(house: House, reason: str, words: str) -> None:
    """The model's refusals are said in words."""
    reply = await house.say("fly away", [call("steward.decline", data={"reason": reason})])
    assert reply.outcome == "declined"
    assert words in reply.speech


async def test_never_mind(house: House) -> None:
    """A sentence that takes itself back is taken back."""
    reply = await house.say("oh forget it", [call("steward.never_mind")])
    assert (reply.outcome, reply.services) == ("answered", [])


async def test_undo_brightness(house: House) -> None:
    """A light is as bright as before."""
    plan = on("lamp", data={"brightness_pct": 20})
    first = await house.say("set the floor lamp to 20 percent", plan)
    assert house.state("light.floor_lamp").attributes["brightness"] == 51
    reply = await house.undo(first)
    assert reply.outcome == "acted"
    assert house.state("light.floor_lamp").attributes["brightness"] == 204


async def test_undo_position(house: House) -> None:
    """A blind is where it was before."""
    first = await house.say("close the roman blind", [call("cover.close_cover", "blind")])
    assert house.state("cover.roman_blind").attributes["current_position"] == 0
    await house.undo(first)
    assert house.state("cover.roman_blind").attributes["current_position"] == 60


async def test_undo_of_an_area(house: House) -> None:
    """Each light of an area goes back to its own state."""
    first = await house.say("study lights off", [call("light.turn_off", "study")])
    assert house.state("light.floor_lamp").state == "off"
    await house.undo(first)
    assert house.state("light.floor_lamp").state == "on"
    assert house.state("light.desk_lamp").state == "off"


async def test_undo_asks_before_unlocking(house: House) -> None:
    """Taking a lock back would unlock, so it is asked about."""
    first = await house.say("lock the back door", [call("lock.lock", "door")])
    again: dict[str, Any] = {"conversation_id": first.conversation_id}
    asked = await house.say("undo that", UNDO, **again)
    assert asked.asks
    assert house.state("lock.back_door").state == "locked"
    await house.say("yes", YES, **again)
    assert house.state("lock.back_door").state == "unlocked"


async def test_undo_that_only_asks_claims_nothing(house: House) -> None:
    """While the question is open, nothing was put back."""
    first = await house.say("lock the back door", [call("lock.lock", "door")])
    asked = await house.undo(first)
    assert "Put " not in asked.speech


async def test_undo_never_unlocks_when_the_policy_says_never(house: House) -> None:
    """Not even a yes after undo unlocks what may never be unlocked."""
    await set_policy(house, lock="never")
    first = await house.say("lock the back door", [call("lock.lock", "door")])
    again: dict[str, Any] = {"conversation_id": first.conversation_id}
    await house.say("undo that", UNDO, **again)
    await house.say("yes", written(*YES), **again)
    assert house.state("lock.back_door").state == "locked"


async def test_undo_once(house: House) -> None:
    """Undo takes back one turn, and is not itself undone."""
    first = await house.say("turn on the desk lamp", on("lamp"))
    again: dict[str, Any] = {"conversation_id": first.conversation_id}
    await house.say("undo that", UNDO, **again)
    assert house.state("light.desk_lamp").state == "off"
    reply = await house.say("undo that", UNDO, **again)
    assert (reply.outcome, reply.speech) == ("answered", "There is nothing more to undo.")
    assert house.state("light.desk_lamp").state == "off"


async def test_undo_survives_a_question(house: House) -> None:
    """What was asked meanwhile changes nothing, so the turn before can be undone."""
    first = await house.say("turn on the desk lamp", on("lamp"))
    again: dict[str, Any] = {"conversation_id": first.conversation_id}
    await house.say("what time is it", [call("steward.get_time")], **again)
    await house.say("undo that", UNDO, **again)
    assert house.state("light.desk_lamp").state == "off"


@pytest.mark.parametrize(
    ("sentence", "plan"),
    [
        pytest.param("turn on the desk lamp", on("lamp"), id="act"),
        pytest.param("unlock the front door", UNLOCK, id="confirm"),
        pytest.param(
            "turn on the desk lamp in five minutes", on("lamp", in_={"minutes": 5}), id="later"
        ),
        pytest.param(
            "add tea to the shopping list",
            [call("todo.add_item", "list", data={"item": "tea"})],
            id="list",
        ),
        pytest.param(
            "set a timer for ten minutes",
            [call("steward.start_timer", data={"minutes": 10})],
            id="timer",
        ),
        pytest.param("undo that", UNDO, id="undo"),
    ],
)
async def test_dry_run(house: House, sentence: str, plan: Any) -> None:
    """A dry run says what it would do and calls nothing."""
    await house.say("turn on the kettle", [call("switch.turn_on", "kettle")])
    before = house.states()
    called: list[str] = []
    house.hass.bus.async_listen("call_service", lambda e: called.append(e.data["domain"]))
    response = await house.command(sentence, plan, dry_run=True)
    assert response["reply"]
    assert response["outcome"] in {"answered", "asks"}
    assert response["changed"] == []
    assert house.states() == before
    assert set(called) <= {"steward", "todo"}


@pytest.mark.parametrize(
    ("sentence", "plan", "service"),
    [
        pytest.param("turn on the desk lamp", on("lamp"), "light.turn_on", id="act"),
        pytest.param(
            "set a timer for ten minutes",
            [call("steward.start_timer", data={"minutes": 10})],
            "steward.start_timer",
            id="timer",
        ),
    ],
)
async def test_dry_run_tells_the_calls(
    house: House, sentence: str, plan: Any, service: str
) -> None:
    """A dry run reports the calls it would make."""
    response = await house.command(sentence, plan, dry_run=True)
    assert [call["service"] for call in response["calls"]] == [service]


async def test_dry_run_leaves_the_conversation_alone(house: House) -> None:
    """A yes after a dry run is about nothing."""
    first = await house.command("unlock the front door", UNLOCK, dry_run=True)
    await house.command("yes", written(*YES), conversation_id=first["conversation_id"])
    assert house.state("lock.front_door").state == "locked"


async def test_action_and_agent_share_a_conversation(house: House) -> None:
    """A question asked to Assist can be answered through the action."""
    asked = await house.say("unlock the front door", UNLOCK)
    response = await house.command("yes", YES, conversation_id=asked.conversation_id)
    assert response["outcome"] == "acted"
    assert house.state("lock.front_door").state == "unlocked"


async def test_result_tells_what_changed(house: House) -> None:
    """The result names calls and changes in Home Assistant's shape."""
    response = await house.command(
        "set the floor lamp to 20 percent", on("lamp", data={"brightness_pct": 20})
    )
    assert response["calls"] == [
        {
            "service": "light.turn_on",
            "target": {"entity_id": ["light.floor_lamp"]},
            "data": {"brightness_pct": 20},
        }
    ]
    (change,) = response["changed"]
    assert change["entity_id"] == "light.floor_lamp"
    assert change["from"]["brightness"] == 204
    assert change["to"]["brightness"] == 51
    assert set(response["timings"]) >= {"home", "shortlist", "model", "act", "total"}
