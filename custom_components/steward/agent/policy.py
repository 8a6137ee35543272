"""What may run at once, what is asked about first, what is never done.

Rules, not the model: what must hold for certain. Nothing that acts goes round this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from .convert import Call
from .home import Entity, Home

AT_ONCE, CONFIRM, NEVER = "at_once", "confirm", "never"
LEVELS = (AT_ONCE, CONFIRM, NEVER)
GUARDS = ("lock", "garage", "gate", "door", "alarm", "valve")
"""The classes that a policy speaks of; all are asked about by default."""

_OPENING = frozenset({"open_cover", "set_cover_position", "toggle"})
_UNLOCKING = frozenset({"lock.unlock", "lock.open"})
_VALVE_OPENING = frozenset({"valve.open_valve", "valve.set_valve_position", "valve.toggle"})
_WORD = re.compile(r"\w+")
_MAINS = frozenset({"main", "mains", "supply", "shutoff", "stopcock"})
_REFUSALS = frozenset(
    "no not don't dont never nope nah cancel stop wait abort forget leave rather mind".split()
)


@dataclass(frozen=True, slots=True)
class Policy:
    """The level of each guard; what is not listed is asked about."""

    levels: Mapping[str, str] = field(default_factory=dict)

    def level(self, guard: str | None) -> str:
        """Return what is done about a guard; nothing guarded runs at once."""
        return AT_ONCE if guard is None else self.levels.get(guard, CONFIRM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Calls, sorted by what may be done with them."""

    allowed: tuple[Call, ...] = ()
    to_confirm: tuple[Call, ...] = ()
    refused: tuple[Call, ...] = ()


def judge(calls: Iterable[Call], home: Home, policy: Policy) -> Verdict:
    """Return which calls may run; a call on several entities is split where they differ."""
    sorted_calls: dict[str, list[Call]] = {level: [] for level in LEVELS}
    for call in calls:
        for level, part in _split(call, home, policy).items():
            sorted_calls[level].append(part)
    return Verdict(
        allowed=tuple(sorted_calls[AT_ONCE]),
        to_confirm=tuple(sorted_calls[CONFIRM]),
        refused=tuple(sorted_calls[NEVER]),
    )


def _split(call: Call, home: Home, policy: Policy) -> dict[str, Call]:
    """Return the parts of a call by level."""
    if not call.entity_ids:
        return {AT_ONCE: call}
    groups: dict[str, list[str]] = {}
    for entity_id in call.entity_ids:
        entity = home.entities.get(entity_id)
        level = policy.level(guard_of(call, entity)) if entity else NEVER
        groups.setdefault(level, []).append(entity_id)
    return {level: replace(call, entity_ids=tuple(ids)) for level, ids in groups.items()}


def guard_unaimed(call: Call) -> str | None:
    """Return the guard before a call whose targets are not known: the strictest it may meet."""
    if call.service in _UNLOCKING:
        return "lock"
    if call.service == "alarm_control_panel.alarm_disarm":
        return "alarm"
    if call.domain == "cover" and call.name in _OPENING and call.data.get("position") != 0:
        return "garage"
    is_opening = call.service in _VALVE_OPENING and call.data.get("position") != 0
    return "valve" if is_opening else None


def guard_of(call: Call, entity: Entity) -> str | None:
    """Return the guard that stands before a call on an entity, None for harmless ones."""
    guard = guard_unaimed(call)
    if guard == "garage":
        cover = entity.kind.partition(".")[2]
        return cover if cover in ("garage", "gate", "door") else None
    if guard == "valve" and not _is_main(entity):
        return None
    return guard


def _is_main(entity: Entity) -> bool:
    """Return whether a valve is the gas or the water of the whole house, not a sprinkler."""
    names = [_WORD.findall(name.lower()) for name in entity.names]
    words = {word for name in names for word in name}
    is_shut_off = any(pair == ("shut", "off") for name in names for pair in pairwise(name))
    return entity.kind == "valve.gas" or is_shut_off or bool(words & _MAINS)


def may_confirm(words: Iterable[str]) -> bool:
    """Return whether an answer can be a yes at all: one that holds a refusal never is."""
    return not any(word in _REFUSALS for word in words)
