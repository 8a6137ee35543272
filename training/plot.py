"""Draw the figures of the model card from what was measured.

    python -m training.plot models/measured.json models/curves.json --out models

`measured.json` is what `measure` wrote about the shipped file. `curves.json` holds two lists of
points: "data" {tokens, seen, names, phrases, both} of one run over its tokens, and "sizes" {name,
parameters, tokens, both, ms} of runs that differ in size alone.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt

SPLITS = {
    "seen": "seen wordings and names",
    "names": "new names",
    "phrases": "new wordings",
    "both": "both new",
}
WIDTH, HEIGHT = 5.6, 3.4


def reliability(measured: dict[str, Any], path: Path) -> None:
    """Draw how often plans were right against how sure the model was."""
    figure, axes = plt.subplots(figsize=(WIDTH, HEIGHT))
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    for part, curve in measured["reliability"].items():
        error = measured["error"][part]
        label = f"{part} (mean error {error:.3f})"
        axes.plot([p["said"] for p in curve], [p["right"] for p in curve], "o-", label=label)
    axes.set(xlabel="confidence", ylabel="share right", xlim=(0, 1), ylim=(0, 1))
    _finish(figure, axes, path)


def data(points: list[dict[str, float]], path: Path) -> None:
    """Draw whole plans on held-out sentences over the tokens learned from."""
    figure, axes = plt.subplots(figsize=(WIDTH, HEIGHT))
    millions = [point["tokens"] / 1e6 for point in points]
    for split, label in SPLITS.items():
        axes.plot(millions, [100 * point[split] for point in points], "o-", label=label)
    axes.set(xlabel="million tokens", ylabel="whole plans, %", ylim=(0, 100))
    _finish(figure, axes, path)


def sizes(points: list[dict[str, Any]], path: Path) -> None:
    """Draw accuracy against the time for a plan, one point for each size."""
    figure, axes = plt.subplots(figsize=(WIDTH, HEIGHT))
    axes.plot([p["ms"] for p in points], [100 * p["both"] for p in points], "o-", color="C0")
    for point in points:
        text = f"{point['name']}\n{point['parameters'] / 1e6:.1f} M"
        place = (point["ms"], 100 * point["both"])
        axes.annotate(text, place, xytext=(6, -4), textcoords="offset points", fontsize=8)
    tokens = points[0]["tokens"] / 1e6
    axes.set(xlabel="ms for a plan, one core", ylabel="whole plans, both new, %")
    axes.set_title(f"each after {tokens:.1f} million tokens", fontsize=9)
    axes.margins(0.15)
    _finish(figure, axes, path)


def _finish(figure: Any, axes: Any, path: Path) -> None:
    """Write a figure; the same numbers give the same file."""
    axes.grid(alpha=0.25)
    if axes.get_legend_handles_labels()[1]:
        axes.legend(fontsize=8, frameon=False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def main(argv: list[str] | None = None) -> None:
    """Draw all figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("measured", type=Path)
    parser.add_argument("curves", type=Path)
    parser.add_argument("--out", type=Path, default=Path("models"))
    arguments = parser.parse_args(argv)
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "steward"
    curves = json.loads(arguments.curves.read_text("utf-8"))
    reliability(
        json.loads(arguments.measured.read_text("utf-8")), arguments.out / "reliability.svg"
    )
    data(curves["data"], arguments.out / "data.svg")
    sizes(curves["sizes"], arguments.out / "sizes.svg")


if __name__ == "__main__":
    main()
