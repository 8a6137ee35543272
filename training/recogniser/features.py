"""Audio to log-mel features, number for number those that faster-whisper computes.

Written anew because training has no faster-whisper at hand; a test compares the two.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .speech import RATE, Audio

Features = NDArray[np.float32]
MELS = 80
HOP = 160
"""Samples between two frames: 100 frames a second."""
FRAMES_PER_S = RATE // HOP
FLOOR = 2.0
"""How far below a sound's highest feature silence lies."""
_FFT = 400
_PADDING = 160
_HIGHEST_MEL = 45.245640471924965
_LINEAR_HZ = 200 / 3
_LOG_FROM_HZ, _LOG_STEP = 1000.0, np.log(6.4) / 27


def log_mel(audio: Audio) -> Features:
    """Return the features (80, frames) of what is heard; frames are the samples by `HOP`."""
    padded = np.pad(np.pad(audio, (0, _PADDING)), _FFT // 2, mode="reflect")
    pieces = np.lib.stride_tricks.sliding_window_view(padded, _FFT)[::HOP]
    spectrum = np.fft.rfft(pieces[:-1] * _window(), axis=-1).astype(np.complex64)
    power = spectrum.real**2 + spectrum.imag**2
    mels = filters() @ power.T
    logs = np.log10(np.maximum(mels, 1e-10))
    found = (np.maximum(logs, logs.max() - 8.0) + 4.0) / 4.0
    # The last frame is of the padding alone; the library leaves it out too.
    return found[:, : len(audio) // HOP].astype(np.float32)


@lru_cache(maxsize=1)
def _window() -> Features:
    """Return the Hann window."""
    return np.hanning(_FFT + 1)[:-1].astype(np.float32)


@lru_cache(maxsize=1)
def filters() -> Features:
    """Return the mel filters (80, 201), those of Slaney's scale."""
    mels = np.linspace(0.0, _HIGHEST_MEL, MELS + 2)
    corners = _LINEAR_HZ * mels
    first_log = _LOG_FROM_HZ / _LINEAR_HZ
    is_log = mels >= first_log
    corners[is_log] = _LOG_FROM_HZ * np.exp(_LOG_STEP * (mels[is_log] - first_log))
    slopes = corners[:, None] - np.fft.rfftfreq(_FFT, 1 / RATE)[None]
    widths = np.diff(corners)[:, None]
    rising, falling = -slopes[:-2] / widths[:-1], slopes[2:] / widths[1:]
    weights = np.maximum(0.0, np.minimum(rising, falling))
    weights *= (2.0 / (corners[2:] - corners[:-2]))[:, None]
    return weights.astype(np.float32)
