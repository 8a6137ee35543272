"""Spoken numbers to digits: "twenty five" is "25", "seven thirty" is "7:30".

Works on a list of words that `text` has already cleaned; knows nothing of punctuation.
"""

from __future__ import annotations

from collections.abc import Sequence

_UNITS = {
    word: value
    for value, word in enumerate("zero one two three four five six seven eight nine".split())
}
_TEENS = {
    word: value
    for value, word in enumerate(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        start=10,
    )
}
_TENS = {
    word: value * 10
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
} | {"fourty": 40}
SMALL_NUMBERS = _UNITS | _TEENS | _TENS
_SCALES = {"hundred": 100, "thousand": 1000}

# Behind these words "one" stands for a thing, not for a number.
_PRONOUN_BEFORE = frozenset(
    "the this that which other another same only every each any no some next last first second"
    " third big bigger small smaller large little left right top bottom middle upper lower front"
    " back new old good wrong red green blue white black yellow".split()
)
_PRONOUN_AFTER = frozenset(("of", "another", "more"))
# A number before one of these is an amount, so it is not the minutes of a time.
UNIT_WORDS = frozenset(
    "percent degrees degree celsius fahrenheit kelvin second seconds minute minutes hour hours"
    " day days week weeks watts lux times point hundred thousand".split()
)


def to_digits(words: Sequence[str]) -> list[str]:
    """Return the words with spoken numbers and times written in digits."""
    found: list[str] = []
    position = 0
    while position < len(words):
        number = _number(words, position)
        word, position = number or (words[position], position + 1)
        found.append(word)
    return _with_times(found)


def _number(words: Sequence[str], start: int) -> tuple[str, int] | None:
    """Read a number with sign and fraction; return it and where it ends."""
    if words[start] in ("minus", "negative"):
        read = _positive(words, start + 1)
        return (f"-{read[0]}", read[1]) if read else None
    return _positive(words, start)


def _positive(words: Sequence[str], start: int) -> tuple[str, int] | None:
    """Read a number with its fraction; return it and where it ends."""
    if start == len(words):
        return None
    if words[start] in ("a", "an") and start + 1 < len(words) and words[start + 1] in _SCALES:
        value, end = _cardinal(words, start + 1, 1)
    elif words[start] == "one" and _is_pronoun(words, start):
        return None
    else:
        value, end = _cardinal(words, start, None)
    if value is None:
        return None
    return _fraction(words, value, end)


def _is_pronoun(words: Sequence[str], position: int) -> bool:
    """Say whether "one" at a position stands for a thing ("the other one", "one of them")."""
    after = words[position + 1] if position + 1 < len(words) else ""
    if after in UNIT_WORDS:
        return False
    before = words[position - 1] if position else ""
    return before in _PRONOUN_BEFORE or after in _PRONOUN_AFTER


def _cardinal(words: Sequence[str], start: int, value: int | None) -> tuple[int | None, int]:
    """Read a whole number, spelled or in digits; return it and where it ends."""
    position, thousands = start, 0
    if value is None and words[start].isdigit() and len(words[start]) < 5:
        value, position = int(words[start]), start + 1
    while position < len(words):
        word = words[position]
        if word in SMALL_NUMBERS and (
            value is None or _room_for(value, SMALL_NUMBERS[word], thousands)
        ):
            value = (value or 0) + SMALL_NUMBERS[word]
        elif word == "hundred" and value and value < 100:
            value *= 100
        elif word == "thousand" and value and not thousands:
            thousands, value = value * 1000, 0
        elif not (word == "and" and _joins(words, position)):
            break
        position += 1
    return (None if value is None else thousands + value), position


def _room_for(value: int, more: int, thousands: int) -> bool:
    """Say whether a spoken number goes on: "twenty" + "five", "hundred" + "twenty"."""
    if value % 100 == 0:
        return value > 0 or thousands > 0
    return value % 10 == 0 and value % 100 >= 20 and 0 < more < 10


def _joins(words: Sequence[str], position: int) -> bool:
    """Say whether this "and" is inside a number: "one hundred and twenty"."""
    inside = words[position - 1] in _SCALES and position + 1 < len(words)
    return inside and words[position + 1] in SMALL_NUMBERS


def _fraction(words: Sequence[str], value: int, end: int) -> tuple[str, int]:
    """Add "point five" or "and a half" to a whole number."""
    rest = list(words[end : end + 3])
    for half in (["and", "a", "half"], ["and", "half"]):
        if rest[: len(half)] == half:
            return f"{value}.5", end + len(half)
    if rest[:1] != ["point"]:
        return str(value), end
    decimals, position = "", end + 1
    while position < len(words) and len(decimals) < 4 and _digit(words[position]):
        decimals += _digit(words[position])
        position += 1
    return (f"{value}.{decimals}", position) if decimals else (str(value), end)


def _digit(word: str) -> str:
    """Return one spoken or written digit, else nothing."""
    if word in _UNITS:
        return str(_UNITS[word])
    return word if len(word) == 1 and word.isdigit() else ""


def _with_times(words: list[str]) -> list[str]:
    """Join two numbers that are a time of day: "7 30", "7 oh 5"."""
    found: list[str] = []
    position = 0
    while position < len(words):
        follows = bool(found) and _is_number(found[-1])
        time, length = ("", 1) if follows else _time(words, position)
        found.append(time or words[position])
        position += length
    return found


def _time(words: list[str], at: int) -> tuple[str, int]:
    """Return a time that starts here and its length in words."""
    hour, *rest = words[at : at + 4]
    if not (_is_number(hour) and 1 <= int(hour) <= 23 and rest):
        return "", 1
    if len(rest) > 1 and rest[0] in ("oh", "o") and rest[1] in "123456789":
        return f"{hour}:0{rest[1]}", 3
    after = rest[1] if len(rest) > 1 else ""
    lonely = after not in UNIT_WORDS and not _is_number(after)
    if lonely and _is_number(rest[0]) and 10 <= int(rest[0]) <= 59:
        return f"{hour}:{rest[0]}", 2
    return "", 1


def _is_number(word: str) -> bool:
    """Say whether a word is a whole number of one or two digits."""
    return len(word) < 3 and word.isascii() and word.isdigit()
