"""A Home Assistant that has Steward, with a real engine in a process of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.steward.const import DOMAIN
from house.core import _make_components_found
from tests.components.builders import create_entry
from tests.components.engines import EngineServer


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(enable_custom_integrations: None) -> None:
    """Let Home Assistant find Steward and the virtual home in each test.

    Each time anew: Python forgets what was added to a package's path when `sys.path` changes.
    """
    _make_components_found()


@pytest.fixture(autouse=True)
async def home_assistant(hass: HomeAssistant) -> None:
    """Set up what every Home Assistant has and a bare one in a test has not."""
    assert await async_setup_component(hass, "homeassistant", {})


@pytest.fixture
def entry(hass: HomeAssistant, tiny_model: Path) -> MockConfigEntry:
    """Return Steward's entry, not set up yet, on a model of random weights."""
    return create_entry(hass, model_path=tiny_model)


@pytest.fixture
async def loaded_entry(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """Return Steward's entry, set up."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


@pytest.fixture
def shipped_model(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have a model of random weights lie where the shipped one does."""
    path = tmp_path / "steward.gguf"
    path.symlink_to(tiny_model)
    monkeypatch.setattr(f"custom_components.{DOMAIN}.coordinator.folder", lambda _: tmp_path)
    return path


@pytest.fixture
async def server(tiny_model: Path, socket_enabled: None) -> AsyncIterator[EngineServer]:
    """Return an engine that somebody else started."""
    async with EngineServer(tiny_model) as server:
        yield server
