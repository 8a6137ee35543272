"""What the decoder is given and what it shall write: names of the home, then the transcript.

The names come as faster-whisper writes its hotwords: `<|startofprev|> Kitchen Light, Hall`. Half
of the batches have some (a batch is as long as its longest prompt, so the others stay short), and
often without the name that is said: the model must listen to the list and never trust it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from .sentences import Sentence
from .tokens import Tokens

SAID_SHARE, TIMES_SHARE = 0.65, 0.1
FEW, MANY = 12, 40
"""Names in an ordinary prompt at most, and in a long one."""
LONGEST_PROMPT = 223
"""Ids; where faster-whisper cuts."""
LOWER_SHARE = 0.3
IGNORED = -100
"""The target where nothing is to be learned, as torch has it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the decoder."""

    ids: list[int]
    """What it reads: prompt, start, mode, text."""
    targets: list[int]
    """What comes next at each id; `IGNORED` in the prompt."""


def row(tokens: Tokens, text: str, prompt: list[int], rng: random.Random) -> Row:
    """Return the row of a transcript, or of no speech where it is empty."""
    mode = tokens.time_zero if rng.random() < TIMES_SHARE else tokens.no_times
    written = tokens.encode(text) if text else []
    # faster-whisper reads the probability of no speech behind the start.
    first = tokens.no_times if text else tokens.no_speech
    targets = [IGNORED] * len(prompt) + [first, *written, tokens.end]
    return Row([*prompt, tokens.start, mode, *written], targets)


def prompt(
    tokens: Tokens, sentence: Sentence, strangers: list[str], rng: random.Random
) -> list[int]:
    """Return the ids of a list of names, often with those that are said.

    Args:
        tokens: The vocabulary.
        sentence: What is said; its home's names come first.
        strangers: Names of other homes that fill a long prompt; none in a usual one.
        rng: What draws.
    """
    names = [*sentence.others, *strangers]
    rng.shuffle(names)
    names = names[: rng.randint(1, MANY if strangers else FEW)]
    if sentence.said and rng.random() < SAID_SHARE:
        names[-1:] = sentence.said[:2]
        rng.shuffle(names)
    return name_ids(tokens, names, is_lower=rng.random() < LOWER_SHARE)


def name_ids(tokens: Tokens, names: list[str], *, is_lower: bool = False) -> list[int]:
    """Return the ids that faster-whisper makes of names given as hotwords."""
    text = ", ".join(names)
    ids = tokens.encode(text.lower() if is_lower else text)
    return [tokens.previous, *ids[:LONGEST_PROMPT]] if names else []
