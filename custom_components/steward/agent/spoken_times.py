"""Dates, times of day and lengths of time in words, English and German."""

from __future__ import annotations

import re
from functools import cache

from .spoken_numbers import cardinal, ordinal, year
from .spoken_words import Language

# What is said before a German date tells its ending: "am fünften Mai", "der fünfte Mai".
_BENT = frozenset("am vom zum im den dem bis ab seit".split())
_FLAT = frozenset("der die das".split())

_ISO = re.compile(
    r"(?<![\w-])(?P<year>\d{4})-(?P<month>[01]\d)-(?P<day>[0-3]\d)"
    r"(?:(?:T|\s)(?P<hour>[0-2]\d):(?P<minute>[0-5]\d)(?::[0-5]\d(?:\.\d+)?)?"
    r"(?:Z|\s?[+-]\d\d:?\d\d)?)?(?![\w-])"
)
_SLASHED = re.compile(r"(?<![\w/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\w/])")
_POINTED = re.compile(
    r"(?<![\w.,])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?:\s?(?P<year>(?:19|20)?\d\d)(?![\d.,]))?"
)
_WEEKDAY = re.compile(r"(?:tag|Mittwoch|Sonnabend),?$")
_LENGTH = re.compile(
    r"(?<![\w.,:])\d{1,4}\s?(?:days?|Tage?|d|hrs?|h|Std|mins?|Min|m)(?![A-Za-z])\.?"
    r"(?:,?\s?(?:and\s|und\s)?\d{1,4}\s?(?:hrs?|h|Std|mins?|Min|m|secs?|Sek|s)(?![A-Za-z])\.?)+"
)
_LENGTH_PART = re.compile(r"(\d+)\s?([a-zA-Z])")
_CLOCK_LENGTH = re.compile(
    r"(?P<at>\b(?:at|by|until|since|from|to|um|bis|seit|ab|von)\s)?"
    r"(?<![\w:.,])(?P<hour>\d{1,3}):(?P<minute>[0-5]\d):(?P<second>[0-5]\d)(?![\w:])"
)
_TWELVE = re.compile(
    r"(?<![\w:.,])(0?\d|1[0-2])(?:[:.]([0-5]\d))?\s?([apAP])(?:\.\s?[mM]\.|\.?[mM](?!\w))"
)
_TIME = re.compile(r"(?<![\w:.,])([01]?\d|2[0-4]):([0-5]\d)(?:\s?(?:Uhr|h|o'clock)\b)?(?![\w:])")
_UHR = re.compile(
    r"(?<![\w:.,])([01]?\d|2[0-4])(?:\.([0-5]\d))?\s?Uhr\b(?:\s([0-5]?\d)\b(?!\s?[.,:]\d))?"
)
_SPAN = re.compile(
    r"(?P<first>(?<![\w:.,-])\d{1,2}(?::[0-5]\d)?(?:\s?[apAP]\.?[mM]\.?|\sUhr)?)\s?[-\u2013]\s?"
    r"(?=\d{1,2}:[0-5]\d(?![\d:])|\d{1,2}\s?(?:[apAP]\.?[mM]|Uhr)\b)"
)
_ENDS = re.compile(r"\s*$|\s+[A-ZÄÖÜ]")
_FEMININE = re.compile(r"(?:(?<!per)e|ung|heit|keit|ion|tät)$")
_UNITS = {"d": 86400, "T": 86400, "h": 3600, "S": 3600, "m": 60, "M": 60, "s": 1}
_PARTS = ("d", "h", "min", "s")


def with_times(text: str, language: Language, *, day_first: bool) -> str:
    """Return a text with its dates and times in words.

    Args:
        text: Without markup.
        language: Of the voice.
        day_first: Whether "5/6/2026" is in June.
    """
    for step in (_dates, _lengths, _clock_times):
        text = step(text, language, day_first)
    return text


def _dates(text: str, language: Language, day_first: bool) -> str:
    """Return a text with its dates in words."""
    text = _ISO.sub(lambda found: _iso(found, language), text)
    text = _SLASHED.sub(lambda found: _slashed(found, language, day_first), text)
    text = _POINTED.sub(lambda found: _pointed(found, language), text)
    day_month, month_day = _named(language)
    text = _day_range(language).sub(lambda found: _first_day(found, language), text)
    text = day_month.sub(lambda found: _day_month(found, language), text)
    return month_day.sub(lambda found: _month_day(found, language), text) if month_day else text


