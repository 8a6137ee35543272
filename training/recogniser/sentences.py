"""What is said: the sentences of the language model's training, each with the names of its home.

Made from the same homes, meanings and phrases as `training.examples`, before the slips of tongue
and finger that a transcript must not repeat, and without shortlist and plan, which cost far more.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass

from agent.home import Area, Entity, Floor, Home

from training import asides
from training.checks import check_possible
from training.homes import sample_home
from training.meanings import Meaning
from training.patterns import sample
from training.scene import Scene, Unfit
from training.skills import Skills
from training.slots import fill, holds, rank

from .spelling import transcript

SENTENCES, NAMES = "sentences", "names"
"""The held-out splits: unseen sentences about known names, and about unseen names."""
PER_HOME = 30
HELD_PERCENT = 5
LONGEST = 110
"""Characters; a longer sentence would not fit the training window."""
_TRIES = 10
_OTHER_NAMES = 12


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with the names of the home it is said in."""

    text: str
    """As the recogniser shall write it."""
    said: tuple[str, ...] = ()
    """Names of the home that are in the sentence, as the home spells them."""
    others: tuple[str, ...] = ()
    """Some more names of the home."""


def sentences(seed: int, split: str = "train") -> Iterator[Sentence]:
    """Yield sentences for ever, the same ones for a seed: "train", "sentences" or "names"."""
    rng = random.Random(f"recogniser {seed} {split}")
    skills = Skills.of("train")
    names = "held" if split == NAMES else "train"
    other = sample_home(rng, names)
    while True:
        home = sample_home(rng, names)
        for skill in skills.drawn(rng, PER_HOME):
            words = _try(rng, home, other, skills, skill)
            text = transcript(words)
            if text and len(text) <= LONGEST and fits(text, split):
                yield Sentence(text, *_names(home, text, rng))
        other = home


def fits(text: str, split: str) -> bool:
    """Return whether a sentence belongs to a split; about unseen names all do."""
    if split == NAMES:
        return True
    digest = hashlib.sha256(text.encode()).digest()
    is_held = int.from_bytes(digest[:4], "big") % 100 < HELD_PERCENT
    return is_held == (split == SENTENCES)


def _try(rng: random.Random, home: Home, other: Home, skills: Skills, skill: str) -> str:
    """Return a sentence of a skill, or nothing where the home has nothing for it."""
    for _ in range(_TRIES):
        try:
            return _say(rng, home, other, skills.meaning(skill, rng))
        except Unfit:
            continue
    return ""


def _say(rng: random.Random, home: Home, other: Home, meaning: Meaning) -> str:
    """Return one way of saying a meaning in a home.

    Raises:
        Unfit: This home has nothing to say it about.
    """
    check_possible(meaning, home)
    scene = Scene(home=home, rng=rng, here=_here(rng, home, meaning), other=other)
    for name, spec in sorted(meaning.slots.items(), key=lambda item: rank(item[1])):
        fill(scene, name, spec)
    words = sample(rng.choice(meaning.say), rng, lambda slot: _spoken(scene, slot))
    return asides.around(words, meaning.skill, rng, is_free=meaning.is_free)


def _here(rng: random.Random, home: Home, meaning: Meaning) -> str | None:
    """Return an area in which a meaning makes sense."""
    rooms = [
        area_id
        for area_id in home.areas
        if meaning.here is None or holds(home.in_area(area_id), meaning.here)
    ]
    if not rooms and meaning.here is not None:
        raise Unfit("here")
    return rng.choice(rooms) if rooms else None


def _spoken(scene: Scene, slot: str) -> str:
    """Return the words of a slot, "x" or "x.bare"."""
    name, _, form = slot.partition(".")
    filled = scene.filled[name]
    return filled.spoken.get(form) or filled.spoken[""]


def _names(home: Home, text: str, rng: random.Random) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the home's names that a sentence has, and some that it has not."""
    named: list[Entity | Area | Floor] = [*home.entities.values()]
    named += [*home.areas.values(), *home.floors.values()]
    names = [name for thing in named for name in thing.names]
    padded = f" {text} "
    said = [name for name in dict.fromkeys(names) if f" {transcript(name)} " in padded]
    others = [name for name in dict.fromkeys(names) if name not in said]
    return tuple(said), tuple(rng.sample(others, min(_OTHER_NAMES, len(others))))
