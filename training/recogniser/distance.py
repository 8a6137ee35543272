"""How far a transcript is from what was said: word and letter errors (Levenshtein)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def edits(heard: Sequence[str], said: Sequence[str]) -> int:
    """Return the fewest insertions, deletions and replacements between two sequences."""
    row = list(range(len(said) + 1))
    for i, word in enumerate(heard, start=1):
        before, row[0] = row[0], i
        for j, wanted in enumerate(said, start=1):
            cost = min(row[j] + 1, row[j - 1] + 1, before + (word != wanted))
            before, row[j] = row[j], cost
    return row[-1]


def error_rate(pairs: Iterable[tuple[Sequence[str], Sequence[str]]]) -> float:
    """Return the edits of (heard, said) pairs by the length of what was said."""
    known = list(pairs)
    length = sum(len(said) for _, said in known)
    return sum(edits(heard, said) for heard, said in known) / max(1, length)
