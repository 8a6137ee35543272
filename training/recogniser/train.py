"""Train a recogniser from nothing on two cores.

    python -m training.recogniser.train --minutes 60 --out training/runs/recogniser
    python -m training.recogniser.train --minutes 90 --resume --out training/runs/recogniser
    python -m training.recogniser.export training/runs/recogniser/last.pt models/recogniser

In its first minutes the decoder writes likely sentences without listening; watch the letters.
SIGTERM and Ctrl-C end a run after the step at hand and save it.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from training.config import TrainConfig
from training.devices import fastest_precision
from training.optim import Optimiser, learning_rate
from training.pace import Clocks, stop_signals

from . import checkpoint, clean, tokens
from .batches import Batch, Source, turns
from .checkpoint import Origin, Progress
from .distance import error_rate
from .loss import LETTERS_WEIGHT, guess, losses, spell
from .model import ModelConfig, Recogniser
from .sentences import SENTENCES
from .speech import NEW

LAST = "last.pt"
LOG_SECONDS = 20
STEP_FRAMES = 16_000
"""Frames of 10 ms in one step, with their padding."""
TRAIN = TrainConfig(step_tokens=STEP_FRAMES, warmup_steps=60, decay=0.7, muon_lr=0.02)
_TEXTS = 8000
_HELD_ROWS = 96


def begin(arguments: argparse.Namespace) -> Origin:
    """Return what a new run is made from: it learns its vocabulary first."""
    a = arguments
    texts = [sentence.text for sentence in clean.texts(a.seed, a.texts)]
    names = [name for s in clean.texts(a.seed + 1, a.texts // 10) for name in (*s.said, *s.others)]
    tokenizer = tokens.train([*texts, *names])
    precision = a.precision
    if precision == "auto":
        precision = fastest_precision(torch.device("cpu"))
    return Origin(
        model=ModelConfig(width=a.width, vocabulary=tokenizer.get_vocab_size()),
        train=TRAIN,
        tokens_json=tokenizer.to_str(),
        seed=a.seed,
        precision=precision,
        rendered=tuple(str(folder) for folder in a.rendered),
    )


class Run:
    """A model in training."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        """Start a run, or take up one that stopped."""
        self.arguments = arguments
        given = checkpoint.load(arguments.out / LAST) if arguments.resume else None
        self.origin = checkpoint.origin(given) if given else begin(arguments)
        self.progress = checkpoint.progress(given) if given else Progress()
        self._build(given)
        self.source = Source(
            tokens_json=self.origin.tokens_json,
            seed=self.origin.seed,
            cache=None if arguments.utterances else arguments.cache or arguments.out / "audio",
            rendered=tuple(arguments.rendered or map(Path, self.origin.rendered)),
            utterances=arguments.utterances or clean.BLOCK,
        )
        self.waited_s = 0.0
        self._turns = turns(self.source, self.progress.place[0], arguments.workers)
        self._batches = self._next_turn()
        self.held = self._held() if arguments.score_minutes else []

    def _build(self, given: dict[str, Any] | None) -> None:
        """Make model and optimiser and fill them."""
        torch.manual_seed(self.origin.seed)
        self.model = Recogniser(self.origin.model)
        self.optimiser = Optimiser(self.model, self.origin.train)
        if self.origin.precision == "bf16":
            self.model.bfloat16()
        if given:
            self.optimiser.load_masters(given["model"])
            self.optimiser.load_state_dict(given["optimiser"])

    def _next_turn(self) -> list[Batch]:
        """Wait for the batches of the next turn."""
        start = time.monotonic()
        batches = next(self._turns)
        self.waited_s += time.monotonic() - start
        return batches

    def take(self) -> list[Batch]:
        """Return the batches of one step."""
        taken: list[Batch] = []
        number, index = self.progress.place
        while sum(b.features[:, 0].numel() for b in taken) < self.origin.train.step_tokens:
            if index == len(self._batches):
                number, index = number + 1, 0
                self._batches = self._next_turn()
            taken.append(self._batches[index])
            index += 1
        self.progress.place = number, index
        return taken

    def done(self) -> float:
        """Return the share of the run that is over."""
        a, p = self.arguments, self.progress
        return p.step / a.steps if a.steps else p.seconds / (60 * a.minutes)

    def step(self) -> tuple[float, float]:
        """Change the weights once; return the losses of an id and of a letter."""
        batches = self.take()
        ids = sum(int((b.targets >= 0).sum()) for b in batches)
        rows = sum(len(b.ids) for b in batches)
        words = letters = 0.0
        for each in batches:
            found = losses(self.model, each)
            (found.words / ids + LETTERS_WEIGHT * found.letters / rows).backward()
            words += float(found.words.detach())
            letters += float(found.letters.detach())
        self.optimiser.step(learning_rate(self.done(), self.optimiser.steps, self.origin.train))
        p = self.progress
        p.step, p.rows = p.step + 1, p.rows + rows
        p.sound_s += sum(b.seconds for b in batches)
        return words / ids, letters / rows

    def _held(self) -> list[Batch]:
        """Return batches of unseen sentences by unseen voices."""
        seed = self.origin.seed + 1
        source = replace(self.source, cache=None, rendered=(), seed=seed, utterances=_HELD_ROWS)
        return replace(source, split=SENTENCES, voices=NEW).turn(0)

    def score(self) -> None:
        """Log how well the run does on what it has not heard."""
        pairs = [
            pair
            for batch in self.held
            for pair in zip(spell(self.model, batch), batch.texts, strict=True)
        ]
        right = sum(guess(self.model, batch) * len(batch.ids) for batch in self.held)
        scores = {
            "letter_errors": error_rate(pairs),
            "word_errors_of_letters": error_rate((h.split(), s.split()) for h, s in pairs),
            "ids_right": right / len(pairs),
        }
        self.log(scores, "  ".join(f"{name} {value:.3f}" for name, value in scores.items()))

    def save(self) -> None:
        """Write the checkpoint."""
        checkpoint.save(self.arguments.out / LAST, self.origin, self.optimiser, self.progress)

    def close(self) -> None:
        """End the workers."""
        self._turns = iter(())

    def log(self, data: dict[str, Any], line: str) -> None:
        """Print a line and keep its numbers."""
        p = self.progress
        print(f"[{p.seconds / 60:5.1f} min, step {p.step}] {line}", flush=True)
        with (self.arguments.out / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"step": p.step, "seconds": p.seconds} | data) + "\n")


def train(run: Run) -> None:
    """Step until the budget is used or a signal comes, then score and save."""
    stopped = stop_signals()
    a, pace = run.arguments, Pace(run)
    before, clock = run.progress.seconds, time.monotonic()
    while run.done() < 1 and not stopped:
        pace.losses.append(run.step())
        run.progress.seconds = before + time.monotonic() - clock
        pace.log()
        if run.held and pace.is_due("score", 60 * a.score_minutes):
            run.score()
        if pace.is_due("save", 60 * a.save_minutes):
            run.save()
    if run.held and not stopped:
        run.score()
    run.save()
    run.close()


class Pace(Clocks):
    """What is due by the clock, and the numbers of a log line."""

    def __init__(self, run: Run) -> None:
        """Start all clocks."""
        super().__init__("log", "score", "save")
        self.run = run
        self.losses: list[tuple[float, float]] = []
        self._start_line()

    def _start_line(self) -> None:
        """Count from here for the next line."""
        p = self.run.progress
        self.rows, self.sound_s, self.waited_s = p.rows, p.sound_s, self.run.waited_s
        self.losses.clear()

    def log(self) -> None:
        """Log losses and speed since the last line."""
        since = time.monotonic() - self.last["log"]
        if not self.is_due("log", LOG_SECONDS):
            return
        p = self.run.progress
        words, letters = (sum(each) / len(self.losses) for each in zip(*self.losses, strict=True))
        rows, sound_s = (p.rows - self.rows) / since, (p.sound_s - self.sound_s) / since
        waited = (self.run.waited_s - self.waited_s) / since
        self.run.log(
            {"words": words, "letters": letters, "rows_per_s": rows, "waited": waited},
            f"{self.run.done():.1%}  words {words:.3f}  letters {letters:.3f}  {rows:.1f} rows/s  "
            f"{sound_s:.0f} s of sound/s  {p.rows:,} rows  waited {waited:.0%} for data",
        )
        self._start_line()


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--out", type=Path, default=Path("training/runs/recogniser"), help="the run's folder")
    budget = parser.add_mutually_exclusive_group(required=True)
    budget.add_argument("--minutes", type=float, help="of the clock; the rate decays by it")
    budget.add_argument("--steps", type=int)
    add("--seed", type=int, default=0)
    add("--width", type=int, default=128)
    add("--resume", action="store_true", help="go on with the run in the folder")
    add("--cache", type=Path, help="where clean audio lies while in use (OUT/audio)")
    add("--rendered", type=Path, action="append", default=[], help="folder of another synthesiser")
    add("--utterances", type=int, default=0, help="in a turn, without cache, for tests")
    add("--texts", type=int, default=_TEXTS, help="sentences that the vocabulary is learned from")
    add("--workers", type=int, default=1, help="processes that make batches")
    add("--threads", type=int, default=0, help="of torch; 0 for its own choice")
    # Rows are so short that half precision gains nothing on cores.
    add("--precision", choices=("auto", "bf16", "fp32"), default="fp32")
    add("--score-minutes", type=float, default=5, help="0 for never")
    add("--save-minutes", type=float, default=3)
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> None:
    """Train as the command line says."""
    arguments = parse(argv)
    arguments.out.mkdir(parents=True, exist_ok=True)
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    run = Run(arguments)
    run.log(
        {"model": run.origin.model.as_dict(), "seed": run.origin.seed},
        f"{run.model.parameters_count() / 1e6:.2f} M parameters, {run.origin.precision}, "
        f"vocabulary {run.origin.model.vocabulary}",
    )
    train(run)


if __name__ == "__main__":
    main()
