"""What the model finds rather unlikely itself is asked about before it is done."""

import pytest

from custom_components.steward.agent.confidence import DOUBT
from tests.components.at_home import House, call, on

pytest_plugins = ["tests.components.house_fixtures"]

YES = [call("steward.confirm")]
NO = [call("steward.never_mind")]


async def test_the_confidence_comes_with_the_answer(house: House) -> None:
    """In figures that may be taken at their word."""
    house.engine.probability = 0.8
    reply = await house.say("turn on the desk lamp", on("lamp"))
    assert reply.steward["confidence"]["plan"] == pytest.approx(0.8, abs=1e-3)
    assert reply.outcome == "acted"


async def test_a_doubtful_action_waits_for_yes(house: House) -> None:
    """Nothing happens before, and the question says what would."""
    house.engine.probability = DOUBT / 2
    reply = await house.say("turn on the desk lamp", on("lamp"))
    assert (reply.outcome, reply.asks) == ("asks", True)
    assert reply.speech == "Do you want me to turn on Desk Lamp?"
    assert house.state("light.desk_lamp").state == "off"

    house.engine.probability = 1.0
    reply = await house.say("yes", YES, conversation_id=reply.conversation_id)
    assert reply.outcome == "acted"
    assert house.state("light.desk_lamp").state == "on"


async def test_no_leaves_it(house: House) -> None:
    """And the question is closed."""
    house.engine.probability = DOUBT / 2
    reply = await house.say("turn on the desk lamp", on("lamp"))
    reply = await house.say("no", NO, conversation_id=reply.conversation_id)
    assert house.state("light.desk_lamp").state == "off"
    assert not reply.asks


async def test_a_doubtful_question_is_answered(house: House) -> None:
    """Reading harms nobody."""
    house.engine.probability = DOUBT / 2
    reply = await house.say("is the desk lamp on", [call("steward.get_state", "lamp")])
    assert (reply.outcome, reply.asks) == ("answered", False)


async def test_a_dry_run_is_not_asked_about(house: House) -> None:
    """It tells what would be done, with how sure it is."""
    house.engine.probability = DOUBT / 2
    response = await house.command("turn on the desk lamp", on("lamp"), dry_run=True)
    assert response["outcome"] == "answered"
    assert response["confidence"]["plan"] < DOUBT
