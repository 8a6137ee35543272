"""Features, as far as they can be checked without faster-whisper."""

import numpy as np

from training.recogniser.features import FLOOR, MELS, log_mel
from training.recogniser.speech import RATE


def test_shape_and_range() -> None:
    """A hundred frames a second, none further below the loudest than the floor."""
    time = np.arange(RATE) / RATE
    found = log_mel(np.sin(2 * np.pi * 440 * time).astype(np.float32))
    assert found.shape == (MELS, 100)
    assert found.dtype == np.float32
    assert found.max() - found.min() <= FLOOR + 1e-6
    # 440 Hz lies between the filters 10 and 12 of Slaney's scale, 37.7 Hz each.
    assert 10 <= found[:, 50].argmax() <= 12
