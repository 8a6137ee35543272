"""One turn: a sentence thought through, carried out, verified and answered.

The one place where all ways in meet; each step is in its own module.
"""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers.intent import IntentHandleError
from homeassistant.util import dt as dt_util

from . import teaching, timers
from .acting import Actor
from .agenda import Agenda, is_agenda
from .agent import reply
from .agent.convert import Call, convert
from .agent.dialogue import Memory
from .agent.errors import AgentError, PlanError, SentenceError
from .agent.home import Home
from .agent.plan import PlannedCall
from .agent.prompt import ASKED, CONFIRM, DONE, Waiting
from .answering import Answer, Answerer
from .const import DOMAIN
from .draft import Draft
from .engine.client import EngineClient
from .engine.errors import EngineError, EngineTimeout
from .execution import changes
from .home import HouseKeeper
from .models import Need, OutcomeCode, Request, Result, Session, Thought
from .performing import Performer
from .reads import async_answer
from .secrecy import withheld, without_numbers
from .thinking import Stopwatch, async_think
from .undoing import Undoer

_NO_ENGINE = "Sorry, my language model is not answering."
_TOO_SLOW = "Sorry, that took me too long."
_SENTENCE_ERRORS = {"empty": reply.NOT_HEARD, "too_long": reply.TOO_LONG}
_UNDO = f"{DOMAIN}.undo"


class TurnTaker:
    """Takes the turns of one agent."""

    def __init__(
        self,
        hass: HomeAssistant,
        keeper: HouseKeeper,
        engine: EngineClient,
        actor: Actor,
        undoer: Undoer,
        teacher: teaching.Teacher,
        performer: Performer,
        agenda: Agenda,
        answerer: Answerer,
        *,
        brief: bool = False,
    ) -> None:
        """Remember what turns are made with; brief replies leave out what went as asked."""
        self._hass = hass
        self._keeper = keeper
        self._engine = engine
        self._actor = actor
        self._undoer = undoer
        self._teacher = teacher
        self._performer = performer
        self._agenda = agenda
        self._answerer = answerer
        self._brief = brief

    async def async_take(self, request: Request, session: Session) -> Result:
        """Take a turn; every way it can end is a result with something to say."""
        watch = Stopwatch()
        session.forget_stale()
        answer = self._answerer.heard(request, session)
        try:
            thought = await self._async_thought(answer, request, session)
        except (AgentError, EngineError) as error:
            return _failed(error)
        watch.lap("think")
        draft = Draft(recent_jobs=session.jobs)
        if answer:
            await self._answerer.async_answer(answer, thought.home, request, session, draft)
        else:
            for planned in teaching.carried_out(thought.calls):
                await self._async_try(planned, thought, request, session, draft)
        draft.ask_about_doubted(thought.home)
        draft.ask_for_secret(thought.home)
        watch.lap("act")
        told = withheld(thought, request.sentence)
        result = _result(self._hass, draft, told, watch, brief=self._brief)
        result.is_secret = bool(answer and answer.secret) or told is not thought
        if not request.dry_run:
            _remember(session, told, draft)
            _wait(session, request, draft)
            # What an undo put back is not itself undone: "undo" twice is not "redo".
            if any(call.service != _UNDO for call in thought.calls):
                self._undoer.async_keep(thought.home, request, session, draft)
        return result

    async def _async_thought(
        self, answer: Answer | None, request: Request, session: Session
    ) -> Thought:
        """Return what the model makes of a sentence; an answer in confidence it does not see.

        Raises:
            AgentError: The sentence or the plan is no such thing.
            EngineError: The model gave no answer.
        """
        if answer:
            return await self._answerer.async_recall(session)
        waiting = Waiting(
            timers=await timers.async_running(self._hass, request.timer_device_id),
            later=self._actor.has_later,
        )
        return await async_think(
            request, self._keeper, self._engine, session.memory, waiting=waiting
        )

    async def _async_try(
        self,
        planned: PlannedCall,
        thought: Thought,
        request: Request,
        session: Session,
        draft: Draft,
    ) -> None:
        """Carry out one call of a plan; what goes wrong in it is said and ends nothing else."""
        try:
            await self._async_carry_out(planned, thought, request, session, draft)
        except Unauthorized:
            draft.say(reply.REFUSED, OutcomeCode.FAILED)
        except HomeAssistantError:
            draft.say(reply.WENT_WRONG, OutcomeCode.FAILED)

    async def _async_carry_out(
        self,
        planned: PlannedCall,
        thought: Thought,
        request: Request,
        session: Session,
        draft: Draft,
    ) -> None:
        """Carry out one call of a plan: a part of the dialogue, or what it comes to in the house."""
        if planned.service == f"{DOMAIN}.confirm":
            words = [word.text for word in thought.shortlist.words]
            await self._actor.async_confirm(words, thought.home, request, session, draft)
        elif planned.service == _UNDO:
            await self._undoer.async_undo(thought.home, request, session, draft)
        elif teaching.is_about_phrases(planned):
            await self._teacher.async_handle(planned, thought, request, draft)
        elif not _answered(planned, thought, draft):
            await self._async_convert(planned, thought, request, draft)

    async def _async_convert(
        self, planned: PlannedCall, thought: Thought, request: Request, draft: Draft
    ) -> None:
        """Carry out the service calls that a planned call comes to."""
        converted = convert(planned, thought.shortlist, thought.home, self._hass.states.get)
        for call in converted.calls:
            if timers.is_timer(call):
                await self._async_timer(call, request, draft)
            elif is_agenda(call):
                await self._agenda.async_handle(call, thought.home, request, draft)
            elif call.is_read:
                await self._async_read(call, thought.home, request, draft)
            else:
                await self._performer.async_act(
                    call, thought.home, request, draft, doubtful=thought.confidence.is_doubtful
                )
        draft.explain(converted.problems, thought.home)

    async def _async_timer(self, call: Call, request: Request, draft: Draft) -> None:
        """Carry out a call about timers."""
        if request.dry_run and not call.is_read:
            draft.would(call, f"{call.service}.")
            return
        try:
            text = await timers.async_handle(
                self._hass, call, request.timer_device_id, request.context
            )
        except IntentHandleError as error:
            draft.say(timers.spoken_error(error), OutcomeCode.FAILED)
            return
        draft.executed.responses.append((call, {"reply": text}))
        draft.say(text, OutcomeCode.ANSWERED if call.is_read else OutcomeCode.ACTED)
        if not call.is_read:
            draft.executed.made.append(call)
            draft.inverse += timers.inverse(call)

    async def _async_read(self, call: Call, home: Home, request: Request, draft: Draft) -> None:
        """Answer a question."""
        answer = await async_answer(self._hass, call, home, request.context)
        draft.executed.responses.append((call, {"reply": answer.text}))
        draft.say(answer.text, OutcomeCode.ANSWERED)


