"""The sound of one utterance as it comes in."""

from __future__ import annotations

from wyoming.audio import AudioChunk, AudioChunkConverter

from .errors import AudioError

RATE = 16_000
"""Samples a second that recognisers read."""

MAX_SECONDS = 60
"""More is no command; it is refused before it fills the memory."""

_RATES = range(8_000, 48_001)
_WIDTHS = (1, 2, 4)
_CHANNELS = (1, 2)


class Utterance:
    """Audio chunks, gathered as mono samples of 16 bits."""

    def __init__(self) -> None:
        """Begin without any sound."""
        self._converter = AudioChunkConverter(rate=RATE, width=2, channels=1)
        self._sound = bytearray()

    @property
    def seconds(self) -> float:
        """How long it is so far."""
        return len(self._sound) / 2 / RATE

    def add(self, chunk: AudioChunk) -> None:
        """Append a chunk.

        Raises:
            AudioError: Its format cannot be read, or the utterance grows too long.
        """
        _check_format(chunk)
        self._sound += self._converter.convert(chunk).audio
        if self.seconds > MAX_SECONDS:
            self._sound.clear()
            raise AudioError(f"An utterance of more than {MAX_SECONDS} seconds is not listened to")

    def sound(self) -> bytes:
        """Return a copy of what was heard so far: mono samples of 16 bits at `RATE`."""
        return bytes(self._sound)


def _check_format(chunk: AudioChunk) -> None:
    """Raise for audio that cannot be converted."""
    is_known = chunk.rate in _RATES and chunk.width in _WIDTHS and chunk.channels in _CHANNELS
    if not is_known:
        raise AudioError(
            f"Audio of {chunk.rate} Hz, {8 * chunk.width} bits and {chunk.channels} channels "
            "cannot be read"
        )
    if len(chunk.audio) % (chunk.width * chunk.channels):
        raise AudioError("An audio chunk ends in the middle of a sample")
