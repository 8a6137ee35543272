"""Clean blocks in, padded batches out: noise, features, windows, prompts.

All follows from the seed and a turn's number, so a run can stop and go on at any step. Rows of a
batch have about the same length. Most windows end soon behind the speech, some only after up to
10 s and a few after up to 30 s: the model must be right in any.
"""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from . import clean, prompts
from .features import FLOOR, FRAMES_PER_S, MELS, Features, log_mel
from .noise import Noise
from .prompts import IGNORED
from .sentences import Sentence
from .speech import KNOWN
from .tokens import Tokens, letters

EMPTY_SHARE = 0.06
"""Rows without speech, beside those with."""
MICRO_FRAMES = 8000
"""Frames that pass through the model at once, their padding included."""
RENDERED_SHARE = 0.25
"""Of the utterances, where another synthesiser's are given."""
WIDE_SHARE, WIDER_SHARE = 0.2, 0.08
"""Batches with a window up to 10 s, and those with one up to 30 s, half of them full ones."""
SILENCE_SHARE = 0.7
"""Rows that digital silence fills up, as the engine does; the library fills up with zeros."""
PROMPT_SHARE, LONG_PROMPT_SHARE = 0.5, 0.06
"""Batches with names in front, and those with many more than one home's."""
_NO_SENTENCE = Sentence("")
_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that pass through the model at once."""

    features: Tensor
    """(B, 80, window), half precision on its way; behind the sound silence or zeros."""
    ids: Tensor
    """(B, T) what the decoder reads, padded on the right."""
    targets: Tensor
    """(B, T) what it shall write, `IGNORED` where nothing is learned."""
    letters: Tensor
    """All letters of all rows, one after the other."""
    counts: Tensor
    """(B,) letters of each row."""
    seconds: float
    """Sound in the rows without the padding."""
    texts: tuple[str, ...]
    """The transcripts, for scoring."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """All that a turn depends on besides its number."""

    tokens_json: str
    seed: int = 0
    cache: Path | None = None
    """Where clean audio lies while in use; without, each turn speaks afresh."""
    rendered: tuple[Path, ...] = ()
    utterances: int = clean.BLOCK
    """eSpeak NG's in a turn, where there is no cache."""
    split: str = "train"
    voices: str = KNOWN

    def turn(self, number: int) -> list[Batch]:
        """Return the batches of a turn."""
        rng = random.Random(f"{self.seed} turn {number}")
        tokens = Tokens.from_json(self.tokens_json)
        sounds = self._sounds(number, rng)
        sounds.sort(key=lambda pair: pair[1].shape[1])
        groups = list(_groups(sounds, rng))
        rng.shuffle(groups)
        return [batch(tokens, group, window, rng) for group, window in groups]

    def _sounds(self, number: int, rng: random.Random) -> list[tuple[Sentence, Features]]:
        """Return the features of the turn's utterances and of some sounds without speech."""
        noise = Noise(np.random.default_rng(rng.getrandbits(48)))
        spoken = [self._espeak(number)]
        for folder in self.rendered:
            share = RENDERED_SHARE / len(self.rendered)
            spoken.append(clean.rendered(folder, number, round(share * self.utterances)))
        found = [
            (sentence, log_mel(noise.spoil(audio)))
            for block in spoken
            for sentence, audio in zip(block.sentences, block.utterances(), strict=True)
        ]
        empty = max(1, round(EMPTY_SHARE * len(found)))
        others = [rng.choice(found)[0] for _ in range(empty)]
        # A home's names must not make the model hear them in mere noise.
        silent = [replace(_NO_SENTENCE, others=sentence.others) for sentence in others]
        return found + [(sentence, log_mel(noise.no_speech())) for sentence in silent]

    def _espeak(self, number: int) -> clean.Clean:
        """Return the turn's utterances by eSpeak NG."""
        if self.cache:
            return clean.load(self.cache, self.seed, number)
        return clean.make(
            self.seed, number, split=self.split, voices=self.voices, count=self.utterances
        )


Group = list[tuple[Sentence, Features]]


