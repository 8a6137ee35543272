"""The phrase files made of Home Assistant's own templates."""

from collections.abc import Callable
from functools import cache
from itertools import islice
from pathlib import Path
from shutil import copytree

import pytest

from training import meanings, skills, templates
from training.examples import examples
from training.meanings import Meaning
from training.phrases.check import check

FILES = sorted(templates.FOLDER.glob("*.yaml"))


def test_files_are_what_the_package_says() -> None:
    """Nobody edited them, and the rules were not changed without writing them again."""
    assert templates.files() == {path: path.read_text("utf-8") for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_is_a_phrase_file(path: Path) -> None:
    """Slots, services, classes and data exist."""
    wrong, count = check(path)
    assert wrong == []
    assert count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<turn> on [<the>] {name}", "(turn|switch) on {x}"),
        ("<turn> on <light> <in> [<the>] {floor} [floor]", "(turn|switch) on lights {f.loc}"),
        ("[<the>] {area} <light> on", "({a}|{a.bare}) lights on"),
        ("pause ({name};now)", "pause ({x} now|now {x})"),
        ("set {brightness}[([ ]%)| percent]", "set {n} percent"),
        ("<which> <light> <is> on", "which lights are on"),
        ("for {timer_minutes:minutes}( |-)minute[s]", "for {d}"),
    ],
)
def test_pattern(text: str, expected: str) -> None:
    """A template is written in our syntax, with our slots."""
    expansions = {**templates.EXPANSIONS, "light": "lights", "the": "the", "which": "which"}
    assert templates.pattern(text, {}, expansions) == expected


def test_template_that_is_gone_is_noticed() -> None:
    """A rule that finds nothing in the package is an error, not a meaning less."""
    with pytest.raises(ValueError, match="no template"):
        templates._entry({"take": "nothing", "plan": []}, [], {})


Load = Callable[[str], tuple[Meaning, ...]]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Return how meanings are loaded where there are no other phrase files."""
    copytree(templates.FOLDER, tmp_path / "templates")
    monkeypatch.setattr(meanings, "FOLDER", tmp_path)
    monkeypatch.setattr(meanings, "load", cache(meanings.load.__wrapped__))
    return meanings.load


def test_meanings_are_read_with_their_split(load: Load) -> None:
    """Each intent is a skill of its own; no pattern is in both splits."""
    train, held = load("train"), load("held")
    assert {meaning.skill for meaning in train} == {f"templates.{path.stem}" for path in FILES}
    assert held
    assert not {node for m in train for node in m.say} & {node for m in held for node in m.say}


def test_every_intent_gives_examples(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    """Homes can be spoken to in these words, and the grammar lets the plans through."""
    monkeypatch.setattr(skills, "share", lambda skill: float(skill.startswith("templates.")))
    missing = {meaning.skill for meaning in load("train")}
    for example in islice(examples(1), 3000):
        missing.discard(example.skill)
        if not missing:
            break
    assert missing == set()
