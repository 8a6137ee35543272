"""How people name their devices: room and kind, kind alone, owner, spot, brand, or anything."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import NamedTuple

from training.naming import Entry, Lexicon, domain_of, invent_word

ALIASED = 0.48
"""How often aliases are drawn; a third of the entities end up with some."""

_LISTED = frozenset({"own", "brand", "foreign"})
"""Schemes with lists of their own, such as ``[light:brand]``."""

_SCHEMES: dict[str, dict[str, int]] = {
    "room": {
        "area": 46,
        "bare": 24,
        "own": 8,
        "brand": 7,
        "spot": 6,
        "invented": 3,
        "short_area": 4,
        "foreign": 2,
    },
    "house": {"bare": 58, "own": 14, "brand": 12, "spot": 8, "invented": 6, "foreign": 2},
    "robot": {"bare": 24, "own": 44, "brand": 15, "invented": 14, "foreign": 3},
    "notion in room": {"area": 60, "bare": 36, "short_area": 3, "invented": 1},
    "notion": {"bare": 96, "invented": 4},
    "reading in room": {"area": 68, "bare": 25, "short_area": 5, "spot": 2},
    "reading": {"bare": 96, "spot": 4},
}
"""How often names are made in which way, by the sort of thing and where it stands."""

_SORTS = {
    "robot": "vacuum lawn_mower",
    "notion": "scene script automation todo calendar weather update person event number select"
    " button input_number input_select input_button input_boolean device_tracker notify",
    "reading": "sensor binary_sensor",
}

_OWNED = {
    "device_tracker": 0.75,
    "notify": 0.45,
    "calendar": 0.3,
    "todo": 0.2,
    "light": 0.05,
    "switch": 0.04,
    "media_player": 0.06,
    "climate": 0.03,
    "fan": 0.03,
    "cover": 0.02,
    "humidifier": 0.03,
    "sensor": 0.04,
    "number": 0.05,
}
"""How often things are called after their owner, by domain."""


class Place(NamedTuple):
    """The room an entity is named for."""

    room: str
    """The room's type, a section of ``rooms.txt``."""
    names: Entry


class Named(NamedTuple):
    """The names of an entity."""

    names: Entry
    listed: str
    """The list entry they were made of; it may carry options or a range."""


