"""A clock that can be set and moved, for Home Assistant and its event loop alike.

Wall time and loop time move together, so whatever is scheduled (timers, delayed
actions, automations) comes due by itself, through nobody's private parts.
"""

import asyncio
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from typing import Any
from unittest.mock import patch

from homeassistant.helpers import event as event_helper
from homeassistant.util import dt as dt_util

_real_time = time.time


class ClockLoop(asyncio.SelectorEventLoop):
    """An event loop whose time can jump ahead."""

    def __init__(self) -> None:
        self._ahead = 0.0
        super().__init__()

    def time(self) -> float:
        """Return the loop's time."""
        return super().time() + self._ahead

    def skip(self, seconds: float) -> None:
        """Jump ahead; what comes due by then runs next."""
        self._ahead += seconds


class Clock:
    """What Home Assistant takes for the time: it can be set, and goes on by itself."""

    def __init__(self) -> None:
        self._shift = 0.0

    def set(self, moment: str) -> None:
        """Set the clock to a local time without a zone, such as 2026-03-11T18:30:00."""
        local = datetime.fromisoformat(moment).replace(tzinfo=dt_util.get_default_time_zone())
        self._shift = local.timestamp() - _real_time()

    def skip(self, seconds: float) -> None:
        """Jump ahead, and the running loop with it."""
        self._shift += seconds
        loop = asyncio.get_running_loop()
        if not isinstance(loop, ClockLoop):
            raise TypeError("Only a ClockLoop can jump ahead")
        loop.skip(seconds)

    def time(self) -> float:
        """Return the seconds since the epoch."""
        return _real_time() + self._shift

    def now(self, time_zone: tzinfo | None = None) -> datetime:
        """Return the time in a zone, that of the house if none is given."""
        return datetime.fromtimestamp(self.time(), time_zone or dt_util.get_default_time_zone())

    def utcnow(self) -> datetime:
        """Return the time in UTC."""
        return datetime.fromtimestamp(self.time(), UTC)

    def naive_now(self) -> datetime:
        """Return the house's local time without its zone."""
        return self.now().replace(tzinfo=None)


@contextmanager
def settable_clock() -> Generator[Clock]:
    """Make Home Assistant read its time from a clock that can be set."""
    clock = Clock()
    replaced: list[tuple[Any, str, Any]] = [
        (time, "time", clock.time),
        (dt_util, "now", clock.now),
        (dt_util, "utcnow", clock.utcnow),
        (dt_util, "naive_now", clock.naive_now),
        # These two are bound when the module is imported.
        (event_helper, "time_tracker_utcnow", clock.utcnow),
        (event_helper, "time_tracker_timestamp", clock.time),
    ]
    patches = [patch.object(owner, name, new) for owner, name, new in replaced]
    for one in patches:
        one.start()
    try:
        yield clock
    finally:
        for one in patches:
            one.stop()
