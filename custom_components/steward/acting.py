"""Calls on the house: judged, made now or planned for later, confirmed, taken back."""

from collections.abc import Iterable
from dataclasses import replace

from homeassistant.core import Context, HomeAssistant, State
from homeassistant.helpers.intent import IntentHandleError
from homeassistant.util import dt as dt_util

from . import lists, schedule, timers
from .agent import messages, reply
from .agent.convert import Call
from .agent.home import Home
from .agent.outcome import DONE
from .agent.plan import AT_ONCE
from .agent.policy import (
    CONFIRM,
    NEVER,
    Policy,
    Verdict,
    guard_of,
    guard_unaimed,
    judge,
    may_confirm,
)
from .announcing import spoken_to
from .contents import calls_inside
from .draft import Draft
from .execution import Executed, async_execute
from .home import unexposed
from .models import OutcomeCode, Request, Session, Undo
from .restore import async_restore, guarded_calls, is_back
from .schedule import Schedule

_NO_SUCH_ITEM = "That is not on the list."
_ON_NO_LIST = "I don't find that on your lists."
_NO_LIST = "There is no to-do list in your home."


class Actor:
    """Carries out what changes the house, as far as the policy allows."""

    def __init__(self, hass: HomeAssistant, later: Schedule, policy: Policy) -> None:
        """Remember what is acted with."""
        self._hass = hass
        self._later = later
        self._policy = policy

    async def async_act(
        self, call: Call, home: Home, request: Request, draft: Draft, *, doubtful: bool = False
    ) -> None:
        """Make a call, ask about it first, or refuse it; what is doubtful is asked about too."""
        if messages.is_message(call):
            await self._async_message(call, home, request, draft, doubtful=doubtful)
            return
        if lists.is_list(call):
            await self._async_list(call, home, request, draft)
            return
        verdict = self._verdict(call, home)
        _hold_back(verdict, home, draft)
        if doubtful and not request.dry_run:
            draft.doubted += verdict.allowed
            return
        for allowed in verdict.allowed:
            await self._async_allowed(allowed, home, request, draft)

    async def _async_message(
        self, call: Call, home: Home, request: Request, draft: Draft, *, doubtful: bool
    ) -> None:
        """Pass a message on: by calls, and by the reply where the one spoken to is to say it."""
        own = spoken_to(self._hass, request.device_id)
        message, is_said_here = messages.addressed(call, home, own)
        if is_said_here:
            draft.say(messages.aloud(call), OutcomeCode.ANSWERED)
        if message.entity_ids and doubtful and not request.dry_run:
            draft.doubted += (message,)
        elif message.entity_ids:
            await self._async_allowed(message, home, request, draft)
        elif not is_said_here:
            draft.say(messages.NOBODY[call.service], OutcomeCode.DECLINED)

    def _verdict(self, call: Call, home: Home) -> Verdict:
        """Return what may be done of a call; a scene or script is as dangerous as what is in it."""
        inside = calls_inside(self._hass, call)
        guards = [guard for part in inside for guard in self._guards(part, home)]
        levels = {self._policy.level(guard) for guard in guards}
        if NEVER in levels:
            return Verdict(refused=(call,))
        if CONFIRM in levels:
            return Verdict(to_confirm=(call,))
        return judge([call], home, self._policy)

    def _guards(self, call: Call, home: Home) -> list[str | None]:
        """Return the guards that stand before a call found inside a scene or script."""
        found = [home.entities.get(i) or unexposed(self._hass, i) for i in call.entity_ids]
        known = [entity for entity in found if entity]
        if len(known) < max(1, len(found)):
            return [guard_unaimed(call)]
        return [guard_of(call, entity) for entity in known]

    async def _async_allowed(self, call: Call, home: Home, request: Request, draft: Draft) -> None:
        """Make a call now, or plan it."""
        if request.dry_run:
            draft.would(call, f"{reply.done(call, call.entity_ids, home)}.")
        elif call.when.after_s is not None or call.when.at:
            self._plan(call, home, request, draft)
        else:
            executed = await async_execute(self._hass, [call], request.context)
            draft.add(executed, home)
            if call.when.for_s is not None:
                self._plan_way_back(call.when.for_s, executed, home, request.context, draft)

    def _plan(self, call: Call, home: Home, request: Request, draft: Draft) -> None:
        """Put a call on the schedule."""
        moment = schedule.due(call.when, dt_util.now())
        now_call = replace(call, when=AT_ONCE)
        job = schedule.Job(due=moment, calls=(now_call,), user_id=request.context.user_id)
        draft.cancels.append(self._later.async_add(job))
        draft.executed.made.append(call)
        promise = reply.later(now_call, home, schedule.spoken(call.when, moment))
        draft.say(promise, OutcomeCode.ACTED)

    def _harmless(self, states: Iterable[State], home: Home) -> tuple[State, ...]:
        """Return the states that may be put back with nobody asked: never an unlocked door."""
        return tuple(
            state
            for state in states
            if not any(self._is_guarded(call, home) for call in guarded_calls([state]))
        )

    def _plan_way_back(
        self, seconds: float, executed: Executed, home: Home, context: Context, draft: Draft
    ) -> None:
        """Put the way back of what was done on the schedule."""
        done = {outcome.entity_id for outcome in executed.outcomes if outcome.status == DONE}
        changed = [state for i, state in executed.before.items() if i in done]
        before = self._harmless(changed, home)
        if not before:
            return
        due = schedule.due(schedule.after(seconds), dt_util.now())
        job = schedule.Job(due=due, states=before, user_id=context.user_id)
        draft.cancels.append(self._later.async_add(job))
        said = draft.texts.pop() if draft.texts else "Done."
        draft.texts.append(f"{said.removesuffix('.')} for {reply.span(seconds)}.")

    async def _async_list(self, call: Call, home: Home, request: Request, draft: Draft) -> None:
        """Change a to-do list."""
        chosen = lists.with_lists(call, home)
        if not chosen:
            draft.say(_NO_LIST, OutcomeCode.DECLINED)
            return
        complete = await lists.async_find_item(self._hass, chosen, request.context)
        if complete is None:
            draft.say(_NO_SUCH_ITEM if len(chosen) == 1 else _ON_NO_LIST, OutcomeCode.FAILED)
        elif request.dry_run:
            draft.would(complete, lists.said(complete, home))
        else:
            await self._async_change_list(complete, home, request, draft)

    async def _async_change_list(
        self, call: Call, home: Home, request: Request, draft: Draft
    ) -> None:
        """Make a call on a list and say what it did."""
        executed = await async_execute(self._hass, [call], request.context)
        if not executed.made:
            draft.add(executed, home)
            return
        draft.executed.merge(executed)
        if not await lists.async_took(self._hass, call, request.context):
            draft.say(reply.no_response(call.entity_ids, home), OutcomeCode.FAILED)
            return
        draft.say(lists.said(call, home), OutcomeCode.ACTED)
        draft.inverse += [back] if (back := lists.inverse(call)) else []

    async def async_confirm(
        self, words: Iterable[str], home: Home, request: Request, session: Session, draft: Draft
    ) -> None:
        """Make the calls that waited for "yes"."""
        if not session.pending or not may_confirm(words):
            draft.say(reply.NEVER_MIND, OutcomeCode.ANSWERED)
            return
        for call in session.pending:
            # Judged again: since the question the thing may have been withdrawn, or the policy changed.
            verdict = self._verdict(call, home)
            if verdict.refused:
                draft.say(reply.REFUSED, OutcomeCode.DECLINED)
            for agreed in (*verdict.to_confirm, *verdict.allowed):
                await self._async_allowed(agreed, home, request, draft)

    async def async_undo(
        self, home: Home, request: Request, session: Session, draft: Draft
    ) -> None:
        """Put back what the last turn changed; what is dangerous of it is asked about."""
        undo = session.undo
        if undo is None:
            draft.say(reply.NOTHING_TO_UNDO, OutcomeCode.ANSWERED)
        elif request.dry_run:
            draft.say("Would undo it.", OutcomeCode.ANSWERED)
        else:
            session.undo = None
            await self._async_put_back(undo, home, request, draft)

    async def _async_put_back(self, undo: Undo, home: Home, request: Request, draft: Draft) -> None:
        """Put states back, and make the calls that take others back."""
        for cancel in undo.cancels:
            cancel()
        harmless = self._harmless(undo.states, home)
        guarded = tuple(guarded_calls(s for s in undo.states if s not in harmless))
        await self._async_restore(harmless, request, draft)
        if not await self._async_take_back(undo.calls, request, draft):
            draft.say(reply.NOT_PUT_BACK, OutcomeCode.FAILED)
        elif harmless or undo.calls or undo.cancels:
            self._say_put_back(harmless, home, draft)
        for call in guarded:
            _hold_back(judge([call], home, self._policy), home, draft)

    async def _async_take_back(self, calls: Iterable[Call], request: Request, draft: Draft) -> bool:
        """Make the calls that take others back; return whether all of them worked."""
        return all([await self._async_one_back(call, request, draft) for call in calls])

    async def _async_one_back(self, call: Call, request: Request, draft: Draft) -> bool:
        """Make one call that takes another back; return whether it worked."""
        if timers.is_timer(call):
            try:
                await timers.async_handle(
                    self._hass, call, request.timer_device_id, request.context
                )
            except IntentHandleError:
                return False
            return True
        executed = await async_execute(self._hass, [call], request.context)
        draft.executed.merge(executed)
        return bool(executed.made) and await lists.async_took(self._hass, call, request.context)

    def _say_put_back(self, states: Iterable[State], home: Home, draft: Draft) -> None:
        """Say what was put back, from the states as they are now."""
        stuck = [s.entity_id for s in states if not is_back(s, self._hass.states.get(s.entity_id))]
        if stuck:
            draft.say(reply.no_response(stuck, home), OutcomeCode.FAILED)
        else:
            draft.say(reply.PUT_BACK, OutcomeCode.ACTED)

    async def _async_restore(self, states: Iterable[State], request: Request, draft: Draft) -> None:
        """Put states back, remembering what was there just now."""
        now = {s.entity_id: s for old in states if (s := self._hass.states.get(old.entity_id))}
        draft.executed.before.update(now)
        await async_restore(self._hass, states, request.context)

    def _is_guarded(self, call: Call, home: Home) -> bool:
        """Return whether a call may not be made at once."""
        return not judge([call], home, self._policy).allowed


def _hold_back(verdict: Verdict, home: Home, draft: Draft) -> None:
    """Say what is refused, and ask about what is to be confirmed."""
    if verdict.refused:
        draft.say(reply.REFUSED, OutcomeCode.DECLINED)
    if verdict.to_confirm:
        draft.hold(verdict.to_confirm, reply.are_you_sure(verdict.to_confirm, home))
