"""What can go wrong on the way of a sentence.

AgentError
├── SentenceError   the sentence cannot be taken (empty, too long)
└── PlanError       what the model wrote is not a plan for this house
"""

from __future__ import annotations


class AgentError(Exception):
    """The root of all errors of the agent."""


class SentenceError(AgentError):
    """The sentence cannot be taken."""

    def __init__(self, code: str) -> None:
        """Remember why: "empty" or "too_long"."""
        super().__init__(code)
        self.code = code


class PlanError(AgentError):
    """What the model wrote is not a plan for this house."""
