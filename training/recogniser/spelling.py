"""How a sentence is written as a transcript, and read out to a synthesiser.

One convention, so that the same sounds never have two spellings: lower case, no punctuation but
apostrophes, numbers in digits ("20 percent", "21.5 degrees", "7:30"). Only a lone 1 is the word
"one", since nobody can hear whether "that one" counts. The agent reads both.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: i for i, word in enumerate(_ONES)} | {
    word: 10 * i for i, word in enumerate(_TENS, start=2)
}
_ORDINALS = {"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth"}
_SIGNS = (("%", " percent "), ("°", " degrees "), ("&", " and "), ("+", " plus "), ("\u2019", "'"))
_NOT_WORDS = re.compile(r"[^\w\s'.:]|_|(?<!\d)[.:]|[.:](?!\d)")
_LOOSE_APOSTROPHES = re.compile(r"(?<!\w)'|'(?!\w)")
_EDGE = re.compile(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")
_FULL_HOUR = re.compile(r"\b0?(\d|1[0-2]):00\b")
_CLOCK = re.compile(r"\b(\d{1,2}):(\d\d)\b")
_HALVES_OF_DAY = re.compile(r"(?<=\d) ([ap]) ?m\b|(?<=o'clock) ([ap]) ?m\b")


@lru_cache(maxsize=4096)
def transcript(text: str) -> str:
    """Return a sentence as the recogniser shall write it."""
    text = text.lower()
    for sign, word in _SIGNS:
        text = text.replace(sign, word)
    text = _LOOSE_APOSTROPHES.sub(" ", _NOT_WORDS.sub(" ", text))
    words = [_split(_ORDINALS.get(word, word)) for word in text.split()]
    joined = " ".join(_in_digits(" ".join(words).split()))
    joined = _FULL_HOUR.sub(r"\1 o'clock", joined)
    return _HALVES_OF_DAY.sub(lambda match: f" {match[1] or match[2]}m", joined)


def read_out(text: str) -> str:
    """Return a transcript as it is given to a synthesiser, which would misread some of it."""
    text = _CLOCK.sub(lambda match: f"{int(match[1])} {_minutes(match[2])}", text)
    return re.sub(
        r"(?<=\d) ([ap])m\b|(?<=o'clock) ([ap])m\b",
        lambda match: " eigh em" if "a" in (match[1], match[2]) else " pee em",
        text,
    )


def _minutes(digits: str) -> str:
    """Return the minutes of a time of day as they are read."""
    if digits == "00":
        return "hundred"
    return f"oh {digits[1]}" if digits[0] == "0" else digits


def _split(word: str) -> str:
    """Return a word with its digits apart: "tv2" as "tv 2"; "21st" stays."""
    return word if re.fullmatch(r"\d+(st|nd|rd|th|s)", word) else _EDGE.sub(" ", word)


def _in_digits(words: list[str]) -> list[str]:
    """Return words with their numbers in digits."""
    found: list[str] = []
    at = 0
    while at < len(words):
        if words[at] in _VALUES:
            number, at = _number(words, at)
            found.append(number)
        else:
            found.append("one" if words[at] == "1" else words[at])
            at += 1
    return found


def _number(words: list[str], at: int) -> tuple[str, int]:
    """Return the number that begins at a word, and where it ends."""
    value, end = _below_hundred(words, at)
    following = words[end] if end < len(words) else ""
    if 1 <= value <= 24 and _VALUES.get(following, 0) >= 10:
        minutes, end = _below_hundred(words, end)
        return f"{value}:{minutes:02}", end
    for word, size in (("thousand", 1000), ("hundred", 100)):
        if end < len(words) and words[end] == word:
            value, end = _rest(words, end + 1, value * size)
    if words[end : end + 1] == ["point"] and end + 1 < len(words) and words[end + 1] in _VALUES:
        return f"{value}.{_VALUES[words[end + 1]]}", end + 2
    return ("one" if value == 1 else str(value)), end


def _rest(words: list[str], at: int, value: int) -> tuple[int, int]:
    """Return a number of hundreds with what is added to them, and where it ends."""
    start = at + 1 if words[at : at + 1] == ["and"] else at
    if start < len(words) and words[start] in _VALUES:
        more, end = _below_hundred(words, start)
        if words[end : end + 1] == ["hundred"]:
            more, end = _rest(words, end + 1, more * 100)
        return value + more, end
    return value, at


def _below_hundred(words: list[str], at: int) -> tuple[int, int]:
    """Return the number of one or two words, and where it ends."""
    value = _VALUES[words[at]]
    ones = _VALUES.get(words[at + 1], 0) if at + 1 < len(words) else 0
    return (value + ones, at + 2) if value >= 20 and 0 < ones < 10 else (value, at + 1)
