"""What is learned from a batch: the decoder's words, and the letters of the encoder (CTC)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from .batches import Batch
from .model import Recogniser
from .prompts import IGNORED
from .tokens import from_letters

LETTERS_WEIGHT = 0.5
"""Of the letters beside the words."""
FRAMES_PER_LETTER = 6
"""Of 20 ms, in ordinary speech."""


@dataclass(frozen=True, slots=True)
class Losses:
    """Sums over a batch."""

    words: Tensor
    """Of the decoder's ids."""
    letters: Tensor
    """Of the rows, each by its letters."""


def losses(model: Recogniser, batch: Batch) -> Losses:
    """Return the losses of a batch."""
    sounds = model.listen(batch.features.to(model.embedding.weight.dtype))
    stream = model.write(batch.ids, sounds)
    is_learned = batch.targets != IGNORED
    logits = model.logits(stream[is_learned]).float()
    words = F.cross_entropy(logits, batch.targets[is_learned], reduction="sum")
    return Losses(words, _letters(model, sounds, batch))


def _letters(model: Recogniser, sounds: Tensor, batch: Batch) -> Tensor:
    """Return the sum of the rows' CTC losses, each divided by its letters.

    A long window would outweigh all the rest at first, when every silent frame costs as much as a
    letter; there and where nothing is said the length counts instead.
    """
    scores = model.letters(sounds).float().log_softmax(-1).transpose(0, 1)  # (T, B, letters)
    lengths = torch.full((len(batch.counts),), len(scores))
    each = F.ctc_loss(
        scores, batch.letters, lengths, batch.counts, reduction="none", zero_infinity=True
    )
    return (each / batch.counts.clamp(min=len(scores) / FRAMES_PER_LETTER)).sum()


@torch.no_grad()
def spell(model: Recogniser, batch: Batch) -> list[str]:
    """Return what the encoder alone writes of each row."""
    sounds = model.listen(batch.features.to(model.embedding.weight.dtype))
    return [from_letters(row) for row in model.letters(sounds).argmax(-1).tolist()]


@torch.no_grad()
def guess(model: Recogniser, batch: Batch) -> float:
    """Return the share of the decoder's ids that are right when all before them are given."""
    sounds = model.listen(batch.features.to(model.embedding.weight.dtype))
    is_learned = batch.targets != IGNORED
    best = model.logits(model.write(batch.ids, sounds)[is_learned]).argmax(-1)
    return float((best == batch.targets[is_learned]).float().mean())
