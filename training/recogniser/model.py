"""Whisper's architecture, small: an encoder of sounds, a decoder of words, a head for letters.

The head (CTC) is there in training alone: it makes the encoder listen long before the decoder
does. Positions of the encoder are sines, so that rows of any length up to 30 s are right without
being learned. Those of the decoder start as sines and are learned.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .features import MELS
from .tokens import LETTERS


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelConfig:
    """The shape of a recogniser."""

    width: int = 128
    heads: int = 4
    encoder_layers: int = 4
    decoder_layers: int = 2
    vocabulary: int = 650
    sound_positions: int = 1500
    """Of 20 ms: the 30 s that the library pads to."""
    word_positions: int = 448

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for a checkpoint."""
        return asdict(self)


class Attention(nn.Module):
    """Self-attention, or attention to the sounds where `of_sounds`."""

    def __init__(self, config: ModelConfig, *, of_sounds: bool = False) -> None:
        """Make the products, those of one input together."""
        super().__init__()
        width = config.width
        self.heads, self.of_sounds = config.heads, of_sounds
        self.norm = nn.LayerNorm(width)
        self.joined = nn.Linear(width, 2 * width if of_sounds else 3 * width)
        if of_sounds:
            self.query = nn.Linear(width, width)
        self.out = nn.Linear(width, width)
        self.joined.weight.parts = [width] * (2 if of_sounds else 3)

    def forward(
        self, x: Tensor, sounds: Tensor | None = None, *, is_causal: bool = False
    ) -> Tensor:
        """Return what is added to x (B, T, W)."""
        normed = self.norm(x)
        if self.of_sounds and sounds is not None:
            parts = [self.query(normed), *self.joined(sounds).chunk(2, -1)]
        else:
            parts = list(self.joined(normed).chunk(3, -1))
        split = [part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in parts]
        mixed = F.scaled_dot_product_attention(*split, is_causal=is_causal)  # (B, H, T, W / H)
        added: Tensor = self.out(mixed.transpose(1, 2).flatten(2))
        return added


class Hidden(nn.Module):
    """The two products after attention."""

    def __init__(self, width: int) -> None:
        """Make them, four times as wide inside."""
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        """Return what is added to x."""
        added: Tensor = self.down(F.gelu(self.up(self.norm(x))))
        return added


class Layer(nn.Module):
    """A layer of the encoder, or of the decoder where it also hears the sounds."""

    def __init__(self, config: ModelConfig, *, hears: bool) -> None:
        """Make its parts."""
        super().__init__()
        self.attention = Attention(config)
        self.hearing = Attention(config, of_sounds=True) if hears else None
        self.hidden = Hidden(config.width)

    def forward(self, x: Tensor, sounds: Tensor | None = None) -> Tensor:
        """Return the stream behind the layer."""
        x = x + self.attention(x, is_causal=self.hearing is not None)
        if self.hearing is not None:
            x = x + self.hearing(x, sounds)
        return x + self.hidden(x)


class Recogniser(nn.Module):
    """The whole model."""

    def __init__(self, config: ModelConfig) -> None:
        """Make all weights."""
        super().__init__()
        self.config = config
        width = config.width
        self.first = nn.Conv1d(MELS, width, 3, padding=1)
        self.second = nn.Conv1d(width, width, 3, stride=2, padding=1)
        self.register_buffer("sound_positions", sines(config.sound_positions, width), False)
        self.encoder = _layers(config, config.encoder_layers, hears=False)
        self.encoder_norm = nn.LayerNorm(width)
        self.letters = nn.Linear(width, len(LETTERS) + 1)
        self.embedding = nn.Embedding(config.vocabulary, width)
        self.word_embedding = nn.Embedding(config.word_positions, width)
        self.decoder = _layers(config, config.decoder_layers, hears=True)
        self.decoder_norm = nn.LayerNorm(width)
        self._start(width)

    def _start(self, width: int) -> None:
        """Give the tables of the decoder sizes that fit each other."""
        # Both are called embeddings, by which the optimiser knows tables from products.
        nn.init.normal_(self.embedding.weight, std=width**-0.5)
        self.word_embedding.weight.data.copy_(0.1 * sines(self.config.word_positions, width))

    def listen(self, features: Tensor) -> Tensor:
        """Return the sounds (B, frames / 2, W) in features (B, 80, frames)."""
        x = F.gelu(self.first(features))
        x = F.gelu(self.second(x)).transpose(1, 2)
        x = x + self.sound_positions[: x.size(1)]
        for layer in self.encoder:
            x = layer(x)
        sounds: Tensor = self.encoder_norm(x)
        return sounds

    def write(self, ids: Tensor, sounds: Tensor) -> Tensor:
        """Return the decoder's stream (B, T, W) over ids (B, T)."""
        x = self.embedding(ids) + self.word_embedding.weight[: ids.size(1)]
        for layer in self.decoder:
            x = layer(x, sounds)
        stream: Tensor = self.decoder_norm(x)
        return stream

    def logits(self, stream: Tensor) -> Tensor:
        """Return the logits of the next id."""
        return F.linear(stream, self.embedding.weight)

    def parameters_count(self) -> int:
        """Return the number of learned weights."""
        return sum(p.numel() for p in self.parameters())


def _layers(config: ModelConfig, count: int, *, hears: bool) -> nn.ModuleList:
    """Return a stack of layers."""
    return nn.ModuleList(Layer(config, hears=hears) for _ in range(count))


def sines(count: int, width: int) -> Tensor:
    """Return Whisper's fixed positions (count, width)."""
    step = math.log(10_000) / (width // 2 - 1)
    rates = torch.exp(-step * torch.arange(width // 2))
    angles = torch.arange(count)[:, None] * rates[None]
    return torch.cat([angles.sin(), angles.cos()], dim=1)
