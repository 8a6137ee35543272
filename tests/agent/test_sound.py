"""Words that sound alike."""

from __future__ import annotations

import pytest

from custom_components.steward.agent.sound import key


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("echobee", "ecobee"),
        ("sonoss", "sonos"),
        ("lite", "light"),
        ("nite", "night"),
        ("kitchin", "kitchen"),
        ("pantree", "pantry"),
        ("fone", "phone"),
        ("ofis", "office"),
        ("frij", "fridge"),
        ("skool", "school"),
        ("haul", "hawl"),
        ("sealing", "ceiling"),
        ("shandelier", "chandelier"),
        ("akara", "aqara"),
        ("wight", "white"),
        ("stares", "stairs"),
    ],
)
def test_sound_alikes_share_a_key(said: str, meant: str) -> None:
    """Spellings of one sound meet."""
    assert key(said) == key(meant)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("den", "down"),
        ("den", "dine"),
        ("lamp", "lump"),
        ("study", "steady"),
        ("hall", "all"),
        ("bath", "both"),
        ("fan", "fun"),
        ("bed", "bad"),
        ("foyer", "fire"),
    ],
)
def test_other_words_do_not(one: str, other: str) -> None:
    """The first vowel and the first letter keep short words apart."""
    assert key(one) != key(other)


@pytest.mark.parametrize("word", ["", "1", "2b", "é", "кухня", "x" * 1000, "'"])
def test_any_word_has_a_key(word: str) -> None:
    """No word is too odd."""
    assert isinstance(key(word), str)
