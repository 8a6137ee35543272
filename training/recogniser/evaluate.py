"""Word errors of an exported recogniser, heard as the engine hears.

    .venv/bin/python -m training.recogniser.evaluate models/recogniser --json figures.json

Four sets, none of it in training: unseen sentences by known voices, by unseen voices, sentences
about unseen names by unseen voices, and sounds without speech. Each with and without the home's
names as hotwords, in windows of at least 5, 10 and 30 s, without the engine's second attempts.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from engine.recogniser import Recogniser

from . import clean
from .distance import error_rate
from .noise import Noise
from .sentences import NAMES, SENTENCES, Sentence
from .speech import KNOWN, NEW, Audio

WINDOWS_S = (5, 10, 30)
SETS = {
    "new sentences, known voices": (SENTENCES, KNOWN),
    "new sentences, new voices": (SENTENCES, NEW),
    "new names, new voices": (NAMES, NEW),
}
NO_SPEECH = "no speech"
SEED = 10_000_019
"""Far from any training's."""
_LIKELY_SILENT = 0.6

Heard = list[tuple[Sentence, Audio]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One set in one way of listening."""

    name: str
    window_s: int
    has_names: bool
    utterances: int
    word_errors: float
    """By the words said; without speech the share of transcripts that are not empty."""
    exact: float
    """Share of transcripts without any error."""
    silent: float
    """Share whose probability of no speech is above the library's threshold."""


def spoken(split: str, voices: str, count: int) -> Heard:
    """Return held-out utterances with the noise of the training."""
    return noisy(clean.make(SEED, 0, split=split, voices=voices, count=count))


def noisy(block: clean.Clean) -> Heard:
    """Return the utterances of a block as a microphone may hear them."""
    noise = Noise(np.random.default_rng(SEED))
    parts = zip(block.sentences, block.utterances(), strict=True)
    return [(sentence, noise.spoil(audio)) for sentence, audio in parts]


def silent(like: Heard, count: int) -> Heard:
    """Return sounds without speech, with the names of the homes in a set."""
    noise = Noise(np.random.default_rng(SEED + 1))
    names = [like[i % len(like)][0].others for i in range(count)]
    return [(Sentence("", others=others), noise.no_speech()) for others in names]


def score(ear: Recogniser, name: str, heard: Heard, window_s: int, *, has_names: bool) -> Score:
    """Return how well a set is understood."""
    rng, pairs, unlikely = random.Random(SEED), [], 0
    for sentence, audio in heard:
        names = [*sentence.said, *sentence.others] if has_names else []
        rng.shuffle(names)
        made = ear.decode_once(ear.encode(audio, window_s).states, "en", names)
        pairs.append((made.text, sentence.text))
        unlikely += made.no_speech > _LIKELY_SILENT
    exact = sum(text == said for text, said in pairs) / len(pairs)
    errors = 1 - exact
    if name != NO_SPEECH:
        errors = error_rate((text.split(), said.split()) for text, said in pairs)
    return Score(
        name=name,
        window_s=window_s,
        has_names=has_names,
        utterances=len(pairs),
        word_errors=round(errors, 4),
        exact=round(exact, 4),
        silent=round(unlikely / len(pairs), 4),
    )


def sets(count: int, rendered: Path | None) -> dict[str, Heard]:
    """Return the sets by name; another synthesiser's speech where a folder is given."""
    found = {name: spoken(*kind, count) for name, kind in SETS.items()}
    if rendered:
        found["rendered voice"] = noisy(clean.rendered(rendered, 0, count))
    return found | {NO_SPEECH: silent(found["new names, new voices"], count)}


def scores(ear: Recogniser, found: dict[str, Heard]) -> Iterator[Score]:
    """Yield the scores of all sets in all ways of listening."""
    for name, heard in found.items():
        for has_names in (False, True):
            for window_s in WINDOWS_S:
                yield score(ear, name, heard, window_s, has_names=has_names)


def line(each: Score) -> str:
    """Return a line of the table."""
    names = "yes" if each.has_names else "no"
    return (
        f"| {each.name} | {names} | {each.window_s} s | {each.word_errors:.1%} | "
        f"{each.exact:.1%} | {each.silent:.1%} |"
    )


def main() -> None:
    """Score a folder as the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=200, help="utterances of each set")
    parser.add_argument("--rendered", type=Path, help="held-out speech of another synthesiser")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    print("| set | names read | window | word errors | exact | taken for silence |")
    print("|---|---|---|---|---|---|")
    found: list[dict[str, Any]] = []
    for each in scores(
        Recogniser(arguments.folder, threads=arguments.threads),
        sets(arguments.count, arguments.rendered),
    ):
        print(line(each), flush=True)
        found.append(asdict(each))
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
