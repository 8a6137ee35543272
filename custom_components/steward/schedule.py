"""What is to happen later: calls that wait for their time, and the way back after "for ten minutes"."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.util import dt as dt_util

from .agent.diary import clock
from .agent.plan import When
from .agent.reply import span

_CLOCK = re.compile(r"(tomorrow )?(\d{1,2}):(\d{2})(?: (am|pm))?")


class Schedule:
    """Jobs with their times; all of them end with the integration."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Initialize without any job."""
        self._hass = hass
        self._jobs: set[CALLBACK_TYPE] = set()

    @callback
    def async_add(self, due: datetime, run: Callable[[], Awaitable[None]]) -> CALLBACK_TYPE:
        """Run something at a time (aware); return what cancels it."""

        async def fire(_now: datetime) -> None:
            """Run the job and forget it."""
            self._jobs.discard(cancel)
            await run()

        stop = async_track_point_in_utc_time(
            self._hass, HassJob(fire, cancel_on_shutdown=True), dt_util.as_utc(due)
        )

        @callback
        def cancel() -> None:
            """Cancel the job, if it has not run."""
            if cancel in self._jobs:
                self._jobs.discard(cancel)
                stop()

        self._jobs.add(cancel)
        return cancel

    @callback
    def async_cancel_all(self) -> None:
        """Cancel all jobs."""
        for cancel in list(self._jobs):
            cancel()


def after(seconds: float) -> When:
    """Return the time so many seconds from now."""
    return When(after_s=seconds)


def due(when: When, now: datetime) -> datetime:
    """Return when a call is to run.

    A time of day without "am" or "pm" is the next one to come on a twelve-hour clock, as people mean it.

    Args:
        when: With `after_s` or `at`.
        now: Local time, aware.
    """
    if when.after_s is not None:
        return now + timedelta(seconds=when.after_s)
    found = _CLOCK.fullmatch(when.at or "")
    if not found:
        return now
    tomorrow, hour, minute, half = found.groups()
    day = now + timedelta(days=1) if tomorrow else now
    options = [
        option
        for h in _hours(int(hour), half)
        for days in ((0,) if tomorrow else (0, 1))
        if (
            option := day.replace(hour=h, minute=int(minute), second=0, microsecond=0)
            + timedelta(days=days)
        )
        > now
    ]
    return min(options)


def _hours(hour: int, half: str | None) -> tuple[int, ...]:
    """Return the hours of the day that a spoken hour may be."""
    if hour > 12 or hour == 0:
        return (hour % 24,)
    if half:
        return (hour % 12 + (12 if half == "pm" else 0),)
    return (hour % 12, hour % 12 + 12)


def spoken(when: When, moment: datetime) -> str:
    """Return a time as it is promised: "in 20 minutes", "at 7 pm"."""
    if when.after_s is not None:
        return f"in {span(when.after_s)}"
    return f"at {clock(moment)}"
