"""Write a checkpoint as a GGUF file that llama.cpp runs.

    python -m training.export training/runs/small/last.pt --out steward-small.gguf

Beside the file a JSON of probes is written: texts with the ids that training
gave them, and prompts with the completion and the logits of the model in torch.
`check_gguf`, which needs llama.cpp and no torch, compares them.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch
from torch import Tensor

from . import checkpoint
from .batches import GENERATOR, load_generator
from .checkpoint import Origin
from .config import ModelConfig
from .heldout import SPLITS
from .model import Llama, greedy
from .probes import texts
from .tokenizer import PRE_TOKENIZER, Tokenizer

FORMATS = {
    "f16": (gguf.LlamaFileType.MOSTLY_F16, gguf.GGMLQuantizationType.F16),
    "q8_0": (gguf.LlamaFileType.MOSTLY_Q8_0, gguf.GGMLQuantizationType.Q8_0),
}
_KINDS = {
    "normal": gguf.TokenType.NORMAL,
    "user": gguf.TokenType.USER_DEFINED,
    "control": gguf.TokenType.CONTROL,
}
_SEED = 30_000_001


@dataclass(frozen=True, slots=True)
class Card:
    """What the file says of itself."""

    name: str
    version: str = "1"
    calibration: str = ""
    """How its probabilities are to be read, as JSON; see `measure`."""


def tensors(weights: dict[str, Tensor], c: ModelConfig) -> Iterator[tuple[str, Tensor]]:
    """Yield llama.cpp's name and matrix of every weight; the tied output has none."""
    yield "token_embd.weight", weights["embedding.weight"]
    yield "output_norm.weight", weights["norm.weight"]
    for layer in range(c.layers):
        old, new = f"blocks.{layer}", f"blk.{layer}"
        qkv = weights[f"{old}.attention.qkv.weight"]
        q, k, v = qkv.split((c.width, c.kv_width, c.kv_width))
        gate, up = weights[f"{old}.feed.gate_up.weight"].chunk(2)
        yield f"{new}.attn_norm.weight", weights[f"{old}.attention_norm.weight"]
        yield f"{new}.attn_q.weight", interleaved(q, c.heads)
        yield f"{new}.attn_k.weight", interleaved(k, c.kv_heads)
        yield f"{new}.attn_v.weight", v
        yield f"{new}.attn_output.weight", weights[f"{old}.attention.out.weight"]
        yield f"{new}.ffn_norm.weight", weights[f"{old}.feed_norm.weight"]
        yield f"{new}.ffn_gate.weight", gate
        yield f"{new}.ffn_up.weight", up
        yield f"{new}.ffn_down.weight", weights[f"{old}.feed.down.weight"]


