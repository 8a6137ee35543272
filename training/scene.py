"""What is being said where: a home, the place of the speaker, and what each slot stands for."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from agent.home import Home


class Unfit(Exception):
    """This home has nothing for the slot; another meaning is tried."""


@dataclass(frozen=True, slots=True)
class Ref:
    """Something of the house in a plan: it becomes a label once the shortlist is known."""

    ref: str
    kind: str
    """"entity", "area", "floor" or "option"."""


@dataclass(frozen=True, slots=True)
class Several:
    """All entities that one ambiguous word fits."""

    members: frozenset[str]


@dataclass(slots=True)
class Filled:
    """One slot, filled."""

    value: Any
    spoken: dict[str, str]
    """Form to words: "" is the usual one, "bare" without article."""
    parts: dict[str, Any] = field(default_factory=dict)
    """Further values: {"owner": Ref}."""
    absent: str = ""
    """What the house must not have: "area", "floor" or the kind with its features."""


@dataclass(slots=True)
class Scene:
    """What is being said where."""

    home: Home
    rng: random.Random
    here: str | None
    other: Home
    """Another home, for things that this one does not have."""
    filled: dict[str, Filled] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
