"""Say a sentence to Steward in a virtual home and see what comes of it.

Without a sentence, a prompt opens; lines from a pipe are said one after another.
"""

import argparse
import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from homeassistant.components.conversation import HOME_ASSISTANT_AGENT
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console

from house import voice_demo
from house.cases import load_home
from house.changes import Difference, differences
from house.core import async_add_steward, running_home, virtual_home
from house.dates import moved_to
from house.quiet import quiet_logs
from house.show import HELP, PROMPT, greeting, plan_of, print_error, states_view, turn_view
from house.speech import Turn, async_say
from house.trial import snapshot

DEMO_HOME = Path(__file__).parent / "demo_home.yaml"


@dataclass(slots=True, kw_only=True)
class Session:
    """One person in one running home."""

    hass: HomeAssistant
    agent_id: str
    console: Console
    satellite: str | None
    explain: bool
    as_json: bool
    conversation_id: str | None = None

    async def async_say(self, sentence: str) -> None:
        """Say a sentence and show what comes of it."""
        before = snapshot(self.hass)
        turn = await async_say(
            self.hass, sentence, self.agent_id, self.conversation_id, self.satellite
        )
        self.conversation_id = turn.conversation_id
        changes = list(differences(before, snapshot(self.hass)))
        if self.as_json:
            print(json.dumps(_as_json(turn, changes), default=str, ensure_ascii=False))
        else:
            self.console.print(turn_view(self.hass, turn, changes, explain=self.explain))

    async def async_take(self, line: str) -> None:
        """Carry out a command of the prompt, or say the line."""
        command, _, rest = line.strip().partition(" ")
        match command:
            case "":
                pass
            case "help":
                self.console.print(HELP, markup=False, highlight=False)
            case "states":
                self.console.print(states_view(self.hass, rest))
            case "explain" if not rest:
                self.explain = not self.explain
            case "at" if not rest or rest in virtual_home(self.hass).satellites:
                self.satellite = rest or None
            case _:
                await self.async_say(line)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program."""
    options = _parser().parse_args(arguments)
    quiet_logs()
    console = Console(record=options.picture is not None, width=88 if options.picture else None)
    try:
        asyncio.run(_async_demonstrate(options, console))
        if options.picture:
            _draw(console, options.picture)
    except HomeAssistantError as err:
        print_error(console, str(err))
        raise SystemExit(1) from err
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _draw(console: Console, path: Path) -> None:
    """Save what was printed as a picture that needs no font from elsewhere."""
    picture = console.export_svg(title="script/demo")
    path.write_text(re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="script/demo", description=__doc__)
    add = parser.add_argument
    add("sentence", nargs="?", help="what to say; without it a prompt opens")
    add("--voice", type=Path, metavar="FILE.wav", help="a spoken sentence instead of a typed one")
    add("--mic", action="store_true", help="speak into this machine's microphone")
    out = Path("reply.wav")
    add("--out", type=Path, default=out, metavar="FILE.wav", help="where the spoken reply goes")
    add("--home", type=Path, default=DEMO_HOME, metavar="FILE", help="another home")
    add("--satellite", metavar="ID", help="the satellite that hears it")
    add("--explain", action="store_true", help="also show shortlist, prompt, grammar, model output")
    add("--json", action="store_true", help="one JSON object a sentence, for machines")
    add("--picture", type=Path, metavar="FILE.svg", help="also draw what is printed")
    add("--agent", choices=["steward", "home_assistant"], default="steward", help="who listens")
    return parser


async def _async_demonstrate(options: argparse.Namespace, console: Console) -> None:
    home = moved_to(load_home(options.home), datetime.now().astimezone().date())
    known = {satellite["id"] for satellite in home.get("satellites", [])}
    if options.satellite and options.satellite not in known:
        raise HomeAssistantError(f"No such satellite; there are {', '.join(sorted(known))}")
    if options.voice or options.mic:
        await voice_demo.async_demonstrate(options, console, home)
        return
    begin = perf_counter()
    status = console.status("Starting Home Assistant and Steward")
    if not options.json:
        status.start()
    try:
        async with running_home(home) as hass:
            session = await _async_session(hass, options, console)
            status.stop()
            if not options.json:
                console.print(greeting(hass, perf_counter() - begin), "")
            if options.sentence:
                await session.async_say(options.sentence)
                return
            async for line in _lines(session):
                await session.async_take(line)
    finally:
        status.stop()


async def _async_session(
    hass: HomeAssistant, options: argparse.Namespace, console: Console
) -> Session:
    own = options.agent == "home_assistant"
    return Session(
        hass=hass,
        agent_id=HOME_ASSISTANT_AGENT if own else await async_add_steward(hass),
        console=console,
        satellite=options.satellite,
        explain=options.explain,
        as_json=options.json,
    )


async def _lines(session: Session) -> AsyncIterator[str]:
    """Yield what is typed, or what comes through a pipe."""
    if not sys.stdin.isatty():
        for line in sys.stdin:
            yield line.rstrip("\n")
        return
    session.console.print("[dim]help tells what you can do[/dim]\n")
    prompt = _prompt()
    while True:
        place = f"{session.satellite} " if session.satellite else ""
        try:
            with patch_stdout():
                line = await prompt.prompt_async(f"{place}{PROMPT} ")
        except EOFError, KeyboardInterrupt:
            return
        if line.strip() in ("quit", "exit"):
            return
        yield line


def _prompt() -> PromptSession[str]:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "steward"
    cache.mkdir(parents=True, exist_ok=True)
    return PromptSession(
        history=FileHistory(str(cache / "demo_history")),
        auto_suggest=AutoSuggestFromHistory(),
        completer=WordCompleter(["states", "explain", "help", "quit"], sentence=True),
        complete_while_typing=False,
    )


def _as_json(turn: Turn, changes: Sequence[Difference]) -> dict[str, Any]:
    return {
        "sentence": turn.sentence,
        "plan": plan_of(turn),
        "changed": [
            {"entity_id": c.entity_id, "name": c.name, "before": c.before, "after": c.after}
            for c in changes
        ],
        "speech": turn.speech,
        "outcome": turn.outcome,
        "continue_conversation": turn.continue_conversation,
        "milliseconds": round(turn.milliseconds, 1),
        "timings": turn.steward.get("timings", {}),
        "explain": turn.steward.get("explain", {}),
    }


if __name__ == "__main__":
    main()
