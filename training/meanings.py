"""The phrase files: what is meant, and the ways to say it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from training.patterns import Node, parse

FOLDER = Path(__file__).parent / "phrases"
HELD_SHARE = 0.08
TRAIN, HELD = "train", "held"
GUARDED = (
    "lock.unlock",
    "lock.open",
    "alarm_control_panel.alarm_disarm",
    "valve.open_valve",
    "valve.set_valve_position",
    "valve.toggle",
    "cover.open_cover",
)
"""What may wait for a yes before it is done."""
_FREE = re.compile(r"(?:item|timer_name|message|appointment|phrase)\b")


@dataclass(frozen=True)
class Before:
    """The turn before: how it was said, what it did."""

    say: tuple[Node, ...]
    plan: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """A plan with slots and the ways of saying it that belong to one split."""

    skill: str
    plan: tuple[Mapping[str, Any], ...]
    slots: Mapping[str, str]
    say: tuple[Node, ...]
    here: str | None = None
    """What the satellite's room must hold ("light:on_off"), or must not ("!light:on_off")."""
    typed: bool = False
    """The place of the speaker must be unknown; or, where the sentence leaves a thing open, as open there."""
    placeless: bool = False
    """The place must be unknown even where a thing is left open: the sentence says no word for it."""
    timers: bool = False
    later: bool = False
    """Something was put off."""
    before: Before | None = None

    @property
    def is_open(self) -> bool:
        """Return whether the sentence leaves open which of several things is meant."""
        return any(spec.startswith("several ") for spec in self.slots.values())

    @property
    def is_free(self) -> bool:
        """Return whether the sentence holds free words, which must be copied as they are."""
        data = (value for call in self.plan for value in _values(call.get("data")))
        return any(_FREE.match(spec) for spec in self.slots.values()) or any(
            isinstance(value, str) and "{" in value for value in data
        )


def is_held(text: str) -> bool:
    """Return whether a pattern is held out; fixed by its text, so that it never changes sides."""
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32 < HELD_SHARE


@lru_cache(maxsize=4)
def load(split: str) -> tuple[Meaning, ...]:
    """Return the meanings with the patterns of a split, "train" or "held"."""
    found = []
    for path in sorted(FOLDER.rglob("*.yaml")):
        for entry in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader):
            say = [text for text in _texts(entry["say"]) if is_held(text) == (split == HELD)]
            if say:
                found.append(_meaning(skill_of(path), entry, say))
    return tuple(found)


def skill_of(path: Path) -> str:
    """Return the skill of a phrase file: "light.white", "templates.HassTurnOn"."""
    name = ".".join((*path.relative_to(FOLDER).parent.parts, path.stem))
    return name.partition("--")[0]


def _values(data: Any) -> tuple[Any, ...]:
    """Return the values of a call's data."""
    return tuple(data.values()) if isinstance(data, Mapping) else ()


def _texts(value: Any) -> list[str]:
    """Return one text or many as a list."""
    return [str(text) for text in (value if isinstance(value, list) else [value])]


def _meaning(skill: str, entry: Mapping[str, Any], say: list[str]) -> Meaning:
    """Return one entry of a phrase file."""
    before = entry.get("before")
    satellite = str(entry.get("satellite", "")).lower()
    return Meaning(
        skill=skill,
        plan=tuple(_with_class(call, entry) for call in entry["plan"]),
        slots={name: str(kind) for name, kind in (entry.get("slots") or {}).items()},
        say=tuple(parse(text) for text in say),
        here=str(entry["here"]) if "here" in entry else None,
        typed=satellite in ("no", "false", "never"),
        placeless=satellite == "never",
        timers=bool(entry.get("timers")),
        later=bool(entry.get("later")),
        before=_before(before) if before else None,
    )


_PLAYERS = {"media_player.tv": "tv", "media_player.speaker": "speaker"}


def _with_class(call: Mapping[str, Any], entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a call on the players of a place with the class that its slot asks for."""
    target = (call.get("target") or [""])[0]
    spec = str(entry.get("here", "")) if target == "@here" else ""
    if target.startswith("$"):
        head, _, spec = str((entry.get("slots") or {}).get(target[1:], "")).partition(" ")
        spec = spec if head in ("area", "floor") else ""
    of = _PLAYERS.get(spec.partition(":")[0])
    if of and call["service"].startswith("media_player.") and "of" not in call:
        return {**call, "of": of}
    return call


def _before(entry: Mapping[str, Any]) -> Before:
    """Return an earlier turn."""
    return Before(
        say=tuple(parse(text) for text in _texts(entry["say"])), plan=tuple(entry["plan"])
    )
