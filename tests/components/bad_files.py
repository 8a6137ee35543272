"""Model files that cannot be used, and what is said about each."""

from pathlib import Path

import pytest


def missing(folder: Path, _model: Path) -> Path:
    """Return where there is no file."""
    return folder / "missing.gguf"


def truncated(folder: Path, model: Path) -> Path:
    """Write the start of a model, as a download leaves it that broke off."""
    path = folder / "truncated.gguf"
    path.write_bytes(model.read_bytes()[:-1000])
    return path


def not_gguf(folder: Path, _model: Path) -> Path:
    """Write something else."""
    path = folder / "letter.gguf"
    path.write_text("Dear model,")
    return path


def unsupported(folder: Path, model: Path) -> Path:
    """Write a model in a version of the format that is yet to come."""
    path = folder / "future.gguf"
    path.write_bytes(b"GGUF" + (99).to_bytes(4, "little") + model.read_bytes()[8:])
    return path


BAD_FILES = [
    pytest.param(missing, "model_missing", id="missing"),
    pytest.param(truncated, "model_truncated", id="truncated"),
    pytest.param(not_gguf, "model_not_gguf", id="not-gguf"),
    pytest.param(unsupported, "model_unsupported", id="unsupported"),
]
