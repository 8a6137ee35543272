"""Training examples, made fresh: a home, a meaning, a sentence, the product's own prompt, the plan.

The shortlist and the prompt are the product's code, with its mistakes; a sentence whose target the
shortlist misses, or cannot tell from its neighbour, is left out, since nothing could be learned from it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from agent.candidates import LABELS
from agent.dialogue import Memory
from agent.grammar import build
from agent.home import Home
from agent.plan import dumps, parse
from agent.prompt import ASKED, CONFIRM, DONE, Waiting, render
from agent.shortlist import Index

import training  # noqa: F401  (puts the core on the path)
from training import asides, speech
from training.checks import check, check_legal, check_possible
from training.homes import sample_home
from training.joining import CONFIRMED
from training.labels import call_of
from training.meanings import GUARDED, Before, Meaning
from training.patterns import Node, sample
from training.scene import Scene, Unfit
from training.skills import Skills
from training.slots import fill, holds, rank

PER_HOME = 60
TRIES = 10
STRAY_SHARE = 0.1
"""Sentences with an earlier turn that has nothing to do with them."""
TIMERS_SHARE = 0.08
"""Sentences that are not about timers said while some are running."""
LATER_SHARE = 0.08
"""Sentences about something else said while something was put off."""
_IRREPLACEABLE = frozenset({"owner"})
"""Forms of a slot in whose place the usual one cannot stand: a room that is nobody's has no owner."""
SPLITS = {
    "seen": ("train", "train"),
    "names": ("held", "train"),
    "phrases": ("train", "held"),
    "both": ("held", "held"),
}
"""Split to (names, patterns). "train" is "seen" with other seeds."""


@dataclass(frozen=True, slots=True)
class Example:
    """One prompt with the plan to be learned."""

    prompt: str
    completion: str
    skill: str
    sentence: str = ""
    grammar: str = ""
    """What may legally be written, where it was asked for."""


def examples(seed: int, split: str = "train", *, grammars: bool = False) -> Iterator[Example]:
    """Yield examples for ever, the same ones for a seed."""
    rng = random.Random(f"{seed} {split}")
    names, patterns = SPLITS["seen" if split == "train" else split]
    skills = Skills.of(patterns)
    other = sample_home(rng, names)
    while True:
        home = sample_home(rng, names)
        yield from _Visit(rng, home, other, skills, grammars=grammars).examples()
        other = home


