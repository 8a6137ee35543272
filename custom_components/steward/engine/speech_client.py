"""Listening and speaking as Home Assistant's side asks for it, over an engine's connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event
from wyoming.tts import Synthesize, SynthesizeVoice

from .client import EngineClient
from .connection import EngineConnection, Exchange
from .errors import EngineFailure, EngineTimeout
from .fetch import FetchOrder
from .fetch_messages import Fetch, Fetched, Fetching
from .speech_messages import (
    LoadedSpeech,
    LoadSpeech,
    PartialTranscript,
    SpeechKind,
    SpeechLoaded,
    TranscribeAgain,
)

_READY_S = 10.0
_LOAD_S = 120.0
_FETCH_STALL_S = 300.0
_RATE, _WIDTH, _CHANNELS = 16_000, 2, 1


async def load(engine: EngineClient, kind: SpeechKind, path: str) -> LoadedSpeech:
    """Have an engine on this machine load a recogniser or a voice.

    Raises:
        EngineError: It cannot; the class says why.
    """
    connection = await engine.connect(_soon(_LOAD_S))
    with connection.exchange() as exchange:
        order = LoadSpeech(request_id=exchange.request_id, kind=kind, path=path)
        await exchange.send(order.event())
        event = await _receive(engine, connection, exchange, _soon(_LOAD_S))
        exchange.is_over = True
    if not SpeechLoaded.is_type(event.type):
        raise _unexpected(event)
    return SpeechLoaded.from_event(event).model


async def fetch(engine: EngineClient, order: FetchOrder, report: Callable[[float], None]) -> None:
    """Have an engine on this machine download a model; `report` is told the share that is there.

    Raises:
        EngineError: It cannot; the class says why. What is there is kept for the next time.
    """
    connection = await engine.connect(_soon(_READY_S))
    with connection.exchange() as exchange:
        request = Fetch(
            request_id=exchange.request_id,
            kind=order.kind,
            repo=order.repo,
            files=list(order.files),
            folder=str(order.folder),
            sha256=dict(order.sha256),
        )
        await exchange.send(request.event())
        while True:
            event = await _receive(engine, connection, exchange, _soon(_FETCH_STALL_S))
            if Fetched.is_type(event.type):
                exchange.is_over = True
                return
            fetching = Fetching.from_event(event)
            report(fetching.done / max(1, fetching.total))


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcribed:
    """What an engine heard."""

    text: str
    """The words; empty where nobody spoke."""
    logprob: float
    """Mean of the tokens' log-probabilities."""


