"""What a speech recogniser may make of a sentence."""

from __future__ import annotations

import random
import re
import time

import pytest

from training.mishearing import misheard
from training.sounds import TABLE, distance, sounds_of

_SENTENCES = (
    "turn on the hall light",
    "close the blinds in the lounge",
    "set the ecobee to 21 degrees",
    "turn off the bedroom lights except the reading lamp",
    "open the garage door in ten minutes",
    "make the desk lamp red at 40 percent",
    "don't unlock the front door",
    "is the kitchen window open",
)
_OPPOSITES = {"on", "off", "open", "close", "shut", "up", "down", "start", "stop", "unlock"}


def heard(sentence: str, count: int = 400) -> set[str]:
    """Return many ways in which a sentence may be misheard."""
    return {misheard(sentence, random.Random(seed)) for seed in range(count)}


@pytest.mark.parametrize(
    ("said", "mistaken"),
    [
        pytest.param("close the blinds", "close the blends", id="vowel"),
        pytest.param("turn on the hall light", "turn on the all light", id="lost-h"),
        pytest.param("turn on the hall light", "turn on the whole light", id="near"),
        pytest.param("is the fan on", "is the van on", id="voice"),
        pytest.param("turn on the ecobee", "turn on the echo bee", id="never-heard-name"),
        pytest.param("turn on the bedroom light", "turn on the bed room light", id="split"),
        pytest.param("turn off the lights", "turn off the light", id="ending-lost"),
        pytest.param("is the window open", "is the windows open", id="ending-added"),
        pytest.param("lights in the hall off", "lights and the hall off", id="small-word"),
        pytest.param("turn off the lamp", "turn off lamp", id="small-word-lost"),
        pytest.param("turn on the bed side lamp", "turn on the bed sighed lamp", id="homophone"),
    ],
)
def test_sound_alikes_are_heard(said: str, mistaken: str) -> None:
    """Each sort of mishearing comes up."""
    assert mistaken in heard(said, 1500)


@pytest.mark.parametrize("sentence", _SENTENCES)
def test_the_command_stays(sentence: str) -> None:
    """No number, negation or command turns into another one."""
    before = sentence.split()
    kept = {w for w in before if w.isdigit()} | {"ten", "except", "don't", "unlock"} & {*before}
    for mistaken in heard(sentence):
        after = set(mistaken.split())
        assert kept <= after
        assert not (after - set(before)) & _OPPOSITES
        assert set(re.findall(r"\d+", mistaken)) == set(re.findall(r"\d+", sentence))


def test_most_sentences_change() -> None:
    """A sentence is rarely so plain that nothing sounds like it."""
    changed = [misheard(s, random.Random(n)) != s for s in _SENTENCES for n in range(100)]
    assert sum(changed) / len(changed) > 0.85


def test_chance_comes_from_the_caller() -> None:
    """The same state gives the same sentence."""
    for sentence in _SENTENCES:
        assert misheard(sentence, random.Random(7)) == misheard(sentence, random.Random(7))


@pytest.mark.parametrize("sentence", ["", "on", "21", "кухня", "?", "a"])
def test_nothing_is_too_odd(sentence: str) -> None:
    """Any text comes back as a text."""
    assert all(isinstance(misheard(sentence, random.Random(n)), str) for n in range(20))


def test_words_that_sound_alike_are_near() -> None:
    """Distance follows the ear, not the letters."""
    assert sounds_of("whole") == sounds_of("hole")
    near = distance(sounds_of("fan"), sounds_of("van"), 9)
    assert 0 < near < distance(sounds_of("fan"), sounds_of("ran"), 9)
    assert distance(sounds_of("hall"), sounds_of("all"), 9) < near


@pytest.mark.parametrize(("word", "sounds"), [("phoshel", "fASel"), ("kneke", "nek"), ("4", "")])
def test_unknown_words_are_read(word: str, sounds: str) -> None:
    """A word that is not in the table is read by its letters."""
    assert sounds_of(word) == sounds


def test_it_is_quick() -> None:
    """Half a million sentences are made for one training run."""
    for seed in range(300):
        misheard(_SENTENCES[seed % 8], random.Random(seed))
    rng, start = random.Random(1), time.process_time()
    for at in range(2000):
        misheard(_SENTENCES[at % 8], rng)
    assert (time.process_time() - start) / 2000 < 0.002


def test_the_table_is_small() -> None:
    """The table lies in the repository."""
    assert TABLE.stat().st_size < 500_000
