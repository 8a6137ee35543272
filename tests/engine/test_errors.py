"""Errors keep their meaning on the wire, and the package keeps its face."""

from __future__ import annotations

import pytest
import steward_engine
from steward_engine.errors import (
    EngineError,
    EngineFailure,
    EngineLibraryMissing,
    EngineTimeout,
    EngineUnavailable,
    ErrorCode,
    GrammarError,
    ModelFault,
    ModelFileError,
    PromptTooLong,
    RequestError,
    error_from_code,
)

ERRORS = [
    EngineUnavailable("a"),
    EngineLibraryMissing("a"),
    EngineTimeout("a"),
    GrammarError("a"),
    PromptTooLong("a"),
    RequestError("a"),
    EngineFailure("a"),
    *(ModelFileError("a", reason) for reason in ModelFault),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda e: e.code)
def test_round_trip(error: EngineError) -> None:
    """What is raised in the engine is raised at its asker's."""
    arrived = error_from_code(error.code, str(error))

    assert type(arrived) is type(error)
    assert str(arrived) == "a"
    assert getattr(arrived, "reason", None) == getattr(error, "reason", None)


@pytest.mark.parametrize("code", ErrorCode)
def test_each_code_means_something(code: ErrorCode) -> None:
    """No code of ours is lost on the way."""
    assert isinstance(error_from_code(code, "a"), EngineError)


def test_code_of_a_newer_engine() -> None:
    """An unknown code is a plain failure."""
    assert type(error_from_code("model_melted", "a")) is EngineFailure


def test_public_names() -> None:
    """All that is promised is there."""
    for name in steward_engine.__all__:
        assert hasattr(steward_engine, name)
    assert sorted(steward_engine.__all__) == steward_engine.__all__
