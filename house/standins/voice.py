"""A Piper voice in its real dimensions with random weights: an ONNX file and the JSON beside it.

Runs wherever `onnx` is installed; to speak with it needs only what Piper needs.
"""

import argparse
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import onnx

from house.standins.vits import HOP, Quality, Vits
from training.voice.phonemes import SYMBOLS

SYMBOL_COUNT = 256
"""Rows of a Piper voice's table; the symbols in use are fewer."""
SOUND_S = 0.075
"""How long a phoneme lasts with the padding after it, as in speech that is neither slow nor fast."""
MARKS = " ˈˌːˑʰʲʷ^$"
"""What Piper counts as phonemes although it takes hardly any time."""

RESBLOCK_1 = {
    "resblock_kernels": (3, 7, 11),
    "resblock_dilations": ((1, 3, 5),) * 3,
    "doubled": True,
}
RESBLOCK_2 = {
    "resblock_kernels": (3, 5, 7),
    "resblock_dilations": ((1, 2), (2, 6), (3, 12)),
    "doubled": False,
}


def _quality(
    resblocks: Mapping[str, Any], sample_rate: int, hidden: int, channels: int, *rates: int
) -> Quality:
    return Quality(
        sample_rate=sample_rate,
        hidden_channels=hidden,
        filter_channels=4 * hidden,
        upsample_initial_channel=channels,
        upsample_rates=rates,
        **resblocks,
    )


# What Piper's training makes of its option --quality; "low" has the network of "medium".
QUALITIES = {
    "x-low": _quality(RESBLOCK_2, 16_000, 96, 256, 8, 8, 4),
    "low": _quality(RESBLOCK_2, 16_000, 192, 256, 8, 8, 4),
    "medium": _quality(RESBLOCK_2, 22_050, 192, 256, 8, 8, 4),
    "high": _quality(RESBLOCK_1, 22_050, 192, 512, 8, 8, 2, 2),
}


def write_voice(path: Path, quality: str | Quality = "medium") -> None:
    """Write a voice, with the JSON under the same name and ".json"."""
    dimensions = QUALITIES[quality] if isinstance(quality, str) else quality
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(Vits(dimensions, frames(dimensions.sample_rate)).model(), path)
    path.with_name(f"{path.name}.json").write_text(json.dumps(_config(dimensions.sample_rate)))


def frames(sample_rate: int) -> list[int]:
    """Return how many frames each symbol lasts; padding, between all of them, lasts one."""
    sound = round(SOUND_S * sample_rate / HOP) - 1
    lasting = [1 if symbol in MARKS or symbol == "_" else sound for symbol in SYMBOLS]
    return lasting + [sound] * (SYMBOL_COUNT - len(SYMBOLS))


def planned_samples(phoneme_ids: Iterable[int], sample_rate: int) -> int:
    """Return how long the sound of these phonemes is."""
    table = frames(sample_rate)
    return HOP * sum(table[phoneme_id] for phoneme_id in phoneme_ids)


def _config(sample_rate: int) -> dict[str, Any]:
    return {
        "audio": {"sample_rate": sample_rate},
        "espeak": {"voice": "en-us"},
        "phoneme_type": "espeak",
        "num_symbols": SYMBOL_COUNT,
        "num_speakers": 1,
        "speaker_id_map": {},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_id_map": {symbol: [number] for number, symbol in enumerate(SYMBOLS)},
    }


def main() -> None:
    """Run the program."""
    parser = argparse.ArgumentParser(prog="python -m house.standins.voice", description=__doc__)
    parser.add_argument("quality", choices=QUALITIES)
    parser.add_argument("path", type=Path, help="of the ONNX file")
    options = parser.parse_args()
    write_voice(options.path, options.quality)


if __name__ == "__main__":
    main()
