"""One turn: a sentence thought through, judged, carried out, verified and answered.

The one place where all ways in meet; each step is in its own module.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from homeassistant.core import Context, HomeAssistant, State
from homeassistant.helpers.intent import IntentHandleError
from homeassistant.helpers.state import async_reproduce_state
from homeassistant.util import dt as dt_util

from . import lists, schedule, timers
from .agent import reply
from .agent.convert import Call, Problem, convert
from .agent.dialogue import Memory
from .agent.errors import AgentError, PlanError, SentenceError
from .agent.home import Home
from .agent.outcome import DONE
from .agent.plan import AT_ONCE, PlannedCall
from .agent.policy import Policy, judge, may_confirm
from .agent.prompt import ASKED, CONFIRM
from .agent.prompt import DONE as TURN_DONE
from .const import DOMAIN
from .engine.client import EngineClient
from .engine.errors import EngineError, EngineTimeout
from .execution import Executed, async_execute, changes
from .home import HouseKeeper
from .models import OutcomeCode, Request, Result, Session, Thought, Undo
from .reads import async_answer
from .restore import guarded_calls, restorable
from .schedule import Schedule
from .thinking import Stopwatch, async_think

_NO_ENGINE = "Sorry, my language model is not answering."
_TOO_SLOW = "Sorry, that took me too long."
_NO_SUCH_ITEM = "That is not on the list."
_NO_LIST = "There is no to-do list in your home."
_SENTENCE_ERRORS = {"empty": reply.NOT_HEARD, "too_long": reply.TOO_LONG}


@dataclass(slots=True)
class _Draft:
    """A turn while it is carried out."""

    texts: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    codes: set[OutcomeCode] = field(default_factory=set)
    executed: Executed = field(default_factory=Executed)
    pending: tuple[Call, ...] = ()
    inverse: list[Call] = field(default_factory=list)
    planned: list[Call] = field(default_factory=list)
    """What a dry run would have done."""
    asked: bool = False

    def say(self, text: str, code: OutcomeCode) -> None:
        """Add a sentence to the reply."""
        self.texts.append(text)
        self.codes.add(code)


class TurnTaker:
    """Takes the turns of one agent."""

    def __init__(
        self,
        hass: HomeAssistant,
        keeper: HouseKeeper,
        engine: EngineClient,
        later: Schedule,
        policy: Policy,
        timer_device: str | None = None,
        language: str = "en",
    ) -> None:
        """Remember what turns are made with."""
        self._hass = hass
        self._keeper = keeper
        self._engine = engine
        self._later = later
        self._policy = policy
        self._timer_device = timer_device
        self._language = language

    async def async_take(self, request: Request, session: Session) -> Result:
        """Take a turn; every way it can end is a result with something to say."""
        watch = Stopwatch()
        try:
            device_id = self._timer_device_of(request)
            running = await timers.async_running(self._hass, device_id)
            thought = await async_think(
                request, self._keeper, self._engine, session.memory, timers=running
            )
        except (AgentError, EngineError) as error:
            return _failed(error)
        watch.lap("think")
        draft = await self._async_carry_out(thought, request, session)
        watch.lap("act")
        result = _result(self._hass, draft, thought)
        result.timings = {**thought.timings, "act": watch.timings["act"]}
        result.timings["total"] = watch.timings["think"] + watch.timings["act"]
        if not request.dry_run:
            _remember(session, thought, draft, result, self._hass)
        return result

    def _timer_device_of(self, request: Request) -> str | None:
        """Return the device that timers of a request belong to: the satellite, else the agent's own."""
        if request.device_id and timers.supported(self._hass, request.device_id):
            return request.device_id
        return self._timer_device

    async def _async_carry_out(
        self, thought: Thought, request: Request, session: Session
    ) -> _Draft:
        """Carry out the calls of a plan, in order."""
        draft = _Draft()
        for planned in thought.calls:
            if planned.service.startswith(f"{DOMAIN}."):
                await self._async_own(planned, thought, request, session, draft)
            else:
                await self._async_call(planned, thought, request, draft)
        return draft

    async def _async_own(
        self,
        planned: PlannedCall,
        thought: Thought,
        request: Request,
        session: Session,
        draft: _Draft,
    ) -> None:
        """Carry out one of Steward's own calls."""
        name = planned.service.partition(".")[2]
        if name == "decline":
            reason = str(planned.data.get("reason", "missing"))
            draft.say(reply.DECLINED.get(reason, reply.DECLINED["missing"]), OutcomeCode.DECLINED)
        elif name == "never_mind":
            draft.say(reply.NEVER_MIND, OutcomeCode.ANSWERED)
        elif name == "ask":
            _ask(planned, thought, draft)
        elif name == "confirm":
            await self._async_confirm(thought, request, session, draft)
        elif name == "undo":
            await self._async_undo(thought.home, request, session, draft)
        else:
            await self._async_timer_or_read(planned, thought, request, draft)

    async def _async_timer_or_read(
        self, planned: PlannedCall, thought: Thought, request: Request, draft: _Draft
    ) -> None:
        """Carry out a call about timers, or answer a question."""
        converted = convert(planned, thought.shortlist, thought.home, self._hass.states.get)
        for call in converted.calls:
            if timers.is_timer(call):
                await self._async_timer(call, request, draft)
            else:
                await self._async_read(call, thought.home, request, draft)
        _explain_problems(converted.problems, thought.home, draft)

    async def _async_timer(self, call: Call, request: Request, draft: _Draft) -> None:
        """Carry out a call about timers."""
        code = OutcomeCode.ANSWERED if call.is_read else OutcomeCode.ACTED
        if request.dry_run and not call.is_read:
            draft.planned.append(call)
            draft.say(f"Would call {call.service}.", OutcomeCode.ANSWERED)
            return
        device_id = self._timer_device_of(request)
        try:
            text = await timers.async_handle(
                self._hass, call, device_id, request.context, self._language
            )
        except IntentHandleError as error:
            draft.say(timers.spoken_error(error), OutcomeCode.FAILED)
            return
        if not call.is_read:
            draft.executed.made.append(call)
            draft.inverse += timers.inverse(call)
        draft.executed.responses.append((call, {"reply": text}))
        draft.say(text, code)

    async def _async_read(self, call: Call, home: Home, request: Request, draft: _Draft) -> None:
        """Answer a question."""
        text = await async_answer(self._hass, call, home, request.context)
        draft.executed.responses.append((call, {"reply": text}))
        draft.say(text, OutcomeCode.ANSWERED)

    async def _async_call(
        self, planned: PlannedCall, thought: Thought, request: Request, draft: _Draft
    ) -> None:
        """Carry out a call on the house."""
        converted = convert(planned, thought.shortlist, thought.home, self._hass.states.get)
        for call in converted.calls:
            if call.is_read:
                await self._async_read(call, thought.home, request, draft)
            elif lists.is_list(call):
                await self._async_list(call, thought.home, request, draft)
            else:
                await self._async_act(call, thought.home, request, draft)
        _explain_problems(converted.problems, thought.home, draft)

    async def _async_list(self, call: Call, home: Home, request: Request, draft: _Draft) -> None:
        """Change a to-do list."""
        chosen = lists.with_list(call, home)
        if chosen is None:
            draft.say(_NO_LIST, OutcomeCode.DECLINED)
            return
        complete = await lists.async_with_item(self._hass, chosen, request.context)
        if complete is None:
            draft.say(_NO_SUCH_ITEM, OutcomeCode.FAILED)
            return
        if request.dry_run:
            draft.planned.append(complete)
            draft.say(f"Would call {complete.service}.", OutcomeCode.ANSWERED)
            return
        executed = await async_execute(self._hass, [complete], request.context)
        _merge(draft.executed, executed)
        if executed.made:
            draft.say(lists.said(complete, home), OutcomeCode.ACTED)
            draft.inverse += [back] if (back := lists.inverse(complete)) else []
        else:
            draft.say(reply.acted(executed.outcomes, home), OutcomeCode.FAILED)

    async def _async_act(self, call: Call, home: Home, request: Request, draft: _Draft) -> None:
        """Make a service call, as far as the policy allows it."""
        verdict = judge([call], home, self._policy)
        if verdict.refused:
            draft.say(reply.REFUSED, OutcomeCode.DECLINED)
        if verdict.to_confirm:
            draft.pending += verdict.to_confirm
            draft.questions.append(reply.are_you_sure(verdict.to_confirm, home))
            draft.codes.add(OutcomeCode.ASKS)
        for allowed in verdict.allowed:
            await self._async_allowed(allowed, home, request, draft)

    async def _async_allowed(self, call: Call, home: Home, request: Request, draft: _Draft) -> None:
        """Make a service call now, or plan it."""
        if request.dry_run:
            draft.planned.append(call)
            draft.say(f"Would do: {reply.done(call, call.entity_ids, home)}.", OutcomeCode.ANSWERED)
        elif call.when.after_s is not None or call.when.at:
            self._plan_for_later(call, home, request, draft)
        else:
            executed = await async_execute(self._hass, [call], request.context)
            _merge(draft.executed, executed)
            _say_outcomes(executed, home, draft)
            if call.when.for_s is not None:
                self._plan_way_back(call.when.for_s, executed, request.context, draft)

    def _plan_for_later(self, call: Call, home: Home, request: Request, draft: _Draft) -> None:
        """Put a call on the schedule."""
        moment = schedule.due(call.when, dt_util.now())
        now_call = replace(call, when=AT_ONCE)

        async def run() -> None:
            """Make the call when its time has come."""
            await async_execute(self._hass, [now_call], request.context)

        self._later.async_add(moment, run)
        draft.executed.made.append(call)
        draft.say(
            reply.later(now_call, home, schedule.spoken(call.when, moment)), OutcomeCode.ACTED
        )

    def _plan_way_back(
        self, seconds: float, executed: Executed, context: Context, draft: _Draft
    ) -> None:
        """Put the way back on the schedule."""
        before = tuple(executed.before.values())
        moment = schedule.due(schedule.after(seconds), dt_util.now())

        async def run() -> None:
            """Put back what was there."""
            await async_reproduce_state(self._hass, before, context=context)

        self._later.async_add(moment, run)
        draft.texts.append(f"For {reply.span(seconds)}.")

    async def _async_confirm(
        self, thought: Thought, request: Request, session: Session, draft: _Draft
    ) -> None:
        """Make the calls that waited for "yes"."""
        words = [word.text for word in thought.shortlist.words]
        if not session.pending or not may_confirm(words):
            draft.say(reply.NEVER_MIND, OutcomeCode.ANSWERED)
            return
        if request.dry_run:
            draft.planned += session.pending
            draft.say("Would do it.", OutcomeCode.ANSWERED)
            return
        executed = await async_execute(self._hass, session.pending, request.context)
        _merge(draft.executed, executed)
        _say_outcomes(executed, thought.home, draft)

    async def _async_undo(
        self, home: Home, request: Request, session: Session, draft: _Draft
    ) -> None:
        """Put back what the last turn changed; what is dangerous of it is asked about."""
        undo, session.undo = session.undo, None
        if undo is None or not (undo.states or undo.calls):
            draft.say(reply.NOTHING_TO_UNDO, OutcomeCode.ANSWERED)
            return
        if request.dry_run:
            session.undo = undo
            draft.say("Would undo it.", OutcomeCode.ANSWERED)
            return
        guarded = [c for c in guarded_calls(undo.states) if _needs_asking(c, home, self._policy)]
        held = {i for call in guarded for i in call.entity_ids}
        await self._async_restore(
            [s for s in undo.states if s.entity_id not in held], request, draft
        )
        for call in undo.calls:
            await self._async_take_back(call, request, draft)
        draft.say("Put back as it was.", OutcomeCode.ACTED)
        if guarded:
            draft.pending += tuple(guarded)
            draft.questions.append(reply.are_you_sure(guarded, home))
            draft.codes.add(OutcomeCode.ASKS)

    async def _async_take_back(self, call: Call, request: Request, draft: _Draft) -> None:
        """Make a call that takes another back."""
        if timers.is_timer(call):
            await self._async_timer(call, request, draft)
            draft.texts.pop()
        else:
            _merge(draft.executed, await async_execute(self._hass, [call], request.context))

    async def _async_restore(self, states: list[State], request: Request, draft: _Draft) -> None:
        """Put states back."""
        now = {s.entity_id: s for old in states if (s := self._hass.states.get(old.entity_id))}
        draft.executed.before.update(now)
        await async_reproduce_state(self._hass, restorable(states), context=request.context)


