"""What a room does to speech."""

import numpy as np
import pytest

from training.recogniser.noise import Noise, at_level


@pytest.fixture(scope="module")
def noise() -> Noise:
    """Return the noises of one room."""
    return Noise(np.random.default_rng(0))


def test_speech_stays_within_bounds(noise: Noise) -> None:
    """Spoilt speech is finite and at most three seconds of silence longer."""
    speech = np.sin(np.arange(8000) / 10).astype(np.float32)
    for _ in range(20):
        heard = noise.spoil(speech)
        assert np.isfinite(heard).all()
        assert 7000 <= len(heard) <= 8000 * 1.2 + 3 * 16_000 + 8100


def test_sounds_without_speech(noise: Noise) -> None:
    """They last 0.5 to 8 s and are not too loud for a microphone."""
    for _ in range(20):
        sound = noise.no_speech()
        assert 8000 <= len(sound) <= 8 * 16_000
        assert np.abs(sound).max() <= 1.0


def test_silence_has_no_level() -> None:
    """Silence stays silent."""
    assert not at_level(np.zeros(10, np.float32), 0.5).any()
