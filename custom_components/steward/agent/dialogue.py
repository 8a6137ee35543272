"""What one turn leaves for the next: its words and plan, under the labels of the new shortlist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .candidates import Shortlist, Word
from .home import EVERYWHERE, HERE
from .plan import PlannedCall, dumps, written
from .prompt import DONE, Turn

_KEPT = {HERE: HERE, EVERYWHERE: EVERYWHERE}
MAX_PINNED = 6


@dataclass(frozen=True, kw_only=True)
class Memory:
    """A finished turn, as the next one will need it."""

    shortlist: Shortlist
    calls: tuple[PlannedCall, ...]
    state: str = DONE

    def pinned(self) -> tuple[str, ...]:
        """Return what the turn was about, which must be on the next shortlist: ids of entities and places."""
        labels = [label for call in self.calls for label in (*call.target, *call.excluded)]
        known = self.shortlist.by_label
        refs = dict.fromkeys(known[label].ref for label in labels if label in known)
        return tuple(refs)[:MAX_PINNED]

    @property
    def is_wide(self) -> bool:
        """Return whether the turn was about the whole house."""
        return any(EVERYWHERE in call.target for call in self.calls)

    def recalled(self, present: Shortlist) -> Turn:
        """Return the turn under the labels of the present shortlist."""
        labels = {**_KEPT, **_translation(self.shortlist, present)}
        calls = [call.with_labels(labels) for call in self.calls]
        plan = dumps([written(call) for call in calls])
        return Turn(words=_relabelled(self.shortlist.words, labels), plan=plan, state=self.state)


def _translation(past: Shortlist, present: Shortlist) -> dict[str, str]:
    """Return past labels to present labels, for what is on both lists."""
    now = {(c.kind, c.key, c.ref): c.label for c in present.candidates}
    pairs = ((c.label, now.get((c.kind, c.key, c.ref))) for c in past.candidates)
    return {label: new for label, new in pairs if new}


def _relabelled(words: Sequence[Word], labels: Mapping[str, str]) -> tuple[Word, ...]:
    """Return words with their labels exchanged."""
    return tuple(
        Word(
            word.text,
            tuple(replace(h, label=labels[h.label]) for h in word.hits if h.label in labels),
        )
        for word in words
    )
