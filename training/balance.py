"""How often each skill is drawn: one table, chosen by the errors on held-out patterns."""

from __future__ import annotations

from training.meanings import Meaning

SHARE: dict[str, float] = {
    "joined.and": 6.0,
    "todo.manage": 4.5,
    "ambiguous": 3.4,
    "missing": 2.2,
    "multi.mixed": 2.8,
    "indirect": 2.7,
    "timer.manage": 2.6,
    "valve.set": 2.5,
    "weather.ask": 2.5,
    "multi.shared": 2.4,
    "onoff.except": 2.3,
    "followup.pronoun": 2.2,
    "alarm.arm": 2.0,
    "calendar.ask": 2.0,
    "correction": 2.0,
    "delayed": 2.0,
    "onoff.class": 2.0,
    "onoff.name": 2.0,
    "robot.control": 2.0,
    "calendar.about": 1.8,
    "onoff.here": 1.8,
    "query.state": 1.8,
    "water_heater": 1.8,
    "followup.other": 1.6,
    "joined.later": 1.6,
    "onoff.area": 1.6,
    "onoff.floor": 1.6,
    "query.value": 1.6,
    "query.list": 1.5,
    "cover.tilt": 1.4,
    "fan.speed": 1.4,
    "history.ask": 1.4,
    "media.control": 1.4,
    "missing.place": 1.0,
    "chat": 1.3,
    "cover.open": 1.3,
    "light.color": 1.3,
    "lock": 1.3,
    "climate.mode": 1.2,
    "climate.relative": 1.2,
    "climate.set": 1.2,
    "delayed.event": 1.2,
    "humidifier.set": 1.2,
    "joined.rather": 1.2,
    "later.manage": 1.2,
    "light.relative": 1.2,
    "light.white": 1.2,
    "lock.confirm": 1.2,
    "media.source": 1.2,
    "media.volume": 1.2,
    "siren": 1.2,
    "light.brightness": 1.1,
    "joined.back": 1.0,
    "learn": 1.0,
    "notify": 0.9,
    "scene.run": 0.9,
    "broadcast": 0.8,
    "delayed.every": 0.8,
    "safety": 0.8,
    "joined.confirm": 0.7,
    "undo": 0.7,
    "delayed.sun": 0.6,
    "joined.event": 0.6,
    "joined.learn": 0.6,
    "update": 0.5,
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
