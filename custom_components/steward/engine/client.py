"""What Home Assistant's side holds: an engine to ask, wherever it runs.

`EngineClient` is the type to hold. `RemoteEngine` below reaches an engine on
another machine; `EmbeddedEngine` in supervisor.py runs one of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from urllib.parse import ParseResult, urlparse

from wyoming.info import Info

from .connection import EngineConnection
from .errors import EngineCrashed, EngineError, EngineTimeout, EngineUnavailable
from .protocol import Complete, Completed
from .readiness import LoadedModel

# The engine is told to give up a little before its asker does, so that a slow
# answer is told from no answer.
_MARGIN = 0.1
_MAX_MARGIN_S = 0.25
_CONNECT_TIMEOUT_S = 5.0
_PING_TIMEOUT_S = 2.0

BuildRequest = Callable[[EngineConnection, float], Complete]
"""Makes the message for a connection and a deadline."""


class EngineState(StrEnum):
    """How an engine is."""

    STOPPED = "stopped"
    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"
    """The last start or request ended it; the next request tries again."""


class EngineClient(ABC):
    """An engine to ask."""

    def __init__(self) -> None:
        """Start out stopped."""
        self.state = EngineState.STOPPED
        """How the engine is."""
        self.last_error: EngineError | None = None
        """Why it is not ready."""
        self.model: LoadedModel | None = None
        """The language model it holds, when it is ready."""
        self.info = Info()
        """The recognisers and voices that a remote engine offers."""
        self._listeners: list[Callable[[], None]] = []

    @abstractmethod
    async def async_start(self) -> LoadedModel:
        """Make the engine ready and return its model.

        Raises:
            EngineError: It cannot be made ready.
        """

    @abstractmethod
    async def async_stop(self) -> None:
        """Let the engine go; requests under way fail at once."""

    async def complete(
        self,
        prompt: str,
        grammar: str,
        *,
        max_tokens: int = 128,
        timeout_s: float = 5.0,
        temperature: float = 0.0,
        top_logprobs: int = 0,
        tries: int = 1,
    ) -> Completed:
        """Return the continuation of a prompt under a grammar.

        An engine that is not ready yet is made ready first. The answer, or an
        error, is there within `timeout_s` in every case.

        Raises:
            EngineError: There is no answer; the class says why.
        """
        build = partial(
            _build,
            prompt=prompt,
            grammar=grammar,
            max_tokens=max_tokens,
            temperature=temperature,
            top_logprobs=top_logprobs,
            tries=tries,
        )
        deadline = asyncio.get_running_loop().time() + timeout_s
        return await self._complete(build, deadline)

    def add_listener(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call back on each change of `state`; return how to stop that."""
        self._listeners.append(listener)
        return partial(self._listeners.remove, listener)

    @abstractmethod
    async def connect(self, deadline: float) -> EngineConnection:
        """Return a connection to the engine, made ready first; `deadline` is on the loop's clock.

        Raises:
            EngineError: It cannot be made ready in time.
        """

    @abstractmethod
    def suspect(self, connection: EngineConnection) -> None:
        """Take note that a request on a connection was not answered in time."""

    @abstractmethod
    async def _complete(self, build: BuildRequest, deadline: float) -> Completed:
        """Have a request answered by the deadline, on the loop's clock."""

    def _set_state(
        self,
        state: EngineState,
        *,
        model: LoadedModel | None = None,
        error: EngineError | None = None,
    ) -> None:
        """Change the state and tell."""
        self.state, self.model, self.last_error = state, model, error
        for listener in list(self._listeners):
            listener()


def _build(
    connection: EngineConnection,
    deadline: float,
    *,
    prompt: str,
    grammar: str,
    max_tokens: int,
    temperature: float,
    top_logprobs: int,
    tries: int,
) -> Complete:
    """Return the message for a request that goes out now."""
    remaining = deadline - asyncio.get_running_loop().time()
    budget = remaining - min(remaining * _MARGIN, _MAX_MARGIN_S)
    return Complete(
        request_id=connection.next_id(),
        prompt=prompt,
        grammar=grammar,
        max_tokens=max_tokens,
        deadline_ms=max(1, int(budget * 1000)),
        temperature=temperature,
        top_logprobs=top_logprobs,
        tries=tries,
    )


