"""Hearing an utterance bit by bit: only what is new is worth the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .detector import Span, samples_of, speech_span
from .recogniser import NOTHING, Encoded, Heard, Recogniser
from .utterance import RATE


@dataclass(frozen=True, slots=True)
class Look:
    """What an utterance holds up to some moment."""

    span: Span | None = None
    encoded: Encoded | None = None
    heard: Heard = NOTHING


_PAD = int(0.2 * RATE)
# Home Assistant waits longer than this for the person to go on: the transcript is
# often there before it asks.
_PAUSE = int(0.3 * RATE)


def look(
    recogniser: Recogniser,
    sound: bytes,
    before: Look,
    *,
    language: str,
    names: Sequence[str] = (),
    window: float = 0.0,
    is_over: bool = True,
) -> Look:
    """Return what is heard, or the look before where nothing was added.

    While an utterance is not over, it is looked at in its pauses only.
    """
    samples = samples_of(sound)
    span = speech_span(samples)
    if span is None:
        return Look() if is_over else before
    if before.span is not None and before.span.is_like(span):
        return before
    if not is_over and len(samples) - span.end < _PAUSE:
        return before
    cut = samples[max(0, span.start - _PAD) : span.end + _PAD]
    encoded = recogniser.encode(cut, window)
    return Look(span, encoded, recogniser.decode(encoded, language, names))
