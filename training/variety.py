"""How different the ways of saying something are: finds lines that say nothing new.

``python -m training.variety [file ...]`` prints for each skill its lines, its distinct skeletons and
how alike each line is to the one nearest to it (0 to 1, mean), then the near duplicates: lines with
the same plan and almost the same skeleton. Exit code 1 where a meaning has two lines with one
skeleton.

A skeleton is what is left of a pattern without what the generator varies anyway: slots by their
type, small words and optional parts away, one word for all that stand in one bracket of the meaning.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from training.meanings import FOLDER, skill_of
from training.patterns import Choice, Node, Sequence, Slot, Text, parse

LIKE = 0.8
"""From which similarity on two lines with the same plan are near duplicates."""
SMALL = frozenset(
    "the a an my our your please kindly just could can would will you i we me to of".split()
)

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Line:
    """One way of saying a meaning, and where it stands."""

    path: Path
    number: int
    """Of the meaning in its file, from 1."""
    entry: Mapping[str, Any] = field(compare=False)
    text: str

    @cached_property
    def node(self) -> Node:
        """The pattern as a tree."""
        return parse(self.text)

    @cached_property
    def slots(self) -> dict[str, str]:
        """Slot to type."""
        return {name: str(kind) for name, kind in (self.entry.get("slots") or {}).items()}

    @property
    def where(self) -> str:
        """The place of the line, to be read by a person."""
        return f"{self.path.name}#{self.number}"

    @cached_property
    def meaning(self) -> str:
        """What is meant under which conditions; equal in all files that mean the same."""
        rest = {key: value for key, value in self.entry.items() if key != "say"}
        return json.dumps(rest, sort_keys=True, default=str)


def read(paths: Iterable[Path]) -> list[Line]:
    """Return the lines of phrase files."""
    return [
        Line(path, number, entry, str(text))
        for path in paths
        for number, entry in enumerate(yaml.load(path.read_text("utf-8"), _LOADER), 1)
        for text in entry["say"]
    ]


class Synonyms:
    """Words that stand in one bracket of a meaning: there, one is as good as the other."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        """Fold the words of all brackets."""
        self._known: dict[str, str] = {}
        for node in nodes:
            for words in _brackets(node):
                first = self.of(min(words))
                for word in words:
                    self._known[self.of(word)] = first

    def of(self, word: str) -> str:
        """Return the word that stands for a word."""
        while (other := self._known.get(word, word)) != word:
            word = other
        return word


def _brackets(node: Node) -> Iterator[set[str]]:
    """Yield the words of each choice between single words."""
    if isinstance(node, Sequence):
        for part in node.parts:
            yield from _brackets(part)
    elif isinstance(node, Choice):
        plain = [_plain(option) for option in node.options]
        if words := {text for text in plain if text and " " not in text}:
            yield words
        for option in node.options:
            yield from _brackets(option)


def _plain(node: Node) -> str | None:
    """Return the text of a node that is nothing but text."""
    if isinstance(node, Sequence) and len(node.parts) == 1:
        node = node.parts[0]
    return node.text.strip() if isinstance(node, Text) else None


def skeleton(line: Line, synonyms: Synonyms) -> tuple[str, ...]:
    """Return what is left of a line; its own words where that would be nothing."""
    words = tuple(_skeleton(line.node, line.slots))
    kept = tuple(synonyms.of(word) for word in words if word not in SMALL)
    return kept or words


def _skeleton(node: Node, slots: Mapping[str, str]) -> Iterator[str]:
    """Yield the words of a node, the first of several."""
    if isinstance(node, Text):
        yield from node.text.split()
    elif isinstance(node, Slot):
        yield f"<{slots.get(node.name, node.name).split(':')[0]}>"
    elif isinstance(node, Sequence):
        for part in node.parts:
            yield from _skeleton(part, slots)
    elif not node.optional:
        yield from _skeleton(node.options[0], slots)


def grams(words: tuple[str, ...]) -> frozenset[str]:
    """Return the words and the pairs of neighbours of a skeleton."""
    return frozenset((*words, *(f"{a} {b}" for a, b in itertools.pairwise(words))))


def alike(known: list[frozenset[str]]) -> dict[tuple[int, int], float]:
    """Return how alike any two sets are (Jaccard), by an index of what they share."""
    index: dict[str, list[int]] = {}
    found: dict[tuple[int, int], float] = {}
    for number, own in enumerate(known):
        shared = Counter(other for gram in own for other in index.get(gram, ()))
        for other, count in shared.items():
            found[other, number] = count / (len(own) + len(known[other]) - count)
        for gram in own:
            index.setdefault(gram, []).append(number)
    return found


@dataclass(frozen=True)
class Report:
    """What a skill's lines are like."""

    lines: list[Line]
    skeletons: list[tuple[str, ...]]
    pairs: dict[tuple[int, int], float]

    @classmethod
    def of(cls, lines: list[Line]) -> Report:
        """Compare the lines of a skill with each other."""
        nodes: dict[str, list[Node]] = {}
        for line in lines:
            nodes.setdefault(line.meaning, []).append(line.node)
        synonyms = {meaning: Synonyms(group) for meaning, group in nodes.items()}
        skeletons = [skeleton(line, synonyms[line.meaning]) for line in lines]
        return cls(lines, skeletons, alike([grams(words) for words in skeletons]))

    @property
    def nearest(self) -> float:
        """How alike a line is to the one nearest to it, on average."""
        best = [0.0] * len(self.lines)
        for (one, other), value in self.pairs.items():
            best[one], best[other] = max(best[one], value), max(best[other], value)
        return sum(best) / len(best)

    def near(self) -> list[tuple[float, Line, Line]]:
        """Return the near duplicates, worst first."""
        found = [
            (value, self.lines[one], self.lines[other])
            for (one, other), value in self.pairs.items()
            if value >= LIKE and self.lines[one].meaning == self.lines[other].meaning
        ]
        return sorted(found, key=lambda pair: -pair[0])

    def same(self) -> list[tuple[Line, Line]]:
        """Return the lines that have the skeleton of an earlier one in their meaning and file."""
        first: dict[tuple[Path, int, tuple[str, ...]], Line] = {}
        found = []
        for line, words in zip(self.lines, self.skeletons, strict=True):
            known = first.setdefault((line.path, line.number, words), line)
            if known is not line:
                found.append((known, line))
        return found


