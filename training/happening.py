"""Commands that wait for something to happen: "once the dryer is done lock the back door".

What can happen, and the words for it, stand in ``events.yaml``.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from training.asides import VERBS
from training.joining import OBLIQUE, check_scope, conditions
from training.meanings import Meaning
from training.patterns import Node, Sequence, Text, parse, words
from training.scene import Unfit

SKILL = "joined.event"
LAST_SHARE = 0.45
"""Sentences in which the command comes first."""
_FILE = Path(__file__).with_name("events.yaml")
_OPEN = ("when", "once", "as soon as", "after")
BEFORE = tuple(
    parse(text)
    for text in (
        *_OPEN * 2,
        "if",
        "if ever",
        "(the moment|the minute|the second|right when|right after|just after)",
        "next time",
        "wait (until|till)",
        "soon as",
    )
)
"""What stands in front of a happening that is named first."""
BEHIND = tuple(
    parse(text)
    for text in (
        *_OPEN * 2,
        "if",
        "(the moment|the minute|the second|right after|just after)",
        "but (not before|only when|only once|only after|only if)",
        "(next time|soon as)",
    )
)
_THEN = ("", "", "", "then ", "please ")
_THEN_DO = (*_THEN, "i want you to ", "could you ", "i'd like you to ", "and then ", "you can ")
"""What may stand in front of a command that begins with a verb."""


@lru_cache(maxsize=1)
def happenings() -> tuple[Meaning, ...]:
    """Return all that may be waited for, each as a meaning with a plan of nothing but "when"."""
    return tuple(_happening(entry) for entry in yaml.safe_load(_FILE.read_text("utf-8")))


def _happening(entry: Mapping[str, Any]) -> Meaning:
    """Return one entry of the file."""
    slots = {"event": str(entry["slot"])}
    if "$level" in entry["when"].values():
        slots["level"] = "reading event"
    return Meaning(
        skill=SKILL,
        plan=({"when": {**entry["when"], "target": ["$event"]}},),
        slots=slots,
        say=tuple(parse(text) for text in entry["say"]),
    )


def awaited(command: Meaning, rng: random.Random) -> Meaning:
    """Return the meaning of a command that waits for something to happen.

    Raises:
        Unfit: It would not be clear what is waited for, or what is to be done.
    """
    if command.is_free or command.skill in OBLIQUE:
        raise Unfit("no plain command")
    event = rng.choice(happenings())
    said, clause = rng.choice(command.say), rng.choice(event.say)
    parts: tuple[Node, ...] = (said, Text(" "), rng.choice(BEHIND), Text(" "), clause)
    if rng.random() > LAST_SHARE:
        check_scope(event, command)
        parts = (rng.choice(BEFORE), Text(" "), clause, Text(f" {_then(said, rng)}"), said)
    return replace(
        conditions(command, event),
        skill=SKILL,
        plan=tuple({**call, **event.plan[0]} for call in command.plan),
        say=(Sequence(parts),),
    )


def _then(said: Node, rng: random.Random) -> str:
    """Return what may stand between what happens and what is done then."""
    is_verbal = {*words(said)[:1]} <= VERBS
    return rng.choice(_THEN_DO if is_verbal else _THEN)
