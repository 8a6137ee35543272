"""Phrase patterns: `(dim|set) {x} [down] to {n} percent`, parsed once and sampled often."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

_TOKEN = re.compile(r"[()\[\]|]|\{[a-z_0-9.]+\}|[^()\[\]|{}]+")
OPTIONAL_SHARE = 0.5

Spoken = Callable[[str], str]


class PatternError(ValueError):
    """A pattern cannot be read."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot, with what of it is spoken: {f.loc} has name "f" and form "loc"."""

    name: str
    form: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after another."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several; an optional part is a choice with nothing."""

    options: tuple[Node, ...]
    optional: bool = False


Node = Text | Slot | Sequence | Choice


def parse(pattern: str) -> Node:
    """Return a pattern as a tree.

    Raises:
        PatternError: Brackets are not balanced.
    """
    tokens = _TOKEN.findall(pattern)
    if "".join(tokens) != pattern:
        raise PatternError(pattern)
    node, rest = _choice(tokens, 0)
    if rest != len(tokens):
        raise PatternError(pattern)
    return node


def _choice(tokens: list[str], at: int) -> tuple[Node, int]:
    """Parse alternatives up to a closing bracket."""
    options: list[Node] = []
    while True:
        node, at = _sequence(tokens, at)
        options.append(node)
        if at >= len(tokens) or tokens[at] != "|":
            break
        at += 1
    return (options[0] if len(options) == 1 else Choice(tuple(options))), at


def _sequence(tokens: list[str], at: int) -> tuple[Node, int]:
    """Parse parts up to a bar or a closing bracket."""
    parts: list[Node] = []
    while at < len(tokens) and tokens[at] not in ")]|":
        node, at = _part(tokens, at)
        parts.append(node)
    return Sequence(tuple(parts)), at


def _part(tokens: list[str], at: int) -> tuple[Node, int]:
    """Parse a slot, a bracket or plain words."""
    token = tokens[at]
    if token in "([":
        inner, at = _choice(tokens, at + 1)
        if at >= len(tokens) or tokens[at] != (")" if token == "(" else "]"):
            raise PatternError("".join(tokens))
        return (inner if token == "(" else Choice((inner,), optional=True)), at + 1
    if token.startswith("{"):
        name, _, form = token[1:-1].partition(".")
        return Slot(name, form), at + 1
    return Text(token), at + 1


def sample(node: Node, rng: random.Random, spoken: Spoken) -> str:
    """Return one way of saying a pattern; `spoken` gives the words of "x" or "x.bare"."""
    return " ".join(_sample(node, rng, spoken).split())


def _sample(node: Node, rng: random.Random, spoken: Spoken) -> str:
    """Return one way of saying a node, spaces not yet tidied."""
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Slot):
        return spoken(f"{node.name}.{node.form}" if node.form else node.name)
    if isinstance(node, Sequence):
        return "".join(_sample(part, rng, spoken) for part in node.parts)
    if node.optional and rng.random() > OPTIONAL_SHARE:
        return ""
    return _sample(rng.choice(node.options), rng, spoken)


def words(node: Node) -> list[str]:
    """Return the words of a pattern in their order, those of all its alternatives."""
    if isinstance(node, Text):
        return node.text.split()
    if isinstance(node, Slot):
        return []
    inner = node.parts if isinstance(node, Sequence) else node.options
    return [word for part in inner for word in words(part)]


def slots(node: Node) -> set[str]:
    """Return the names of the slots in a pattern."""
    if isinstance(node, Slot):
        return {node.name}
    if isinstance(node, Text):
        return set()
    inner = node.parts if isinstance(node, Sequence) else node.options
    return set().union(*(slots(part) for part in inner)) if inner else set()