@dataclass(slots=True)
class Namer:
    """Names the things of one home."""

    rng: Random
    lexicon: Lexicon
    people: Entry
    style: str = "title"
    """How names are spelled: "title", "sentence", "lower", or "mixed"."""
    foreign: bool = False
    """The people who live here speak another language too."""

    def name(self, kind: str, place: Place | None) -> Named:
        """Return the names of an entity of a kind: the name, then some aliases."""
        scheme = self._scheme(kind, place)
        section = f"{kind}:{scheme}" if scheme in _LISTED else self._section(kind, place)
        entry = self.lexicon.draw(self.rng, section)
        name = self._compose(scheme, kind, entry, place)
        if self.rng.random() >= ALIASED:
            return Named((self.restyle(name),), entry[0])
        texts = (name, *self._aliases(kind, name, entry, place))
        return Named(tuple(dict.fromkeys(map(self.restyle, texts))), entry[0])

    def restyle(self, text: str) -> str:
        """Return a text in the spelling of this home."""
        style = self.style
        if style == "mixed":
            style = self.rng.choice(("title", "lower", "sentence"))
        if style == "lower":
            return text.lower()
        return self._sentence_case(text) if style == "sentence" else text

    def _sentence_case(self, text: str) -> str:
        """Return a text with capitals for its first word, people and abbreviations only."""
        first, *rest = text.split(" ")
        kept = {*self.people, *map(possessive, self.people)}
        words = (w if w in kept or not w[1:].islower() else w.lower() for w in rest)
        return " ".join([first, *words])

    def _scheme(self, kind: str, place: Place | None) -> str:
        """Return the way to make a name."""
        rng, domain = self.rng, domain_of(kind)
        if self.people and rng.random() < _OWNED.get(domain, 0.0):
            return "owner"
        if self.foreign and rng.random() < 0.35 and f"{kind}:foreign" in self.lexicon.pools:
            return "foreign"
        names, sums = _CUMULATED[_SORT_OF.get(domain, ""), place is not None]
        scheme = names[bisect(sums, rng.random() * sums[-1])]
        if scheme in _LISTED and f"{kind}:{scheme}" not in self.lexicon.pools:
            return "area" if place else "bare"
        return scheme

    def _section(self, kind: str, place: Place | None) -> str:
        """Return the list of names for a kind, often those that belong into the room."""
        pools = self.lexicon.pools
        special = f"{kind}@{place.room}" if place else ""
        if special in pools and self.rng.random() < 0.45:
            return special
        return kind if kind in pools else domain_of(kind)

    def _compose(self, scheme: str, kind: str, entry: Entry, place: Place | None) -> str:
        """Return a name made in a certain way."""
        rng, word = self.rng, entry[0]
        if scheme == "owner":
            return f"{possessive(rng.choice(self.people))} {word}"
        if scheme == "invented":
            return invent_word(rng) if rng.random() < 0.6 else f"{invent_word(rng)} {word}"
        if scheme == "spot":
            return f"{self.lexicon.draw(rng, 'spot')[0]} {word}"
        if scheme in _LISTED:
            return self._decorate(scheme, kind, word, place)
        if place is None or scheme == "bare":
            return word
        return _in_area(rng, word, place, short=scheme == "short_area")

    def _decorate(self, scheme: str, kind: str, word: str, place: Place | None) -> str:
        """Return a listed name, at times with its room or kind."""
        rng = self.rng
        roll = rng.random()
        if place is not None and roll < _WITH_AREA[scheme]:
            area = place.names[0]
            return f"{word} {area}" if scheme == "foreign" else f"{area} {word}"
        if scheme == "brand" and roll > 0.8:
            return f"{word} {self.lexicon.draw(rng, self._section(kind, place))[0]}"
        return word

    def _aliases(self, kind: str, name: str, entry: Entry, place: Place | None) -> list[str]:
        """Return one or two other names."""
        count = 1 if self.rng.random() < 0.7 else 2
        return [self._alias(kind, name, entry, place) for _ in range(count)]

    def _alias(self, kind: str, name: str, entry: Entry, place: Place | None) -> str:
        """Return a synonym, a fuller form, a nickname or a short form."""
        rng = self.rng
        roll = rng.random()
        if len(entry) > 1 and roll < 0.5:
            synonym = rng.choice(entry[1:])
            if roll < 0.05:
                return f"the {synonym.lower()}"
            return f"{rng.choice(place.names)} {synonym}" if place and roll < 0.25 else synonym
        if place is not None and roll < 0.78:
            other = entry if roll < 0.62 else self.lexicon.draw(rng, self._section(kind, place))
            return f"{rng.choice(place.names)} {other[0]}" if roll < 0.72 else entry[0]
        if roll < 0.85 and name.count(" ") > 1:
            return short_form(name)
        if roll < 0.94:
            return self.lexicon.draw(rng, "nickname")[0]
        return invent_word(rng)


def possessive(name: str) -> str:
    """Return a name in the genitive."""
    return f"{name}'" if name.endswith("s") and len(name) > 5 else f"{name}'s"


def short_form(text: str) -> str:
    """Return an abbreviation: initials of several words, the beginning of a single one."""
    words = text.split()
    if len(words) == 1:
        return text[:3]
    if len(words) == 2:
        return "".join(word[0] for word in words).upper()
    return "".join(word[0] for word in words[:-1]).upper() + " " + words[-1]


@lru_cache(maxsize=50_000)
def slug(text: str) -> str:
    """Return a text as it stands in an entity id."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NOT_WORD.sub("_", plain.lower().replace("'", "")).strip("_") or "unnamed"


def _in_area(rng: Random, word: str, place: Place, *, short: bool) -> str:
    """Return a word with its room, nearly always before it."""
    if short:
        known = [name for name in place.names if name.isupper()]
        return f"{known[0] if known else short_form(place.names[0])} {word}"
    roll = rng.random()
    area = place.names[0] if roll < 0.97 else place.names[-1]
    if roll < 0.94:
        return f"{area} {word}"
    return f"{word} {area}" if roll < 0.99 else f"{area} - {word}"


def _cumulated(weights: dict[str, int]) -> tuple[list[str], list[int]]:
    """Return the keys and the running sums of their weights."""
    return list(weights), list(accumulate(weights.values()))


_NOT_WORD = re.compile(r"[^a-z0-9]+")
_WITH_AREA = {"own": 0.08, "brand": 0.4, "foreign": 0.3}
_SORT_OF = {domain: sort for sort, domains in _SORTS.items() for domain in domains.split()}
_CUMULATED = {
    ("", True): _cumulated(_SCHEMES["room"]),
    ("", False): _cumulated(_SCHEMES["house"]),
    ("robot", True): _cumulated(_SCHEMES["robot"]),
    ("robot", False): _cumulated(_SCHEMES["robot"]),
    ("notion", True): _cumulated(_SCHEMES["notion in room"]),
    ("notion", False): _cumulated(_SCHEMES["notion"]),
    ("reading", True): _cumulated(_SCHEMES["reading in room"]),
    ("reading", False): _cumulated(_SCHEMES["reading"]),
}
