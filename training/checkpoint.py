"""A run on disk: the weights in float32 and all that is needed to go on.

Only tensors and plain data, so that a file can be opened without trusting it.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from .config import Config
from .model import Llama
from .optim import Optimiser
from .tokenizer import Tokenizer


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far a run is."""

    step: int = 0
    tokens: int = 0
    examples: int = 0
    seconds: float = 0.0
    place: tuple[int, int] = (0, 0)
    """Block and micro-batch that come next, for the first process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a run was made from."""

    config: Config
    tokenizer: Tokenizer
    data_hash: str
    seed: int
    precision: str


def save(
    path: Path, origin: Origin, optimiser: Optimiser, progress: Progress, scores: dict[str, Any]
) -> None:
    """Write a checkpoint."""
    write(
        path,
        {
            "config": origin.config.as_dict(),
            "tokenizer": origin.tokenizer.as_dict(),
            "data_hash": origin.data_hash,
            "seed": origin.seed,
            "precision": origin.precision,
            "progress": asdict(progress),
            "scores": scores,
            "model": optimiser.masters(),
            "optimiser": optimiser.state_dict(),
        },
    )


def write(path: Path, data: dict[str, Any]) -> None:
    """Write a file; an interrupted write leaves the one before."""
    part = path.with_suffix(".part")
    torch.save(data, part)
    part.rename(path)


def load(path: Path) -> dict[str, Any]:
    """Read a checkpoint onto the CPU."""
    data: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return data


def origin(data: dict[str, Any]) -> Origin:
    """Return what the run of a checkpoint was made from."""
    return Origin(
        config=Config.from_dict(data["config"]),
        tokenizer=Tokenizer.from_dict(data["tokenizer"]),
        data_hash=data["data_hash"],
        seed=data["seed"],
        precision=data["precision"],
    )


def progress(data: dict[str, Any]) -> Progress:
    """Return how far the run of a checkpoint is."""
    return Progress(**(data["progress"] | {"place": tuple(data["progress"]["place"])}))


def model(data: dict[str, Any]) -> Llama:
    """Return the model of a checkpoint in float32."""
    llama = Llama(origin(data).config.model)
    llama.load_state_dict(data["model"])
    return llama