def interleaved(x: Tensor, heads: int) -> Tensor:
    """Reorder rows for llama.cpp, which turns neighbours where the model turns halves."""
    rows, columns = x.shape
    return x.view(heads, 2, rows // heads // 2, columns).transpose(1, 2).reshape(rows, columns)


def add_shape(writer: gguf.GGUFWriter, c: ModelConfig) -> None:
    """Describe the layers."""
    writer.add_context_length(c.context)
    writer.add_embedding_length(c.width)
    writer.add_block_count(c.layers)
    writer.add_feed_forward_length(c.hidden)
    writer.add_head_count(c.heads)
    writer.add_head_count_kv(c.kv_heads)
    writer.add_rope_dimension_count(c.head_size)
    writer.add_rope_freq_base(c.rope_base)
    writer.add_layer_norm_rms_eps(c.norm_eps)
    writer.add_vocab_size(c.vocabulary)


def add_tokenizer(writer: gguf.GGUFWriter, tokenizer: Tokenizer) -> None:
    """Describe the vocabulary."""
    tokens = list(tokenizer.gguf_tokens())
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(PRE_TOKENIZER)
    writer.add_token_list([text for text, _ in tokens])
    writer.add_token_types([_KINDS[kind] for _, kind in tokens])
    writer.add_token_merges([f"{left} {right}" for left, right in tokenizer.merges])
    # llama.cpp takes ids 11 where none is named, so the beginning is named too;
    # it is never added.
    for add in (writer.add_bos_token_id, writer.add_eos_token_id, writer.add_pad_token_id):
        add(tokenizer.end)
    writer.add_add_bos_token(False)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(False)


def add_card(writer: gguf.GGUFWriter, data: dict[str, Any], card: Card) -> None:
    """Say what the model is and what made it."""
    origin, progress = checkpoint.origin(data), checkpoint.progress(data)
    writer.add_name(card.name)
    writer.add_version(card.version)
    writer.add_license("cc-by-4.0")
    writer.add_description("Writes Home Assistant actions from a labelled prompt.")
    writer.add_languages(["en"])
    writer.add_string("steward.data_hash", origin.data_hash)
    writer.add_string("steward.tokenizer_hash", origin.tokenizer.hash())
    writer.add_string("steward.config", json.dumps(origin.config.as_dict(), sort_keys=True))
    writer.add_uint32("steward.seed", origin.seed)
    writer.add_uint64("steward.trained_tokens", progress.tokens)
    writer.add_uint64("steward.trained_examples", progress.examples)
    writer.add_string("steward.heldout", json.dumps(data["scores"].get("split", {})))
    if card.calibration:
        writer.add_string("steward.calibration", card.calibration)


def add_weights(writer: gguf.GGUFWriter, data: dict[str, Any], format_name: str) -> None:
    """Add all tensors; norms stay exact and short rows stay at 16 bits."""
    config = checkpoint.origin(data).config.model
    wanted = FORMATS[format_name][1]
    for name, tensor in tensors(data["model"], config):
        array = tensor.float().numpy()
        kind = wanted if array.ndim == 2 else gguf.GGMLQuantizationType.F32
        if kind == gguf.GGMLQuantizationType.Q8_0 and array.shape[1] % 32:
            kind = gguf.GGMLQuantizationType.F16
        packed = gguf.quants.quantize(np.ascontiguousarray(array), kind)
        writer.add_tensor(name, packed, raw_dtype=kind)


def export(data: dict[str, Any], path: Path, format_name: str, card: Card) -> None:
    """Write the GGUF file of a checkpoint."""
    origin = checkpoint.origin(data)
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_file_type(FORMATS[format_name][0])
    add_card(writer, data, card)
    add_shape(writer, origin.config.model)
    add_tokenizer(writer, origin.tokenizer)
    add_weights(writer, data, format_name)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def probes(data: dict[str, Any], generator: str, count: int) -> dict[str, Any]:
    """Return texts with their ids, and prompts with what torch makes of them."""
    origin, model = checkpoint.origin(data), checkpoint.model(data)
    make = load_generator(generator)
    examples = [e for split in SPLITS for e in islice(make(_SEED, split), count // len(SPLITS))]
    spoken = [text for e in examples for text in (e.prompt, e.prompt + e.completion)]
    odd = texts(origin.tokenizer.special)
    return {
        "tokens": [[text, origin.tokenizer.encode(text)] for text in (*spoken, *odd)],
        "prompts": [_answer(model, origin, e.prompt, e.completion) for e in examples],
    }


@torch.inference_mode()
def _answer(model: Llama, origin: Origin, prompt: str, completion: str) -> dict[str, Any]:
    """Return a prompt with the model's first logits and greedy completion."""
    ids = origin.tokenizer.encode(prompt)
    logits = model(torch.tensor([ids]), torch.tensor([len(ids) - 1]))[0]
    written = greedy(model, ids, origin.tokenizer.end)
    return {
        "prompt": prompt,
        "completion": completion,
        "written": written,
        "logits": [round(x, 4) for x in logits.tolist()],
    }


def main(argv: list[str] | None = None) -> None:
    """Export a checkpoint and its probes."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--format", choices=sorted(FORMATS), default="q8_0")
    parser.add_argument("--name", help="default: Steward and the preset")
    parser.add_argument("--version", default="1")
    parser.add_argument("--calibration", type=Path, help="what `measure` wrote")
    parser.add_argument("--generator", default=GENERATOR)
    parser.add_argument("--probes", type=int, default=80, help="prompts to compare; 0 for none")
    arguments = parser.parse_args(argv)
    data = checkpoint.load(arguments.checkpoint)
    name = arguments.name or f"Steward {checkpoint.origin(data).config.name}"
    how = arguments.calibration.read_text("utf-8") if arguments.calibration else ""
    export(data, arguments.out, arguments.format, Card(name, arguments.version, how))
    print(f"{arguments.out}: {arguments.out.stat().st_size / 1e6:.2f} MB")
    if arguments.probes:
        path = arguments.checkpoint.parent / "probes.json"
        found = probes(data, arguments.generator, arguments.probes)
        path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
        print(f"{path}: {len(found['tokens'])} texts, {len(found['prompts'])} prompts")


if __name__ == "__main__":
    main()
