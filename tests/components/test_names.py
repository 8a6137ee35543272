"""Names that could be taken for something else: for a service, or for each other."""

import re

import pytest

from house.virtual_home.models import HomeSpec
from tests.components.at_home import House, call, called, furnished, light, on

pytest_plugins = ["tests.components.house_fixtures"]


@pytest.fixture
def home() -> HomeSpec:
    """Return the house with names that nobody would choose, and some that many do."""
    home = furnished()
    home["entities"] = [
        *home["entities"],
        called(light("one", "off", "study"), "lock.unlock"),
        called(light("two", "off", "study"), "Steward undo"),
        called(light("reading_one", "off", "study"), "Reading Light"),
        called(light("reading_two", "off", "kitchen"), "Reading Light"),
    ]
    return home


def _labels(house: House, word: str) -> list[str]:
    """Return all labels behind a word of the last sentence."""
    sentence = house.engine.prompts[-1].rpartition("<user>")[2]
    found = re.search(rf" {word}((?:=?@[a-p])+)", sentence)
    assert found, sentence
    return re.findall("@[a-p]", found.group(1))


@pytest.mark.parametrize(
    ("sentence", "word", "name"),
    [
        ("turn on lock unlock", "unlock", "lock.unlock"),
        ("turn on steward undo", "undo", "Steward undo"),
    ],
)
async def test_light_called_like_a_service(
    house: House, sentence: str, word: str, name: str
) -> None:
    """It is a light: no name stands for what is done."""
    reply = await house.say(sentence, on(word))
    assert (reply.speech, reply.services) == (f"Turned on {name}.", ["light.turn_on"])
    assert house.state("lock.front_door").state == "locked"


async def test_same_name_in_two_rooms(house: House) -> None:
    """Each is told with its room: what was asked about, done, and not done."""
    await house.say("turn on the reading light", [call("steward.get_time")])
    labels = _labels(house, "light")
    asked = await house.say("turn on the reading light", [call("steward.ask", *labels)])
    assert "Reading Light in Study" in asked.speech
    assert "Reading Light in Kitchen" in asked.speech

    house.break_down("light.reading_two", "ignores")
    reply = await house.say("turn on the reading light", on(*labels))
    assert reply.speech == (
        "Turned on Reading Light in Study. Reading Light in Kitchen did not respond."
    )
    undone = await house.say(
        "undo that", [call("steward.undo")], conversation_id=reply.conversation_id
    )
    assert undone.speech == "Put Reading Light in Study back."


async def test_same_name_said_in_one_room(house: House) -> None:
    """What is said at a satellite means the one that stands there."""
    reply = await house.say("lights on", on("@here"), device_id=house.shelf)
    assert house.state("light.reading_one").state == "on"
    assert house.state("light.reading_two").state == "off"
    assert reply.outcome == "acted"
