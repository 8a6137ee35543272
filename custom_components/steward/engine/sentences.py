"""Cutting a text that comes in pieces at the ends of its sentences."""

from __future__ import annotations

import re

# Not at "21.5", where no space follows, nor at a single letter's: "p.m. on".
_END = re.compile(r"(?<=[^\W\d_]{2}[.!?])\s+(?=\S)|(?<=[!?\n])\s+(?=\S)|(?<=\d[.])\s+(?=[A-ZÄÖÜ])")


def complete_sentences(text: str) -> tuple[list[str], str]:
    """Return the sentences that are over, and the rest, which may go on."""
    *done, rest = _END.split(text)
    return [sentence for sentence in done if sentence.strip()], rest
