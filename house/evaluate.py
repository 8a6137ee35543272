"""Scores agents on a folder of homes and cases, in real Home Assistant.

Each home starts once and is put back between sentences, so an agent's index of
it stays warm, as it is at home. Only cases that move the clock get a home of
their own: nothing that was scheduled by mistake may reach another case.
"""

import argparse
import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from itertools import islice
from pathlib import Path

from homeassistant.components.conversation import HOME_ASSISTANT_AGENT
from homeassistant.core import HomeAssistant
from rich.console import Console
from rich.progress import Progress, TaskID

from house.cases import Case, load_cases, load_homes
from house.clock import Clock, ClockLoop, settable_clock
from house.core import async_add_steward, running_home
from house.quiet import quiet_logs
from house.report import as_json, print_failures, print_report
from house.trial import Result, async_try
from house.virtual_home.models import HomeSpec

STEWARD, HOME_ASSISTANT = "steward", "home_assistant"
DEFAULT_FOLDER = Path(__file__).parent.parent.parent / "shared" / "cases"
type Results = dict[str, list[Result]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program."""
    options = _parser().parse_args(arguments)
    quiet_logs()
    cases = _chosen_cases(options)
    if not cases:
        raise SystemExit(f"No case fits in {options.folder}")
    homes = load_homes(options.folder)
    agents = [STEWARD, HOME_ASSISTANT] if options.agent == "both" else [options.agent]
    results: Results = {agent: [] for agent in agents}
    console = Console()
    with (
        Progress(console=Console(stderr=True), transient=True) as progress,
        settable_clock() as clock,
    ):
        task = progress.add_task("Sentences", total=len(cases) * len(agents))
        with asyncio.Runner(loop_factory=ClockLoop) as runner:
            runner.run(_async_evaluate(homes, cases, results, clock, progress, task))
    for agent in agents:
        if options.show_failures:
            print_failures(console, results[agent])
        print_report(console, agent, results[agent])
    if options.json:
        data = [as_json(agent, results[agent]) for agent in agents]
        options.json.write_text(json.dumps(data, indent=1, ensure_ascii=False, default=str))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="script/evaluate", description=__doc__)
    add = parser.add_argument
    add("folder", nargs="?", type=Path, default=DEFAULT_FOLDER, metavar="CASES_DIR")
    add("--agent", choices=[STEWARD, HOME_ASSISTANT, "both"], default=STEWARD)
    add("--quick", action="store_true", help="only the first phrasing of each case")
    add("--skill", default="*", metavar="GLOB", help="only skills that fit, such as 'light.*'")
    add("--home", default="*", metavar="NAME", help="only one home")
    add("--limit", type=int, metavar="N", help="only the first N sentences")
    add("--show-failures", action="store_true", help="tell what is wrong with each sentence")
    add("--json", type=Path, metavar="FILE", help="write all results")
    return parser


def _chosen_cases(options: argparse.Namespace) -> list[Case]:
    homes = load_homes(options.folder, options.home)
    chosen = (
        case
        for home in homes
        for case in load_cases(options.folder, home, options.skill, quick=options.quick)
    )
    return list(islice(chosen, options.limit))


async def _async_evaluate(
    homes: dict[str, HomeSpec],
    cases: Sequence[Case],
    results: Results,
    clock: Clock,
    progress: Progress,
    task: TaskID,
) -> None:
    """Try all cases with all agents."""
    for name, home in homes.items():
        mine = [case for case in cases if case.home == name]
        shared = [case for case in mine if not case.needs_own_home]
        alone = [[case] for case in mine if case.needs_own_home]
        for together in ([shared] if shared else []) + alone:
            async for agent, result in _async_in_one_home(home, together, list(results), clock):
                results[agent].append(result)
                progress.advance(task)


async def _async_in_one_home(
    home: HomeSpec, cases: Sequence[Case], agents: Sequence[str], clock: Clock
) -> AsyncIterator[tuple[str, Result]]:
    """Yield each agent's result of each case, in a home that starts for them."""
    # One that is alone moves the clock, which would end the other's timers too.
    shared = len(cases) > 1
    for group in [agents] if shared else [[agent] for agent in agents]:
        clock.set(cases[0].now)
        async with running_home(home) as hass:
            ids = {agent: await _async_agent_id(hass, agent) for agent in group}
            for case in cases:
                for agent, agent_id in ids.items():
                    yield agent, await async_try(hass, clock, agent_id, case)


async def _async_agent_id(hass: HomeAssistant, agent: str) -> str:
    if agent == HOME_ASSISTANT:
        return HOME_ASSISTANT_AGENT
    return await async_add_steward(hass)


if __name__ == "__main__":
    main()
