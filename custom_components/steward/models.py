"""What passes between the steps of a turn on Home Assistant's side."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from homeassistant.core import CALLBACK_TYPE, Context, State
from homeassistant.util import dt as dt_util

from .agent.candidates import Shortlist
from .agent.confidence import Confidence
from .agent.convert import Call
from .agent.dialogue import Memory
from .agent.home import Home
from .agent.plan import PlannedCall
from .agent.policy import AT_ONCE
from .jobs import Job

MAX_SENTENCE_CHARS = 500
ANSWER_WITHIN = timedelta(minutes=2)
"""So long a yes, a PIN or a code is waited for."""
FOLLOW_UP_WITHIN = timedelta(minutes=5)
"""So long a sentence may be about what was said before."""


class OutcomeCode(StrEnum):
    """How a turn ended, reported with each reply."""

    ACTED = "acted"
    ANSWERED = "answered"
    ASKS = "asks"
    DECLINED = "declined"
    FAILED = "failed"


class Speaker(NamedTuple):
    """Who speaks, as far as it can be told: by the user signed in, and by the satellite."""

    user_id: str | None = None
    device_id: str | None = None

    @property
    def is_known(self) -> bool:
        """Return whether anything tells this one from others; an automation may say nothing."""
        return any(self)

    def may_be(self, other: Speaker) -> bool:
        """Return whether two may be the same: nothing that is known of both differs."""
        return all(a == b for a, b in zip(self, other, strict=True) if a and b)


NOBODY = Speaker()
"""Nobody in particular."""


class Need(StrEnum):
    """What calls that are held back wait for."""

    YES = "yes"
    PIN = "pin"
    CODE = "code"
    """That of the device, which is told to it and to nobody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One sentence put to the agent."""

    sentence: str
    context: Context
    area_id: str | None = None
    """The area of the satellite it was spoken to; None when typed."""
    device_id: str | None = None
    """The device of the satellite it was spoken to; None when typed."""
    timer_device_id: str | None = None
    """The device that its timers belong to: the satellite's, else the agent's own."""
    dry_run: bool = False
    """Say what would be done, and do nothing."""

    @property
    def speaker(self) -> Speaker:
        """Return who asks."""
        return Speaker(self.context.user_id, self.device_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thought:
    """What the model made of a sentence."""

    home: Home
    shortlist: Shortlist
    calls: tuple[PlannedCall, ...]
    prompt: str
    grammar: str
    output: str
    confidence: Confidence
    timings: Mapping[str, float]
    """Milliseconds by step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """What puts a turn's changes back."""

    states: tuple[State, ...] = ()
    """The states from before, of what changed."""
    calls: tuple[Call, ...] = ()
    """Calls that take back what leaves no state behind (a list's item)."""
    jobs: Mapping[str, Job | None] = field(default_factory=dict)
    """Jobs as they were before, by id; None of those to call off."""
    cancels: tuple[CALLBACK_TYPE, ...] = ()
    """What takes back the rest, as long as Home Assistant runs."""
    lasting: tuple[str, ...] = ()
    """What cannot be put back, as it is said."""

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to take back and nothing to say about it."""
        return not (self.states or self.calls or self.jobs or self.cancels or self.lasting)


@dataclass(slots=True)
class Session:
    """What a conversation remembers from turn to turn."""

    conversation_id: str = ""
    memory: Memory | None = None
    spoken_at: datetime | None = None
    """When the last turn ended, in UTC."""
    pending: tuple[Call, ...] = ()
    """Calls that wait for what is needed."""
    pending_need: Need = Need.YES
    pending_passed: str = AT_ONCE
    """The level of the policy that they have passed: `policy.CONFIRM` by a yes, `policy.PIN`."""
    pending_by: Speaker | None = None
    """Who was asked, and where; None while nothing waits."""
    pending_since: datetime | None = None
    """When, in UTC; None while nothing waits."""
    jobs: tuple[str, ...] = ()
    """What was put off last, by its ids on the schedule."""

    def forget_stale(self) -> None:
        """Forget what the last turn was about, once nobody can mean it any more."""
        if self.spoken_at and dt_util.utcnow() - self.spoken_at > FOLLOW_UP_WITHIN:
            self.memory, self.jobs = None, ()

    def is_cold(self, speaker: Speaker) -> bool:
        """Return whether an answer comes too late, or not from the one who was asked."""
        since = self.pending_since
        is_late = since is None or dt_util.utcnow() - since > ANSWER_WITHIN
        return is_late or speaker != self.pending_by


@dataclass(slots=True, kw_only=True)
class Result:
    """A finished turn."""

    speech: str
    outcome: OutcomeCode
    calls: list[dict[str, Any]] = field(default_factory=list)
    """Made calls in Home Assistant's action shape."""
    changed: list[dict[str, Any]] = field(default_factory=list)
    """{"entity_id", "name", "from", "to"} of each changed entity."""
    timings: dict[str, float] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    """The probability that the call, the target and the whole plan are right; empty without a plan."""
    explain: dict[str, Any] = field(default_factory=dict)
    tools: list[tuple[Call, dict[str, Any]]] = field(default_factory=list)
    """Calls with their results, for the chat log."""
    is_secret: bool = False
    """Whether the sentence held a PIN or a code, and must not be kept."""

    def as_dict(self) -> dict[str, Any]:
        """Return the result as the action and the benchmark read it."""
        return {
            "reply": self.speech,
            "outcome": self.outcome.value,
            "calls": self.calls,
            "changed": self.changed,
            "confidence": self.confidence,
            "timings": {step: round(value, 2) for step, value in self.timings.items()},
        }
