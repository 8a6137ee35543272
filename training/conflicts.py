"""Sentences that two meanings share although their plans differ: nobody could learn which is right.

``python -m training.conflicts [OUT]`` writes out what lines of all phrase files can say, things by
their kind in place of their names, and compares the plans of equal sentences. What cannot happen at
once is left out (with and without a satellite, a room that has it and one that has not, lights and
blinds of the same name). OUT gets all conflicts, the screen the worst.
"""

from __future__ import annotations

import json
import math
import random
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from agent.kinds import FEATURES, KINDS

from training.meanings import FOLDER
from training.patterns import Choice, Node, Sequence, Slot, Text
from training.variety import Line, read

MOST = 96
"""Sentences of one line that are looked at; of more than that, so many are drawn."""
SHOWN = 30
ARTICLES = frozenset("the a an my our your please".split())
HEADS = frozenset("area floor absent several option person".split())
NUMBERS = frozenset(
    "percent step number temperature temperature_other low_high humidity value kelvin reading".split()
)
_LEGAL = {
    "percent": (0, 100),
    "humidity": (0, 100),
    "temperature": (0, 100),
    "kelvin": (1500, 9000),
}
"""What numbers can be at most; those of other slots are not known."""
WORDS = frozenset(
    "duration clock color tone day item timer_name message period phrase repeat".split()
)


@dataclass(frozen=True)
class Said:
    """A sentence that a line can say, with its slots numbered in the order they are spoken."""

    line: Line
    specs: tuple[str, ...]
    plan: str


@dataclass(frozen=True)
class Conflict:
    """Two lines with equal sentences and different plans."""

    sentences: tuple[str, ...]
    one: Said
    other: Said

    @property
    def is_plain(self) -> bool:
        """Whether both have the same conditions, so that nothing at all tells them apart."""
        return _conditions(self.one.line) == _conditions(self.other.line)

    def __str__(self) -> str:
        """Return it over three lines."""
        mark = "same conditions" if self.is_plain else "conditions differ but may meet"
        head = f"{self.sentences[0]!r} and {len(self.sentences) - 1} more ({mark})"
        return "\n".join([head, *(f"    {_shown(said)}" for said in (self.one, self.other))])


def _shown(said: Said) -> str:
    """Return a line with its plan and conditions."""
    conditions = {key: value for key, value in _conditions(said.line).items() if value}
    return f"{said.line.where}  {said.line.text}  ->  {said.plan}  {conditions or ''}".rstrip()


def _conditions(line: Line) -> dict[str, Any]:
    """Return what has to hold for a line, besides its words."""
    before = line.entry.get("before")
    return {
        "here": line.entry.get("here"),
        "satellite": line.entry.get("satellite"),
        "timers": line.entry.get("timers"),
        "later": line.entry.get("later"),
        "before": json.dumps(before["plan"], sort_keys=True, default=str) if before else "",
    }


@cache
def _earlier(line: Line) -> frozenset[str]:
    """Return the turns that a line may come after: what was said, and its plan."""
    before = line.entry["before"]
    entry = {"plan": before["plan"], "slots": line.slots}
    texts = before["say"] if isinstance(before["say"], list) else [before["say"]]
    lines = [Line(line.path, line.number, entry, str(text)) for text in texts]
    return frozenset(
        f"{words} {meant.plan} {[spec.split(':')[0] for spec in meant.specs]}"
        for one in lines
        for words, meant in said(one).items()
    )


def said(line: Line) -> dict[str, Said]:
    """Return what a line can say: sentence to what it means then."""
    found = {}
    for words in _some(line):
        tokens, order = [], []
        for word in words:
            if word.startswith("$"):
                order.append(word[1:])
                tokens.append(_coarse(_spec(line, word[1:])))
            elif word not in ARTICLES:
                tokens.append(word)
        specs = tuple(_spec(line, name) for name in order)
        found[" ".join(tokens)] = Said(line, specs, _plan(line, tuple(dict.fromkeys(order))))
    return found


def _some(line: Line) -> Iterator[list[str]]:
    """Yield sentences of a line as words, slots as "$x"; all of them where they are few."""
    if _count(line.node) <= MOST:
        yield from (words.split() for words in _all(line.node, line.slots))
        return
    rng = random.Random(line.text)
    for _ in range(MOST):
        yield _one(line.node, line.slots, rng).split()


def _count(node: Node) -> int:
    """Return how many sentences a node has."""
    if isinstance(node, (Text, Slot)):
        return 1
    if isinstance(node, Choice):
        return sum(map(_count, node.options)) + node.optional
    total = 1
    for part in node.parts:
        total *= _count(part)
    return total


def _all(node: Node, slots: Mapping[str, str]) -> list[str]:
    """Return all sentences of a node."""
    if isinstance(node, Choice):
        options = [text for option in node.options for text in _all(option, slots)]
        return ["", *options] if node.optional else options
    if not isinstance(node, Sequence):
        return [_leaf(node, slots)]
    texts = [""]
    for part in node.parts:
        texts = [start + end for start in texts for end in _all(part, slots)]
    return texts


def _one(node: Node, slots: Mapping[str, str], rng: random.Random) -> str:
    """Return any sentence of a node."""
    if isinstance(node, Choice):
        chosen = rng.choice([*node.options, None] if node.optional else node.options)
        return _one(chosen, slots, rng) if chosen else ""
    if not isinstance(node, Sequence):
        return _leaf(node, slots)
    return "".join(_one(part, slots, rng) for part in node.parts)


