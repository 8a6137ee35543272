"""What a room and a microphone do to speech, and sounds that are no speech at all.

Noise is drawn as slices of a few long beds, made once for each block: coloured noise is a
Fourier transform away, a slice costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .speech import RATE, Audio, resample

LONGEST_SILENCE_S = 1.5
CLEAN_SHARE = 0.15
"""Utterances that stay as they are but for the silence around them."""
ECHO_SHARE, BAND_SHARE, SPEED_SHARE = 0.3, 0.1, 0.5
_BED_S = 12
_TILTS = (0.0, 0.0, 0.5, 0.5, 1.0, 1.0, 1.3)
"""Of the noise beds: the exponent by which power falls with frequency, halved."""


class Noise:
    """A room's noises, drawn from one generator."""

    def __init__(self, rng: np.random.Generator) -> None:
        """Make the beds."""
        self.rng = rng
        self.beds = [_coloured(rng, tilt) for tilt in _TILTS] + [_hum(rng), _hum(rng)]

    def spoil(self, speech: Audio) -> Audio:
        """Return an utterance as a microphone may hear it, with silence around it."""
        rng = self.rng
        speech = at_level(speech, 10 ** rng.uniform(-1.4, -0.05))
        if rng.random() < CLEAN_SHARE:
            return self._between_silence(speech)
        if rng.random() < SPEED_SHARE:
            speech = resample(speech, RATE, RATE / rng.uniform(0.88, 1.13))
        if rng.random() < ECHO_SHARE:
            speech = _echo(speech, rng)
        heard = self._between_silence(speech)
        loudness = float(np.sqrt(np.mean(speech**2)) + 1e-9)
        heard += self._slice(len(heard)) * loudness * 10 ** (-rng.uniform(3, 45) / 20)
        return _narrow(heard, rng) if rng.random() < BAND_SHARE else heard

    def no_speech(self) -> Audio:
        """Return a sound of 0.5 to 8 s that nobody said anything in."""
        rng = self.rng
        count = int(rng.uniform(0.5, 8) * RATE)
        kinds: tuple[Callable[[int], Audio], ...] = (self._bursts, self._tones, self._slice)
        if rng.random() < 0.1:
            return np.zeros(count, np.float32)
        sound = kinds[rng.integers(len(kinds))](count)
        level = 10 ** rng.uniform(-3.5, -0.05)
        return at_level(sound + 0.02 * self._slice(count), level)

    def _between_silence(self, speech: Audio) -> Audio:
        """Return audio with a pause before and behind it, mostly short ones."""
        before, after = (self.rng.random(2) ** 3 * LONGEST_SILENCE_S * RATE).astype(int)
        return np.pad(speech, (int(before), int(after) + HALF_FRAME)).astype(np.float32)

    def _slice(self, count: int) -> Audio:
        """Return some of a bed, of loudness one."""
        bed = self.beds[self.rng.integers(len(self.beds))]
        return np.take(bed, np.arange(count) + self.rng.integers(len(bed)), mode="wrap")

    def _bursts(self, count: int) -> Audio:
        """Return knocks, claps and coughs: short noises that fade."""
        sound = np.zeros(count, np.float32)
        for _ in range(self.rng.integers(1, 9)):
            start, length = int(self.rng.integers(count)), int(self.rng.uniform(0.01, 0.35) * RATE)
            burst = self._slice(min(length, count - start))
            fade = np.exp(-np.arange(len(burst)) / (length * self.rng.uniform(0.1, 0.5)))
            sound[start : start + len(burst)] += (burst * fade).astype(np.float32)
        return sound

    def _tones(self, count: int) -> Audio:
        """Return beeps and chords, some note after note."""
        rng, sound = self.rng, np.zeros(count, np.float32)
        length = int(rng.uniform(0.08, 1.2) * RATE)
        time = np.arange(length) / RATE
        fade = np.exp(-time * rng.uniform(0.2, 8))
        for start in range(0, count, length):
            notes = 110 * 2 ** (rng.integers(0, 48, rng.integers(1, 4)) / 12)
            waves = [np.sin(2 * np.pi * f * k * time) / k**1.5 for f in notes for k in (1, 2, 3)]
            part = np.sum(waves, axis=0) * fade
            sound[start : start + length] += part[: count - start].astype(np.float32)
        return sound


HALF_FRAME = 80
"""Samples that always follow, so that the last sound is never cut off."""


def at_level(sound: Audio, peak: float) -> Audio:
    """Return a sound with this peak; silence stays silent."""
    highest = float(np.abs(sound).max(initial=0.0))
    return sound * np.float32(peak / highest) if highest > 0 else sound


def _coloured(rng: np.random.Generator, tilt: float) -> Audio:
    """Return a bed of noise that falls with frequency, of loudness one."""
    count = _BED_S * RATE
    spectrum = np.fft.rfft(rng.standard_normal(count, np.float32))
    spectrum /= np.maximum(np.arange(len(spectrum)), 40.0) ** tilt
    return _loudness_one(np.fft.irfft(spectrum, count))


def _hum(rng: np.random.Generator) -> Audio:
    """Return a bed of mains hum with a little noise."""
    time = np.arange(_BED_S * RATE) / RATE
    base = rng.choice((50, 60))
    waves = [rng.random() / k * np.sin(2 * np.pi * base * k * time) for k in range(1, 9)]
    return _loudness_one(np.sum(waves, axis=0) + 0.05 * rng.standard_normal(len(time)))


def _loudness_one(sound: np.ndarray) -> Audio:
    """Return a sound whose mean square is one."""
    return (sound / (np.sqrt(np.mean(sound**2)) + 1e-9)).astype(np.float32)


def _echo(speech: Audio, rng: np.random.Generator) -> Audio:
    """Return speech in a room: its sound again and again, fading within 0.1 to 0.5 s."""
    length = int(rng.uniform(0.1, 0.5) * RATE)
    room = rng.standard_normal(length) * np.exp(-5 * np.arange(length) / length)
    room *= rng.uniform(0.02, 0.12)
    room[0] = 1.0
    size = _round(len(speech) + length)
    product = np.fft.rfft(speech, size) * np.fft.rfft(room.astype(np.float32), size)
    heard = np.fft.irfft(product, size)[: len(speech) + length // 2].astype(np.float32)
    return at_level(heard, _peak(speech))


def _narrow(sound: Audio, rng: np.random.Generator) -> Audio:
    """Return a sound through a poor microphone: without its lowest and highest parts."""
    size = _round(len(sound))
    spectrum = np.fft.rfft(sound, size)
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    spectrum *= 1 / (1 + (rng.uniform(60, 350) / np.maximum(hertz, 1)) ** 4)
    spectrum *= 1 / (1 + (hertz / rng.uniform(2800, 7500)) ** 8)
    return np.fft.irfft(spectrum, size)[: len(sound)].astype(np.float32)


def _peak(sound: Audio) -> float:
    """Return the largest value of a sound, whatever its sign."""
    return float(np.abs(sound).max(initial=0.0))


def _round(count: int) -> int:
    """Return a length that is fast to transform, at least `count`."""
    return -(-count // 4096) * 4096
