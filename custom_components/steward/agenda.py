"""What was put off, spoken of: listed, called off, moved to another time."""

from collections.abc import Mapping
from dataclasses import replace

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .agent import challenges, moments, promises
from .agent.convert import Call
from .agent.home import Home
from .agent.plan import When
from .agent.promises import Teller
from .const import DOMAIN
from .draft import Draft
from .guarding import Guard
from .jobs import Job
from .models import OutcomeCode, Request
from .rights import async_may_control, async_permission
from .schedule import Schedule, next_due

LIST, CANCEL, CANCEL_ALL, MOVE = (
    f"{DOMAIN}.list_later",
    f"{DOMAIN}.cancel_later",
    f"{DOMAIN}.cancel_all_later",
    f"{DOMAIN}.move_later",
)

type Jobs = Mapping[str, Job]
"""Jobs by id, in the order in which they are due."""


def is_agenda(call: Call) -> bool:
    """Return whether a call is about what was put off."""
    return call.service in (LIST, CANCEL, CANCEL_ALL, MOVE)


class Agenda:
    """Speaks of what waits on the schedule of one agent, and changes it."""

    def __init__(self, hass: HomeAssistant, schedule: Schedule, guard: Guard) -> None:
        """Remember the schedule, and who says what may be done at all."""
        self._hass = hass
        self._schedule = schedule
        self._guard = guard

    async def async_handle(self, call: Call, home: Home, request: Request, draft: Draft) -> None:
        """Carry out a call about what was put off.

        Raises:
            Unauthorized: The user may not control what it is about.
        """
        if call.service == LIST:
            await self._async_list(call, home, request, draft)
            return
        found = self._schedule.jobs if call.service == CANCEL_ALL else self._meant(call, draft)
        if not found:
            draft.say(self._nothing(call, home), OutcomeCode.DECLINED)
        elif len(found) > 1 and not self._are_one(call, found, draft):
            draft.ask(self._teller(home).which([job.as_promise() for job in found.values()]))
            draft.is_choice_open = True
        else:
            await self._async_change(call, found, home, request, draft)

    async def _async_list(self, call: Call, home: Home, request: Request, draft: Draft) -> None:
        """Tell what waits, as far as the user may know of it."""
        may_see = await async_permission(self._hass, request.context, POLICY_READ)
        found = [
            job.as_promise()
            for job in self._about(call).values()
            if all(may_see(entity_id) for entity_id in job.entity_ids)
        ]
        text = self._teller(home).listed(found, call.entity_ids)
        draft.executed.responses.append((call, {"reply": text}))
        draft.say(text, OutcomeCode.ANSWERED)

    async def _async_change(
        self, call: Call, found: Jobs, home: Home, request: Request, draft: Draft
    ) -> None:
        """Call jobs off, or move them."""
        for job in found.values():
            await async_may_control(self._hass, request.context, job.acted_on)
        if call.service == MOVE and (why := self._obstacle(found, home, request)):
            draft.say(why, OutcomeCode.DECLINED)
        elif call.service == MOVE:
            self._move(call, found, home, request, draft)
        else:
            self._cancel(call, found, home, request, draft)

    def _obstacle(self, found: Jobs, home: Home, request: Request) -> str | None:
        """Return why jobs may not be done at another time: or else who knows no PIN could do that now."""
        calls = (call for job in found.values() for call in job.calls)
        verdicts = [self._guard.verdict(call, home, request.speaker) for call in calls]
        if refused := next((verdict for verdict in verdicts if verdict.refused), None):
            return refused.why
        return challenges.SAY_IT_ANEW if any(verdict.by_pin for verdict in verdicts) else None

    def _about(self, call: Call) -> Jobs:
        """Return the jobs that concern what a call names; all, where it names nothing."""
        named = frozenset(call.entity_ids)
        jobs = self._schedule.jobs
        return {i: job for i, job in jobs.items() if not named or named & job.entity_ids}

    def _meant(self, call: Call, draft: Draft) -> Jobs:
        """Return the jobs that a call means: by thing and time, else those planned just now."""
        found = self._about(call)
        if call.service == CANCEL and call.when.at:
            return {i: job for i, job in found.items() if self._is_then(job, call.when.at)}
        recent = {i: job for i, job in found.items() if i in draft.recent_jobs}
        return recent or found

    def _is_then(self, job: Job, at: str) -> bool:
        """Return whether a job is due at a time that was said."""
        if job.due is None:
            return False
        return moments.is_at(at, dt_util.as_local(job.due), job.when, dt_util.now())

    def _are_one(self, call: Call, found: Jobs, draft: Draft) -> bool:
        """Return whether several jobs may be changed together: planned in one turn, or all meant."""
        return call.service == CANCEL_ALL or all(i in draft.recent_jobs for i in found)

    def _cancel(self, call: Call, found: Jobs, home: Home, request: Request, draft: Draft) -> None:
        """Call jobs off."""
        text = self._teller(home).cancelled([job.as_promise() for job in found.values()])
        if request.dry_run:
            draft.would(call, text)
            return
        for job_id, job in found.items():
            self._schedule.async_remove(job_id)
            draft.jobs_before.setdefault(job_id, job)
        self._done(call, text, draft)

    def _move(self, call: Call, found: Jobs, home: Home, request: Request, draft: Draft) -> None:
        """Give jobs another time."""
        moved = {i: m for i, job in found.items() if (m := self._moved(job, call.when))}
        if len(moved) < len(found):
            draft.say(promises.UNKNOWN_TIME, OutcomeCode.DECLINED)
            return
        teller = self._teller(home)
        text = " ".join(dict.fromkeys(_said(teller, job, call.when) for job in moved.values()))
        if request.dry_run:
            draft.would(call, text)
            return
        for job_id, job in moved.items():
            self._schedule.async_put(job_id, job)
            draft.jobs_before.setdefault(job_id, found[job_id])
        draft.jobs += moved
        self._done(call, text, draft)

    def _moved(self, job: Job, when: When) -> Job | None:
        """Return a job with another time; None where that never comes.

        What is repeated stays so: at another time of day, or just the next time elsewhen. What
        waited for something to happen waits for a time instead.
        """
        every = job.when.every if when.at else None
        near = dt_util.as_local(job.due) if job.due and when.at else None
        due = next_due(self._hass, replace(when, every=every), near=near)
        if due is None:
            return None
        if every:
            return replace(job, due=due, when=moments.settled(replace(when, every=every), due))
        return replace(job, due=due, when=job.when if job.when.every else when)

    def _done(self, call: Call, text: str, draft: Draft) -> None:
        """Note that the schedule was changed, and say how."""
        draft.executed.made.append(call)
        draft.executed.responses.append((call, {"reply": text}))
        draft.say(text, OutcomeCode.ACTED)

    def _nothing(self, call: Call, home: Home) -> str:
        """Return that nothing such was put off."""
        if call.service == CANCEL and call.when.at:
            return promises.NOTHING_THEN
        return self._teller(home).nothing(call.entity_ids)

    def _teller(self, home: Home) -> Teller:
        """Return what puts jobs into words."""
        return Teller(now=dt_util.now(), home=home, states=self._hass.states.get)


def _said(teller: Teller, job: Job, when: When) -> str:
    """Return what is said of a job that was moved."""
    promise = job.as_promise()
    is_once = promise.when.every is not None and when.after_s is not None
    return teller.next_time(promise) if is_once else teller.promised(promise)
