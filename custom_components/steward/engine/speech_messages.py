"""What Steward adds to Wyoming's speech events.

`transcribe`, `audio-*`, `transcript` and `synthesize` are Wyoming's own, and any
Wyoming client may use them, one utterance at a time on a connection. A parent has
one connection for all satellites: each of its events carries a `request_id`, and
so does each answer. README.md shows them on the wire.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from wyoming.event import Event, Eventable

REQUEST_ID = "request_id"

_LOAD_TYPE = "speech-load"
_LOADED_TYPE = "speech-loaded"
_PARTIAL_TYPE = "transcript-partial"
_AGAIN_TYPE = "transcribe-again"


class SpeechKind(StrEnum):
    """What a speech model is for."""

    RECOGNISER = "recogniser"
    VOICE = "voice"


def with_id(event: Event, request_id: str | None) -> Event:
    """Return an event that belongs to a request."""
    return (
        event
        if request_id is None
        else Event(event.type, {**event.data, REQUEST_ID: request_id}, event.payload)
    )


def id_of(data: Mapping[str, Any] | None) -> str | None:
    """Return the request that an event belongs to; None for the connection's only one."""
    request_id = (data or {}).get(REQUEST_ID)
    return None if request_id is None else str(request_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSpeech(Eventable):
    """Load a recogniser or a voice; only a parent may ask this of its child."""

    request_id: str
    """Chosen by the asker; the answer carries it back."""
    kind: SpeechKind
    path: str
    """The recogniser's folder, or the voice's ONNX file."""

    @staticmethod
    def is_type(event_type: str) -> bool:
        """Return True for an event of this kind."""
        return event_type == _LOAD_TYPE

    def event(self) -> Event:
        """Return the event that carries this message."""
        return Event(_LOAD_TYPE, asdict(self))

    @staticmethod
    def from_event(event: Event) -> LoadSpeech:
        """Return the message that an event carries."""
        data = event.data
        return LoadSpeech(
            request_id=str(data[REQUEST_ID]), kind=SpeechKind(data["kind"]), path=str(data["path"])
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedSpeech:
    """What is known of a recogniser or a voice once it is loaded."""

    kind: SpeechKind
    name: str
    languages: list[str]
    """As the model names them: `en`, `en_US`."""
    size: int
    """Bytes of its files."""
    load_ms: float
    speakers: list[str] = field(default_factory=list)
    """Of a voice with more than one."""
    rate: int = 0
    """Samples a second of what a voice says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechLoaded(Eventable):
    """The model of a `LoadSpeech` is ready."""

    request_id: str
    model: LoadedSpeech

    @staticmethod
    def is_type(event_type: str) -> bool:
        """Return True for an event of this kind."""
        return event_type == _LOADED_TYPE

    def event(self) -> Event:
        """Return the event that carries this message."""
        return Event(_LOADED_TYPE, {REQUEST_ID: self.request_id, "model": asdict(self.model)})

    @staticmethod
    def from_event(event: Event) -> SpeechLoaded:
        """Return the message that an event carries."""
        model = event.data["model"]
        return SpeechLoaded(
            request_id=event.data[REQUEST_ID],
            model=LoadedSpeech(**{**model, "kind": SpeechKind(model["kind"])}),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialTranscript(Eventable):
    """What was said up to a pause; replaces the partial before."""

    request_id: str
    text: str

    @staticmethod
    def is_type(event_type: str) -> bool:
        """Return True for an event of this kind."""
        return event_type == _PARTIAL_TYPE

    def event(self) -> Event:
        """Return the event that carries this message."""
        return Event(_PARTIAL_TYPE, asdict(self))

    @staticmethod
    def from_event(event: Event) -> PartialTranscript:
        """Return the message that an event carries."""
        return PartialTranscript(request_id=event.data[REQUEST_ID], text=event.data["text"])


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscribeAgain(Eventable):
    """Read the utterance just transcribed once more, with these names in mind."""

    request_id: str
    """That of the `transcribe`; answered with another `transcript`."""
    names: list[str]
    """The likeliest first; none lets the utterance go."""

    @staticmethod
    def is_type(event_type: str) -> bool:
        """Return True for an event of this kind."""
        return event_type == _AGAIN_TYPE

    def event(self) -> Event:
        """Return the event that carries this message."""
        return Event(_AGAIN_TYPE, asdict(self))

    @staticmethod
    def from_event(event: Event) -> TranscribeAgain:
        """Return the message that an event carries."""
        data = event.data
        return TranscribeAgain(
            request_id=str(data[REQUEST_ID]), names=[str(name) for name in data["names"]]
        )
