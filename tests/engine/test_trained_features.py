"""The features that our recogniser is trained on are those that faster-whisper computes."""

import numpy as np
import pytest

from training.recogniser.features import HOP, log_mel

FeatureExtractor = pytest.importorskip("faster_whisper.feature_extractor").FeatureExtractor


@pytest.mark.parametrize("seconds", [0.7, 2.0, 3.123])
def test_same_as_the_library(seconds: float) -> None:
    """On random audio of any length, number for number."""
    rng = np.random.default_rng(0)
    audio = (0.1 * rng.standard_normal(int(16_000 * seconds))).astype(np.float32)
    wanted = FeatureExtractor()(audio)[:, : len(audio) // HOP]
    np.testing.assert_allclose(log_mel(audio), wanted, atol=1e-5)
