"""Free words of a plan are a stretch of the sentence."""

import pytest

from custom_components.steward.agent.candidates import Word
from custom_components.steward.agent.prompt import MAX_WORDS
from custom_components.steward.agent.quoting import is_quoted, quoting_rules
from tests.agent.gbnf_regex import compile_grammar

SENTENCE = "add call the dentist to jürgen's list"


def spoken(sentence: str) -> tuple[Word, ...]:
    """Return the words of a sentence."""
    return tuple(Word(word) for word in sentence.split())


@pytest.mark.parametrize(
    ("text", "is_there"),
    [
        ("call the dentist", True),
        ("add", True),
        ("list", True),
        ("to jürgen's list", True),
        (SENTENCE, True),
        ("call dentist", False),
        ("dentist the", False),
        ("call the", True),
        ("cal", False),
        ("list add", False),
        ("milk", False),
        ("", False),
        ("  ", False),
    ],
)
def test_only_stretches_can_be_said(text: str, is_there: bool) -> None:
    """Nothing left out, nothing turned around, nothing made up; both ways of asking agree."""
    grammar = "\n".join(["root ::= string", *quoting_rules(spoken(SENTENCE))])
    assert bool(compile_grammar(grammar).fullmatch(f'" {text}"')) is is_there
    assert is_quoted(text, spoken(SENTENCE)) is is_there


def test_what_the_model_does_not_see_cannot_be_quoted() -> None:
    """Words behind the prompt's end are no part of it."""
    words = spoken(" ".join(f"w{n}" for n in range(MAX_WORDS + 5)))
    assert is_quoted(f"w{MAX_WORDS - 1}", words)
    assert not is_quoted(f"w{MAX_WORDS}", words)
    assert not any(f'"w{MAX_WORDS}"' in rule for rule in quoting_rules(words))


def test_no_words_leave_nothing_to_quote() -> None:
    """The grammar stays one that can be read."""
    assert compile_grammar("\n".join(["root ::= string", *quoting_rules(())]))