class Hearing:
    """An utterance that an engine listens to, while it is being spoken.

    Use it as a context manager: send audio, finish, perhaps ask again.
    """

    def __init__(
        self,
        engine: EngineClient,
        recogniser: str,
        *,
        language: str,
        window_s: float = 0.0,
        on_partial: Callable[[str], None] | None = None,
    ) -> None:
        """Prepare; nothing is sent yet.

        Args:
            engine: Where to listen.
            recogniser: The folder, or the name of one that a remote engine offers.
            language: As in "en" or "en-US".
            window_s: Seconds that the recogniser reads at least.
            on_partial: Called with what was said up to a pause.
        """
        self._engine = engine
        self._request = Transcribe(name=recogniser, language=language)
        self._window_s = window_s
        self._on_partial = on_partial
        self._connection: EngineConnection | None = None
        self._exchange: Exchange | None = None

    async def __aenter__(self) -> Self:
        """Begin to listen.

        Raises:
            EngineError: The engine cannot be made ready.
        """
        self._connection = await self._engine.connect(_soon(_READY_S))
        self._exchange = self._connection.exchange()
        self._exchange.notice = self._tell
        event = self._request.event()
        event.data["window_s"] = self._window_s
        await self._exchange.send(event)
        await self._exchange.send(AudioStart(_RATE, _WIDTH, _CHANNELS).event())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Let the utterance go."""
        if self._exchange is not None:
            self._exchange.__exit__(kind, error, traceback)

    async def send(self, sound: bytes) -> None:
        """Pass on a piece of audio: 16 kHz, 16 bits, mono.

        Raises:
            EngineError: The engine has gone.
        """
        await self._open.send(AudioChunk(_RATE, _WIDTH, _CHANNELS, sound).event())

    async def finish(self, timeout_s: float) -> Transcribed:
        """Return the transcript, once all audio was sent.

        Raises:
            EngineError: There is none; the class says why.
        """
        await self._open.send(AudioStop().event())
        return await self._transcript(timeout_s)

    async def again(self, names: Sequence[str], timeout_s: float) -> Transcribed:
        """Return the transcript with names in mind that may have been said.

        Raises:
            EngineError: There is none; the class says why.
        """
        order = TranscribeAgain(request_id=self._open.request_id, names=list(names))
        await self._open.send(order.event())
        return await self._transcript(timeout_s)

    async def _transcript(self, timeout_s: float) -> Transcribed:
        """Wait for a transcript."""
        assert self._connection is not None
        event = await _receive(self._engine, self._connection, self._open, _soon(timeout_s))
        if not Transcript.is_type(event.type):
            raise _unexpected(event)
        return Transcribed(text=event.data["text"], logprob=event.data["logprob"])

    def _tell(self, event: Event) -> bool:
        """Tell of a partial transcript as soon as it comes."""
        if not PartialTranscript.is_type(event.type):
            return False
        if self._on_partial is not None:
            self._on_partial(PartialTranscript.from_event(event).text)
        return True

    @property
    def _open(self) -> Exchange:
        """Return the exchange of an utterance that has begun."""
        assert self._exchange is not None
        return self._exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A piece of speech."""

    rate: int
    """Samples a second."""
    samples: bytes
    """Mono, 16 bits."""


async def speak(
    engine: EngineClient,
    text: str,
    voice: str,
    *,
    speaker: str = "",
    speed: float = 1.0,
    timeout_s: float = 20.0,
) -> AsyncGenerator[Sound]:
    """Yield a text as sound, each sentence as soon as it is made.

    Args:
        engine: Where to speak.
        text: What to say.
        voice: The ONNX file, or the name of a voice that a remote engine offers.
        speaker: One of the voice's; empty for its first.
        speed: 2 speaks twice as fast.
        timeout_s: The longest wait for the next sentence.

    Raises:
        EngineError: It cannot be said; the class says why.
    """
    connection = await engine.connect(_soon(_READY_S))
    with connection.exchange() as exchange:
        event = Synthesize(text, SynthesizeVoice(name=voice, speaker=speaker or None)).event()
        event.data["speed"] = speed
        await exchange.send(event)
        while True:
            event = await _receive(engine, connection, exchange, _soon(timeout_s))
            if AudioStop.is_type(event.type):
                exchange.is_over = True
                return
            if AudioChunk.is_type(event.type):
                chunk = AudioChunk.from_event(event)
                yield Sound(rate=chunk.rate, samples=chunk.audio)


async def send_all(hearing: Hearing, stream: AsyncIterable[bytes]) -> int:
    """Pass on a whole stream of audio while it arrives; return its bytes."""
    total = 0
    async for piece in stream:
        if piece:
            total += len(piece)
            await hearing.send(piece)
    return total


async def _receive(
    engine: EngineClient, connection: EngineConnection, exchange: Exchange, deadline: float
) -> Event:
    """Return the next event of an exchange."""
    try:
        async with asyncio.timeout_at(deadline):
            return await exchange.receive()
    except TimeoutError:
        engine.suspect(connection)
        raise EngineTimeout("The engine did not answer in time") from None


def _unexpected(event: Event) -> EngineFailure:
    """Return the error for an answer to another question."""
    return EngineFailure(f"The engine answered with {event.type}")


def _soon(seconds: float) -> float:
    """Return a deadline on the loop's clock."""
    return asyncio.get_running_loop().time() + seconds
