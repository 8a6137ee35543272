"""What a sentence puts off: calls for later, and the way back after a while."""

from collections.abc import Collection
from dataclasses import replace

from homeassistant.core import HomeAssistant, State
from homeassistant.util import dt as dt_util

from . import watching
from .agent import happenings, moments, promises, reply
from .agent.convert import Call
from .agent.home import Home
from .agent.outcome import ALREADY, WORKED
from .agent.plan import AT_ONCE, Event, When
from .agent.promises import Teller
from .draft import Draft
from .execution import Executed
from .guarding import Guard
from .jobs import Job
from .models import OutcomeCode, Request
from .rights import async_may_control
from .schedule import Schedule, next_due


class Later:
    """Puts calls on the schedule of one agent."""

    def __init__(self, hass: HomeAssistant, jobs: Schedule, guard: Guard) -> None:
        """Remember the schedule, and who says what may be put back unasked."""
        self._hass = hass
        self._schedule = jobs
        self._guard = guard

    @property
    def has_jobs(self) -> bool:
        """Return whether anything waits."""
        return self._schedule.has_jobs

    def resolved(self, call: Call, home: Home, draft: Draft) -> Call | None:
        """Return a call as it can be kept: at once, where what it waits for is so already.

        Returns:
            None where it cannot be kept; why is said.
        """
        event = call.when.event
        if event is None:
            if not call.when.is_later or next_due(self._hass, call.when):
                return call
            draft.say(promises.UNKNOWN_TIME, OutcomeCode.DECLINED)
            return None
        if not happenings.can_be_waited_for(event, home):
            draft.say(promises.UNKNOWN_EVENT, OutcomeCode.DECLINED)
            return None
        if happenings.waits_for_next_time(home.entities[event.source]) or not self._is_so(event):
            return call
        said = happenings.said(event, home, self._hass.states.get)
        draft.say(f"{said} already.", OutcomeCode.ANSWERED)
        return replace(call, when=AT_ONCE)

    def would(self, call: Call, home: Home) -> str:
        """Return what would be put off, and until when."""
        promise = self._job(call, home, None).as_promise()
        return f"{self._teller(home).told(promise)}."

    async def async_plan(self, call: Call, home: Home, request: Request, draft: Draft) -> None:
        """Put a call on the schedule.

        Raises:
            Unauthorized: The user may not control what it is about.
        """
        await async_may_control(self._hass, request.context, call.entity_ids)
        job = self._job(call, home, request.context.user_id)
        self._add(job, draft)
        draft.executed.made.append(call)
        draft.say(self._teller(home).promised(job.as_promise()), OutcomeCode.ACTED)

    def _job(self, call: Call, home: Home, user_id: str | None) -> Job:
        """Return the job that a call comes to."""
        event, now_call = call.when.event, replace(call, when=AT_ONCE)
        due = None if event else next_due(self._hass, call.when)
        return Job(
            due=due,
            when=moments.settled(call.when, due) if due else call.when,
            was_so=event is not None and self._is_so(event),
            calls=(now_call,),
            user_id=user_id,
            # Nothing gets here without its yes, where it needs one.
            is_agreed=self._is_asked_about(now_call, home),
        )

    def _is_asked_about(self, call: Call, home: Home) -> bool:
        """Return whether a call takes a yes or a PIN."""
        verdict = self._guard.verdict(call, home)
        return bool(verdict.to_confirm or verdict.by_pin)

    def _is_so(self, event: Event) -> bool:
        """Return whether what is waited for is so, as far as anybody can tell."""
        return bool(watching.is_so(self._hass, event, self._hass.states.get(event.source)))

    def _teller(self, home: Home) -> Teller:
        """Return what puts a promise into words."""
        return Teller(now=dt_util.now(), home=home, states=self._hass.states.get)

    def _add(self, job: Job, draft: Draft) -> None:
        """Put a job on the schedule; the turn can be taken back."""
        job_id = self._schedule.async_add(job)
        draft.jobs.append(job_id)
        draft.jobs_before[job_id] = None

    def plan_way_back(
        self, seconds: float, executed: Executed, home: Home, request: Request, draft: Draft
    ) -> None:
        """Put the way back of what was done on the schedule."""
        done = {outcome.entity_id for outcome in executed.outcomes if outcome.status in WORKED}
        already = {o.entity_id for o in executed.outcomes if o.status == ALREADY}
        before = [state for i, state in executed.before.items() if i in done]
        longer = self._taken_over({i for i in done | already if i and self._stays(i, executed)})
        first = {s.entity_id: s for _, job in longer for s in job.states}
        # Told to stay on for longer, a thing goes back to how it was before all of that.
        wanted = {**{s.entity_id: s for s in before}, **first}
        harmless = self._guard.harmless(wanted.values(), home, request.speaker)
        if not harmless:
            return
        for job_id, _ in longer:
            self._give_up(job_id, first, draft)
        when = When(for_s=seconds)
        due = next_due(self._hass, When(after_s=seconds))
        job = Job(due=due, when=when, states=harmless, user_id=request.context.user_id)
        self._add(job, draft)
        if done and draft.texts:
            draft.texts.append(f"{draft.texts.pop().removesuffix('.')} for {reply.span(seconds)}.")
        else:
            draft.texts.append(self._teller(home).promised(job.as_promise()))

    def _stays(self, entity_id: str, executed: Executed) -> bool:
        """Return whether a thing is in the state that it was in before it was acted on."""
        before, now = executed.before.get(entity_id), self._hass.states.get(entity_id)
        return before is not None and now is not None and before.state == now.state

    def _taken_over(self, entity_ids: Collection[str]) -> list[tuple[str, Job]]:
        """Return the ways back that some entities have before them already, of those alone."""
        found = []
        for job_id, job in self._schedule.jobs.items():
            states = tuple(s for s in job.states if s.entity_id in entity_ids)
            if states:
                found.append((job_id, replace(job, states=states)))
        return found

    def _give_up(self, job_id: str, states: Collection[str], draft: Draft) -> None:
        """Take states out of a way back; the turn can be taken back."""
        job = self._schedule.jobs[job_id]
        rest: tuple[State, ...] = tuple(s for s in job.states if s.entity_id not in states)
        draft.jobs_before.setdefault(job_id, job)
        if rest:
            self._schedule.async_put(job_id, replace(job, states=rest))
        else:
            self._schedule.async_remove(job_id)
