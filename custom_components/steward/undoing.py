"""Taking back what the last turn did, as far as that is possible, and saying what is not."""

from collections.abc import Sequence
from datetime import timedelta

from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers.intent import IntentHandleError
from homeassistant.util import dt as dt_util

from . import execution, lists, timers
from .agent import reply
from .agent.convert import Call
from .agent.home import Home
from .agent.lasting import long_ago
from .agent.outcome import DONE, PENDING, UNAVAILABLE, UNDER_WAY, Outcome, is_available, is_passing
from .agent.periods import moment
from .const import DOMAIN
from .draft import Draft
from .execution import Executed, async_execute
from .guarding import Guard, hold_back
from .journal import Entry, Journal
from .keeping import undo_of
from .models import OutcomeCode, Request, Session, Undo
from .reproducing import calls_back
from .restore import async_restore, is_back
from .rights import async_may_control
from .schedule import Schedule
from .settling import Settling

_JUST_NOW = timedelta(minutes=10)
"""So long "undo" may mean what was done in another conversation of the same speaker."""
_UNDO = Call(service=f"{DOMAIN}.undo")


class Undoer:
    """Puts back what a turn changed."""

    def __init__(
        self, hass: HomeAssistant, guard: Guard, schedule: Schedule, journal: Journal
    ) -> None:
        """Remember what is put back and where, and who says what may be."""
        self._hass = hass
        self._guard = guard
        self._schedule = schedule
        self._journal = journal

    async def async_undo(
        self, home: Home, request: Request, session: Session, draft: Draft
    ) -> None:
        """Put back what the last turn changed; what is dangerous of it is asked about."""
        entry = self._journal.last(session.conversation_id, request.speaker)
        if entry is None:
            draft.say(reply.NOTHING_TO_UNDO, OutcomeCode.ANSWERED)
        elif entry.undo.is_empty:
            draft.say(reply.NOTHING_MORE_TO_UNDO, OutcomeCode.ANSWERED)
        elif not _is_meant(entry, session):
            when = moment(dt_util.as_local(entry.at), dt_util.now())
            draft.say(long_ago(entry.said, when), OutcomeCode.ANSWERED)
        elif request.dry_run:
            draft.would(_UNDO, f"{reply.done(_UNDO, _ids(entry.undo), home)}.")
        else:
            rest = await self._async_put_back(entry.undo, home, request, draft)
            self._journal.async_undone(entry, rest)

    @callback
    def async_keep(self, home: Home, request: Request, session: Session, draft: Draft) -> None:
        """Keep what a turn changed, to be taken back later."""
        undo = undo_of(self._hass, draft, home)
        if undo.is_empty:
            return
        entry = Entry(
            at=dt_util.utcnow(),
            conversation_id=session.conversation_id,
            speaker=request.speaker,
            said=" ".join(draft.texts),
            undo=undo,
        )
        self._journal.async_add(entry)

    async def _async_put_back(self, undo: Undo, home: Home, request: Request, draft: Draft) -> Undo:
        """Put states back, and make the calls that take others back; return what did not work."""
        await self._async_plan_as_before(undo, request, draft)
        changed = [s for s in undo.states if not is_back(s, self._hass.states.get(s.entity_id))]
        harmless = self._guard.harmless(changed, home, request.speaker)
        stuck = await self._async_restore(harmless, home, request, draft)
        failed = [c for c in undo.calls if not await self._async_one_back(c, home, request, draft)]
        if failed:
            draft.say(reply.NOT_PUT_BACK, OutcomeCode.FAILED)
        if undo.states and not changed and not undo.calls:
            draft.say(reply.AS_IT_WAS, OutcomeCode.ANSWERED)
        for text in undo.lasting:
            draft.say(text, OutcomeCode.DECLINED)
        for call in calls_back(state for state in changed if state not in harmless):
            hold_back(self._guard.verdict(call, home, request.speaker), home, draft)
        return Undo(states=stuck, calls=tuple(failed))

    async def _async_plan_as_before(self, undo: Undo, request: Request, draft: Draft) -> None:
        """Bring the schedule, and whatever else is kept, to what it was.

        Raises:
            Unauthorized: The user may not control what it is about.
        """
        waiting = self._schedule.jobs
        jobs = [job or waiting.get(job_id) for job_id, job in undo.jobs.items()]
        about = {entity_id for job in jobs if job for entity_id in job.acted_on}
        await async_may_control(self._hass, request.context, about)
        for job_id, job in undo.jobs.items():
            if job is None:
                self._schedule.async_remove(job_id)
            else:
                self._schedule.async_put(job_id, job)
        for cancel in undo.cancels:
            cancel()
        if undo.states or undo.calls or not (undo.jobs or undo.cancels):
            return
        if undo.cancels or any(job or job_id in waiting for job_id, job in undo.jobs.items()):
            draft.say(reply.UNDONE, OutcomeCode.ACTED)
        else:
            draft.say(reply.TOO_LATE, OutcomeCode.DECLINED)

    async def _async_restore(
        self, states: Sequence[State], home: Home, request: Request, draft: Draft
    ) -> tuple[State, ...]:
        """Put states back and say what came of it; return those that stayed as they were."""
        if not states:
            return ()
        wanted = {state.entity_id: state for state in states}
        before = {i: now for i in wanted if (now := self._hass.states.get(i))}

        def is_so(entity_id: str) -> bool:
            """Return whether an entity is as it was."""
            return is_back(wanted[entity_id], self._hass.states.get(entity_id))

        with Settling(self._hass, wanted, is_so) as settling:
            restoring = async_restore(self._hass, states, request.context)
            task = await execution.async_patiently(self._hass, restoring, "undo")
            if task.done():
                task.result()
                await settling.async_wait(execution.SETTLE_TIMEOUT_S)
        back = {i for i in wanted if is_so(i)}
        outcomes = [
            Outcome(entity_id=i, call=_UNDO, status=self._status(i, is_put_back=i in back))
            for i in wanted
        ]
        draft.add(Executed(outcomes=outcomes, before=before), home)
        return tuple(state for i, state in wanted.items() if i not in back)

    def _status(self, entity_id: str, *, is_put_back: bool) -> str:
        """Return what became of putting an entity back."""
        state = self._hass.states.get(entity_id)
        if not is_available(state):
            return UNAVAILABLE
        if not is_put_back:
            return PENDING
        return UNDER_WAY if is_passing(state) else DONE

    async def _async_one_back(self, call: Call, home: Home, request: Request, draft: Draft) -> bool:
        """Make one call that takes another back; return whether it worked."""
        if timers.is_timer(call):
            return await self._async_timer_back(call, request, draft)
        if not all(entity_id in home.entities for entity_id in call.entity_ids):
            return False
        executed = await async_execute(self._hass, [call], request.context)
        draft.executed.merge(executed)
        is_done = bool(executed.made) and await lists.async_took(self._hass, call, request.context)
        if is_done:
            draft.say(lists.said(call, home), OutcomeCode.ACTED)
        return is_done

    async def _async_timer_back(self, call: Call, request: Request, draft: Draft) -> bool:
        """Make one call about timers that takes another back; return whether it worked."""
        try:
            text = await timers.async_handle(
                self._hass, call, request.timer_device_id, request.context
            )
        except IntentHandleError:
            return False
        draft.say(text, OutcomeCode.ACTED)
        return True


def _is_meant(entry: Entry, session: Session) -> bool:
    """Return whether a mere "undo" may mean a turn: of the conversation that goes on, or just done."""
    is_of_this = entry.conversation_id == session.conversation_id and session.memory is not None
    return is_of_this or dt_util.utcnow() - entry.at <= _JUST_NOW


def _ids(undo: Undo) -> list[str]:
    """Return the entities that an undo is about."""
    called = (entity_id for call in undo.calls for entity_id in call.entity_ids)
    return list(dict.fromkeys((*(state.entity_id for state in undo.states), *called)))
