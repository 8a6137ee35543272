"""A Llama decoder, small enough to read in one sitting.

RMSNorm, rotary positions, SwiGLU and tied embeddings: exactly what llama.cpp
calls `llama`, so `export` only renames tensors. Rows are padded on the right
and attention is causal, so no token ever looks at padding and no mask is made.

Shapes: B rows, T tokens a row, D width, H heads, K key heads, S head size, N
answer tokens of the whole batch.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .config import ModelConfig


class RMSNorm(nn.Module):
    """Scale each token to unit mean square, then by a learned weight."""

    def __init__(self, width: int, eps: float) -> None:
        """Start as the plain norm."""
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        """Normalise the last dimension."""
        return F.rms_norm(x, (x.size(-1),), self.weight, self.eps)


def rotary_table(config: ModelConfig) -> tuple[Tensor, Tensor]:
    """Return the cosines and sines of every position, each (context, S / 2)."""
    half = torch.arange(0, config.head_size, 2, dtype=torch.float32)
    frequency = config.rope_base ** (-half / config.head_size)
    angle = torch.outer(torch.arange(config.context).float(), frequency)
    return angle.cos(), angle.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn the two halves of each head by its position."""
    a, b = x.chunk(2, dim=-1)  # (B, T, H, S / 2) each
    return torch.cat((a * cos - b * sin, b * cos + a * sin), dim=-1)


def attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Return causal attention, (B, H, T, S), of keys and values (B, K, T, S)."""
    if q.is_cuda:
        shared = q.size(1) != k.size(1)
        return F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=shared)
    # On a CPU and rows of some 100 tokens the fused kernel's backward pass takes
    # five times as long as these plain products (LOG.md).
    groups = q.size(1) // k.size(1)
    k, v = (x.repeat_interleave(groups, dim=1) if groups > 1 else x for x in (k, v))
    rows, heads, length, size = q.shape
    future = q.new_full((length, length), float("-inf")).triu(1)
    scores = torch.baddbmm(
        future,
        q.reshape(-1, length, size),
        k.reshape(-1, length, size).transpose(1, 2),
        alpha=size**-0.5,
    )  # (B * H, T, T)
    return torch.bmm(scores.softmax(-1), v.reshape(-1, length, size)).view(
        rows, heads, length, size
    )


class Attention(nn.Module):
    """Causal attention; keys and values may be shared by groups of heads."""

    def __init__(self, config: ModelConfig) -> None:
        """Make one product for query, key and value: fewer, larger ones are faster."""
        super().__init__()
        self.config = config
        self.qkv = nn.Linear(config.width, config.width + 2 * config.kv_width, bias=False)
        self.qkv.weight.parts = [config.width, config.kv_width, config.kv_width]
        self.out = nn.Linear(config.width, config.width, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        """Return what each token gathers, (B, T, D), before the output product."""
        c, (rows, length, _) = self.config, x.shape
        q, k, v = self.qkv(x).split((c.width, c.kv_width, c.kv_width), dim=-1)
        q = rotate(q.view(rows, length, c.heads, c.head_size), cos, sin)
        k = rotate(k.view(rows, length, c.kv_heads, c.head_size), cos, sin)
        v = v.view(rows, length, c.kv_heads, c.head_size)
        y = attend(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2))
        return y.transpose(1, 2).reshape(rows, length, c.width)


class FeedForward(nn.Module):
    """SwiGLU: one half of the hidden layer opens the other."""

    def __init__(self, config: ModelConfig) -> None:
        """Make gate and up as one product."""
        super().__init__()
        self.gate_up = nn.Linear(config.width, 2 * config.hidden, bias=False)
        self.gate_up.weight.parts = [config.hidden, config.hidden]
        self.down = nn.Linear(config.hidden, config.width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Return a change of the same shape as `x`."""
        gate, up = self.gate_up(x).chunk(2, dim=-1)
        return self.down(F.silu(gate) * up)


class Block(nn.Module):
    """One layer."""

    def __init__(self, config: ModelConfig) -> None:
        """Make both halves and their norms."""
        super().__init__()
        self.attention_norm = RMSNorm(config.width, config.norm_eps)
        self.attention = Attention(config)
        self.feed_norm = RMSNorm(config.width, config.norm_eps)
        self.feed = FeedForward(config)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, keep: Tensor | None = None) -> Tensor:
        """Return the stream after this layer, only at flat positions `keep` if given."""
        y = self.attention(self.attention_norm(x), cos, sin)
        if keep is not None:
            # Nothing reads the other tokens after the last attention: most of
            # a batch is prompt, so this saves most of the last layer.
            x, y = x.flatten(0, 1)[keep], y.flatten(0, 1)[keep]  # (N, D)
        x = x + self.attention.out(y)
        return x + self.feed(self.feed_norm(x))


class Llama(nn.Module):
    """Tokens in, the logits of the token after each wanted position out."""

    cos: Tensor
    sin: Tensor

    def __init__(self, config: ModelConfig) -> None:
        """Make the layers; random weights come from torch's seed."""
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.width)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.norm = RMSNorm(config.width, config.norm_eps)
        cos, sin = rotary_table(config)
        self.register_buffer("cos", cos[:, None, :], persistent=False)  # (C, 1, S / 2)
        self.register_buffer("sin", sin[:, None, :], persistent=False)
        self._initialise()

    def _initialise(self) -> None:
        """Start every layer as the identity, with an embedding of unit rows."""
        # The output is tied, so a token at first predicts itself: the loss begins
        # at 15. Smaller rows begin lower and learn worse (LOG.md).
        nn.init.normal_(self.embedding.weight, std=self.config.width**-0.5)
        for block in self.blocks:
            for linear in (block.attention.qkv, block.feed.gate_up):
                nn.init.normal_(linear.weight, std=self.config.width**-0.5)
            nn.init.zeros_(block.attention.out.weight)
            nn.init.zeros_(block.feed.down.weight)

    def forward(self, ids: Tensor, keep: Tensor) -> Tensor:
        """Return logits (N, V) at the flat positions `keep` of `ids` (B, T)."""
        cos, sin = self.cos[: ids.size(1)], self.sin[: ids.size(1)]
        x = self.embedding(ids)  # (B, T, D)
        for block in self.blocks[:-1]:
            x = block(x, cos, sin)
        x = self.blocks[-1](x, cos, sin, keep)  # (N, D)
        return F.linear(self.norm(x), self.embedding.weight)

    def parameters_count(self) -> int:
        """Return the number of weights, the tied embedding counted once."""
        return sum(weight.numel() for weight in self.parameters())


@torch.inference_mode()
def greedy(model: Llama, prompt: list[int], end: int, limit: int = 96) -> list[int]:
    """Return the likeliest completion, `end` left out.

    Every token runs the whole text again: slow, short, and nothing to get wrong,
    which is what a reference for llama.cpp should be.
    """
    ids = list(prompt)
    while len(ids) < min(len(prompt) + limit, model.config.context):
        last = torch.tensor([len(ids) - 1])
        token = int(model(torch.tensor([ids]), last).argmax())
        if token == end:
            break
        ids.append(token)
    return ids[len(prompt) :]
