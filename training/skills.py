"""What is drawn from: the meanings of a split by skill, and those joined of two."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

from training import happening, joining, meanings, teaching
from training.balance import share, weight
from training.meanings import Meaning

THIRD_SHARE = 0.15
"""Of the commands in a row, how many are three."""


@dataclass(frozen=True)
class Pool:
    """Meanings to draw from, the likelier ones with more weight."""

    meanings: list[Meaning]
    totals: list[float]
    """The weights, added up."""

    @classmethod
    def of(cls, weighted: list[tuple[Meaning, float]]) -> Pool:
        """Return a pool of meanings with their weights."""
        return cls([m for m, _ in weighted], list(accumulate(w for _, w in weighted)))

    def draw(self, rng: random.Random) -> Meaning:
        """Return one of them."""
        return rng.choices(self.meanings, cum_weights=self.totals)[0]


@dataclass(frozen=True)
class Skills:
    """All that may be said in a split."""

    pools: dict[str, Pool]
    singles: Pool
    """The meanings of all skills that stand for themselves."""
    commands: Pool
    """Those of them that are one call, which may be put off or taken back."""

    @classmethod
    def of(cls, split: str) -> Skills:
        """Return the skills of a split of the patterns, "train" or "held"."""
        groups: dict[str, list[Meaning]] = {}
        for meaning in meanings.load(split):
            groups.setdefault(meaning.skill, []).append(meaning)
        pools = {skill: Pool.of([(m, weight(m)) for m in group]) for skill, group in groups.items()}
        weighted = [
            (meaning, share(skill) * weight(meaning) / pools[skill].totals[-1])
            for skill, group in groups.items()
            for meaning in group
        ]
        return cls(
            pools=pools,
            singles=Pool.of([(m, w) for m, w in weighted if joining.is_single(m)]),
            commands=Pool.of([(m, w) for m, w in weighted if joining.is_command(m)]),
        )

    def drawn(self, rng: random.Random, count: int) -> list[str]:
        """Return so many skills, by their shares."""
        names = [*self.pools, *_JOINED]
        return rng.choices(names, [share(name) for name in names], k=count)

    def single(self, rng: random.Random) -> Meaning:
        """Return any meaning that stands for itself."""
        return self.singles.draw(rng)

    def meaning(self, skill: str, rng: random.Random) -> Meaning:
        """Return a meaning of a skill.

        Raises:
            Unfit: The two that were drawn cannot be joined.
        """
        join = _JOINED.get(skill)
        return join(self, rng) if join else self.pools[skill].draw(rng)


def _and(skills: Skills, rng: random.Random) -> Meaning:
    """Return two or three meanings in a row."""
    both = joining.and_then(skills.single(rng), skills.single(rng), rng)
    return joining.and_then(both, skills.single(rng), rng) if rng.random() < THIRD_SHARE else both


def _rather(skills: Skills, rng: random.Random) -> Meaning:
    """Return a command that is taken back at once."""
    return joining.rather(skills.commands.draw(rng), skills.commands.draw(rng), rng)


def _back(skills: Skills, rng: random.Random) -> Meaning:
    """Return a command that is taken back in the next turn."""
    return joining.taken_back(skills.commands.draw(rng), skills.commands.draw(rng), rng)


def _later(skills: Skills, rng: random.Random) -> Meaning:
    """Return a command for later."""
    return joining.later(skills.commands.draw(rng), rng)


def _event(skills: Skills, rng: random.Random) -> Meaning:
    """Return a command that waits for something to happen."""
    return happening.awaited(skills.commands.draw(rng), rng)


def _learn(skills: Skills, rng: random.Random) -> Meaning:
    """Return a command or two that are kept under a phrase."""
    return teaching.taught(skills.commands.draw(rng), skills.commands.draw(rng), rng)


def _confirm(skills: Skills, rng: random.Random) -> Meaning:
    """Return the answer to "do you want me to", which may be asked about any command."""
    return joining.answered(skills.commands.draw(rng), skills.pools["lock.confirm"].draw(rng))


_JOINED: dict[str, Callable[[Skills, random.Random], Meaning]] = {
    "joined.and": _and,
    "joined.rather": _rather,
    "joined.back": _back,
    "joined.later": _later,
    happening.SKILL: _event,
    teaching.SKILL: _learn,
    "joined.confirm": _confirm,
}
