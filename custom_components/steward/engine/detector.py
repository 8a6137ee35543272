"""Where in an utterance somebody speaks.

The detector is Silero's, as faster-whisper brings it. It keeps silence, noise,
music and coughs away from the recogniser, which would hear words in them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from faster_whisper.vad import VadOptions, get_speech_timestamps
from numpy.typing import NDArray

from .utterance import RATE

Samples = NDArray[np.float32]
"""(n,) mono at `RATE`, between -1 and 1."""

# Speech shorter than this is a click or a cough; pauses shorter than this are
# between words.
_SPEECH = VadOptions(min_speech_duration_ms=150, min_silence_duration_ms=300, speech_pad_ms=0)


@dataclass(frozen=True, slots=True)
class Span:
    """Where somebody speaks, in samples."""

    start: int
    end: int

    def is_like(self, other: Span) -> bool:
        """Return True when the same words lie between both."""
        return max(abs(self.start - other.start), abs(self.end - other.end)) <= RATE // 10


def samples_of(sound: bytes) -> Samples:
    """Return sound of 16 bits as samples."""
    return np.frombuffer(sound, np.int16).astype(np.float32) / np.float32(32768)


def speech_span(samples: Samples) -> Span | None:
    """Return from where to where somebody speaks; None for silence, noise or music."""
    stretches = get_speech_timestamps(samples, _SPEECH)
    return Span(stretches[0]["start"], stretches[-1]["end"]) if stretches else None
