"""Commands wait for what the file of events knows, in words that tell what is waited for."""

import random
from dataclasses import replace

import pytest

from training.happening import awaited, happenings
from training.meanings import Meaning
from training.patterns import parse, sample
from training.phrases import check
from training.scene import Unfit

OFF = Meaning(
    skill="a",
    plan=({"service": "homeassistant.turn_off", "target": ["$x"]},),
    slots={"x": "light:on_off"},
    say=(parse("turn off {x}"),),
)


def said(meaning: Meaning) -> str:
    """Return the words of a meaning, slots by their names."""
    return sample(meaning.say[0], random.Random(3), lambda slot: f"<{slot}>")


def test_the_file_of_events_is_in_order() -> None:
    """Every happening is of a known kind, in a known state, and says of what."""
    for happening in happenings():
        call = {**OFF.plan[0], **happening.plan[0]}
        assert not list(check._call(call, {**OFF.slots, **happening.slots}))
        assert not [fault for spec in happening.slots.values() for fault in _faults(spec)]
        for node in happening.say:
            assert "<event>" in sample(node, random.Random(1), lambda slot: f"<{slot}>")


def _faults(spec: str) -> list[str]:
    """Return what is wrong with the type of a slot."""
    return list(check._slot(spec, {"event": "sensor"}))


def test_the_happening_stands_in_front_or_behind() -> None:
    """Both orders come up, and the plan has the command with what it waits for."""
    found = [awaited(OFF, random.Random(n)) for n in range(60)]
    assert {said(meaning).startswith("turn off <x>") for meaning in found} == {True, False}
    for meaning in found:
        (call,) = meaning.plan
        assert call["service"] == "homeassistant.turn_off"
        assert call["when"]["target"] == ["$event"]
        assert "<x>" in said(meaning)
        assert "<event>" in said(meaning)


def test_a_number_is_said_where_a_line_is_crossed() -> None:
    """What drops below 18 says 18."""
    found = [awaited(OFF, random.Random(n)) for n in range(120)]
    crossed = [meaning for meaning in found if "level" in meaning.slots]
    assert crossed
    assert all("<level>" in said(meaning) for meaning in crossed)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(replace(OFF, skill="indirect"), id="no plain command"),
        pytest.param(replace(OFF, slots={"x": "message"}), id="free words"),
    ],
)
def test_what_cannot_wait(command: Meaning) -> None:
    """A need that is only hinted at is not put off, nor are words that have to be copied."""
    with pytest.raises(Unfit):
        awaited(command, random.Random(1))
