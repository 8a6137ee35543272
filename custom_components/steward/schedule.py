"""What is to happen later: jobs that wait for their time, or for something in the house.

Kept on disk, so that a restart loses nothing: a heater that was turned on for ten
minutes is turned off all the same.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

from homeassistant.core import CALLBACK_TYPE, Event, HassJob, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.helpers.sun import get_astral_event_next
from homeassistant.util import dt as dt_util
from homeassistant.util.ulid import ulid_now

from .agent import moments, plan
from .const import LOGGER
from .jobs import Job, JobStore
from .watching import Watch

if TYPE_CHECKING:
    from .coordinator import StewardConfigEntry


class Doer(Protocol):
    """Does the jobs whose time has come."""

    async def async_do(self, job_id: str, job: Job) -> None:
        """Do a job."""

    def async_miss(self, job_id: str, job: Job) -> None:
        """Tell that a job was not done because Home Assistant was away."""

    def async_lose(self, job_id: str, job: Job, entity_id: str) -> None:
        """Tell that an entity which a job is about was removed."""


class Schedule:
    """The jobs of one agent."""

    def __init__(self, hass: HomeAssistant, entry: StewardConfigEntry, agent_id: str) -> None:
        """Initialize without any job; `async_load` brings those from before."""
        self._hass = hass
        self._entry = entry
        self._store = JobStore(hass, agent_id)
        self._jobs: dict[str, Job] = {}
        self._stops: dict[str, CALLBACK_TYPE] = {}
        self._doer: Doer | None = None
        self._listeners: list[CALLBACK_TYPE] = []
        self._stop_following: CALLBACK_TYPE | None = None

    @property
    def jobs(self) -> Mapping[str, Job]:
        """Return what waits by id: in the order it is due, then what waits for something to happen."""
        ordered = sorted(
            self._jobs.items(), key=lambda item: item[1].due or dt_util.utc_from_timestamp(2**35)
        )
        return dict(ordered)

    @property
    def has_jobs(self) -> bool:
        """Return whether anything waits, the ways back included: people ask about those too."""
        return bool(self._jobs)

    async def async_load(self) -> None:
        """Read the jobs from before; they wait from `async_start` on."""
        for job_id, data in (await self._store.async_load() or {}).items():
            try:
                self._jobs[job_id] = Job.from_dict(data)
            except (KeyError, TypeError, ValueError) as error:
                # One that cannot be read must not take the others with it.
                LOGGER.warning("A job that was planned cannot be read: %r", error)

    @callback
    def async_start(self, doer: Doer) -> None:
        """Begin to wait; what is overdue is done, or told if it is too late."""
        self._doer = doer
        self._stop_following = self._hass.bus.async_listen(
            er.EVENT_ENTITY_REGISTRY_UPDATED, self._async_follow_registry
        )
        now = dt_util.utcnow()
        for job_id, job in self.jobs.items():
            event = job.when.event
            if job.is_missed(now):
                self._come(job_id, is_missed=True)
            else:
                self._wait(job_id, job)
            if event and self._is_gone(event.source):
                doer.async_lose(job_id, job, event.source)

    @callback
    def async_stop(self) -> None:
        """Let the time pass by; the jobs stay on disk."""
        if self._stop_following:
            self._stop_following()
        self._stop_following = self._doer = None
        while self._stops:
            self._stops.popitem()[1]()

    @callback
    def async_listen(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Tell a listener whenever jobs come, go or change; return what ends that."""
        self._listeners.append(listener)
        return partial(self._listeners.remove, listener)

    @callback
    def async_add(self, job: Job) -> str:
        """Have a job done at its time; return its id."""
        job_id = ulid_now()
        self._put(job_id, job, is_new=True)
        return job_id

    @callback
    def async_put(self, job_id: str, job: Job) -> None:
        """Have a job done at another time, or after all; where it is too late, the next time."""
        to_come = self._next(job) if job.is_missed(dt_util.utcnow()) else job
        if to_come:
            self._put(job_id, to_come)

    @callback
    def async_remove(self, job_id: str) -> None:
        """Call a job off, if it waits."""
        if self._forget(job_id):
            self._changed()

    @callback
    def _put(self, job_id: str, job: Job, *, is_new: bool = False) -> None:
        """Take up a job in place of what it was before."""
        self._forget(job_id)
        self._jobs[job_id] = job
        self._changed()
        if self._doer:
            self._wait(job_id, job, is_new=is_new)

    @callback
    def _wait(self, job_id: str, job: Job, *, is_new: bool = False) -> None:
        """Wait for the time of a job, or for what it waits for."""
        if job.when.event:
            tell = partial(self._happened, job_id)
            watch = Watch(self._hass, job.when.event, tell, was_so=job.was_so, is_new=is_new)
            self._stops[job_id] = watch.async_follow()
            watch.async_look()
        elif job.due:

            @callback
            def come(_now: datetime) -> None:
                """Do the job."""
                self._come(job_id)

            self._stops[job_id] = async_track_point_in_utc_time(
                self._hass, HassJob(come, cancel_on_shutdown=True), dt_util.as_utc(job.due)
            )

    @callback
    def _happened(self, job_id: str, truth: bool, was_unseen: bool) -> None:
        """Do the job once what it waits for is so; keep that it is not so any more."""
        job = self._jobs[job_id]
        if truth:
            self._come(job_id, is_missed=was_unseen and job.is_sudden)
        else:
            self._jobs[job_id] = replace(job, was_so=False)
            self._changed()

    @callback
    def _come(self, job_id: str, *, is_missed: bool = False) -> None:
        """Do a job, or tell that it was missed; wait for the next time or forget it."""
        assert self._doer is not None
        job = self._jobs[job_id]
        self._forget(job_id)
        if again := self._next(job):
            self._jobs[job_id] = again
            self._wait(job_id, again)
        self._changed()
        if is_missed:
            self._doer.async_miss(job_id, job)
        else:
            self._hass.async_create_task(self._doer.async_do(job_id, job), "Steward job")

    def _next(self, job: Job) -> Job | None:
        """Return a repeated job with its next time; None for one that is not repeated."""
        if job.when.every is None:
            return None
        now = dt_util.now()
        after = max(now, dt_util.as_local(job.due)) if job.due else now
        due = next_due(self._hass, job.when, after)
        return replace(job, due=due) if due else None

    @callback
    def _forget(self, job_id: str) -> bool:
        """Forget a job; return whether there was one."""
        if stop := self._stops.pop(job_id, None):
            stop()
        return self._jobs.pop(job_id, None) is not None

    @callback
    def _changed(self) -> None:
        """Write what is left, at once: what was promised outlives a crash."""
        jobs = {job_id: job.as_dict() for job_id, job in self._jobs.items()}
        # A task of the entry: a reload waits for it, and so reads what was written.
        self._entry.async_create_task(self._hass, self._store.async_save(jobs), "Steward schedule")
        for listener in list(self._listeners):
            listener()

    @callback
    def _async_follow_registry(self, event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        """Keep to entities that get another id, and tell of those that are removed."""
        data = event.data
        old = str(data.get("old_entity_id", data["entity_id"]))
        concerned = [(i, job) for i, job in self._jobs.items() if old in job.entity_ids]
        for job_id, job in concerned:
            if data["action"] == "remove" and self._doer:
                self._doer.async_lose(job_id, job, old)
            elif old != data["entity_id"]:
                self._put(job_id, job.renamed(old, data["entity_id"]))

    def _is_gone(self, entity_id: str) -> bool:
        """Return whether there is no such entity, not even one that is not up yet."""
        known = er.async_get(self._hass).async_get(entity_id)
        return known is None and self._hass.states.get(entity_id) is None


def next_due(
    hass: HomeAssistant,
    when: plan.When,
    now: datetime | None = None,
    *,
    near: datetime | None = None,
) -> datetime | None:
    """Return when something is to happen the next time, local; None where that never comes."""
    sun = partial(get_astral_event_next, hass)
    return moments.due(when, now or dt_util.now(), sun, near=near)
