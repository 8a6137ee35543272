"""Measures Steward from sentence to executed calls and reply, in homes of growing size.

Each size runs in a process of its own, so that its memory is its own.
"""

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean
from time import perf_counter

import psutil  # type: ignore[import-untyped]
from homeassistant.components.conversation import HOME_ASSISTANT_AGENT
from homeassistant.core import HomeAssistant

from house.core import async_add_steward, running_home
from house.made_home import made_home, made_sentences
from house.quiet import quiet_logs
from house.report import percentile, table
from house.speech import Turn, async_say

SIZES = (10, 100, 1000, 5000)
SENTENCES = 60
MIB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What one home cost."""

    entities: int
    cold_start_s: float
    """From nothing but a Python with its modules loaded to the first answer."""
    first_ms: float
    """The first sentence alone."""
    p50_ms: float
    p95_ms: float
    steps_ms: Mapping[str, float]
    """The mean time in each step."""
    home_assistant_mib: float
    engine_mib: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program."""
    options = _parser().parse_args(arguments)
    quiet_logs()
    if options.one is not None:
        measured = asyncio.run(_async_measure(options.one, options.sentences, options.agent))
        print(json.dumps(asdict(measured)))
        return
    measurements = [_in_own_process(size, options) for size in options.sizes]
    print(markdown(measurements))
    if options.json:
        data = [asdict(measurement) for measurement in measurements]
        options.json.write_text(json.dumps(data, indent=1))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    add = parser.add_argument
    add("sizes", nargs="*", type=int, default=SIZES, metavar="ENTITIES")
    add("--sentences", type=int, default=SENTENCES, metavar="N", help="measured in each home")
    add("--agent", choices=["steward", "home_assistant"], default="steward")
    add("--json", type=Path, metavar="FILE", help="write all figures")
    add("--one", type=int, help=argparse.SUPPRESS)
    return parser


def _in_own_process(size: int, options: argparse.Namespace) -> Measurement:
    command = [sys.executable, "-m", "house.bench", "--one", str(size)]
    command += ["--sentences", str(options.sentences), "--agent", options.agent]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return Measurement(**json.loads(done.stdout.splitlines()[-1]))


async def _async_measure(size: int, count: int, agent: str) -> Measurement:
    home = made_home(size)
    first, *sentences = made_sentences(home, count + 1)
    begin = perf_counter()
    async with running_home(home) as hass:
        agent_id = await _async_agent_id(hass, agent)
        first_turn = await async_say(hass, first, agent_id)
        cold_start_s = perf_counter() - begin
        turns = [await async_say(hass, sentence, agent_id) for sentence in sentences]
        times = [turn.milliseconds for turn in turns]
        own, engine = _memory()
        return Measurement(
            entities=size,
            cold_start_s=round(cold_start_s, 2),
            first_ms=round(first_turn.milliseconds, 1),
            p50_ms=round(percentile(times, 50), 1),
            p95_ms=round(percentile(times, 95), 1),
            steps_ms=_steps(turns),
            home_assistant_mib=own,
            engine_mib=engine,
        )


async def _async_agent_id(hass: HomeAssistant, agent: str) -> str:
    return HOME_ASSISTANT_AGENT if agent == "home_assistant" else await async_add_steward(hass)


def _steps(turns: Sequence[Turn]) -> dict[str, float]:
    """Return the mean time of each step, over the turns that came to it."""
    steps: dict[str, list[float]] = {}
    for turn in turns:
        for step, milliseconds in turn.steward.get("timings", {}).items():
            steps.setdefault(step, []).append(milliseconds)
    return {step: round(mean(times), 2) for step, times in steps.items()}


def _memory() -> tuple[float, float]:
    """Return what this process and those below it hold, in MiB."""
    process = psutil.Process()
    below = sum(child.memory_info().rss for child in process.children(recursive=True))
    return round(process.memory_info().rss / MIB, 1), round(below / MIB, 1)


def markdown(measurements: Sequence[Measurement]) -> str:
    """Return the figures as two tables: the whole way, and its steps."""
    whole = [
        (
            m.entities,
            m.cold_start_s,
            m.first_ms,
            m.p50_ms,
            m.p95_ms,
            m.home_assistant_mib,
            m.engine_mib,
        )
        for m in measurements
    ]
    headings = ("entities", "cold start s", "first ms", "p50 ms", "p95 ms")
    text = table((*headings, "Home Assistant MiB", "engine MiB"), whole)
    names = list(dict.fromkeys(step for m in measurements for step in m.steps_ms))
    if names:
        steps = [(m.entities, *(m.steps_ms.get(name, "") for name in names)) for m in measurements]
        text += "\n\nMean milliseconds in each step:\n\n" + table(("entities", *names), steps)
    return text


if __name__ == "__main__":
    main()
