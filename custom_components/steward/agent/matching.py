"""Where in a sentence a name is said: whole, or in part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from .candidates import OPTION
from .directory import Directory, Name, Thing
from .hearing import Hearing, Reading
from .lexicon import AND, COUNTED, GAPS, KIND_NOUNS, MARKS, OPTIONAL, STOP, root

_WHOLE_MEAN, _WHOLE_LEAST = 0.77, 0.72
_PART_LEAST = 0.68
_SURELY = 0.8
"""So well must a word fit that was only nearly heard, to tell something by itself."""
_REVERSED = 0.97
_LONGEST_GAP = 3
_MINOR = 0.3
"""How much words count that tell nothing by themselves ("2", "left", "lamp")."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Span:
    """A stretch of the sentence that says a name, or a part of it, or a word for its kind."""

    thing: Thing
    name: Name | None = None
    """None when only the kind was said."""
    start: int
    end: int
    positions: frozenset[int]
    """The words that were matched, without the small ones between them."""
    quality: float = 1.0
    """How well the words were said, up to 1."""
    strength: float = 0.0
    """How much they tell."""
    is_exact: bool = False
    """The whole name was said."""
    unsaid: frozenset[str] = frozenset()
    """The words of the name that would have told more; not those for its kind."""

    def inside(self, other: Span) -> bool:
        """Say whether this span lies in the stretch of another."""
        return other.start <= self.start and self.end <= other.end

    def within(self, other: Span) -> bool:
        """Say whether this span is a true part of another's stretch."""
        return self.inside(other) and self.end - self.start < other.end - other.start


def whole(name: Name, required: Sequence[str], hearing: Hearing) -> list[Span]:
    """Return where all required words of a name are said next to one another."""
    heard = [_usable(name, word, hearing) for word in required]
    is_small = len(required) == 1 and required[0] in STOP and name.thing.sort != OPTION
    if is_small or not all(heard):
        return []
    pivot = min(range(len(heard)), key=lambda index: len(heard[index]))
    spans: dict[tuple[int, int], Span] = {}
    for reading in heard[pivot]:
        chosen = _around(reading, pivot, heard)
        span = chosen and _span(name, chosen, hearing)
        if span and spans.setdefault((span.start, span.end), span).quality < span.quality:
            spans[span.start, span.end] = span
    return list(spans.values())


def _usable(name: Name, word: str, hearing: Hearing) -> list[Reading]:
    """Return the readings of a name's word that are no commands and belong together."""
    return [
        reading
        for reading in hearing.readings.get(word, ())
        if (name.is_ordered or reading.start not in hearing.commands)
        and (reading.partner is None or reading.partner in name.words)
        and not _is_plural_of(reading, hearing)
    ]


def _is_plural_of(reading: Reading, hearing: Hearing) -> bool:
    """Say whether several were said where the name has one: "lamps" for "lamp"."""
    said = hearing.words[reading.end - 1]
    after = hearing.words[reading.end : reading.end + 1]
    is_more = said.endswith("s") and "'" not in said and not reading.word.endswith("s")
    if after and after[0].isdigit():
        # "Lamps 1 and 2" names each of them.
        return False
    return is_more and reading.quality > 0.9 and root(said) in COUNTED


def _around(pivot: Reading, index: int, heard: list[list[Reading]]) -> list[Reading] | None:
    """Choose for each word of a name the reading nearest to one that is settled."""
    chosen: list[Reading] = []
    for other, readings in enumerate(heard):
        if other == index:
            chosen.append(pivot)
            continue
        free = [r for r in readings if _apart(r, pivot) and all(_apart(r, c) for c in chosen)]
        if not free:
            return None
        before = other < index
        chosen.append(min(free, key=lambda r: _remoteness(r, pivot, before)))
    return chosen


def _apart(one: Reading, other: Reading) -> bool:
    """Say whether two readings may stand for two words of a name."""
    if one.start >= other.end or other.start >= one.end:
        return True
    return one.partner == other.word and other.partner == one.word


def _remoteness(reading: Reading, pivot: Reading, before: bool) -> tuple[int, bool, float]:
    """Order readings by their distance, in the name's order first."""
    gap = max(reading.start - pivot.end, pivot.start - reading.end)
    return gap, (reading.start < pivot.start) != before, -reading.quality


def _span(name: Name, chosen: list[Reading], hearing: Hearing) -> Span | None:
    """Return the span of readings that belong together, None when they do not."""
    in_order = sorted(chosen, key=lambda reading: reading.start)
    if name.is_ordered and in_order != chosen:
        return None
    quality = fmean(reading.quality for reading in chosen)
    doubtful = [reading for reading in chosen if reading.is_doubtful]
    is_common = any(hearing.is_common(reading) for reading in doubtful)
    if is_common and all(r.is_doubtful or r.word not in name.content for r in chosen):
        return None
    if quality < _WHOLE_MEAN or min(reading.quality for reading in chosen) < _WHOLE_LEAST:
        return None
    gaps = OPTIONAL if name.is_ordered else GAPS | OPTIONAL.intersection(name.words)
    pairs = list(pairwise(in_order))
    if not all(_close(*pair, gaps, hearing) or _is_listed(*pair, hearing) for pair in pairs):
        return None
    positions = _positions(chosen)
    if not positions.isdisjoint(hearing.amounts) and not _has_unit(positions, hearing):
        return None
    if in_order != chosen:
        quality *= _REVERSED
    return Span(
        thing=name.thing,
        name=name,
        start=in_order[0].start,
        end=max(reading.end for reading in chosen),
        positions=positions,
        quality=quality,
        strength=quality,
        is_exact=all(_is_surely(reading, hearing) for reading in doubtful),
    )


