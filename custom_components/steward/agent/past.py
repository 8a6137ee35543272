"""What is said of a state that is over: it was opened, was not opened, was last opened, was open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from .diary import clock
from .home import Entity
from .wording import joined

_WAS = "was "


class Past(NamedTuple):
    """The ways to tell of a state, each as it stands behind a name."""

    positive: str
    """ "was opened", "came on"."""
    negative: str
    """ "was not opened", "did not come on"."""
    last: str
    """ "was last opened", "last came on"."""
    being: str
    """Behind "was": "open", "on"."""


_TABLE: dict[str, tuple[str, str, str]] = {
    "open": ("was opened", "", "open"),
    "closed": ("was closed", "", "closed"),
    "on": ("came on", "come on", "on"),
    "off": ("went off", "go off", "off"),
    "playing": ("started playing", "start playing", "playing"),
    "running": ("started running", "start running", "running"),
    "heating": ("started heating", "start heating", "heating"),
    "cooling": ("started cooling", "start cooling", "cooling"),
    "cleaning": ("started cleaning", "start cleaning", "cleaning"),
    "docked": ("went to its dock", "go to its dock", "in its dock"),
    "home": ("came home", "come home", "at home"),
    "away": ("left", "leave", "away"),
    "lawn_mower cleaning": ("started mowing", "start mowing", "mowing"),
    "binary_sensor.motion on": ("detected motion", "detect motion", "detecting motion"),
    "binary_sensor.occupancy on": ("was occupied", "", "occupied"),
    "binary_sensor.moisture on": ("got wet", "get wet", "wet"),
    "binary_sensor.smoke on": ("detected smoke", "detect smoke", "detecting smoke"),
    "binary_sensor.running on": ("started", "start", "running"),
    "binary_sensor.running off": ("finished", "finish", "not running"),
}
"""By word, or by kind and word: what happened, that verb after "did not", what it was then."""


def past(entity: Entity, word: str) -> Past:
    """Return how to say that an entity was what a word of the plan names."""
    keys = (f"{entity.kind} {word}", f"{entity.domain} {word}", word)
    known = next((_TABLE[key] for key in keys if key in _TABLE), None)
    positive, verb, being = known or (f"{_WAS}{word}", "", word)
    if positive.startswith(_WAS):
        rest = positive.removeprefix(_WAS)
        return Past(positive, f"was not {rest}", f"was last {rest}", being)
    return Past(positive, f"did not {verb}", f"last {positive}", being)


def clock_list(times: Sequence[datetime]) -> str:
    """Return times of day: "7 am, 8:15 am and 5 pm"."""
    return joined([clock(at) for at in times])
