"""Sampled homes are legal, repeatable, varied, and keep to the names of their split."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from agent.home import Entity, Home
from agent.kinds import FEATURES, KINDS

from training.homes import describe, sample_home
from training.naming import HELD, SPLITS, TRAIN, invent_word, lexicon, read_lines, split_of

OPTIONS = {
    ("light", "effect"): "effect",
    ("fan", "preset"): "preset_mode",
    ("climate", "preset"): "preset_mode",
    ("climate", "fan_mode"): "fan_mode",
    ("climate", "swing"): "swing_mode",
    ("climate", "mode"): "hvac_mode",
    ("humidifier", "preset"): "mode",
    ("water_heater", "mode"): "operation_mode",
    ("media_player", "source"): "source",
    ("vacuum", "speed"): "fan_speed",
    ("select", "option"): "option",
    ("input_select", "option"): "option",
}
RANGES = {
    ("light", "color_temp"): "color_temp_kelvin",
    ("climate", "temperature"): "temperature",
    ("water_heater", "temperature"): "temperature",
    ("humidifier", "humidity"): "humidity",
    ("number", "value"): "value",
    ("input_number", "value"): "value",
}


def _homes(split: str, count: int, first: int = 0) -> list[Home]:
    """Return homes with consecutive seeds."""
    return [sample_home(random.Random(seed), split) for seed in range(first, first + count)]


@pytest.fixture(scope="module")
def homes() -> list[Home]:
    """Return homes with training names."""
    return _homes(TRAIN, 300)


@pytest.fixture(scope="module")
def held() -> list[Home]:
    """Return homes with held-out names."""
    return _homes(HELD, 300, first=10_000)


@pytest.fixture(scope="module")
def entities(homes: list[Home], held: list[Home]) -> list[Entity]:
    """Return the entities of all homes."""
    return [entity for home in (*homes, *held) for entity in home.everything()]


def test_kinds_and_features_are_known(entities: list[Entity]) -> None:
    """Every kind is in the table and goes with its domain's features only."""
    for entity in entities:
        assert entity.kind in KINDS
        assert entity.kind.split(".")[0] == entity.domain
        assert entity.features <= set(FEATURES[entity.domain]), entity


def test_options_follow_features(entities: list[Entity]) -> None:
    """A feature brings its choices, at least one and none twice, and nothing else does."""
    for entity in entities:
        expected = {
            OPTIONS[entity.domain, f] for f in entity.features if (entity.domain, f) in OPTIONS
        }
        assert set(entity.options) == expected, entity
        for values in entity.options.values():
            assert values
            assert len(set(values)) == len(values)
            assert all(values)


def test_ranges_follow_features(entities: list[Entity]) -> None:
    """A feature brings its range, the lower end first, and nothing else does."""
    for entity in entities:
        expected = {
            RANGES[entity.domain, f] for f in entity.features if (entity.domain, f) in RANGES
        }
        assert set(entity.ranges) == expected, entity
        assert all(low < high for low, high in entity.ranges.values())


def test_features_are_as_in_home_assistant(entities: list[Entity]) -> None:
    """Features that imply others come with them."""
    for entity in entities:
        features, modes = entity.features, entity.options.get("hvac_mode", ())
        assert "dim" in features or not {"color", "color_temp", "effect"} & features
        assert "temperature" in features or "temperature_range" not in features
        assert "tilt" in features or "tilt_position" not in features
        if entity.domain == "climate":
            assert ("on_off" in features) == ("off" in modes)
            assert "heat_cool" in modes or "temperature_range" not in features


def test_every_kind_and_feature_occurs() -> None:
    """A few hundred homes show everything that the product knows of."""
    found = [entity for home in _homes(TRAIN, 1500) for entity in home.everything()]
    kinds = {entity.kind for entity in found}
    features = {(entity.domain, feature) for entity in found for feature in entity.features}
    assert set(FEATURES) == {kind.split(".")[0] for kind in kinds}
    assert {(domain, feature) for domain in FEATURES for feature in FEATURES[domain]} == features
    assert set(KINDS) - kinds == set()


def test_temperatures_fit_the_unit(homes: list[Home]) -> None:
    """Homes in Fahrenheit have ranges in Fahrenheit; there are homes of both units."""
    for home in homes:
        limit = 100 if home.temperature_unit == "°C" else 200
        for entity in home.everything():
            assert entity.ranges.get("temperature", (0, 0))[1] <= limit
            if entity.domain == "climate" and "temperature" in entity.ranges:
                assert (entity.ranges["temperature"][0] >= 40) == (home.temperature_unit == "°F")
    assert {home.temperature_unit for home in homes} == {"°C", "°F"}


def test_ids_and_places_hang_together(homes: list[Home], held: list[Home]) -> None:
    """Keys are ids, areas and floors exist, and areas of a home differ by name."""
    for home in (*homes, *held):
        assert all(key == entity.entity_id for key, entity in home.entities.items())
        assert all(e.area_id is None or e.area_id in home.areas for e in home.everything())
        assert all(a.floor_id is None or a.floor_id in home.floors for a in home.areas.values())
        names = [name.casefold() for area in home.areas.values() for name in area.names]
        assert len(set(names)) == len(names), names
        assert 2 <= len(home.areas) <= 20
        assert len(home.floors) <= 4


