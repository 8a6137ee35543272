"""Imports flow one way: agent, engine, Home Assistant's side; training beside them."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "custom_components" / "steward"
AGENT = sorted((PACKAGE / "agent").rglob("*.py"))
ENGINE = sorted((PACKAGE / "engine").rglob("*.py"))
TRAINING = sorted((REPOSITORY / "training").rglob("*.py"))
NATIVE = {"ctranslate2", "faster_whisper", "llama_cpp", "onnxruntime", "piper"}
AGENT_MAY = set(sys.stdlib_module_names) | {"yaml"}
HUB = {"httpx2", "huggingface_hub"}
ENGINE_MAY = set(sys.stdlib_module_names) | NATIVE | HUB | {"gguf", "numpy", "wyoming"}
PROTECTED = {"custom_components", "homeassistant", "probatio"}


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield all imports of a file, wherever in it they stand: level and module."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or ""


def _roots(path: Path) -> set[str]:
    """Return the top-level packages that a file imports absolutely."""
    return {module.partition(".")[0] for level, module in _imports(path) if level == 0}


def _reach(path: Path, package: Path) -> int:
    """Return how many dots a file may put before an import without leaving its package."""
    return len(path.relative_to(package).parts)


def _named(paths: list[Path]) -> pytest.MarkDecorator:
    """Return a parameter for each file."""
    names = [str(path.relative_to(REPOSITORY)) for path in paths]
    return pytest.mark.parametrize("path", paths, ids=names)


@_named(AGENT)
def test_agent_is_plain_python(path: Path) -> None:
    """The way of a sentence runs where there is neither Home Assistant nor a native library."""
    assert _roots(path) <= AGENT_MAY
    assert all(level <= _reach(path, PACKAGE / "agent") for level, _ in _imports(path))


@_named(ENGINE)
def test_engine_knows_no_home_assistant(path: Path) -> None:
    """The engine runs alone; of Steward it may use the agent at most."""
    assert _roots(path) <= ENGINE_MAY
    beyond = _reach(path, PACKAGE / "engine")
    outside = [module for level, module in _imports(path) if level > beyond]
    assert all(module.partition(".")[0] == "agent" for module in outside)


@_named(sorted(PACKAGE.glob("*.py")))
def test_native_code_stays_in_the_engine(path: Path) -> None:
    """A crash of native code must not be one of Home Assistant."""
    assert not _roots(path) & NATIVE


@_named(TRAINING)
def test_training_knows_no_home_assistant(path: Path) -> None:
    """The model can be trained on a machine without Home Assistant."""
    assert not _roots(path) & PROTECTED


def test_there_is_something_to_look_at() -> None:
    """A folder that moved would pass all of the above."""
    assert len(AGENT) > 10
    assert len(ENGINE) > 10
    assert len(TRAINING) > 10
