"""Loaded speech models within a memory limit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from steward_engine.shelf import Shelf

A, B, C = Path("a"), Path("b"), Path("c")


@dataclass
class Model:
    """Something that takes memory."""

    path: Path
    size: int = 40


def test_the_least_recently_used_goes() -> None:
    """Three do not fit: the one goes that nobody asked for the longest."""
    shelf = Shelf(100)
    first = shelf.get(A, Model)
    shelf.get(B, Model)
    assert shelf.get(A, Model) is first
    shelf.get(C, Model)
    assert shelf.paths() == [A, C]
    assert shelf.get(A, Model) is first


def test_one_that_is_too_large_stays_alone() -> None:
    """What is asked for is there in any case."""
    shelf = Shelf(100)
    shelf.get(A, Model)
    shelf.get(B, lambda path: Model(path, 500))
    assert shelf.paths() == [B]


def test_dropped_models_are_loaded_anew() -> None:
    """Files may have been replaced."""
    shelf = Shelf(100)
    first = shelf.get(A, Model)
    shelf.drop(A)
    assert shelf.get(A, Model) is not first
