"""Calls on the house: judged, made now or planned for later, confirmed, taken back."""

from collections.abc import Iterable
from dataclasses import replace

from homeassistant.core import HomeAssistant

from . import codes, lists
from .agent import challenges, messages, reply
from .agent.convert import Call
from .agent.home import Home
from .agent.policy import CONFIRM, Verdict, may_confirm, strictest
from .announcing import spoken_to
from .draft import Draft
from .execution import Executed, async_execute
from .guarding import Guard, hold_back
from .later import Later
from .models import OutcomeCode, Request, Session

_NO_SUCH_ITEM = "That is not on the list."
_ON_NO_LIST = "I don't find that on your lists."


class Actor:
    """Carries out what changes the house, as far as the policy allows."""

    def __init__(self, hass: HomeAssistant, later: Later, guard: Guard) -> None:
        """Remember what is acted with."""
        self._hass = hass
        self._later = later
        self._guard = guard

    @property
    def has_later(self) -> bool:
        """Return whether anything was put off."""
        return self._later.has_jobs

    async def async_act(
        self,
        call: Call,
        home: Home,
        request: Request,
        draft: Draft,
        *,
        doubtful: bool = False,
        agreed: bool = False,
    ) -> None:
        """Make a call, ask about it first, or refuse it.

        Args:
            call: What to do.
            home: The house.
            request: Who wants it.
            draft: The turn.
            doubtful: Ask about it in any case, since it was perhaps not meant.
            agreed: Ask nothing, since somebody turned it on by hand.
        """
        resolved = self._later.resolved(call, home, draft)
        if resolved is None:
            return
        call, code = codes.told(resolved, request.sentence)
        if messages.is_message(call):
            await self._async_message(call, home, request, draft, doubtful=doubtful)
            return
        if lists.is_list(call):
            await self._async_list(call, home, request, draft)
            return
        verdict = self._guard.verdict(call, home, request.speaker)
        if agreed:
            verdict = Verdict(allowed=(call,))
        elif code is not None:
            verdict = await self._async_with_code(code, verdict, home, request, draft)
        hold_back(verdict, home, draft)
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

    async def _async_allowed(self, call: Call, home: Home, request: Request, draft: Draft) -> None:
        """Make a call now, or plan it."""
        if request.dry_run and call.when.is_later:
            draft.would(call, self._later.would(call, home))
        elif request.dry_run:
            draft.would(call, f"{reply.done(call, call.entity_ids, home)}.")
        elif call.when.is_later:
            await self._later.async_plan(call, home, request, draft)
        else:
            executed = await async_execute(self._hass, [call], request.context)
            self._tell(call, executed, home, request, draft)

    def _tell(
        self, call: Call, executed: Executed, home: Home, request: Request, draft: Draft
    ) -> None:
        """Say what became of a call, and plan its way back where it is for a while."""
        draft.add(executed, home)
        if call.when.for_s is not None:
            self._later.plan_way_back(call.when.for_s, executed, home, request, draft)

    async def _async_with_code(
        self, code: str, verdict: Verdict, home: Home, request: Request, draft: Draft
    ) -> Verdict:
        """Make what a device wants a code for; return what is left."""
        for call in verdict.by_code:
            await self._async_hand_over(code, call, home, request, draft)
        return replace(verdict, by_code=())

    async def _async_hand_over(
        self, code: str, call: Call, home: Home, request: Request, draft: Draft
    ) -> None:
        """Make a call with the code of the device; a wrong one is said, and asked for again."""
        if request.dry_run:
            await self._async_allowed(call, home, request, draft)
            return
        tries = self._guard.code_tries
        if not tries.begin():
            draft.say(challenges.too_often("code", tries.closed_for_s), OutcomeCode.DECLINED)
            return
        make = codes.handing_over(code)
        executed = await async_execute(self._hass, [call], request.context, make)
        if codes.was_taken(executed):
            tries.succeed()
        if not codes.was_refused(executed):
            self._tell(call, executed, home, request, draft)
            return
        draft.executed.merge(executed)
        draft.say(challenges.wrong_code(call, home), OutcomeCode.FAILED)
        if closed_s := tries.closed_for_s:
            draft.say(challenges.too_often("code", closed_s), OutcomeCode.FAILED)
        else:
            draft.by_code += (call,)

    async def _async_list(self, call: Call, home: Home, request: Request, draft: Draft) -> None:
        """Change a to-do list."""
        chosen = lists.with_lists(call, home)
        if not chosen:
            draft.say(lists.NO_LIST, OutcomeCode.DECLINED)
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
        elif session.is_cold(request.speaker):
            draft.say(challenges.COLD, OutcomeCode.FAILED)
        else:
            passed = strictest([session.pending_passed, CONFIRM])
            await self.async_go_on(session.pending, passed, home, request, draft)

    async def async_go_on(
        self,
        calls: Iterable[Call],
        passed: str,
        home: Home,
        request: Request,
        draft: Draft,
        *,
        code: str | None = None,
    ) -> None:
        """Make calls that were held back, now that a level of the policy has been passed."""
        draft.passed = passed
        for call in calls:
            # Judged again: since the question the thing may have been withdrawn, or the policy changed.
            verdict = self._guard.verdict(call, home, request.speaker, passed=passed)
            if code is not None:
                verdict = await self._async_with_code(code, verdict, home, request, draft)
            hold_back(verdict, home, draft)
            for agreed in verdict.allowed:
                if resolved := self._later.resolved(agreed, home, draft):
                    await self._async_allowed(resolved, home, request, draft)
