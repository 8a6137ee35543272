"""What a call changes beyond its targets, as far as it can be told: for the way back.

A scene, a script or an automation changes what is in it, a group its members.
"""

from typing import NamedTuple

from homeassistant.core import HomeAssistant

from .agent.convert import Call
from .contents import calls_inside, members
from .restore import is_restorable

RUN = frozenset({"automation.trigger", "scene.turn_on", "script.turn_on", "script.toggle"})
"""Services that carry out what somebody wrote."""
_CONTAINERS = frozenset({"automation", "group", "scene", "script"})


class Touched(NamedTuple):
    """What a call changes beyond its targets."""

    entity_ids: frozenset[str] = frozenset()
    """What can be put back."""
    is_whole: bool = True
    """Whether that is all of it."""


def touched(hass: HomeAssistant, call: Call) -> Touched:
    """Return what a call changes beyond its targets, nothing for most calls."""
    inside = calls_inside(hass, call)
    known = {i for part in inside for i in part.entity_ids if is_restorable(i)}
    is_whole = (bool(inside) or call.service not in RUN) and all(map(_is_plain, inside))
    return Touched(frozenset(i for i in known if not members(hass, i)), is_whole)


def _is_plain(call: Call) -> bool:
    """Return whether what a call changes can be put back, or is told by the calls inside it."""
    ids = call.entity_ids
    return bool(ids) and all(is_restorable(i) or i.partition(".")[0] in _CONTAINERS for i in ids)
