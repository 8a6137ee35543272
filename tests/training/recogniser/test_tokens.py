"""The vocabulary, and what faster-whisper asks of it."""

from training.recogniser.tokens import SPECIAL, Tokens, from_letters, letters


def test_round_trip(vocabulary: Tokens) -> None:
    """Any text comes back, also with letters and digits never seen."""
    for text in ("turn on the light", "zoë's lamp 2 to 21.5 at 7:30", "große stehlampe"):
        assert vocabulary.decode(vocabulary.encode(text)) == text


def test_survives_json(vocabulary: Tokens) -> None:
    """A vocabulary read back gives the same ids."""
    again = Tokens.from_json(vocabulary.as_json())
    assert again.encode("dim it to 40") == vocabulary.encode("dim it to 40")
    assert again.end == vocabulary.end


def test_special_tokens_come_last(vocabulary: Tokens) -> None:
    """The library takes all ids before the end for text, and the one after no_times for zero."""
    assert vocabulary.size == vocabulary.end + len(SPECIAL)
    assert vocabulary.time_zero == vocabulary.no_times + 1


def test_forbidden_symbols_are_not_needed(vocabulary: Tokens) -> None:
    """The library forbids the first piece of " -" and the like: none may be a mere space."""
    needed = set(vocabulary.encode("it's 21.5 degrees at 7:30"))
    for symbol in (" -", " '", " ♪", ":", "♪"):
        first = vocabulary.tokenizer.encode(symbol, add_special_tokens=False).ids[0]
        assert first not in needed


def test_letters() -> None:
    """Letters are spelled without accents; repeats need a blank between them."""
    assert from_letters(letters("zoë 21.5")) == "zoe 21.5"
    assert from_letters([1, 2, 2, 0, 2, 3, 0]) == "aab"
