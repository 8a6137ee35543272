"""Answers that no model reads: the PIN, and the codes of devices.

They are told to nobody else: neither prompt nor explanation, log or trace has them.
"""

from dataclasses import dataclass, field

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, Unauthorized

from . import codes
from .acting import Actor
from .agent import challenges, pin, reply, text
from .agent.candidates import Shortlist
from .agent.confidence import Confidence
from .agent.home import Home
from .agent.policy import CONFIRM, PIN, may_confirm, strictest
from .draft import Draft
from .guarding import Guard
from .home import HouseKeeper
from .models import Need, OutcomeCode, Request, Session, Thought

_CERTAIN = Confidence(call=1, target=1, plan=1)
_MOST_WORDS_OF_REFUSAL = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said to the question for a secret."""

    secret: str = field(default="", repr=False)
    """A PIN or a code; empty where the question was waved away."""


class Answerer:
    """Takes the secrets that one agent asks for."""

    def __init__(
        self,
        hass: HomeAssistant,
        keeper: HouseKeeper,
        actor: Actor,
        guard: Guard,
        pin_hash: str | None,
    ) -> None:
        """Remember what the PIN must match, and who acts on it."""
        self._hass = hass
        self._keeper = keeper
        self._actor = actor
        self._guard = guard
        self._pin_hash = pin_hash

    @callback
    def heard(self, request: Request, session: Session) -> Answer | None:
        """Return the answer that a sentence is; None for a sentence like any other."""
        if not session.pending or session.pending_need is Need.YES:
            # The question is forgotten, and the answer still nothing to be written down.
            stray = pin.alone(request.sentence) if self._pin_hash else None
            return Answer(stray) if stray else None
        if told := pin.digits(request.sentence):
            return Answer(told)
        words = text.words(request.sentence)
        if not may_confirm(words) and len(words) <= _MOST_WORDS_OF_REFUSAL:
            return Answer()
        takes_text = any(codes.is_text(self._hass, call) for call in session.pending)
        if session.pending_need is Need.CODE and takes_text and len(words) == 1:
            return Answer(request.sentence.strip())
        return None

    async def async_recall(self, session: Session) -> Thought:
        """Return the sentence that was asked about as the thought of this turn: an answer adds none."""
        memory = session.memory
        return Thought(
            home=(await self._keeper.async_get()).home,
            shortlist=memory.shortlist if memory else Shortlist(words=(), candidates=()),
            calls=memory.calls if memory else (),
            prompt="",
            grammar="",
            output="",
            confidence=_CERTAIN,
            timings={},
        )

    async def async_answer(
        self, answer: Answer, home: Home, request: Request, session: Session, draft: Draft
    ) -> None:
        """Go on with what was held back, if the answer is right."""
        if not answer.secret:
            draft.say(reply.NEVER_MIND, OutcomeCode.ANSWERED)
        elif session.pending_need is Need.YES or session.is_cold(request.speaker):
            draft.say(challenges.COLD, OutcomeCode.FAILED)
        elif request.dry_run:
            # Or else a secret could be tried out without anybody counting.
            draft.say(challenges.WOULD_CHECK, OutcomeCode.ANSWERED)
        else:
            await self._async_try(answer.secret, home, request, session, draft)

    async def _async_try(
        self, secret: str, home: Home, request: Request, session: Session, draft: Draft
    ) -> None:
        """Take a PIN or a code; what goes wrong behind it is said."""
        try:
            if session.pending_need is Need.PIN:
                await self._async_pin(secret, home, request, session, draft)
            else:
                passed = strictest([session.pending_passed, CONFIRM])
                await self._actor.async_go_on(
                    session.pending, passed, home, request, draft, code=secret
                )
        except Unauthorized:
            draft.say(reply.REFUSED, OutcomeCode.FAILED)
        except HomeAssistantError:
            draft.say(reply.WENT_WRONG, OutcomeCode.FAILED)

    async def _async_pin(
        self, told: str, home: Home, request: Request, session: Session, draft: Draft
    ) -> None:
        """Go on if the PIN is right; ask again, or no more, if it is wrong."""
        waiting, tries = session.pending, self._guard.pin_tries
        if len(told) < pin.SHORTEST:
            draft.say(challenges.NOT_ALL_HEARD, OutcomeCode.ANSWERED)
            draft.by_pin += waiting
        elif not tries.begin():
            draft.say(challenges.too_often("PIN", tries.closed_for_s), OutcomeCode.DECLINED)
        elif await self._async_matches(told):
            tries.succeed()
            await self._actor.async_go_on(waiting, PIN, home, request, draft)
        elif closed_s := tries.closed_for_s:
            draft.say(challenges.WRONG_PIN, OutcomeCode.FAILED)
            draft.say(challenges.too_often("PIN", closed_s), OutcomeCode.FAILED)
        else:
            draft.say(challenges.WRONG_PIN, OutcomeCode.FAILED)
            draft.by_pin += waiting

    async def _async_matches(self, told: str) -> bool:
        """Return whether a PIN is the right one; takes its time, in a thread of its own."""
        if not self._pin_hash:
            return False
        return await self._hass.async_add_executor_job(pin.matches, told, self._pin_hash)
