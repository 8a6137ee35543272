"""The model itself, without a process around it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import llama_cpp
import numpy as np
import pytest
from steward_engine import (
    GrammarError,
    ModelFault,
    ModelFileError,
    PromptTooLong,
    RequestError,
)
from steward_engine.language_model import LanguageModel
from steward_engine.protocol import Complete, Completed

from tests.engine.tiny_gguf import GRAMMAR, write_tiny_gguf

HOME = "<home>@a<light> lamp; on @b<light> desk; off "
WORDS = "root ::= [a-z]+ ( [ ] [a-z]+ )*"


class GivenUpError(Exception):
    """Raised by a test that no longer waits."""


@pytest.fixture(scope="module")
def model(tiny_model: Path) -> Iterator[LanguageModel]:
    """Return a loaded model."""
    model = LanguageModel(tiny_model, threads=1, context=512)
    yield model
    model.close()


def complete(
    model: LanguageModel, prompt: str, grammar: str = GRAMMAR, **options: object
) -> Completed:
    """Return a continuation."""
    fields = {"max_tokens": 100, "deadline_ms": 1000} | options
    request = Complete(request_id="1", prompt=prompt, grammar=grammar, **fields)
    return model.complete(request, lambda: None)


def test_special_tokens_of_the_prompt_are_parsed(model: LanguageModel) -> None:
    """`<home>` is one token, and no token is put before it."""
    tokens = model.tokenize("<home>@a<call>")

    assert [model.piece(token) for token in tokens] == [b"<home>", b"@a", b"<call>"]


def test_same_prompt_gives_the_same_answer(model: LanguageModel) -> None:
    """Whatever the cache holds from before, the answer is the same."""
    prompts = [HOME + "<user> lamp off<call>", HOME + "<user> desk", "<home>", HOME]
    first = [complete(model, prompt, WORDS, max_tokens=12) for prompt in prompts]
    again = [complete(model, p, WORDS, max_tokens=12) for p in reversed(prompts)]

    for one, other in zip(first, reversed(again), strict=True):
        assert one.text == other.text
        assert [t.logprob for t in one.tokens] == pytest.approx(
            [t.logprob for t in other.tokens], abs=1e-2
        )


def test_common_beginning_is_read_once(model: LanguageModel) -> None:
    """A second prompt with the same home pays only for its sentence."""
    home = HOME * 12
    complete(model, "<user>")
    whole = complete(model, home + "<user> a", max_tokens=5).timings_ms.prefill
    rest = complete(model, home + "<user> b", max_tokens=5).timings_ms.prefill

    assert rest < whole / 2


def test_token_by_token_as_the_library_would(model: LanguageModel) -> None:
    """Asking the grammar late chooses what asking it early does."""
    prompt = HOME + "<user> lamp off<call>"
    mine = complete(model, prompt)
    theirs = list(_library_tokens(model, prompt, len(mine.tokens)))

    assert mine.text == b"".join(map(model.piece, theirs)).decode()


def _library_tokens(model: LanguageModel, prompt: str, count: int) -> Iterator[int]:
    """Generate with llama-cpp-python's own sampling chain."""
    grammar = llama_cpp.LlamaGrammar.from_string(GRAMMAR, verbose=False)
    tokens = model._llama.generate(model.tokenize(prompt), temp=0.0, grammar=grammar)
    for _, token in zip(range(count), tokens, strict=False):
        yield token


def test_logprobs_are_those_of_the_whole_vocabulary(model: LanguageModel) -> None:
    """Probabilities are before the grammar, so they add up with what it refused."""
    answer = complete(model, HOME, "", max_tokens=1, top_logprobs=512)
    total = np.exp(list(answer.tokens[0].top.values())).sum()

    # Tokens that share a text (control bytes) are reported once.
    assert 0.5 < total <= 1.001


def test_grammar_ends_the_answer(model: LanguageModel) -> None:
    """Where nothing more fits, no token is spent on the end."""
    answer = complete(model, HOME, 'root ::= "@a"')

    assert (answer.text, answer.stop_reason) == ("@a", "grammar")
    assert answer.completion_tokens == len(answer.tokens)


def test_length_ends_the_answer(model: LanguageModel) -> None:
    """No more than `max_tokens` are written."""
    answer = complete(model, HOME, WORDS, max_tokens=3)

    assert answer.stop_reason == "length"
    assert len(answer.tokens) == 3


