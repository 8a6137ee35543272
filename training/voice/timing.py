"""From phoneme ids to the phases of sounds: which, how long, how loud, how strongly stressed.

The rules are those of classic duration models: stress lengthens, an end lengthens, a voiceless
consonant shortens the vowel before it, consonants in a row shorten each other.
"""

# ruff: noqa: RUF001 - phonemes look like other letters

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.voice.graph import Graph, Value, joined
from training.voice.phonemes import COLUMNS, PHASES, Floats, Phonemes

OPENING, CLOSING = "aeoɔə", "ɪʊ"
"""The first and the second vowel of a diphthong, which espeak-ng writes as two."""
LONGER_AT_END = (1.4, 1.2, 1.1)
"""The last sound before a pause, the one before it, and so on."""
PRIMARY, SECONDARY = 1.0, 0.4
BEFORE_CONSONANT, AFTER_CONSONANT, AFFRICATE = 0.25, 0.1, 0.25
"""How much shorter a consonant is beside another, and [ʃ] in [tʃ]."""
FORMANTS = 4


@dataclass(frozen=True)
class Phases:
    """The phases of all sounds in a sentence, one after the other; N is their number."""

    seconds: Value
    """[N]"""
    values: Value
    """[N, COLUMNS]"""
    accent: Value
    """[N], 0 to 1: the stress of a vowel."""
    sounding: Value
    """[N], 0 in pauses."""
    continues: Value
    """[N], 1 in the pause within a sentence."""
    asks: Value
    """[], 1 for a question."""


@dataclass(frozen=True)
class _Sounds:
    """What the rules look at, [S] each: the sounds of a sentence without pads and marks."""

    graph: Graph
    table: Phonemes
    ids: Value
    stress: Value
    long: Value
    head: Value
    """The first vowel of a diphthong."""
    tail: Value
    """Its second vowel."""

    def named(self, symbols: str) -> Value:
        """Return [S], 1 for these symbols."""
        return self.graph.constant(self.table.named(*symbols)).gather(self.ids)

    def of_kind(self, *kinds: str) -> Value:
        """Return [S], 1 for sounds of these kinds."""
        return self.graph.constant(self.table.of_kind(*kinds)).gather(self.ids)


def phases(graph: Graph, ids: Value, length_scale: Value, table: Phonemes) -> Phases:
    """Return the phases of a sentence.

    Args:
        graph: Where the nodes go.
        ids: [n], with pads between them, as Piper gives them.
        length_scale: [], longer above 1.
        table: How phonemes sound.
    """
    sounds = _sounds(graph, ids, table)
    seconds = (_seconds(sounds) * length_scale).reshape(-1)
    kept = seconds * 1000  # half a millisecond is not heard
    return Phases(
        seconds=seconds.compress(kept),
        values=_values(sounds).reshape(-1, len(COLUMNS)).compress(kept),
        accent=_spread(sounds.stress).compress(kept),
        sounding=_spread(1 - sounds.of_kind("pause")).compress(kept),
        continues=_spread(sounds.named(",;:")).compress(kept),
        asks=sounds.named("?").reduce("ReduceMax"),
    )


def _spread(value: Value) -> Value:
    """Return a value of sounds for each of their phases."""
    return (value.unsqueeze(1) * np.ones((1, PHASES), np.float32)).reshape(-1)


def _sounds(graph: Graph, ids: Value, table: Phonemes) -> _Sounds:
    """Return the sounds of a sentence, and what the marks beside them say."""

    def flag(values: Floats) -> Value:
        return graph.constant(values).gather(ids)

    ids = ids.compress(1 - flag(table.named("_")))
    stress = PRIMARY * flag(table.named("ˈ")) + SECONDARY * flag(table.named("ˌ"))
    opens, closes = flag(table.named(*OPENING)), flag(table.named(*CLOSING))
    # Spaces are still there: a vowel that ends a word makes no diphthong with the next word's.
    kept = flag(1 - table.of_kind(""))
    return _Sounds(
        graph=graph,
        table=table,
        ids=ids.compress(kept),
        stress=(stress.before() * flag(table.of_kind("vowel"))).compress(kept),
        long=flag(table.named("ː")).after().compress(kept),
        head=(opens * closes.after()).compress(kept),
        tail=(closes * opens.before()).compress(kept),
    )


def _values(sounds: _Sounds) -> Value:
    """Return the values of all phases, formants drawn towards the sound that follows."""
    values = sounds.graph.constant(sounds.table.values).gather(sounds.ids)  # [S, PHASES, COLUMNS]
    following = values.columns(0, 1, axis=1).after(rank=3)
    formants, rest = values.columns(0, FORMANTS), values.columns(FORMANTS, len(COLUMNS))
    share = values.columns(COLUMNS.index("follow"), len(COLUMNS))
    drawn = formants + share * (following.columns(0, FORMANTS) - formants)
    return joined([drawn, rest], -1)


def _seconds(sounds: _Sounds) -> Value:
    """Return durations, [S, PHASES]."""
    consonant = sounds.of_kind("glide", "nasal", "fricative", "stop")
    factor = _vowel_factor(sounds, consonant)
    factor = factor * (1 - BEFORE_CONSONANT * consonant * consonant.after())
    factor = factor * (1 - AFTER_CONSONANT * consonant * consonant.before())
    factor = factor * (1 - AFFRICATE * sounds.named("ʃʒ") * sounds.named("td").before())
    seconds = sounds.graph.constant(sounds.table.seconds).gather(sounds.ids)
    return seconds * (factor * _end_factor(sounds)).unsqueeze(1) * _release(sounds)


def _vowel_factor(sounds: _Sounds, consonant: Value) -> Value:
    """Return how much longer the surroundings make each vowel; 1 for what is none."""
    voiceless = sounds.graph.constant(sounds.table.voiceless).gather(sounds.ids) * consonant
    voiced = consonant - voiceless
    stressed = (sounds.stress + sounds.stress.before() * sounds.tail).at_most(1)
    factor = (0.85 + 0.35 * stressed) * (1 + 0.15 * sounds.long)
    factor = factor * (1 - 0.22 * voiceless.after() + 0.1 * voiced.after())
    factor = factor * (1 - 0.1 * sounds.head - 0.15 * sounds.tail)
    return 1 + sounds.of_kind("vowel") * (factor - 1)


def _end_factor(sounds: _Sounds) -> Value:
    """Return how much longer a coming pause makes each sound."""
    pause = sounds.of_kind("pause")
    factor, coming = pause * 0 + 1, pause
    for longer in LONGER_AT_END:
        coming = coming.after()
        factor = factor * (1 + (longer - 1) * coming * (1 - pause))
    return factor


def _release(sounds: _Sounds) -> Value:
    """Return how much is heard of each phase, [S, PHASES]: not all stops burst or breathe."""
    burst = 1 - sounds.named("td") * sounds.named("ʃʒ").after()
    open_mouth = sounds.of_kind("vowel", "glide").after() + 0.6 * sounds.of_kind("pause").after()
    breath = open_mouth * (1 - sounds.named("s").before())
    breath = 1 + sounds.named("ptk") * (breath - 1)
    return joined(
        [(burst * 0 + 1).unsqueeze(1), burst.unsqueeze(1), (breath * burst).unsqueeze(1)], 1
    )
