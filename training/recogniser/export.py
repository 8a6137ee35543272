"""A checkpoint as a folder that faster-whisper loads like any other model.

    python -m training.recogniser.export training/runs/recogniser/last.pt models/recogniser

Straight from the weights through CTranslate2's own description of Whisper. The library takes the
model for an English-only one, since its vocabulary is smaller than the multilingual one.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import WhisperSpec
from torch import Tensor, nn

from . import checkpoint
from .features import FRAMES_PER_S, HOP, MELS
from .model import Attention, Hidden, Recogniser
from .speech import RATE
from .tokens import END, START, Tokens

QUANTIZATIONS = ("int8", "int8_float32", "float32")
_CHUNK_S = 30


def export(data: dict[str, Any], folder: Path, quantization: str) -> None:
    """Write the model of a checkpoint into a folder."""
    tokens = Tokens.from_json(checkpoint.origin(data).tokens_json)
    spec = whisper_spec(checkpoint.model(data), tokens)
    spec.validate()
    spec.optimize(quantization=None if quantization == "float32" else quantization)
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    (folder / "tokenizer.json").write_text(tokens.as_json(), encoding="utf-8")
    preprocessor = json.dumps(_preprocessor(), indent=2)
    (folder / "preprocessor_config.json").write_text(preprocessor + "\n", encoding="utf-8")


def whisper_spec(model: Recogniser, tokens: Tokens) -> WhisperSpec:
    """Return a model with its vocabulary as CTranslate2 describes one."""
    config = model.config
    spec = WhisperSpec(config.encoder_layers, config.heads, config.decoder_layers, config.heads)
    _encoder(spec.encoder, model)
    _decoder(spec.decoder, model)
    vocabulary = tokens.tokenizer.get_vocab()
    spec.register_vocabulary(sorted(vocabulary, key=vocabulary.__getitem__))
    last = config.decoder_layers - 1
    spec.config.alignment_heads = [[last, head] for head in range(config.heads)]
    spec.config.lang_ids = [vocabulary["<|en|>"]]
    # The end is not among them: a model that hears nothing must be able to write nothing.
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [], []
    spec.config.add_attribute("bos_token", START)
    spec.config.add_attribute("eos_token", END)
    return spec


def _encoder(spec: Any, model: Recogniser) -> None:
    """Fill the description of the encoder."""
    for described, layer in ((spec.conv1, model.first), (spec.conv2, model.second)):
        described.weight, described.bias = _array(layer.weight), _array(layer.bias)
    spec.position_encodings.encodings = _array(model.sound_positions)
    _norm(spec.layer_norm, model.encoder_norm)
    for described, layer in zip(spec.layer, model.encoder, strict=True):
        _attention(described.self_attention, layer.attention)
        _hidden(described.ffn, layer.hidden)


def _decoder(spec: Any, model: Recogniser) -> None:
    """Fill the description of the decoder."""
    spec.embeddings.weight = _array(model.embedding.weight)
    spec.projection.weight = _array(model.embedding.weight)
    spec.position_encodings.encodings = _array(model.word_embedding.weight)
    _norm(spec.layer_norm, model.decoder_norm)
    for described, layer in zip(spec.layer, model.decoder, strict=True):
        _attention(described.self_attention, layer.attention)
        _attention(described.attention, layer.hearing)
        _hidden(described.ffn, layer.hidden)


def _attention(spec: Any, attention: Attention) -> None:
    """Fill the description of an attention: products of one input lie in one matrix, as here."""
    _norm(spec.layer_norm, attention.norm)
    own = [attention.query] if attention.of_sounds else []
    for described, layer in zip(spec.linear, [*own, attention.joined, attention.out], strict=True):
        _linear(described, layer)


def _hidden(spec: Any, hidden: Hidden) -> None:
    """Fill the description of the products after attention."""
    _norm(spec.layer_norm, hidden.norm)
    _linear(spec.linear_0, hidden.up)
    _linear(spec.linear_1, hidden.down)


def _linear(spec: Any, layer: nn.Linear) -> None:
    """Fill the description of a product."""
    spec.weight, spec.bias = _array(layer.weight), _array(layer.bias)


def _norm(spec: Any, layer: nn.LayerNorm) -> None:
    """Fill the description of a norm."""
    spec.gamma, spec.beta = _array(layer.weight), _array(layer.bias)


def _array(tensor: Tensor) -> np.ndarray:
    """Return a weight as CTranslate2 takes it."""
    found: np.ndarray = tensor.detach().float().contiguous().numpy()
    return found


def _preprocessor() -> dict[str, int]:
    """Return what the library asks of the features."""
    return {
        "chunk_length": _CHUNK_S,
        "feature_size": MELS,
        "hop_length": HOP,
        "n_fft": 400,
        "nb_max_frames": _CHUNK_S * FRAMES_PER_S,
        "n_samples": _CHUNK_S * RATE,
        "sampling_rate": RATE,
    }


def main() -> None:
    """Export as the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quantization", choices=QUANTIZATIONS, default="int8_float32")
    arguments = parser.parse_args()
    export(checkpoint.load(arguments.checkpoint), arguments.folder, arguments.quantization)


if __name__ == "__main__":
    main()
