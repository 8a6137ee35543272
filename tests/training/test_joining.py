"""Two meanings make one, and say together what each of them said."""

import random
from dataclasses import replace

import pytest

from training import joining
from training.meanings import Before, Meaning
from training.patterns import parse, sample
from training.scene import Unfit

RNG = random.Random(1)
OFF = Meaning(
    skill="a",
    plan=({"service": "homeassistant.turn_off", "target": ["$x"]},),
    slots={"x": "light:on_off"},
    say=(parse("turn off {x}"),),
)
WARM = Meaning(
    skill="b",
    plan=({"service": "climate.set_temperature", "target": ["$x"], "data": {"temperature": "$n"}},),
    slots={"x": "climate:temperature", "n": "temperature x"},
    say=(parse("set {x} to {n}"),),
)
HERE = Meaning(
    skill="c",
    plan=({"service": "light.turn_off", "target": ["@here"]},),
    slots={},
    say=(parse("lights off"),),
    here="light:on_off",
)
KITCHEN = replace(
    HERE,
    plan=({"service": "light.turn_off", "target": ["$a"]},),
    here=None,
    slots={"a": "area light:on_off"},
    say=(parse("{a} off"),),
)


def said(meaning: Meaning) -> str:
    """Return the words of a meaning, slots by their names."""
    return sample(meaning.say[0], random.Random(3), lambda slot: f"<{slot}>")


def test_slots_of_the_second_are_renamed_everywhere() -> None:
    """In its words, its plan, its slots and in slots that refer to others."""
    both = joining.and_then(OFF, WARM, RNG)
    assert both.slots == {
        "x": "light:on_off",
        "x_2": "climate:temperature",
        "n_2": "temperature x_2",
    }
    assert both.plan[1] == {
        "service": "climate.set_temperature",
        "target": ["$x_2"],
        "data": {"temperature": "$n_2"},
    }
    assert said(both).startswith("turn off <x> ")
    assert said(both).endswith("set <x_2> to <n_2>")


def test_three_in_a_row_keep_their_slots_apart() -> None:
    """The third is renamed differently from the second."""
    three = joining.and_then(joining.and_then(OFF, WARM, RNG), OFF, RNG)
    assert {"x", "x_2", "n_2", "x_3"} == set(three.slots)


def test_the_same_thing_twice_is_one_call() -> None:
    """As the phrase files have it: one verb, several targets."""
    both = joining.and_then(OFF, OFF, RNG)
    assert both.plan == ({"service": "homeassistant.turn_off", "target": ["$x", "$x_2"]},)


def test_what_is_taken_back_is_not_done() -> None:
    """Within the sentence only the second counts; in the next turn the first is undone."""
    assert [c["service"] for c in joining.rather(OFF, WARM, RNG).plan] == [
        "climate.set_temperature"
    ]
    back = joining.taken_back(OFF, WARM, RNG)
    assert [c["service"] for c in back.plan] == ["steward.undo", "climate.set_temperature"]
    assert back.before == Before(OFF.say, OFF.plan)


def test_a_place_said_first_would_reach_what_follows() -> None:
    """Saying "the kitchen off and lights off" might mean the kitchen's lights."""
    with pytest.raises(Unfit):
        joining.and_then(KITCHEN, HERE, RNG)
    assert joining.and_then(HERE, KITCHEN, RNG).here == "light:on_off"


def test_conditions_that_exclude_each_other_do_not_join() -> None:
    """One is typed, the other needs a satellite."""
    with pytest.raises(Unfit):
        joining.and_then(replace(OFF, typed=True), HERE, RNG)


def test_later_gives_the_call_a_time() -> None:
    """In, at, every or for, spoken before or behind."""
    kinds = {key for n in range(40) for key in joining.later(OFF, random.Random(n)).plan[0]}
    assert kinds == {"service", "target", "in", "at", "every", "for"}


def test_a_step_has_no_way_back() -> None:
    """Nobody is taught "a bit brighter for ten minutes"."""
    step = replace(
        OFF,
        plan=({"service": "light.turn_on", "target": ["$x"], "data": {"brightness_step_pct": 20}},),
    )
    outcomes = set()
    for n in range(60):
        try:
            outcomes |= joining.later(step, random.Random(n)).plan[0].keys()
        except Unfit:
            outcomes.add("unfit")
    assert "for" not in outcomes
    assert {"in", "at", "unfit"} <= outcomes


def test_services_that_can_wait_are_read_from_the_grammar() -> None:
    """What the grammar allows no time for is never put off."""
    timed = joining.timed_services()
    assert "homeassistant.turn_off" in timed
    assert "steward.undo" not in timed
    assert "vacuum.locate" not in timed


def test_again_and_again_has_days_and_a_time() -> None:
    """Both are parts of one slot, whose words stand in the sentence."""
    kept = [joining.later(OFF, random.Random(n)) for n in range(80)]
    repeated = [meaning for meaning in kept if meaning.slots["time"] == "repeat"]
    assert repeated
    for meaning in repeated:
        assert meaning.plan[0]["every"] == "$time.every"
        assert meaning.plan[0]["at"] == "$time.at"
        assert "<time" in said(meaning)


def test_a_timed_command_is_neither_put_off_nor_joined() -> None:
    """It has its time already, or waits for something."""
    waiting = replace(OFF, plan=({**OFF.plan[0], "when": {"state": "off", "target": ["$x"]}},))
    repeated = replace(OFF, plan=({**OFF.plan[0], "every": "day", "at": "sunset"},))
    for meaning in (waiting, repeated):
        assert not joining.is_command(meaning)
        with pytest.raises(Unfit):
            joining.and_then(meaning, WARM, RNG)
