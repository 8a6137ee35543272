"""What people call the storeys of a house, beyond the names they have."""

from __future__ import annotations

from collections.abc import Iterator

from .home import Floor, Home
from .lexicon import FLOOR_WORDS
from .text import words


def storeys(home: Home) -> Iterator[tuple[Floor, tuple[str, ...]]]:
    """Yield each floor with its names and the words its level earns it."""
    names = [area.names for area in home.areas.values()]
    names += [floor.names for floor in home.floors.values()]
    taken = {words(name) for each in names for name in each}
    free = [(which, name) for which, name in FLOOR_WORDS if words(name) not in taken]
    levels = {f.floor_id: f.level for f in home.floors.values() if f.level is not None}
    for floor in home.floors.values():
        which = _which(floor.level, sorted(levels.values()))
        yield floor, (*floor.names, *(name for kind, name in free if kind in which))


def _which(level: int | None, levels: list[int]) -> set[str]:
    """Return what a storey is to the others, in the terms of `FLOOR_WORDS`."""
    if level is None or levels.count(level) > 1:
        return set()
    # A house counted from 1, as in the United States, has its ground floor there.
    ground = min((one for one in levels if one >= 0), default=0)
    above = [one for one in levels if one > ground]
    which = {"ground"} if level == ground else {"below"} if level < ground else {"above"}
    if level == ground and ground == 1:
        which.add("1")
    if level > ground:
        which.add(str(level))
    if len(above) > 1 and level == above[-1]:
        which.add("top")
    return which
