"""Where grammars and models lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from custom_components.steward.agent import resources
from custom_components.steward.agent.resources import folder

REPOSITORY = Path(__file__).parents[2]


def test_in_a_checkout() -> None:
    """They lie at the top of the checkout."""
    assert folder("grammars") == REPOSITORY / "grammars"
    assert (folder("grammars") / "light.gbnf").is_file()
    assert folder("models") == REPOSITORY / "models"


def test_in_a_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release carries them inside the integration, and those win."""
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "custom_components" / "steward")
    packed = tmp_path / "custom_components" / "steward" / "grammars"
    packed.mkdir(parents=True)
    assert folder("grammars") == packed
    assert folder("models") == tmp_path / "models"


def test_a_file_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a folder inside the integration counts."""
    package = tmp_path / "custom_components" / "steward"
    package.mkdir(parents=True)
    (package / "grammars").write_text("not a folder")
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert folder("grammars") == tmp_path / "grammars"
