"""How sure the model is: the probability that its calls, its targets and its whole plan are right.

The model's own probabilities of what it wrote are multiplied and then calibrated on sentences
it was not trained on (training/measure.py): of a hundred plans with a confidence of 0.8 some
eighty are right. The calibration travels in the model's file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from .home import EVERYWHERE, HERE

DOUBT = 0.35
"""What changes the house on a plan less likely right than this is asked about first."""
CALL, TARGET, PLAN = "call", "target", "plan"
PARTS = (CALL, TARGET, PLAN)
_LEAST = 1e-6
"""A product of probabilities nearer to 0 or 1 than this says no more."""
_MOST_ODDS = 30.0
"""Nor does more than this on the scale of log odds, whatever a file asks for."""
_PLACES = (HERE, EVERYWHERE)

Line = tuple[float, float]
"""Slope and offset on the scale of log odds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """Probabilities from 0 to 1."""

    call: float
    """That every service is the right one."""
    target: float
    """That every label is the right one; 1 where no label was written."""
    plan: float
    """That the whole plan is right, values included."""

    is_calibrated: bool = False
    """Whether the figures may be taken at their word."""

    @property
    def is_doubtful(self) -> bool:
        """Return whether the plan is rather wrong than right."""
        return self.is_calibrated and self.plan < DOUBT

    def as_dict(self) -> dict[str, float]:
        """Return it as it stands in an answer."""
        return {part: round(getattr(self, part), 4) for part in PARTS}


@dataclass(frozen=True)
class Calibration:
    """What turns a model's own probabilities into honest ones."""

    lines: Mapping[str, Line]
    """Part to line; a part that is missing stays as it is."""

    def apply(self, part: str, probability: float) -> float:
        """Return the calibrated probability of a part."""
        slope, offset = self.lines.get(part, (1.0, 0.0))
        odds = slope * log_odds(probability) + offset
        return 1 / (1 + math.exp(-max(-_MOST_ODDS, min(_MOST_ODDS, odds))))


def log_odds(probability: float) -> float:
    """Return the log odds of a probability, bounded at both ends."""
    bounded = min(1 - _LEAST, max(_LEAST, probability))
    return math.log(bounded / (1 - bounded))


@lru_cache(maxsize=8)
def parse(text: str) -> Calibration:
    """Return the calibration of a model's file; what cannot be read calibrates nothing."""
    try:
        lines = {part: (float(a), float(b)) for part, (a, b) in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError):
        lines = {}
    return Calibration(lines)


def raw(tokens: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return the model's own probabilities of what it wrote, by part.

    Args:
        tokens: Text and natural log of the probability of each token, in order.
    """
    sums = dict.fromkeys(PARTS, 0.0)
    for text, logprob in tokens:
        sums[PLAN] += logprob
        if text.startswith('{"service":'):
            sums[CALL] += logprob
        elif text.startswith("@") and (len(text) == 2 or text in _PLACES):
            sums[TARGET] += logprob
    return {part: math.exp(total) for part, total in sums.items()}


def confidence(tokens: Iterable[tuple[str, float]], calibration: Calibration) -> Confidence:
    """Return how sure the model is of what it wrote."""
    own = raw(tokens)
    # Nothing was chosen where there is no label, so nothing can be wrong with it.
    honest = {part: calibration.apply(part, own[part]) if own[part] < 1 else 1.0 for part in PARTS}
    return Confidence(**honest, is_calibrated=PLAN in calibration.lines)
