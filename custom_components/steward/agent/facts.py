"""An answer: what is said, and the facts it is said of.

The conversation speaks the text; an automation reads the same facts as data. Both come of one
computation, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from typing import Any

from .home import Entity
from .targets import StateLike, States

Measured = Mapping[str, Any]
"""By name: "yes" (whether it is so), "count", "value" with "unit", "seconds", "at", "until" (ISO)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What an answer knows of one entity."""

    entity: Entity
    text: str = ""
    """As a sentence without its full stop; empty where it is told together with others."""
    figures: Measured = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said to a question."""

    text: str
    facts: tuple[Fact, ...] = ()
    """What it is about; what is told first is in front."""
    figures: Measured = field(default_factory=dict)
    """Of all of it together, or of what is told first where only one can be meant."""

    def as_dict(self, states: States) -> dict[str, Any]:
        """Return the answer as data: "text", its figures, and "entities" with their states and figures."""
        entities = [
            {
                "entity_id": fact.entity.entity_id,
                "name": fact.entity.name,
                "state": state.state if (state := states(fact.entity.entity_id)) else None,
                **fact.figures,
            }
            for fact in self.facts
        ]
        return {"text": self.text, **self.figures, "entities": entities}


def leading(text: str, facts: Iterable[Fact]) -> Answer:
    """Return an answer whose figures are those of its first fact."""
    known = tuple(facts)
    return Answer(text=text, facts=known, figures=known[0].figures)


def about(text: str, facts: Iterable[Fact]) -> Answer:
    """Return an answer that has figures only where it is about one entity."""
    known = tuple(facts)
    return leading(text, known) if len(known) == 1 else Answer(text=text, facts=known)


def sentences(texts: Iterable[str]) -> str:
    """Return facts as sentences."""
    return " ".join(f"{text}." for text in texts) or "I do not know."


def number(value: Any) -> float | None:
    """Return a value as a number, None where it is none."""
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if isfinite(found) else None


def measured_state(state: StateLike) -> Measured:
    """Return the number that a state is, with its unit; nothing for a state that is a word."""
    value = number(state.state)
    if value is None:
        return {}
    return {"value": value, "unit": str(state.attributes.get("unit_of_measurement") or "")}


def iso(at: datetime) -> str:
    """Return a time as it stands in data, to the second."""
    return at.isoformat(timespec="seconds")
