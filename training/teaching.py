"""Commands kept under a phrase: "when i say movie time dim the lamp", to be done when it is said.

Where the phrase ends and the command begins is told by a word between them, or by a verb; a command
that begins with a name stands in front of the phrase, or behind such a word.
"""

from __future__ import annotations

import random
from dataclasses import replace

from training.asides import VERBS
from training.joining import OBLIQUE, and_then
from training.meanings import Meaning
from training.patterns import Node, Sequence, Slot, Text, parse, words
from training.scene import Unfit

SKILL = "joined.learn"
TWO_SHARE = 0.45
"""Phrases that stand for two commands."""
LAST_SHARE = 0.25
"""Sentences in which the phrase comes last."""
_PHRASE = {"phrase": "phrase"}


def _all(*texts: str) -> tuple[Node, ...]:
    """Return patterns."""
    return tuple(parse(text) for text in texts)


DIRECT = _all(
    "(when|whenever|if|every time|each time|any time) i say {phrase}",
    "(when|whenever|if) (someone|somebody|anyone|anybody|one of us) says {phrase}",
    "(when|whenever) you hear {phrase}",
    "(from now on|in future|from today) (when|whenever|if) i say {phrase}",
    "(if|when|whenever) i (tell you|call out|shout|whisper) {phrase}",
    "(learn|remember) this when i say {phrase}",
    "(the next time|next time) i say {phrase}",
)
"""A command that begins with a verb may follow at once."""
LINKED = _all(
    "{phrase} means",
    "(from now on|in future|from today) {phrase} (means|is)",
    "{phrase} (should mean|shall mean|will mean|is short for|stands for|is code for)",
    "when i say {phrase} (then|i mean|that means|it means|i want|i'd like|please|do this)",
    "whenever i say {phrase} (then|i mean|that means|i want|just|do the following)",
    "if i say {phrase} (then|that means|i mean)",
    "(teach|learn|remember|save|store|memorise) (the phrase|the command|the words) {phrase} (as|for|it means)",
    "(learn|remember) {phrase} (it means|means|as|is)",
    "(make|create|define|add|set up) a (phrase|command|shortcut) called {phrase} that does this",
    "(make|create|define|add) (a|the) (command|routine) named {phrase} (which means|meaning|to)",
    "(let me|i'll) teach you (something|a phrase) {phrase} (means|is)",
    "i want you to learn {phrase} (it means|that means|means)",
    "here's a new one {phrase} (means|is)",
    "new (phrase|command|shortcut) {phrase} (means|that's|is)",
    "(let's say|say|let's agree that) {phrase} (means|is)",
    "by {phrase} i mean",
)
"""Any command may follow."""
BEHIND = _all(
    "(when|whenever|if|every time|each time|any time) i say {phrase}",
    "(when|whenever) (someone|somebody|anyone) says {phrase}",
    "(when|whenever|as soon as) you hear {phrase}",
    "(and remember|and save|and store) (that|this) as {phrase}",
    "and call (that|it|this) {phrase}",
    "(that's what|this is what) {phrase} means",
    "(remember|save|learn|keep|store) (that|this) as {phrase}",
    "(is|that's) {phrase}",
)
"""The phrase comes last."""


def taught(first: Meaning, second: Meaning, rng: random.Random) -> Meaning:
    """Return the meaning of a phrase being taught: for the first command, or for both.

    Raises:
        Unfit: The commands cannot be said as one, or the end of the phrase would not be told.
    """
    if {first.skill, second.skill} & OBLIQUE:
        raise Unfit("no plain command")
    command = and_then(first, second, rng) if rng.random() < TWO_SHARE else first
    if command.is_free:
        raise Unfit("free words")
    said = rng.choice(command.say)
    opening = {*words(said)[:1]}
    is_verbal = bool(opening) and opening <= VERBS and not isinstance(_first(said), Slot)
    if rng.random() < LAST_SHARE:
        parts: tuple[Node, ...] = (said, Text(" "), rng.choice(BEHIND))
    else:
        link = rng.choice(DIRECT if is_verbal and rng.random() < 0.6 else LINKED)
        parts = (link, Text(" "), said)
    return replace(
        command,
        skill=SKILL,
        plan=({"service": "steward.learn", "data": {"phrase": "$phrase"}}, *command.plan),
        slots={**command.slots, **_PHRASE},
        say=(Sequence(parts),),
    )


def _first(node: Node) -> Node:
    """Return the leaf that a pattern begins with, of a choice the choice itself."""
    while isinstance(node, Sequence) and node.parts:
        node = node.parts[0]
    return node
