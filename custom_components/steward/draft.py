"""A turn while it is carried out: what is said, what is asked, what was done."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from homeassistant.core import CALLBACK_TYPE

from .agent import challenges, reply
from .agent.changes import Problem
from .agent.convert import Call
from .agent.home import Home
from .agent.outcome import ALREADY, DONE, WORKED
from .agent.policy import AT_ONCE
from .execution import Executed
from .jobs import Job
from .models import Need, OutcomeCode

_PRECEDENCE = (
    OutcomeCode.ASKS,
    OutcomeCode.ACTED,
    OutcomeCode.ANSWERED,
    OutcomeCode.FAILED,
    OutcomeCode.DECLINED,
)
"""A turn with several parts is reported as the first of these that is among them."""


@dataclass(slots=True)
class Draft:
    """A turn in the making."""

    texts: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    codes: set[OutcomeCode] = field(default_factory=set)
    executed: Executed = field(default_factory=Executed)
    pending: tuple[Call, ...] = ()
    """Calls that wait for what is needed."""
    need: Need = Need.YES
    passed: str = AT_ONCE
    """The level of the policy that was passed by an answer in this turn."""
    by_pin: tuple[Call, ...] = ()
    """Calls that the PIN will be asked for."""
    by_code: tuple[Call, ...] = ()
    """Calls that the code of the device will be asked for."""
    yes_questions: list[str] = field(default_factory=list)
    """Questions to be answered with a yes."""
    doubted: tuple[Call, ...] = ()
    """Calls that were perhaps not meant, to be asked about together."""
    inverse: list[Call] = field(default_factory=list)
    """Calls that take back what leaves no state behind."""
    cancels: list[CALLBACK_TYPE] = field(default_factory=list)
    """What takes back the rest, as long as Home Assistant runs."""
    planned: list[Call] = field(default_factory=list)
    """What a dry run would have done."""
    is_choice_open: bool = False
    """Whether it was asked which one is meant."""
    jobs: list[str] = field(default_factory=list)
    """What was put off in this turn, by its ids on the schedule."""
    recent_jobs: tuple[str, ...] = ()
    """What this conversation put off last, which "cancel that" means."""
    jobs_before: dict[str, Job | None] = field(default_factory=dict)
    """The jobs that this turn planned, moved or called off, as they were before; None of new ones."""

    def say(self, text: str, code: OutcomeCode) -> None:
        """Add a sentence to the reply."""
        self.texts.append(text)
        self.codes.add(code)

    def ask(self, text: str) -> None:
        """End the reply with a question."""
        self.questions.append(text)
        self.codes.add(OutcomeCode.ASKS)

    def hold(self, calls: tuple[Call, ...], question: str) -> None:
        """Keep calls back until the answer is yes."""
        self.pending += calls
        self.yes_questions.append(question)
        self.codes.add(OutcomeCode.ASKS)

    def ask_about_doubted(self, home: Home) -> None:
        """Ask whether what is doubtful was meant, in one question."""
        if self.doubted:
            self.hold(self.doubted, reply.shall_i(self.doubted, home))

    def ask_for_secret(self, home: Home) -> None:
        """Ask for the PIN or for a code; who tells the PIN need not say yes as well."""
        if self.by_pin:
            self.pending += (*self.by_pin, *self.by_code)
            self.need = Need.PIN
            self.yes_questions.clear()
            self.ask(challenges.whats_the_pin(self.pending, home))
        elif self.by_code and not self.pending:
            self.pending, self.need = self.by_code, Need.CODE
            self.ask(challenges.whats_the_code(self.pending, home))
        else:
            self.pending += self.by_code

    def would(self, call: Call, text: str) -> None:
        """Note what a dry run would have done."""
        self.planned.append(call)
        self.say(f"Would do: {text}", OutcomeCode.ANSWERED)

    def add(self, executed: Executed, home: Home) -> None:
        """Take up what became of calls, and say it."""
        self.executed.merge(executed)
        statuses = {outcome.status for outcome in executed.outcomes}
        is_done = bool(statuses & WORKED) or statuses <= {ALREADY}
        self.say(
            reply.acted(executed.outcomes, home),
            OutcomeCode.ACTED if is_done else OutcomeCode.FAILED,
        )

    def explain(self, problems: Iterable[Problem], home: Home) -> None:
        """Say what stands in the way of calls that were not made."""
        if found := tuple(problems):
            self.say(reply.problems(found, home), OutcomeCode.DECLINED)

    @property
    def is_plain_success(self) -> bool:
        """Return whether all was done and there is nothing more to say about it."""
        statuses = {outcome.status for outcome in self.executed.outcomes}
        return self.codes == {OutcomeCode.ACTED} and statuses <= {DONE, ALREADY}

    def speech(self, *, brief: bool) -> str:
        """Return the whole reply, questions last; in brief just that it is done, where it is."""
        if brief and self.is_plain_success:
            return reply.BRIEFLY_DONE
        texts = dict.fromkeys([*self.texts, *self.questions, *self.yes_questions])
        return " ".join(text for text in texts if text) or reply.NOT_UNDERSTOOD

    @property
    def outcome(self) -> OutcomeCode:
        """Return how the turn ended."""
        return next((code for code in _PRECEDENCE if code in self.codes), OutcomeCode.FAILED)
