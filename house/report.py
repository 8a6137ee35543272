"""Tables of an evaluation: shares passed and shares of harm, by skill and in all."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from rich.console import Console
from rich.table import Table

from house.trial import Result

# Of the normal distribution: half of a 95 % interval lies within.
Z_95 = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of some sentences."""

    sentences: int
    passed: int
    harm: int
    p50_ms: float
    p95_ms: float

    @property
    def passed_percent(self) -> float:
        """Return the share that passed."""
        return 100 * self.passed / self.sentences

    @property
    def harm_percent(self) -> float:
        """Return the share that did harm."""
        return 100 * self.harm / self.sentences


def tally(results: Sequence[Result]) -> Tally:
    """Count results and take the middle and the slow end of their times."""
    times = [result.turn.milliseconds for result in results]
    return Tally(
        sentences=len(results),
        passed=sum(result.passed for result in results),
        harm=sum(result.harm for result in results),
        p50_ms=percentile(times, 50),
        p95_ms=percentile(times, 95),
    )


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that so many percent of the values do not exceed."""
    if len(values) == 1:
        return values[0]
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def table(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return figures as Markdown."""
    lines = [headings, ["---:"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def wilson(passed: int, total: int) -> tuple[float, float]:
    """Return the ends of Wilson's 95 % interval of a share, in percent."""
    share, z2 = passed / total, Z_95**2
    middle = share + z2 / (2 * total)
    half = Z_95 * math.sqrt(share * (1 - share) / total + z2 / (4 * total**2))
    scale = 100 / (1 + z2 / total)
    return max(0.0, (middle - half) * scale), min(100.0, (middle + half) * scale)


def by(results: Sequence[Result], key: Callable[[Result], str]) -> Mapping[str, list[Result]]:
    """Group results, in the order of the keys."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(key(result), []).append(result)
    return dict(sorted(groups.items()))


def print_report(console: Console, agent: str, results: Sequence[Result]) -> None:
    """Print the table by skill and the figures of all sentences."""
    table = Table(title=agent, title_justify="left")
    table.add_column("skill")
    for heading in ("sentences", "passed %", "harm %", "p50 ms", "p95 ms"):
        table.add_column(heading, justify="right")
    for skill, group in by(results, lambda result: result.case.skill).items():
        table.add_row(skill, *_cells(tally(group)))
    table.add_section()
    for home, group in by(results, lambda result: result.case.home).items():
        table.add_row(f"home: {home}", *_cells(tally(group)))
    table.add_section()
    table.add_row("all", *_cells(tally(results)), style="bold")
    console.print(table)
    total = tally(results)
    low, high = wilson(total.passed, total.sentences)
    console.print(
        f"{total.passed} of {total.sentences} sentences passed:"
        f" {total.passed_percent:.1f} % (95 % interval {low:.1f} to {high:.1f} %),"
        f" harm {total.harm_percent:.1f} %"
    )


def _cells(figures: Tally) -> list[str]:
    return [
        str(figures.sentences),
        f"{figures.passed_percent:.1f}",
        f"{figures.harm_percent:.1f}",
        f"{figures.p50_ms:.0f}",
        f"{figures.p95_ms:.0f}",
    ]


def print_failures(console: Console, results: Sequence[Result]) -> None:
    """Print what is wrong with each sentence that did not pass."""
    for result in results:
        if result.passed:
            continue
        case, mark = result.case, "[red]harm[/red] " if result.harm else ""
        console.print(f"\n{mark}[bold]{case.sentence}[/bold]  {case.home} {case.skill}")
        for turn in case.wants.get("history", ()):
            console.print(f"  after: {turn['say']}", highlight=False, markup=False)
        console.print(f"  says: {result.turn.speech}", highlight=False, markup=False)
        for problem in result.problems:
            console.print(f"  - {problem.text}", highlight=False, markup=False)


def as_json(agent: str, results: Sequence[Result]) -> dict[str, Any]:
    """Return everything about an agent's results as plain data."""
    total = tally(results)
    low, high = wilson(total.passed, total.sentences)
    return {
        "agent": agent,
        "sentences": total.sentences,
        "passed_percent": round(total.passed_percent, 2),
        "interval_percent": [round(low, 2), round(high, 2)],
        "harm_percent": round(total.harm_percent, 2),
        "p50_ms": round(total.p50_ms, 1),
        "p95_ms": round(total.p95_ms, 1),
        "results": [_result_json(result) for result in results],
    }


def _result_json(result: Result) -> dict[str, Any]:
    return {
        "home": result.case.home,
        "skill": result.case.skill,
        "sentence": result.case.sentence,
        "passed": result.passed,
        "harm": result.harm,
        "problems": [problem.text for problem in result.problems],
        "speech": result.turn.speech,
        "outcome": result.turn.outcome,
        "ms": round(result.turn.milliseconds, 1),
        "steward": result.turn.steward,
    }
