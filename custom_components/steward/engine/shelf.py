"""Loaded speech models, the least recently used given up when memory runs short.

A person may use several voices and languages; each is loaded when it is first
asked for and stays while there is room. One shelf holds recognisers and voices,
since they share the machine's memory.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar


class Shelved(Protocol):
    """What a shelf can hold."""

    @property
    def size(self) -> int:
        """Bytes of memory it takes, roughly: those of its files."""


_Model = TypeVar("_Model", bound=Shelved)


class Shelf:
    """Models by path; threads may share it."""

    def __init__(self, limit: int) -> None:
        """Begin empty; `limit` is in bytes of all models together."""
        self._limit = limit
        self._models: OrderedDict[Path, Shelved] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, path: Path, load: Callable[[Path], _Model]) -> _Model:
        """Return the model of a path, loaded when it is not there.

        One path is always asked for with the same `load`, and by one thread.
        """
        with self._lock:
            model = self._models.get(path)
            if model is not None:
                self._models.move_to_end(path)
                return model  # type: ignore[return-value]  # see the docstring
        loaded = load(path)
        with self._lock:
            self._models[path] = loaded
            self._make_room()
        return loaded

    def paths(self) -> list[Path]:
        """Return what is held, the least recently used first."""
        with self._lock:
            return list(self._models)

    def drop(self, path: Path) -> None:
        """Forget a model; whoever works with it keeps it until done."""
        with self._lock:
            self._models.pop(path, None)

    def _make_room(self) -> None:
        """Give up models until the rest fits; the newest stays in any case."""
        while len(self._models) > 1 and sum(m.size for m in self._models.values()) > self._limit:
            self._models.popitem(last=False)
