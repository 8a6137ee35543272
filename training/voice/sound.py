"""From the values of each frame to samples: harmonics through resonances, noise through bands.

A frame comes every 5 ms; what lies between two frames is a mixture of both.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np
from numpy.typing import NDArray

from training.voice.config import HARMONICS, HOP, NOISE_FRAMES, SAMPLE_RATE, SEED, TOP_HZ
from training.voice.graph import Graph, Value, count, joined, steps
from training.voice.phonemes import COLUMNS

HIGHER = (4500, 5500, 6500, 7500, 8500, 9500, 10500, 11500, 12500)
"""Formants above the fourth, the same in all sounds."""
HIGHER_WIDTHS = (220, 250, 300, 350, 400, 450, 500, 550, 600, 650)
"""Bandwidths from the fourth on."""
NASAL_POLE, NASAL_WIDTH = 270, 100
OPEN_HZ = 250
"""From here on the spectrum of the glottis falls, together with radiation by 6 dB an octave."""
BRIGHT_HZ, BRILLIANT_HZ = (1500, 6000), (3500, 9000)
"""Between these it falls less: a voice that carries, not a soft one."""
SHARPNESS = 1.3
"""Power of the resonances' answer: deeper valleys between formants than a throat's."""
AT_ONCE = 8
"""Harmonics that are computed together."""
BINS = HOP + 1

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Frames:
    """What is to be heard; F is the number of frames."""

    graph: Graph
    pitch: Value
    """[F], Hz"""
    columns: Value
    """[F, COLUMNS]"""
    tract: Value
    """[], multiplies formants."""
    breath: Value
    """[], noise in the voice."""

    def __getitem__(self, name: str) -> Value:
        """Return a column, [F, 1]."""
        at = COLUMNS.index(name)
        return self.columns.columns(at, at + 1)


def samples(frames: Frames) -> Value:
    """Return the sound, [(F - 1) * HOP]."""
    angle = _angle(frames.pitch)  # [F - 1, HOP]
    voice = _voice(frames, angle)
    noise = _noise(frames, angle)
    return (voice + noise).reshape(-1)


def _angle(pitch: Value) -> Value:
    """Return how far the glottis is in its cycle at each sample, in radians, [F - 1, HOP]."""
    rate = _between(pitch.unsqueeze(1)).reshape(-1) / SAMPLE_RATE
    # Float32 would lose the phase of high harmonics within a few seconds.
    turns = rate.cast(np.float64).cumulative()
    turns = (turns - turns.apply("Floor")).cast(np.float32)
    return (turns * 2 * np.pi).reshape(-1, HOP)


def _between(frames: Value) -> Value:
    """Return [F, 1] at each sample, [F - 1, HOP], on straight lines."""
    share = np.arange(HOP, dtype=np.float32)[None] / HOP
    return frames.rows(0, -1) * (1 - share) + frames.rows(1) * share


def _voice(frames: Frames, angle: Value) -> Value:
    """Return the sum of the voice's harmonics, [F - 1, HOP]."""
    number = np.arange(1, HARMONICS + 1, dtype=np.float32)
    hertz = frames.pitch.unsqueeze(1) * number[None]  # [F, HARMONICS]
    level, phase = _resonances(frames, hertz)
    level = _unit(level * _glottis(frames, hertz)) * frames["voice"] * 2**0.5
    real, imaginary = level * phase.apply("Cos"), level * phase.apply("Sin")
    # A few harmonics at a time: all at once would take 40 MB for each second of speech.
    parts = []
    for first in range(0, HARMONICS, AT_ONCE):
        inner = angle.unsqueeze(2) * number[None, None, first : first + AT_ONCE]
        sines = inner.apply("Sin") @ _pairs(real.columns(first, first + AT_ONCE))
        parts.append(sines + inner.apply("Cos") @ _pairs(imaginary.columns(first, first + AT_ONCE)))
    share = np.arange(HOP, dtype=np.float32)[None, :, None] / HOP
    return (reduce(add, parts) * np.concatenate([1 - share, share], 2)).sum(2)


def _pairs(frames: Value) -> Value:
    """Return each frame beside the next, [F - 1, HARMONICS, 2]."""
    return joined([frames.rows(0, -1).unsqueeze(2), frames.rows(1).unsqueeze(2)], 2)


def _glottis(frames: Frames, hertz: Value) -> Value:
    """Return the levels of the harmonics at their source."""
    slope = 1 / (1 + (hertz / OPEN_HZ).power(2)).apply("Sqrt")
    bright = _shelf(hertz, *BRIGHT_HZ).apply("Sqrt") * _shelf(hertz, *BRILLIANT_HZ)
    top = ((TOP_HZ - hertz) / 300).apply("Sigmoid")
    return slope * bright * _cut(frames, hertz) * top


def _shelf(hertz: Value, start: float, end: float) -> Value:
    """Return a power that rises between two frequencies."""
    return (1 + (hertz / start).power(2)) / (1 + (hertz / end).power(2))


