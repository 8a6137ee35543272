"""The speech events of one connection: utterances in, transcripts and replies out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeStopped,
    SynthesizeVoice,
)

from .errors import AudioError, EngineError
from .listening import Listening, Order
from .sentences import complete_sentences
from .speech_messages import (
    PartialTranscript,
    SpeechKind,
    TranscribeAgain,
    id_of,
    with_id,
)
from .worker import Job

if TYPE_CHECKING:
    from .recogniser import Heard
    from .speech_worker import SpeechWorker

_LANGUAGE = "en"

Send = Callable[[Event], Awaitable[None]]
Run = Callable[[str | None, Job, Coroutine[Any, Any, None]], None]
"""Runs a request beside the reading of further events, and answers its errors."""


class SpeechEvents:
    """What a connection says and hears."""

    def __init__(self, worker: SpeechWorker, send: Send, run: Run, *, may_name_files: bool) -> None:
        """Begin in silence; a parent may name files, others what is on offer."""
        self._worker = worker
        self._send = send
        self._run = run
        self._may_name_files = may_name_files
        self._heard: dict[str | None, Listening] = {}
        self._reply: _StreamedReply | None = None
        self._background: set[asyncio.Task[None]] = set()

    def handle(self, event: Event) -> bool:
        """Take an event; return False for one that is not about speech.

        Raises:
            EngineError: It cannot be done.
            ValueError: The event cannot be read; so do KeyError and TypeError.
        """
        kinds: tuple[tuple[Callable[[str], bool], Callable[[Event], None]], ...] = (
            (AudioChunk.is_type, self._add),
            (Transcribe.is_type, self._listen),
            (AudioStart.is_type, self._start),
            (AudioStop.is_type, self._finish),
            (TranscribeAgain.is_type, self._again),
            (Synthesize.is_type, self._synthesize),
            (SynthesizeStart.is_type, self._begin_reply),
            (SynthesizeChunk.is_type, self._continue_reply),
            (SynthesizeStop.is_type, self._end_reply),
        )
        for is_type, take in kinds:
            if is_type(event.type):
                take(event)
                return True
        return False

    def cancel(self, request_id: str) -> None:
        """Give up an utterance."""
        if listening := self._heard.pop(request_id, None):
            listening.drop()

    def leave(self) -> None:
        """Give up what nobody waits for any more."""
        for listening in self._heard.values():
            listening.drop()
        self._heard.clear()

    def _listen(self, event: Event) -> None:
        """Begin an utterance."""
        request, request_id = Transcribe.from_event(event), id_of(event.data)
        names = [*(request.transcript_names or ()), *(request.transcript_terms or ())]
        order = Order(
            path=self._path(SpeechKind.RECOGNISER, request.name),
            language=request.language or _LANGUAGE,
            names=tuple(names),
            window=float(event.data.get("window_s", 0.0)),
        )
        self._heard[request_id] = Listening(self._worker, order, self._reporter(request_id))

    def _reporter(self, request_id: str | None) -> Callable[[str], None] | None:
        """Return what tells an asker of partial transcripts; others would not know them."""
        if request_id is None:
            return None
        return lambda text: self._later(
            self._send(PartialTranscript(request_id=request_id, text=text).event())
        )

    def _start(self, event: Event) -> None:
        """Take note of audio; some clients send no `transcribe` before it."""
        if id_of(event.data) is None and None not in self._heard:
            self._listen(Event("transcribe"))

    def _add(self, event: Event) -> None:
        """Pass audio on; that of an utterance given up is dropped."""
        request_id = id_of(event.data)
        if (listening := self._heard.get(request_id)) is None:
            return
        try:
            listening.add(AudioChunk.from_event(event))
        except AudioError:
            self._heard.pop(request_id)
            listening.drop()
            raise

    def _finish(self, event: Event) -> None:
        """Transcribe an utterance whose audio is complete."""
        request_id = id_of(event.data)
        if (listening := self._heard.get(request_id)) is not None:
            if request_id is None:
                del self._heard[None]
            self._run(request_id, listening.job, self._transcribe(request_id, listening.finish()))

    def _again(self, event: Event) -> None:
        """Transcribe the same utterance with names, or let it go."""
        request = TranscribeAgain.from_event(event)
        listening = self._heard.pop(request.request_id, None)
        if listening is not None and request.names:
            work = listening.again(tuple(request.names))
            self._run(request.request_id, listening.job, self._transcribe(request.request_id, work))

    async def _transcribe(self, request_id: str | None, work: Coroutine[Any, Any, Heard]) -> None:
        """Answer with a transcript."""
        try:
            heard = await work
        except EngineError:
            self._heard.pop(request_id, None)
            raise
        event = Transcript(text=heard.text).event()
        if request_id is not None:
            event.data["logprob"] = round(heard.logprob, 4)
        await self._send(with_id(event, request_id))

    def _synthesize(self, event: Event) -> None:
        """Say a text."""
        request, request_id = Synthesize.from_event(event), id_of(event.data)
        reply = self._new_reply(request.voice, request_id, float(event.data.get("speed", 1.0)))
        self._run(request_id, reply.job, reply.say_all(request.text))

    def _begin_reply(self, event: Event) -> None:
        """Begin a text that comes in pieces."""
        request = SynthesizeStart.from_event(event)
        reply = self._new_reply(request.voice, id_of(event.data), 1.0)
        self._reply = _StreamedReply(reply)
        self._run(id_of(event.data), reply.job, self._reply.run())

    def _continue_reply(self, event: Event) -> None:
        """Take a piece."""
        if self._reply is not None:
            self._reply.add(SynthesizeChunk.from_event(event).text)

    def _end_reply(self, event: Event) -> None:
        """Say the rest."""
        if self._reply is not None:
            self._reply.end()
            self._reply = None

    def _new_reply(
        self, voice: SynthesizeVoice | None, request_id: str | None, speed: float
    ) -> Reply:
        """Return a reply in the voice that was asked for."""
        path = self._path(SpeechKind.VOICE, voice.name if voice else None)
        speaker = (voice.speaker if voice else None) or ""
        return Reply(self._worker, self._send, path, speaker, speed, request_id)

    def _path(self, kind: SpeechKind, name: str | None) -> Path:
        """Return the files of a model."""
        if self._may_name_files and name:
            return Path(name)
        return self._worker.find(kind, name)

    def _later(self, sending: Awaitable[None]) -> None:
        """Send something without waiting for it."""
        task = asyncio.ensure_future(sending)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


class Reply:
    """Sound on its way to whoever asked for it."""

    def __init__(
        self,
        worker: SpeechWorker,
        send: Send,
        path: Path,
        speaker: str,
        speed: float,
        request_id: str | None,
    ) -> None:
        """Begin in silence."""
        self._worker = worker
        self._send = send
        self._path, self._speaker, self._speed = path, speaker, speed
        self._request_id = request_id
        self._rate = 0
        self.job = Job()
        """Its claim on the speaking thread."""

    async def say_all(self, text: str) -> None:
        """Say a whole text."""
        await self.say(text)
        await self.end()

    async def say(self, text: str) -> None:
        """Say a part of it, sentence by sentence."""
        sounds = self._worker.speak(self._path, text, self._speaker, self._speed, self.job)
        async for rate, sound in sounds:
            if not self._rate:
                self._rate = rate
                await self._tell(AudioStart(rate=rate, width=2, channels=1).event())
            chunk = AudioChunk(rate=rate, width=2, channels=1, audio=sound)
            await self._tell(chunk.event())

    async def end(self) -> None:
        """Say that this was all."""
        await self._tell(AudioStop().event())

    async def stopped(self) -> None:
        """Say that a text in pieces is over."""
        await self._tell(SynthesizeStopped().event())

    async def _tell(self, event: Event) -> None:
        """Send an event of this reply."""
        await self._send(with_id(event, self._request_id))


class _StreamedReply:
    """A reply whose text comes in pieces."""

    def __init__(self, reply: Reply) -> None:
        """Begin without text."""
        self._reply = reply
        self._rest = ""
        self._sentences: asyncio.Queue[str | None] = asyncio.Queue()

    def add(self, piece: str) -> None:
        """Take a piece of the text."""
        sentences, self._rest = complete_sentences(self._rest + piece)
        for sentence in sentences:
            self._sentences.put_nowait(sentence)

    def end(self) -> None:
        """Take note that this was all."""
        self._sentences.put_nowait(self._rest)
        self._sentences.put_nowait(None)

    async def run(self) -> None:
        """Say each sentence as soon as it is whole."""
        while (sentence := await self._sentences.get()) is not None:
            await self._reply.say(sentence)
        await self._reply.end()
        await self._reply.stopped()
