"""The policy as it stands in the options of an agent."""

from collections.abc import Mapping
from typing import Any

from .agent.policy import LEVELS, NEVER, PIN, Policy, strictest
from .const import (
    CONF_ACCESS,
    CONF_EXCEPTIONS,
    CONF_PIN_HASH,
    CONF_POLICY,
    CONF_SATELLITES,
    CONF_USERS,
    DEFAULT_POLICY,
)


def policy_of(data: Mapping[str, Any]) -> Policy:
    """Return the policy that an agent's options come to.

    What needs a PIN is never done where none is set.
    """
    access: Mapping[str, Any] = data.get(CONF_ACCESS, {})
    levels: dict[str, str] = {**DEFAULT_POLICY, **data.get(CONF_POLICY, {})}
    rules = exceptions_of(data)
    if not data.get(CONF_PIN_HASH):
        levels = {guard: _unless_pin(level) for guard, level in levels.items()}
        rules = {entity_id: _unless_pin(level) for entity_id, level in rules.items()}
    return Policy(
        levels,
        rules,
        satellites=frozenset(access.get(CONF_SATELLITES, ())),
        users=frozenset(access.get(CONF_USERS, ())),
    )


def exceptions_of(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the rules of single entities; the strictest for one that stands in several lists."""
    lists: Mapping[str, list[str]] = data.get(CONF_EXCEPTIONS, {})
    rules: dict[str, str] = {}
    for level in LEVELS:
        for entity_id in lists.get(level, ()):
            rules[entity_id] = strictest([level, rules.get(entity_id, level)])
    return rules


def needs_pin(data: Mapping[str, Any]) -> bool:
    """Return whether anything in an agent's options asks for the PIN."""
    return PIN in (*data.get(CONF_POLICY, {}).values(), *exceptions_of(data).values())


def _unless_pin(level: str) -> str:
    """Return a level, or the strictest for one that cannot be passed."""
    return NEVER if level == PIN else level
