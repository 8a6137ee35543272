"""A PIN: how it is kept, and how it is read from what people type and say."""

from __future__ import annotations

import pytest

from custom_components.steward.agent.pin import alone, digits, hashed, is_pin, matches


def test_only_a_hash_is_kept() -> None:
    """What is kept does not hold the PIN, and is another one each time."""
    kept = [hashed("1234") for _ in range(2)]
    assert all("1234" not in text.split("$")[-1] and text.startswith("scrypt$") for text in kept)
    assert kept[0] != kept[1]


def test_the_right_pin_matches() -> None:
    """Whatever salt it was hashed with."""
    kept = hashed("0815")
    assert matches("0815", kept)
    assert not any(matches(wrong, kept) for wrong in ("815", "08150", "5180", ""))


@pytest.mark.parametrize("text", ["1234", "0000", "1234567890"])
def test_what_can_be_a_pin(text: str) -> None:
    """Four to ten digits."""
    assert is_pin(text)


@pytest.mark.parametrize("text", ["", "123", "12345678901", "12a4", "12 34", "١٢٣٤", "-1234"])
def test_what_cannot_be_a_pin(text: str) -> None:
    """Neither too few nor too many, and nothing but plain digits."""
    assert not is_pin(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "1234",
        "1 2 3 4",
        "1-2-3-4",
        "12 34",
        "1,234",
        "12:34.",
        "One two three four.",
        "one, two, three, four",
        "twelve thirty four",
        "Twelve thirty-four!",
        "twelve three four",
        "it's 1234",
        "The PIN is 1234.",
        "my code is one two three four please",
        "um okay the pin for the front door is 1 2 3 4",
        "won too three for",
        "\uff11\uff12\uff13\uff14",
    ],
)
def test_ways_to_say_1234(sentence: str) -> None:
    """Typed or spoken, alone or in a sentence."""
    assert digits(sentence) == "1234"


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("oh eight one five", "0815"),
        ("zero zero zero zero", "0000"),
        ("double oh seven seven", "0077"),
        ("triple five one", "5551"),
        ("twenty oh five", "2005"),
        ("twenty forty one", "2041"),
        ("ninety nine eleven", "9911"),
        ("one two three four five six seven", "1234567"),
    ],
)
def test_other_pins(sentence: str, told: str) -> None:
    """Zeros, repeated digits and numbers of two digits."""
    assert digits(sentence) == told


@pytest.mark.parametrize(("sentence", "told"), [("one two", "12"), ("7", "7"), ("for two", "42")])
def test_not_all_was_heard(sentence: str, told: str) -> None:
    """Where digits are all there is, too few of them are still an answer."""
    assert digits(sentence) == told


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "never mind",
        "yes",
        "turn on the light",
        "dim the desk lamp to 50 percent",
        "set a timer for ten minutes",
        "what is it for",
    ],
)
def test_what_is_no_answer(sentence: str) -> None:
    """Another command is none, though it has a number."""
    assert digits(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("1234", "1234"),
        ("the pin is one two three four", "1234"),
        ("123", None),
        ("for two", None),
        ("remind me in 1234 seconds", None),
        ("unlock the door 1234", None),
    ],
)
def test_a_pin_out_of_nowhere(sentence: str, told: str | None) -> None:
    """Unasked, only what can be nothing else is taken for one."""
    assert alone(sentence) == told
