"""Words that sound alike."""

from __future__ import annotations

import pytest

from custom_components.steward.agent.home import Entity, Home
from custom_components.steward.agent.shortlist import Index
from custom_components.steward.agent.sound import key, skeletons, sounds, unlikeness


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


@pytest.mark.parametrize(
    ("said", "meant", "other"),
    [("blends", "blinds", "plants"), ("van", "fan", "can"), ("eater", "heater", "meter")],
)
def test_near_sounds_are_nearer(said: str, meant: str, other: str) -> None:
    """Distance follows the ear, and near words share a skeleton."""
    near = unlikeness(sounds(said), sounds(meant), 9)
    assert 0 < near < unlikeness(sounds(other), sounds(meant), 9)
    assert not set(skeletons(said)).isdisjoint(skeletons(meant))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ecobee", "set the echo bee to 21"),
        ("Golvlampa", "turn on the golf lumber"),
        ("Corner Lamp", "turn on the corner lump"),
        ("Nursery Blinds", "close the nursery blends"),
    ],
)
def test_misheard_names_are_found(name: str, said: str) -> None:
    """Real words that a recogniser writes for a name still lead to it."""
    light = Entity(entity_id="light.one", names=(name,), kind="light", area_id=None)
    found = Index(Home(entities={"light.one": light}, areas={}, floors={})).find(said)
    assert [c.ref for c in found.candidates] == ["light.one"]


def test_everyday_words_are_no_names() -> None:
    """What is said to any house is not taken for a name that sounds like it."""
    names = ("Meteor", "Mop", "Loft", "Lock Down")
    entities = {
        f"light.{n}": Entity(entity_id=f"light.{n}", names=(name,), kind="light", area_id=None)
        for n, name in enumerate(names)
    }
    found = Index(Home(entities=entities, areas={}, floors={})).find(
        "it doesn't matter the lot nope"
    )
    assert not found.candidates