def _date(day: int, month: int, year_: str | None, language: Language, before: str = "") -> str:
    """Return a date as it is said behind some text; empty where there is no such day."""
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return ""
    name = language.months[month - 1]
    behind = f" {year(int(year_), language)}" if year_ else ""
    if language.code == "en":
        article = "" if re.search(r"\bthe\s+$", before, re.IGNORECASE) else "the "
        return f"{article}{ordinal(day, language)} of {name}{behind}"
    return f"{ordinal(day, language, _ending(before))} {name}{behind}"


def _ending(before: str) -> str:
    """Return the ending of a German ordinal behind some text."""
    words = before.split()
    last = words[-1].casefold() if words else ""
    # "am Montag, den fünften" would be written so; "am Montag, fünften" is said too.
    if words and _WEEKDAY.search(words[-1]) and len(words) > 1:
        last = words[-2].casefold()
    return "en" if last in _BENT else "e" if last in _FLAT else "er"


def _before(found: re.Match[str]) -> str:
    """Return the text before a find."""
    return found.string[max(0, found.start() - 40) : found.start()]


def _iso(found: re.Match[str], language: Language) -> str:
    """Return "2026-11-25T19:30" in words."""
    day = _date(int(found["day"]), int(found["month"]), found["year"], language, _before(found))
    if not day or found["hour"] is None:
        return day or found[0]
    at = "um" if language.code == "de" else "at"
    return f"{day} {at} {_clock(int(found['hour']), int(found['minute']), language)}"


def _slashed(found: re.Match[str], language: Language, day_first: bool) -> str:
    """Return "25/11/2026" in words."""
    one, two, year_ = int(found[1]), int(found[2]), found[3]
    # Where one way round is no date, the other is meant.
    is_day_first = (day_first and two <= 12) or one > 12
    day, month = (one, two) if is_day_first else (two, one)
    return _date(day, month, year_, language, _before(found)) or found[0]


def _pointed(found: re.Match[str], language: Language) -> str:
    """Return "25.11.2026" and "am 25.11." in words; "21.5." at the end of a sentence is no date."""
    before = _before(found)
    last = before.split()[-1] if before.split() else ""
    if language.code == "en" and len(found["year"] or "") < 4:
        return found[0]
    is_date = found["year"] or last.casefold() in _BENT | _FLAT or _WEEKDAY.search(last)
    year_ = found["year"] and found["year"].zfill(4).replace("00", "20", 1)
    said = _date(int(found["day"]), int(found["month"]), year_, language, before) if is_date else ""
    return said or found[0]


def _first_day(found: re.Match[str], language: Language) -> str:
    """Return the first day of "10-12 May" in words."""
    if not 1 <= int(found[1]) <= 31:
        return found[0]
    before = _before(found)
    if language.code == "de":
        return f"{ordinal(int(found[1]), language, _ending(before))} bis "
    article = "" if before.lower().endswith("the ") else "the "
    return f"{article}{ordinal(int(found[1]), language)} to "


@cache
def _day_range(language: Language) -> re.Pattern[str]:
    """Return the pattern for the first day of two in one month."""
    stop, th = (r"\.", "") if language.code == "de" else ("", "(?:st|nd|rd|th)?")
    names = _names(language)
    return re.compile(
        rf"(?<![\w.,:/-])(\d{{1,2}}){stop}{th}\s?[-\u2013]\s?"
        rf"(?=\d{{1,2}}{stop}{th}\s(?:of\s)?(?:{names})\b)"
    )


def _names(language: Language) -> str:
    """Return the names of the months, and their short forms, as a pattern."""
    short = (name for name in language.months_short.split() if name != "-")
    return "|".join([*language.months, "Sept", *short])


@cache
def _named(language: Language) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    """Return the patterns for a day before a month's name, and behind it."""
    names = _names(language)
    behind = r"(?P<dot>\.)?(?:,?\s(?P<year>(?:19|20)\d\d)\b)?"
    if language.code == "de":
        return re.compile(rf"(?<![\w.,])(?P<day>\d{{1,2}})\.\s?(?P<month>{names})\b{behind}"), None
    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
    return (
        re.compile(rf"(?<![\w.,:/]){day}\s(?:of\s)?(?P<month>{names})\b{behind}"),
        re.compile(
            rf"\b(?P<month>{names})\b\.?\s{day}(?![\w:/%°]|[.,]\d|\s?(?:[ap]\.?m\b|%|°))"
            r"(?:,?\s(?P<year>(?:19|20)\d\d)\b)?"
        ),
    )


def _month(name: str, language: Language) -> int:
    """Return the number of a month, from one."""
    return next(n for n, full in enumerate(language.months, 1) if full.startswith(name[:3]))


