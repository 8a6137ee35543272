"""One utterance, from its first sound to its transcript.

The recogniser looks at it in the pauses already, while audio still arrives: when
the last pause turns out to be the end, the transcript is there.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wyoming.audio import AudioChunk

from .errors import EngineError, EngineUnavailable
from .utterance import Utterance
from .worker import Job

if TYPE_CHECKING:
    from .looking import Look
    from .recogniser import Heard
    from .speech_worker import SpeechWorker

_LOOK_EVERY_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How an utterance is to be heard."""

    path: Path
    """The recogniser."""
    language: str = "en"
    names: tuple[str, ...] = ()
    """Names that may be said, the likeliest first."""
    window: float = 0.0
    """Seconds that the recogniser reads at least; 0 for those of the utterance."""


class Listening:
    """An utterance that is being heard."""

    def __init__(
        self, worker: SpeechWorker, order: Order, report: Callable[[str], None] | None = None
    ) -> None:
        """Begin; `report` is called with what was said up to a pause."""
        self._worker = worker
        self._order = order
        self._report = report
        self._utterance = Utterance()
        self._looked_at = 0.0
        self._look: Look | None = None
        self._looking: asyncio.Task[None] | None = None
        self.job = Job()
        """Its claim on the listening thread."""

    def add(self, chunk: AudioChunk) -> None:
        """Take a chunk of audio.

        Raises:
            AudioError: It cannot be read.
        """
        self._utterance.add(chunk)
        is_free = self._looking is None or self._looking.done()
        if is_free and self._has_grown():
            self._looking = asyncio.get_running_loop().create_task(self._peek())

    async def finish(self) -> Heard:
        """Return the transcript, once all audio is there."""
        if self._looking is not None:
            await self._looking
        await self._take_look(is_over=True)
        assert self._look is not None
        return self._look.heard

    async def again(self, names: tuple[str, ...]) -> Heard:
        """Return the transcript with these names in mind; `finish` came before."""
        look = self._look
        if look is None or look.encoded is None:
            raise EngineUnavailable("There is nothing to hear again")
        recogniser = await self._worker.hear(
            self.job, lambda: self._worker.recogniser(self._order.path)
        )
        encoded, language = look.encoded, self._order.language
        return await self._worker.hear(
            self.job, lambda: recogniser.decode(encoded, language, names)
        )

    def drop(self) -> None:
        """Give it up; what is computed right now ends by itself."""
        self.job.cancel()
        self._look = None

    async def _peek(self) -> None:
        """Look at it while it goes on; what goes wrong shows at its end."""
        with contextlib.suppress(EngineError):
            # Audio that came during one look is the matter of the next.
            while self._has_grown():
                self._looked_at = self._utterance.seconds
                before = self._text()
                await self._take_look(is_over=False)
                if self._report and self._text() not in ("", before):
                    self._report(self._text())

    def _has_grown(self) -> bool:
        """Return whether there is enough new audio to look at."""
        return self._utterance.seconds - self._looked_at >= _LOOK_EVERY_S

    def _text(self) -> str:
        """Return what was heard so far."""
        return self._look.heard.text if self._look else ""

    async def _take_look(self, *, is_over: bool) -> None:
        """Have the recogniser look at the utterance."""
        sound = self._utterance.sound()
        self._look = await self._worker.hear(self.job, lambda: self._see(sound, is_over))

    def _see(self, sound: bytes, is_over: bool) -> Look:
        """Look at the utterance; runs in the listening thread."""
        from .looking import Look, look  # noqa: PLC0415 - native code behind it

        order = self._order
        return look(
            self._worker.recogniser(order.path),
            sound,
            self._look or Look(),
            language=order.language,
            names=order.names,
            window=order.window,
            is_over=is_over,
        )
