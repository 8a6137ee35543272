"""The shortlist: the handful of things a sentence may be about, written behind its words.

The prompt holds no names at all. Here spellings and sounds are compared, and the model
reads the result: ``turn off the library=@k lamp=@a~@b@c``. `=@a` says that the whole name of a
was said, `~@b` that a telling part of b's name was, `@c` that just a word for its kind was. What
is meant, the model decides.

vocabulary   which words of the house a spoken word may be
directory    everything with a name, by the words of its names
hearing      the sentence, each word with what it may be in this house
matching     where in it a name is said, whole or in part
places       which areas and floors it names, and which nouns belong to them
search       all entities and options that it names
kindred      entities of which only the kind is said
choices      options that something in question offers
misheard     names that a transcript may have missed, for a recogniser to hear again
siblings     what is like the things of the turn before: "the other one"
selection    which of all these stay, and in which order
"""

from __future__ import annotations

from collections.abc import Sequence

from .candidates import LABELS, OPTION, Candidate, Hit, Shortlist, Word
from .directory import Directory, Thing
from .hearing import Hearing
from .home import Home
from .matching import Span
from .misheard import missed_names
from .search import Search
from .selection import Selection
from .text import words

MOST = 16
"""More candidates than this are never listed."""
_LONGEST = 100
"""Words behind this many are not looked at: no sentence is so long, but an attack may be."""


class Index:
    """The names of one home, ready to be found in sentences."""

    def __init__(self, home: Home) -> None:
        self._directory = Directory(home)

    @property
    def home(self) -> Home:
        """The home as it was indexed."""
        return self._directory.home

    def update(self, home: Home) -> None:
        """Follow a change of the home; cheap when only entities changed."""
        before = self.home
        if (before.areas, before.floors) != (home.areas, home.floors):
            self._directory = Directory(home)
            return
        self._directory.home = home
        for entity_id in [*before.entities.keys()]:
            if home.entities.get(entity_id) != before.entities[entity_id]:
                self._directory.remove(entity_id)
        for entity_id, entity in home.entities.items():
            if entity != before.entities.get(entity_id):
                self._directory.add(entity)

    def find(
        self,
        sentence: str | Sequence[str],
        *,
        here: str | None = None,
        pinned: Sequence[str] = (),
        limit: int = 12,
        labels: Sequence[str] = LABELS,
    ) -> Shortlist:
        """Return what a sentence may be about.

        ``here`` is the area of the satellite. ``pinned`` are the targets of the turn before:
        they are on the list whether named or not.
        """
        spoken = words(sentence) if isinstance(sentence, str) else tuple(sentence)
        here = here if here in self.home.areas else None
        search = Search(Hearing(spoken[:_LONGEST], self._directory), self._directory, here)
        most = min(MOST, len(labels))
        chosen = Selection(search, pinned).chosen(min(limit, most), most)
        labelled = dict(zip(chosen.things, labels, strict=False))
        return Shortlist(
            words=_written(spoken, chosen.spans, labelled),
            candidates=tuple(_candidate(thing, label) for thing, label in labelled.items()),
            here=here,
        )

    def missed_names(self, transcript: str, limit: int = 12) -> list[str]:
        """Return names of the house that a transcript may have missed, the likeliest first."""
        return missed_names(self._directory, transcript, limit)


def _written(
    spoken: Sequence[str], spans: Sequence[Span], labelled: dict[Thing, str]
) -> tuple[Word, ...]:
    """Return the words of the sentence with the hits behind them."""
    hits: list[dict[str, Hit]] = [{} for _ in spoken]
    for span in spans:
        label = labelled.get(span.thing)
        if label:
            behind = hits[max(p for p in span.positions if p < span.end)]
            is_partly = span.name is not None and not span.is_exact
            hit = Hit(label, exact=span.is_exact, partly=is_partly)
            behind[label] = min(behind.get(label, hit), hit, key=_weakness)
    order = {label: index for index, label in enumerate(labelled.values())}
    return tuple(
        Word(word, tuple(sorted(h.values(), key=lambda hit: (_weakness(hit), order[hit.label]))))
        for word, h in zip(spoken, hits, strict=True)
    )


def _weakness(hit: Hit) -> int:
    """Order hits: whole names, parts of names, words for a kind."""
    return 0 if hit.exact else 1 if hit.partly else 2


def _candidate(thing: Thing, label: str) -> Candidate:
    """Return a thing as a candidate."""
    return Candidate(
        label=label,
        kind=thing.kind,
        ref=thing.ref,
        key=thing.key,
        owners=tuple(thing.owners) if thing.sort == OPTION else (),
    )
