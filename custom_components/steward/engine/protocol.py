"""Wyoming messages for the language model.

Wyoming has no event for "complete this prompt under this grammar"; these add
it. Loading and readiness stand in readiness.py. Speech needs nothing here:
`transcribe` and `synthesize` are Wyoming's own. README.md shows each message on
the wire.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wyoming.event import Event, Eventable

_COMPLETE_TYPE = "llm-complete"
_COMPLETED_TYPE = "llm-completed"
_FAILED_TYPE = "failed"
_CANCEL_TYPE = "cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete(Eventable):
    """Ask for the continuation of a prompt."""

    request_id: str
    """Chosen by the asker; the answer carries it back."""

    prompt: str
    """Text before the continuation; special tokens in it are parsed."""

    grammar: str
    """GBNF that the continuation obeys; empty for none."""

    max_tokens: int
    """The most tokens to write."""

    deadline_ms: int
    """Milliseconds from arrival after which nobody waits for the answer."""

    temperature: float = 0.0
    """0 takes the most likely allowed token each time."""

    top_logprobs: int = 0
    """How many alternatives to report for each token; with several tries, where the model was not sure."""

    tries: int = 1
    """How many continuations may be compared for the likeliest; 1 takes the first, token by token."""

    @staticmethod
    def is_type(event_type: str) -> bool:
        """Return True for an event of this kind."""
        return event_type == _COMPLETE_TYPE

    def event(self) -> Event:
        """Return the event that carries this message."""
        return Event(
            type=_COMPLETE_TYPE,
            data={
                "request_id": self.request_id,
                "prompt": self.prompt,
                "grammar": self.grammar,
                "max_tokens": self.max_tokens,
                "deadline_ms": self.deadline_ms,
                "temperature": self.temperature,
                "top_logprobs": self.top_logprobs,
                "tries": self.tries,
            },
        )

    @staticmethod
    def from_event(event: Event) -> Complete:
        """Return the message that an event carries."""
        data = event.data
        return Complete(
            request_id=str(data["request_id"]),
            prompt=str(data["prompt"]),
            grammar=str(data.get("grammar") or ""),
            max_tokens=int(data["max_tokens"]),
            deadline_ms=int(data["deadline_ms"]),
            temperature=float(data.get("temperature", 0.0)),
            top_logprobs=int(data.get("top_logprobs", 0)),
            tries=int(data.get("tries", 1)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token of a continuation."""

    text: str
    """What the token stands for; half a character shows as U+FFFD."""

    logprob: float
    """Natural log of the model's probability, before the grammar had its say."""

    top: dict[str, float] = field(default_factory=dict)
    """The likeliest tokens the grammar allowed here, with their logprob."""

    def to_dict(self) -> dict[str, Any]:
        """Return the token as it stands in a message."""
        data: dict[str, Any] = {"text": self.text, "logprob": self.logprob}
        return data | {"top": self.top} if self.top else data

    @staticmethod
    def from_dict(data: dict[str, Any]) -> Token:
        """Return the token that stands in a message."""
        return Token(text=data["text"], logprob=data["logprob"], top=data.get("top", {}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """Where the time of a completion went, in milliseconds."""

    tokenize: float
    """Prompt to tokens."""

    grammar: float
    """Grammar text to rules."""

    prefill: float
    """Reading the part of the prompt that was not known from before."""

    generate: float
    """Writing the continuation."""

    def to_dict(self) -> dict[str, float]:
        """Return the timings as they stand in a message."""
        return {
            "tokenize": round(self.tokenize, 3),
            "grammar": round(self.grammar, 3),
            "prefill": round(self.prefill, 3),
            "generate": round(self.generate, 3),
        }

    @staticmethod
    def from_dict(data: dict[str, float]) -> Timings:
        """Return the timings that stand in a message."""
        return Timings(
            tokenize=data["tokenize"],
            grammar=data["grammar"],
            prefill=data["prefill"],
            generate=data["generate"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed(Eventable):
    """The continuation of a prompt."""

    request_id: str
    """The id of the `Complete` this answers."""

    text: str
    """The continuation, without the token that ended it."""

    tokens: list[Token]
    """The tokens of the text, in order, without the one that ended it."""

    prompt_tokens: int
    """Length of the prompt."""

    completion_tokens: int
    """How many tokens the answer has, the one that ended it included."""

    timings_ms: Timings
    """Where the time went."""

    stop_reason: str
    """`end` (the model ended), `grammar` (nothing more fits) or `length`."""

    @staticmethod
    def is_type(event_type: str) -> bool:
        """Return True for an event of this kind."""
        return event_type == _COMPLETED_TYPE

    def event(self) -> Event:
        """Return the event that carries this message."""
        return Event(
            type=_COMPLETED_TYPE,
            data={
                "request_id": self.request_id,
                "text": self.text,
                "tokens": [token.to_dict() for token in self.tokens],
                "prompt_tokens": self.prompt_tokens,
                "completion_tokens": self.completion_tokens,
                "timings_ms": self.timings_ms.to_dict(),
                "stop_reason": self.stop_reason,
            },
        )

    @staticmethod
    def from_event(event: Event) -> Completed:
        """Return the message that an event carries."""
        data = event.data
        return Completed(
            request_id=data["request_id"],
            text=data["text"],
            tokens=[Token.from_dict(token) for token in data["tokens"]],
            prompt_tokens=data["prompt_tokens"],
            completion_tokens=data["completion_tokens"],
            timings_ms=Timings.from_dict(data["timings_ms"]),
            stop_reason=data["stop_reason"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Eventable):
    """Why a request has no answer."""

    request_id: str
    """The id of the request this answers."""

    code: str
    """One of `ErrorCode`."""

    message: str
    """The reason in words, for a log."""

    @staticmethod
    def is_type(event_type: str) -> bool:
        """Return True for an event of this kind."""
        return event_type == _FAILED_TYPE

    def event(self) -> Event:
        """Return the event that carries this message."""
        return Event(
            type=_FAILED_TYPE,
            data={
                "request_id": self.request_id,
                "code": self.code,
                "message": self.message,
            },
        )

    @staticmethod
    def from_event(event: Event) -> Failed:
        """Return the message that an event carries."""
        data = event.data
        return Failed(request_id=data["request_id"], code=data["code"], message=data["message"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel(Eventable):
    """Take a request back; it is answered with `Failed(code="cancelled")`."""

    request_id: str
    """The id of the request nobody waits for any more."""

    @staticmethod
    def is_type(event_type: str) -> bool:
        """Return True for an event of this kind."""
        return event_type == _CANCEL_TYPE

    def event(self) -> Event:
        """Return the event that carries this message."""
        return Event(type=_CANCEL_TYPE, data={"request_id": self.request_id})

    @staticmethod
    def from_event(event: Event) -> Cancel:
        """Return the message that an event carries."""
        return Cancel(request_id=event.data["request_id"])
