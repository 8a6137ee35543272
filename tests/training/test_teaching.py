"""Phrases are taught with the commands behind them, and where they end can be told."""

import random
from dataclasses import replace

import pytest

from training.meanings import Meaning
from training.patterns import parse, sample
from training.sayings import LONGEST, sample_saying
from training.scene import Unfit
from training.teaching import DIRECT, taught

OFF = Meaning(
    skill="a",
    plan=({"service": "homeassistant.turn_off", "target": ["$x"]},),
    slots={"x": "light:on_off"},
    say=(parse("turn off {x}"),),
)
NAMED = replace(OFF, say=(parse("{x} off"),))
LOCK = Meaning(
    skill="b",
    plan=({"service": "lock.lock", "target": ["$x"]},),
    slots={"x": "lock:lock"},
    say=(parse("lock {x}"),),
)


def said(meaning: Meaning) -> str:
    """Return the words of a meaning, slots by their names."""
    return sample(meaning.say[0], random.Random(3), lambda slot: f"<{slot}>")


def test_learning_comes_first() -> None:
    """Behind it stand one command or two; the phrase is copied."""
    found = [taught(OFF, LOCK, random.Random(n)) for n in range(60)]
    assert {len(meaning.plan) for meaning in found} == {2, 3}
    for meaning in found:
        assert meaning.plan[0] == {"service": "steward.learn", "data": {"phrase": "$phrase"}}
        assert meaning.is_free
        assert "<phrase>" in said(meaning)


def test_a_name_never_follows_a_phrase_at_once() -> None:
    """In "when i say chill lamp the fan off" nobody could tell where the phrase ends."""
    openings = {
        sample(node, random.Random(n), lambda slot: slot) for node in DIRECT for n in range(40)
    }
    for n in range(200):
        before, _, behind = said(taught(NAMED, NAMED, random.Random(n))).partition("<phrase>")
        assert f"{before}phrase" not in openings or not behind.startswith(" <")


def test_two_commands_that_cannot_be_joined() -> None:
    """What is no plain command is not taught."""
    with pytest.raises(Unfit):
        taught(replace(OFF, skill="indirect"), LOCK, random.Random(1))


def test_phrases_are_short_and_hardly_ever_the_same() -> None:
    """What is never the same twice has to be copied."""
    rng = random.Random(5)
    made = [sample_saying(rng, ["kitchen lamp"]) for _ in range(600)]
    assert all(1 <= len(text.split()) <= LONGEST for text in made)
    assert len(set(made)) > 420
    assert any("lamp" in text.split() for text in made)
