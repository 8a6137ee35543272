"""Gathering audio, and cutting text at the ends of sentences."""

from __future__ import annotations

import pytest
from steward_engine import AudioError
from steward_engine.sentences import complete_sentences
from steward_engine.utterance import MAX_SECONDS, RATE, Utterance
from wyoming.audio import AudioChunk


@pytest.mark.parametrize(
    ("rate", "width", "channels"), [(16_000, 2, 1), (48_000, 2, 2), (22_050, 4, 1), (8_000, 1, 1)]
)
def test_any_usual_format_becomes_one(rate: int, width: int, channels: int) -> None:
    """A second stays a second."""
    utterance = Utterance()
    for _ in range(10):
        utterance.add(AudioChunk(rate, width, channels, bytes(rate // 10 * width * channels)))
    assert utterance.seconds == pytest.approx(1, abs=0.01)
    assert len(utterance.sound()) == pytest.approx(2 * RATE, rel=0.01)


def test_a_minute_is_enough() -> None:
    """What is too long is forgotten at once."""
    utterance = Utterance()
    for _ in range(MAX_SECONDS):
        utterance.add(AudioChunk(RATE, 2, 1, bytes(2 * RATE)))
    with pytest.raises(AudioError):
        utterance.add(AudioChunk(RATE, 2, 1, bytes(2)))
    assert utterance.seconds == 0


@pytest.mark.parametrize(
    ("text", "sentences", "rest"),
    [
        ("The light is on. The do", ["The light is on."], "The do"),
        ("It is 21.5 degrees", [], "It is 21.5 degrees"),
        ("At 7 p.m. on Friday", [], "At 7 p.m. on Friday"),
        ("Really? Yes! And", ["Really?", "Yes!"], "And"),
        ("It is 21. Then", ["It is 21."], "Then"),
        ("Done.", [], "Done."),
    ],
)
def test_sentences(text: str, sentences: list[str], rest: str) -> None:
    """Only what is surely over is cut off."""
    assert complete_sentences(text) == (sentences, rest)