def _leaf(node: Node, slots: Mapping[str, str]) -> str:
    """Return the words of text, or of a slot: the only fan of the house is called "fan"."""
    if isinstance(node, Text):
        return node.text
    assert isinstance(node, Slot)
    head, _, rest = slots.get(node.name, "").partition(" ")
    if head == "only":
        return f" {next(iter(KINDS.get(rest.split(':')[0], ())), rest)} "
    preposition = "in " if node.form == "loc" else ""
    owner = ".owner" if node.form == "owner" else ""
    return f" {preposition}${node.name}{owner} "


def _spec(line: Line, name: str) -> str:
    """Return the type of a slot; the owner of an option is a thing of its kind."""
    name, _, form = name.partition(".")
    spec = line.slots.get(name, "")
    return spec.split()[1] if form == "owner" else spec


def _coarse(spec: str) -> str:
    """Return what the words of a slot look like."""
    head = spec.partition(" ")[0]
    if head in NUMBERS:
        return "<number>"
    if head in HEADS or head in WORDS:
        return f"<{head}>"
    return "<thing>"


def _plan(line: Line, order: tuple[str, ...]) -> str:
    """Return a plan with its slots called by their place in the sentence."""
    text = json.dumps(line.entry["plan"], sort_keys=True, default=str)
    names = {name: str(place) for place, name in enumerate(order, 1)}
    return re.sub(
        r"\$(\w+(\.owner)?)",
        lambda found: f"${names.get(found[1]) or _spec(line, found[1]).split(':')[0]}",
        text,
    )


def conflicts(lines: list[Line]) -> list[Conflict]:
    """Return all conflicts, the worst first."""
    spoken: dict[str, list[Said]] = {}
    for line in lines:
        for sentence, meant in said(line).items():
            spoken.setdefault(sentence, []).append(meant)
    found: dict[tuple[str, str], list[tuple[str, Said, Said]]] = {}
    for sentence, meanings in spoken.items():
        for one, other in combinations(meanings, 2):
            if one.plan != other.plan and _meet(one, other):
                key = (one.line.meaning, other.line.meaning)
                found.setdefault(key, []).append((sentence, one, other))
    grouped = [Conflict(tuple(s for s, _, _ in all_), *all_[0][1:]) for all_ in found.values()]
    return sorted(grouped, key=lambda c: (not c.is_plain, -len(c.sentences)))


def _meet(one: Said, other: Said) -> bool:
    """Return whether two lines can be said of the same things in the same situation."""
    first, second = _conditions(one.line), _conditions(other.line)
    if bool(first["before"]) != bool(second["before"]) or (
        first["before"] and not _earlier(one.line) & _earlier(other.line)
    ):
        return False
    typed = {str(c["satellite"]).lower() in ("no", "false", "never") for c in (first, second)}
    if True in typed and (first["here"] or second["here"]):
        return False
    if _excludes(str(first["here"] or ""), str(second["here"] or "")):
        return False
    if _counts_differ(one.line, other.line):
        return False
    return all(_share(a, b) for a, b in zip(one.specs, other.specs, strict=True))


def _counts_differ(one: Line, other: Line) -> bool:
    """Return whether one line needs the only thing of a kind and the other several of them."""
    counts = [
        {
            rest
            for head, _, rest in (spec.partition(" ") for spec in line.slots.values())
            if head == word
        }
        for line, word in ((one, "only"), (other, "several"), (other, "only"), (one, "several"))
    ]
    pairs = ((counts[0], counts[1]), (counts[2], counts[3]))
    return any(_alike(a, b) for only, several in pairs for a in only for b in several)


@cache
def _share(one: str, other: str) -> bool:
    """Return whether two slots, equal in their looks, can hold the same."""
    head, _, rest = one.partition(" ")
    head_2, _, rest_2 = other.partition(" ")
    if head in NUMBERS:
        (low, high), (low_2, high_2) = _bounds(one), _bounds(other)
        return low <= high_2 and low_2 <= high
    if head in WORDS:
        return True
    if head == "option":
        return _alike(rest.split()[0], rest_2.split()[0])
    if head in HEADS:
        return head == head_2 and not _excludes(rest, rest_2)
    return _alike(head, head_2)


def _bounds(spec: str) -> tuple[float, float]:
    """Return the least and the greatest number of a slot."""
    head, *bounds = spec.split()
    if head == "number" and len(bounds) == 2:
        return float(bounds[0]), float(bounds[1])
    return _LEGAL.get(head, (-math.inf, math.inf))


def _alike(one: str, other: str) -> bool:
    """Return whether something can be of both kinds."""
    return _fits(one, other) or _fits(other, one)


def _excludes(one: str, other: str) -> bool:
    """Return whether a place cannot have both: "light" and "!light"."""
    if one.startswith("!") == other.startswith("!"):
        return False
    without, have = (one, other) if one.startswith("!") else (other, one)
    return _fits(without[1:].split()[0], have.split()[0]) if have else False


def _fits(wide: str, narrow: str) -> bool:
    """Return whether a thing of the narrower kind can also be one of the wider kind."""
    kind, _, features = wide.partition(":")
    other = narrow.partition(":")[0]
    if kind == other or other.startswith(f"{kind}."):
        return True
    known = FEATURES.get(other.split(".", maxsplit=1)[0], ())
    return kind == "any" and all(name in known for name in features.split("+") if name)


def main() -> int:
    """Find the conflicts of all phrase files."""
    found = conflicts(read(sorted(FOLDER.rglob("*.yaml"))))
    texts = [str(conflict) for conflict in found]
    print("\n".join(texts[:SHOWN]))
    plain = sum(conflict.is_plain for conflict in found)
    print(f"{len(found)} pairs of meanings, {plain} of them under the same conditions")
    if sys.argv[1:]:
        Path(sys.argv[1]).write_text("\n".join([*texts, ""]), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
