"""What all tests in Home Assistant's environment share."""

from pathlib import Path

import pytest

# Imported before any fixture runs: the harness has a package `custom_components`
# of its own, and the first one imported is where Home Assistant looks.
import custom_components.steward
from tests.engine.tiny_gguf import write_tiny_gguf

assert custom_components.steward.__file__


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a model with random weights: it knows nothing, but it is a real one."""
    return write_tiny_gguf(tmp_path_factory.mktemp("model") / "tiny.gguf")
