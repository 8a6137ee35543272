"""A language model with random weights, as small as llama.cpp accepts.

It knows nothing, but it is a real model in a real file: a Llama decoder with a
byte-level tokenizer. Under a grammar it writes valid nonsense, the same each
time. Tests need no download and take milliseconds.
"""

from __future__ import annotations

import itertools
import string
from pathlib import Path

import gguf
import numpy as np

END = "<end>"
SPECIAL_TOKENS = ("<home>", "<user>", "<call>", END)
STRUCTURE_TOKENS = (
    '{"calls":[{"service":"',
    '","target":["',
    '"]}]}',
    "light.turn_on",
    "light.turn_off",
    "@a",
    "@b",
    "@c",
)

GRAMMAR = r"""
root ::= "{\"calls\":[{\"service\":\"" service "\",\"target\":[\"" label "\"]}]}"
service ::= "light.turn_on" | "light.turn_off"
label ::= "@a" | "@b" | "@c"
"""


def write_tiny_gguf(
    path: Path,
    *,
    vocabulary: int = 512,
    width: int = 64,
    layers: int = 2,
    context: int = 8192,
    seed: int = 1,
) -> Path:
    """Write the model and return its path."""
    writer = gguf.GGUFWriter(path, "llama")
    _add_shape(writer, width, layers, context)
    _add_tokenizer(writer, vocabulary)
    _add_weights(writer, vocabulary, width, layers, np.random.default_rng(seed))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add_shape(writer: gguf.GGUFWriter, width: int, layers: int, context: int) -> None:
    """Add what llama.cpp must know to build the network."""
    writer.add_name("tiny random")
    writer.add_context_length(context)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(_inner(width))
    writer.add_head_count(width // 32)
    writer.add_head_count_kv(width // 32)
    writer.add_rope_dimension_count(32)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)


def _add_tokenizer(writer: gguf.GGUFWriter, vocabulary: int) -> None:
    """Add a byte-level tokenizer: special tokens, bytes, then merged pairs."""
    alphabet = list(_byte_alphabet().values())
    fixed = [*SPECIAL_TOKENS, *STRUCTURE_TOKENS, *alphabet]
    merges = list(itertools.islice(_merges(), vocabulary - len(fixed)))
    normal = len(alphabet) + len(merges)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list([*fixed, *("".join(pair) for pair in merges)])
    writer.add_token_types(
        [gguf.TokenType.CONTROL] * len(SPECIAL_TOKENS)
        + [gguf.TokenType.USER_DEFINED] * len(STRUCTURE_TOKENS)
        + [gguf.TokenType.NORMAL] * normal
    )
    writer.add_token_merges([" ".join(pair) for pair in merges])
    writer.add_eos_token_id(SPECIAL_TOKENS.index(END))
    writer.add_add_bos_token(False)


def _add_weights(
    writer: gguf.GGUFWriter,
    vocabulary: int,
    width: int,
    layers: int,
    random: np.random.Generator,
) -> None:
    """Add random weights, quantized as a shipped model's are."""
    _add_matrix(writer, "token_embd.weight", (vocabulary, width), random)
    _add_matrix(writer, "output.weight", (vocabulary, width), random)
    writer.add_tensor("output_norm.weight", np.ones(width, dtype=np.float32))
    inner = _inner(width)
    for layer in range(layers):
        for name in ("attn_norm", "ffn_norm"):
            ones = np.ones(width, dtype=np.float32)
            writer.add_tensor(f"blk.{layer}.{name}.weight", ones)
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            _add_matrix(writer, f"blk.{layer}.{name}.weight", (width, width), random)
        for name in ("ffn_gate", "ffn_up"):
            _add_matrix(writer, f"blk.{layer}.{name}.weight", (inner, width), random)
        _add_matrix(writer, f"blk.{layer}.ffn_down.weight", (width, inner), random)


def _add_matrix(
    writer: gguf.GGUFWriter,
    name: str,
    shape: tuple[int, int],
    random: np.random.Generator,
) -> None:
    """Add one random matrix as Q8_0."""
    values = random.standard_normal(shape, dtype=np.float32) / np.sqrt(shape[1])
    kind = gguf.GGMLQuantizationType.Q8_0
    writer.add_tensor(name, gguf.quants.quantize(values, kind), raw_dtype=kind)


def _inner(width: int) -> int:
    """Return the feed-forward width, a multiple of a Q8_0 block."""
    return width * 8 // 3 // 32 * 32


def _byte_alphabet() -> dict[int, str]:
    """Return the printable character that stands for each byte, as in GPT-2."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    alphabet = {byte: chr(byte) for byte in printable}
    return alphabet | {byte: chr(256 + i) for i, byte in enumerate(others)}


def _merges() -> itertools.chain[tuple[str, str]]:
    """Return pairs to merge: two letters, then two letters and one more."""
    letters = string.ascii_lowercase
    pairs = itertools.product(letters, repeat=2)
    triples = (
        (first + second, third) for first, second, third in itertools.product(letters, repeat=3)
    )
    return itertools.chain(pairs, triples)
