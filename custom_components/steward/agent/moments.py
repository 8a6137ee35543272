"""Moments: when a call that was put off is due, once or again and again.

All on the clock of the house, so that seven stays seven in the week when the clocks change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from .diary import SATURDAY, WEEK
from .plan import When

Sun = Callable[[str, datetime], datetime]
"""Gives the next "sunrise" or "sunset" after a moment; raises ValueError where there is none."""

_CLOCK = re.compile(r"(tomorrow )?(?:(sunset|sunrise)|(\d{1,2}):([0-5]\d)(?: (am|pm))?)")
_DAYS: dict[str, tuple[int, ...]] = {
    "day": tuple(range(7)),
    "weekday": tuple(range(SATURDAY)),
    "weekend": (SATURDAY, SATURDAY + 1),
    **{name: (number,) for number, name in enumerate(WEEK)},
}
_FIRST_MORNING_HOUR = 6
_AHEAD = 8
"""So many days hold each day of the week, also where today's time has gone by."""


class Clock(NamedTuple):
    """A time of day as it was said."""

    is_tomorrow: bool
    sun: str | None
    """"sunset" or "sunrise", for what is no time of the clock."""
    hour: int
    minute: int
    half: str | None
    """"am" or "pm", where it was said."""

    @property
    def hours(self) -> tuple[int, ...]:
        """Return the hours of the day that the spoken hour may be."""
        if self.hour > 12 or self.hour == 0:
            return (self.hour % 24,)
        if self.half:
            return (self.hour % 12 + (12 if self.half == "pm" else 0),)
        return (self.hour % 12, self.hour % 12 + 12)

    @property
    def waking_hour(self) -> int:
        """Return the one of its hours that people mean when they plan a day: 7 in the morning, 2 at noon."""
        return next((h for h in self.hours if h >= _FIRST_MORNING_HOUR), self.hours[-1])


def read(at: str | None) -> Clock | None:
    """Return a time of day that was said; None for what is none."""
    found = _CLOCK.fullmatch(at or "")
    if found is None:
        return None
    tomorrow, sun, hour, minute, half = found.groups()
    return Clock(bool(tomorrow), sun, int(hour or 0), int(minute or 0), half)


def due(when: When, now: datetime, sun: Sun, *, near: datetime | None = None) -> datetime | None:
    """Return when a call is to run the next time; None where that time never comes.

    A time of day without "am" or "pm" is the next one to come on a twelve-hour clock, as people
    mean it; tomorrow's, and one that is repeated, is an hour that people are awake in.

    Args:
        when: With `after_s`, or with `at` and maybe `every`.
        now: Local time, aware.
        sun: Tells sunset and sunrise.
        near: When it was due until now: a new time without "am" or "pm" is the nearest to this.
    """
    if when.after_s is not None:
        # Counted in UTC: where the clocks change, local hours are not all of one length.
        return _local(now.astimezone(UTC) + timedelta(seconds=when.after_s), now)
    clock = read(when.at)
    if clock is None:
        return None
    days = _DAYS.get(when.every or "day", ())
    if clock.sun:
        return _sun_due(clock, now, days, sun)
    is_fixed = near is None and (clock.is_tomorrow or when.every is not None)
    hours = (clock.waking_hour,) if is_fixed else clock.hours
    options = list(_options(clock, now, days, hours))
    if near is not None:
        was = near
        return min(options, key=lambda option: abs(option - was), default=None)
    return min(options, default=None)


def settled(when: When, due_at: datetime) -> When:
    """Return a repeated time with its "am" or "pm", so that it stays what was promised."""
    clock = read(when.at)
    if when.every is None or clock is None or clock.sun:
        return when
    half = "am" if due_at.hour < 12 else "pm"
    return replace(when, at=f"{(due_at.hour - 1) % 12 + 1}:{due_at.minute:02} {half}")


def is_at(said: str, moment: datetime, planned: When, now: datetime) -> bool:
    """Return whether a time of day that was said is that of something planned.

    Args:
        said: The time as it was said.
        moment: When it is due, local.
        planned: How that was put.
        now: Local time, aware.
    """
    clock = read(said)
    if clock is None or (clock.is_tomorrow and moment.date() != _tomorrow(now)):
        return False
    if clock.sun:
        known = read(planned.at)
        return known is not None and known.sun == clock.sun
    return moment.hour in clock.hours and moment.minute == clock.minute


def _local(moment: datetime, now: datetime) -> datetime:
    """Return a moment on the clock that tells what time it is now."""
    return moment.astimezone(now.tzinfo)


def _tomorrow(now: datetime) -> date:
    """Return the day after today."""
    return now.date() + timedelta(days=1)


def _options(
    clock: Clock, now: datetime, days: Iterable[int], hours: Iterable[int]
) -> Iterator[datetime]:
    """Yield the times to come that a time of day may be."""
    tried = [_tomorrow(now)] if clock.is_tomorrow else _dates(now)
    for day in tried:
        for hour in hours:
            option = datetime.combine(day, time(hour, clock.minute), tzinfo=now.tzinfo)
            if option.weekday() in days and option.astimezone(UTC) > now.astimezone(UTC):
                yield option


def _dates(now: datetime) -> list[date]:
    """Return today and the days that follow."""
    return [now.date() + timedelta(days=number) for number in range(_AHEAD)]


def _sun_due(clock: Clock, now: datetime, days: Iterable[int], sun: Sun) -> datetime | None:
    """Return the next sunset or sunrise on one of some days."""
    after = now
    if clock.is_tomorrow:
        after = datetime.combine(_tomorrow(now), time(), tzinfo=now.tzinfo)
    try:
        for _ in range(_AHEAD):
            after = _local(sun(str(clock.sun), after), now)
            if after.weekday() in days:
                return after
    except ValueError:
        return None
    return None
