"""What is asked before something dangerous is done, and said when it is not done."""

from __future__ import annotations

import math
from collections.abc import Iterable

from .convert import Call
from .home import Home
from .policy import BY_YOU, FROM_HERE
from .reply import REFUSED, named, span, to_do
from .wording import joined

COLD = "Sorry, that has gone cold. Please say it again."
WRONG_PIN = "That PIN is wrong."
NOT_ALL_HEARD = "I did not hear all of it."
NO_CODE_LATER = "I can't do that later, because it takes a code and I never keep one."
SAY_IT_ANEW = "That takes the PIN. Please say all of it again, with the new time."
WOULD_CHECK = "Would check it."

_RISKY = frozenset({"alarm_control_panel", "cover", "lock", "valve"})
_OPENING = {
    "unlock": "unlock {names}",
    "open": "open {names}",
    "open_cover": "open {names}",
    "set_cover_position": "open {names}",
    "toggle": "open {names}",
    "open_valve": "open {names}",
    "set_valve_position": "open {names}",
    "alarm_disarm": "disarm {names}",
}
"""What opens or disarms, in words that name the risk: a gate set to 5 percent is open."""
_REFUSALS = {
    None: REFUSED,
    FROM_HERE: "That isn't allowed from here.",
    BY_YOU: "You aren't allowed to do that.",
}


def are_you_sure(calls: Iterable[Call], home: Home) -> str:
    """Return the question before something dangerous."""
    return f"Are you sure you want to {_risks(calls, home)}?"


def refused(refusal: str | None) -> str:
    """Return what is said to somebody who may not have it done.

    Args:
        refusal: `policy.FROM_HERE`, `policy.BY_YOU`, or None where nobody may.
    """
    return _REFUSALS[refusal]


def whats_the_pin(calls: Iterable[Call], home: Home) -> str:
    """Return the question for the PIN."""
    return f"What's the PIN to {_risks(calls, home)}?"


def whats_the_code(calls: Iterable[Call], home: Home) -> str:
    """Return the question for the code of a device."""
    return f"What's the code for {_devices(calls, home)}?"


def wrong_code(call: Call, home: Home) -> str:
    """Return that a device did not take a code."""
    return f"{named(call.entity_ids, home)} did not accept that code."


def too_often(what: str, seconds: float) -> str:
    """Return that there were too many wrong tries.

    Args:
        what: "PIN" or "code".
        seconds: So long none is taken.
    """
    minutes = math.ceil(seconds / 60)
    return f"That {what} was wrong too often. Try again in {span(60 * minutes)}."


def _risks(calls: Iterable[Call], home: Home) -> str:
    """Return what would be done: "unlock Front Door and open Gate"."""
    return joined(list(dict.fromkeys(_risk(call, home) for call in calls)))


def _risk(call: Call, home: Home) -> str:
    """Return one thing that would be done."""
    if call.domain in _RISKY and call.name in _OPENING:
        return _OPENING[call.name].format(names=named(call.entity_ids, home))
    return to_do(call, home)


def _devices(calls: Iterable[Call], home: Home) -> str:
    """Return the devices of some calls by name, each once."""
    ids = dict.fromkeys(entity_id for call in calls for entity_id in call.entity_ids)
    return named(list(ids), home)
