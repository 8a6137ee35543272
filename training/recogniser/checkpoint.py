"""A run on disk: weights in float32, vocabulary and all that is needed to go on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from training.checkpoint import load, write
from training.config import TrainConfig
from training.optim import Optimiser

from .model import ModelConfig, Recogniser

__all__ = ["Origin", "Progress", "load", "model", "origin", "progress", "save"]


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far a run is."""

    step: int = 0
    rows: int = 0
    sound_s: float = 0.0
    seconds: float = 0.0
    place: tuple[int, int] = (0, 0)
    """Turn and batch that come next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a run was made from."""

    model: ModelConfig
    train: TrainConfig
    tokens_json: str
    seed: int
    precision: str
    rendered: tuple[str, ...] = ()
    """Folders with speech of other synthesisers."""


def save(path: Path, origin: Origin, optimiser: Optimiser, progress: Progress) -> None:
    """Write a checkpoint."""
    data = {
        "origin": asdict(origin),
        "progress": asdict(progress),
        "model": optimiser.masters(),
        "optimiser": optimiser.state_dict(),
    }
    write(path, data)


def origin(data: dict[str, Any]) -> Origin:
    """Return what the run of a checkpoint was made from."""
    known = data["origin"]
    return Origin(
        model=ModelConfig(**known["model"]),
        train=TrainConfig(**known["train"]),
        tokens_json=known["tokens_json"],
        seed=known["seed"],
        precision=known["precision"],
        rendered=tuple(known["rendered"]),
    )


def progress(data: dict[str, Any]) -> Progress:
    """Return how far the run of a checkpoint is."""
    known = data["progress"]
    return Progress(**(known | {"place": tuple(known["place"])}))


def model(data: dict[str, Any]) -> Recogniser:
    """Return the model of a checkpoint in float32."""
    recogniser = Recogniser(origin(data).model)
    recogniser.load_state_dict(data["model"])
    return recogniser
