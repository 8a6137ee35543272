"""Writes the figures of an evaluation into the model's card, between two marks.

    script/evaluate CASES --agent both --json cases.json
    script/evaluate house/benchmark --agent both --json own.json
    python -m house.card models/README.md --measured models/measured.json \
        --evaluated "a benchmark kept apart=cases.json" "house/benchmark=own.json"

Figures that a person copies are soon those of another model.
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from house.report import wilson

BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
_SPLITS = {
    "seen": "seen wordings, known names",
    "names": "new names",
    "phrases": "new wordings",
    "both": "both new",
}
_GROUPS = ("onoff", "light", "cover", "climate", "media")
type Results = Sequence[Mapping[str, Any]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("card", type=Path)
    parser.add_argument("--measured", type=Path, required=True)
    parser.add_argument("--evaluated", nargs="+", required=True, metavar="NAME=FILE")
    options = parser.parse_args(arguments)
    measured = json.loads(options.measured.read_text("utf-8"))
    parts = [heldout(measured), confidence(measured)]
    for argument in options.evaluated:
        name, _, path = argument.rpartition("=")
        parts.append(evaluation(name, json.loads(Path(path).read_text("utf-8"))))
    options.card.write_text(placed(options.card.read_text("utf-8"), "\n\n".join(parts)), "utf-8")


def placed(card: str, figures: str) -> str:
    """Return a card with new figures between its marks.

    Raises:
        ValueError: A mark is missing.
    """
    before, _, rest = card.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"the card lacks {BEGIN} or {END}")
    return f"{before}{BEGIN}\n\n{figures}\n\n{END}{after}"


def heldout(measured: Mapping[str, Any]) -> str:
    """Return the table of the generator's own held-out sentences."""
    rows = [
        f"| {_SPLITS[split]} | {100 * share:.1f} % |" for split, share in measured["split"].items()
    ]
    times = measured["ms"]
    note = f"A plan takes {times['p50']:.0f} ms at the median and {times['p95']:.0f} ms at p95 in the engine."
    return "\n".join(["| held-out sentences | whole plans |", "|---|---:|", *rows, "", note])


def confidence(measured: Mapping[str, Any]) -> str:
    """Return the table of how honest the probabilities are."""
    rows = [
        f"| {part} | {error:.3f} | {measured['uncalibrated'][part]:.3f} |"
        for part, error in measured["error"].items()
    ]
    head = ["| confidence in the | mean error | before calibration |", "|---|---:|---:|"]
    return "\n".join([*head, *rows])


def evaluation(name: str, evaluated: Sequence[Mapping[str, Any]]) -> str:
    """Return the table of one benchmark, agents beside each other."""
    results: dict[str, Results] = {entry["agent"]: entry["results"] for entry in evaluated}
    skills = sorted({result["skill"] for group in results.values() for result in group})
    rows = [_row(skill, results, lambda r, s=skill: r["skill"] == s) for skill in skills]
    groups = [
        _row(f"**{group}.\\***", results, lambda r, g=group: r["skill"].startswith(f"{g}."))
        for group in _GROUPS
        if any(skill.startswith(f"{group}.") for skill in skills)
    ]
    total = _row("**all**", results, lambda _: True)
    agents = "".join(f" {_title(agent)} passed | harm |" for agent in results)
    head = [f"### {name[:1].upper()}{name[1:]}", "", *_intervals(results), ""]
    table = [f"| skill | sentences |{agents}", "|---|---:|" + "---:|---:|" * len(results)]
    return "\n".join([*head, *table, *rows, *groups, total])


def _intervals(results: Mapping[str, Results]) -> Iterable[str]:
    """Yield a line for each agent with its share and the interval of it."""
    for agent, group in results.items():
        passed = sum(result["passed"] for result in group)
        low, high = wilson(passed, len(group))
        harm = 100 * sum(result["harm"] for result in group) / len(group)
        share = 100 * passed / len(group)
        yield (
            f"- {_title(agent)}: {passed} of {len(group)} sentences, **{share:.1f} %** "
            f"(95 % interval {low:.1f} to {high:.1f}); harm {harm:.1f} %"
        )


def _row(name: str, results: Mapping[str, Results], fits: Any) -> str:
    """Return one line of a table: a skill or a group of skills."""
    cells, count = "", 0
    for group in results.values():
        chosen = [result for result in group if fits(result)]
        count = len(chosen) or 1
        passed = 100 * sum(result["passed"] for result in chosen) / count
        harm = 100 * sum(result["harm"] for result in chosen) / count
        cells += f" {passed:.0f} % | {harm:.0f} % |"
    return f"| {name} | {count} |{cells}"


def _title(agent: str) -> str:
    """Return an agent's name for people."""
    return agent.replace("_", " ").title()


if __name__ == "__main__":
    main()