def _cut(frames: Frames, hertz: Value) -> Value:
    """Return what is left of the voice behind a narrow or closed mouth."""
    return 1 / (1 + (hertz / frames["cut"]).power(4))


def _resonances(frames: Frames, hertz: Value) -> tuple[Value, Value]:
    """Return level and phase that the vocal tract gives to frequencies, [F, K] each.

    A resonance at F with bandwidth B answers at f with F^2 / (F^2 - f^2 + j f B); the zero of the
    nose divides where the others multiply.
    """
    poles, widths = _poles(frames)
    zero = frames["zero"] * frames.tract
    level, phase = _answer(hertz, poles, widths)
    zero_level, zero_phase = _answer(hertz, zero, zero * 0 + NASAL_WIDTH)
    return (level / zero_level).power(SHARPNESS), phase - zero_phase


def _poles(frames: Frames) -> tuple[Value, Value]:
    """Return frequencies and bandwidths of all resonances, [F, P] each."""
    graph, column = frames.graph, COLUMNS.index
    blank = frames["f1"] * 0
    fixed = graph.constant([[*HIGHER, NASAL_POLE]]) + blank
    poles = joined([frames.columns.columns(0, 4), fixed], 1).at_least(150) * frames.tract
    widths = frames.columns.columns(column("b1"), column("b3") + 1)
    rest = graph.constant([[*HIGHER_WIDTHS, NASAL_WIDTH]]) + blank
    return poles, joined([widths, rest], 1).at_least(40)


def _answer(hertz: Value, poles: Value, widths: Value) -> tuple[Value, Value]:
    """Return the level and phase of resonances in a row; [F, K] and [F, P] give [F, K]."""
    f, pole, width = hertz.unsqueeze(2), poles.unsqueeze(1), widths.unsqueeze(1)
    square = pole * pole
    real, imaginary = (square - f * f) / square, f * width / square
    level = (real * real + imaginary * imaginary).apply("Log").sum(2) * -0.5
    phase = ((real / imaginary).apply("Atan") - np.pi / 2).sum(2)
    return level.apply("Exp"), phase


def _noise(frames: Frames, angle: Value) -> Value:
    """Return the noise of breath and hiss, [F - 1, HOP]."""
    graph = frames.graph
    spectrum = _noise_spectrum(frames)  # [F, BINS]
    row = steps(count(spectrum))
    rows = graph.constant(NOISE_FRAMES, np.int64)
    table = graph.constant(_noise_table(), np.float16)
    drawn = table.gather(graph.node("Mod", row, rows)).cast(np.float32)
    waves = (joined([spectrum, spectrum], 1) * drawn) @ _windowed_waves(graph)  # [F, 2 * HOP]
    noise = waves.rows(0, -1).columns(HOP, 2 * HOP) + waves.rows(1).columns(0, HOP)
    # Breath comes in puffs where there is a voice.
    puffs = _between(frames["voice"].at_most(1)) * angle.apply("Sin")
    return noise * (1 + 0.5 * puffs)


def _noise_spectrum(frames: Frames) -> Value:
    """Return the level of the noise at each frequency, [F, BINS]."""
    graph = frames.graph
    hertz = graph.constant(np.arange(BINS)[None] * SAMPLE_RATE / (2 * HOP)) + frames["f1"] * 0
    tract, _phase = _resonances(frames, hertz)
    # The lowest resonance is damped, the glottis being open.
    through = tract * hertz / (hertz + 800)
    away = hertz - frames["centre"] * (0.5 + 0.5 * frames.tract)
    below = away.at_most(0) / frames["below"]
    above = away.at_least(0) / frames["above"]
    band = ((below * below + above * above) * -0.5).apply("Exp") + 0.08
    breath = frames["breath"] + frames["voice"] * frames.breath
    return _unit(through) * breath + _unit(band) * frames["hiss"]


def _unit(spectrum: Value) -> Value:
    """Return a spectrum at the power of 1."""
    return spectrum / ((spectrum * spectrum).sum(1, keep=True) + 1e-9).apply("Sqrt")


def _noise_table() -> Doubles:
    """Return normal noise, [NOISE_FRAMES, 2 * BINS], the same each time."""
    rng = random.Random(SEED)
    draws = [rng.gauss(0, 1) for _ in range(NOISE_FRAMES * 2 * BINS)]
    return np.array(draws).reshape(NOISE_FRAMES, 2 * BINS)


def _windowed_waves(graph: Graph) -> Value:
    """Return cosines and sines under a window whose squares add up to 1, [2 * BINS, 2 * HOP]."""
    time = np.arange(2 * HOP)
    bins = graph.constant(np.arange(BINS)[:, None])
    angle = bins * (time[None] * np.pi / HOP)
    window = np.sin((time + 0.5) * np.pi / (2 * HOP))
    return joined([angle.apply("Cos"), angle.apply("Sin")], 0) * window[None]
