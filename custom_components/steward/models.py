"""What passes between the steps of a turn on Home Assistant's side."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from homeassistant.core import CALLBACK_TYPE, Context, State

from .agent.candidates import Shortlist
from .agent.confidence import Confidence
from .agent.convert import Call
from .agent.dialogue import Memory
from .agent.home import Home
from .agent.plan import PlannedCall

MAX_SENTENCE_CHARS = 500


class OutcomeCode(StrEnum):
    """How a turn ended, reported with each reply."""

    ACTED = "acted"
    ANSWERED = "answered"
    ASKS = "asks"
    DECLINED = "declined"
    FAILED = "failed"


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
    cancels: tuple[CALLBACK_TYPE, ...] = ()
    """What takes jobs off the schedule again."""


@dataclass(slots=True)
class Session:
    """What a conversation remembers from turn to turn."""

    memory: Memory | None = None
    pending: tuple[Call, ...] = ()
    """Calls that wait for "yes"."""
    undo: Undo | None = None


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
