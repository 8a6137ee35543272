"""Which one is meant, where the model itself was undecided between things.

A plan on one thing of several that would have done as well is a guess. The probabilities of the
label the model wrote and of those it might have written in its place tell how much of one; what
would change the house on a guess is asked about instead (training/measure.py has the curve).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise

from .candidates import AREA, FLOOR, OPTION, Shortlist
from .convert import READS
from .plan import PlannedCall

ALTERNATIVES = 6
"""So many tokens are looked at beside the one that was written."""
RIVAL = 0.4
"""A label this likely in comparison with the one written may as well be meant."""
_OPENING = ',"target":['

Weighed = tuple[str, Mapping[str, float]]
"""A token's text, and the natural logs of the probabilities of what could have stood there."""


def weighed(tokens: Iterable[Weighed]) -> dict[str, float]:
    """Return the labels that the first target may be, with the logs of their probabilities.

    Args:
        tokens: Of the whole plan, in order; where the model was sure nothing is weighed.
    """
    listed = list(tokens)
    for (opening, _), (quote, _), (_, top) in zip(listed, listed[1:], listed[2:], strict=False):
        if opening == _OPENING and quote == '"':
            return {text: logprob for text, logprob in top.items() if text.startswith("@")}
    return {}


def undecided(labels: Mapping[str, float], share: float = RIVAL) -> tuple[str, ...]:
    """Return the labels nearly as likely as the likeliest, that one first; none where it is sure.

    Args:
        labels: With the logs of their probabilities.
        share: How likely another must be, compared with the likeliest.
    """
    least = max(labels.values(), default=0.0) + math.log(share)
    ranked = sorted(labels, key=lambda label: -labels[label])
    close = tuple(label for label in ranked if labels[label] >= least)
    return close if len(close) > 1 else ()


def questioned(
    calls: tuple[PlannedCall, ...], labels: tuple[str, ...], shortlist: Shortlist
) -> tuple[PlannedCall, ...]:
    """Return a plan as it is, or the question which one is meant in the place of a guess.

    Asked is only about a single call that acts on a single thing, and only between things of its kind.
    """
    if len(calls) != 1 or len(calls[0].target) != 1 or calls[0].target[0] not in labels:
        return calls
    (call,) = calls
    if is_harmless(call):
        return calls
    known = shortlist.by_label
    listed = [known[label].kind for label in labels if label in known]
    is_place = any(kind in (AREA, FLOOR, OPTION) for kind in listed)
    alike = all(_domain(one) == _domain(two) for one, two in pairwise(listed))
    if is_place or not alike or len(listed) < len(labels):
        return calls
    return (PlannedCall(service="steward.ask", target=labels),)


def is_harmless(call: PlannedCall) -> bool:
    """Return whether a call changes nothing in the house by itself."""
    return call.service in READS or call.service.startswith("steward.")


def _domain(kind: str) -> str:
    """Return the domain of a kind."""
    return kind.partition(".")[0]
