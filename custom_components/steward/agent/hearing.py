"""A sentence as the house may hear it: each word with the words of the house it may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from .directory import Directory
from .lexicon import (
    AMBIGUOUS,
    HOMOPHONES,
    KIND_PHRASES,
    KIND_WORDS,
    LEADS,
    STOP,
    VERBS_ONLY,
    is_everyday,
    root,
)
from .numerals import UNIT_WORDS
from .text import fold
from .vocabulary import Vocabulary, is_common, is_unknown

_JOINED, _JOINED_GUESS, _HOMOPHONE = 0.98, 0.94, 0.8
_MOST_JOINED = 3
_NEAR_KIND = 0.78
"""So well must a word fit that only nearly sounds like a word for a kind."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Some words of the sentence, read as one word of the house."""

    start: int
    end: int
    word: str
    quality: float
    partner: str | None = None
    """The other half when one said word is two in a name: "bedside" for "bed side"."""
    is_doubtful: bool = False
    """Another word was said that only nearly sounds like it."""


@dataclass(frozen=True, slots=True)
class KindWord:
    """Some words of the sentence that name a kind of entity."""

    start: int
    end: int
    roots: tuple[str, ...]
    kinds: tuple[str, ...]


class Hearing:
    """The readings of one sentence."""

    def __init__(self, spoken: Sequence[str], directory: Directory) -> None:
        self.words = tuple(fold(word) for word in spoken)
        self.readings: defaultdict[str, list[Reading]] = defaultdict(list)
        self._directory = directory
        for position, word in enumerate(self.words):
            for reading in self._read(position, word):
                self.readings[reading.word].append(reading)
        self.commands = frozenset(filter(self._is_command, range(len(self.words))))
        self.amounts = frozenset(filter(self._is_amount, range(len(self.words))))

    def _read(self, position: int, word: str) -> Iterator[Reading]:
        """Yield the readings of a word, alone and run together with those behind it."""
        for term, quality in self._directory.meanings(word):
            yield Reading(position, position + 1, term, quality)
        for term, quality in self._directory.doubts(word):
            yield Reading(position, position + 1, term, quality, is_doubtful=True)
        for pair in self._directory.halves(word):
            for half, other in (pair, pair[::-1]):
                yield Reading(position, position + 1, half, _JOINED, other)
        if word in HOMOPHONES and self._ends_name(position):
            yield Reading(position, position + 1, HOMOPHONES[word], _HOMOPHONE)
        for end in range(position + 2, min(position + _MOST_JOINED, len(self.words)) + 1):
            joined = list(self._read_joined(position, end))
            yield from joined
            if joined:
                return

    def _ends_name(self, position: int) -> bool:
        """Say whether a name may end here: nothing follows but "on" or "off"."""
        after = self.words[position + 1 : position + 2]
        return not after or after[0] in ("on", "off")

    def _read_joined(self, start: int, end: int) -> Iterator[Reading]:
        """Yield the readings of words run together: "bed side", "kitch in"."""
        joined = "".join(self.words[start:end])
        known = self._directory.vocabulary.known(joined)
        for term, quality in known:
            yield Reading(start, end, term, quality * _JOINED)
        if known or len(joined) < 5 or not any(map(self._is_odd, self.words[start:end])):
            return
        for term, quality in self._directory.guesses(joined):
            if quality > 0.8:
                yield Reading(start, end, term, quality * _JOINED_GUESS)
        if all(map(self._is_new, self.words[start:end])):
            # Two new words that together sound like one of the house are no accident.
            for term, quality in self._directory.doubts(joined):
                yield Reading(start, end, term, quality)

    def _is_odd(self, word: str) -> bool:
        """Say whether a word is neither everyday nor in the house."""
        return is_unknown(word) and word not in self._directory.vocabulary

    def _is_new(self, word: str) -> bool:
        """Say whether a word tells something that the house does not have."""
        return word not in STOP and word not in self._directory.vocabulary

    def is_common(self, reading: Reading) -> bool:
        """Say whether a reading takes a single word for another that means what it says."""
        return reading.end - reading.start == 1 and is_common(self.words[reading.start])

    def _is_command(self, position: int) -> bool:
        """Say whether a word that may be a thing is a command here: "switch on"."""
        before = self.words[position - 1] if position else "please"
        return self.words[position] in AMBIGUOUS and before in LEADS

    def _is_amount(self, position: int) -> bool:
        """Say whether a number counts something: "5 minutes"."""
        after = self.words[position + 1 : position + 2]
        return self.words[position][0] in "-0123456789" and not UNIT_WORDS.isdisjoint(after)

    def is_modifier(self, position: int) -> bool:
        """Say whether a word before a noun tells which one: "reading" in "reading lamp"."""
        word = self.words[position]
        if position in self.commands or word[0].isdigit() or word in STOP:
            return False
        if not is_everyday(word):
            return True
        return root(word) in KIND_WORDS or any(
            r.start <= position < r.end for r in self.readings.get(word, ())
        )

    def kind_words(self) -> list[KindWord]:
        """Return the words for kinds, longest first where they overlap."""
        heard = [self._kind_roots(position) for position in range(len(self.words))]
        found: list[KindWord] = []
        position = 0
        while position < len(heard):
            kind_word = self._kind_word(heard, position)
            if kind_word:
                found.append(kind_word)
            position = kind_word.end if kind_word else position + 1
        return found

    def _kind_roots(self, position: int) -> list[str]:
        """Return the roots that a word may have as part of a kind's name."""
        word = self.words[position]
        if position in self.commands and word in VERBS_ONLY:
            return []
        if not is_unknown(word):
            return [root(word)]
        near = (r for r in _KIND_VOCABULARY.sounding(word) if r[1] > _NEAR_KIND)
        meant = (*self._directory.meanings(word), *_KIND_VOCABULARY.guesses(word), *near)
        return sorted({root(term) for term, quality in meant if quality > 0.72} & KIND_WORDS)

    def _kind_word(self, heard: list[list[str]], start: int) -> KindWord | None:
        """Return the longest phrase for a kind that starts here."""
        for end in range(min(start + 3, len(heard)), start, -1):
            for roots in product(*heard[start:end]):
                for phrase in {roots: None, (root("".join(roots)),): None}:
                    if phrase in KIND_PHRASES:
                        return KindWord(start, end, phrase, KIND_PHRASES[phrase])
        return None


_KIND_VOCABULARY = Vocabulary()
for _word in sorted(KIND_WORDS):
    _KIND_VOCABULARY.add(_word)