def _is_surely(reading: Reading, hearing: Hearing) -> bool:
    """Say whether a word that was only nearly heard still tells something by itself."""
    return reading.quality >= _SURELY and not hearing.is_common(reading)


def _close(one: Reading, two: Reading, gaps: Iterable[str], hearing: Hearing) -> bool:
    """Say whether only small words stand between two readings."""
    between = hearing.words[one.end : two.start]
    return len(between) <= _LONGEST_GAP and all(word in gaps for word in between)


def _is_listed(one: Reading, two: Reading, hearing: Hearing) -> bool:
    """Say whether a noun is said once for several marks: "lamp" "1 and" "2"."""
    *marks, link = hearing.words[one.end : two.start] or ("",)
    listed = [word for word in (*marks, two.word) if word not in AND]
    return link in AND and len(listed) > 1 and all(map(_is_mark, listed))


def _is_mark(word: str) -> bool:
    """Say whether a word only tells things of one name apart."""
    return word in MARKS or word.isdigit()


def _has_unit(positions: frozenset[int], hearing: Hearing) -> bool:
    """Say whether an amount within a name comes with its unit: "10 minutes"."""
    return all(p + 1 in positions for p in positions & hearing.amounts)


def _positions(readings: Iterable[Reading]) -> frozenset[int]:
    """Return the positions of the words that readings cover."""
    return frozenset(p for reading in readings for p in range(reading.start, reading.end))


def parts(
    name: Name, hearing: Hearing, directory: Directory, explained: frozenset[int]
) -> list[Span]:
    """Return where a telling part of a name is said, best first.

    Words at ``explained`` positions name the place already, and so tell nothing more.
    """
    readings = sorted(
        (r for word in name.required if word not in STOP for r in _partial(name, word, hearing)),
        key=lambda reading: (reading.start, -reading.quality),
    )
    clusters = _clusters(readings, hearing)
    telling = [
        cluster
        for cluster in clusters
        if _tell(cluster, name, hearing, explained) or _is_whole(cluster, name, hearing)
    ]
    if not telling and len(clusters) > 1:
        # "How much power does the tv use" says enough of "TV Power" in two places.
        spread = list({reading.word: reading for reading in readings}.values())
        telling = [spread] if len(name.content.intersection(r.word for r in spread)) > 1 else []
        telling = [cluster for cluster in telling if _tell(cluster, name, hearing, explained)]
    found = [_part(name, cluster, directory) for cluster in telling]
    return sorted(found, key=lambda span: -span.strength)


def _partial(name: Name, word: str, hearing: Hearing) -> list[Reading]:
    """Return the readings of a word that may be all that is said of a name."""
    return [
        reading
        for reading in hearing.readings.get(word, ())
        if reading.quality >= _PART_LEAST
        and reading.start not in hearing.commands
        and reading.start not in hearing.amounts
        and (reading.partner is None or reading.partner in name.words)
    ]


def _tell(cluster: list[Reading], name: Name, hearing: Hearing, explained: frozenset[int]) -> bool:
    """Say whether readings point to a name: by a telling word, or by two others together.

    "Front" or "door" alone could be anything, "front door" is not.
    """
    words = {reading.word for reading in cluster if reading.start not in explained}
    sure = {r.word for r in cluster if not r.is_doubtful or _is_surely(r, hearing)}
    if sure.isdisjoint(name.content):
        return False
    content = words & name.content
    return bool(content) and (len(words) > 1 or not all(root(w) in KIND_NOUNS for w in content))


def _is_whole(cluster: list[Reading], name: Name, hearing: Hearing) -> bool:
    """Say whether all of a name is said, if not in a row: "the library and the corner lamp"."""
    is_more = any(_is_plural_of(reading, hearing) for reading in cluster)
    return len(cluster) == len(name.required) > 1 and not is_more


def _clusters(readings: list[Reading], hearing: Hearing) -> list[list[Reading]]:
    """Group readings that stand next to one another; a word counts once in each."""
    groups: list[list[Reading]] = []
    for reading in readings:
        group = groups[-1] if groups else []
        if not all(_apart(reading, other) for other in group):
            continue
        is_new = all(reading.word != other.word for other in group)
        if group and is_new and _goes_on(group[-1], reading, hearing):
            group.append(reading)
        else:
            groups.append([reading])
    return groups


def _goes_on(one: Reading, two: Reading, hearing: Hearing) -> bool:
    """Say whether a name goes on: at once, or in "left" "and right" "blinds"."""
    if _close(one, two, GAPS, hearing):
        return True
    link, *rest = hearing.words[one.end : two.start]
    return link in AND and 0 < len(rest) <= _LONGEST_GAP and root(two.word) in KIND_NOUNS


def _part(name: Name, cluster: list[Reading], directory: Directory) -> Span:
    """Return the span of a cluster, the stronger the rarer its words are."""
    said = {reading.word: reading.quality for reading in cluster}
    weights = {word: _weight(word, name, directory) for word in name.required}
    strength = sum(weights[word] * quality for word, quality in said.items())
    coverage = strength / (sum(weights.values()) or 1)
    return Span(
        thing=name.thing,
        name=name,
        start=cluster[0].start,
        end=max(reading.end for reading in cluster),
        positions=_positions(cluster),
        quality=fmean(said.values()),
        strength=strength * (1 + coverage),
        unsaid=frozenset(w for w in name.content if w not in said and root(w) not in KIND_NOUNS),
    )


def _weight(word: str, name: Name, directory: Directory) -> float:
    """Return how much a word of a name tells."""
    weight = directory.weight(word)
    is_minor = word not in name.content or root(word) in KIND_NOUNS
    return weight * _MINOR if is_minor else weight
