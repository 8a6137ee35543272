"""Our end of a connection to an engine.

Requests go out as they come; answers come back in any order and find their
asker by id. When the connection breaks, each asker still waiting is told.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Awaitable, Callable
from typing import Any, Self

from wyoming.event import Event, Eventable, async_read_event, async_write_event
from wyoming.info import Describe
from wyoming.ping import Ping

from .errors import EngineCrashed, EngineError, EngineFailure, error_from_code
from .protocol import Cancel, Complete, Completed, Failed
from .readiness import EngineInfo, LoadModel, ModelLoaded
from .speech_messages import id_of, with_id

Answer = Completed | ModelLoaded

Explain = Callable[[], Awaitable[EngineError]]
"""Finds out why a connection broke."""


class Exchange:
    """A request of several events, and the events that answer it."""

    def __init__(self, connection: EngineConnection, request_id: str) -> None:
        """Begin; leave it as a context manager, which takes back what is not over."""
        self._connection = connection
        self.request_id = request_id
        self._answers: asyncio.Queue[Event | EngineError] = asyncio.Queue()
        self.is_over = False
        """True when the engine has nothing more to say."""
        self.notice: Callable[[Event], bool] = lambda _: False
        """Takes an event as soon as it comes, and returns whether that was all it is for."""

    def __enter__(self) -> Self:
        """Return the exchange."""
        return self

    def __exit__(self, *_: object) -> None:
        """Forget it."""
        self._connection.end_exchange(self.request_id, is_over=self.is_over)

    async def send(self, event: Event) -> None:
        """Send an event of this request.

        Raises:
            EngineError: The connection is gone.
        """
        await self._connection.send(with_id(event, self.request_id))

    async def receive(self) -> Event:
        """Return the next event of the answer.

        Raises:
            EngineError: There is none; the class says why.
        """
        answer = await self._answers.get()
        if isinstance(answer, Event) and Failed.is_type(answer.type):
            failed = Failed.from_event(answer)
            answer = error_from_code(failed.code, failed.message)
        if isinstance(answer, EngineError):
            self.is_over = True
            raise answer
        return answer

    def put(self, answer: Event | EngineError) -> None:
        """Take what the engine says."""
        if isinstance(answer, EngineError) or not self.notice(answer):
            self._answers.put_nowait(answer)


class EngineConnection:
    """An open connection; it is not opened again."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        explain: Explain,
    ) -> None:
        """Begin to read."""
        self._reader = reader
        self._writer = writer
        self._explain = explain
        self._ids = itertools.count(1)
        self._pending: dict[str, asyncio.Future[Answer]] = {}
        self._infos: list[asyncio.Future[EngineInfo]] = []
        self._exchanges: dict[str, Exchange] = {}
        self._sending: set[asyncio.Task[None]] = set()
        self._loss: EngineError | None = None
        self._heard = asyncio.Event()
        self.heard_at = 0.0
        """When the engine last said anything, on the loop's clock."""
        self._task = asyncio.get_running_loop().create_task(self._read())

    @property
    def is_open(self) -> bool:
        """True while requests can be sent."""
        return self._loss is None

    def next_id(self) -> str:
        """Return an id that no other request on this connection has."""
        return str(next(self._ids))

    async def complete(self, request: Complete) -> Completed:
        """Return the answer to a request; when cancelled, tell the engine."""
        answer = await self._ask(request.request_id, request)
        if not isinstance(answer, Completed):
            raise EngineCrashed("The engine answered something else")
        return answer

    async def load(self, request: LoadModel) -> ModelLoaded:
        """Return what is loaded after the request."""
        answer = await self._ask(request.request_id, request)
        if not isinstance(answer, ModelLoaded):
            raise EngineCrashed("The engine answered something else")
        return answer

    async def describe(self) -> EngineInfo:
        """Return what the engine offers."""
        future: asyncio.Future[EngineInfo] = self._future()
        self._infos.append(future)
        await self.send(Describe().event())
        return await future

    async def ping(self) -> None:
        """Return as soon as the engine says something, whatever it is."""
        self._heard.clear()
        await self.send(Ping().event())
        await self._heard.wait()

    def exchange(self) -> Exchange:
        """Begin a request of several events with several events in answer."""
        exchange = Exchange(self, self.next_id())
        self._exchanges[exchange.request_id] = exchange
        return exchange

    def end_exchange(self, request_id: str, *, is_over: bool) -> None:
        """Forget an exchange; one that is not over is taken back."""
        self._exchanges.pop(request_id, None)
        if not is_over:
            self._take_back(request_id)

    async def close(self, reason: EngineError) -> None:
        """Close; each asker still waiting gets the reason."""
        self._lose(reason)
        self._task.cancel()
        await asyncio.wait({self._task, *self._sending})

    async def _ask(self, request_id: str, request: Eventable) -> Answer:
        """Send a request and wait for its answer."""
        future: asyncio.Future[Answer] = self._future()
        self._pending[request_id] = future
        try:
            await self.send(request.event())
            return await future
        except asyncio.CancelledError:
            self._take_back(request_id)
            raise
        finally:
            self._pending.pop(request_id, None)

    def _take_back(self, request_id: str) -> None:
        """Tell the engine that nobody waits, without waiting for that either."""
        if self.is_open:
            message = Cancel(request_id=request_id)
            task = asyncio.get_running_loop().create_task(self._send_last(message))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _send_last(self, message: Eventable) -> None:
        """Write a message whose loss is no loss."""
        with contextlib.suppress(EngineError):
            await self.send(message.event())

    async def send(self, event: Event) -> None:
        """Write an event.

        Raises:
            EngineError: The connection is gone.
        """
        if not self.is_open:
            raise self._lost()
        try:
            await async_write_event(event, self._writer)
        except (ConnectionError, RuntimeError):
            # The reading side sees the same break and finds out the reason.
            await asyncio.wait({self._task})
            raise self._lost() from None

    async def _read(self) -> None:
        """Pass answers on until the connection breaks."""
        loop = asyncio.get_running_loop()
        try:
            while (event := await async_read_event(self._reader)) is not None:
                self.heard_at = loop.time()
                self._heard.set()
                self._pass_on(event)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        except (KeyError, TypeError, ValueError) as err:
            self._lose(EngineFailure(f"The engine speaks another language: {err!r}"))
        self._lose(await self._explain())

    def _pass_on(self, event: Event) -> None:
        """Give an answer to whoever waits for it."""
        exchange = self._exchanges.get(id_of(event.data) or "")
        if exchange is not None:
            exchange.put(event)
        elif Completed.is_type(event.type):
            self._answer(event.data["request_id"], Completed.from_event(event))
        elif ModelLoaded.is_type(event.type):
            self._answer(event.data["request_id"], ModelLoaded.from_event(event))
        elif Failed.is_type(event.type):
            self._refuse(Failed.from_event(event))
        elif EngineInfo.is_type(event.type):
            for waiting in self._drain_infos():
                waiting.set_result(EngineInfo.from_event(event))

    def _answer(self, request_id: str, answer: Answer) -> None:
        """Give an answer; one whose asker has left is dropped."""
        future = self._pending.get(request_id)
        if future is not None and not future.done():
            future.set_result(answer)

    def _refuse(self, failed: Failed) -> None:
        """Give the reason why there is no answer."""
        future = self._pending.get(failed.request_id)
        if future is not None and not future.done():
            future.set_exception(error_from_code(failed.code, failed.message))

    def _lose(self, reason: EngineError) -> None:
        """Tell each asker why the connection is gone."""
        if self._loss is not None:
            return
        self._loss = reason
        self._writer.close()
        waiting: list[asyncio.Future[Any]] = [*self._pending.values(), *self._drain_infos()]
        for future in waiting:
            if not future.done():
                future.set_exception(reason)
        for exchange in self._exchanges.values():
            exchange.put(reason)

    def _lost(self) -> EngineError:
        """Return why the connection is gone."""
        return self._loss or EngineCrashed("The connection to the engine broke")

    def _drain_infos(self) -> list[asyncio.Future[EngineInfo]]:
        """Return, and forget, who waits for a description."""
        waiting = [future for future in self._infos if not future.done()]
        self._infos = []
        return waiting

    @staticmethod
    def _future() -> asyncio.Future[Any]:
        """Return a future of the running loop."""
        return asyncio.get_running_loop().create_future()