def _needs_asking(call: Call, home: Home, policy: Policy) -> bool:
    """Return whether a call may not be made at once."""
    return not judge([call], home, policy).allowed


def _ask(planned: PlannedCall, thought: Thought, draft: _Draft) -> None:
    """Ask which one is meant."""
    known = thought.shortlist.by_label
    ids = [known[label].ref for label in planned.target if label in known]
    draft.questions.append(reply.which(ids, thought.home))
    draft.codes.add(OutcomeCode.ASKS)
    draft.asked = True


def _explain_problems(problems: Iterable[Problem], home: Home, draft: _Draft) -> None:
    """Say what stands in the way of calls that were not made."""
    if found := tuple(problems):
        draft.say(reply.problems(found, home), OutcomeCode.DECLINED)


def _say_outcomes(executed: Executed, home: Home, draft: _Draft) -> None:
    """Say what became of calls."""
    statuses = {outcome.status for outcome in executed.outcomes}
    worked = statuses <= {DONE, "already"} or DONE in statuses
    draft.say(
        reply.acted(executed.outcomes, home), OutcomeCode.ACTED if worked else OutcomeCode.FAILED
    )


def _merge(into: Executed, more: Executed) -> None:
    """Add what became of further calls."""
    into.outcomes += more.outcomes
    into.responses += more.responses
    into.made += more.made
    for entity_id, state in more.before.items():
        into.before.setdefault(entity_id, state)


