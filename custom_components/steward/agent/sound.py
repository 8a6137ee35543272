"""Words as they sound: a compact key that sound-alike spellings share.

In the manner of Metaphone, with one difference: the first vowel stays, as one of five
colours. Without it "den" and "down" would be one word, and so would half of the short
words that a house is made of.
"""

from __future__ import annotations

import re
from functools import lru_cache

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
    for pattern, sound in _RULES:
        word = pattern.sub(sound, word)
    first = _FIRST_VOWEL.match(word)
    kept = first.end() if first else 0
    return (word[:kept] + _LATER_VOWELS.sub("", "." + word[kept:])[1:]).upper()