def test_model_ends_the_answer(model: LanguageModel) -> None:
    """The end token ends the answer and is no part of its text."""
    # Only the end is allowed, but the grammar knows that after the first token.
    answer = complete(model, HOME, 'root ::= ""')

    assert (answer.text, answer.tokens, answer.stop_reason) == ("", [], "end")
    assert answer.completion_tokens == 1


def test_temperature_varies_and_obeys(model: LanguageModel) -> None:
    """Chance picks among what is allowed."""
    texts = {complete(model, HOME, GRAMMAR, temperature=5.0).text for _ in range(20)}

    assert len(texts) > 1
    assert all(text.endswith('"]}]}') for text in texts)


def test_text_beyond_ascii(model: LanguageModel) -> None:
    """A character spread over several tokens arrives whole."""
    assert complete(model, "Küche", 'root ::= "größe 🛋"').text == "größe 🛋"


@pytest.mark.parametrize(
    ("prompt", "grammar", "options", "error"),
    [
        ("", GRAMMAR, {}, RequestError),
        ("a", GRAMMAR, {"max_tokens": 0}, RequestError),
        ("a ~ " * 400, GRAMMAR, {}, PromptTooLong),
        ("a", GRAMMAR, {"max_tokens": 600}, PromptTooLong),
        ("a", "root ::= (", {}, GrammarError),
    ],
)
def test_request_at_fault(
    model: LanguageModel,
    prompt: str,
    grammar: str,
    options: dict[str, object],
    error: type[Exception],
) -> None:
    """Each fault has its own error, and the model works on."""
    with pytest.raises(error):
        complete(model, prompt, grammar, **options)
    assert complete(model, HOME).text


def test_giving_up_between_tokens(model: LanguageModel) -> None:
    """The check is asked at each step, and the next answer is right."""
    expected = complete(model, HOME + "<user>", WORDS, max_tokens=9).text
    steps = iter(range(5))

    def check() -> None:
        if next(steps, None) is None:
            raise GivenUpError

    request = Complete(request_id="1", prompt=HOME, grammar=WORDS, max_tokens=99, deadline_ms=1)
    with pytest.raises(GivenUpError):
        model.complete(request, check)
    assert complete(model, HOME + "<user>", WORDS, max_tokens=9).text == expected


def test_threads_are_measured_when_not_given(tiny_model: Path) -> None:
    """Without a number the model chooses one or two."""
    model = LanguageModel(tiny_model, threads=0, context=256)

    assert model.description.threads in (1, 2)
    model.close()


def test_file_that_only_looks_like_a_model(tmp_path: Path) -> None:
    """Whole by its header, but not a network llama.cpp knows."""
    path = write_tiny_gguf(tmp_path / "odd.gguf")
    path.write_bytes(path.read_bytes().replace(b"llama", b"lllll"))

    with pytest.raises(ModelFileError) as error:
        LanguageModel(path, threads=1, context=256)
    assert error.value.reason is ModelFault.UNSUPPORTED


@pytest.mark.parametrize("words", ["lamp off", "turn on the fan", "is it", "a b c", ""])
def test_more_tries_never_end_less_likely(model: LanguageModel, words: str) -> None:
    """What is found by looking further is legal too, and at least as likely as the first."""
    prompt = f"{HOME}<user> {words}<call>"
    first = complete(model, prompt)
    best = complete(model, prompt, tries=12)
    again = complete(model, prompt, tries=12)

    assert _logprob(best) >= _logprob(first) - 1e-3
    assert best.text == again.text
    assert best.text.startswith('{"calls":[') == first.text.startswith('{"calls":[')
    assert best.stop_reason == "grammar"


def test_a_first_word_that_leads_nowhere_is_given_up(model: LanguageModel) -> None:
    """Of all that a small grammar allows the likeliest is found, not the one that begins best."""
    prompt = HOME + "<user> lamp off<call>"
    texts = [f"{one}{two}" for one in "abcd" for two in "wxyz"]
    grammar = 'root ::= "a" [wxyz] | "b" [wxyz] | "c" [wxyz] | "d" [wxyz]'
    each = {text: _logprob(complete(model, prompt, f'root ::= "{text}"')) for text in texts}
    found = complete(model, prompt, grammar, tries=40)

    assert _logprob(found) == pytest.approx(max(each.values()), abs=1e-2)


def _logprob(answer: Completed) -> float:
    """Return how likely a whole answer is."""
    return sum(token.logprob for token in answer.tokens)
