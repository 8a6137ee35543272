r"""Sentences and names as plain words: the one place where writing is made uniform.

| written                                     | becomes                                  |
| ------------------------------------------- | ---------------------------------------- |
| capitals, full-width and other odd forms     | NFKC, casefold                           |
| control characters, emoji, ``<>@{}[]="\``   | gone: they are structure in a prompt      |
| punctuation, "_", "-" and "/" inside words   | a gap between words                      |
| curly apostrophes                            | "'", kept only inside a word: "priya's"   |
| "&"                                         | "and"                                    |
| "a.c.", "p.m."                              | "ac", "pm"                               |
| "21.5", "21,5", "2,000", "-5", "07:30"      | "21.5", "21.5", "2000", "-5", "7:30"     |
| "50%", "per cent"                           | "50 percent", "percent"                  |
| "21°", "21°C", "21 ºF", "21c"               | "21 degrees", with "celsius", "fahrenheit" |
| "3500k", "5min", "10s", "1h", "5 mins"      | "3500 kelvin", "5 minutes", "10 seconds", "1 hour" |
| "90s" without "for", "in", "a" before it    | "90s": a decade                          |
| "7pm", "7 p m", "7.30 pm"                   | "7 pm", "7 pm", "7:30 pm"                |
| "twenty-five", "one hundred and twenty"     | "25", "120"                              |
| "two point five", "two and a half"          | "2.5"                                    |
| "minus five"                                | "-5"                                     |
| "seven thirty", "seven oh five"             | "7:30", "7:05"                           |
| "the other one", "one of", "first"          | as they are                              |
| a word of more than 40 letters              | cut                                      |

Letters of every script stay. Time is linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .numerals import to_digits

_LONGEST_WORD = 40
_MOST_MARKS = 3

# Before NFKC, which would make letters or stray accents of them.
_APOSTROPHES = "\u2018\u2019\u02bc\u00b4\u2032`"
_SYMBOLS = str.maketrans(
    dict.fromkeys(_APOSTROPHES, "'")
    | dict.fromkeys("™®©", " ")
    | {"º": "°", "˚": "°", "\u2212": "-"}
)
_HALF = re.compile(r"(?<=\d)\s*½")
_KEPT = frozenset(".,:'-%°&+")

_LETTER = r"[^\s.,:'\-%°&+\d]"
_INSIDE = r"[^\s.,:'\-%°&+]"
_TOKEN = re.compile(
    rf"""
      (?P<time>\d\d?:\d\d)(?!\d)(?P<time_unit>{_LETTER}*)
    | (?P<number>(?:(?<!\S)-)?\d+(?:[.,]\d+)*)(?P<unit>{_INSIDE}*)
    | (?P<initials>{_LETTER}(?:\.{_LETTER})+)(?!{_INSIDE})\.?
    | (?P<word>{_INSIDE}+(?:(?:'|(?<=\d)\.(?=\d)){_INSIDE}+)*)
    | (?P<degrees>°)\s?(?P<scale>[cf](?!{_INSIDE}))?
    | (?P<sign>[%&]|\+(?=\d))
    """,
    re.VERBOSE,
)
_SIGNS = {"%": "percent", "&": "and", "+": "plus"}
_SCALES = {"c": ["degrees", "celsius"], "f": ["degrees", "fahrenheit"], None: ["degrees"]}
_THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")

# Glued to a number: (fewest digits, what it means). Else "2c" may be a flat and "4k" a screen.
_GLUED = {
    "am": (1, "am"),
    "pm": (1, "pm"),
    "s": (1, "seconds"),
    "m": (1, "minutes"),
    "h": (1, "hours"),
    "c": (2, "degrees celsius"),
    "f": (2, "degrees fahrenheit"),
    "k": (3, "kelvin"),
    "w": (1, "watts"),
}
_ABBREVIATED = {
    "s": "seconds",
    "sec": "seconds",
    "secs": "seconds",
    "min": "minutes",
    "mins": "minutes",
    "h": "hours",
    "hr": "hours",
    "hrs": "hours",
    "deg": "degrees",
    "pct": "percent",
    "k": "kelvin",
}
_BEFORE_SECONDS = frozenset(("for", "in", "a", "to", "after", "of", "by"))


def words(sentence: str) -> tuple[str, ...]:
    """Return the words of a sentence or name in their uniform writing."""
    return tuple(_with_units(to_digits(_split(_clean(sentence)))))


def _clean(sentence: str) -> str:
    """Return the text in one alphabet of letters, digits, spaces and a few signs."""
    if not sentence.isascii():
        sentence = _HALF.sub(" and a half", sentence.translate(_SYMBOLS)).replace("½", " half ")
        # Long runs of accents would make normalising slower than linear.
        sentence = unicodedata.normalize("NFKC", _fewer_marks(sentence)).casefold()
        sentence = unicodedata.normalize("NFKC", sentence)
    else:
        sentence = sentence.replace("`", "'").casefold()
    return "".join(map(_plain, sentence))


def _fewer_marks(sentence: str) -> str:
    """Return the text without letters that carry heaps of accents."""
    kept, run = [], 0
    for character in sentence:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """Return what stays of one character."""
    if character in _KEPT:
        return character
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    # Variation selectors are marks by name, but belong to emoji.
    if category in ("Cf", "Cs") or "\ufe00" <= character <= "\ufe0f":
        return ""
    return character if category[0] in "LN" or category in ("Mn", "Mc") else " "


def _split(cleaned: str) -> list[str]:
    """Cut cleaned text into words."""
    found: list[str] = []
    for token in _TOKEN.finditer(cleaned):
        match token.lastgroup:
            case "time_unit" | "time":
                found += [token["time"].removeprefix("0"), *_glued(token["time_unit"], 1)]
            case "unit" | "number":
                found += _amount(token["number"], token["unit"], found)
            case "initials":
                found.append(token["initials"].replace(".", ""))
            case "degrees" | "scale":
                found += _SCALES[token["scale"]]
            case "sign":
                found.append(_SIGNS[token["sign"]])
            case _:
                found.append(token["word"])
    return [word[:_LONGEST_WORD] for word in found if not _only_marks(word)]


def _only_marks(word: str) -> bool:
    """Say whether accents stand alone, without a letter to carry them."""
    return not word.isascii() and all(unicodedata.category(c)[0] == "M" for c in word)


def _amount(number: str, unit: str, before: list[str]) -> list[str]:
    """Return a number and the unit glued to it, in words."""
    if _THOUSANDS.fullmatch(number):
        number = number.replace(",", "")
    elif number.count(",") == 1 and "." not in number and len(number.split(",")[1]) < 3:
        number = number.replace(",", ".")
    parts = number.split(",")
    digits = len(parts[-1].lstrip("-"))
    is_decade = unit == "s" and parts[-1] in ("50", "60", "70", "80", "90")
    if is_decade and (not before or before[-1] not in _BEFORE_SECONDS):
        return [*parts[:-1], parts[-1] + unit]
    meaning = _glued(unit, digits)
    if unit and not meaning:
        return [*parts[:-1], parts[-1] + unit]
    return [*parts, *meaning]


def _glued(unit: str, digits: int) -> list[str]:
    """Return the words for a unit written right behind a number, none if it is no unit."""
    fewest, meaning = _GLUED.get(unit, (1, _ABBREVIATED.get(unit, "")))
    if not meaning and unit in ("minutes", "minute", "hours", "hour", "seconds", "second"):
        meaning = unit
    return meaning.split() if digits >= fewest else []


def _with_units(found: list[str]) -> list[str]:
    """Write out units that stand alone behind a number, and times with "am" or "pm"."""
    spelled: list[str] = []
    for position, word in enumerate(found):
        before = spelled[-1] if spelled else ""
        after = found[position + 1] if position + 1 < len(found) else ""
        if word == "cent" and before == "per":
            spelled[-1] = "percent"
        elif word == "m" and before in ("a", "p") and _is_number(spelled[-2:-1]):
            spelled[-1] = before + "m"
        elif _is_number([before]):
            spelled.append(_unit(word, before))
        elif after in ("am", "pm") and re.fullmatch(r"\d\d?\.\d\d", word):
            spelled.append(word.replace(".", ":"))
        else:
            spelled.append(word)
    return spelled


def _unit(word: str, number: str) -> str:
    """Return the whole word for a unit behind a number, and one of it in the singular."""
    if word == "k" and len(number) < 3:
        return word
    word = _ABBREVIATED.get(word, word) if word not in ("s", "h") else word
    singular = number == "1" and word in ("seconds", "minutes", "hours")
    return word[:-1] if singular else word


def _is_number(words_: list[str]) -> bool:
    """Say whether the only word given starts as a number."""
    return bool(words_) and bool(words_[0]) and words_[0].lstrip("-")[:1].isdigit()


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """Return a word without accents on its Latin letters, for comparing."""
    if word.isascii():
        return word
    letters: list[str] = []
    for character in unicodedata.normalize("NFKD", word.translate(_STROKED)):
        is_accent = unicodedata.combining(character) and letters and letters[-1].isascii()
        if not is_accent:
            letters.append(character)
    return "".join(letters)


_STROKED = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "\u0131": "i", "ð": "d"}
)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return a word without its plural or possessive ending: "lamps", "lamp's"."""
    if "'" in word:
        word = word.removesuffix("'s").replace("'", "")
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-3] + "f" if word.endswith("lves") else word[:-1]
