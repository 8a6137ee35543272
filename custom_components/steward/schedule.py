"""What is to happen later: calls that wait for their time, and the way back after "for ten minutes".

Kept on disk, so that a restart loses nothing: a heater that was turned on for ten
minutes is turned off all the same.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from homeassistant.components.persistent_notification import async_create as async_notify
from homeassistant.core import CALLBACK_TYPE, Context, HassJob, HomeAssistant, State, callback
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.ulid import ulid_now

from .agent.convert import Call
from .agent.diary import clock
from .agent.plan import When
from .agent.reply import span
from .const import DOMAIN

_VERSION = 1
# Somebody who asked for the coffee at seven does not want it at nine.
_STILL_WANTED = timedelta(minutes=15)
# Nobody expects these to move when Home Assistant comes back.
_NEVER_LATE = frozenset({"alarm_control_panel", "cover", "lock", "scene", "script", "valve"})
_CLOCK = re.compile(r"(tomorrow )?(\d{1,2}):(\d{2})(?: (am|pm))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to do at a time: calls to make, or states to put back."""

    due: datetime
    """When, aware."""
    calls: tuple[Call, ...] = ()
    states: tuple[State, ...] = ()
    user_id: str | None = None
    """Who asked for it."""

    @property
    def context(self) -> Context:
        """Return in whose name it is done."""
        return Context(user_id=self.user_id)

    def is_missed(self, now: datetime) -> bool:
        """Return whether it is too late to do it; states are put back however late it is."""
        late = now - self.due
        is_sudden = any(not _NEVER_LATE.isdisjoint(_domains(call)) for call in self.calls)
        return bool(self.calls) and late > (timedelta() if is_sudden else _STILL_WANTED)

    def as_dict(self) -> dict[str, Any]:
        """Return the job as it is stored."""
        return {
            "due": self.due.isoformat(),
            "calls": [
                {"service": c.service, "entity_ids": list(c.entity_ids), "data": dict(c.data)}
                for c in self.calls
            ],
            "states": [dict(state.as_dict()) for state in self.states],
            "user_id": self.user_id,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Job:
        """Return the job that was stored."""
        states = (State.from_dict(state) for state in data["states"])
        return cls(
            due=datetime.fromisoformat(data["due"]),
            calls=tuple(
                Call(service=c["service"], entity_ids=tuple(c["entity_ids"]), data=c["data"])
                for c in data["calls"]
            ),
            states=tuple(state for state in states if state is not None),
            user_id=data["user_id"],
        )


Run = Callable[[Job], Awaitable[None]]
"""Does a job whose time has come."""


def _domains(call: Call) -> set[str]:
    """Return the domains that a call is about."""
    return {call.domain, *(entity_id.partition(".")[0] for entity_id in call.entity_ids)}


def store(hass: HomeAssistant, agent_id: str) -> Store[dict[str, Any]]:
    """Return where the jobs of an agent are kept."""
    return Store(hass, _VERSION, f"{DOMAIN}.schedule.{agent_id}", private=True)


class Schedule:
    """The jobs of one agent."""

    def __init__(self, hass: HomeAssistant, agent_id: str, run: Run) -> None:
        """Initialize without any job; `async_load` brings those from before."""
        self._hass = hass
        self._run = run
        self._store = store(hass, agent_id)
        self._jobs: dict[str, Job] = {}
        self._stops: dict[str, CALLBACK_TYPE] = {}

    async def async_load(self) -> None:
        """Take up the jobs from before; what is overdue is done, or told if it is too late."""
        stored = await self._store.async_load() or {}
        for job_id, data in stored.items():
            job = Job.from_dict(data)
            if job.is_missed(dt_util.utcnow()):
                self._tell_missed(job)
            else:
                self._add(job_id, job)
        self._save()

    @callback
    def async_add(self, job: Job) -> CALLBACK_TYPE:
        """Have a job done at its time; return what cancels it."""
        job_id = ulid_now()
        self._add(job_id, job)
        self._save()

        @callback
        def cancel() -> None:
            """Cancel the job, if it has not run."""
            if self._forget(job_id):
                self._save()

        return cancel

    @callback
    def async_stop(self) -> None:
        """Let the time pass by; the jobs stay on disk."""
        for job_id in list(self._jobs):
            self._forget(job_id)

    @callback
    def _add(self, job_id: str, job: Job) -> None:
        """Wait for the time of a job."""

        async def fire(_now: datetime) -> None:
            """Do the job and forget it."""
            self._forget(job_id)
            self._save()
            await self._run(job)

        self._jobs[job_id] = job
        self._stops[job_id] = async_track_point_in_utc_time(
            self._hass, HassJob(fire, cancel_on_shutdown=True), dt_util.as_utc(job.due)
        )

    @callback
    def _forget(self, job_id: str) -> bool:
        """Forget a job; return whether there was one."""
        if self._jobs.pop(job_id, None) is None:
            return False
        self._stops.pop(job_id)()
        return True

    @callback
    def _save(self) -> None:
        """Write what is left, at once: what was promised outlives a crash."""
        jobs = {job_id: job.as_dict() for job_id, job in self._jobs.items()}
        self._hass.async_create_task(self._store.async_save(jobs), "Steward schedule")

    @callback
    def _tell_missed(self, job: Job) -> None:
        """Say that a job was not done because Home Assistant was away."""
        services = ", ".join(call.service for call in job.calls)
        at = clock(dt_util.as_local(job.due))
        async_notify(
            self._hass, f"Home Assistant was not running at {at}: {services}", title="Steward"
        )


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
