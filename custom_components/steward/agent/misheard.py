"""The names that a transcript may have missed: what a recogniser should listen for again.

A house has more names than a recogniser can keep in mind, and the more it is told,
the more it hears what nobody said. So it listens once without any, the sound-alike
index finds what of the house may have been meant, and only that is read to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .candidates import AREA, FLOOR, OPTION
from .directory import ENTITY, Directory, Name, is_content, spoken
from .hearing import Hearing, Reading
from .home import Area, Entity, Floor
from .text import words

_FEW = 24
"""Names that share one word, looked at."""
_LEAST = 0.5
"""So much of a name must have been heard, or nearly."""


def missed_names(directory: Directory, transcript: str, limit: int) -> list[str]:
    """Return names as they are written, the likeliest first; none where all is clear.

    The names that were said as they are stand among them, so that they stay.
    """
    hearing = Hearing(words(transcript), directory)
    said = {(r.start, r.word): r for readings in hearing.readings.values() for r in readings}
    if all(hearing.words[r.start] == r.word for r in said.values()):
        return []
    fits = {name: _fit(name, hearing) for name in _names(directory, list(said.values()))}
    ranked = sorted(fits, key=lambda name: (-fits[name], name.thing.closeness))
    written = (_written(directory, name) for name in ranked if fits[name] >= _LEAST)
    return list(dict.fromkeys(filter(None, written)))[:limit]


def _names(directory: Directory, readings: list[Reading]) -> Iterator[Name]:
    """Yield the names with a word that may have been said."""
    for word in sorted({r.word for r in readings if is_content(r.word)}):
        for sort in (ENTITY, AREA, FLOOR, OPTION):
            sharing = directory.named("word", sort, word)
            yield from list(sharing)[:_FEW]


def _fit(name: Name, hearing: Hearing) -> float:
    """Return which share of a name's words was heard, each as well as it was, up to 1."""
    heard = (hearing.readings.get(word, ()) for word in name.required)
    return sum(max((r.quality for r in of), default=0.0) for of in heard) / len(name.required)


def _written(directory: Directory, name: Name) -> str | None:
    """Return a name as the person wrote it."""
    thing, home = name.thing, directory.home
    if thing.sort == OPTION:
        return thing.ref
    owners: dict[str, Mapping[str, Entity | Area | Floor]] = {
        ENTITY: home.entities,
        AREA: home.areas,
        FLOOR: home.floors,
    }
    owner = owners[thing.sort].get(thing.ref)
    names = owner.names if owner else ()
    return next((written for written in names if spoken(written) == name.words), None)
