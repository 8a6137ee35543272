"""Train a model: on two cores, on a GPU, or on many of them through torchrun.

    python -m training.train --preset small --minutes 75 --out training/runs/small
    python -m training.train --resume --minutes 75 --out training/runs/small
    python -m training.train --weights models/steward.gguf --minutes 75 --out training/runs/small
    torchrun --nproc-per-node 8 -m training.train --preset large --tokens 2e9

A step takes micro-batches, adds up their gradients and changes the weights.
SIGTERM and Ctrl-C end a run after the step at hand and save it.
"""

import argparse
import json
import time
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F

from . import checkpoint, heldout, warm
from .batches import DATA, GENERATOR, Batch, Feed, Source, open_tokenizer
from .checkpoint import Origin, Progress
from .config import PRESETS, Config
from .devices import Team, fastest_precision, join_team
from .model import Llama
from .optim import Optimiser, learning_rate
from .pace import Clocks, stop_signals

LAST = "last.pt"
"""The checkpoint in a run's folder; `before.pt` is the one before it."""

LOG_SECONDS = 20


def prepare(arguments: argparse.Namespace, team: Team, old: Origin | None) -> tuple[Origin, Source]:
    """Return what the run is made from; those of a run that goes on stay."""
    a = arguments
    if old:
        config, tokenizer = changed(old.config, a.set), old.tokenizer
    else:
        config = changed(PRESETS[a.preset], a.set)
        path = a.data / "tokenizer.json"
        tokenizer = open_tokenizer(path, a.generator, config.model.vocabulary)
        config = config.with_vocabulary(tokenizer.size)
    seed = old.seed if old else a.seed
    source = Source(tokenizer=tokenizer, seed=seed, generator=a.generator)
    data_hash = source.data_hash()
    precision = a.precision if a.precision != "auto" else fastest_precision(team.device)
    if old:
        precision = old.precision
    origin = Origin(
        config=config,
        tokenizer=tokenizer,
        data_hash=data_hash,
        seed=seed,
        precision=precision,
    )
    return origin, replace(source, folder=a.data / data_hash)


def changed(config: Config, settings: list[str]) -> Config:
    """Return the config with "key=value" settings of the model or its training."""
    model, train = config.model, config.train
    for setting in settings:
        key, value = setting.split("=")
        if key in {field.name for field in fields(model)}:
            model = replace(model, **{key: type(getattr(model, key))(value)})
        else:
            train = replace(train, **{key: type(getattr(train, key))(value)})
    return replace(config, model=model, train=train)


class Run:
    """A model in training."""

    def __init__(self, arguments: argparse.Namespace, team: Team) -> None:
        """Start a run, take up one that stopped, or start from another's weights."""
        self.arguments, self.team = arguments, team
        given = checkpoint.load(arguments.out / LAST) if arguments.resume else None
        old = checkpoint.origin(given) if given else None
        self.origin, source = prepare(arguments, team, old)
        self.progress = Progress()
        self.scores: heldout.Scores = {}
        self._build(given)
        workers = arguments.workers
        config = self.origin.config
        self.feed = Feed(source, config, self._place(), team.size, workers)
        self.splits = self._load_splits()

    def _build(self, given: dict[str, Any] | None) -> None:
        """Make model and optimiser and fill them."""
        torch.manual_seed(self.origin.seed)
        self.model = Llama(self.origin.config.model).to(self.team.device)
        self.optimiser = Optimiser(self.model, self.origin.config.train)
        if self.origin.precision == "bf16":
            self.model.bfloat16()
        # One graph for all row lengths: half a minute at the start, then a quarter faster.
        is_compiled = self.arguments.compile
        self.forward = torch.compile(self.model, dynamic=True) if is_compiled else self.model
        if given:
            self.optimiser.load_masters(given["model"])
            self.optimiser.load_state_dict(given["optimiser"])
            self.progress = checkpoint.progress(given)
        elif self.arguments.weights:
            old = warm.load(self.arguments.weights)
            fresh = self.optimiser.masters(), self.origin.tokenizer
            self.optimiser.load_masters(warm.carried(*old, *fresh))

    def _place(self) -> tuple[int, int]:
        """Return where this process goes on; all are at the same turn."""
        block, index = self.progress.place
        first = block - block % self.team.size
        return first + self.team.rank, index

    def _load_splits(self) -> heldout.Splits:
        """Return the held-out examples, only where they are scored."""
        a = self.arguments
        if not self.team.is_first or a.examples == 0:
            return []
        return heldout.load_splits(self.origin.tokenizer, a.generator, a.examples)

    def done(self) -> float:
        """Return the share of the run that is over, by tokens or by the clock."""
        a, p = self.arguments, self.progress
        return p.tokens / a.tokens if a.tokens else p.seconds / (60 * a.minutes)

    def step(self) -> float:
        """Change the weights once; return the loss of a completion's token."""
        config, team = self.origin.config.train, self.team
        batches = self.feed.take(config.step_tokens // team.size)
        answers = team.total(sum(len(batch.target) for batch in batches))
        loss = sum(self._backward(batch, answers) for batch in batches)
        team.add_up(p.grad for p in self.model.parameters() if p.grad is not None)
        rate = learning_rate(self.done(), self.optimiser.steps, config)
        self.optimiser.step(rate)
        self._count(batches)
        return team.total(loss)

    def _backward(self, batch: Batch, answers: float) -> float:
        """Add a micro-batch's gradients; return its part of the mean loss."""
        batch = batch.to(self.team.device)
        logits = self.forward(batch.ids, batch.keep).float()
        loss = F.cross_entropy(logits, batch.target, reduction="sum") / answers
        loss.backward()
        return float(loss.detach())

    def _count(self, batches: list[Batch]) -> None:
        """Note what a step has used."""
        p, team = self.progress, self.team
        p.step += 1
        p.tokens += int(team.total(sum(batch.tokens for batch in batches)))
        p.examples += int(team.total(sum(len(batch.ids) for batch in batches)))
        p.place = self.feed.place

    def evaluate(self) -> None:
        """Score the held-out splits."""
        if self.splits:
            self.scores = heldout.score(self.model, self.splits, self.team.device)
            self.log({"scores": self.scores}, heldout.report(self.scores))

    def save(self) -> None:
        """Write the checkpoint."""
        if self.team.is_first:
            path = self.arguments.out / LAST
            checkpoint.save(path, self.origin, self.optimiser, self.progress, self.scores)

    def log(self, data: dict[str, Any], line: str) -> None:
        """Print a line and keep its numbers."""
        p = self.progress
        print(f"[{p.seconds / 60:5.1f} min, step {p.step}] {line}", flush=True)
        with (self.arguments.out / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"step": p.step, "tokens": p.tokens} | data) + "\n")


