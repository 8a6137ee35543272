"""Sound for tests: what a person says, from files, and what nobody says, from numbers."""

from __future__ import annotations

import wave
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np

REPOSITORY = Path(__file__).parents[2]
SPEECH = REPOSITORY / "tests" / "data" / "speech"
"""Speech of eSpeak NG in voices that the shipped recogniser was not trained on."""
RECOGNISER = REPOSITORY / "models" / "recogniser"
VOICE = REPOSITORY / "models" / "voice" / "en_US-steward-formant.onnx"
RATE = 16_000
PIECE = 3_200
"""Bytes of a tenth of a second."""


def speech(name: str) -> bytes:
    """Return the samples of a recording."""
    with wave.open(str(SPEECH / f"{name}.wav"), "rb") as file:
        return file.readframes(file.getnframes())


def silence(seconds: float) -> bytes:
    """Return nothing at all."""
    return bytes(2 * int(RATE * seconds))


def nobody_speaks() -> dict[str, bytes]:
    """Return sounds without any words."""
    rng = np.random.default_rng(7)
    time = np.arange(3 * RATE) / RATE
    chord = sum(np.sin(2 * np.pi * tone * time) for tone in (220, 277, 330))
    burst = rng.normal(0, 0.3, RATE // 4) * np.exp(-np.arange(RATE // 4) / 900)
    sounds = {
        "silence": np.zeros(3 * RATE),
        "noise": rng.normal(0, 0.05, 3 * RATE),
        "music": 0.1 * chord * (1 + np.sin(2 * np.pi * 2 * time)),
        "cough": np.concatenate([np.zeros(RATE), burst, np.zeros(RATE)]),
    }
    return {name: (32767 * sound).astype(np.int16).tobytes() for name, sound in sounds.items()}


def pieces(sound: bytes) -> list[bytes]:
    """Return sound as a satellite sends it."""
    return [sound[start : start + PIECE] for start in range(0, len(sound), PIECE)]


async def stream(sound: bytes) -> AsyncIterator[bytes]:
    """Yield sound as a satellite sends it."""
    for piece in pieces(sound):
        yield piece


def loudness(sound: bytes) -> float:
    """Return the root mean square of samples, of 1."""
    samples = np.frombuffer(sound, np.int16).astype(float) / 32768
    return float(np.sqrt(np.mean(samples**2))) if len(samples) else 0.0
