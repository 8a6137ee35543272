"""Sentences as a speech recogniser may mishear them: by sound, in real words.

A recogniser writes ordinary words, whatever was said: a name that it never heard becomes the
ordinary words that sound most like it ("ecobee" → "echo b"), and common words win over rare
ones. What the sentence asks for is kept: no number, unit, colour or command turns into another.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, product
from math import exp

from agent.lexicon import KIND_WORDS, STOP, WEAK, root
from agent.numerals import UNIT_WORDS
from agent.text import stem

from training.sounds import COMMON, RARER, VOWELS, distance, sounds_of, table

Choice = tuple[tuple[str, ...], tuple[float, ...]]
"""What may be heard instead, with running weights."""

_TRIES = 4
_MOST = 12
_SHARPNESS = 3.5
"""How much likelier the nearer of two words is."""
_RARE = 0.55
_LONG = 6
"""A word for a kind is heard as two only if it has more sounds: "thermal stat", never "fa none"."""
_LOST_H = 0.3
_CHANGED = (0.62, 0.28, 0.10)
"""How often one, two or three words are misheard."""
_SPLIT = 0.35
"""Two words are heard for one only where the sounds fit so well."""


def _set(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


_LITTLE = _set(
    "a an and the of in at is it his her he are our i or to them they there as has had was been"
    " own that this your you their will would who her were where here who's it's"
)
"""Small words that may be heard by mistake: they ask for nothing."""
_COUNTS = UNIT_WORDS | _set(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
    " half quarter double twice once first second third am pm o'clock oclock noon midnight"
    " today tomorrow tonight yesterday minus plus"
)
_KEPT = _COUNTS | _set(
    "not no yes except but without unless don't never cancel unlock lock disarm arm deactivate"
    " disable enable undo unmute mute everything every each"
)
"""Never misheard: the sentence would ask for something else."""
_ASKING = _set(
    "increase decrease faster slower warmer cooler colder hotter brighter dimmer darker louder"
    " quieter higher lower forward backward reverse toggle reset restart skip confirm left right"
    " red green blue white yellow orange purple pink black gray grey brown gold violet cyan lime"
    " warm cold cool heat dry eco boost sleep comfort away high low medium maximum minimum open shut"
    " dock undock start end finish save play mode time date list men hell sex god kill dead die gun"
    " ass drug drugs murder"
)
_NEVER_HEARD = (STOP | WEAK | _KEPT | _ASKING) - _LITTLE
"""Never heard by mistake: words that ask for something, or that nobody says to a house."""


def misheard(text: str, rng: random.Random) -> str:
    """Return a sentence with one to three mishearings, or as it is where nothing sounds alike.

    Args:
        text: Words in lower case, without punctuation.
        rng: Where all chance comes from.
    """
    words = text.split()
    for _ in range(rng.choices((1, 2, 3), _CHANGED)[0]):
        _mishear(words, rng)
    return " ".join(words)


def _mishear(words: list[str], rng: random.Random) -> None:
    """Change a word or two of a sentence."""
    for _ in range(_TRIES if words else 0):
        at = _place(words, rng)
        changes = _LITTLE_CHANGES if words[at] in _SWAPPED else _CHANGES
        change = changes[int(rng.random() * len(changes))]
        if change(words, at, rng):
            return


def _place(words: list[str], rng: random.Random) -> int:
    """Return the position of a word, of two the one that tells more: names are misheard most."""
    one, other = (int(rng.random() * len(words)) for _ in range(2))
    return other if words[one] in STOP else one


# The ways to mishear: each changes the words in place and says whether it could.


def _another(words: list[str], at: int, rng: random.Random) -> bool:
    """Hear another word, or two: "blends" for "blinds", "echo b" for "ecobee"."""
    if words[at] in _KEPT:
        return False
    if words[at] == "hall" and words[at - 1] == "the" and rng.random() < _LOST_H:
        # Only so: "turn off all lights" would ask for something else.
        return _set_word(words, at, "all")
    heard = _drawn(_alike(words[at]), rng)
    words[at] = heard or words[at]
    return bool(heard)


def _ending(words: list[str], at: int, rng: random.Random) -> bool:
    """Lose an ending, or add one: "light" for "lights"."""
    word = words[at]
    if word in _KEPT or word in STOP or len(word) < 3 or not word.isalpha():
        return word.endswith("'s") and _set_word(words, at, word[:-2])
    bare = stem(word)
    if bare != word:
        return _set_word(words, at, bare)
    if word.endswith(("ed", "er")) and word[:-2] in _sounds_heard():
        return _set_word(words, at, word[:-2])
    plural = word + "s"
    return plural in _ordinary() and _set_word(words, at, plural)


def _boundary(words: list[str], at: int, rng: random.Random) -> bool:
    """Hear the gap between two words elsewhere, or none: "bedside" for "bed side"."""
    if at + 1 >= len(words) or not _KEPT.isdisjoint(words[at : at + 2]):
        return False
    heard = _drawn(_run_together(words[at], words[at + 1]), rng)
    if heard:
        words[at : at + 2] = heard.split()
    return bool(heard)


def _halves(words: list[str], at: int, rng: random.Random) -> bool:
    """Hear two words for one as it is written: "bed room"."""
    halves = _written_apart(words[at])
    return bool(halves) and _set_word(words, at, halves[int(rng.random() * len(halves))])


def _together(words: list[str], at: int, rng: random.Random) -> bool:
    """Write two words as one: "livingroom", "nightlight"."""
    pair = words[at : at + 2]
    if len(pair) < 2 or any(len(w) < 3 or not w.isalpha() or w in STOP | _KEPT for w in pair):
        return False
    words[at : at + 2] = ["".join(pair)]
    return True


def _little(words: list[str], at: int, rng: random.Random) -> bool:
    """Lose a small word without stress, or hear another one: "and the" for "in the"."""
    options = _SWAPPED.get(words[at], ())
    if not options or len(words) < 3:
        return False
    heard = options[int(rng.random() * len(options))]
    if heard in _COUNTS and _is_count(words[at + 1 : at + 2]):
        return False
    if heard:
        return _set_word(words, at, heard)
    del words[at]
    return True


def _is_count(words: list[str]) -> bool:
    """Say whether a number follows: "to 20" is never heard as "two 20"."""
    return any(word in _COUNTS or word[:1].isdigit() for word in words)


_CHANGES = (_another,) * 13 + (_ending,) * 4 + (_boundary,) * 2 + (_halves, _together)
_LITTLE_CHANGES = (_little, _little, _boundary)
_SWAPPED = {
    "the": ("a", "", "", "their", "that", "to", "of the"),
    "a": ("the", "", "of", "uh"),
    "an": ("and", "a", ""),
    "in": ("and", "an"),
    "of": ("a", "have", ""),
    "to": ("too", "too", "the", "two"),
    "too": ("to", "two"),
    "at": ("that", "it"),
    "my": ("by", "me", "mine"),
    "our": ("are", "hour", "or"),
    "for": ("fur", "four"),
    "with": ("width", "wit", ""),
    "from": ("form", "front"),
    "up": ("app",),
    "down": ("town", "dawn"),
    "and": ("in", "an", "end"),
    "is": ("his", "as"),
    "are": ("our", "or"),
    "please": ("", "pleas", "police"),
    "can": ("could", "kin"),
    "would": ("wood", "will"),
    "will": ("well", "we'll"),
    "what's": ("what", "was", "watts"),
    "what": ("was", "but"),
    "it": ("at", "a", ""),
    "i": ("eye", ""),
    "i'd": ("i", "eyed"),
    "off": ("of", "off of"),
    "on": ("own", "an"),
    "turn": ("term", "torn", "turned", "tone", "tern"),
    "stop": ("top", "stopped"),
    "start": ("star", "started"),
    "raise": ("rays", "race"),
    "put": ("but", "foot"),
    "make": ("may", "make a"),
    "switch": ("which", "switched", "witch"),
    "set": ("sat", "said", "sit"),
    "close": ("clothes", "closed"),
    "open": ("opened", "hope in"),
}
"""Small words with what may be heard for them; "" is nothing at all."""


def _set_word(words: list[str], at: int, heard: str) -> bool:
    """Put what was heard at a position; say whether it is something else."""
    changed = heard != words[at]
    words[at : at + 1] = heard.split()
    return changed


def _drawn(choice: Choice, rng: random.Random) -> str:
    """Return one of some words by their weights, "" of none."""
    heard, weights = choice
    return rng.choices(heard, cum_weights=weights)[0] if heard else ""


# What sounds alike


@lru_cache(maxsize=1 << 14)
def _alike(word: str) -> Choice:
    """Return what may be heard for a word."""
    bare = word.removesuffix("'s")
    sounds = sounds_of(word)
    if len(sounds) < 2:
        return (), ()
    is_name = bare not in _ordinary()
    most = min((0.24 if is_name else 0.18) * len(sounds) + 0.15, 1.6)
    found = dict(_near(sounds, most * (0.6 if word in STOP else 1.0)))
    is_long = len(sounds) > (_LONG if root(bare) in KIND_WORDS else 3)
    if is_long:
        cuts = range(2, len(sounds) - 1)
        found.update(_two_words(sounds, cuts, most if is_name else _SPLIT))
    return _weighed({w: c for w, c in found.items() if not _is_form(w, bare)})


@lru_cache(maxsize=1 << 14)
def _run_together(one: str, other: str) -> Choice:
    """Return what may be heard for two words in a row: one, or two others."""
    sounds, gap = sounds_of(one) + sounds_of(other), len(sounds_of(one))
    if gap in (0, len(sounds)):
        return (), ()
    found = dict(_two_words(sounds, range(max(gap - 1, 1), min(gap + 2, len(sounds))), _SPLIT))
    if one + other in _sounds_heard():
        found[one + other] = 0.0
    said = f"{one} {other}"
    return _weighed({w: c for w, c in found.items() if w != said})


@lru_cache(maxsize=1 << 14)
def _written_apart(word: str) -> tuple[str, ...]:
    """Return a word as the two words that it is written of."""
    cuts = ((word[:at], word[at:]) for at in range(3, len(word) - 2) if word not in _KEPT)
    return tuple(f"{a} {b}" for a, b in cuts if a in _ordinary() and b in _ordinary())


def _weighed(found: dict[str, float]) -> Choice:
    """Return the likeliest of what may be heard, with running weights."""
    common = table()[COMMON]
    weights = {
        heard: exp(-_SHARPNESS * cost) * (1.0 if heard.split()[0] in common else _RARE)
        for heard, cost in found.items()
    }
    best = sorted(weights, key=lambda heard: (-weights[heard], heard))[:_MOST]
    return tuple(best), tuple(accumulate(weights[heard] for heard in best))


def _is_form(heard: str, said: str) -> bool:
    """Say whether a word is only another form of the one said."""
    return stem(heard) == stem(said)


def _near(sounds: str, most: float) -> Iterator[tuple[str, float]]:
    """Yield words that sound nearly alike, with their distance."""
    skeleton = _skeleton(sounds)
    candidates = dict.fromkeys(_by_part().get(skeleton, ()))
    for key in (skeleton, *_parts(skeleton)):
        candidates.update(dict.fromkeys(_by_skeleton().get(key, ())))
    for word in candidates:
        other = _sounds_heard()[word]
        if abs(len(other) - len(sounds)) < 3:
            cost = distance(sounds, other, most)
            if cost <= most:
                yield word, cost


def _two_words(sounds: str, cuts: Iterable[int], most: float) -> Iterator[tuple[str, float]]:
    """Yield pairs of words that together sound nearly alike, with their distance."""
    for cut in cuts:
        ends = _coarse_matches(sounds[cut:], most)
        starts = _coarse_matches(sounds[:cut], most) if ends else {}
        for (start, cost), (end, more) in product(starts.items(), ends.items()):
            if cost + more <= most:
                yield f"{start} {end}", cost + more + 0.1


@lru_cache(maxsize=1 << 14)
def _coarse_matches(sounds: str, most: float) -> dict[str, float]:
    """Return the words of nearly these sounds, with their distance."""
    costs = {
        word: distance(sounds, _sounds_heard()[word], most)
        for word in _by_coarse().get(_coarse(sounds), ())
    }
    return {word: cost for word, cost in costs.items() if cost <= most}


_COARSE = str.maketrans(
    {sound: group[0] for group in "pb td kg fvw sz TD SZCJ mnN lr".split() for sound in group}
    | {sound: group[0] for group in ("iIEej", "aAOVXoYW@3", "uU") for sound in group}
)
_SKELETON = str.maketrans(
    {sound: group[0] for group in "pb tdTD kg fvw szSZCJ mnN lr".split() for sound in group}
    | dict.fromkeys([*VOWELS, "h", "j"])
)


_WEAK_R = re.compile(f"(?<=[{''.join(sorted(VOWELS))}])r(?![{''.join(sorted(VOWELS))}])|h")
"""Sounds that come and go."""


def _coarse(sounds: str) -> str:
    """Return sounds with only the broad kind of each."""
    return _WEAK_R.sub("", sounds).translate(_COARSE)


def _skeleton(sounds: str) -> str:
    """Return the broad kinds of the consonants."""
    return sounds.translate(_SKELETON)


def _parts(skeleton: str) -> set[str]:
    """Return a skeleton with each of its consonants missing."""
    return {skeleton[:at] + skeleton[at + 1 :] for at in range(len(skeleton)) if len(skeleton) > 2}


@lru_cache(maxsize=1)
def _ordinary() -> dict[str, str]:
    """Return the words that a recogniser knows, with their sounds."""
    return table()[COMMON] | table()[RARER]


@lru_cache(maxsize=1)
def _sounds_heard() -> dict[str, str]:
    """Return the words that may be heard by mistake, with their sounds."""
    return {word: sounds for word, sounds in _ordinary().items() if _is_harmless(word)}


def _is_harmless(word: str) -> bool:
    """Say whether a word asks for nothing if it is heard by mistake."""
    return word not in _NEVER_HEARD and root(word) not in KIND_WORDS


@lru_cache(maxsize=1)
def _by_skeleton() -> dict[str, list[str]]:
    """Return the words under their consonants."""
    return _index(lambda sounds: (_skeleton(sounds),))


@lru_cache(maxsize=1)
def _by_part() -> dict[str, list[str]]:
    """Return the words under their consonants with one missing."""
    return _index(lambda sounds: _parts(_skeleton(sounds)))


@lru_cache(maxsize=1)
def _by_coarse() -> dict[str, list[str]]:
    """Return the words under the broad kinds of their sounds."""
    return _index(lambda sounds: (_coarse(sounds),))


def _index(keys: Callable[[str], Iterable[str]]) -> dict[str, list[str]]:
    """Return the words that may be heard, under keys made of their sounds."""
    index: dict[str, list[str]] = {}
    for word, sounds in _sounds_heard().items():
        for key in keys(sounds):
            index.setdefault(key, []).append(word)
    return index