class Pace(Clocks):
    """What is due by the clock, and the numbers of a log line."""

    def __init__(self, run: Run) -> None:
        """Start all clocks."""
        super().__init__("log", "score", "save")
        self.run = run
        self.losses: list[float] = []
        self._start_line()

    def _start_line(self) -> None:
        """Count from here for the next line."""
        p = self.run.progress
        self.tokens, self.examples = p.tokens, p.examples
        self.waited_s = self.run.feed.waited_s
        self.losses.clear()

    def log(self) -> None:
        """Log loss and speed since the last line."""
        since = time.monotonic() - self.last["log"]
        if not self.run.team.is_first or not self.is_due("log", LOG_SECONDS):
            return
        p = self.run.progress
        loss = sum(self.losses) / len(self.losses)
        waited = (self.run.feed.waited_s - self.waited_s) / since
        speed, rate = (p.tokens - self.tokens) / since, (p.examples - self.examples) / since
        self.run.log(
            {"loss": loss, "tokens_per_s": speed, "examples_per_s": rate, "waited": waited},
            f"{self.run.done():.1%}  loss {loss:.4f}  {speed:,.0f} tokens/s  "
            f"{rate:,.0f} examples/s  {p.tokens / 1e6:.2f} M tokens  waited {waited:.0%} for data",
        )
        self._start_line()


def train(run: Run) -> None:
    """Step until the budget is used or a signal comes, then score and save."""
    stopped = stop_signals()
    a, pace = run.arguments, Pace(run)
    before, clock = run.progress.seconds, time.monotonic()
    while run.done() < 1 and not run.team.total(len(stopped)):
        pace.losses.append(run.step())
        pace.log()
        if pace.is_due("score", 60 * a.score_minutes):
            run.evaluate()
        if pace.is_due("save", 60 * a.save_minutes):
            run.save()
        run.progress.seconds = run.team.from_first(before + time.monotonic() - clock)
    if not stopped:
        run.evaluate()
    run.save()
    run.feed.close()


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--preset", choices=sorted(PRESETS), default="small")
    add("--set", action="append", default=[], metavar="KEY=VALUE", help="change the preset")
    add("--out", type=Path, help="the run's folder (training/runs/PRESET)")
    budget = parser.add_mutually_exclusive_group(required=True)
    budget.add_argument("--minutes", type=float, help="of the clock; the rate decays by it")
    budget.add_argument("--tokens", type=float, help="prompts and completions in all")
    add("--seed", type=int, default=0)
    add("--resume", action="store_true", help="go on with the run in the folder")
    add("--weights", type=Path, help="start from this checkpoint or GGUF file, with a new schedule")
    add("--data", type=Path, default=DATA, help="tokenizer and blocks written ahead")
    add("--generator", default=GENERATOR, help="module:function that makes examples")
    add("--workers", type=int, default=1, help="processes that make examples")
    add("--threads", type=int, default=0, help="of torch; 0 for its own choice")
    add("--precision", choices=("auto", "bf16", "fp32"), default="auto")
    add("--compile", action="store_true", help="fuse operations; needs a C++ compiler")
    add("--examples", type=int, default=250, help="held-out examples of each split")
    add("--score-minutes", type=float, default=10)
    add("--save-minutes", type=float, default=3)
    arguments = parser.parse_args(argv)
    arguments.out = arguments.out or Path("training/runs") / arguments.preset
    return arguments


def main(argv: list[str] | None = None) -> None:
    """Train as the command line says."""
    arguments = parse(argv)
    arguments.out.mkdir(parents=True, exist_ok=True)
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    run = Run(arguments, join_team())
    if run.team.is_first:
        origin, model = run.origin, run.model
        run.log(
            {"config": origin.config.as_dict(), "data_hash": origin.data_hash},
            f"{origin.config.name}: {model.parameters_count() / 1e6:.2f} M parameters, "
            f"{origin.precision}, data {origin.data_hash}, vocabulary {origin.tokenizer.size}",
        )
    train(run)


if __name__ == "__main__":
    main()
