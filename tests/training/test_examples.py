"""Examples are the product's own prompts with plans for them, the same ones for a seed."""

import random
from itertools import islice

import pytest
from agent.plan import parse

from training import asides
from training.examples import SPLITS, Example, examples
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
            for key in {"item", "name", "message", "about"} & call.data.keys():
                assert f" {call.data[key].strip()} " in f" {_plain(example.prompt)} "


def _plain(prompt: str) -> str:
    """Return the words of a prompt's sentence without labels."""
    sentence = prompt.rpartition("<user>")[2].removesuffix("<call>")
    return " ".join(word.partition("@")[0].removesuffix("=") for word in sentence.split())


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
