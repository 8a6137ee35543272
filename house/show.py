"""How the demonstration looks: the plan, what changed, the reply, the time it took."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from homeassistant.const import __version__
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from house.changes import Difference
from house.core import virtual_home
from house.speech import Turn

PROMPT = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
GOOD = {"on", "open", "unlocked", "playing", "cleaning", "mowing", "heat", "cool", "heat_cool"}
BAD = {"unavailable", "unknown", "error", "triggered"}
OUTCOME_STYLES = {
    "acted": "green",
    "answered": "cyan",
    "asks": "yellow",
    "declined": "magenta",
    "failed": "red",
}
# What a person reads more easily in percent, and what full is.
FULL = {"brightness": 255, "volume_level": 1}
PERCENT = {*FULL, "percentage", "current_position", "current_tilt_position", "humidity"}
# Follows from another attribute.
HIDDEN = {"rgb_color", "xy_color", "rgbw_color", "rgbww_color", "color_mode"}

HELP = """\
Say anything to the house, as you would aloud.

  states [words]  how everything is, or what the words are in
  at [satellite]  stand beside a satellite, or nowhere in particular
  explain         tell more, or less, about each sentence
  help            this
  quit            leave, as does Ctrl-D"""


def greeting(hass: HomeAssistant, seconds: float) -> Text:
    """Return the line above everything."""
    home = virtual_home(hass).spec
    facts = f"{len(home['entities'])} entities, Home Assistant {__version__}, {seconds:.1f} s"
    return Text.assemble((home["name"], "bold"), ("  " + facts, "dim"))


def turn_view(
    hass: HomeAssistant, turn: Turn, changes: Sequence[Difference], *, explain: bool
) -> Group:
    """Return everything about one sentence."""
    heading = Text(f"{PROMPT} {turn.sentence}", "bold")
    grid = Table.grid("", Column(overflow="fold"), padding=(0, 2))
    reply = Text.assemble(turn.speech, "  ", (turn.outcome, OUTCOME_STYLES.get(turn.outcome, "")))
    _add(grid, "plan", [_call(call) for call in plan_of(turn)])
    _add(grid, "changed", _changes(hass, changes))
    _add(grid, "reply", [reply])
    _add(grid, "time", [_times(turn)])
    if explain:
        for name, value in turn.steward.get("explain", {}).items():
            _add(grid, name.replace("_", " "), _lines(value), space=True)
    return Group(heading, "", Padding(grid, (0, 0, 1, 2), expand=False))


def _add(grid: Table, label: str, lines: Sequence[Text], *, space: bool = False) -> None:
    """Put lines beside a label; nothing when there are none."""
    if space:
        grid.add_row()
    for number, line in enumerate(lines):
        grid.add_row(Text("" if number else label, "dim"), line)


def _lines(value: Any) -> list[Text]:
    """Return the lines of something that Steward explains."""
    lines = value if isinstance(value, list) else str(value).splitlines()
    return [Text(_plain(line)) for line in lines]


def plan_of(turn: Turn) -> list[Mapping[str, Any]]:
    """Return the calls the agent planned, or those seen if it does not tell."""
    if "calls" in turn.steward:
        return list(turn.steward["calls"])
    return [{"service": called.service, **called.data} for called in turn.services]


def _call(call: Mapping[str, Any]) -> Text:
    """Return a call on one line: the action, then what it is given."""
    given = {**call.get("target", {}), **call.get("data", {})}
    given |= {k: v for k, v in call.items() if k not in ("action", "service", "target", "data")}
    text = Text(str(call.get("action") or call.get("service")), "bold blue")
    for name, value in given.items():
        text.append(f"  {name} ", "dim").append(_plain(value))
    return text


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple | set):
        return ", ".join(_plain(one) for one in value)
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def _changes(hass: HomeAssistant, changes: Iterable[Difference]) -> list[Text]:
    """Return a line for each entity: its name, then what became of its values."""
    shown = (change for change in changes if change.name not in HIDDEN)
    lines = []
    for entity_id, group in groupby(shown, key=lambda change: change.entity_id):
        parts = [part for change in group if (part := _change(change))]
        if parts:
            lines.append(Text.assemble(entity_name(hass, entity_id), "  ", Text(", ").join(parts)))
    return lines


def _change(change: Difference) -> Text | None:
    """Return what became of one value; nothing if the entity just stopped showing it."""
    if change.after is None:
        return None
    text = Text() if change.name == "state" else Text(f"{change.name.replace('_', ' ')} ")
    if change.before is not None:
        text.append(reading(change.name, change.before), "dim").append(" \N{RIGHTWARDS ARROW} ")
    after = reading(change.name, change.after)
    return text.append(after, state_style(after))


def entity_name(hass: HomeAssistant, entity_id: str) -> str:
    """Return what an entity is called."""
    state = hass.states.get(entity_id)
    return state.name if state is not None else entity_id


def reading(name: str, value: Any) -> str:
    """Return a value as a person reads it."""
    if value is None:
        return "none"
    if name in PERCENT and isinstance(value, int | float):
        return f"{round(100 * value / FULL.get(name, 100))} %"
    return _plain(value)


def state_style(state: str) -> str:
    """Return the colour of a state."""
    if state in BAD:
        return "red"
    return "green" if state in GOOD else ""


def _times(turn: Turn) -> Text:
    text = Text(f"{turn.milliseconds:.0f} ms", "bold")
    for step, milliseconds in turn.steward.get("timings", {}).items():
        text.append(f"  {step} ", "dim").append(f"{milliseconds:.1f}")
    return text


def states_view(hass: HomeAssistant, words: str) -> Table:
    """Return the states of the home, by area; only what the words are in, if any."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    areas = ar.async_get(hass)
    entities = sorted(virtual_home(hass).spec["entities"], key=lambda e: str(e.get("area")))
    shown_area: str | None = ""
    for entity in entities:
        area_id = entity.get("area")
        area = areas.async_get_area(area_id) if area_id else None
        row = f"{entity['name']} {entity['id']} {area.name if area else ''}".casefold()
        if (state := hass.states.get(entity["id"])) is None or words.casefold() not in row:
            continue
        if area_id != shown_area:
            table.add_row(Text(area.name if area else "elsewhere", "bold"))
            shown_area = area_id
        style = state_style(state.state)
        table.add_row(f"  {entity['name']}", Text(state.state, style), Text(entity["id"], "dim"))
    return table


def print_error(console: Console, text: str) -> None:
    """Say that something went wrong."""
    console.print(Text(text, "red"))
