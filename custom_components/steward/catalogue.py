"""The speech models that can be chosen: recognisers and voices.

What models/catalogue.json says, typed. A model of the shelf lies in the folder
"models" of this installation, all others are downloaded by the engine from
their hub. Reading is a file's work: Home Assistant calls this in a thread.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from .agent.resources import folder
from .language_tags import tag

# Languages that Piper and Whisper know by another name than Home Assistant's.
_SAME_LANGUAGE = {"nb": "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recogniser:
    """A model that turns speech into text."""

    id: str
    """How settings name it; for Whisper the name that faster-whisper uses."""

    name: str
    """How people name it."""

    repo: str | None
    """Where the hub keeps it; None for the shipped one."""

    files: tuple[str, ...]
    """What to take from there, as patterns."""

    languages: tuple[str, ...]
    """The languages it understands, as Whisper's codes."""

    multilingual: bool
    """Whether it can be told which language is spoken."""

    size_mb: float | None
    """What is downloaded, in millions of bytes."""

    memory_mb: float | None
    """What it takes of memory, where that was measured."""

    licence: str
    """Of its weights."""

    window_s: float | None
    """The shortest encoder window to use it with, in seconds; None for the one its files name."""

    sha256: Mapping[str, str] = field(default_factory=dict)
    """Checksums by file name, as far as they are known beforehand."""

    path: Path | None = None
    """The folder of the shipped one."""

    label: str | None = None
    """What must be said wherever it is offered."""

    @property
    def title(self) -> str:
        """What people choose it by."""
        return self.name

    @property
    def shipped(self) -> bool:
        """Whether it comes with Steward."""
        return self.path is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A Piper voice."""

    id: str
    """As Piper names it: language, name and quality."""

    language: str
    """As Piper writes it, such as `en_US`."""

    quality: str
    """One of Piper's levels, or what kind of voice it is."""

    speakers: int
    """How many people speak with it."""

    sample_rate: int
    """In Hz."""

    size_mb: float | None
    """What is downloaded, in millions of bytes."""

    licence: str
    """Of its weights, or where to read it."""

    repo: str | None
    """Where the hub keeps it; None for the shipped one."""

    files: tuple[str, ...]
    """What to take from there: the network and its description."""

    sha256: Mapping[str, str] = field(default_factory=dict)
    """Checksums by file name, as far as they are known beforehand."""

    path: Path | None = None
    """The network's file of the shipped one."""

    label: str | None = None
    """What must be said wherever it is offered."""

    @property
    def name(self) -> str:
        """The speaker's name."""
        return self.id.split("-")[1]

    @property
    def title(self) -> str:
        """What people choose it by."""
        return f"{self.name.replace('_', ' ').title()}, {tag(self.language)}, {self.quality}"

    @property
    def shipped(self) -> bool:
        """Whether it comes with Steward."""
        return self.path is not None


@cache
def recognisers() -> tuple[Recogniser, ...]:
    """Return all recognisers, the shipped one first."""
    data = _data()
    files = tuple(data["whisper_files"])
    languages = tuple(data["whisper_languages"].split())
    return tuple(_recogniser(entry, files, languages) for entry in data["recognisers"])


@cache
def voices(language: str | None = None) -> tuple[Voice, ...]:
    """Return the voices that speak a language, or all.

    A language with a country (`en-GB`, `en_GB`) gets that country's voices
    first and the language's other voices behind them.
    """
    entries = tuple(_voice(entry) for entry in _data()["voices"])
    if language is None:
        return entries
    wanted = language.replace("-", "_").lower()
    spoken = [voice for voice in entries if _family(voice.language) == _family(wanted)]
    return tuple(sorted(spoken, key=lambda voice: voice.language.lower() != wanted))


def recogniser(model_id: str) -> Recogniser | None:
    """Return the recogniser of an id."""
    return next((model for model in recognisers() if model.id == model_id), None)


def voice(voice_id: str) -> Voice | None:
    """Return the voice of an id."""
    return next((voice for voice in voices() if voice.id == voice_id), None)


def _family(language: str) -> str:
    """Return the language without its country."""
    family = language.partition("_")[0]
    return _SAME_LANGUAGE.get(family, family)


@cache
def _data() -> dict[str, Any]:
    """Read the catalogue's file."""
    text = (folder("models") / "catalogue.json").read_text(encoding="utf-8")
    return json.loads(text)  # type: ignore[no-any-return]


def _recogniser(
    entry: dict[str, Any], files: tuple[str, ...], languages: tuple[str, ...]
) -> Recogniser:
    """Return one entry, typed."""
    multilingual = entry["languages"] == "multilingual"
    return Recogniser(
        id=entry["id"],
        name=entry["name"],
        repo=entry["repo"],
        files=files,
        languages=languages if multilingual else tuple(entry["languages"]),
        multilingual=multilingual,
        size_mb=entry["size_mb"],
        memory_mb=entry["memory_mb"],
        licence=entry["licence"],
        window_s=entry["window_s"],
        sha256=entry["sha256"] or {},
        path=folder("models") / entry["path"] if entry.get("shipped") else None,
        label=entry.get("label"),
    )


def _voice(entry: dict[str, Any]) -> Voice:
    """Return one entry, typed."""
    return Voice(
        id=entry["id"],
        language=entry["language"],
        quality=entry["quality"],
        speakers=entry["speakers"],
        sample_rate=entry["sample_rate"],
        size_mb=entry["size_mb"],
        licence=entry["licence"],
        repo=entry["repo"],
        files=tuple(entry["files"]),
        sha256=entry["sha256"] or {},
        path=folder("models") / entry["files"][0] if entry.get("shipped") else None,
        label=entry.get("label"),
    )
