"""The engine's end of the Wyoming protocol.

One handler serves one connection: the parent's pipe, or each client of a socket.
Requests of all connections go to one worker, those for speech to another
(speech_server.py).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from wyoming.error import Error
from wyoming.event import Event, Eventable
from wyoming.info import Describe
from wyoming.ping import Ping, Pong
from wyoming.server import AsyncEventHandler, AsyncServer

from .errors import EngineError, ErrorCode, RequestError
from .fetch import fetch
from .fetch_messages import Fetch, Fetched, Fetching
from .protocol import Cancel, Complete, Failed
from .readiness import EngineInfo, LoadModel, ModelLoaded
from .speech_info import speech_info
from .speech_messages import LoadSpeech, SpeechLoaded, id_of
from .speech_server import SpeechEvents
from .speech_worker import SpeechSettings, SpeechWorker
from .worker import Job, Worker, as_engine_error

_LOGGER = logging.getLogger(__name__)

# How often a child looks whether its parent is still there. The end of its
# input says so at once; this is for a parent whose other children hold the
# pipe open.
_PARENT_INTERVAL_S = 1.0

_Answer = Coroutine[Any, Any, Eventable]
_Request = TypeVar("_Request", LoadModel, LoadSpeech, Fetch)


class NotAllowed(RequestError):
    """A client over the network asked what only a parent may."""

    code = ErrorCode.NOT_ALLOWED


class EngineHandler(AsyncEventHandler):
    """One connection to the engine."""

    def __init__(
        self,
        worker: Worker,
        speech: SpeechWorker,
        may_load: bool,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        """Serve a connection that may, or may not, say which file to load."""
        super().__init__(reader, writer)
        self._worker = worker
        self._speech_worker = speech
        self._speech = SpeechEvents(speech, self._write, self._start_job, may_name_files=may_load)
        self._may_load = may_load
        self._jobs: dict[str, Job] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Serve until the other end leaves, in the middle of a message or not."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await super().run()

    async def handle_event(self, event: Event) -> bool:
        """Answer an event, or start what will."""
        try:
            await self._handle(event)
        except EngineError as err:
            await self._write(_failed(id_of(event.data), err))
        except (KeyError, TypeError, ValueError) as err:
            await self._refuse(event, err)
        return True

    async def disconnect(self) -> None:
        """Give up what nobody waits for any more."""
        for job in self._jobs.values():
            job.cancel()
        self._speech.leave()

    async def _handle(self, event: Event) -> None:
        """Answer an event that is as it should be."""
        if Complete.is_type(event.type):
            self._start_complete(Complete.from_event(event))
        elif self._speech.handle(event):
            return
        elif LoadModel.is_type(event.type):
            self._begin(LoadModel.from_event(event), self._load)
        elif LoadSpeech.is_type(event.type):
            self._begin(LoadSpeech.from_event(event), self._load_speech)
        elif Fetch.is_type(event.type):
            self._begin(Fetch.from_event(event), self._fetch)
        elif Cancel.is_type(event.type):
            self._cancel(Cancel.from_event(event))
        elif Ping.is_type(event.type):
            await self.write_event(Pong(text=Ping.from_event(event).text).event())
        elif Describe.is_type(event.type):
            info = speech_info(self._speech_worker)
            model = self._worker.model
            await self.write_event(EngineInfo(info=info, language_model=model).event())
        else:
            _LOGGER.debug("Unknown event: %s", event.type)

    async def _refuse(self, event: Event, reason: Exception) -> None:
        """Answer an event that cannot be read."""
        text = f"{event.type} cannot be read: {reason!r}"
        _LOGGER.warning("%s", text)
        await self._write(_failed(id_of(event.data), RequestError(text)))

    def _start_complete(self, request: Complete) -> None:
        """Queue a completion."""
        job = Job(time.monotonic() + request.deadline_ms / 1000)
        self._start(request.request_id, job, self._worker.complete(request, job))

    def _begin(self, request: _Request, answer: Callable[[_Request, Job], _Answer]) -> None:
        """Begin what has no deadline."""
        job = Job()
        self._start(request.request_id, job, answer(request, job))

    async def _load(self, request: LoadModel, job: Job) -> ModelLoaded:
        """Load a model for a parent."""
        self._check_may_load()
        model = await self._worker.load(request, job)
        return ModelLoaded(request_id=request.request_id, model=model)

    async def _load_speech(self, request: LoadSpeech, job: Job) -> SpeechLoaded:
        """Load a recogniser or a voice for a parent."""
        self._check_may_load()
        model = await self._speech_worker.load(request.kind, Path(request.path), job)
        return SpeechLoaded(request_id=request.request_id, model=model)

    async def _fetch(self, request: Fetch, job: Job) -> Fetched:
        """Download a recogniser or a voice for a parent, telling how far it is."""
        self._check_may_load()
        loop = asyncio.get_running_loop()

        def report(done: int, total: int) -> None:
            """Tell, from the thread that downloads."""
            message = Fetching(request_id=request.request_id, done=done, total=total)
            asyncio.run_coroutine_threadsafe(self._write(message.event()), loop)

        await asyncio.to_thread(fetch, request.order(), report, job.check)
        return Fetched(request_id=request.request_id)

    def _check_may_load(self) -> None:
        """Raise for all but a parent."""
        if not self._may_load:
            raise NotAllowed("The models of this engine are chosen where it runs")

    def _start(self, request_id: str, job: Job, answer: _Answer) -> None:
        """Run a job whose result is its answer."""

        async def tell() -> None:
            """Send the answer."""
            await self._write((await answer).event())

        self._start_job(request_id, job, tell())

    def _start_job(self, request_id: str | None, job: Job, work: Coroutine[Any, Any, None]) -> None:
        """Run a job that answers itself, beside the reading of further events."""
        if request_id is not None:
            self._jobs[request_id] = job
        task = asyncio.get_running_loop().create_task(self._run(request_id, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, request_id: str | None, work: Coroutine[Any, Any, None]) -> None:
        """Do a job, or say why it cannot be done."""
        try:
            await work
        except Exception as err:  # noqa: BLE001 - each request gets an answer
            await self._write(_failed(request_id, as_engine_error(err)))
        finally:
            self._jobs.pop(request_id or "", None)

    async def _write(self, event: Event) -> None:
        """Write an event, unless its reader has left."""
        try:
            await self.write_event(event)
        except (ConnectionError, RuntimeError):
            _LOGGER.debug("The reader of an answer has left")

    def _cancel(self, message: Cancel) -> None:
        """Give a job up; unknown ids were answered before the cancel arrived."""
        if job := self._jobs.get(message.request_id):
            job.cancel()
        self._speech.cancel(message.request_id)


def _failed(request_id: str | None, error: EngineError) -> Event:
    """Return the event for an error; a plain Wyoming client knows only Wyoming's own."""
    if request_id is None:
        return Error(text=str(error), code=error.code).event()
    return Failed(request_id=request_id, code=error.code, message=str(error)).event()


