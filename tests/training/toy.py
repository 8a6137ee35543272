"""A toy language of switches: learned in seconds, made like the real examples."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

SPECIAL_TOKENS = (
    '{"calls":[',
    ',"target":[',
    "<call>",
    "<user>",
    "<light>",
    "<fan>",
    "@a",
    "@b",
    "@c",
    '{"service":"light.turn_on"',
    '{"service":"light.turn_off"',
    '{"service":"fan.turn_on"',
    '"brightness_pct":',
)
NAMES = {
    "train": ("lamp", "desk", "ceiling", "corner", "shelf"),
    "names": ("Leuchte", "bücher", "🌙 moon"),
}


class Example(NamedTuple):
    """What the generator of real examples yields."""

    prompt: str
    completion: str
    skill: str


def examples(seed: int, split: str) -> Iterator[Example]:
    """Yield sentences about three labelled lights, without end."""
    rng = Random(f"{seed} {split}")
    names = NAMES.get(split, NAMES["train"])
    while True:
        yield _example(rng, names)


def _example(rng: Random, names: tuple[str, ...]) -> Example:
    """Return one sentence: the label behind the word is the target."""
    label, state = rng.choice("abc"), rng.choice(("on", "off"))
    name, percent = rng.choice(names), rng.randint(1, 99)
    prompt = f"@a<light> {rng.choice(names)} @b<light> {percent}<user> turn {state} the {name}"
    call = f'{{"service":"light.turn_{state}"'
    completion = f'{{"calls":[{call},"target":["@{label}"]}}]}}'
    return Example(f"{prompt}@{label}<call>", completion, f"light.turn_{state}")


def broken(seed: int, split: str) -> Iterator[Example]:
    """Fail after some examples, at most seeds."""
    for i, example in enumerate(examples(seed, split)):
        if i == 50 and seed % 3:
            raise ValueError("a home that nobody thought of")
        yield example