def _answered(planned: PlannedCall, thought: Thought, draft: Draft) -> bool:
    """Answer what needs nothing of the house; return whether that was all."""
    if planned.service == f"{DOMAIN}.decline":
        reason = str(planned.data.get("reason", "missing"))
        draft.say(reply.DECLINED.get(reason, reply.DECLINED["missing"]), OutcomeCode.DECLINED)
    elif planned.service == f"{DOMAIN}.never_mind":
        draft.say(reply.NEVER_MIND, OutcomeCode.ANSWERED)
    elif planned.service == f"{DOMAIN}.ask":
        known = thought.shortlist.by_label
        ids = [known[label].ref for label in dict.fromkeys(planned.target) if label in known]
        draft.ask(reply.which(ids, thought.home))
        draft.is_choice_open = True
    else:
        return False
    return True


def _failed(error: AgentError | EngineError) -> Result:
    """Return the result of a turn that came to nothing."""
    if isinstance(error, SentenceError):
        speech = _SENTENCE_ERRORS[error.code]
    elif isinstance(error, PlanError):
        speech = reply.NOT_UNDERSTOOD
    else:
        speech = _TOO_SLOW if isinstance(error, EngineTimeout) else _NO_ENGINE
    return Result(
        speech=speech, outcome=OutcomeCode.FAILED, explain={"error": without_numbers(str(error))}
    )


def _result(
    hass: HomeAssistant, draft: Draft, thought: Thought, watch: Stopwatch, *, brief: bool
) -> Result:
    """Return a turn's result: what was said, made and changed."""
    timings = {**thought.timings, "act": watch.timings["act"]}
    return Result(
        speech=draft.speech(brief=brief),
        outcome=draft.outcome,
        calls=[call.shape() for call in draft.executed.made or draft.planned],
        changed=changes(hass, draft.executed.before),
        timings={**timings, "total": sum(watch.timings.values())},
        confidence=thought.confidence.as_dict(),
        tools=list(draft.executed.responses),
        explain={
            "shortlist": [f"{c.label} {c.ref}" for c in thought.shortlist.candidates],
            "prompt": thought.prompt,
            "grammar_chars": len(thought.grammar),
            "output": thought.output,
        },
    )


def _remember(session: Session, thought: Thought, draft: Draft) -> None:
    """Keep what the next turn may refer to."""
    is_open = draft.pending and draft.need is Need.YES
    state = CONFIRM if is_open else ASKED if draft.is_choice_open else DONE
    kept = tuple(call for call in thought.calls if call.service != _UNDO)
    if thought.shortlist.words:
        session.memory = Memory(shortlist=thought.shortlist, calls=kept, state=state)
    session.jobs = tuple(draft.jobs) or session.jobs
    session.spoken_at = dt_util.utcnow()


def _wait(session: Session, request: Request, draft: Draft) -> None:
    """Keep what waits for an answer, and from whom it must come."""
    session.pending = draft.pending
    session.pending_need, session.pending_passed = draft.need, draft.passed
    session.pending_by = request.speaker if draft.pending else None
    session.pending_since = dt_util.utcnow() if draft.pending else None