async def serve(
    uri: str, model: LoadModel | None = None, speech: SpeechSettings | None = None
) -> None:
    """Serve until the parent leaves, or for ever on a socket.

    Raises:
        EngineError: A model given cannot be loaded.
    """
    worker, speech_worker = Worker(), SpeechWorker(speech or SpeechSettings())
    if model is not None:
        loaded = await worker.load(model, Job())
        _LOGGER.info("Loaded %s", loaded)
    await speech_worker.load_offered()
    if uri == "stdio://":
        await _serve_parent(worker, speech_worker)
    else:
        handler = partial(EngineHandler, worker, speech_worker, False)
        await AsyncServer.from_uri(uri).run(handler)


async def _serve_parent(worker: Worker, speech: SpeechWorker) -> None:
    """Serve the process that started this one, over its pipes."""
    reader, writer = await _claim_standard_streams()
    watch = asyncio.create_task(_watch_parent(os.getppid(), lambda: os._exit(0)))
    await EngineHandler(worker, speech, True, reader, writer).run()
    watch.cancel()


async def _claim_standard_streams() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Return the pipes of this process and keep everybody else off them."""
    # llama.cpp prints, and its Python side turns descriptors 1 and 2 to
    # /dev/null while it loads a model. So the protocol moves to descriptors of
    # its own, and what is printed goes where errors go.
    source, sink = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(source, "rb")
    )
    transport, protocol = await loop.connect_write_pipe(
        asyncio.streams.FlowControlMixin, os.fdopen(sink, "wb")
    )
    return reader, asyncio.StreamWriter(transport, protocol, None, loop)


async def _watch_parent(parent: int, leave: Callable[[], None]) -> None:
    """Leave when the process is handed to another parent."""
    while os.getppid() == parent:  # noqa: ASYNC110 - there is no event for it
        await asyncio.sleep(_PARENT_INTERVAL_S)
    leave()
