"""The tokenizer is lossless, keeps digits apart and cuts as llama.cpp does."""

import pickle
from pathlib import Path

import pytest

from training.probes import texts
from training.tokenizer import END, Tokenizer, train


def test_round_trip(tokenizer: Tokenizer) -> None:
    """Every text comes back, whatever its script."""
    for text in texts(tokenizer.special, 500):
        assert tokenizer.decode(tokenizer.encode(text)) == text.replace(END, "")


def test_no_merge_holds_a_digit(tokenizer: Tokenizer) -> None:
    """A number is its digits, though the toy language is full of numbers."""
    assert not [merge for merge in tokenizer.merges if any(c.isdigit() for c in "".join(merge))]
    assert len(tokenizer.encode("210")) == 3


def test_special_tokens_are_cut_without_spaces(tokenizer: Tokenizer) -> None:
    """Labels and structure are one token each, also side by side."""
    pieces = [tokenizer.decode([i]) for i in tokenizer.encode('lamp@a@b<call>{"calls":[')]
    assert pieces[-4:] == ["@a", "@b", "<call>", '{"calls":[']


def test_longest_special_token_is_cut_first() -> None:
    """An overlap goes to the longer token, even where the shorter begins earlier."""
    tokenizer = train(["some text"], ["ab", "bcd"], 512)
    assert [tokenizer.decode([i]) for i in tokenizer.encode("abcd")] == ["a", "bcd"]


def test_special_token_of_one_byte_keeps_its_id() -> None:
    """No text has two ids, or llama.cpp would choose one."""
    tokenizer = train(["a=b"], ["="], 512)
    listed = [text for text, _ in tokenizer.gguf_tokens()]
    assert len(listed) == len(set(listed))
    assert tokenizer.special_id("=") == tokenizer.vocabulary["="]


def test_special_token_outside_ascii_is_refused() -> None:
    """Its text could be taken for another byte's character."""
    with pytest.raises(ValueError, match="ASCII"):
        train(["text"], ["é"], 512)


def test_file_and_pickle_keep_the_hash(tokenizer: Tokenizer, tmp_path: Path) -> None:
    """A run, its checkpoint and its workers share one tokenizer."""
    tokenizer.save(tmp_path / "tokenizer.json")
    copies = Tokenizer.load(tmp_path / "tokenizer.json"), pickle.loads(pickle.dumps(tokenizer))
    assert {copy.hash() for copy in copies} == {tokenizer.hash()}
