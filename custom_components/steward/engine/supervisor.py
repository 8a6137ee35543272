"""An engine of our own: a child process, kept alive.

A crash or a hang costs the one request inside the engine. Requests wait for
their turn here, not in the child, so those behind it go to the next child. The
first restart follows at once, later ones ever slower; an answer that comes back
wipes the slate.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from pathlib import Path

from .client import BuildRequest, EngineClient, EngineState
from .connection import EngineConnection
from .errors import (
    EngineCrashed,
    EngineError,
    EngineTimeout,
    EngineUnavailable,
    ModelFileError,
)
from .process import EngineProcess
from .protocol import Completed
from .readiness import LoadedModel, LoadModel

_LOGGER = logging.getLogger(__name__)

_START_TIMEOUT_S = 60.0
# A busy machine may be late; one that says nothing for so long behind a
# deadline is hung.
_GRACE_S = 2.0
_MAX_REST_S = 60.0
# After so many crashes in a row the engine is started by the next request only.
_EAGER_RESTARTS = 3

_Signature = tuple[int, int] | None


class EmbeddedEngine(EngineClient):
    """A language model in a child process, started when it is first needed."""

    def __init__(
        self, model_path: Path, *, threads: int = 0, context: int = 1024, speech_memory_mb: int = 0
    ) -> None:
        """Remember what to run; nothing is started yet.

        Args:
            model_path: GGUF file of the language model.
            threads: Of the language model; 0 to find out.
            context: Tokens of prompt and answer.
            speech_memory_mb: For all recognisers and voices; 0 for a share of the machine's.
        """
        super().__init__()
        self._model_path = model_path.absolute()
        self._threads = threads
        self._context = context
        self._options = ("--speech-memory", str(speech_memory_mb))
        self._process: EngineProcess | None = None
        self._connection: EngineConnection | None = None
        self._turn = asyncio.Lock()
        self._turns: set[asyncio.Task[Completed]] = set()
        self._endings: set[asyncio.Task[None]] = set()
        self._starting: asyncio.Task[EngineConnection] | None = None
        self._stop = asyncio.Event()
        self._crashes = 0
        self._hung: int | None = None
        self._rest_until = 0.0
        self._bad_file: tuple[_Signature, ModelFileError] | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id, while there is one."""
        return self._process.pid if self._process else None

    async def async_start(self) -> LoadedModel:
        """Start the child and load the model."""
        self._stop.clear()
        await self._ready()
        assert self.model is not None
        return self.model

    async def async_stop(self) -> None:
        """End the child; requests under way fail at once."""
        self._stop.set()
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close(_stopped())
        if self._process is not None:
            await self._process.end()
        if self._starting is not None:
            await asyncio.wait({self._starting})
        if self._turns:
            await asyncio.wait(self._turns)
        self._process = None
        self._set_state(EngineState.STOPPED)

    async def connect(self, deadline: float) -> EngineConnection:
        """Return the connection to a child that has its model."""
        try:
            async with asyncio.timeout_at(deadline):
                return await self._ready(deadline)
        except TimeoutError:
            raise _too_late() from None

    def suspect(self, connection: EngineConnection) -> None:
        """End the child: native code that is late by so much does not come back."""
        if connection is self._connection:
            ending = asyncio.get_running_loop().create_task(self._end_hung())
            self._endings.add(ending)
            ending.add_done_callback(self._endings.discard)

    async def _complete(self, build: BuildRequest, deadline: float) -> Completed:
        """Have a request answered in its turn."""
        # The turn outlives its asker by the grace period: whether the engine is
        # slow or hung is found out before the next request goes in.
        turn = asyncio.get_running_loop().create_task(self._take_turn(build, deadline))
        self._turns.add(turn)
        turn.add_done_callback(self._turn_over)
        try:
            await asyncio.wait({turn}, timeout=deadline - asyncio.get_running_loop().time())
        except asyncio.CancelledError:
            turn.cancel()
            raise
        if not turn.done():
            raise _too_late()
        return turn.result()

    async def _take_turn(self, build: BuildRequest, deadline: float) -> Completed:
        """Wait for the turn, then for the answer."""
        loop = asyncio.get_running_loop()
        async with self._turn:
            connection = await self._ready(deadline)
            if loop.time() >= deadline:
                raise _too_late()
            try:
                async with asyncio.timeout_at(deadline + _GRACE_S):
                    answer = await connection.complete(build(connection, deadline))
            except TimeoutError:
                await self._end_hung()
                raise _too_late() from None
        self._crashes = 0
        return answer

    def _turn_over(self, turn: asyncio.Task[Completed]) -> None:
        """Forget a turn, and its error if nobody was there to hear it."""
        self._turns.discard(turn)
        if not turn.cancelled():
            turn.exception()

    async def _end_hung(self) -> None:
        """Kill an engine that does not answer; the broken pipe does the rest."""
        if self._process is not None:
            self._hung = self._process.pid
            await self._process.end()

    async def _ready(self, deadline: float | None = None) -> EngineConnection:
        """Return the connection to an engine that has its model."""
        if self._stop.is_set():
            raise _stopped()
        if self._connection is not None and self._connection.is_open:
            return self._connection
        if deadline is not None and self._rest_until >= deadline:
            raise EngineUnavailable(f"The engine rests: {self.last_error}")
        # Shielded: who comes next finds the engine started, whatever becomes
        # of this request.
        return await asyncio.shield(self._start_once())

    def _start_once(self) -> asyncio.Task[EngineConnection]:
        """Return the start that is under way, or begin one."""
        if self._starting is None or self._starting.done():
            self._starting = asyncio.get_running_loop().create_task(self._start())
            # Heard here, so that a start nobody waits for complains to nobody.
            self._starting.add_done_callback(lambda task: task.exception())
        return self._starting

    async def _start(self) -> EngineConnection:
        """Start the child and load the model; never cancelled."""
        try:
            await self._rest()
            self._set_state(EngineState.STARTING)
            return await self._start_process()
        except EngineError as err:
            if not self._stop.is_set():
                self._set_state(EngineState.FAILED, error=err)
            raise

    async def _rest(self) -> None:
        """Wait until the pause after a crash is over."""
        pause = self._rest_until - asyncio.get_running_loop().time()
        if pause > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)
        if self._stop.is_set():
            raise _stopped()

    async def _start_process(self) -> EngineConnection:
        """Start the child and bring it to where it can answer."""
        signature = await asyncio.to_thread(_signature, self._model_path)
        if self._bad_file is not None and self._bad_file[0] == signature:
            raise self._bad_file[1]
        process = self._process = await self._spawn()
        connection = EngineConnection(
            process.reader, process.writer, lambda: self._explain(process)
        )
        try:
            model = await self._load(connection)
        except EngineError as err:
            if isinstance(err, ModelFileError):
                self._bad_file = (signature, err)
            await connection.close(err)
            await process.end()
            raise
        self._connection = connection
        self._set_state(EngineState.READY, model=model)
        _LOGGER.debug("The engine is ready with %s", model)
        return connection

    async def _spawn(self) -> EngineProcess:
        """Start the child."""
        try:
            return await EngineProcess.start(self._options)
        except OSError as err:
            raise EngineUnavailable(f"The engine cannot be started: {err}") from err

    async def _load(self, connection: EngineConnection) -> LoadedModel:
        """Have the child load the model, or see that it was stopped."""
        request = LoadModel(
            request_id=connection.next_id(),
            path=str(self._model_path),
            threads=self._threads,
            context=self._context,
        )
        if self._stop.is_set():
            raise _stopped()
        try:
            async with asyncio.timeout(_START_TIMEOUT_S):
                return (await connection.load(request)).model
        except TimeoutError:
            raise EngineTimeout("The model was not loaded in time") from None

    async def _explain(self, process: EngineProcess) -> EngineError:
        """Find out why the child ended, and see to the next one."""
        error = await process.explain()
        if self._hung == process.pid:
            error = EngineCrashed("The engine did not answer and was ended")
        if self._stop.is_set():
            return _stopped()
        self._connection = None
        self._crashes += 1
        pause = 0.0 if self._crashes == 1 else 2.0 ** (self._crashes - 2)
        self._rest_until = asyncio.get_running_loop().time() + min(pause, _MAX_REST_S)
        _LOGGER.debug("%s", error)
        self._set_state(EngineState.FAILED, error=error)
        if self._crashes <= _EAGER_RESTARTS:
            self._start_once()
        return error


def _signature(path: Path) -> _Signature:
    """Return what changes when a file is replaced; None for none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _stopped() -> EngineUnavailable:
    """Return the error for a request to an engine that was stopped."""
    return EngineUnavailable("The engine is stopped")


def _too_late() -> EngineTimeout:
    """Return the error for a request without an answer."""
    return EngineTimeout("The engine did not answer in time")
