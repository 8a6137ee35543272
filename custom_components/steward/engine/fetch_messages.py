"""Wyoming messages about a download that an engine does for its parent."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path

from wyoming.event import Event, Eventable

from .fetch import FetchOrder
from .speech_messages import REQUEST_ID, SpeechKind

_FETCH_TYPE = "speech-fetch"
_FETCHING_TYPE = "speech-fetching"
_FETCHED_TYPE = "speech-fetched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch(Eventable):
    """Download a recogniser or a voice; only a parent may ask this of its child."""

    request_id: str
    kind: SpeechKind | None
    """What it must turn out to be; None for whatever it is."""
    repo: str
    files: list[str]
    """Patterns within the repository."""
    folder: str
    """Where the model is to lie."""
    sha256: dict[str, str] = field(default_factory=dict)
    """Checksums by file name, as far as they are known."""

    @staticmethod
    def is_type(event_type: str) -> bool:
        """Return True for an event of this kind."""
        return event_type == _FETCH_TYPE

    def event(self) -> Event:
        """Return the event that carries this message."""
        return Event(_FETCH_TYPE, asdict(self))

    @staticmethod
    def from_event(event: Event) -> Fetch:
        """Return the message that an event carries."""
        data = event.data
        return Fetch(
            request_id=str(data[REQUEST_ID]),
            kind=SpeechKind(data["kind"]) if data["kind"] else None,
            repo=str(data["repo"]),
            files=[str(file) for file in data["files"]],
            folder=str(data["folder"]),
            sha256=dict(data.get("sha256") or {}),
        )

    def order(self) -> FetchOrder:
        """Return what is to be downloaded."""
        return FetchOrder(
            repo=self.repo,
            files=tuple(self.files),
            folder=Path(self.folder),
            sha256=self.sha256,
            kind=self.kind,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetching(Eventable):
    """How far a download is."""

    request_id: str
    done: int
    """Bytes that are there."""
    total: int
    """Bytes in all."""

    @staticmethod
    def is_type(event_type: str) -> bool:
        """Return True for an event of this kind."""
        return event_type == _FETCHING_TYPE

    def event(self) -> Event:
        """Return the event that carries this message."""
        return Event(_FETCHING_TYPE, asdict(self))

    @staticmethod
    def from_event(event: Event) -> Fetching:
        """Return the message that an event carries."""
        data = event.data
        return Fetching(request_id=data[REQUEST_ID], done=data["done"], total=data["total"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched(Eventable):
    """A download is complete and in its place."""

    request_id: str

    @staticmethod
    def is_type(event_type: str) -> bool:
        """Return True for an event of this kind."""
        return event_type == _FETCHED_TYPE

    def event(self) -> Event:
        """Return the event that carries this message."""
        return Event(_FETCHED_TYPE, asdict(self))

    @staticmethod
    def from_event(event: Event) -> Fetched:
        """Return the message that an event carries."""
        return Fetched(request_id=event.data[REQUEST_ID])
