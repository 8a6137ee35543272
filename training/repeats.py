"""What is done again and again: the days with the time of day, as they are said and as the plan has them."""

from __future__ import annotations

import random
from dataclasses import dataclass

from training import speech

DAILY = "daily"
SUN_SHARE = 0.1
"""Times of day that are told by the sun."""
SUN: dict[str, tuple[str, ...]] = {
    "sunset": ("sunset", "sunset", "sundown", "dusk", "nightfall"),
    "sunrise": ("sunrise", "sunrise", "sunup", "dawn", "daybreak", "first light"),
}
"""What the plan has to the words for it."""
_HOURS: dict[str, tuple[str, tuple[int, ...]]] = {
    "morning": ("am", (4, 5, 6, 6, 7, 7, 8, 8, 9, 10, 11)),
    "afternoon": ("pm", (1, 2, 3, 4, 5)),
    "evening": ("pm", (5, 6, 6, 7, 7, 8, 8, 9, 9, 10)),
    "night": ("pm", (8, 9, 10, 10, 11, 11)),
}
"""Part of the day: its half, and the hours that people mean in it."""
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()


@dataclass(frozen=True, slots=True)
class Repeat:
    """Days and a time of day."""

    days: str
    """As they are said: "every morning", "on mondays"."""
    clock: str
    """As it is said: "half past 7"."""
    said: str
    """Both, in one order or the other."""
    every: str
    """The word of the plan: "day", "weekday", "weekend", "monday"."""
    at: str


_SAID: tuple[tuple[str, str, str], ...] = (
    *(
        ("day", DAILY, text)
        for text in (
            "every day",
            "every day",
            "every day",
            "each day",
            "every single day",
            "daily",
            "day in day out",
            "all days of the week",
            "seven days a week",
        )
    ),
    *(("day", "morning", text) for text in ("every morning", "every morning", "each morning")),
    *(("day", "morning", text) for text in ("mornings", "every single morning")),
    *(("day", "afternoon", text) for text in ("every afternoon", "each afternoon")),
    *(("day", "evening", text) for text in ("every evening", "every evening", "each evening")),
    *(("day", "evening", text) for text in ("evenings", "of an evening")),
    *(("day", "night", text) for text in ("every night", "every night", "each night", "nightly")),
    *(
        ("weekday", DAILY, text)
        for text in (
            "every weekday",
            "on weekdays",
            "on weekdays",
            "weekdays",
            "on workdays",
            "on working days",
            "every working day",
            "every workday",
            "monday to friday",
            "monday through friday",
            "from monday to friday",
            "mondays to fridays",
            "on school days",
            "during the week",
        )
    ),
    *(("weekday", "morning", text) for text in ("on weekday mornings", "every weekday morning")),
    *(("weekday", "night", text) for text in ("on weeknights", "every weeknight")),
    *(
        ("weekend", DAILY, text)
        for text in (
            "at weekends",
            "on weekends",
            "every weekend",
            "weekends",
            "on saturdays and sundays",
            "every saturday and sunday",
        )
    ),
    *(("weekend", "morning", text) for text in ("on weekend mornings", "weekend mornings")),
)
"""(the word of the plan, the part of the day, as it is said)"""
_ON_ONE_DAY = (
    (DAILY, "every {day}"),
    (DAILY, "every {day}"),
    (DAILY, "on {day}s"),
    (DAILY, "on {day}s"),
    (DAILY, "{day}s"),
    (DAILY, "each {day}"),
    (DAILY, "on every {day}"),
    (DAILY, "every week on {day}"),
    ("morning", "every {day} morning"),
    ("morning", "on {day} mornings"),
    ("afternoon", "{day} afternoons"),
    ("evening", "on {day} evenings"),
    ("evening", "every {day} evening"),
    ("night", "every {day} night"),
)
ONE_DAY_SHARE = 0.3


def repeat(rng: random.Random) -> Repeat:
    """Return days and a time of day."""
    every, part, days = rng.choice(_SAID)
    if rng.random() < ONE_DAY_SHARE:
        every = rng.choice(_WEEKDAYS)
        part, pattern = rng.choice(_ON_ONE_DAY)
        days = pattern.format(day=every)
    said, at = clock(part, rng)
    return Repeat(days, said, _both(days, said, rng), every, at)


def _both(days: str, said: str, rng: random.Random) -> str:
    """Return days and a time in one of the orders they are said in."""
    draw = rng.random()
    if draw < 0.15 and (":" in said or said.rsplit(maxsplit=1)[-1] in _ENDS):
        return f"{said} {days}"
    return f"{days} at {said}" if draw < 0.6 else f"at {said} {days}"


_ENDS = frozenset("am pm m o'clock noon midday midnight".split())
"""What ends with one of these is a time of day; a bare number might be part of the command."""


def clock(part: str, rng: random.Random) -> tuple[str, str]:
    """Return a time of day as it is said and as data.

    Args:
        part: "morning", "afternoon", "evening" or "night", in which the time is; "daily" for any.
        rng: Where chance comes from.
    """
    sun = {"morning": "sunrise", "evening": "sunset", "night": "sunset"}.get(part)
    if part != "afternoon" and rng.random() < SUN_SHARE:
        return sunny(rng, sun)
    if part == DAILY:
        return _any_day(rng)
    half, hours = _HOURS[part]
    said, time = speech.hour_and_minute(rng.choice(hours), rng)
    if rng.random() < 0.15:
        said = f"{said} {half}"
    return said, f"{time} {half}"


def sunny(rng: random.Random, which: str | None = None) -> tuple[str, str]:
    """Return a time that the sun tells, as it is said and as data."""
    written = which or rng.choice(("sunset", "sunset", "sunrise"))
    return rng.choice(SUN[written]), written


_ONCE = ("tomorrow", "tonight", "this")


def _any_day(rng: random.Random) -> tuple[str, str]:
    """Return a time that may be any day's: not "tonight", not "tomorrow"."""
    while True:
        said, time = speech.clock(rng)
        if not any(word in said.split() for word in _ONCE):
            return said, time
