"""The two threads that listen and speak, each in the order of what comes in.

They stand beside the language model's, so that one person can be listened to
while another is answered.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from .errors import EngineLibraryMissing, EngineUnavailable
from .memory import speech_share
from .shelf import Shelf
from .speech_messages import LoadedSpeech, SpeechKind
from .worker import Job

if TYPE_CHECKING:
    from .recogniser import Recogniser
    from .voice import Voice

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechSettings:
    """How the engine listens and speaks."""

    recognisers: tuple[Path, ...] = ()
    """What clients of a socket may choose from; the first is the default."""
    voices: tuple[Path, ...] = ()
    memory: int = 0
    """Bytes that all loaded recognisers and voices may take; 0 for a share of the machine's."""
    threads: int = 0
    """Of each; 0 for all cores up to four."""
    beam: int = 1


@dataclass(slots=True)
class SpeechWorker:
    """Recognisers and voices, loaded when they are asked for."""

    settings: SpeechSettings = field(default_factory=SpeechSettings)
    offered: list[LoadedSpeech] = field(default_factory=list)
    """What clients of a socket may choose from."""
    _shelf: Shelf = field(init=False)
    _ears: ThreadPoolExecutor = field(init=False)
    _mouth: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        """Start without a model."""
        self._shelf = Shelf(self.settings.memory or speech_share())
        self._ears = ThreadPoolExecutor(1, thread_name_prefix="ears")
        self._mouth = ThreadPoolExecutor(1, thread_name_prefix="mouth")

    async def load_offered(self) -> None:
        """Load what clients may choose from, so that it can be described.

        Raises:
            EngineError: One of them cannot be loaded.
        """
        s = self.settings
        for kind, paths in ((SpeechKind.RECOGNISER, s.recognisers), (SpeechKind.VOICE, s.voices)):
            for path in paths:
                self.offered.append(await self.load(kind, path, Job()))

    async def load(self, kind: SpeechKind, path: Path, job: Job) -> LoadedSpeech:
        """Load a model, from its files as they are now."""
        self._shelf.drop(path)
        if kind is SpeechKind.RECOGNISER:
            return await job.run(self._ears, lambda: _describe(kind, path, self.recogniser(path)))
        return await job.run(self._mouth, lambda: _describe(kind, path, self.voice(path)))

    async def hear(self, job: Job, work: Callable[[], _Result]) -> _Result:
        """Do something with a recogniser, in the listening thread."""
        return await job.run(self._ears, work)

    async def speak(
        self, path: Path, text: str, speaker: str, speed: float, job: Job
    ) -> AsyncIterator[tuple[int, bytes]]:
        """Yield samples a second and sound, sentence by sentence.

        Between two sentences another reply may come in: nobody waits for a long one.
        """
        voice = await job.run(self._mouth, lambda: self.voice(path))
        sentences = voice.speak(text, speaker=speaker, speed=speed)
        while (sound := await job.run(self._mouth, lambda: _next(sentences))) is not None:
            yield voice.rate, sound

    def recogniser(self, path: Path) -> Recogniser:
        """Return a recogniser; in the listening thread."""
        kind = _import_recogniser()
        settings = self.settings
        return self._shelf.get(
            path, lambda p: kind(p, threads=settings.threads, beam=settings.beam)
        )

    def voice(self, path: Path) -> Voice:
        """Return a voice; in the speaking thread."""
        kind = _import_voice()
        return self._shelf.get(path, lambda p: kind(p, threads=self.settings.threads))

    def find(self, kind: SpeechKind, name: str | None) -> Path:
        """Return the model that a client of a socket means.

        Raises:
            EngineUnavailable: There is none of that name.
        """
        is_voice = kind is SpeechKind.VOICE
        paths = self.settings.voices if is_voice else self.settings.recognisers
        for path in paths:
            if not name or name in (path.stem, path.name):
                return path
        raise EngineUnavailable(f"This engine has no {kind} {name or ''}".rstrip())


def _next(sentences: Iterator[bytes]) -> bytes | None:
    """Return the sound of the next sentence; None behind the last."""
    return next(sentences, None)


def _describe(kind: SpeechKind, path: Path, model: Recogniser | Voice) -> LoadedSpeech:
    """Return what there is to say of a loaded model."""
    return LoadedSpeech(
        kind=kind,
        name=path.stem,
        languages=model.languages,
        size=model.size,
        load_ms=round(model.load_ms, 1),
        speakers=getattr(model, "speakers", []),
        rate=getattr(model, "rate", 0),
    )


def _import_recogniser() -> type[Recogniser]:
    """Import faster-whisper, late: an engine without it still says what is wrong."""
    try:
        from .recogniser import Recogniser  # noqa: PLC0415
    except (ImportError, OSError, RuntimeError) as err:
        raise EngineLibraryMissing(f"faster-whisper is not usable: {err}") from err
    return Recogniser


def _import_voice() -> type[Voice]:
    """Import Piper, late."""
    try:
        from .voice import Voice  # noqa: PLC0415
    except (ImportError, OSError, RuntimeError) as err:
        raise EngineLibraryMissing(f"piper-tts is not usable: {err}") from err
    return Voice
