"""Whisper in its real dimensions with random weights, as a folder that faster-whisper loads.

The transcript is planned through two tables. Each row of the decoder's position table is the
embedding of the token that is to follow there, made long, and the layers add little to it. The
output layer is the embedding table again, as in every Whisper, so at each place the planned token
wins by far, with beams too; after the transcript that is the token that ends it. Places count from
the start of the prompt: a recogniser with a longer prompt (hotwords) needs `prompt` to say so.
"""

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import WhisperSpec
from numpy.typing import NDArray

from house.standins.pieces import END, LANGUAGE_TOKENS, SPACE, tokenizer_for

TRANSCRIPT = "Turn on the lights in the kitchen and the living room."
"""Twelve tokens, as long as commands commonly get."""
PROMPT = 4
"""Tokens before the transcript: start, language, task, no timestamps."""
AUDIO_PLACES, TEXT_PLACES, MEL_BANDS = 1500, 448, 80
CERTAINTY = 40
"""The planned token's logit, about; those of the rest are spread around 0 by 2 or less."""
LOUD = 3
"""Deviation of the position table; beside it the embedding of the token read is faint."""
FAINT = 0.1
"""What a layer adds, as a share of what it would with weights of the usual size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Dimensions of a Whisper."""

    width: int
    heads: int
    layers: int
    """Of the encoder, and as many of the decoder."""


SIZES = {
    "tiny": Size(width=384, heads=6, layers=4),
    "base": Size(width=512, heads=8, layers=6),
    "small": Size(width=768, heads=12, layers=12),
}
Floats = NDArray[np.float32]


def write_whisper(
    folder: Path, size: str | Size, *, transcript: str = TRANSCRIPT, prompt: int = PROMPT
) -> int:
    """Write a model as int8 and return how many tokens it emits for whatever it hears."""
    dimensions = SIZES[size] if isinstance(size, str) else size
    tokenizer = tokenizer_for(transcript)
    planned = tokenizer.encode(f" {transcript}").ids
    spec = WhisperSpec(*[dimensions.layers, dimensions.heads] * 2)
    ids = tokenizer.get_vocab()
    _fill(spec, dimensions.width, len(ids), _following(ids, planned, prompt))
    _configure(spec, dimensions, ids)
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "preprocessor_config.json").write_text(json.dumps(_preprocessor()))
    return len(planned)


def _following(ids: Mapping[str, int], planned: list[int], prompt: int) -> list[int]:
    """Return which token follows each place of the decoder."""
    before = [ids[name] for name in ("<|en|>", "<|transcribe|>", "<|notimestamps|>")]
    # A longer prompt begins with hotwords, which are given and so need no plan.
    start = [before[0]] * (prompt - PROMPT) + before
    end = [ids[END]] * TEXT_PLACES
    return (start + planned + end)[:TEXT_PLACES]


def _fill(spec: Any, width: int, vocabulary: int, following: list[int]) -> None:
    random = _Random(width)
    embeddings = random.normal((vocabulary, width), CERTAINTY / width)
    random.encoder(spec.encoder)
    for layer in spec.decoder.layer:
        random.self_attention(layer.self_attention)
        random.cross_attention(layer.attention)
        random.feed_forward(layer.ffn)
    random.norm(spec.decoder.layer_norm)
    spec.decoder.embeddings.weight = embeddings
    spec.decoder.projection.weight = embeddings
    plan = embeddings[following] * np.float32(LOUD * width / CERTAINTY)
    spec.decoder.position_encodings.encodings = plan


def _configure(spec: Any, size: Size, ids: Mapping[str, int]) -> None:
    spec.register_vocabulary(sorted(ids, key=ids.__getitem__))
    config = spec.config
    config.lang_ids = [ids[name] for name in LANGUAGE_TOKENS]
    config.suppress_ids = []
    config.suppress_ids_begin = [ids[SPACE], ids[END]]
    # What CTranslate2's converter takes where a model names none: the upper half.
    upper = range(size.layers // 2, size.layers)
    config.alignment_heads = [[layer, head] for layer in upper for head in range(size.heads)]


def _preprocessor() -> dict[str, int]:
    """Return what every Whisper of 80 bands has."""
    return {
        "chunk_length": 30,
        "feature_size": MEL_BANDS,
        "hop_length": 160,
        "n_fft": 400,
        "n_samples": 480_000,
        "nb_max_frames": 3_000,
        "sampling_rate": 16_000,
    }


class _Random:
    """Fills parts of a specification; seeded, so a size is the same model each time."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._generator = np.random.default_rng(width)

    def normal(self, shape: tuple[int, ...], deviation: float) -> Floats:
        """Return numbers around 0."""
        numbers = self._generator.standard_normal(shape, np.float32)
        numbers *= np.float32(deviation)
        return numbers

    def encoder(self, spec: Any) -> None:
        """Fill the two convolutions and the layers that listen."""
        for convolution, channels in ((spec.conv1, MEL_BANDS), (spec.conv2, self._width)):
            convolution.weight = self.normal((self._width, channels, 3), (3 * channels) ** -0.5)
            convolution.bias = self._zeros(self._width)
        spec.position_encodings.encodings = self.normal((AUDIO_PLACES, self._width), 0.5)
        for layer in spec.layer:
            self.self_attention(layer.self_attention)
            self.feed_forward(layer.ffn)
        self.norm(spec.layer_norm)

    def self_attention(self, spec: Any) -> None:
        """Fill an attention whose queries, keys and values come from one place."""
        self.norm(spec.layer_norm)
        self._linear(spec.linear[0], 3 * self._width, self._width)
        self._linear(spec.linear[1], self._width, self._width, FAINT)

    def cross_attention(self, spec: Any) -> None:
        """Fill an attention of the text to the sound."""
        self.norm(spec.layer_norm)
        self._linear(spec.linear[0], self._width, self._width)
        self._linear(spec.linear[1], 2 * self._width, self._width)
        self._linear(spec.linear[2], self._width, self._width, FAINT)

    def feed_forward(self, spec: Any) -> None:
        """Fill the two layers between attentions."""
        self.norm(spec.layer_norm)
        self._linear(spec.linear_0, 4 * self._width, self._width)
        self._linear(spec.linear_1, self._width, 4 * self._width, FAINT)

    def norm(self, spec: Any) -> None:
        """Fill a normalisation."""
        spec.gamma = np.ones(self._width, np.float32)
        spec.beta = self._zeros(self._width)

    def _linear(self, spec: Any, rows: int, columns: int, share: float = 1) -> None:
        spec.weight = self.normal((rows, columns), share * columns**-0.5)
        spec.bias = self._zeros(rows)

    def _zeros(self, length: int) -> Floats:
        return np.zeros(length, np.float32)


def main() -> None:
    """Run the program."""
    parser = argparse.ArgumentParser(prog="python -m house.standins.whisper", description=__doc__)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    print(write_whisper(options.folder, options.size), "tokens")


if __name__ == "__main__":
    main()
