"""What the engine's tests share: the package, a model, a running engine.

The package is loaded as the engine process loads it, by its path and under its
own name, so these tests also show that it needs no Home Assistant around it.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

LAUNCHER = Path(__file__).parents[2] / "custom_components/steward/engine/__main__.py"


def _load_engine() -> None:
    """Make the package importable as `steward_engine`."""
    spec = importlib.util.spec_from_file_location("steward_engine_launcher", LAUNCHER)
    assert spec is not None
    assert spec.loader is not None
    launcher = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(launcher)
    launcher.load_package()


if "steward_engine" not in sys.modules:
    _load_engine()

from steward_engine import EmbeddedEngine  # noqa: E402 - loaded just above

from tests.engine.tiny_gguf import write_tiny_gguf  # noqa: E402 - beside it


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a model with random weights."""
    return write_tiny_gguf(tmp_path_factory.mktemp("model") / "tiny.gguf")


@pytest.fixture
async def engine(tiny_model: Path) -> AsyncIterator[EmbeddedEngine]:
    """Return an engine that is not started yet, with room for long answers."""
    engine = EmbeddedEngine(tiny_model, threads=1, context=8192)
    yield engine
    await engine.async_stop()


@pytest.fixture
def launcher() -> Path:
    """Return the file that starts an engine."""
    return LAUNCHER


@pytest.fixture
def network(request: pytest.FixtureRequest) -> None:
    """Allow TCP where Home Assistant's test plugin forbids it."""
    if request.config.pluginmanager.has_plugin("socket"):
        request.getfixturevalue("socket_enabled")
