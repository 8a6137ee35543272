"""The demonstration by voice: a WAV file or a microphone in, the reply as a WAV file out."""

import argparse
import asyncio
import shutil
from collections.abc import AsyncGenerator
from time import perf_counter

from homeassistant.exceptions import HomeAssistantError
from rich.console import Console

from house.changes import differences
from house.core import async_add_steward, running_home
from house.spoken import CHANNELS, RATE, Spoken, async_speak_to, wav_pieces
from house.trial import snapshot
from house.virtual_home.models import HomeSpec

_RECORDER = "arecord"
_PIECE_BYTES = 3_200


async def async_demonstrate(options: argparse.Namespace, console: Console, home: HomeSpec) -> None:
    """Speak to Steward once, and show and keep what comes of it.

    Raises:
        HomeAssistantError: The file cannot be read, or there is no microphone.
    """
    pieces = None if options.mic else wav_pieces(options.voice)
    begin = perf_counter()
    async with running_home(home, with_speech=True) as hass:
        await async_add_steward(hass, pipeline="create")
        await hass.async_block_till_done(wait_background_tasks=True)
        console.print(f"[dim]Ready after {perf_counter() - begin:.1f} s[/dim]")
        before = snapshot(hass)
        audio = _recorded(console) if pieces is None else _as_stream(pieces)
        spoken = await async_speak_to(hass, audio, satellite=options.satellite)
        _show(console, spoken)
        for change in differences(before, snapshot(hass)):
            console.print(f"  {change.name}: {change.before} -> {change.after}")
    if spoken.audio:
        options.out.write_bytes(spoken.audio)
        console.print(f"[dim]The reply is in {options.out}[/dim]")


def _show(console: Console, spoken: Spoken) -> None:
    """Print what was heard, done and said, and how long each stage took."""
    if spoken.error:
        console.print(f"[red]{spoken.error}[/red]")
    console.print(f"heard    {spoken.transcript!r}")
    for call in spoken.steward.get("calls", []):
        console.print(f"plan     {call}", highlight=False, markup=False)
    console.print(f"reply    {spoken.reply!r}")
    stages = "  ".join(f"{stage} {value:.0f} ms" for stage, value in spoken.milliseconds.items())
    console.print(f"[dim]{stages}[/dim]")


async def _as_stream(pieces: list[bytes]) -> AsyncGenerator[bytes]:
    """Yield pieces of audio as fast as they are taken."""
    for piece in pieces:
        yield piece
        await asyncio.sleep(0)


async def _recorded(console: Console) -> AsyncGenerator[bytes]:
    """Yield what the microphone hears, until the pipeline has heard enough."""
    if shutil.which(_RECORDER) is None:
        raise HomeAssistantError(f"{_RECORDER} is needed to record: apt install alsa-utils")
    command = [_RECORDER, "-q", "-t", "raw", "-f", "S16_LE", "-r", str(RATE), "-c", str(CHANNELS)]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    console.print("Speak now")
    try:
        piece = await process.stdout.read(_PIECE_BYTES)
        if not piece:
            reason = (await process.stderr.read()).decode().strip()
            raise HomeAssistantError(f"There is no microphone: {reason}")
        while piece:
            yield piece
            piece = await process.stdout.read(_PIECE_BYTES)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
