"""How often each skill is drawn: one table, chosen by the errors on held-out patterns."""

from __future__ import annotations

from training.meanings import Meaning

SHARE: dict[str, float] = {
    "todo.manage": 4.5,
    "joined.and": 6.0,
    "multi.mixed": 2.6,
    "multi.shared": 2.4,
    "joined.later": 1.6,
    "joined.rather": 1.2,
    "joined.back": 1.0,
    "timer.manage": 2.6,
    "onoff.except": 2.6,
    "ambiguous": 2.6,
    "correction": 2.0,
    "followup.pronoun": 2.2,
    "missing": 2.0,
    "onoff.name": 2.0,
    "indirect": 2.4,
    "delayed": 2.0,
    "onoff.here": 1.8,
    "onoff.area": 1.6,
    "onoff.floor": 1.6,
    "onoff.class": 1.6,
    "weather.ask": 1.4,
    "missing.place": 1.2,
    "query.value": 1.6,
    "query.state": 1.5,
    "light.brightness": 0.8,
    "light.color": 0.8,
    "lock.confirm": 0.8,
    "chat": 1.3,
    "safety": 0.8,
    "scene.run": 0.7,
    "query.list": 1.5,
    "undo": 0.7,
    "time.ask": 0.2,
}
"""Skill to share; a skill that is not listed has 1."""


TEMPLATE = 0.2
"""The share of each of Home Assistant's own intents, which have few ways of being said."""


def share(skill: str) -> float:
    """Return how often a skill is drawn."""
    usual = TEMPLATE if skill.startswith("templates.") else 1.0
    return SHARE.get(skill, usual)


def weight(meaning: Meaning) -> float:
    """Return how often a meaning of a skill is drawn: the more ways of saying it, the more often."""
    return float(len(meaning.say)) ** 0.8
