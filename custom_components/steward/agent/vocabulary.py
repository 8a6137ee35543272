"""The words of a house, and which of them a spoken word may be.

Equal words are found first, then forms and synonyms. Only a word that is neither in the
house nor an everyday word may be a misspelling or a mishearing of one that is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain, combinations

from .lexicon import COMMON, KIND_WORDS, OFTEN, STOP, WEAK, is_everyday, root
from .sound import key, skeletons, sounds, unlikeness
from .text import stem

EQUAL, INFLECTED, SYNONYM, SOUND, BEGINNING = 1.0, 0.97, 0.94, 0.86, 0.7
WORST = 0.66
_NEARLY, _SLOPE, _FURTHEST = 0.88, 0.7, 0.22
"""Words that nearly sound alike: how well they fit at best, what each share of other sounds
costs, and the highest share."""
_PREFIX = 10
_MOST_READINGS = 6

Reading = tuple[str, float]
"""A word of the house and how well it fits, up to 1."""


class Vocabulary:
    """Counted words with the ways to find them again."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()
        self._by_root: defaultdict[str, set[str]] = defaultdict(set)
        self._by_sound: defaultdict[str, set[str]] = defaultdict(set)
        self._by_part: defaultdict[str, set[str]] = defaultdict(set)
        self._by_beginning: defaultdict[str, set[str]] = defaultdict(set)
        self._by_skeleton: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, word: str) -> None:
        """Count one more use of a folded word."""
        self._count[word] += 1
        if self._count[word] == 1:
            for table, entry in self._entries(word):
                table[entry].add(word)

    def discard(self, word: str) -> None:
        """Count one use less."""
        self._count[word] -= 1
        if self._count[word] <= 0:
            del self._count[word]
            for table, entry in self._entries(word):
                table[entry].discard(word)

    def _entries(self, word: str) -> Iterator[tuple[defaultdict[str, set[str]], str]]:
        """Yield each table with the entry under which a word stands there."""
        yield self._by_root, root(word)
        if not word.isalpha() or len(word) < 3:
            return
        yield self._by_sound, key(stem(word))
        for bones in skeletons(stem(word)):
            yield self._by_skeleton, bones
        if len(word) > 3:
            for part in _parts(word):
                yield self._by_part, part
        for length in range(4, len(word) - 1):
            yield self._by_beginning, word[:length]

    def __contains__(self, word: str) -> bool:
        """Say whether the house has this very word."""
        return word in self._count

    def known(self, word: str) -> list[Reading]:
        """Return the word itself, its other forms and its synonyms."""
        forms = self._by_root.get(root(word), ())
        return [(form, _likeness(word, form)) for form in sorted(forms)]

    def guesses(self, word: str) -> list[Reading]:
        """Return the words that a misspelt or misheard word may be, best first."""
        if len(word) < 3 or not word.isalpha():
            return []
        found: dict[str, float] = {}
        for term in self._by_sound.get(key(stem(word)), ()):
            found[term] = SOUND
        for part in _parts(word):
            for term in self._by_part.get(part, ()):
                if term not in found or found[term] == SOUND:
                    found[term] = max(found.get(term, 0.0), _spelling(word, term))
        for term in self._beginnings(word):
            found.setdefault(term, BEGINNING)
        return _best(found)

    def sounding(self, word: str) -> list[Reading]:
        """Return the words that nearly sound like a misheard one, best first."""
        bare = stem(word)
        tables = (self._by_skeleton.get(bones, ()) for bones in skeletons(bare))
        said = sounds(bare)
        found: dict[str, float] = {}
        for term in dict.fromkeys(chain.from_iterable(tables)):
            meant = sounds(stem(term))
            longer = max(len(said), len(meant))
            if abs(len(said) - len(meant)) < 3:
                share = unlikeness(said, meant, _FURTHEST * longer) / longer
                if share <= _FURTHEST:
                    found[term] = _NEARLY - _SLOPE * share
        return _best(found)

    def _beginnings(self, word: str) -> Iterator[str]:
        """Yield the words that begin with this one, and those that it begins with."""
        if len(word) < 4:
            return
        yield from self._by_beginning.get(word, ())
        yield from (
            word[:length] for length in range(4, len(word) - 1) if word[:length] in self._count
        )


def _likeness(word: str, form: str) -> float:
    """Say how well a word stands for another form of itself."""
    if word == form:
        return EQUAL
    return INFLECTED if stem(word) == stem(form) else SYNONYM


def _best(found: dict[str, float]) -> list[Reading]:
    """Return the readings that are nearly as good as the best."""
    ranked = sorted(found.items(), key=lambda reading: (-reading[1], reading[0]))
    cut = max(WORST, ranked[0][1] - 0.12) if ranked else 0
    return [reading for reading in ranked[:_MOST_READINGS] if reading[1] >= cut]


def _parts(word: str) -> set[str]:
    """Return what is left of a word when a letter, or two of a long word, are missing.

    Two words within one edit of each other share such a part, whichever letter it is.
    """
    start = word[:_PREFIX]
    missing = 2 if len(word) >= 8 else 1
    parts = {start}
    for count in range(1, missing + 1):
        parts.update("".join(kept) for kept in combinations(start, len(start) - count))
    return parts


def _spelling(said: str, term: str) -> float:
    """Say how well a misspelt word fits: 0 when it is another word."""
    longer, shorter = max(len(said), len(term)), min(len(said), len(term))
    most = 2 if longer >= 8 and shorter >= 7 else 1
    if longer - shorter > most or shorter < 3 or longer < 4:
        return 0.0
    edits = distance(said, term, most)
    if edits > most:
        return 0.0
    swapped = 0.1 if longer == shorter and longer < 5 and sorted(said) != sorted(term) else 0.0
    return 1 - 0.9 * edits / longer - swapped - 0.15 * (said[0] != term[0])


def distance(one: str, other: str, most: int) -> int:
    """Count the edits between two words (a swap of neighbours is one), up to ``most`` + 1."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, row, older = row, [i], before
        for j, target in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != target))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == target:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = last
    return row[-1]


def is_unknown(word: str, *vocabularies: Vocabulary) -> bool:
    """Say whether a word may be misspelt: no everyday word, and none that the house has."""
    plain = word.isalpha() and len(word) > 2 and not is_everyday(word) and stem(word) not in OFTEN
    return plain and not any(vocabulary.known(word) for vocabulary in vocabularies)


def is_common(word: str) -> bool:
    """Say whether a word is spelled right, but tells so little that it may be misheard."""
    plain = word in COMMON or stem(word) in OFTEN
    asks = word in STOP or word in WEAK or root(word) in KIND_WORDS
    return plain and not asks and len(word) > 2
