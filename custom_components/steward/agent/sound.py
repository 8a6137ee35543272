"""Words as they sound: a key that sound-alike spellings share, and how far apart two sounds are.

In the manner of Metaphone, with one difference: the first vowel stays in the key, as one of
five colours. Without it "den" and "down" would be one word, and so would half of the short
words that a house is made of.

A speech recogniser writes real words that only nearly sound like what was said: "blends" for
"blinds". Those have a key of their own, and are found by their skeleton and their distance.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate

# One pass each, in this order. Capitals are sounds that are settled; X is "sh" and "ch".
_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"'", ""),
        (r"^(?:kn|gn|pn)", "n"),
        (r"^ps", "s"),
        (r"^wr", "r"),
        (r"^wh", "w"),
        (r"^x(?=[aeiou])", "s"),
        (r"mb$", "m"),
        # "light" and "lite", "weigh" and "way"
        (r"eigh", "A"),
        (r"igh", "I"),
        (r"(?<=[aeiou])gh", ""),
        (r"gh", "g"),
        # "echo" and "eco", "tech" and "tek", "chrome" and "krome"
        (r"(?<=s)ch|ch(?=r)|(?<=[ae])ch(?=o)|(?<=^te)ch", "K"),
        (r"tch|ch|sh|ti(?=on)|ci(?=a)", "X"),
        (r"ph", "f"),
        (r"th", "0"),
        (r"dge|ge$", "J"),
        (r"c(?=[eiy])", "s"),
        (r"ck|[cqk]", "K"),
        (r"x", "Ks"),
        (r"z", "s"),
        # Vowels by their colour; a silent "e" at the end goes, and so does "h" and a soft "w".
        (r"(?<=[^aeiou])e(?=s?$)", ""),
        (r"ee|ea|ie|ei|[iy](?![aeiou])", "I"),
        (r"au|aw|oa|ow|oe|oi|oy|a(?=l(?:l|k))", "O"),
        (r"oo|ou|ew|ue|ui|u", "U"),
        (r"o", "O"),
        (r"ai|ay|ae|a", "A"),
        (r"e", "E"),
        (r"(?<=.)h", ""),
        (r"(?<=.)w(?![AEIOU])", ""),
        (r"(.)\1+", r"\1"),
    )
)
_LATER_VOWELS = re.compile(r"(?<=.)[AEIOUy]")
_FIRST_VOWEL = re.compile(r"^[^AEIOU]*[AEIOU]")


@lru_cache(maxsize=8192)
def key(word: str) -> str:
    """Return the sound of a folded word; words that sound alike share it."""
    word = _sounds(word)
    first = _FIRST_VOWEL.match(word)
    kept = first.end() if first else 0
    return (word[:kept] + _LATER_VOWELS.sub("", "." + word[kept:])[1:]).upper()


@lru_cache(maxsize=8192)
def sounds(word: str) -> str:
    """Return all sounds of a folded word, a capital letter for each."""
    return _sounds(word).upper()


def _sounds(word: str) -> str:
    """Return the sounds of a word, settled ones as capitals."""
    for pattern, sound in _RULES:
        word = pattern.sub(sound, word)
    return word


_VOWELS = "AEIOU"
_SKELETON = str.maketrans(
    {
        letter: group[0]
        for group in ("PB", "TD0", "KGQ", "FVW", "SXJ", "MN", "LR")
        for letter in group
    }
    | dict.fromkeys(_VOWELS + "HY")
)


@lru_cache(maxsize=8192)
def skeletons(word: str) -> tuple[str, ...]:
    """Return the broad kinds of a word's consonants, of long words also with one missing.

    A word that is not in Latin letters has none.
    """
    if not word.isascii():
        return ()
    bones = sounds(word).translate(_SKELETON)
    cuts = range(len(bones)) if len(bones) > 2 else ()
    return tuple({bones: None} | {bones[:at] + bones[at + 1 :]: None for at in cuts})


_MISSED = {"H": 0.3, "R": 0.5, "T": 0.5, "D": 0.5, "S": 0.5, "W": 0.5, "Y": 0.4}
_MISSED_VOWEL, _MISSED_CONSONANT = 0.5, 0.8
_NEAR, _NEAR_VOWEL, _OTHER_VOWEL, _OTHER = 0.4, 0.35, 0.6, 1.1
_NEAR_PAIRS = "PB TD KG FV SX JX XT JG JD MN VW T0 D0 F0 S0 LR RW VB PF SJ HF KX GY JY".split()
_NEAR_VOWELS = "AE EI AU AO OU IY UW".split()
_SOUNDS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0"


def _costs() -> dict[str, dict[str, float]]:
    """Return what it costs to hear one sound for another, for all pairs."""
    costs = {
        one: {other: _OTHER_VOWEL if {one, other} <= {*_VOWELS} else _OTHER for other in _SOUNDS}
        | {one: 0.0}
        for one in _SOUNDS
    }
    for pairs, cost in ((_NEAR_PAIRS, _NEAR), (_NEAR_VOWELS, _NEAR_VOWEL)):
        for one, other in map(tuple, pairs):
            costs[one][other] = costs[other][one] = cost
    return costs


_HEARD_AS = _costs()
_LOST = {
    sound: _MISSED.get(sound, _MISSED_VOWEL if sound in _VOWELS else _MISSED_CONSONANT)
    for sound in _SOUNDS
}
"""What it costs to miss a sound, or to add one."""


def unlikeness(said: str, meant: str, most: float) -> float:
    """Return how far apart two strings of sounds are, in sounds; above ``most`` when further.

    Both are `sounds` of words in Latin letters.
    """
    added = [_LOST[sound] for sound in meant]
    row = [0.0, *accumulate(added)]
    for sound in said:
        heard, lost = _HEARD_AS[sound], _LOST[sound]
        corner, left = row[0], row[0] + lost
        row[0] = left
        for at, target in enumerate(meant):
            above = row[at + 1]
            cost = corner + heard[target]
            if above + lost < cost:  # noqa: PLR1730  (min() takes twice the time)
                cost = above + lost
            if left + added[at] < cost:  # noqa: PLR1730
                cost = left + added[at]
            corner, row[at + 1], left = above, cost, cost
        if min(row) > most:
            return min(row)
    return row[-1]
