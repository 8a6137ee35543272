"""How a model file does on held-out sentences as it runs at home: llama.cpp, its grammar, whole plans.

    python -m training.measure models/steward.gguf --examples 500 --json measured.json
    python -m training.measure training/runs/small/steward.gguf --calibration calibration.json

Runs where llama-cpp-python is installed; needs no torch. A plan is right when every call is: the
same service, data and time, and the same targets in any order. How the model's own
probabilities are to be read is learned from all sentences (`export --calibration` puts that into the
file); how well that works is told from what one half teaches about the other.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from agent.confidence import PARTS, Calibration, Line, log_odds, raw
from agent.plan import MAX_NEW_TOKENS, TRIES, PlannedCall, parse
from agent.rivals import ALTERNATIVES, is_harmless, weighed
from engine.language_model import LanguageModel
from engine.protocol import Complete

import training  # noqa: F401  (puts the core on the path)
from training.examples import SPLITS, Example, examples

SEED = 40_000_003
BINS = 10
_NEWTON_STEPS = 50
_RIDGE = 1.0
"""How strongly the line is held to "as it is", which matters with few sentences."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trial:
    """One sentence put to the model."""

    split: str
    example: Example
    written: str
    own: dict[str, float]
    """The model's own probabilities, by part."""
    right: dict[str, bool]
    """Whether the services, the labels, the whole plan are right."""
    ms: float
    """Grammar, prompt and plan, in the engine."""
    rival: float | None
    """How likely another target was, compared with the one acted on; None where not one is acted on."""


def trials(model: LanguageModel, count: int) -> Iterator[Trial]:
    """Yield `count` trials of each held-out split."""
    for split in SPLITS:
        for number, example in enumerate(islice(examples(SEED, split, grammars=True), count)):
            yield _trial(model, split, number, example)


def _trial(model: LanguageModel, split: str, number: int, example: Example) -> Trial:
    """Put a sentence to the model."""
    request = Complete(
        request_id=str(number),
        prompt=example.prompt,
        grammar=example.grammar,
        max_tokens=MAX_NEW_TOKENS,
        deadline_ms=60_000,
        tries=TRIES,
        top_logprobs=ALTERNATIVES,
    )
    started = time.perf_counter()
    completed = model.complete(request, lambda: None)
    ms = (time.perf_counter() - started) * 1000
    own = raw((token.text, token.logprob) for token in completed.tokens)
    labels = weighed((token.text, token.top) for token in completed.tokens)
    rival = _rival(completed.text, labels)
    return Trial(split, example, completed.text, own, _right(completed.text, example), ms, rival)


def _rival(written: str, labels: Mapping[str, float]) -> float | None:
    """Return how likely another thing was compared with the one a plan acts on; None if it acts on no single one."""
    calls = parse(written)
    if len(calls) != 1 or len(calls[0].target) != 1 or is_harmless(calls[0]):
        return None
    others = [logprob for label, logprob in labels.items() if label != calls[0].target[0]]
    return math.exp(max(others) - labels[calls[0].target[0]]) if others else 0.0


def _right(written: str, example: Example) -> dict[str, bool]:
    """Compare a plan with the one expected."""
    plan, expected = _calls(written), _calls(example.completion)
    return {
        "call": [c[0] for c in plan] == [c[0] for c in expected],
        "target": [c[1:3] for c in plan] == [c[1:3] for c in expected],
        "plan": plan == expected,
    }


def _calls(text: str) -> list[tuple[Any, ...]]:
    """Return the calls of a plan, with targets in no order."""
    return [_comparable(call) for call in parse(text)]


def _comparable(call: PlannedCall) -> tuple[Any, ...]:
    """Return a call as a value that equals any other that does the same."""
    sets = frozenset(call.target), frozenset(call.excluded)
    return (call.service, *sets, call.of, tuple(sorted(call.data.items())), call.when)


def fitted(own: Floats, right: Floats) -> Line:
    """Return the line on the scale of log odds that makes probabilities honest (Platt, by Newton)."""
    x = np.stack([np.array([log_odds(float(p)) for p in own]), np.ones(len(own))], axis=1)  # (N, 2)
    start = np.array([1.0, 0.0])
    line = start
    for _ in range(_NEWTON_STEPS):
        p = 1 / (1 + np.exp(-x @ line))
        curvature = (x * (p * (1 - p))[:, None]).T @ x + _RIDGE * np.eye(2)
        step = np.linalg.solve(curvature, x.T @ (p - right) + _RIDGE * (line - start))
        # A whole step may overshoot where nearly all probabilities are 0 or 1.
        line = line - step / max(1.0, 2 * float(np.abs(step).max()))
    return float(line[0]), float(line[1])


