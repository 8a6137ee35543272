"""Names that a transcript may have missed."""

from __future__ import annotations

import pytest

from custom_components.steward.agent.shortlist import Index
from tests.agent.homes import house

INDEX = Index(house())


@pytest.mark.parametrize(
    ("transcript", "name"),
    [
        ("turn on the kitten light", "Kitchen"),
        ("open the bed room blends", "Blind"),
        ("close the terrase", "Terrace"),
        ("lower the awing", "Awning"),
    ],
)
def test_what_sounds_like_a_name_brings_it(transcript: str, name: str) -> None:
    """A word that the house does not have calls up one that it has, as it is written."""
    assert name in INDEX.missed_names(transcript)


@pytest.mark.parametrize(
    "transcript",
    ["", "turn on the kitchen light", "open the blind", "what time is it", "never mind"],
)
def test_clear_transcripts_bring_none(transcript: str) -> None:
    """What was said as it is written need not be heard again."""
    assert INDEX.missed_names(transcript) == []


def test_names_are_few_and_once() -> None:
    """The recogniser is told a handful, the likeliest first."""
    names = INDEX.missed_names("turn the bed room lite and the lift lite of", 3)
    assert len(names) == len(set(names)) <= 3


def test_hostile_transcripts() -> None:
    """Long nonsense takes no time and does no harm."""
    assert isinstance(INDEX.missed_names("lite " * 500), list)
