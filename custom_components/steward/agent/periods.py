"""Stretches of time that a question about the past means, and how they are said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from .diary import SATURDAY, WEEK, clock
from .wording import amount

LOOKBACK_DAYS = 10
"""How far back is looked when no period was said: as long as states are kept by default."""
AWAY = "while away"
_UNITS = ("minutes", "hours", "days")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time."""

    start: datetime
    """Local time, with its zone."""
    end: datetime
    spoken: str
    """As it stands behind a fact: "yesterday", "in the last 3 hours"."""
    is_open: bool = False
    """Whether nobody said a period: as far back as there is anything."""


def period_of(data: Mapping[str, Any], now: datetime) -> Period | None:
    """Return the period that a question names, None where only the house knows: `AWAY`.

    Args:
        data: Of the call: "period" with a word of the grammar, or a number of minutes, hours, days.
        now: Local time, with its zone.
    """
    word = data.get("period")
    if word == AWAY:
        return None
    if word is not None:
        return _named(str(word), now)
    for unit in _UNITS:
        if unit in data:
            count = float(data[unit])
            said = unit[:-1] if count == 1 else f"{amount(count)} {unit}"
            return Period(_ago(now, **{unit: count}), now, f"in the last {said}")
    start = _ago(now, days=LOOKBACK_DAYS)
    return Period(start, now, f"in the last {LOOKBACK_DAYS} days", is_open=True)


def _ago(now: datetime, **length: float) -> datetime:
    """Return a time before now; reckoned in UTC, since days of summer time have other lengths."""
    return (now.astimezone(UTC) - timedelta(**length)).astimezone(now.tzinfo)


def away(start: datetime, end: datetime) -> Period:
    """Return the time that nobody was at home."""
    return Period(start, end, "while you were away")


def _named(word: str, now: datetime) -> Period:
    """Return the period of a word; what is still to come is cut off."""
    start, end = _WORDS[word](now) if word in _WORDS else _weekday(word, now)
    return Period(start, min(end, now), _SPOKEN.get(word) or word)


def _weekday(word: str, now: datetime) -> tuple[datetime, datetime]:
    """Return the last day of that name that is over."""
    back = (now.weekday() - WEEK.index(word)) % 7 or 7
    return _day(now, -back), _day(now, 1 - back)


def _day(now: datetime, shift: int = 0, hour: int = 0) -> datetime:
    """Return an hour of a day by the clock on the wall, whatever summer time did in between."""
    start = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    return start + timedelta(days=shift)


def _part(first: int, last: int) -> Callable[[datetime], tuple[datetime, datetime]]:
    """Return a part of today, before it began of yesterday."""

    def part(now: datetime) -> tuple[datetime, datetime]:
        """Return its hours."""
        shift = 0 if now.hour >= first else -1
        return _day(now, shift, first), _day(now, shift) + timedelta(hours=last)

    return part


def _weekend(now: datetime) -> tuple[datetime, datetime]:
    """Return this weekend once it has begun, before that the last one."""
    back = (now.weekday() - SATURDAY) % 7
    return _day(now, -back), _day(now, 2 - back)


def _month(now: datetime, back: int) -> tuple[datetime, datetime]:
    """Return a month by how many lie between."""
    first = _day(now).replace(day=1)
    end = (first + timedelta(days=32)).replace(day=1)
    for _ in range(back):
        first, end = (first - timedelta(days=1)).replace(day=1), first
    return first, end


_WORDS: dict[str, Callable[[datetime], tuple[datetime, datetime]]] = {
    "today": lambda now: (_day(now), now),
    "yesterday": lambda now: (_day(now, -1), _day(now)),
    "this morning": _part(4, 12),
    "this afternoon": _part(12, 18),
    "this evening": _part(17, 28),
    "tonight": _part(18, 30),
    "last night": lambda now: (_day(now, -1, 21), _day(now, 0, 7)),
    "last hour": lambda now: (_ago(now, hours=1), now),
    "this week": lambda now: (_day(now, -now.weekday()), now),
    "last week": lambda now: (_day(now, -now.weekday() - 7), _day(now, -now.weekday())),
    "weekend": _weekend,
    "this month": lambda now: _month(now, 0),
    "last month": lambda now: _month(now, 1),
    "this year": lambda now: (_day(now).replace(month=1, day=1), now),
}
_SPOKEN = {
    "last hour": "in the last hour",
    "weekend": "at the weekend",
    **{day: f"on {day.capitalize()}" for day in WEEK},
}


def moment(at: datetime, now: datetime) -> str:
    """Return a time that is past as it is said: "today at 4:10 pm", "on Monday at 7 am"."""
    return f"{day_of(at, now)} at {clock(at)}"


def day_of(at: datetime, now: datetime) -> str:
    """Return the day of a time that is past."""
    back = (now.date() - at.date()).days
    if back < len(WEEK):
        return {0: "today", 1: "yesterday"}.get(back) or f"on {at:%A}"
    return f"on {at.day} {at:%B}" + (f" {at.year}" if at.year != now.year else "")
