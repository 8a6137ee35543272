"""Start from what a model has learned already, also one with another vocabulary or fewer layers.

A shipped GGUF file is enough: its numbers are rounded to eight bits, which the first steps
mend. Rows of the embedding follow the text of their tokens; a token that the old vocabulary
lacks starts as the mean of the pieces it was written in before. New layers start as the
identity, behind the old ones.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gguf
import torch
from torch import Tensor

from . import checkpoint
from .config import Config, ModelConfig
from .tokenizer import Tokenizer

Weights = dict[str, Tensor]


def load(path: Path) -> tuple[Weights, Tokenizer]:
    """Return the weights and the vocabulary of a checkpoint or of a GGUF file of Steward's.

    Raises:
        ValueError: The file says nothing of how it was trained: it is not one of Steward's.
    """
    if path.suffix == ".gguf":
        return _from_gguf(gguf.GGUFReader(path))
    data = checkpoint.load(path)
    return data["model"], checkpoint.origin(data).tokenizer


def carried(old: Weights, before: Tokenizer, new: Weights, after: Tokenizer) -> Weights:
    """Return new weights with all that the old ones know; `new` are those of a fresh model.

    Raises:
        ValueError: The models differ in width.
    """
    found = {**new}
    for name, weight in old.items():
        if name == "embedding.weight":
            found[name] = _rows(weight, before, after)
        elif name in new and new[name].shape == weight.shape:
            found[name] = weight.float()
        else:
            raise ValueError(f"{name} does not fit: only depth and vocabulary may change")
    return found


def _rows(weight: Tensor, before: Tokenizer, after: Tokenizer) -> Tensor:
    """Return the embedding for another vocabulary."""
    texts = [text for text, _ in before.gguf_tokens()]
    place = {text: i for i, text in enumerate(texts)}
    rows = weight.float().mean(0).repeat(after.size, 1)
    for i, (text, _) in enumerate(after.gguf_tokens()):
        pieces = [place[text]] if text in place else before.encode(after.decode([i]))
        if pieces:
            rows[i] = weight[pieces].float().mean(0)
    return rows


def _from_gguf(reader: gguf.GGUFReader) -> tuple[Weights, Tokenizer]:
    """Undo what `export` did."""
    field = reader.get_field("steward.config")
    if field is None:
        raise ValueError("no model of Steward's: it does not say how it was trained")
    model = Config.from_dict(json.loads(field.contents())).model
    found = {t.name: torch.from_numpy(_plain(t)) for t in reader.tensors}
    return _weights(found, model), _tokenizer(reader)


def _plain(tensor: Any) -> Any:
    """Return a tensor's numbers as float32 in the shape (rows, columns)."""
    return gguf.quants.dequantize(tensor.data, tensor.tensor_type).copy()


def _weights(found: Weights, c: ModelConfig) -> Weights:
    """Return the model's own names and order of rows."""
    weights = {
        "embedding.weight": found["token_embd.weight"],
        "norm.weight": found["output_norm.weight"],
    }
    for layer in range(c.layers):
        old, new = f"blk.{layer}", f"blocks.{layer}"
        q = _halved(found[f"{old}.attn_q.weight"], c.heads)
        k = _halved(found[f"{old}.attn_k.weight"], c.kv_heads)
        v = found[f"{old}.attn_v.weight"]
        gate_up = (found[f"{old}.ffn_gate.weight"], found[f"{old}.ffn_up.weight"])
        weights[f"{new}.attention_norm.weight"] = found[f"{old}.attn_norm.weight"]
        weights[f"{new}.attention.qkv.weight"] = torch.cat((q, k, v))
        weights[f"{new}.attention.out.weight"] = found[f"{old}.attn_output.weight"]
        weights[f"{new}.feed_norm.weight"] = found[f"{old}.ffn_norm.weight"]
        weights[f"{new}.feed.gate_up.weight"] = torch.cat(gate_up)
        weights[f"{new}.feed.down.weight"] = found[f"{old}.ffn_down.weight"]
    return weights


def _halved(x: Tensor, heads: int) -> Tensor:
    """Put rows back where the model turns halves, not neighbours."""
    rows, columns = x.shape
    return x.view(heads, rows // heads // 2, 2, columns).transpose(1, 2).reshape(rows, columns)


def _tokenizer(reader: gguf.GGUFReader) -> Tokenizer:
    """Return the vocabulary of a file."""
    names = ("tokens", "token_type", "merges")
    fields = [reader.get_field(f"tokenizer.ggml.{name}") for name in names]
    tokens, kinds, merges = (field.contents() if field else [] for field in fields)
    normal = gguf.TokenType.NORMAL
    vocabulary = {t: i for i, (t, k) in enumerate(zip(tokens, kinds, strict=True)) if k == normal}
    special = [t for t, k in zip(tokens, kinds, strict=True) if k != normal]
    learned = {t: i for t, i in vocabulary.items() if not t.startswith("<unused")}
    pairs = [(left, right) for left, _, right in (m.partition(" ") for m in merges)]
    return Tokenizer({**learned, **_bytes(tokens, special)}, pairs, special)


def _bytes(tokens: list[str], special: list[str]) -> dict[str, int]:
    """Return the special tokens that are one byte: they share its place in the vocabulary."""
    return {token: tokens.index(token) for token in special if len(token) == 1}
