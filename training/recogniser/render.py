"""Speech of a Piper voice, written as clean blocks ahead of a training or an evaluation.

    .venv/bin/python -m training.recogniser.render models/voice/NAME.onnx --out FOLDER --blocks 12
    .venv/bin/python -m training.recogniser.render models/voice/NAME.onnx --out HELD --split names

Apart from the training because Piper and onnxruntime live in another environment than PyTorch.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
from piper import PiperVoice, SynthesisConfig

from . import clean
from .sentences import NAMES, SENTENCES, Sentence, sentences
from .speech import RATE, Audio, resample, trim
from .spelling import read_out

SEEDS = {"train": 1, SENTENCES: 2, NAMES: 3}
"""What sets the sentences of the splits apart from each other and from eSpeak NG's."""


def speak(voice: PiperVoice, text: str, rng: random.Random) -> Audio:
    """Return a text by one of a voice's speakers, faster or slower."""
    speakers = voice.config.num_speakers
    config = SynthesisConfig(
        speaker_id=rng.randrange(speakers) if speakers > 1 else None,
        length_scale=voice.config.length_scale * rng.uniform(0.8, 1.3),
    )
    parts = [chunk.audio_float_array for chunk in voice.synthesize(text, config)]
    audio = np.concatenate(parts) if parts else np.zeros(1, np.float32)
    return trim(resample(audio, voice.config.sample_rate, RATE))


def block(voice: PiperVoice, split: str, number: int, count: int) -> clean.Clean:
    """Return a block of the voice; the same one for a number."""
    rng = random.Random(f"rendered {split} {number}")
    found: list[tuple[Sentence, Audio]] = []
    for sentence in sentences(rng.getrandbits(48) + SEEDS[split], split):
        audio = speak(voice, read_out(sentence.text), rng)
        if 0 < len(audio) <= clean.LONGEST_S * RATE:
            found.append((sentence, audio))
        if len(found) == count:
            break
    return clean.pack(found)


def main() -> None:
    """Render as the command line says; blocks that are there stay."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("voice", type=Path, help="NAME.onnx with NAME.onnx.json beside it")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--blocks", type=int, default=1)
    parser.add_argument("--count", type=int, default=clean.BLOCK, help="utterances in a block")
    parser.add_argument("--split", choices=sorted(SEEDS), default="train")
    arguments = parser.parse_args()
    voice = PiperVoice.load(arguments.voice)
    for number in range(arguments.blocks):
        path = arguments.out / f"{arguments.split}-{number:04}.npz"
        if not path.exists():
            made = block(voice, arguments.split, number, arguments.count)
            clean.write(path, made)
            seconds = made.lengths.sum() / RATE
            print(f"{path}: {len(made.lengths)} utterances, {seconds:.0f} s", flush=True)


if __name__ == "__main__":
    main()
