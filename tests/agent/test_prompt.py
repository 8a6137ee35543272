"""The model's input text."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

import pytest

from custom_components.steward.agent.candidates import Hit, Shortlist, Word
from custom_components.steward.agent.kinds import KINDS
from custom_components.steward.agent.prompt import (
    ASKED,
    CONFIRM,
    DONE,
    MAX_ROOM_KINDS,
    MAX_WORDS,
    Turn,
    Waiting,
    render,
)
from custom_components.steward.agent.shortlist import Index
from custom_components.steward.agent.structure import SPECIAL_TOKENS
from tests.agent.homes import (
    Named,
    entity,
    home_of,
    house,
    sample_home,
    sample_sentence,
    shortlist,
)

HOUSE = house()


def prompt(*named: Named, here: str | None = None, words: str = "so") -> str:
    """Return the prompt of a sentence about listed things."""
    return render(shortlist(HOUSE, *named, here=here, words=words), HOUSE)


def test_a_whole_prompt() -> None:
    """Where the speaker is, what may be meant, and the sentence with labels behind its words."""
    listed = shortlist(HOUSE, "light.left", "bedroom", here="bedroom")
    words = (
        Word("the"),
        Word("left", (Hit("@b", exact=False), Hit("@a", exact=True))),
        Word("one"),
    )
    assert render(replace(listed, words=words), HOUSE) == (
        "<here>@here<light><fan><climate><humidifier><sensor.temperature>"
        "@a<light>@b<near>"
        "@b<area><light><fan><climate><humidifier><sensor.temperature>"
        "<user> the left=@a@b one<call>"
    )


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        pytest.param(("lock.front",), "@a<lock>", id="in no area"),
        pytest.param(("light.bulb",), "@a<light>", id="elsewhere"),
        pytest.param(("light.ceiling",), "@a<light><near>", id="near"),
        pytest.param(("cover.gate",), "@a<cover.gate>", id="class"),
        pytest.param(("upstairs",), "@a<floor>", id="floor"),
        pytest.param(("bath",), "@a<area><switch><switch.outlet>", id="area"),
        pytest.param(("bath", "upstairs"), "@a<area>@b<switch><switch.outlet>@b<floor>", id="both"),
        pytest.param(("switch.mirror", "bath"), "@a<switch.outlet>@b@b<area>", id="in an area"),
        pytest.param(("light.strip", ("effect", "Fire")), "@b<effect>@a<user>", id="option"),
        pytest.param((("effect", "Fire"),), "@a<effect><user>", id="option of nobody here"),
    ],
)
def test_candidates(named: tuple[Named, ...], expected: str) -> None:
    """A candidate is written as label, kind and whereabouts."""
    assert expected in prompt(*named, here="kitchen")


def test_typed() -> None:
    """Without a satellite there is no here, and nothing is near."""
    text = prompt("light.ceiling")
    assert text == "<typed>@a<light><user> so<call>"


def test_timers() -> None:
    """That timers run is told, since only then can they be stopped."""
    listed = shortlist(HOUSE, words="stop it")
    assert (
        render(listed, HOUSE, waiting=Waiting(timers=True)) == "<typed><timers><user> stop it<call>"
    )


@pytest.mark.parametrize("state", [DONE, ASKED, CONFIRM])
def test_the_turn_before(state: str) -> None:
    """What was said before, what became of it, and the plan stand before the sentence."""
    turn = Turn(
        words=(Word("which"), Word("lamp", (Hit("@a", exact=False),))), plan="{}", state=state
    )
    text = render(shortlist(HOUSE, "light.bulb", words="it"), HOUSE, before=turn)
    assert text == f"<typed>@a<light><was> which lamp@a{state}{{}}<user> it<call>"


def test_long_sentences_are_cut() -> None:
    """A flood of words costs no more than a long sentence."""
    flood = Shortlist(words=tuple(Word(f"w{n}") for n in range(500)), candidates=())
    text = render(flood, HOUSE, before=Turn(words=flood.words, plan="{}"))
    assert len(re.findall(r" w\d+", text)) == 2 * MAX_WORDS
    assert f" w{MAX_WORDS - 1}<call>" in text


def test_a_room_full_of_kinds_is_cut() -> None:
    """The commonest kinds of a crowded room are told, each once, in one order."""
    kinds = [kind for kind in KINDS if kind.startswith(("cover.", "sensor.", "light"))]
    rows = [
        entity(f"{k.split('.')[0]}.x{n}", "X", "den", device_class=k.partition(".")[2] or None)
        for n, k in enumerate(reversed(kinds))
    ]
    home = home_of([*rows, *(replace(r, entity_id=f"{r.entity_id}_b") for r in rows)])
    text = render(shortlist(home, here="den"), home)
    told = re.findall(r"<([a-z_.]+)>", text.removeprefix("<here>").partition("<user>")[0])
    assert told == kinds[:MAX_ROOM_KINDS]


def test_nothing_of_the_house_is_text() -> None:
    """Whatever things are called, a prompt without its sentence is structure alone."""
    rng = Random(11)
    token = re.compile("|".join(map(re.escape, sorted(SPECIAL_TOKENS, key=len, reverse=True))))
    for _ in range(60):
        home = sample_home(rng)
        found = Index(home).find(sample_sentence(rng, home), here=rng.choice([None, *home.areas]))
        head, _, sentence = render(found, home).partition("<user>")
        assert token.sub("", head) == ""
        assert "<" not in sentence.removesuffix("<call>")
        assert sentence.count("@") == sum(len(word.hits) for word in found.words[:MAX_WORDS])


def test_the_size_does_not_follow_the_house() -> None:
    """Three thousand entities make a prompt no longer than the shortlist allows."""
    home = sample_home(Random(2), size=3000)
    sentence = "turn on the old lamp in the den and the blue fan"
    assert len(render(Index(home).find(sentence), home)) < 1500
