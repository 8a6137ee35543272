"""Write the voice: an ONNX graph and the configuration that Piper reads beside it.

    python -m training.voice.make --out models/voice

The same sources give the same bytes.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from training.voice import phonemes, sound
from training.voice.config import HOP, LEVEL, PEAK, SAMPLE_RATE, SPEAKERS
from training.voice.graph import Graph, Value, steps
from training.voice.melody import Times, semitones
from training.voice.phonemes import COLUMNS
from training.voice.timing import Phases, phases

NAME = "en_US-steward-formant"
FAST = ("voice", "breath", "hiss")
EDGE_S = 0.0018
"""Time constant of levels: as fast as can be without a click."""


def main(argv: list[str] | None = None) -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("models/voice"))
    out = parser.parse_args(argv).out
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{NAME}.onnx"
    path.write_bytes(model().SerializeToString(deterministic=True))
    config = json.dumps(configuration(), ensure_ascii=False, indent=1)
    path.with_suffix(".onnx.json").write_text(f"{config}\n", encoding="utf-8")
    print(f"{path}: {path.stat().st_size / 1000:.0f} KB")


def configuration() -> dict[str, Any]:
    """Return what Piper reads beside a voice."""
    return {
        "audio": {"sample_rate": SAMPLE_RATE, "quality": "formant"},
        "espeak": {"voice": "en-us"},
        "language": {"code": "en_US", "family": "en", "region": "US", "name_native": "English"},
        "dataset": "none",
        "phoneme_type": "espeak",
        "phoneme_id_map": phonemes.id_map(),
        "num_symbols": len(phonemes.SYMBOLS),
        "num_speakers": len(SPEAKERS),
        "speaker_id_map": {speaker.name: at for at, speaker in enumerate(SPEAKERS)},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
    }


def model() -> onnx.ModelProto:
    """Return the synthesiser, with the inputs and the output of a Piper voice."""
    graph = Graph()
    padded = graph.input("input", np.int64, [1, "phonemes"])
    length = graph.input("input_lengths", np.int64, [1])
    scales = graph.input("scales", np.float32, [3])
    speaker = graph.input("sid", np.int64, [1])
    ids = graph.node("Slice", padded.reshape(-1), graph.constant([0], np.int64), length)
    noise, slower, waver = (scales.gather(graph.constant(at, np.int64)) for at in range(3))
    spoken = phases(graph, ids, slower, phonemes.read())

    def of_speaker(name: str) -> Value:
        values = [getattr(throat, name) for throat in SPEAKERS]
        return graph.constant(values).gather(speaker).reshape()

    times = _times(graph, spoken)
    pitch = (semitones(spoken, times, waver) / 12 * np.log(2)).apply("Exp") * of_speaker("pitch")
    frames = sound.Frames(
        graph=graph,
        pitch=pitch,
        columns=_columns(graph, spoken, times),
        tract=of_speaker("tract"),
        breath=of_speaker("breath") * noise,
    )
    audio = _levelled(sound.samples(frames))
    return graph.model(audio.reshape(1, 1, 1, -1), "output", [1, 1, 1, "samples"])


def _times(graph: Graph, spoken: Phases) -> Times:
    """Return when phases begin and end, and when frames are."""
    end = spoken.seconds.cumulative()
    frame = HOP / SAMPLE_RATE
    number = (end.reduce("ReduceMax") / frame).cast(np.int64) + 2
    return Times(start=end - spoken.seconds, end=end, frames=steps(number).cast(np.float32) * frame)


def _columns(graph: Graph, spoken: Phases, times: Times) -> Value:
    """Return the values at each frame, [F, COLUMNS]: phases that flow into each other.

    Each phase adds its step from the one before under an S-curve: wide for formants, narrow for levels.
    """
    values = spoken.values
    first = values.rows(0, 1)
    steps_up = values.rows(1) - values.rows(0, -1)
    at = COLUMNS.index("glide")
    glide = values.columns(at, at + 1).reshape(-1) / 1000
    # Going from one to the other takes the time of the slower.
    width = glide.rows(1).at_least(glide.rows(0, -1))
    since = times.frames.unsqueeze(1) - times.start.rows(1).unsqueeze(0)  # [F, N - 1]
    slow = (since / width.unsqueeze(0)).apply("Sigmoid") @ steps_up
    fast = (since / EDGE_S).apply("Sigmoid") @ steps_up
    is_level = np.array([[name in FAST for name in COLUMNS]], np.float32)
    return (first + slow * (1 - is_level) + fast * is_level).at_least(0)


def _levelled(audio: Value) -> Value:
    """Return the sound at the level that is asked for; silence stays silent."""
    mean = (audio * audio).reduce("ReduceMean").apply("Sqrt")
    peak = audio.apply("Abs").reduce("ReduceMax")
    gain = (LEVEL / mean.at_least(0.02)).at_most(PEAK / peak.at_least(1e-3))
    return audio * gain


if __name__ == "__main__":
    main()