class _Visit:
    """One home, and what is said in it."""

    def __init__(
        self, rng: random.Random, home: Home, other: Home, skills: Skills, *, grammars: bool
    ) -> None:
        """Index the home; `other` is one whose things this one does not have."""
        self._rng, self._home, self._other, self._skills = rng, home, other, skills
        self._index = Index(home)
        self._grammars = grammars

    def examples(self) -> Iterator[Example]:
        """Yield some examples: a skill is drawn, then what this home allows of it."""
        for skill in self._skills.drawn(self._rng, PER_HOME):
            for _ in range(TRIES):
                try:
                    yield self._example(self._skills.meaning(skill, self._rng))
                    break
                except Unfit:
                    continue

    def _example(self, meaning: Meaning) -> Example:
        """Return an example of a meaning.

        Raises:
            Unfit: This home has nothing to say it about, or the shortlist cannot tell.
        """
        rng, home = self._rng, self._home
        check_possible(meaning, home)
        scene = self._scene(meaning, self._here(meaning))
        labels = rng.sample(LABELS, len(LABELS))
        memory = self._memory(scene, meaning, labels)
        words = _say(scene, meaning.say)
        said = asides.around(words, meaning.skill, rng, is_free=meaning.is_free)
        sentence = said if meaning.is_free else speech.slipped(said, rng)
        pinned = memory.pinned() if memory else ()
        shortlist = self._index.find(sentence, here=scene.here, pinned=pinned, labels=labels)
        check(scene, shortlist, meaning.plan, pinned)
        before = memory.recalled(shortlist) if memory else None
        waiting = Waiting(
            timers=meaning.timers or rng.random() < TIMERS_SHARE,
            later=meaning.later or rng.random() < LATER_SHARE,
        )
        completion = dumps([call_of(scene, shortlist, call) for call in meaning.plan])
        was_wide = bool(memory and memory.is_wide)
        earlier = before.words if before else ()
        check_legal(completion, shortlist, home, was_wide=was_wide, earlier=earlier)
        confirming = bool(memory and memory.state == CONFIRM)
        grammar = build if self._grammars else _no_grammar
        return Example(
            prompt=render(shortlist, home, before=before, waiting=waiting),
            completion=completion,
            skill=meaning.skill,
            sentence=sentence,
            grammar=grammar(
                shortlist,
                home,
                confirming=confirming,
                later=waiting.later,
                was_wide=was_wide,
                before=earlier,
            ),
        )

    def _here(self, meaning: Meaning) -> str | None:
        """Return the satellite's area that a meaning asks for."""
        home = self._home
        is_told = meaning.placeless or not meaning.is_open
        if meaning.typed and (is_told or self._rng.random() < 0.5):
            return None
        if meaning.here is None:
            known = home.areas and self._rng.random() < 0.55
            return self._rng.choice(list(home.areas)) if known else None
        rooms = [area_id for area_id in home.areas if holds(home.in_area(area_id), meaning.here)]
        if not rooms:
            raise Unfit("here")
        return self._rng.choice(rooms)

    def _scene(self, meaning: Meaning, here: str | None) -> Scene:
        """Return what is being said where, with all slots filled."""
        scene = Scene(home=self._home, rng=self._rng, here=here, other=self._other)
        for name, spec in sorted(meaning.slots.items(), key=lambda item: rank(item[1])):
            fill(scene, name, spec)
        return scene

    def _memory(self, scene: Scene, meaning: Meaning, labels: list[str]) -> Memory | None:
        """Return the turn before, if the meaning has one; a stray one, sometimes, if not."""
        if meaning.before:
            return self._turn(scene, meaning.before, labels, _state(meaning, meaning.before))
        asks = any(call["service"] == "steward.ask" for call in meaning.plan)
        stray = not asks and self._rng.random() < STRAY_SHARE
        return self._stray_memory(scene, labels) if stray else None

    def _turn(self, scene: Scene, before: Before, labels: list[str], state: str) -> Memory:
        """Return a finished turn."""
        # Free words may be quoted in the next turn, so nothing stands behind them either.
        sentence = asides.around(_say(scene, before.say), "", self._rng, is_free=True)
        shortlist = self._index.find(sentence, here=scene.here, labels=labels)
        calls = parse(dumps([call_of(scene, shortlist, call) for call in before.plan]))
        return Memory(shortlist=shortlist, calls=calls, state=state)

    def _stray_memory(self, scene: Scene, labels: list[str]) -> Memory | None:
        """Return an earlier turn that has nothing to do with the sentence: it must not distract."""
        meaning = self._skills.single(self._rng)
        if any(call["service"] in GUARDED for call in meaning.plan):
            return None
        room = self._home.in_area(scene.here) if scene.here else ()
        if (meaning.typed and scene.here) or (meaning.here and not holds(room, meaning.here)):
            return None
        try:
            check_possible(meaning, self._home)
            stray = self._scene(meaning, scene.here)
            return self._turn(stray, Before(meaning.say, meaning.plan), labels, DONE)
        except Unfit:
            return None


def _no_grammar(*_: Any, **__: Any) -> str:
    """Return nothing where nobody asked: a grammar costs as much as the rest of an example."""
    return ""


def _say(scene: Scene, patterns: tuple[Node, ...]) -> str:
    """Return one way of saying something."""
    return sample(scene.rng.choice(patterns), scene.rng, lambda slot: _spoken(scene, slot))


def _spoken(scene: Scene, slot: str) -> str:
    """Return the words of a slot, "x" or "x.bare".

    Raises:
        Unfit: It has no such form, and the usual one says something else.
    """
    name, _, form = slot.partition(".")
    spoken = scene.filled[name].spoken
    if form in _IRREPLACEABLE and form not in spoken:
        raise Unfit(form)
    return spoken.get(form) or spoken[""]


def _state(meaning: Meaning, before: Before) -> str:
    """Return what the turn before left open."""
    services = [call["service"] for call in before.plan]
    if "steward.ask" in services:
        return ASKED
    guarded = any(service in GUARDED for service in services)
    answers = {"steward.confirm", "steward.never_mind"} & {call["service"] for call in meaning.plan}
    is_open = guarded and (answers or meaning.skill == "lock.confirm")
    return CONFIRM if is_open or meaning.skill == CONFIRMED else DONE
