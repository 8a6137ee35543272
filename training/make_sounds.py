"""Write ``sounds.txt``: how English words sound, one letter for each sound.

    apt-get install espeak-ng scowl
    python -m training.make_sounds

Run once; training reads the table only. The words are the two commonest tiers of the word
lists SCOWL, the short ones of the third, and all words of ``names/`` and ``phrases/``. How they
sound is what the speech synthesiser eSpeak NG says for American English.
"""
# ruff: noqa: RUF001  (phonetic script is no misprint)

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise, product
from pathlib import Path

import yaml

from training.naming import NAMES, read_lines
from training.sounds import COMMON, HOUSE, RARER, TABLE

_LISTS = Path("/usr/share/dict/scowl")
_TIERS = {COMMON: {10: 99}, RARER: {20: 99, 35: 6}}
"""The tiers of a section, with the length of their longest words."""
_VARIANTS = ("english", "american", "british")
_LETTERS = frozenset("aio")
"""The words of one letter; SCOWL lists the whole alphabet."""
_UNWANTED = frozenset(
    "rape raped rapes sexual sexy slave slaved slaves anus asses bitch booby breast cock cocks"
    " cocked cocky dick orgasm penis pussy queer semen slut sluts tit tits vagina whore whores"
    " noes ohs".split()
)
"""Words that no example should teach."""

_HEADER = """\
# How words sound, one letter for each sound (see sounds.py). Written by make_sounds.py.
#
# Words of [common] and [rarer]: SCOWL 2020.12.07, tiers 10 and 20, and short ones of 35.
# Copyright 2000-2020 by Kevin Atkinson. Permission to use, copy, modify, distribute and sell
# these word lists, the associated scripts, the output created from the scripts, and its
# documentation for any purpose is hereby granted without fee, provided that the above copyright
# notice appears in all copies and that both that copyright notice and this permission notice
# appear in supporting documentation. Kevin Atkinson makes no representations about the
# suitability of this array for any purpose. It is provided "as is" without express or implied
# warranty.
# Words of [house]: names/ and phrases/ beside this file. Sounds: spoken by eSpeak NG 1.51.
"""

# Longest first. Stress is left out; a flapped t is a t, and an r-coloured vowel has its r.
_SOUNDS = {
    "tʃ": "C", "dʒ": "J", "eɪ": "E", "aɪ": "Y", "aʊ": "W", "oʊ": "o", "ɔɪ": "X", "əʊ": "o",
    "iː": "i", "uː": "u", "ɑː": "A", "ɔː": "O", "oː": "O", "ɜː": "3", "ɛ": "e", "æ": "a",
    "ɪ": "I", "ᵻ": "I", "i": "i", "ʊ": "U", "u": "u", "ʌ": "V", "ɐ": "@", "ə": "@", "ɚ": "@r",
    "ɒ": "A", "ɔ": "O", "a": "a", "e": "e", "o": "o", "ɑ": "A", "θ": "T", "ð": "D", "ʃ": "S",
    "ʒ": "Z", "ŋ": "N", "ɹ": "r", "r": "r", "ɾ": "t", "ʔ": "t", "ɡ": "g", "x": "k", "ɬ": "l",
}  # fmt: skip
_SOUNDS |= {letter: letter for letter in "pbtdkgfvszmnlwjh"}
_PIECE = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))


def main() -> None:
    """Write the table."""
    words = _by_section()
    every = [word for section in words.values() for word in section]
    sounds = dict(zip(every, _spoken(every), strict=True))
    lines = [_HEADER]
    for section, members in words.items():
        lines += [f"[{section}]", *(f"{w} {sounds[w]}" for w in members if sounds[w]), ""]
    TABLE.write_text("\n".join(lines), encoding="utf-8")


def _by_section() -> dict[str, list[str]]:
    """Return the words of each section; none stands in two."""
    words: dict[str, list[str]] = {}
    known: set[str] = set()
    sources = {section: set(_listed(tiers)) for section, tiers in _TIERS.items()}
    for section, found in (*sources.items(), (HOUSE, set(_of_the_house()))):
        words[section] = sorted(found - known)
        known |= found
    return words


def _listed(tiers: dict[int, int]) -> Iterator[str]:
    """Yield the plain words of some tiers."""
    for variant, tier in product(_VARIANTS, tiers):
        path = _LISTS / f"{variant}-words.{tier}"
        for word in path.read_text(encoding="latin-1").splitlines():
            is_word = len(word) > 1 or word in _LETTERS
            is_word = is_word and len(word) <= tiers[tier] and word not in _UNWANTED
            if is_word and word.isascii() and word.isalpha():
                yield word.lower()


def _of_the_house() -> Iterator[str]:
    """Yield the words that homes and sentences are made of."""
    for line in read_lines():
        yield from _words(" ".join(line.texts))
    for path in (NAMES.parent / "phrases").rglob("*.yaml"):
        for meaning in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield from _words(re.sub(r"\{.*?\}", " ", " ".join(map(str, meaning["say"]))))


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text, without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", text.lower()).replace("'", "")
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    yield from (word for word in re.findall(r"[^\W\d_]+", plain) if word.isascii())


def _spoken(words: Iterable[str]) -> list[str]:
    """Return how each word sounds, "" where the synthesiser only spells it."""
    command = ["espeak-ng", "-q", "--ipa", "-v", "en-us"]
    # A full stop and an empty line end a sentence, so that no word runs into the next.
    text = "\n\n".join(f"{word}." for word in words)
    run = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return [_sounds(line) for line in run.stdout.splitlines() if line.strip()]


def _sounds(ipa: str) -> str:
    """Return the phonetic script in one letter for each sound."""
    letters = "".join(_SOUNDS[piece] for piece in _PIECE.findall(ipa.replace("ˈ", "")))
    letters = letters.replace("3r", "3").replace("3", "3r")
    return "".join(a for a, b in pairwise(letters + " ") if a != b)


if __name__ == "__main__":
    main()
