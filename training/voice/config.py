"""What the voice is: rates, speakers, melody."""

from __future__ import annotations

from dataclasses import dataclass

SAMPLE_RATE = 22_050
HOP = 110
"""Samples from one frame to the next: 5 ms."""
HARMONICS = 72
"""Of the voice: those of the lowest speaker reach beyond 5 kHz."""
TOP_HZ = 9_500
"""Harmonics end below this; beyond half the sample rate they would come back as false tones."""
NOISE_FRAMES = 101
"""Rows of the noise table: half a second, longer than any hiss."""
SEED = 20

LEVEL, PEAK = 0.1, 0.89
"""Of the output: -20 dB full scale on average, and never above the peak."""


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """A throat."""

    name: str
    pitch: float
    """Hz, in the middle of a sentence."""
    tract: float
    """Formants as a multiple of the table's."""
    breath: float
    """Noise in the voice as a share of it."""


SPEAKERS = (
    Speaker(name="low", pitch=105, tract=0.98, breath=0.015),
    Speaker(name="middle", pitch=150, tract=1.07, breath=0.02),
    Speaker(name="high", pitch=205, tract=1.16, breath=0.03),
)
