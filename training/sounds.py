"""How words sound, and how far apart two sounds are.

Words are looked up in ``sounds.txt``; others are read by rule. A sound is one letter:

    p b t d k g f v s z m n l r w j h   as in English; T thin, D then, S shoe, Z pleasure,
                                        C chair, J jar, N sing
    i see, I sit, e bed, a cat, A hot, O saw, U put, u too, V cup, @ about, 3 bird,
    E day, Y my, W now, o go, X boy
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate, product
from pathlib import Path

TABLE = Path(__file__).parent / "sounds.txt"
COMMON, RARER, HOUSE = "common", "rarer", "house"
VOWELS = frozenset("iIeaAOUuV@3EYWoX")

_VOICE, _CLOSE, _PLACE, _OTHER = 0.3, 0.35, 0.5, 1.0
_VOWEL, _OTHER_VOWEL, _CLASH = 0.25, 0.6, 1.6
_CONFUSED = (
    (_VOICE, "pb td kg fv sz SZ CJ TD mn nN"),
    # Accents: very, think, then, rice; and what a poor line does.
    (_CLOSE, "vw Tf Tt Ts Dd Dz Dv lr sS CS JZ rw bv hf"),
    (_PLACE, "pt pk tk bd bg dg fs TS vz mN hT lw Ct Jd zZ zD jJ kh fS pf"),
    (_VOWEL, "iI Ie ea aV aA AO AV OU oO Uu V@ @I @e @a @A @U @o 3@ eE YE Wo XO eV WA ou 3e"),
)
_MISSED = {"h": 0.3, "@": 0.3, "r": 0.4, "t": 0.4, "d": 0.4, "w": 0.5, "j": 0.4, "z": 0.5, "s": 0.5}
_MISSED_VOWEL, _MISSED_CONSONANT = 0.8, 0.7
_START, _AT_START = 1.3, 0.35
"""The first sound is heard best: a factor on hearing another, and what missing it costs more."""


@lru_cache(maxsize=1)
def table() -> dict[str, dict[str, str]]:
    """Return the sounds of the words of each section."""
    sections: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            word, _, sounds = line.partition(" ")
            current[word] = sounds
    return sections


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Return the sounds of all words."""
    return {word: sounds for section in table().values() for word, sounds in section.items()}


@lru_cache(maxsize=1 << 15)
def sounds_of(word: str) -> str:
    """Return how a word in lower case sounds; "" for what is no word."""
    word = word.replace("'", "")
    if word in _known():
        return _known()[word]
    return _read(word) if word.isascii() and word.isalpha() else ""


# Letters as they are read; the first that fits at a place counts.
_LETTERS = {
    r"^[kg]n": "n", r"^wr": "r", r"^wh": "w", r"^x": "z", r"mb$": "m",
    r"eigh|ai|ay|ei|ey": "E", r"igh|y(?=[^aeiouy]e$)|^y(?![aeiou])": "Y", r"gh": "g",
    r"tch|(?<!s)ch": "C", r"sch|sh": "S", r"ph": "f", r"th": "T", r"[ts]ion": "S@n",
    r"dge|j|g(?=[ei])": "J", r"c(?=[eiy])": "s", r"ck|c|k|q": "k", r"x": "ks", r"ng$": "N",
    r"a(?=[^aeiouwxy]e$)": "E", r"i(?=[^aeiouwx]e$)": "Y", r"o(?=[^aeiouwx]e$)": "o",
    r"u(?=[^aeiouwx]e$)": "u", r"(?<=[^aeiou])e$": "", r"er": "@r", r"[iu]r": "3r", r"or": "Or",
    r"ar": "Ar", r"ee|ea|ie|(?<!^)y$|i$": "i", r"oo|ue|ew": "u", r"ou|ow": "W", r"oa|o$": "o",
    r"au|aw|a(?=l[lk])": "O", r"oi|oy": "X", r"a$": "@", r"y(?=[aeou])": "j",
    r"a": "a", r"e": "e", r"[iy]": "I", r"o": "A", r"u": "V",
}  # fmt: skip
_READING = re.compile("|".join(f"({letters})" for letters in _LETTERS))
_READ_AS = ("", *_LETTERS.values())
_DOUBLED = re.compile(r"([^aeiou])\1")


def _read(word: str) -> str:
    """Return how a written word would be read aloud."""
    word = _DOUBLED.sub(r"\1", word)
    return _READING.sub(lambda found: _READ_AS[found.lastindex or 0], word)


def _costs() -> dict[str, dict[str, float]]:
    """Return what it costs to hear one sound for another, for all pairs."""
    letters = "pbtdkgfvszmnlrwjhTDSZCJN" + "".join(sorted(VOWELS))
    costs: dict[str, dict[str, float]] = {one: {} for one in letters}
    for one, other in product(letters, letters):
        vowels = (one in VOWELS) + (other in VOWELS)
        costs[one][other] = (_OTHER, _CLASH, _OTHER_VOWEL)[vowels] if one != other else 0.0
    for cost, pairs in _CONFUSED:
        for one, other in map(tuple, pairs.split()):
            costs[one][other] = costs[other][one] = cost
    return costs


_HEARD_AS = _costs()
_LOST = {
    sound: _MISSED.get(sound, _MISSED_VOWEL if sound in VOWELS else _MISSED_CONSONANT)
    for sound in _HEARD_AS
}
"""What it costs to miss a sound, or to add it."""


@lru_cache(maxsize=1 << 15)
def _losses(sounds: str) -> list[float]:
    """Return what it costs to miss each sound of a word."""
    losses = [_LOST[sound] for sound in sounds]
    if sounds and sounds[0] != "h":
        losses[0] += _AT_START
    return losses


def distance(one: str, other: str, most: float) -> float:
    """Return how differently two words sound, in sounds; anything above ``most`` when further."""
    added = _losses(other)
    row = [0.0, *accumulate(added)]
    for i, (sound, lost) in enumerate(zip(one, _losses(one), strict=True)):
        heard, factor = _HEARD_AS[sound], 1.0 if i else _START
        corner, left = row[0], row[0] + lost
        row[0] = left
        for j, target in enumerate(other):
            above = row[j + 1]
            cost = corner + heard[target] * factor
            if above + lost < cost:  # noqa: PLR1730  (min() takes twice the time)
                cost = above + lost
            if left + added[j] < cost:  # noqa: PLR1730
                cost = left + added[j]
            corner, row[j + 1], left = above, cost, cost
        if min(row) > most:
            return min(row)
    return row[-1]
