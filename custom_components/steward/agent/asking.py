"""The words that a question has, as the grammar spells them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from .grammar import rules

_RULES = {
    "state": "state-word",
    "attribute": "attribute",
    "of": "of-kind",
    "ask": "asked",
    "period": "period",
}
_WORD = re.compile(r'"\\" ([a-z ]+)\\""')


@lru_cache(maxsize=1)
def question_words() -> Mapping[str, tuple[str, ...]]:
    """Return the legal words by data key; reads the grammar's files when it is first called."""
    bodies = {rule.name: rule.body for rule in rules()}
    return {key: tuple(_WORD.findall(bodies[name])) for key, name in _RULES.items()}