def calibration(tried: Sequence[Trial]) -> Calibration:
    """Return the calibration that fits the trials."""
    return Calibration(
        {
            part: fitted(
                np.array([t.own[part] for t in tried]),
                np.array([float(t.right[part]) for t in tried]),
            )
            for part in PARTS
        }
    )


def reliability(tried: Sequence[Trial], part: str, how: Calibration) -> list[dict[str, float]]:
    """Return the reliability curve: of each tenth of confidence, how many were right."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for trial in tried:
        said = how.apply(part, trial.own[part])
        bins[min(BINS - 1, int(said * BINS))].append((said, trial.right[part]))
    return [
        {
            "said": round(float(np.mean([said for said, _ in found])), 4),
            "right": round(float(np.mean([right for _, right in found])), 4),
            "count": len(found),
        }
        for _, found in sorted(bins.items())
    ]


def rivalry(tried: Iterable[Trial]) -> list[dict[str, float]]:
    """Return how often the target was right, by how likely another one was in comparison."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for trial in tried:
        if trial.rival is not None:
            bins[min(BINS, int(trial.rival * BINS))].append((trial.rival, trial.right["target"]))
    return [
        {
            "rival": round(float(np.mean([rival for rival, _ in found])), 4),
            "right": round(float(np.mean([right for _, right in found])), 4),
            "count": len(found),
        }
        for _, found in sorted(bins.items())
    ]


def calibration_error(curve: Iterable[dict[str, float]]) -> float:
    """Return the mean distance between what was said and what was right."""
    parts = [(bin_["count"], abs(bin_["said"] - bin_["right"])) for bin_ in curve]
    return sum(n * gap for n, gap in parts) / max(1, sum(n for n, _ in parts))


def shares(tried: Iterable[Trial], key: str) -> dict[str, float]:
    """Return the share of right plans by "split" or "skill"."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for trial in tried:
        group = trial.split if key == "split" else trial.example.skill
        groups[group].append(trial.right["plan"])
    return {name: round(sum(right) / len(right), 4) for name, right in sorted(groups.items())}


def summary(tried: list[Trial]) -> dict[str, Any]:
    """Return all that was measured."""
    half = calibration(tried[::2])
    curves = {part: reliability(tried[1::2], part, half) for part in PARTS}
    plain = {part: reliability(tried[1::2], part, Calibration({})) for part in PARTS}
    times = [trial.ms for trial in tried]
    return {
        "split": shares(tried, "split"),
        "skill": shares(tried, "skill"),
        "ms": {"p50": float(np.percentile(times, 50)), "p95": float(np.percentile(times, 95))},
        "calibration": dict(calibration(tried).lines),
        "reliability": curves,
        "rivalry": rivalry(tried),
        "error": {part: round(calibration_error(curve), 4) for part, curve in curves.items()},
        "uncalibrated": {p: round(calibration_error(curve), 4) for p, curve in plain.items()},
    }


def report(found: dict[str, Any], tried: Iterable[Trial], show: int) -> None:
    """Print what was measured, and some mistakes."""
    print("  ".join(f"{name} {share:.1%}" for name, share in found["split"].items()))
    for bin_ in found["rivalry"]:
        print(
            f"another target {bin_['rival']:.2f} as likely: right {bin_['right']:.0%} of {bin_['count']}"
        )
    weakest = sorted(found["skill"].items(), key=lambda item: item[1])
    print("  ".join(f"{name} {share:.0%}" for name, share in weakest))
    print(f"p50 {found['ms']['p50']:.1f} ms  p95 {found['ms']['p95']:.1f} ms")
    print(f"calibration error {found['error']}, before {found['uncalibrated']}")
    for trial in islice((t for t in tried if not t.right["plan"]), show):
        example = trial.example
        print(f"\n[{trial.split}] {example.skill}: {example.prompt}")
        print(f"  expected {example.completion}\n  written  {trial.written}")


def main() -> None:
    """Measure a model file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("model", type=Path)
    add("--examples", type=int, default=500, help="of each split")
    add("--show", type=int, default=0, help="mistakes to print")
    add("--json", type=Path, help="write all figures")
    add("--calibration", type=Path, help="write the calibration")
    arguments = parser.parse_args()
    model = LanguageModel(arguments.model, threads=1, context=1024)
    tried = list(trials(model, arguments.examples))
    found = summary(tried)
    report(found, tried, arguments.show)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    if arguments.calibration:
        arguments.calibration.write_text(json.dumps(found["calibration"]), encoding="utf-8")


if __name__ == "__main__":
    main()
