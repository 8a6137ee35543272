"""Measures a spoken command from the end of speech to the first sound of the reply.

The whole way is real: Home Assistant's pipeline and its detector of silence, the
engine, Steward's own language model. The recogniser and the voice have the real
sizes and random weights, because the arithmetic is the same: what they hear and
say means nothing. Speech comes in as it does from a satellite, in real time.
"""

import argparse
import asyncio
import json
import os
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from custom_components.steward.const import (
    CONF_MODEL_PATH,
    CONF_SPEAKERS,
    CONF_WINDOW,
    SUBENTRY_STT,
    SUBENTRY_TTS,
)
from custom_components.steward.engine import EngineClient
from custom_components.steward.engine.speech_client import Hearing, speak
from house.core import async_add_steward, running_home
from house.made_home import made_home
from house.quiet import quiet_logs
from house.report import percentile, table
from house.speech_speed import made
from house.spoken import CHANNELS, RATE, WIDTH, async_speak_to, wav_pieces

SIZES = ("tiny", "base", "small")
RUNS = 12
_TAIL_S = 1.5
"""Silence behind the words: more than Home Assistant waits for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A spoken command with one recogniser."""

    recogniser: str
    voice: str
    runs: int
    total_p50_ms: float
    """From the end of speech to the first sound, Home Assistant's wait for silence included."""
    total_p95_ms: float
    wait_p50_ms: float
    """Of it, Home Assistant's wait for silence."""
    after_p50_ms: float
    """What is left: from the moment that Home Assistant takes the speech for over."""
    after_p95_ms: float
    listen_p50_ms: float
    """Waiting for the recogniser."""
    think_p50_ms: float
    """Waiting for the language model."""
    speak_p50_ms: float
    """Waiting for the voice's first sound."""
    outside_p50_ms: float
    """Everything but the three models."""
    outside_p95_ms: float
    load: float
    """How many threads wanted a core in the last minute, those of other programs included."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program."""
    options = _parser().parse_args(arguments)
    quiet_logs()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.models or Path(temporary)
        measured = [
            asyncio.run(_async_measure(folder, size, options)) for size in options.recognisers
        ]
    print(markdown(measured))
    if options.json:
        options.json.write_text(json.dumps([asdict(m) for m in measured], indent=1))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="script/bench voice", description=__doc__)
    add = parser.add_argument
    add("recognisers", nargs="*", choices=(*SIZES, []), default=SIZES, help="sizes of Whisper")
    add("--voice", default="medium", choices=["x-low", "medium", "high"], help="size of the voice")
    add("--speech", type=Path, required=True, metavar="FILE.wav", help="somebody speaking")
    add("--window", type=float, default=5.0, metavar="S", help="shortest window of the recogniser")
    add("--runs", type=int, default=RUNS, metavar="N", help="measured, behind one that is not")
    add("--entities", type=int, default=100, metavar="N", help="in the home")
    add("--models", type=Path, metavar="FOLDER", help="where the stand-ins lie, or are written to")
    add("--json", type=Path, metavar="FILE", help="write all figures")
    return parser


async def _async_measure(folder: Path, size: str, options: argparse.Namespace) -> Measurement:
    """Speak some times to a home with one recogniser."""
    recogniser = made(folder / size, "whisper", size)
    voice = made(folder / f"{options.voice}.onnx", "voice", options.voice)
    pieces = wav_pieces(options.speech)[:-1]
    async with running_home(made_home(options.entities), with_speech=True) as hass:
        await async_add_steward(hass, pipeline="create")
        await _async_exchange(hass, recogniser, voice, options.window)
        runs = [await _async_run(hass, pieces) for _ in range(options.runs + 1)]
    return _measurement(size, options.voice, runs[1:])


async def _async_exchange(
    hass: HomeAssistant, recogniser: Path, voice: Path, window: float
) -> None:
    """Put the stand-ins in the place of the small models."""
    (entry,) = hass.config_entries.async_entries("steward")
    for kind, path in ((SUBENTRY_STT, recogniser), (SUBENTRY_TTS, voice)):
        (subentry,) = [s for s in entry.subentries.values() if s.subentry_type == kind]
        data = {**subentry.data, CONF_MODEL_PATH: str(path), CONF_WINDOW: window, CONF_SPEAKERS: []}
        hass.config_entries.async_update_subentry(entry, subentry, data=data)
    await hass.async_block_till_done(wait_background_tasks=True)


@dataclass(slots=True)
class _Clock:
    """When things happened in a run, and how long was waited for each model."""

    spoken: float = 0.0
    silent: float = 0.0
    sounded: float = 0.0
    listen: float = 0.0
    think: float = 0.0
    speak: float = 0.0

    def note_sound(self) -> None:
        """Take note of the reply's first sound."""
        self.sounded = perf_counter()


