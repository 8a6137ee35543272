"""Things beside those of the turn before: "the other one", "and the left one too".

They are not named; what tells them is that they are like what was spoken of, in the same place, and
a word for that: "other", or what sets their names apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .directory import ENTITY, Thing
from .lexicon import STOP
from .matching import Span
from .search import Search
from .text import stem

_MOST = 3
"""More things of a kind in a place are not told apart by "the other one"."""
_OTHER = frozenset("other others another remaining opposite".split())


class Siblings:
    """What is like the things of the turn before."""

    def __init__(self, search: Search, pinned: Sequence[Thing]) -> None:
        self._search = search
        self._pinned = [thing for thing in pinned if thing.sort == ENTITY]
        self._known = {word for thing in self._pinned for word in _words(thing)}

    def spans(self) -> Iterator[Span]:
        """Yield the siblings, each behind the words that may mean it."""
        for thing in self._things():
            for at in self._positions(thing):
                yield Span(thing=thing, start=at, end=at + 1, positions=frozenset((at,)))

    def _things(self) -> list[Thing]:
        """Return what is of the same kind in the same place, nothing where that is a crowd."""
        found: dict[Thing, None] = {}
        for pinned in self._pinned:
            same = self._search.directory.of_kind(pinned.kind, pinned.area_id)
            found.update(dict.fromkeys(thing for thing in same if thing not in self._pinned))
        return sorted(found, key=lambda t: t.closeness) if len(found) <= _MOST else []

    def _positions(self, thing: Thing) -> Iterator[int]:
        """Yield where a word may mean a sibling."""
        own = _words(thing) - self._known
        for at, word in enumerate(self._search.hearing.words):
            if word in _OTHER or (stem(word) in own and word not in STOP):
                yield at


def _words(thing: Thing) -> set[str]:
    """Return the words of a thing's names, by their stems."""
    return {stem(word) for name in thing.names for word in name.words}