def _groups(sounds: Group, rng: random.Random) -> Iterator[tuple[Group, int]]:
    """Yield rows that make up a batch, and their window in frames."""
    at = 0
    while at < len(sounds):
        extra, least = _window(rng)
        rows = 1
        while at + rows < len(sounds):
            window = max(sounds[at + rows][1].shape[1] + extra, least)
            if (rows + 1) * window > MICRO_FRAMES:
                break
            rows += 1
        group = sounds[at : at + rows]
        window = max(group[-1][1].shape[1] + extra, least)
        yield group, min(window + window % 2, 30 * FRAMES_PER_S)
        at += rows


def _window(rng: random.Random) -> tuple[int, int]:
    """Return the frames to leave behind the longest sound, and the fewest in all."""
    draw = rng.random()
    if draw < WIDER_SHARE:
        return 0, 30 * FRAMES_PER_S if rng.random() < 0.5 else rng.randint(1000, 2999)
    if draw < WIDER_SHARE + WIDE_SHARE:
        return 0, rng.randint(3 * FRAMES_PER_S, 10 * FRAMES_PER_S)
    return rng.randint(0, FRAMES_PER_S // 2), FRAMES_PER_S


def batch(tokens: Tokens, group: Group, window: int, rng: random.Random) -> Batch:
    """Return rows as one batch."""
    heads = _prompts(tokens, [sentence for sentence, _ in group], rng)
    rows = [
        prompts.row(tokens, sentence.text, head, rng)
        for (sentence, _), head in zip(group, heads, strict=True)
    ]
    features = np.zeros((len(group), MELS, window), np.float16)
    for i, (_, sound) in enumerate(group):
        if rng.random() < SILENCE_SHARE:
            features[i] = sound.max() - FLOOR
        features[i, :, : sound.shape[1]] = sound[:, :window]
    spelled = [letters(sentence.text) for sentence, _ in group]
    return Batch(
        torch.from_numpy(features),
        torch.from_numpy(_padded([row.ids for row in rows], tokens.end)),
        torch.from_numpy(_padded([row.targets for row in rows], IGNORED)),
        torch.tensor([i for row in spelled for i in row], dtype=torch.long),
        torch.tensor([len(row) for row in spelled]),
        sum(sound.shape[1] for _, sound in group) / FRAMES_PER_S,
        tuple(sentence.text for sentence, _ in group),
    )


def _prompts(tokens: Tokens, said: list[Sentence], rng: random.Random) -> list[list[int]]:
    """Return what stands in front of each row of a batch."""
    draw = rng.random()
    if draw >= PROMPT_SHARE:
        return [[] for _ in said]
    strangers: list[str] = []
    if draw < LONG_PROMPT_SHARE:
        strangers = [name for sentence in said for name in sentence.others]
    return [prompts.prompt(tokens, sentence, strangers, rng) for sentence in said]


def _padded(rows: list[list[int]], filler: int) -> NDArray[np.int64]:
    """Return rows as one table."""
    table = np.full((len(rows), max(map(len, rows))), filler, dtype=np.int64)
    for i, row in enumerate(rows):
        table[i, : len(row)] = row
    return table


class _Turns(Dataset[list[Batch]]):
    """The turns as torch's loader wants them."""

    def __init__(self, source: Source) -> None:
        """Keep the source; it travels to the workers."""
        self.source = source

    def __getitem__(self, number: int) -> list[Batch]:
        """Return the batches of a turn."""
        return self.source.turn(number)


def turns(source: Source, first: int, workers: int) -> Iterator[list[Batch]]:
    """Return the batches of turn after turn without end, made ahead by workers."""
    return iter(
        DataLoader(
            _Turns(source),
            batch_size=None,
            sampler=range(first, 2**31),
            num_workers=workers,
            prefetch_factor=_AHEAD if workers else None,
            # Started afresh: a fork would copy the threads of torch in an unknown state.
            multiprocessing_context="spawn" if workers else None,
            worker_init_fn=_stay,
        )
    )


def _stay(_worker: int) -> None:
    """Leave signals to the training, which ends the workers when it has saved."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