def _failed(error: AgentError | EngineError) -> Result:
    """Return the result of a turn that came to nothing."""
    if isinstance(error, SentenceError):
        speech = _SENTENCE_ERRORS[error.code]
    elif isinstance(error, PlanError):
        speech = reply.NOT_UNDERSTOOD
    else:
        speech = _TOO_SLOW if isinstance(error, EngineTimeout) else _NO_ENGINE
    return Result(speech=speech, outcome=OutcomeCode.FAILED, explain={"error": str(error)})


_PRECEDENCE = (
    OutcomeCode.ASKS,
    OutcomeCode.ACTED,
    OutcomeCode.ANSWERED,
    OutcomeCode.FAILED,
    OutcomeCode.DECLINED,
)


def _result(hass: HomeAssistant, draft: _Draft, thought: Thought) -> Result:
    """Return a turn's result: what was said, made and changed."""
    code = next((c for c in _PRECEDENCE if c in draft.codes), OutcomeCode.FAILED)
    texts = dict.fromkeys([*draft.texts, *draft.questions])
    calls = draft.executed.made or draft.planned
    return Result(
        speech=" ".join(text for text in texts if text) or reply.NOT_UNDERSTOOD,
        outcome=code,
        calls=[call.shape() for call in calls],
        changed=changes(hass, draft.executed.before),
        tools=list(draft.executed.responses),
        explain={
            "shortlist": [f"{c.label} {c.ref}" for c in thought.shortlist.candidates],
            "prompt": thought.prompt,
            "grammar_chars": len(thought.grammar),
            "output": thought.output,
        },
    )


def _remember(
    session: Session, thought: Thought, draft: _Draft, result: Result, hass: HomeAssistant
) -> None:
    """Keep what the next turn may refer to."""
    state = CONFIRM if draft.pending else ASKED if draft.asked else TURN_DONE
    kept = tuple(c for c in thought.calls if c.service != "steward.undo")
    session.memory = Memory(shortlist=thought.shortlist, calls=kept, state=state)
    session.pending = draft.pending
    changed = {change["entity_id"] for change in result.changed}
    states = tuple(s for i, s in draft.executed.before.items() if i in changed)
    if (states or draft.inverse) and not _was_undo(thought):
        session.undo = Undo(states=states, calls=tuple(draft.inverse))


def _was_undo(thought: Thought) -> bool:
    """Return whether a turn only took back the one before."""
    return {call.service for call in thought.calls} == {"steward.undo"}
