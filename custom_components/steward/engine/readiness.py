"""Wyoming messages about which model an engine holds.

A parent tells its child what to load; anyone may ask what is loaded, with
Wyoming's own `describe`. Liveness is Wyoming's `ping`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wyoming.event import Event, Eventable
from wyoming.info import Info

_LOAD_TYPE = "llm-load"
_LOADED_TYPE = "llm-loaded"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadModel(Eventable):
    """Load a model from a file; only a parent may ask this of its child."""

    request_id: str
    """Chosen by the asker; the answer carries it back."""

    path: str
    """The GGUF file."""

    threads: int = 0
    """Threads to compute with; 0 measures whether one or two are faster."""

    context: int = 1024
    """Tokens that prompt and continuation may have together."""

    @staticmethod
    def is_type(event_type: str) -> bool:
        """Return True for an event of this kind."""
        return event_type == _LOAD_TYPE

    def event(self) -> Event:
        """Return the event that carries this message."""
        return Event(
            type=_LOAD_TYPE,
            data={
                "request_id": self.request_id,
                "path": self.path,
                "threads": self.threads,
                "context": self.context,
            },
        )

    @staticmethod
    def from_event(event: Event) -> LoadModel:
        """Return the message that an event carries."""
        data = event.data
        return LoadModel(
            request_id=str(data["request_id"]),
            path=str(data["path"]),
            threads=int(data.get("threads", 0)),
            context=int(data.get("context", 1024)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedModel:
    """What the engine holds in memory."""

    name: str
    """The model's own name, or its file's."""

    architecture: str
    """The family of networks it belongs to, such as `llama`."""

    parameters: int
    """How many weights it has."""

    vocabulary: int
    """How many tokens it knows."""

    context: int
    """Tokens that prompt and continuation may have together."""

    threads: int
    """Threads it computes with."""

    load_ms: float
    """Time from request to ready, the choice of threads included."""

    calibration: str = ""
    """How its probabilities are to be read, as JSON; empty where its file does not say."""

    def to_dict(self) -> dict[str, Any]:
        """Return the description as it stands in a message."""
        return {
            "name": self.name,
            "architecture": self.architecture,
            "parameters": self.parameters,
            "vocabulary": self.vocabulary,
            "context": self.context,
            "threads": self.threads,
            "load_ms": round(self.load_ms, 1),
            "calibration": self.calibration,
        }

    @staticmethod
    def from_dict(data: dict[str, Any]) -> LoadedModel:
        """Return the description that stands in a message."""
        return LoadedModel(
            name=data["name"],
            architecture=data["architecture"],
            parameters=data["parameters"],
            vocabulary=data["vocabulary"],
            context=data["context"],
            threads=data["threads"],
            load_ms=data["load_ms"],
            calibration=str(data.get("calibration", "")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLoaded(Eventable):
    """The model of a `LoadModel` is ready."""

    request_id: str
    """The id of the `LoadModel` this answers."""

    model: LoadedModel
    """What is loaded now."""

    @staticmethod
    def is_type(event_type: str) -> bool:
        """Return True for an event of this kind."""
        return event_type == _LOADED_TYPE

    def event(self) -> Event:
        """Return the event that carries this message."""
        return Event(
            type=_LOADED_TYPE,
            data={"request_id": self.request_id, "model": self.model.to_dict()},
        )

    @staticmethod
    def from_event(event: Event) -> ModelLoaded:
        """Return the message that an event carries."""
        return ModelLoaded(
            request_id=event.data["request_id"],
            model=LoadedModel.from_dict(event.data["model"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineInfo(Eventable):
    """Wyoming's `info`, with the language model beside the speech services."""

    info: Info = field(default_factory=Info)
    """What any Wyoming client reads."""

    language_model: LoadedModel | None = None
    """The model that answers `Complete`, when one is loaded."""

    @staticmethod
    def is_type(event_type: str) -> bool:
        """Return True for an event of this kind."""
        return Info.is_type(event_type)

    def event(self) -> Event:
        """Return the event that carries this message."""
        event = self.info.event()
        model = self.language_model
        # A key of its own, not an `intent` program: a Wyoming client that
        # found one there would send sentences, which this is not made for.
        event.data["language_model"] = model.to_dict() if model else None
        return event

    @staticmethod
    def from_event(event: Event) -> EngineInfo:
        """Return the message that an event carries."""
        model = event.data.get("language_model")
        return EngineInfo(
            info=Info.from_event(event),
            language_model=LoadedModel.from_dict(model) if model else None,
        )