async def _async_run(hass: HomeAssistant, pieces: list[bytes]) -> _Clock:
    """Speak once, in real time; what was said before does not count."""
    # Home Assistant keeps what was said, and writes it to its disk a little later.
    await hass.async_block_till_done(wait_background_tasks=True)
    await hass.services.async_call("tts", "clear_cache", blocking=True)
    clock = _Clock()
    with _timed(clock, hass.config_entries.async_entries("steward")[0]):
        spoken = await async_speak_to(hass, _in_real_time(pieces, clock), on_sound=clock.note_sound)
    if spoken.error or not spoken.audio:
        raise SystemExit(f"The pipeline failed: {spoken.error or 'no sound'}")
    return clock


async def _in_real_time(pieces: list[bytes], clock: _Clock) -> AsyncGenerator[bytes]:
    """Yield speech and then silence, each piece when it would have been recorded."""
    begin, sent = perf_counter(), 0.0
    clock.spoken = begin + sum(map(len, pieces)) / WIDTH / CHANNELS / RATE
    silence = [bytes(len(pieces[0]))] * int(_TAIL_S * RATE * WIDTH / len(pieces[0]))
    for piece in (*pieces, *silence):
        sent += len(piece) / WIDTH / CHANNELS / RATE
        await asyncio.sleep(max(0.0, begin + sent - perf_counter()))
        yield piece


@contextmanager
def _timed(clock: _Clock, entry: ConfigEntry) -> Any:
    """Note how long Steward waits for each model."""
    engine: EngineClient = entry.runtime_data.engine
    finish, again, complete = Hearing.finish, Hearing.again, engine.complete

    async def timed_finish(hearing: Hearing, timeout_s: float) -> Any:
        """Wait for a transcript; the pipeline has just taken the speech for over."""
        clock.silent = begin = perf_counter()
        heard = await finish(hearing, timeout_s)
        clock.listen += perf_counter() - begin
        return heard

    async def timed_again(hearing: Hearing, names: Sequence[str], timeout_s: float) -> Any:
        """Wait for a transcript with names."""
        begin = perf_counter()
        heard = await again(hearing, names, timeout_s)
        clock.listen += perf_counter() - begin
        return heard

    async def timed_complete(*args: Any, **more: Any) -> Any:
        """Wait for a plan."""
        begin = perf_counter()
        completed = await complete(*args, **more)
        clock.think += perf_counter() - begin
        return completed

    async def timed_speak(*args: Any, **more: Any) -> AsyncIterator[Any]:
        """Wait for the first sound."""
        begin = perf_counter()
        async for sound in speak(*args, **more):
            if not clock.speak:
                clock.speak = perf_counter() - begin
            yield sound

    with (
        patch.object(Hearing, "finish", timed_finish),
        patch.object(Hearing, "again", timed_again),
        patch.object(engine, "complete", timed_complete),
        patch("custom_components.steward.tts.speak", timed_speak),
    ):
        yield


def _measurement(recogniser: str, voice: str, runs: Sequence[_Clock]) -> Measurement:
    """Return what the runs come to."""
    total = [1000 * (r.sounded - r.spoken) for r in runs]
    after = [1000 * (r.sounded - r.silent) for r in runs]
    models = [1000 * (r.listen + r.think + r.speak) for r in runs]
    outside = [whole - part for whole, part in zip(after, models, strict=True)]
    return Measurement(
        recogniser=recogniser,
        voice=voice,
        runs=len(runs),
        total_p50_ms=round(percentile(total, 50)),
        total_p95_ms=round(percentile(total, 95)),
        wait_p50_ms=round(median(1000 * (r.silent - r.spoken) for r in runs)),
        after_p50_ms=round(percentile(after, 50)),
        after_p95_ms=round(percentile(after, 95)),
        listen_p50_ms=round(median(1000 * r.listen for r in runs)),
        think_p50_ms=round(median(1000 * r.think for r in runs)),
        speak_p50_ms=round(median(1000 * r.speak for r in runs)),
        outside_p50_ms=round(percentile(outside, 50)),
        outside_p95_ms=round(percentile(outside, 95)),
        load=round(os.getloadavg()[0], 1),
    )


def markdown(measured: Sequence[Measurement]) -> str:
    """Return the figures as a table."""
    headings = [name.replace("_", " ") for name in Measurement.__dataclass_fields__]
    return table(headings, [list(asdict(m).values()) for m in measured])


if __name__ == "__main__":
    main()
