"""How often the shortlist finds a name that was misheard, and what it lists besides.

    python -m training.recall --homes 60

Names of the held-out split are misheard by the model of `mishearing`; sentences of training
that are clean show what a change costs in false hits.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass, field
from itertools import islice
from statistics import fmean, median

from agent.candidates import Shortlist
from agent.home import Home
from agent.shortlist import Index

import training  # noqa: F401  (puts the core on the path)
from training.examples import examples
from training.homes import sample_home
from training.mishearing import misheard
from training.naming import HELD, SPLITS

_CARRIERS = (
    "turn on the {}",
    "turn the {} off please",
    "switch off the {}",
    "is the {} on",
    "set the {} to 40",
    "{} on",
)
_TRIES = 20


@dataclass(slots=True)
class Tally:
    """What came of many sentences."""

    found: list[bool] = field(default_factory=list)
    """Whether the entity was listed, with a hit behind a word."""
    listed: list[int] = field(default_factory=list)
    hits: list[int] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def line(self, title: str) -> str:
        """Return the figures on one line."""
        return (
            f"{title:>20} {fmean(self.found or [True]):>8.1%} {fmean(self.listed):>10.2f}"
            f" {fmean(self.hits):>7.2f} {median(self.milliseconds):>7.2f} {len(self.listed):>9}"
        )


def measured(homes: int, split: str, size: int | None, seed: int = 5) -> dict[str, Tally]:
    """Return what is found of names said clean and misheard, in homes of a split."""
    rng = random.Random(seed)
    tallies = {"clean names": Tally(), "misheard names": Tally()}
    for _ in range(homes):
        home = sample_home(rng, split, size)
        index = Index(home)
        for entity_id in rng.sample(sorted(home.entities), min(12, len(home.entities))):
            _try(index, home, entity_id, rng, tallies)
    return tallies


def _try(
    index: Index, home: Home, entity_id: str, rng: random.Random, tallies: dict[str, Tally]
) -> None:
    """Say the name of an entity, clean and misheard."""
    carrier, name = rng.choice(_CARRIERS), home.entities[entity_id].name.lower()
    mistaken = next((m for _ in range(_TRIES) if (m := misheard(name, rng)) != name), None)
    _count(tallies["clean names"], index, carrier.format(name), entity_id)
    if mistaken:
        said = carrier.format(mistaken)
        _count(tallies["misheard names"], index, said, entity_id, f"{name!r}: {said}")


def _count(tally: Tally, index: Index, said: str, entity_id: str, note: str = "") -> None:
    """Look a sentence up, and enter what came of it."""
    found = _timed(tally, index, said)
    label = found.label_of(entity_id)
    tally.found.append(any(hit.label == label for word in found.words for hit in word.hits))
    if not tally.found[-1]:
        tally.missed.append(note)


def _timed(tally: Tally, index: Index, said: str) -> Shortlist:
    """Look a sentence up, and enter its size and its time."""
    start = time.perf_counter()
    found = index.find(said)
    tally.milliseconds.append((time.perf_counter() - start) * 1000)
    tally.listed.append(len(found.candidates))
    tally.hits.append(sum(len(word.hits) for word in found.words))
    return found


def clean_sentences(count: int, seed: int = 11) -> Tally:
    """Return what is listed for sentences of training, each in a home of another seed."""
    tally, rng = Tally(), random.Random(seed)
    sentences = [example.sentence for example in islice(examples(seed), count)]
    for at in range(0, count, 20):
        index = Index(sample_home(rng))
        for sentence in sentences[at : at + 20]:
            _timed(tally, index, sentence)
    return tally


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--homes", type=int, default=60)
    parser.add_argument("--size", type=int, help="entities in each home; drawn when left out")
    parser.add_argument("--split", choices=SPLITS, default=HELD)
    parser.add_argument("--clean", type=int, default=0, help="sentences of training to look up")
    parser.add_argument("--show", type=int, default=0, help="names that were not found")
    options = parser.parse_args()
    tallies = measured(options.homes, options.split, options.size)
    if options.clean:
        tallies["sentences"] = clean_sentences(options.clean)
    print(f"{'':>20} {'found':>8} {'candidates':>10} {'hits':>7} {'ms':>7} {'sentences':>9}")
    for title, tally in tallies.items():
        print(tally.line(title))
    print(*tallies["misheard names"].missed[: options.show], sep="\n")


if __name__ == "__main__":
    main()
