"""Numbers with what belongs to them in words, English and German: signs, units, money, ordinals."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import NamedTuple

from .spoken_numbers import LARGEST, cardinal, digits, ordinal, year
from .spoken_times import one_of
from .spoken_units import Unit, unit_of
from .spoken_words import Language

_DECADE = re.compile(r"(?<=\bthe )(\d\d)?([2-9]0)s\b")
_CODE = re.compile(r"(?<![\w.-])([A-Z]{1,3})([₀-₉]|\d{1,3}(?:\.\d)?)(?![\w°%]|[.,]\d|-[A-Z]*\d)")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_GENERATION = re.compile(r"(?<![\w.,])(\d{1,2})([DGK])(?!\w)")
_VERSION = re.compile(r"(?<![\w.,])\d+(?:\.\d+){2,}(?!\w)")
_TH = re.compile(r"(?<!\w)(\d{1,4})(?:st|nd|rd|th)\b")
_NTH = re.compile(
    r"\b(?P<before>am|vom|zum|im|den|dem|der|die|das)\s(?P<number>\d{1,2})\.(?=\s[A-ZÄÖÜa-zäöü])",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"(?<![\w/.,])(\d{1,2})/(\d{1,2})(?![\w/]|[.,]\d)")
_MIXED = re.compile(r"(?<![\w.,])(\d+)?\s?([½¼¾⅓⅔])")
_YEAR_BEFORE = re.compile(
    r"\b(?:(?i:in|since|until|of|from|year|by|before|after|im|seit|bis|ab|von|vor|nach|jahr)"
    r"|[A-Z][a-zäöü]{3,})\s$"
)
_ROW = re.compile(r"(?<![\d.,])\d{1,2}(?:,\d{1,2}){2,}(?![\d.,])")
_RATIO = re.compile(r"(?<![\w:])(\d{1,3}):(\d{1,3})(?![\w:])")
_RELEASE = re.compile(r"20\d\d\.(?:1[0-2]|[1-9])")
_PRICES = re.compile(r"([€$£¥])\s?(\d[\d.,]*\s?[-\u2013]\s?)\1?(\d[\d.,]*\d|\d)(?!\w)")
_HYPHENED = re.compile(r"(?<=[^\W\d_])-(?=\d)")
_LEADING = re.compile(r"(?<![\w.,])[.,](?=\d+\b)")
_DROPPED = {"K": 3, "C": 2, "F": 2}
"""So many digits at least make a unit of a letter that may be the name of something."""


class Number(NamedTuple):
    """A number as it was written."""

    whole: str
    """Digits, maybe with zeros in front."""
    decimals: str = ""

    @property
    def value(self) -> float:
        """Return what it comes to."""
        return float(f"{self.whole}.{self.decimals or 0}")

    def shortened(self) -> Number:
        """Return it without zeros at the end: 21.50 degrees are 21.5."""
        return Number(self.whole, self.decimals.rstrip("0"))


def with_amounts(text: str, language: Language) -> str:
    """Return a text, whose dates and times are words already, with its numbers in words."""
    text = _PRICES.sub(r"\2\3 \1", text)
    text = _HYPHENED.sub(" ", text)
    text = _ROW.sub(lambda row: row[0].replace(",", ", "), _LEADING.sub("0.", text))
    for pattern, said in (
        (_DECADE, _decade),
        (_CODE, _code),
        (_NTH, _nth),
        (_money(language), _price),
        (_number(language), _amount),
        (_VERSION, _version),
        (_TH, _th),
        (_FRACTION, _fraction),
        (_RATIO, _ratio),
        (_MIXED, _mixed),
        (_GENERATION, _generation),
    ):
        text = pattern.sub(partial(said, language), text)
    return text


@cache
def _patterns(language: Language) -> tuple[str, str]:
    """Return patterns for a number and for a unit, as a language writes them."""
    if language.code == "de":
        number = r"(?:[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)(?!\d|[.,:/]\d)"
    else:
        number = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+|,\d{1,2}(?![\d,]))?)(?!\d|[.,:/]\d)"
    units = "|".join(re.escape(u) for u in sorted(language.units, key=len, reverse=True))
    return (
        number,
        rf"(?:{units})(?:/(?:{units}))?(?!\w)(?:(?<=min|sec|hrs|Std|Sek|Min)\.(?!\s*$|\s[A-ZÄÖÜ]))?",
    )


@cache
def _number(language: Language) -> re.Pattern[str]:
    """Return the pattern of a number with its sign and unit, or a range of two."""
    number, unit = _patterns(language)
    return re.compile(
        rf"(?P<sign>(?<![\w)])[-+])?(?<!\w)(?<!\d[.,:/])(?P<low>{number})"
        rf"(?:(?P<between>\s?{unit})?(?P<dash>[-\u2013]|\s[-\u2013]\s)(?P<high>-?{number}))?"
        rf"(?P<unit>\s?{unit})?(?!\w)"
    )


@cache
def _money(language: Language) -> re.Pattern[str]:
    """Return the pattern of a price."""
    number, unit = _patterns(language)
    return re.compile(
        rf"(?P<sign>(?<![\w)])-)?(?:(?P<before>[€$£¥])\s?(?P<one>{number})"
        rf"|(?<!\w)(?<!\d[.,:/\u2013-])(?<!\d\s[\u2013-]\s)(?P<two>{number})\s?(?P<behind>[€$£]))"
        rf"(?:/(?P<per>{unit})|(?P<scale>\s(?:thousand|million|billion|Millionen|Milliarden)\b))?"
        r"(?!\w)"
    )


def _read(text: str, language: Language) -> Number:
    """Return a number as it was written."""
    thousands, point = (".", ",") if language.code == "de" else (",", ".")
    if language.code == "de" and not re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", text):
        return Number(*text.replace(".", ",").split(","))
    if language.code == "en" and re.fullmatch(r"\d+,\d{1,2}", text):
        return Number(*text.split(","))
    whole, _, decimals = text.replace(thousands, "").partition(point)
    return Number(whole, decimals)


def _in_words(number: Number, language: Language) -> str:
    """Return a number in words."""
    is_code = (len(number.whole) > 1 and number.whole[0] == "0") or int(number.whole) >= LARGEST
    whole = digits(number.whole, language) if is_code else cardinal(int(number.whole), language)
    if not number.decimals:
        return whole
    return f"{whole} {language.point} {digits(number.decimals, language)}"


def _amount(language: Language, found: re.Match[str]) -> str:
    """Return a number, or a range, with its unit."""
    sign = {"-": f"{language.minus} ", "+": "plus "}.get(found["sign"] or "", "")
    low = _read(found["low"], language)
    if found["high"] is None:
        return sign + _measured(low, found["unit"], language, found)
    behind = found["unit"] or ""
    if found["between"] and found["between"].strip() != behind.strip():
        # "21 °C - 45 %" are two readings.
        first = _measured(low, found["between"], language, found)
        return f"{sign}{first}, {_signed(found, language)}"
    between = _joint(found, low, language)
    first = _in_words(low.shortened() if behind else low, language)
    return " ".join(f"{sign}{first} {between} {_signed(found, language)}".split())


def _signed(found: re.Match[str], language: Language) -> str:
    """Return the second number of two with its sign and unit."""
    high = _read(found["high"].lstrip("-"), language)
    sign = f"{language.minus} " if found["high"].startswith("-") else ""
    return sign + _measured(high, found["unit"], language, found)


def _joint(found: re.Match[str], low: Number, language: Language) -> str:
    """Return the word for the dash between two numbers: a range goes up, a difference has gaps."""
    high = _read(found["high"].lstrip("-"), language)
    is_signed = found["sign"] == "-" or found["high"].startswith("-")
    if high.value > low.value or is_signed:
        return language.to
    return language.minus if " " in found["dash"] else ""


def _measured(number: Number, unit: str | None, language: Language, found: re.Match[str]) -> str:
    """Return a number with the unit that was written behind it, or with the letters that are none."""
    known = _unit(unit, number, language)
    letters = f" {unit.strip()}" if unit and known is None else ""
    return _with_unit(number, known, language, found) + letters


def _unit(text: str | None, number: Number, language: Language) -> Unit | None:
    """Return the unit behind a number, None where there is none or the letters are none."""
    if not text:
        return None
    written, is_glued = text.strip().removesuffix("."), not text[0].isspace()
    if written == "m" and is_glued and len(number.whole) < 3 and not number.decimals:
        return language.units["min"]
    if len(number.whole) < _DROPPED.get(written, 0) and not number.decimals:
        return None
    if written == "in" and not is_glued and not number.decimals:
        return None
    return unit_of(written, language.units, language.per)


def _with_unit(number: Number, unit: Unit | None, language: Language, found: re.Match[str]) -> str:
    """Return a number with its unit, or as the year or the "ein" that it is without one."""
    if unit is None:
        return _bare(number, language, found)
    number = number.shortened()
    if number == ("1", ""):
        return f"{one_of(unit.one, language)} {unit.one}"
    return f"{_in_words(number, language)} {unit.many}"


def _bare(number: Number, language: Language, found: re.Match[str]) -> str:
    """Return a number without a unit."""
    before, behind = found.string[: found.start()][-20:], found.string[found.end() :]
    is_year = re.fullmatch(r"(?:19|20)\d\d", found["low"]) and _YEAR_BEFORE.search(before)
    if is_year and not found["high"]:
        return year(int(number.whole), language)
    if _RELEASE.fullmatch(found["low"]) and not found["high"]:
        return _release(found["low"], language)
    noun = re.match(r"\s([A-ZÄÖÜ][a-zäöüß]+)\b", behind)
    if language.code == "de" and number == ("1", "") and noun:
        return one_of(noun[1], language)
    return _in_words(number, language)


def _price(language: Language, found: re.Match[str]) -> str:
    """Return a price: "three euros and fifty cents"."""
    number = _read(found["one"] or found["two"], language)
    sign = found["before"] or found["behind"]
    minus = f"{language.minus} " if found["sign"] else ""
    unit, cents = language.units[sign], language.cents.get(sign)
    if found["scale"]:
        return f"{minus}{_in_words(number, language)}{found['scale']} {unit.many}"
    below = unit_of(found["per"] or "", language.units, language.per)
    per = f" {language.per} {below.one}" if below else ""
    if cents is None or len(number.decimals) != 2 or number.decimals == "00":
        return minus + _counted(number.shortened(), unit, language) + per
    small = _counted(Number(str(int(number.decimals))), cents, language)
    large = _counted(Number(number.whole), unit, language) if int(number.whole) else ""
    return minus + (f"{large} {language.both} {small}" if large else small) + per


def _counted(number: Number, unit: Unit, language: Language) -> str:
    """Return a number with its unit."""
    if number == ("1", ""):
        return f"{one_of(unit.one, language)} {unit.one}"
    return f"{_in_words(number, language)} {unit.many}"


def _decade(language: Language, found: re.Match[str]) -> str:
    """Return "90s" in words."""
    century = f"{cardinal(int(found[1]), language)} " if found[1] else ""
    return f"{century}{cardinal(int(found[2]), language).removesuffix('y')}ies"


def _code(language: Language, found: re.Match[str]) -> str:
    """Return letters with a number behind them: "E27", "CO₂", "PM2.5"."""
    number = Number(*found[2].translate(_LOWERED).split("."))
    return f"{' '.join(found[1])} {_in_words(number, language)}"


def _generation(language: Language, found: re.Match[str]) -> str:
    """Return "4K", "5G", "3D" in words."""
    return f"{cardinal(int(found[1]), language)} {found[2]}"


def _version(language: Language, found: re.Match[str]) -> str:
    """Return "2026.11.1" in words."""
    return _release(found[0], language)


def _release(text: str, language: Language) -> str:
    """Return a version in words, its first part as a year where it is one."""
    first, *parts = text.split(".")
    is_year = len(first) == 4 and first.startswith("20")
    head = year(int(first), language) if is_year else _in_words(Number(first), language)
    words = [head, *(_in_words(Number(part), language) for part in parts)]
    return f" {language.version_point} ".join(words)


def _th(language: Language, found: re.Match[str]) -> str:
    """Return "21st" in words."""
    return ordinal(int(found[1]), language)


def _nth(language: Language, found: re.Match[str]) -> str:
    """Return "der 3." in words; English leaves a full stop there."""
    if language.code != "de":
        return found[0]
    flat = found["before"].casefold() in ("der", "die", "das")
    return f"{found['before']} {ordinal(int(found['number']), language, 'e' if flat else 'en')}"


def _fraction(language: Language, found: re.Match[str]) -> str:
    """Return "3/4" in words."""
    if said := language.fractions.get(found[0]):
        return said
    above, below = (cardinal(int(part), language) for part in found.groups())
    return f"{above} {language.out_of} {below}"


def _ratio(language: Language, found: re.Match[str]) -> str:
    """Return "2:1" in words."""
    one, two = (cardinal(int(part), language) for part in found.groups())
    return f"{one} {language.against} {two}"


def _mixed(language: Language, found: re.Match[str]) -> str:
    """Return "2½" in words."""
    half = language.halves[found[2]]
    if not found[1]:
        return half
    return f"{cardinal(int(found[1]), language)} {language.both} {half}"
