"""The names that homes are made of: lists by section, split by hash, and invented words.

The lists lie in ``names/*.txt``. A line is an entry: a name, then aliases behind bars. A line
that opens with ``*`` is an everyday name that always belongs to the training split; one that
opens with ``+`` is plain vocabulary ("light", "eco"), shared by both. All others are split by
a hash of their text, so that a new line never moves an old one. What follows ``=`` belongs to
the entry: the options of a select, the range of a number.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Final

Entry = tuple[str, ...]
"""A name and its aliases."""

TRAIN: Final = "train"
HELD: Final = "held"
SPLITS = (TRAIN, HELD)
HELD_PERCENT = 15

NAMES = Path(__file__).parent / "names"

_SHARED = "shared"
_MARKS = {"*": TRAIN, "+": _SHARED}
_RANKS = {_SHARED: 0, TRAIN: 1}
_EVERYDAY_SHARE = 0.5
"""How often a marked entry is drawn from a list that has others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry of a list, as written."""

    section: str
    mark: str
    texts: Entry
    value: Entry = ()
    """What stands behind the equals sign: the options of a select, the range of a number."""


class Lexicon:
    """The names of one split, by section."""

    def __init__(self, split: str) -> None:
        """Gather the pools to draw from."""
        self.split = split
        self.pools: dict[str, tuple[Entry, ...]] = {}
        self._values: dict[tuple[str, str], Entry] = {}
        for section, lines in _by_section().items():
            mine = [line for line in lines if split in _splits_of(line.texts[0])]
            self.pools[section] = _weighted(mine, split)
            domain = domain_of(section)
            self._values.update(((domain, x.texts[0]), x.value) for x in mine if x.value)

    def draw(self, rng: Random, section: str) -> Entry:
        """Return an entry of a section, everyday names more often."""
        pool = self.pools[section]
        return pool[int(rng.random() * len(pool))]

    def value(self, domain: str, name: str) -> Entry:
        """Return what stands behind the equals sign of a name, nothing for most."""
        return self._values.get((domain, name), ())

    def texts(self, section: str) -> list[str]:
        """Return the distinct names of a section."""
        return list(dict.fromkeys(entry[0] for entry in self.pools[section]))


@lru_cache(maxsize=len(SPLITS))
def lexicon(split: str) -> Lexicon:
    """Return the names of a split, read once."""
    if split not in SPLITS:
        raise ValueError(f"unknown split {split!r}")
    return Lexicon(split)


def domain_of(section: str) -> str:
    """Return the domain that a section of names or a kind belongs to."""
    return re.split("[.:@]", section, maxsplit=1)[0]


def split_of(text: str) -> str:
    """Return the split that a name falls into by its hash."""
    digest = hashlib.sha256(text.casefold().encode()).digest()
    return HELD if int.from_bytes(digest[:4], "big") % 100 < HELD_PERCENT else TRAIN


@lru_cache(maxsize=1)
def read_lines() -> tuple[Line, ...]:
    """Return all lines of all lists."""
    return tuple(line for path in sorted(NAMES.glob("*.txt")) for line in parse(path))


def parse(path: Path) -> Iterator[Line]:
    """Yield the entries of a file."""
    section = ""
    for raw in path.read_text(encoding="utf-8").splitlines():
        text = raw.strip()
        if not text or text.startswith("#"):
            continue
        if text.startswith("["):
            section = text[1:-1]
            continue
        yield _line(section, text)


def _line(section: str, text: str) -> Line:
    """Return one entry from its text."""
    mark = text[0] if text[0] in _MARKS else ""
    names, _, value = text.removeprefix(mark).partition(" = ")
    return Line(section=section, mark=mark, texts=_fields(names), value=_fields(value))


def _fields(text: str) -> Entry:
    """Return the parts between bars."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


@lru_cache(maxsize=1)
def _by_section() -> dict[str, list[Line]]:
    """Return the lines by section."""
    sections: dict[str, list[Line]] = {}
    for line in read_lines():
        sections.setdefault(line.section, []).append(line)
    return sections


@lru_cache(maxsize=1)
def _owners() -> dict[str, str]:
    """Return the split of every text: a name decides over an alias, a mark over the hash."""
    owners: dict[str, str] = {}
    for line in read_lines():
        text = line.texts[0].casefold()
        split = _MARKS.get(line.mark) or split_of(text)
        if _RANKS.get(split, 2) < _RANKS.get(owners.get(text, ""), 3):
            owners[text] = split
    for line in read_lines():
        for alias in line.texts[1:]:
            owners.setdefault(alias.casefold(), owners[line.texts[0].casefold()])
    return owners


def _splits_of(text: str) -> tuple[str, ...]:
    """Return the splits that may use a text."""
    owner = _owners()[text.casefold()]
    return SPLITS if owner == _SHARED else (owner,)


def _entry(line: Line, split: str) -> Entry:
    """Return an entry without the aliases that belong to the other split."""
    aliases = (text for text in line.texts[1:] if split in _splits_of(text))
    return (line.texts[0], *aliases)


def _weighted(mine: list[Line], split: str) -> tuple[Entry, ...]:
    """Return the entries, each repeated so that everyday names make up a good part of them."""
    marked = [_entry(line, split) for line in mine if line.mark]
    plain = [_entry(line, split) for line in mine if not line.mark]
    if not (marked and plain):
        return tuple(marked or plain)
    rare = plain * math.ceil(len(marked) * (1 - _EVERYDAY_SHARE) / _EVERYDAY_SHARE / len(plain))
    weight = round(len(rare) * _EVERYDAY_SHARE / (1 - _EVERYDAY_SHARE) / len(marked))
    return (*marked * max(weight, 1), *rare)


_ONSETS = (
    "b br c ch cl d dr f fl g gl gr h j k kl l m n p pl qu r s sh sk sl st t th tr v w y z zh"
).split()
_VOWELS = "a a a e e e i i i o o o u u ai ee ei ia io oo ou y".split()
_CODAS = ["", "", "", "", "", "", *"b ck d f g k l ll m n n nd nk r r rn s sk st t x z".split()]


def invent_word(rng: Random) -> str:
    """Return a word that is in no dictionary."""
    parts = []
    for _ in range(2 if rng.random() < 0.7 else 3):
        parts += [rng.choice(_ONSETS), rng.choice(_VOWELS)]
    return ("".join(parts) + rng.choice(_CODAS)).capitalize()