def test_names_can_be_spoken(homes: list[Home]) -> None:
    """No name is empty, padded, or listed twice for one entity."""
    for home in homes:
        for entity in home.everything():
            assert entity.names
            assert all(name and name == name.strip() for name in entity.names)
            assert len(set(entity.names)) == len(entity.names)


def test_same_seed_same_home() -> None:
    """All chance comes from the given generator."""
    for split in SPLITS:
        first, second = (sample_home(random.Random(7), split) for _ in range(2))
        assert describe(first) == describe(second)
        assert first.entities == second.entities


def test_homes_do_not_depend_on_the_process() -> None:
    """Another hash seed gives the same home, so a seed reproduces the training data."""
    shown = {
        subprocess.run(
            [sys.executable, "-m", "training.homes", "--seed", "11", "--size", "80"],
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONUTF8": "1"},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
            text=True,
            encoding="utf-8",
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(shown) == 1


def test_splits_share_only_vocabulary() -> None:
    """No listed text is in both splits, except for the marked common words."""
    train, other = (
        {t for pool in lexicon(s).pools.values() for e in pool for t in e} for s in SPLITS
    )
    lines = read_lines()
    marked = {line.texts[0].casefold() for line in lines if line.mark == "+"}
    entries = [line.texts for line in lines if line.texts[0].casefold() in marked]
    common = {text.casefold() for texts in entries for text in texts}
    assert {t.casefold() for t in train} & {t.casefold() for t in other} <= common


def test_split_of_a_name_never_moves() -> None:
    """Splits hang on the text alone: these must not change, or old models have seen new tests."""
    assert [split_of(name) for name in ("Kilimanjaro", "Lamp of Zorn", "Küche 9")] == PINNED
    names = [f"name {number}" for number in range(2000)]
    assert 0.12 < sum(split_of(name) == HELD for name in names) / len(names) < 0.18


PINNED = ["train", "train", "held"]


@pytest.mark.parametrize(
    "prefix", ["area.", "floor.", "person", "source.", "scene", "script", "todo"]
)
def test_every_important_list_has_held_names(prefix: str) -> None:
    """Held-out homes need not borrow names from training."""
    held = {
        line.section for line in read_lines() if not line.mark and split_of(line.texts[0]) == HELD
    }
    sections = {line.section for line in read_lines() if line.section.startswith(prefix)}
    assert sections <= held


def test_held_homes_use_other_names(homes: list[Home], held: list[Home]) -> None:
    """Areas, people and sources of held-out homes do not occur in training homes."""
    for known, new in zip(_said(homes), _said(held), strict=True):
        assert len(new) > 20
        assert len(known & new) <= 0.03 * len(new), known & new


def _said(homes: list[Home]) -> tuple[set[str], set[str]]:
    """Return the names of areas, and of people."""
    areas = {
        name.casefold() for home in homes for area in home.areas.values() for name in area.names
    }
    people = {e.name.casefold() for home in homes for e in home.everything() if e.kind == "person"}
    return areas, people


def test_homes_are_varied() -> None:
    """Two thousand homes have tens of thousands of names."""
    homes = _homes(TRAIN, 2000)
    entities = [entity for home in homes for entity in home.everything()]
    assert len({entity.name for entity in entities}) > 25_000
    assert len({area.name for home in homes for area in home.areas.values()}) > 1_000
    aliased = sum(len(entity.names) > 1 for entity in entities) / len(entities)
    assert 0.3 < aliased < 0.4
    sizes = sorted(len(home.entities) for home in homes)
    assert sizes[0] >= 5
    assert 300 < sizes[-1] <= 3000
    assert 12 <= sizes[len(sizes) // 4] < sizes[3 * len(sizes) // 4] <= 60


def test_homes_confuse() -> None:
    """Many homes have names that begin alike or occur in two areas."""
    homes = _homes(TRAIN, 100)
    twins = extended = 0
    for home in homes:
        named = [(entity.name, entity.area_id) for entity in home.everything()]
        names = {name for name, _ in named}
        twins += len(names) < len(set(named))
        extended += any(name.rpartition(" ")[0] in names for name in names)
    assert twins > 30
    assert extended > 40


@pytest.mark.parametrize("size", [1, 5, 40, 300, 5000])
def test_size_can_be_forced(size: int) -> None:
    """Homes of any size have exactly that many entities."""
    for split in SPLITS:
        home = sample_home(random.Random(size), split, size)
        assert len(home.entities) == size
        assert all(len(set(e.names)) == len(e.names) for e in home.everything())


def test_invented_words_are_new() -> None:
    """Words made from syllables seldom repeat."""
    rng = random.Random(3)
    words = {invent_word(rng) for _ in range(1000)}
    assert len(words) > 950
    assert all(word.isalpha() and word.istitle() for word in words)


def test_unknown_split_is_refused() -> None:
    """A typing error does not make a home of nothing."""
    with pytest.raises(ValueError, match="unknown split"):
        sample_home(random.Random(1), "test")


def test_describe_shows_everything() -> None:
    """The text for a person names every area and entity."""
    home = sample_home(random.Random(4), size=30)
    text = describe(home)
    assert all(entity.name in text for entity in home.everything())
    assert all(area.name in text for area in home.areas.values())
