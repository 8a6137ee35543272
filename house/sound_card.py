"""This machine's microphone and loudspeaker.

Heard and played by the programs that come with Linux's sound, so that no Python library has to be
built for it: `arecord` and `aplay` of ALSA, `parec` and `paplay` where a sound server runs.
"""

import asyncio
import contextlib
import re
import shutil
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, AsyncIterable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from homeassistant.exceptions import HomeAssistantError

from house.spoken import CHANNELS, RATE

PIECE_BYTES = 3_200
"""A tenth of a second."""

_RECORDERS = (
    f"arecord -q -t raw -f S16_LE -r {RATE} -c {CHANNELS}",
    # Left to itself it hands over two seconds at a time.
    f"parec --format=s16le --rate={RATE} --channels={CHANNELS} --latency-msec=50",
)
_PLAYERS = ("aplay -q", "paplay")
_PACKAGES = "the package alsa-utils or pulseaudio-utils"
# ALSA's programs tell where in their source something went wrong.
_SOURCE_LINE = re.compile(r"^(a(record|play): )?(\w+:\d+: )?")
_FIRST_S = 5.0
_END_S = 2.0


@asynccontextmanager
async def microphone() -> AsyncGenerator[AsyncIterable[bytes]]:
    """Open the microphone; what it hears comes in pieces of 16 kHz, 16 bits, mono.

    A recorder takes a moment to start: once this is open, it listens.

    Raises:
        HomeAssistantError: There is none, or no program that can use it.
    """
    problems = []
    for program, *arguments in _installed(_RECORDERS, "record"):
        async with _running(program, *arguments) as recorder:
            if first := await _first_piece(recorder):
                yield _pieces(recorder, first)
                return
            problems.append(await _problem(program, recorder))
    raise HomeAssistantError(f"No microphone can be used. {' '.join(problems)}")


async def async_play(path: Path) -> None:
    """Play a WAV file to its end.

    Raises:
        HomeAssistantError: There is no loudspeaker, or no program that can use it.
    """
    problems = []
    for program, *arguments in _installed(_PLAYERS, "play sound"):
        async with _running(program, *arguments, str(path)) as player:
            if await player.wait() == 0:
                return
            problems.append(await _problem(program, player))
    raise HomeAssistantError(f"No loudspeaker can be used. {' '.join(problems)}")


def _installed(commands: Iterable[str], purpose: str) -> list[list[str]]:
    """Return the commands whose programs are here, in words."""
    words = [command.split() for command in commands]
    if found := [command for command in words if shutil.which(command[0])]:
        return found
    names = " or ".join(command[0] for command in words)
    raise HomeAssistantError(f"To {purpose}, {names} is needed; install {_PACKAGES}.")


@asynccontextmanager
async def _running(*command: str) -> AsyncGenerator[Process]:
    """Run a program until the end of the block."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        # Ctrl-C is for the demonstration, which ends the program itself.
        start_new_session=True,
    )
    try:
        yield process
    finally:
        await _async_end(process)


async def _async_end(process: Process) -> bytes:
    """End a program, if need be by force; return what it complained of."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(_END_S):
            _, complaints = await process.communicate()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        _, complaints = await process.communicate()
    return complaints


async def _first_piece(recorder: Process) -> bytes:
    """Wait until a recorder hears; nothing where it does not."""
    assert recorder.stdout is not None
    with contextlib.suppress(TimeoutError, asyncio.IncompleteReadError):
        async with asyncio.timeout(_FIRST_S):
            return await recorder.stdout.readexactly(PIECE_BYTES)
    return b""


async def _pieces(recorder: Process, first: bytes) -> AsyncGenerator[bytes]:
    """Yield what a recorder hears, until it ends."""
    assert recorder.stdout is not None
    yield first
    with contextlib.suppress(asyncio.IncompleteReadError):
        while True:
            yield await recorder.stdout.readexactly(PIECE_BYTES)


async def _problem(program: str, process: Process) -> str:
    """Return what a program that does not do its work has to say."""
    lines = (await _async_end(process)).decode("utf-8", "replace").strip().splitlines()
    reason = _SOURCE_LINE.sub("", lines[-1]) if lines else "it says nothing"
    return f"{program}: {reason.rstrip('.')}."
