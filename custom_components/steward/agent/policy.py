"""What may run at once, what is asked about first, what is never done.

Rules, not the model: what must hold for certain. Nothing that acts goes round this module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from .convert import Call
from .home import Entity, Home

AT_ONCE, CONFIRM, PIN, NEVER = "at_once", "confirm", "pin", "never"
LEVELS = (AT_ONCE, CONFIRM, PIN, NEVER)
"""What can be set about something dangerous, from the loosest to the strictest."""
COVERS = ("garage", "gate", "door")
GUARDS = ("lock", *COVERS, "alarm", "valve")
"""The classes that a policy speaks of; all are asked about by default."""
FROM_HERE, BY_YOU = "from_here", "by_you"
"""Why one speaker is refused what others may: the satellite, or the user."""

_OPENING = frozenset({"open_cover", "set_cover_position", "toggle"})
_UNLOCKING = frozenset({"lock.unlock", "lock.open"})
_VALVE_OPENING = frozenset({"valve.open_valve", "valve.set_valve_position", "valve.toggle"})
_SECURING_DOMAINS = frozenset({"lock", "cover", "valve", "alarm_control_panel"})
"""What has a safe way to go: locking, closing, arming."""
UNKNOWN = "unknown.unknown"
"""Stands for a service that cannot be told, such as one that a template names."""
_WORD = re.compile(r"\w+")
_MAINS = frozenset({"main", "mains", "supply", "shutoff", "stopcock"})
_REFUSALS = frozenset(
    "no not don't dont never nope nah cancel stop wait abort forget leave rather mind".split()
)


def strictest(levels: Iterable[str]) -> str:
    """Return the strictest of some levels; without any, nothing is guarded."""
    return max(levels, key=LEVELS.index, default=AT_ONCE)


@dataclass(frozen=True, slots=True)
class Policy:
    """What is done about what is dangerous, and who may not ask for it at all."""

    levels: Mapping[str, str] = field(default_factory=dict)
    """By guard; what is not listed is asked about."""
    exceptions: Mapping[str, str] = field(default_factory=dict)
    """By entity id, in place of its guard's level; also guards what nothing else does."""
    satellites: frozenset[str] = frozenset()
    """Devices from which nothing guarded is done."""
    users: frozenset[str] = frozenset()
    """Users for whom nothing guarded is done."""
    refusal: str | None = None
    """`FROM_HERE` or `BY_YOU` where the policy is closed to a speaker."""

    def of(self, device_id: str | None, user_id: str | None) -> Policy:
        """Return the policy for one speaker; who is unknown is not barred."""
        if device_id in self.satellites:
            return self._closed(FROM_HERE)
        return self._closed(BY_YOU) if user_id in self.users else self

    def _closed(self, refusal: str) -> Policy:
        """Return the policy with nothing guarded done; what is said to be harmless stays so."""
        rules = {i: AT_ONCE if rule == AT_ONCE else NEVER for i, rule in self.exceptions.items()}
        return replace(self, levels=dict.fromkeys(GUARDS, NEVER), exceptions=rules, refusal=refusal)

    @property
    def guards_anything(self) -> bool:
        """Return whether there is anything that does not run at once for everybody."""
        rules = (*(self.level(guard) for guard in GUARDS), *self.exceptions.values())
        return strictest(rules) != AT_ONCE or bool(self.satellites or self.users)

    def level(self, guard: str | None) -> str:
        """Return what is done about a guard; nothing guarded runs at once."""
        return AT_ONCE if guard is None else self.levels.get(guard, CONFIRM)

    def level_of(self, call: Call, entity: Entity) -> str:
        """Return what is done about a call on an entity: its own rule, else its guard's level."""
        rule = self.exceptions.get(entity.entity_id)
        if rule is None:
            return self.level(guard_of(call, entity))
        # Locking, closing and arming are never held up; for a switch either way may be the wrong one.
        secures = entity.domain in _SECURING_DOMAINS and guard_unaimed(call) is None
        return AT_ONCE if secures else rule

    def level_unaimed(self, call: Call) -> str:
        """Return what is done about a call whose targets are not known: the strictest it may meet."""
        if call.service == UNKNOWN:
            return strictest([*map(self.level, GUARDS), *self.exceptions.values()])
        guard = guard_unaimed(call)
        guards = COVERS if guard == COVERS[0] else (guard,)
        domains = (call.domain,) if call.domain != "homeassistant" else None
        rules = [
            rule
            for entity_id, rule in self.exceptions.items()
            if domains is None or entity_id.partition(".")[0] in domains
        ]
        is_harmless = call.domain in _SECURING_DOMAINS and guard is None
        return strictest([*map(self.level, guards), *([] if is_harmless else rules)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Calls, sorted by what may be done with them."""

    allowed: tuple[Call, ...] = ()
    to_confirm: tuple[Call, ...] = ()
    by_pin: tuple[Call, ...] = ()
    by_code: tuple[Call, ...] = ()
    """Allowed, but the device itself wants a code."""
    refused: tuple[Call, ...] = ()
    why: str = ""
    """What is said to a refusal."""

    @property
    def possible(self) -> tuple[Call, ...]:
        """Return what may be done, at once or after a question."""
        return (*self.allowed, *self.to_confirm, *self.by_pin, *self.by_code)


LevelOf = Callable[[Call, Entity], str]
"""Returns what is done about a call on an entity."""


def judge(calls: Iterable[Call], home: Home, level_of: LevelOf, passed: str = AT_ONCE) -> Verdict:
    """Return which calls may run; a call on several entities is split where they differ.

    Args:
        calls: What is wanted.
        home: What of the house may be touched at all.
        level_of: Usually a policy's.
        passed: The strictest level that has been met: by a yes, by a PIN.
    """
    sorted_calls: dict[str, list[Call]] = {level: [] for level in LEVELS}
    for call in calls:
        for level, part in _split(call, home, level_of).items():
            is_met = LEVELS.index(level) <= LEVELS.index(passed) and level != NEVER
            sorted_calls[AT_ONCE if is_met else level].append(part)
    return Verdict(
        allowed=tuple(sorted_calls[AT_ONCE]),
        to_confirm=tuple(sorted_calls[CONFIRM]),
        by_pin=tuple(sorted_calls[PIN]),
        refused=tuple(sorted_calls[NEVER]),
    )


def _split(call: Call, home: Home, level_of: LevelOf) -> dict[str, Call]:
    """Return the parts of a call by level."""
    if not call.entity_ids:
        return {AT_ONCE: call}
    groups: dict[str, list[str]] = {}
    for entity_id in call.entity_ids:
        entity = home.entities.get(entity_id)
        level = level_of(call, entity) if entity else NEVER
        groups.setdefault(level, []).append(entity_id)
    return {level: replace(call, entity_ids=tuple(ids)) for level, ids in groups.items()}


def guard_unaimed(call: Call) -> str | None:
    """Return the guard before a call whose targets are not known; "garage" for any cover."""
    if call.service in _UNLOCKING:
        return "lock"
    if call.service == "alarm_control_panel.alarm_disarm":
        return "alarm"
    if call.domain == "cover" and call.name in _OPENING and call.data.get("position") != 0:
        return COVERS[0]
    is_opening = call.service in _VALVE_OPENING and call.data.get("position") != 0
    return "valve" if is_opening else None


def guard_of(call: Call, entity: Entity) -> str | None:
    """Return the guard that stands before a call on an entity, None for harmless ones."""
    guard = guard_unaimed(call)
    if guard == COVERS[0]:
        cover = entity.kind.partition(".")[2]
        return cover if cover in COVERS else None
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
