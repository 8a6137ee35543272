"""The pitch of a sentence, in semitones around the speaker's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.voice.graph import Value
from training.voice.timing import Phases

ACCENT, ACCENT_S = 2.8, 0.09
"""The hump that a stressed vowel makes, and its width."""
DECLINE = 3.0
"""How far the pitch sinks from the first word to the last."""
FALL, FALL_S = 3.5, 0.05
"""At the end of a statement."""
RISE, RISE_S = 7.0, 0.06
"""At the end of a question."""
CONTINUES, CONTINUES_S = 2.0, 0.07
"""Before a comma."""
WAVER = 0.35
"""No voice holds its pitch: slow sums of sines, as strong as noise_w says."""


@dataclass(frozen=True)
class Times:
    """When phases are, in seconds; N phases, F frames."""

    start: Value
    """[N]"""
    end: Value
    """[N]"""
    frames: Value
    """[F]"""


def semitones(phases: Phases, times: Times, waver: Value) -> Value:
    """Return the pitch at each frame, [F]; `waver` is a share, without a shape."""
    t = times.frames
    last = (times.end * phases.sounding).reduce("ReduceMax")
    middle = times.start + 0.4 * (times.end - times.start)
    sunk = (t / last.at_least(0.3)).at_most(1)
    curve = 1.5 - DECLINE * sunk + _humps(t, middle, phases.accent * ACCENT, ACCENT_S)
    curve = curve + _humps(t, times.start - 0.03, phases.continues * CONTINUES, CONTINUES_S)
    fall = ((t - last + 0.16) / FALL_S).apply("Sigmoid") * -FALL
    rise = ((t - last + 0.13) / RISE_S).apply("Sigmoid") * RISE
    curve = curve + fall + phases.asks * (rise - fall)
    return curve + waver * WAVER * _wavering(t)


def _humps(t: Value, centres: Value, heights: Value, width: float) -> Value:
    """Return the sum of bell curves, one for each phase."""
    distance = (t.unsqueeze(1) - centres.unsqueeze(0)) / width  # [F, N]
    bells = (distance * distance * -0.5).apply("Exp")
    return (bells @ heights.unsqueeze(1)).reshape(-1)


def _wavering(t: Value) -> Value:
    """Return -1 to 1, without a period that an ear would find."""
    waves = (t.unsqueeze(1) * (np.array([[12.7, 7.1, 4.7]]) * np.pi)).apply("Sin")
    return waves.sum(1) / 3
