"""The engine as a child process: its start, its pipes, its end.

`asyncio`'s own subprocesses fork on the event loop; here the fork happens in a
thread, and the death of the child shows as the end of its output, so no child
watcher is needed. Whoever starts a process ends it with `end`, which leaves
neither a zombie nor an open pipe.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from .__main__ import PATH_VARIABLE
from .errors import EngineCrashed

_LOGGER = logging.getLogger(__name__)

_LAUNCHER = Path(__file__).with_name("__main__.py")
_KEPT_LINES = 5
_CHUNK = 4096
_LAST_WORDS_S = 1.0
# What a child has no business to know.
_SECRETS = ("SUPERVISOR_TOKEN", "HASSIO_TOKEN")
_DEFAULTS = {
    # Threads that wait for each other leave the core to the house meanwhile.
    "OMP_WAIT_POLICY": "passive",
    # NumPy only looks for the largest number here; its threads would idle.
    "OPENBLAS_NUM_THREADS": "1",
}

_Output = tuple[asyncio.StreamReader, asyncio.ReadTransport]


class EngineProcess:
    """A running engine and the pipes to it."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        writer: asyncio.StreamWriter,
        outputs: tuple[_Output, _Output],
    ) -> None:
        """Begin to read what the engine prints."""
        (self.reader, _), (errors, _) = outputs
        """What the engine says."""
        self.writer = writer
        """Where the engine listens."""
        self._process = process
        self._transports = [transport for _, transport in outputs]
        self._lines: deque[str] = deque(maxlen=_KEPT_LINES)
        self._printing = asyncio.get_running_loop().create_task(self._print(errors))

    @classmethod
    async def start(cls, options: Sequence[str] = ()) -> EngineProcess:
        """Start an engine with these options; do not cancel this half way.

        Raises:
            OSError: The machine cannot start another process.
        """
        process = await asyncio.to_thread(_spawn, options)
        assert process.stdin is not None
        writer = await _connect_input(process.stdin)
        said = await _connect_output(process.stdout)
        printed = await _connect_output(process.stderr)
        return cls(process, writer, (said, printed))

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    async def end(self) -> int:
        """Kill what is left of the process; return its exit status."""
        # It holds nothing worth a farewell, and a hung one would not hear it.
        self._process.kill()
        status = await asyncio.to_thread(self._process.wait)
        await asyncio.wait({self._printing}, timeout=_LAST_WORDS_S)
        self.writer.close()
        for transport in self._transports:
            transport.close()
        return status

    async def explain(self) -> EngineCrashed:
        """Return what is known about an end that nobody asked for."""
        status = await self.end()
        how = f"exit status {status}" if status >= 0 else _signal_name(-status)
        last = f"; it last printed: {self._lines[-1]}" if self._lines else ""
        return EngineCrashed(f"The engine ended with {how}{last}")

    async def _print(self, errors: asyncio.StreamReader) -> None:
        """Log what the engine prints; remember the last lines."""
        rest = b""
        while chunk := await errors.read(_CHUNK):
            # Not `readline`: it fails on a line without an end.
            *lines, rest = (rest + chunk).split(b"\n")
            self._note(lines)
            rest = rest[-_CHUNK:]
        self._note([rest])

    def _note(self, lines: list[bytes]) -> None:
        """Keep and log lines that say something."""
        for line in filter(None, lines):
            text = line.decode("utf-8", "replace").rstrip()
            self._lines.append(text)
            _LOGGER.debug("Engine: %s", text)


def _spawn(options: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start the launcher; runs in a thread."""
    return subprocess.Popen(
        # -P: nothing of Steward's own folders on the import path.
        [sys.executable, "-P", str(_LAUNCHER), "--uri", "stdio://", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
        bufsize=0,
        # Ctrl-C in the terminal of Home Assistant is not meant for the child.
        start_new_session=True,
    )


def _environment() -> dict[str, str]:
    """Return the child's environment variables."""
    inherited = {k: v for k, v in os.environ.items() if k not in _SECRETS}
    # Home Assistant may keep requirements in a folder that only its own
    # sys.path knows.
    path = os.pathsep.join(filter(None, sys.path))
    return _DEFAULTS | inherited | {PATH_VARIABLE: path}


async def _connect_output(pipe: IO[bytes] | None) -> _Output:
    """Return a reader of what the child writes."""
    assert pipe is not None
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), pipe
    )
    return reader, transport


async def _connect_input(pipe: IO[bytes]) -> asyncio.StreamWriter:
    """Return a writer to what the child reads."""
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, pipe)
    return asyncio.StreamWriter(transport, protocol, None, loop)


def _signal_name(number: int) -> str:
    """Return a signal's name."""
    with contextlib.suppress(ValueError):
        return signal.Signals(number).name
    return f"signal {number}"
