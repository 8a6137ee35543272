"""Examples are the product's own prompts with plans for them, the same ones for a seed."""

import random
from contextlib import suppress
from itertools import islice

import pytest
from agent.plan import parse

from tests.agent.gbnf_regex import compile_grammar
from training import asides
from training.checks import FREE
from training.examples import SPLITS, Example, _Visit, examples
from training.homes import sample_home
from training.meanings import Meaning
from training.patterns import parse as parse_pattern
from training.scene import Unfit
from training.skills import Skills

COUNT = 250


@pytest.fixture(scope="module")
def made() -> list[Example]:
    """Return some examples."""
    return list(islice(examples(3), COUNT))


def test_the_same_seed_makes_the_same(made: list[Example]) -> None:
    """Blocks of training data follow from their number."""
    again = list(islice(examples(3), 40))
    assert [e.prompt for e in again] == [e.prompt for e in made[:40]]
    assert next(examples(4)).prompt != made[0].prompt


def test_plans_can_be_parsed_and_free_words_are_quotations(made: list[Example]) -> None:
    """What is to be copied stands in the sentence, word for word."""
    for example in made:
        for call in parse(example.completion):
            for key in FREE & call.data.keys():
                assert f" {call.data[key].strip()} " in f" {_plain(example.prompt)} "


def _plain(prompt: str) -> str:
    """Return the words of a prompt's sentence without labels."""
    sentence = prompt.rpartition("<user>")[2].removesuffix("<call>")
    return " ".join(word.partition("@")[0].rstrip("=~") for word in sentence.split())


def test_joined_sentences_are_among_them(made: list[Example]) -> None:
    """All ways of joining come up."""
    skills = {example.skill for example in made}
    assert {
        "joined.and",
        "joined.later",
        "joined.rather",
        "joined.back",
        "joined.confirm",
    } <= skills


def test_held_out_patterns_are_nobody_elses() -> None:
    """A pattern belongs to one side; both sides have most skills."""
    train, held = Skills.of("train"), Skills.of("held")
    said = [{node for m in s.singles.meanings for node in m.say} for s in (train, held)]
    assert len(said[1]) > 400
    assert not said[0] & said[1]
    assert set(SPLITS) == {"seen", "names", "phrases", "both"}


def test_asides_stay_out_of_what_is_copied() -> None:
    """Nothing stands behind free words, and no clause beside a need."""
    rng = random.Random(2)
    for _ in range(300):
        assert asides.around("add milk", "todo.manage", rng, is_free=True).endswith("add milk")
    clause = "because he keeps complaining"
    assert clause in asides.load()["long"].before
    assert not any(clause in asides.around("i'm cold", "indirect", rng) for _ in range(5000))
    assert any(clause in asides.around("lamp off", "onoff.name", rng) for _ in range(5000))


@pytest.fixture(scope="module")
def visit() -> _Visit:
    """Return a home in which sentences can be said."""
    rng = random.Random(12)
    home, other = sample_home(rng, "train", 90), sample_home(rng, "train")
    return _Visit(rng, home, other, Skills.of("train"), grammars=False)


def _meant(visit: _Visit, *, count: int = 60, **kept: object) -> list[Example]:
    """Return what a meaning becomes in a home, where it fits."""
    meaning = Meaning(**{"skill": "ambiguous", "slots": {}, **kept})  # type: ignore[arg-type]
    found = []
    for _ in range(count):
        with suppress(Unfit):
            found.append(visit._example(meaning))
    return found


def test_new_skills_are_legal_in_the_house() -> None:
    """Repeats, events, what was put off and phrases: the product's grammar lets every plan be written."""
    rng = random.Random(5)
    skills, other = Skills.of("train"), sample_home(rng, "train")
    names = ("delayed.every", "delayed.event", "delayed.sun", "later.manage", "learn")
    for name in (*names, "joined.event", "joined.learn"):
        found: list[Example] = []
        while len(found) < 6:
            visit = _Visit(rng, sample_home(rng, "train", 70), other, skills, grammars=True)
            for _ in range(8):
                with suppress(Unfit):
                    found.append(visit._example(skills.meaning(name, rng)))
        for example in found:
            assert compile_grammar(example.grammar).fullmatch(example.completion), example


def test_what_is_told_when_it_happens_is_what_was_said(visit: _Visit) -> None:
    """In "let me know when the lamp goes off" the message stands in the sentence."""
    told = _meant(
        visit,
        skill="delayed.event",
        plan=(
            {
                "service": "assist_satellite.announce",
                "data": {"message": "{y} goes off"},
                "when": {"state": "off", "target": ["$y"]},
            },
        ),
        slots={"y": "light:on_off"},
        say=(parse_pattern("let me know when {y} goes off"),),
    )
    assert told
    for example in told:
        (call,) = parse(example.completion)
        assert _plain(example.prompt).endswith(call.data["message"])
        assert call.when.event is not None
        assert call.when.event.state == "off"


def test_what_is_left_open_is_open_only_elsewhere(visit: _Visit) -> None:
    """In the speaker's own room "the lamp" is whatever lamp is there: nothing is asked."""
    asked = _meant(
        visit,
        plan=({"service": "steward.ask", "target": ["$x"]},),
        slots={"x": "several light:on_off"},
        say=(parse_pattern("turn on the lamp"),),
        typed=True,
    )
    assert asked
    assert not any("<near>" in example.prompt for example in asked)


def test_some_sentences_are_only_typed(visit: _Visit) -> None:
    """What says no word for a thing is open only where no room can decide."""
    asked = _meant(
        visit,
        plan=({"service": "steward.ask"},),
        slots={"x": "several light:on_off"},
        say=(parse_pattern("it's dark"),),
        typed=True,
        placeless=True,
    )
    assert asked
    assert all(example.prompt.startswith("<typed>") for example in asked)


def test_a_greeting_that_names_a_scene_is_no_small_talk(visit: _Visit) -> None:
    """Where a scene has the name, the greeting runs it."""
    scenes = [e for e in visit._home.everything() if e.kind == "scene"]
    say = (parse_pattern(scenes[0].name.lower()),)
    plan = ({"service": "steward.decline", "data": {"reason": "scope"}},)
    said = _meant(visit, plan=plan, say=say)
    assert not any("=@" in example.prompt.rpartition("<user>")[2] for example in said)
