"""Home Assistant's voice timers seen from outside: which run, and what was done to them.

Timers that carry a conversation command are delayed commands; those count by
what they do to the home, not as timers.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.components.intent.const import TIMER_DATA
from homeassistant.core import HomeAssistant, callback

# A timer's seconds are whole, so reading it twice may cost one.
ROUNDING_S = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """One timer at one moment."""

    name: str | None
    seconds: int
    """What was left when it was last touched."""
    touched_ns: int
    is_active: bool

    def left(self, at_ns: int) -> int:
        """Return what is left of it at a moment."""
        gone = (at_ns - self.touched_ns) // 10**9 if self.is_active else 0
        return max(0, self.seconds - gone)


type Timers = Mapping[str, Timer]


@callback
def running_timers(hass: HomeAssistant) -> Timers:
    """Return the timers by id."""
    return {
        timer.id: Timer(
            name=timer.name,
            seconds=timer.seconds,
            touched_ns=timer.updated_at,
            is_active=timer.is_active,
        )
        for timer in hass.data[TIMER_DATA].timers.values()
        if timer.conversation_command is None
    }


@callback
def start_timer(
    hass: HomeAssistant, device_id: str, name: str | None, seconds: int, left: int
) -> None:
    """Start a timer that has been running for a while."""
    manager = hass.data[TIMER_DATA]
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    timer_id = manager.start_timer(
        device_id, hours or None, minutes or None, rest or None, hass.config.language, name
    )
    manager.remove_time(timer_id, seconds - left)


@callback
def cancel_all_timers(hass: HomeAssistant) -> None:
    """Cancel every timer, delayed commands too."""
    manager = hass.data[TIMER_DATA]
    for timer_id in list(manager.timers):
        manager.cancel_timer(timer_id)


def timer_calls(before: Timers, after: Timers) -> list[dict[str, Any]]:
    """Return what was done between two moments, in the words of the cases."""
    now_ns = time.monotonic_ns()
    calls = [_call("start", timer) for key, timer in after.items() if key not in before]
    for key, was in before.items():
        if (timer := after.get(key)) is None:
            # A timer that ran out meanwhile was not cancelled.
            if was.left(now_ns) > 0 or not was.is_active:
                calls.append(_call("cancel", was))
        elif timer != was:
            calls.extend(_changes(was, timer))
    return calls


def _changes(was: Timer, now: Timer) -> Iterator[dict[str, Any]]:
    if was.is_active != now.is_active:
        yield _call("resume" if now.is_active else "pause", now)
    gained = now.seconds - was.left(now.touched_ns)
    if abs(gained) > ROUNDING_S:
        verb = "add" if gained > 0 else "subtract"
        yield {"timer": verb, "name": now.name, "seconds": abs(gained)}


def _call(verb: str, timer: Timer) -> dict[str, Any]:
    return {"timer": verb, "name": timer.name, "seconds": timer.seconds}
