"""Named options in a sentence: which of them something in question offers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from .directory import CROWD, Thing
from .lexicon import COMMON, KIND_NOUNS, STOP, WEAK, root
from .matching import Span
from .search import Search

_OWNERS = 3
"""At most so many entities are listed for an option that nothing on the list offers."""


class Choices:
    """The options of one sentence."""

    def __init__(self, search: Search, listed: Sequence[Span], pinned: Sequence[Thing]) -> None:
        self._search = search
        self._listed = {span.thing.ref for span in listed} | {thing.ref for thing in pinned}
        self._exact = [span for span in listed if span.is_exact]
        self.owners: list[Span] = []
        """Entities that words too common to find them by name ("house") point to."""
        self.spans = self._relevant()

    def _relevant(self) -> list[Span]:
        """Return the named options that something in question offers."""
        said = [s for s in self._search.options if self._is_choice(s)]
        free = [s for s in said if not any(map(s.within, self._exact))]
        owned = [span for span in free if self._is_owned(span)]
        stretches = {(span.start, span.end) for span in owned}
        others = (span for span in free if (span.start, span.end) not in stretches)
        return [*owned, *filter(_is_distinctive, others)]

    def _is_choice(self, span: Span) -> bool:
        """Say whether "off" and the like are a choice here; not so in "turn off the fan"."""
        spoken = self._search.hearing.words
        if not STOP.issuperset(spoken[span.start : span.end]):
            return True
        before = spoken[span.start - 1] if span.start else ""
        return before in ("to", "mode", "on") or "mode" in spoken[span.end : span.end + 1]

    def _is_owned(self, span: Span) -> bool:
        """Say whether something on the list offers an option, or is hinted at."""
        if not self._listed.isdisjoint(span.thing.owners):
            return True
        hinted = list(self._hinted(span))
        self.owners += hinted
        return bool(hinted)

    def _hinted(self, span: Span) -> Iterator[Span]:
        """Yield who offers an option and shares even a common word with the sentence."""
        hearing, found = self._search.hearing, 0
        for thing in self._offering(span):
            words = {word for name in thing.names for word in name.required} - STOP
            for reading in (r for word in sorted(words) for r in hearing.readings.get(word, ())):
                if not span.start <= reading.start < span.end and found < _OWNERS:
                    found += 1
                    stretch = frozenset(range(reading.start, reading.end))
                    yield Span(thing=thing, start=reading.start, end=reading.end, positions=stretch)
                    break

    def _offering(self, span: Span) -> list[Thing]:
        """Return the entities that offer an option."""
        entities = self._search.directory.entities
        return [entities[ref] for ref in islice(span.thing.owners, CROWD)]

    def unnamed_owners(self) -> list[Thing]:
        """Return who offers the options when nothing on the list does."""
        found: list[Thing] = []
        for span in self.spans:
            if self._listed.isdisjoint(span.thing.owners):
                areas, was_said = self._search.focus(span.start, span.end)
                offering = self._offering(span)
                near = [thing for thing in offering if thing.area_id in areas]
                found += (near or ([] if was_said else offering))[:_OWNERS]
        return found


def _is_distinctive(span: Span) -> bool:
    """Say whether an option is no everyday word, so that it may stand alone."""
    said = span.name.required if span.name else ()
    telling = [w for w in said if w not in STOP and w not in WEAK and not w[0].isdigit()]
    if len(said) > 1:
        return bool(telling)
    return any(word not in COMMON and root(word) not in KIND_NOUNS for word in telling)
