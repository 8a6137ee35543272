"""What the shortlist finds: candidates with labels, and the words they stand behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LABELS = tuple(f"@{letter}" for letter in "abcdefghijklmnop")
"""The labels of candidates. `home.HERE` and `home.EVERYWHERE` stand for places without a candidate."""

AREA, FLOOR, OPTION = "area", "floor", "option"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One thing of the house that the sentence may be about."""

    label: str
    kind: str
    """An entity's kind (see `kinds`), or `AREA`, `FLOOR`, `OPTION`."""
    ref: str
    """The entity id, area id or floor id; for an option its value ("HDMI 1")."""
    key: str | None = None
    """For an option: the data key it is a value of ("source")."""
    owners: tuple[str, ...] = ()
    """For an option: the entity ids that offer it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate that a word of the sentence may name."""

    label: str
    exact: bool
    """The whole name ends here and was said."""
    partly: bool = False
    """A telling part of the name was; if neither, just a word for its kind."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the sentence with the candidates it may name."""

    text: str
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Shortlist:
    """The handful of things a sentence may be about, hits written behind the words."""

    words: tuple[Word, ...]
    candidates: tuple[Candidate, ...]
    here: str | None = None
    """The satellite's area id; None when the place of the speaker is unknown."""
    by_label: Mapping[str, Candidate] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the candidates."""
        labelled = {candidate.label: candidate for candidate in self.candidates}
        object.__setattr__(self, "by_label", labelled)

    def label_of(self, ref: str, kind: str | None = None) -> str | None:
        """Return the label of an entity, area, floor or option, if it is on the list.

        An area and a floor may share an id: `kind` (`AREA`, `FLOOR`) then says which is meant.
        """
        fits = (c for c in self.candidates if c.ref == ref and kind in (None, c.kind))
        return next((c.label for c in fits), None)
