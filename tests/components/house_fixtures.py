"""The furnished house as fixtures; a plugin of the tests that live in it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from homeassistant.config_entries import SOURCE_IMPORT
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.steward.const import DOMAIN
from custom_components.steward.coordinator import shipped_model
from house.virtual_home.models import HomeSpec
from tests.components.at_home import House, ScriptedEngine, furnished
from tests.components.builders import create_entry


async def _furnish(hass: HomeAssistant, home: HomeSpec) -> None:
    """Build the house and let its devices come up."""
    for domain in ("homeassistant", "intent"):
        assert await async_setup_component(hass, domain, {})
    await hass.config_entries.flow.async_init(
        "virtual_home", context={"source": SOURCE_IMPORT}, data=dict(home)
    )
    await hass.async_block_till_done()


async def _move_in(hass: HomeAssistant, entry: MockConfigEntry) -> House:
    """Set Steward up in the house."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return House(hass, entry)


@pytest.fixture
def home() -> HomeSpec:
    """Return what stands in the house; a module of tests may have another."""
    return furnished()


@pytest.fixture
def complaints(hass: HomeAssistant) -> list[dict[str, Any]]:
    """Collect what nobody caught, which Home Assistant would log; else it fails the test."""
    collected: list[dict[str, Any]] = []
    hass.loop.set_exception_handler(lambda _, context: collected.append(context))
    return collected


@pytest.fixture
async def house(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    enable_custom_integrations: None,
    monkeypatch: pytest.MonkeyPatch,
    home: HomeSpec,
) -> AsyncIterator[House]:
    """Run a furnished house whose model writes what the test wants."""
    monkeypatch.setattr(f"custom_components.{DOMAIN}.create_engine", lambda _: ScriptedEngine())
    monkeypatch.setattr(f"custom_components.{DOMAIN}.execution.SETTLE_TIMEOUT_S", 0.05)
    # Frozen time would never end it.
    monkeypatch.setattr(f"custom_components.{DOMAIN}.execution.HOLD_S", 0)
    await _furnish(hass, home)
    yield await _move_in(hass, create_entry(hass, model_path=shipped_model()))
    for domain in (DOMAIN, "virtual_home"):
        for entry in hass.config_entries.async_loaded_entries(domain):
            await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
async def trained_house(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    enable_custom_integrations: None,
    home: HomeSpec,
) -> AsyncIterator[House]:
    """Run a furnished house with the trained model in a process of its own."""
    await _furnish(hass, home)
    yield await _move_in(hass, create_entry(hass, model_path=shipped_model()))
    for domain in (DOMAIN, "virtual_home"):
        for entry in hass.config_entries.async_loaded_entries(domain):
            await hass.config_entries.async_unload(entry.entry_id)
