"""Reads homes and cases from a folder in the form that its README describes."""

import fnmatch
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from house.virtual_home.models import HomeSpec

DEFAULT_NOW = "2026-03-11T18:30:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One phrasing of one case: one sentence to be graded."""

    home: str
    skill: str
    sentence: str
    wants: Mapping[str, Any]
    """The case as written: what is given, what is expected."""

    @property
    def now(self) -> str:
        """Return the local time at which the sentence is said."""
        return str(self.wants.get("now", DEFAULT_NOW))

    @property
    def needs_own_home(self) -> bool:
        """Return whether the clock is moved, which no reset takes back."""
        return "later" in self.wants


def load_home(path: Path) -> HomeSpec:
    """Read one home."""
    return cast(HomeSpec, yaml.safe_load(path.read_text(encoding="utf-8")))


def load_homes(folder: Path, pattern: str = "*") -> dict[str, HomeSpec]:
    """Read the homes whose names fit the pattern."""
    paths = sorted((folder / "homes").glob("*.yaml"))
    return {path.stem: load_home(path) for path in paths if fnmatch.fnmatch(path.stem, pattern)}


def load_cases(folder: Path, home: str, skill: str = "*", *, quick: bool = False) -> Iterator[Case]:
    """Yield the sentences of one home's cases, only the first of each when quick."""
    for path in sorted((folder / "cases" / home).glob("*.yaml")):
        if not fnmatch.fnmatch(path.stem, skill):
            continue
        for wants in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
            say = wants["say"]
            phrasings = [say] if isinstance(say, str) else say
            for sentence in phrasings[:1] if quick else phrasings:
                yield Case(home=home, skill=wants["skill"], sentence=sentence, wants=wants)
