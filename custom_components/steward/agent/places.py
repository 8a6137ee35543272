"""The places that a sentence names, and which of its nouns belong to them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import islice

from .candidates import AREA, FLOOR
from .directory import CROWD, Directory, Name, Thing, is_content
from .hearing import Hearing
from .lexicon import AND, DETERMINERS, PREPOSITIONS
from .matching import Span, parts, whole

LINKS = AND | DETERMINERS | PREPOSITIONS


class Places:
    """The areas and floors in one sentence."""

    def __init__(self, hearing: Hearing, directory: Directory, whole_names: Iterable[Name]) -> None:
        self._hearing = hearing
        self._directory = directory
        self.named = self._find_named(whole_names)
        """Where the whole name of one is said, by position."""
        self.parts = self._find_parts()
        """Where only a part of one's name is said: "master" for "Master Bedroom"."""

    def _find_named(self, names: Iterable[Name]) -> list[Span]:
        """Return where areas and floors are named whole."""
        spans = [s for name in names for s in whole(name, name.required, self._hearing)]
        best: dict[tuple[Thing, int], Span] = {}
        for span in sorted(spans, key=lambda span: (span.start, -span.quality)):
            rivals = (other for other in spans if other.thing.sort == span.thing.sort)
            if not any(map(span.within, rivals)):
                best.setdefault((span.thing, span.start), span)
        return list(best.values())

    def _find_parts(self) -> list[Span]:
        """Return where only a part of an area's or floor's name is said."""
        said = positions(self.named)
        found: dict[Thing, Span] = {}
        for name in self._sharing():
            for span in parts(name, self._hearing, self._directory, said)[:1]:
                found.setdefault(name.thing, span)
        rivals = [span.positions for span in found.values()]
        return [s for s in found.values() if not any(s.positions < rival for rival in rivals)]

    def _sharing(self) -> dict[Name, None]:
        """Return the names of places that share a telling word with the sentence."""
        return {
            name: None
            for word in filter(is_content, self._hearing.readings)
            for sort in (AREA, FLOOR)
            for name in islice(self._directory.named("word", sort, word), CROWD)
        }

    @cached_property
    def mentions(self) -> list[Span]:
        """The places that a noun may belong to: whole names, else parts of names."""
        return self.named or sorted(self.parts, key=lambda span: span.start)

    @cached_property
    def _groups(self) -> list[tuple[Span, frozenset[str]]]:
        """Each mention with the areas of all that are named together with it."""
        runs: list[list[Span]] = []
        for span in self.mentions:
            if runs and self._is_linked(runs[-1][-1], span):
                runs[-1].append(span)
            else:
                runs.append([span])
        return [(span, areas(run)) for run in runs for span in run]

    def _is_linked(self, one: Span, two: Span) -> bool:
        """Say whether two places are named in one breath: "the kitchen and the hall"."""
        return LINKS.issuperset(self._hearing.words[one.end : two.start])

    def attached(self, start: int, end: int) -> frozenset[str]:
        """Return the areas that the words around a noun give it.

        They stand before it ("the kitchen and hall lights"), or behind it with a preposition
        ("the lights in the kitchen and the hall").
        """
        left = self._skip(start, -1)
        before = [covered for span, covered in self._groups if span.end == left]
        words = self._hearing.words
        if before or end >= len(words) or words[end] not in PREPOSITIONS:
            return frozenset().union(*before)
        right = self._skip(end + 1, 1)
        return frozenset().union(*(c for span, c in self._groups if span.start == right))

    def _skip(self, position: int, step: int) -> int:
        """Return the next position that is no article, leftwards a bound between words."""
        words, offset = self._hearing.words, -1 if step < 0 else 0
        while 0 <= position + offset < len(words) and words[position + offset] in DETERMINERS:
            position += step
        return position


def areas(spans: Iterable[Span]) -> frozenset[str]:
    """Return the areas of some places together."""
    return frozenset().union(*(span.thing.covers for span in spans))


def positions(spans: Iterable[Span]) -> frozenset[int]:
    """Return the positions of the words of some spans."""
    return frozenset().union(*(span.positions for span in spans))
