"""How often each skill is drawn: one table, chosen by the errors on held-out patterns."""

from __future__ import annotations

from training.meanings import Meaning

SHARE: dict[str, float] = {
    "onoff.name": 1.6,
    "onoff.area": 1.6,
    "onoff.floor": 1.2,
    "onoff.here": 1.5,
    "onoff.except": 1.3,
    "missing": 1.4,
    "missing.place": 0.9,
    "ambiguous": 1.6,
    "indirect": 1.3,
    "multi.mixed": 1.6,
    "multi.shared": 1.2,
    "followup.pronoun": 1.4,
    "correction": 1.2,
    "query.list": 1.4,
    "query.state": 1.3,
    "query.value": 1.2,
    "timer.manage": 1.7,
    "todo.manage": 1.9,
    "lock": 1.3,
    "chat": 1.2,
    "delayed": 1.4,
    "cover.open": 1.3,
    "time.ask": 0.3,
    "undo": 0.6,
    "calendar.ask": 0.8,
    "lock.confirm": 1.1,
    "water_heater": 0.5,
    "update": 0.3,
    "impossible": 0.6,
}
"""Skill to share; a skill that is not listed has 1."""


def share(skill: str, _meanings: list[Meaning]) -> float:
    """Return how often a skill is drawn."""
    return SHARE.get(skill, 1.0)


def weight(meaning: Meaning) -> float:
    """Return how often a meaning of a skill is drawn: the more ways of saying it, the more often."""
    return float(len(meaning.say)) ** 0.8