class RemoteEngine(EngineClient):
    """An engine that somebody else runs, at `tcp://host:port` or `unix:///path`."""

    def __init__(self, uri: str) -> None:
        """Remember where it is; nothing is opened yet.

        Raises:
            ValueError: The address is of another form.
        """
        super().__init__()
        self._address = urlparse(uri)
        if not _is_address(self._address):
            raise ValueError("An engine's address is tcp://host:port or unix:///path")
        self._connection: EngineConnection | None = None
        self._connecting = asyncio.Lock()
        self._doubting: asyncio.Task[None] | None = None

    async def async_start(self) -> LoadedModel:
        """Connect and ask what the engine holds."""
        await self.connect(asyncio.get_running_loop().time() + _CONNECT_TIMEOUT_S)
        assert self.model is not None
        return self.model

    async def async_stop(self) -> None:
        """Disconnect."""
        if self._doubting is not None:
            self._doubting.cancel()
            await asyncio.wait({self._doubting})
        connection, self._connection = self._connection, None
        self._set_state(EngineState.STOPPED)
        if connection is not None:
            await connection.close(EngineUnavailable("The engine was let go"))

    async def connect(self, deadline: float) -> EngineConnection:
        """Return the connection, opened when there is none."""
        try:
            async with asyncio.timeout_at(deadline):
                return await self._connected()
        except TimeoutError:
            raise EngineTimeout("The engine does not answer") from None

    async def _complete(self, build: BuildRequest, deadline: float) -> Completed:
        """Have a request answered, beside others on the same connection."""
        connection = None
        try:
            async with asyncio.timeout_at(deadline):
                connection = await self._connected()
                return await connection.complete(build(connection, deadline))
        except TimeoutError:
            if connection is not None:
                self.suspect(connection)
            raise EngineTimeout("The engine did not answer in time") from None

    async def _connected(self) -> EngineConnection:
        """Return the connection, opened when there is none."""
        async with self._connecting:
            if self._connection is None or not self._connection.is_open:
                self._set_state(EngineState.STARTING)
                self._connection = await self._open()
            return self._connection

    async def _open(self) -> EngineConnection:
        """Connect to an engine that holds a model."""
        try:
            connection = await self._dial()
            model = await self._greet(connection)
        except EngineError as err:
            self._fail(err)
            raise
        except asyncio.CancelledError:
            self._fail(EngineTimeout("The engine does not answer"))
            raise
        self._set_state(EngineState.READY, model=model)
        return connection

    async def _dial(self) -> EngineConnection:
        """Open the connection."""
        try:
            reader, writer = await _open_streams(self._address)
        except OSError as err:
            raise EngineUnavailable(f"The engine cannot be reached: {err}") from err
        return EngineConnection(reader, writer, self._explain)

    async def _greet(self, connection: EngineConnection) -> LoadedModel:
        """Return the model at the other end."""
        missing = EngineUnavailable("There is no language model at this address")
        model = None
        try:
            described = await connection.describe()
            self.info, model = described.info, described.language_model
        finally:
            if model is None:
                await connection.close(missing)
        if model is None:
            raise missing
        return model

    async def _explain(self) -> EngineError:
        """Note that the connection broke."""
        error = EngineCrashed("The connection to the engine broke")
        self._fail(error)
        return error

    def suspect(self, connection: EngineConnection) -> None:
        """Find out, while nobody waits for it, whether a connection leads nowhere."""
        if self._doubting is None or self._doubting.done():
            self._doubting = asyncio.get_running_loop().create_task(
                self._drop_if_silent(connection)
            )

    async def _drop_if_silent(self, connection: EngineConnection) -> None:
        """Close a connection on which not even a ping is answered."""
        since = asyncio.get_running_loop().time()
        with contextlib.suppress(EngineError, TimeoutError):
            async with asyncio.timeout(_PING_TIMEOUT_S):
                await connection.ping()
        if connection.is_open and connection.heard_at < since:
            error = EngineTimeout("The engine does not answer")
            self._fail(error)
            await connection.close(error)

    def _fail(self, error: EngineError) -> None:
        """Note why the engine is not ready."""
        self._set_state(EngineState.FAILED, error=error)


def _is_address(address: ParseResult) -> bool:
    """Return True when an engine may be found there."""
    if address.scheme == "unix":
        return bool(address.path)
    return address.scheme == "tcp" and bool(address.hostname and address.port)


async def _open_streams(
    address: ParseResult,
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a connection."""
    if address.scheme == "unix":
        return await asyncio.open_unix_connection(address.path)
    return await asyncio.open_connection(address.hostname, address.port)