def _day_month(found: re.Match[str], language: Language) -> str:
    """Return "25 Nov 2026" in words."""
    month = _month(found["month"], language)
    said = _date(int(found["day"]), month, found["year"], language, _before(found))
    if not said:
        return found[0]
    rest = found.string[found.end() :]
    is_end = found["dot"] and not found["year"] and _ENDS.match(rest)
    return f"{said}." if is_end else said


def _month_day(found: re.Match[str], language: Language) -> str:
    """Return "November 25, 2026" in words."""
    day = int(found["day"])
    if not 1 <= day <= 31:
        return found[0]
    behind = f" {year(int(found['year']), language)}" if found["year"] else ""
    name = language.months[_month(found["month"], language) - 1]
    return f"{name} {ordinal(day, language)}{behind}"


def _lengths(text: str, language: Language, _day_first: bool) -> str:
    """Return a text with its lengths of time in words."""
    text = _LENGTH.sub(lambda found: _length(found, language), text)
    return _CLOCK_LENGTH.sub(lambda found: _clock_length(found, language), text)


def _length(found: re.Match[str], language: Language) -> str:
    """Return "1h 20m" in words."""
    stop = "." if found[0].endswith(".") and _ENDS.match(found.string[found.end() :]) else ""
    total = sum(int(n) * _UNITS[unit] for n, unit in _LENGTH_PART.findall(found[0]))
    return _span(total, language) + stop


def _clock_length(found: re.Match[str], language: Language) -> str:
    """Return "00:20:00" in words: a length of time, behind "at" a time of day."""
    hour, minute, second = (int(found[part]) for part in ("hour", "minute", "second"))
    if found["at"] and 0 < hour < 24:
        return f"{found['at']}{_clock(hour, minute, language)}"
    return (found["at"] or "") + _span(hour * 3600 + minute * 60 + second, language)


def _span(seconds: int, language: Language) -> str:
    """Return a length of time in words: "one hour and twenty minutes"."""
    counts = (seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60, seconds % 60)
    parts = [_counted(n, unit, language) for n, unit in zip(counts, _PARTS, strict=True) if n] or [
        _counted(0, "s", language)
    ]
    return f" {language.both} ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _counted(number: int, unit: str, language: Language) -> str:
    """Return a whole number with a unit of the table: "eine Stunde"."""
    name = language.units[unit]
    if number == 1:
        return f"{one_of(name.one, language)} {name.one}"
    return f"{cardinal(number, language)} {name.many}"


def one_of(noun: str, language: Language) -> str:
    """Return the "one" that fits a noun: German has two."""
    if language.code != "de":
        return "one"
    return "eine" if _FEMININE.search(noun.partition(" ")[0]) else "ein"


def _clock_times(text: str, language: Language, _day_first: bool) -> str:
    """Return a text with its times of day in words."""
    text = _SPAN.sub(rf"\g<first> {language.to} ", text)
    if language.code == "de":
        text = _UHR.sub(lambda f: _clock(int(f[1]), int(f[2] or f[3] or 0), language), text)
    else:
        text = _TWELVE.sub(lambda found: _twelve(found, language), text)
    return _TIME.sub(lambda found: _clock(int(found[1]), int(found[2]), language), text)


def _twelve(found: re.Match[str], language: Language) -> str:
    """Return "7:30 pm" in words."""
    hour, minute = int(found[1]), int(found[2] or 0)
    half = f"{found[3].upper()}M"
    rest = found.string[found.end() :]
    stop = "." if found[0].endswith(".") and _ENDS.match(rest) else ""
    return f"{_hour_minute(hour, minute, language)} {half}{stop}"


def _hour_minute(hour: int, minute: int, language: Language) -> str:
    """Return an hour and its minutes in English."""
    if not minute:
        return cardinal(hour, language)
    return f"{cardinal(hour, language)} {'oh ' if minute < 10 else ''}{cardinal(minute, language)}"


def _clock(hour: int, minute: int, language: Language) -> str:
    """Return a time of a day of 24 hours in words."""
    if language.code == "de":
        spoken = "ein" if hour == 1 else cardinal(hour, language)
        return f"{spoken} Uhr" + (f" {cardinal(minute, language)}" if minute else "")
    if hour % 24 == 0 and not minute:
        return "midnight"
    if hour > 12 or hour == 0:
        half = "PM" if 12 < hour < 24 else "AM"
        return f"{_hour_minute((hour - 1) % 12 + 1, minute, language)} {half}"
    return _hour_minute(hour, minute, language) + ("" if minute else " o'clock")
