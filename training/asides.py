"""Words around a command that are no part of it: politeness, reasons, sighs, talk to others.

The lines stand in ``asides.txt``. A model that has only seen bare commands takes "like a
darkroom" for a part of one.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SHORT_SHARE = 0.15
"""Sentences with a word or two of politeness in front; as many have some behind."""
LONG_SHARE = 0.05
"""Sentences with a whole clause in front; as many have one behind."""
CLOSED = frozenset({"chat", "indirect", "safety", "lock.confirm", "joined.confirm"})
"""Skills in which a clause would be a part of what is meant."""

_FILE = Path(__file__).with_name("asides.txt")
VERBS = frozenset(
    "activate add adjust announce arm ask block boost bring broadcast brighten bump call cancel change "
    "check chill clean clear close cool crank cut darken decrease dim disable disarm dock drop "
    "enable fade fetch find fire flick flip get give go halt heat hit increase keep kill leave let "
    "light list lock look lower make message mop mow mute notify open pause play pop pull push put "
    "raise read reduce remind remove resume return roll run secure send set shade shut skip sleep slow "
    "snooze speed spin start stick stop sweep swap switch take tell text tilt toggle trigger turn "
    "undo unlock unmute unpause update vacuum warm water wake".split()
)


@dataclass(frozen=True, slots=True)
class Asides:
    """The asides of one length by where they fit."""

    before: tuple[str, ...]
    before_verb: tuple[str, ...]
    """These only make sense before a verb: "could you"."""
    after: tuple[str, ...]


@lru_cache(maxsize=1)
def load() -> dict[str, Asides]:
    """Return the asides of the file, by section: "short" and "long"."""
    found: dict[str, dict[str, list[str]]] = {}
    for line in _FILE.read_text("utf-8").splitlines():
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), {"<": [], "<v": [], ">": [], "=": []})
        elif line and not line.startswith("#"):
            mark, _, text = line.partition(" ")
            section[mark].append(text)
    return {
        name: Asides(
            before=tuple(lines["<"] + lines["="]),
            before_verb=tuple(lines["<v"]),
            after=tuple(lines[">"] + lines["="]),
        )
        for name, lines in found.items()
    }


def around(text: str, skill: str, rng: random.Random, *, is_free: bool = False) -> str:
    """Return a sentence of a skill, sometimes with asides around it.

    Nothing stands behind a sentence with free words (``is_free``): it would be copied with them.
    """
    known = load()
    if skill not in CLOSED:
        text = _placed(text, known["long"], LONG_SHARE, rng, is_free=is_free)
    return _placed(text, known["short"], SHORT_SHARE, rng, is_free=is_free)


def _placed(text: str, asides: Asides, share: float, rng: random.Random, *, is_free: bool) -> str:
    """Return a sentence with an aside in front, behind, on both sides or none."""
    if rng.random() < share:
        fits = asides.before_verb if _is_verb(text) and rng.random() < 0.5 else asides.before
        text = f"{rng.choice(fits)} {text}"
    if not is_free and rng.random() < share:
        text = f"{text} {rng.choice(asides.after)}"
    return text


def _is_verb(text: str) -> bool:
    """Return whether a sentence begins with a command."""
    return text.partition(" ")[0] in VERBS
