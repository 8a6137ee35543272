"""Calls as they are kept on disk: what was put off, and what a learned phrase does.

{"service": "light.turn_on", "entity_ids": ["light.hall"], "data": {}, "when": {"after_s": 600.0}}
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from .agent.convert import Call
from .agent.plan import AT_ONCE, Event, When

_EVENT = "event"


def call_as_dict(call: Call) -> dict[str, Any]:
    """Return a call as it is stored; "when" is left out of one that is made at once."""
    stored: dict[str, Any] = {
        "service": call.service,
        "entity_ids": list(call.entity_ids),
        "data": dict(call.data),
    }
    return stored if call.when == AT_ONCE else {**stored, "when": when_as_dict(call.when)}


def call_from_dict(data: Mapping[str, Any]) -> Call:
    """Return a call that was stored."""
    return Call(
        service=data["service"],
        entity_ids=tuple(data["entity_ids"]),
        data=data["data"],
        when=when_from_dict(data.get("when", {})),
    )


def when_as_dict(when: When) -> dict[str, Any]:
    """Return when a call is made, without what is not set."""
    return {
        name: _set_fields(value) if isinstance(value, Event) else value
        for name, value in _set_fields(when).items()
    }


def when_from_dict(data: Mapping[str, Any]) -> When:
    """Return when a stored call is made."""
    event = data.get(_EVENT)
    return When(**{**data, _EVENT: Event(**event) if event else None})


def _set_fields(instance: When | Event) -> dict[str, Any]:
    """Return the fields of a dataclass that are not None, by name."""
    pairs = ((f.name, getattr(instance, f.name)) for f in fields(instance))
    return {name: value for name, value in pairs if value is not None}
