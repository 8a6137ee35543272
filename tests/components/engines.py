"""Engines that somebody other than Steward started."""

import asyncio
import socket
import subprocess
import sys
from pathlib import Path
from typing import Self

from custom_components.steward import engine
from custom_components.steward.engine import EngineError, RemoteEngine

LAUNCHER = Path(engine.__file__).with_name("__main__.py")
_ATTEMPTS = 200
_PAUSE_S = 0.05


class EngineServer:
    """An engine of its own, as on another machine: it survives Steward and can be ended."""

    def __init__(self, model: Path, *options: str) -> None:
        """Choose a free port; `options` are more of the engine's own."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.uri = f"tcp://127.0.0.1:{probe.getsockname()[1]}"
        """Where it serves."""
        self._model = model
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process's id."""
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-P", str(LAUNCHER), "--uri", self.uri, "--threads", "1"]
        self._process = subprocess.Popen(  # noqa: ASYNC220 - a test may wait
            [*command, "--model", str(self._model), *self._options], stderr=subprocess.DEVNULL
        )
        for _ in range(_ATTEMPTS):
            if await self._answers():
                return
            await asyncio.sleep(_PAUSE_S)
        raise TimeoutError("The engine did not start")

    def stop(self) -> None:
        """End it, as a machine does that loses power."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    async def __aenter__(self) -> Self:
        """Start it, and leave nothing behind when that fails."""
        try:
            await self.start()
        except BaseException:
            self.stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """End it."""
        self.stop()

    async def _answers(self) -> bool:
        """Return whether it is ready."""
        client = RemoteEngine(self.uri)
        try:
            await client.async_start()
        except EngineError:
            return False
        finally:
            await client.async_stop()
        return True
