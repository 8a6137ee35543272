"""Blocks of clean utterances: made from a seed and a number, kept on disk while they are in use.

A clean block is used in several turns, each time with other noise, speed and windows. Between two
uses lie some other blocks. After its last turn its file goes, so that hours of audio never pile up.
Blocks that another synthesiser has written into a folder (`render.py`) have the same form.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .sentences import Sentence, sentences
from .speech import KNOWN, Audio, some_voice, speak, start_over
from .spelling import read_out

BLOCK = 192
"""Utterances in a block."""
GROUP, USES = 8, 3
"""Blocks that take turns, and how often each is used."""
LONGEST_S = 9.0


@dataclass(frozen=True, slots=True)
class Clean:
    """Utterances with their sentences."""

    sentences: list[Sentence]
    audio: NDArray[np.int16]
    """All utterances one after the other, 16,000 samples a second."""
    lengths: NDArray[np.int64]
    """Samples of each."""

    def utterances(self) -> list[Audio]:
        """Return the samples of each utterance, from -1 to 1."""
        parts = np.split(self.audio, np.cumsum(self.lengths)[:-1])
        return [(part / np.float32(32_768)).astype(np.float32) for part in parts]


def block_of(turn: int) -> tuple[int, bool]:
    """Return the block that a turn uses, and whether that is its last use."""
    group, at = divmod(turn, GROUP * USES)
    return group * GROUP + at % GROUP, at >= GROUP * (USES - 1)


def load(folder: Path, seed: int, turn: int) -> Clean:
    """Return the block of a turn, from the folder where it was kept."""
    number, is_last = block_of(turn)
    path = folder / f"{seed}-{number:06}.npz"
    clean = read(path) if path.exists() else make(seed, number)
    if is_last:
        path.unlink(missing_ok=True)
    elif not path.exists():
        write(path, clean)
    return clean


def make(
    seed: int, number: int, *, split: str = "train", voices: str = KNOWN, count: int = BLOCK
) -> Clean:
    """Return a block spoken by eSpeak NG; the same one for a seed and a number."""
    rng = random.Random(f"{seed} {number} {split} {voices}")
    start_over()
    found: list[tuple[Sentence, Audio]] = []
    for sentence in sentences(rng.getrandbits(48), split):
        audio = speak(read_out(sentence.text), some_voice(rng, voices))
        if 0 < len(audio) <= LONGEST_S * 16_000:
            found.append((sentence, audio))
        if len(found) == count:
            break
    return pack(found)


def pack(found: list[tuple[Sentence, Audio]]) -> Clean:
    """Return utterances as a block."""
    joined = np.concatenate([audio for _, audio in found])
    return Clean(
        [sentence for sentence, _ in found],
        (np.clip(joined, -1, 1) * 32_767).astype(np.int16),
        np.array([len(audio) for _, audio in found], dtype=np.int64),
    )


def write(path: Path, clean: Clean) -> None:
    """Write a block; a reader sees all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    texts = json.dumps([[s.text, s.said, s.others] for s in clean.sentences])
    with part.open("wb") as file:
        np.savez(file, audio=clean.audio, lengths=clean.lengths, texts=np.array(texts))
    part.rename(path)


def read(path: Path) -> Clean:
    """Read what `write` wrote."""
    with np.load(path) as data:
        texts = json.loads(str(data["texts"]))
        known = [Sentence(text, tuple(said), tuple(others)) for text, said, others in texts]
        return Clean(known, data["audio"], data["lengths"])


def rendered(folder: Path, turn: int, count: int) -> Clean:
    """Return some utterances that another synthesiser wrote, others in each turn.

    Raises:
        FileNotFoundError: The folder has none.
    """
    paths = sorted(folder.glob("*.npz"))
    if not paths:
        raise FileNotFoundError(f"{folder} has no rendered speech; see training.recogniser.render")
    clean = read(paths[turn % len(paths)])
    chosen = random.Random(turn).sample(range(len(clean.lengths)), min(count, len(clean.lengths)))
    parts = clean.utterances()
    return pack([(clean.sentences[i], parts[i]) for i in chosen])


def texts(seed: int, count: int) -> list[Sentence]:
    """Return sentences alone, for the vocabulary."""
    return list(islice(sentences(seed), count))
