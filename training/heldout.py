"""How many plans come out whole on sentences that training never sees.

    python -m training.heldout training/runs/NAME/last.pt --examples 500 --show 5

A greedy completion is right exactly when, with the right text before it, every
single token is the likeliest: so one pass over prompt and completion together
says what decoding token by token would, some thirty times sooner.
"""

import argparse
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import torch

from . import checkpoint
from .batches import GENERATOR, Block, Example, encode_block, load_generator, pad
from .model import Llama, greedy
from .tokenizer import Tokenizer

SPLITS = ("seen", "names", "phrases", "both")
"""New homes with known words; new names; new phrasings; both new."""

_SEED = 20_000_003
_ROWS = 64
_WEAKEST = 15


@dataclass(frozen=True, slots=True)
class Split:
    """Held-out examples of one kind."""

    name: str
    examples: list[Example]
    block: Block


Splits = list[Split]
Scores = dict[str, dict[str, float]]


def load_splits(tokenizer: Tokenizer, generator: str, count: int) -> Splits:
    """Return the same examples at every call."""
    make = load_generator(generator)
    splits = []
    for name in SPLITS:
        examples = list(islice(make(_SEED, name), count))
        splits.append(Split(name, examples, encode_block(tokenizer, iter(examples))))
    return splits


def score(model: Llama, splits: Splits, device: torch.device) -> Scores:
    """Return the share of whole plans by split, and by skill over all splits."""
    by_split: dict[str, list[bool]] = {}
    by_skill: dict[str, list[bool]] = defaultdict(list)
    for split in splits:
        right = correct(model, split.block, device)
        by_split[split.name] = right
        for example, is_right in zip(split.examples, right, strict=True):
            by_skill[example.skill].append(is_right)
    return {"split": _shares(by_split), "skill": _shares(by_skill)}


@torch.inference_mode()
def correct(model: Llama, block: Block, device: torch.device) -> list[bool]:
    """Return for each example whether greedy decoding writes its completion."""
    order = sorted(range(len(block.lengths)), key=lambda i: block.lengths[i])
    right = torch.ones(len(order), dtype=torch.bool)
    for at in range(0, len(order), _ROWS):
        rows = order[at : at + _ROWS]
        batch = pad(block, rows).to(device)
        hit = model(batch.ids, batch.keep).argmax(-1) == batch.target  # (N,)
        missed = (batch.keep // batch.ids.size(1))[~hit].unique().cpu()
        right[torch.tensor(rows)[missed]] = False
    return right.tolist()


def report(scores: Scores) -> str:
    """Return the scores in two lines: the splits, the weakest skills."""
    splits = "  ".join(f"{name} {share:.1%}" for name, share in scores["split"].items())
    skills = sorted(scores["skill"].items(), key=lambda item: item[1])[:_WEAKEST]
    return f"{splits}\n  " + "  ".join(f"{name} {share:.0%}" for name, share in skills)


def _shares(groups: dict[str, list[bool]]) -> dict[str, float]:
    """Return the share of true values in each group."""
    return {name: sum(right) / len(right) for name, right in groups.items() if right}


def show_mistakes(model: Llama, tokenizer: Tokenizer, split: Split, count: int) -> None:
    """Print examples that went wrong, with what was written instead."""
    right = correct(model, split.block, torch.device("cpu"))
    wrong = (e for e, is_right in zip(split.examples, right, strict=True) if not is_right)
    for example in islice(wrong, count):
        written = greedy(model, tokenizer.encode(example.prompt), tokenizer.end)
        print(f"\n[{split.name}] {example.skill}\n{example.prompt}")
        print(f"  expected {example.completion}\n  written  {tokenizer.decode(written)}")


def main() -> None:
    """Score a checkpoint and show some of its mistakes."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--examples", type=int, default=500, help="for each split")
    parser.add_argument("--show", type=int, default=3, help="mistakes of each split")
    parser.add_argument("--generator", default=GENERATOR)
    arguments = parser.parse_args()
    data = checkpoint.load(arguments.checkpoint)
    model, tokenizer = checkpoint.model(data), checkpoint.origin(data).tokenizer
    splits = load_splits(tokenizer, arguments.generator, arguments.examples)
    print(report(score(model, splits, torch.device("cpu"))))
    for split in splits:
        show_mistakes(model, tokenizer, split, arguments.show)


if __name__ == "__main__":
    main()