def reports(lines: Iterable[Line]) -> dict[str, Report]:
    """Return a report for each skill."""
    skills: dict[str, list[Line]] = {}
    for line in lines:
        skills.setdefault(_skill(line.path), []).append(line)
    return {skill: Report.of(group) for skill, group in sorted(skills.items())}


def _skill(path: Path) -> str:
    """Return the skill of a phrase file, also of one that lies elsewhere."""
    path = path.resolve()
    inside = path.is_relative_to(FOLDER)
    return skill_of(path) if inside else path.stem.partition("--")[0]


def main() -> int:
    """Print what the files named, or all, are like."""
    paths = [Path(name) for name in sys.argv[1:]] or sorted(FOLDER.rglob("*.yaml"))
    wrong = 0
    print(f"{'skill':32} lines skeletons nearest   near   same")
    for skill, report in reports(read(paths)).items():
        near, same = report.near(), report.same()
        wrong += len(same)
        counts = f"{len(report.lines):5} {len(set(report.skeletons)):9} {report.nearest:7.2f}"
        print(f"{skill:32} {counts} {len(near):6} {len(same):6}")
        for value, one, other in near:
            print(f"    {value:.2f} {one.where}: {one.text}  =  {other.where}: {other.text}")
    print(f"{wrong} lines with the skeleton of another one in their meaning")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
