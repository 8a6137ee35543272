"""Numbers in words, English and German: the way back from `numerals`.

Written out here because a voice gets "1250", "-3" and "2026" wrong in one place or another, and
because two languages need less code than a library for fifty brings along.
"""

from __future__ import annotations

import re

from .spoken_words import Language

LARGEST = 10**15
"""From here on a number is read digit by digit."""

_EN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen"
).split()
_EN_TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()
_EN_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"))
_EN_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_DE = (
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn"
    " fünfzehn sechzehn siebzehn achtzehn neunzehn"
).split()
_DE_TENS = "- - zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()
_DE_SCALES = ((10**12, "Billion"), (10**9, "Milliarde"), (10**6, "Million"))
_DE_ORDINALS = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}


def cardinal(number: int, language: Language) -> str:
    """Return a number from zero to `LARGEST` in words."""
    return _german(number) if language.code == "de" else _english(number)


def digits(text: str, language: Language) -> str:
    """Return digits one by one: a code, or a number too long to be one."""
    small = _DE if language.code == "de" else _EN
    return " ".join(small[int(digit)] for digit in text)


def ordinal(number: int, language: Language, ending: str = "e") -> str:
    """Return an ordinal in words; in German with one of the endings "e", "er", "en"."""
    if language.code == "de":
        return _german_ordinal(number) + ending
    words = _english(number)
    last = re.split("[ -]", words)[-1]
    head = words.removesuffix(last)
    if last.endswith("y"):
        return f"{head}{last[:-1]}ieth"
    return head + _EN_ORDINALS.get(last, f"{last}th")


def year(number: int, language: Language) -> str:
    """Return a year as it is said: "nineteen eighty-seven", "zweitausendsechsundzwanzig"."""
    century, rest = divmod(number, 100)
    if language.code == "de":
        is_old = 1100 <= number < 2000
        return (
            f"{_german(century)}hundert{_german(rest) if rest else ''}"
            if is_old
            else _german(number)
        )
    if not 1100 <= number < 2100 or 2000 <= number < 2010:
        return _english(number)
    if rest == 0:
        return f"{_english(century)} hundred"
    return f"{_english(century)} {'oh ' if rest < 10 else ''}{_english(rest)}"


def _english(number: int) -> str:
    """Return a number in English."""
    if number < 20:
        return _EN[number]
    if number < 100:
        ten, one = divmod(number, 10)
        return _EN_TENS[ten] + (f"-{_EN[one]}" if one else "")
    if number < 1000:
        hundred, rest = divmod(number, 100)
        return f"{_EN[hundred]} hundred" + (f" and {_english(rest)}" if rest else "")
    size, name = next(scale for scale in _EN_SCALES if number >= scale[0])
    many, rest = divmod(number, size)
    joint = " and " if rest < 100 else " "
    return f"{_english(many)} {name}" + (joint + _english(rest) if rest else "")


def _german(number: int, one: str = "eins") -> str:
    """Return a number in German; ``one`` is what its last one is: "eins", inside a word "ein"."""
    if number < 20:
        return one if number == 1 else _DE[number]
    if number < 100:
        ten, unit = divmod(number, 10)
        return (f"{_german(unit, 'ein')}und" if unit else "") + _DE_TENS[ten]
    if number < 1000:
        hundred, rest = divmod(number, 100)
        head = "" if hundred == 1 else _DE[hundred]
        return f"{head}hundert" + (_german(rest, one) if rest else "")
    if number < 10**6:
        return _german_thousands(number, one)
    size, name = next(scale for scale in _DE_SCALES if number >= scale[0])
    many, rest = divmod(number, size)
    ending = "n" if name.endswith("e") else "en"
    return f"{_german(many, 'eine')} {name}{'' if many == 1 else ending}" + (
        f" {_german(rest, one)}" if rest else ""
    )


def _german_thousands(number: int, one: str) -> str:
    """Return a number of thousands in German: "tausendeinhundert", "zweitausend"."""
    many, rest = divmod(number, 1000)
    head = "" if many == 1 else _german(many, "ein")
    tail = _german(rest, one) if rest else ""
    return f"{head}tausend{'ein' if 100 <= rest < 200 else ''}{tail}"


def _german_ordinal(number: int) -> str:
    """Return an ordinal in German without its ending."""
    rest = number % 100
    if 0 < rest < 20:
        head = _german(number - rest) if number > rest else ""
        return head + _DE_ORDINALS.get(rest, f"{_DE[rest]}t")
    return f"{_german(number)}{'t' if number == 0 else 'st'}"
