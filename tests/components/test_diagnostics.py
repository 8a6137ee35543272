"""What a user attaches to a report."""

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import json as json_helper
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.steward.diagnostics import _version
from tests.components.builders import DEFAULT_AGENT


async def test_loaded(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, loaded_entry: MockConfigEntry
) -> None:
    """Versions, state and sizes are there."""
    hass.states.async_set("light.lamp", "off", {"friendly_name": "Grandmother's lamp"})
    ar.async_get(hass).async_create("Winter garden")
    await async_setup_component(hass, "diagnostics", {})
    report = await get_diagnostics_for_config_entry(hass, hass_client, loaded_entry)

    assert report["state"] == "loaded"
    assert report["engine"]["state"] == "ready"
    assert report["engine"]["available"] is True
    assert report["engine"]["model"]["architecture"] == "llama"
    assert all(report["libraries"].values())
    assert report["home"]["areas"] == 1
    assert [agent["data"] for agent in report["agents"]] == [DEFAULT_AGENT]


async def test_nothing_private(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, loaded_entry: MockConfigEntry
) -> None:
    """Neither names nor paths, nor what somebody called the agent."""
    hass.states.async_set("light.lamp", "off", {"friendly_name": "Grandmother's lamp"})
    ar.async_get(hass).async_create("Winter garden")
    hass.config_entries.async_update_subentry(
        loaded_entry, next(iter(loaded_entry.subentries.values())), title="Jeeves"
    )
    await hass.async_block_till_done()
    await async_setup_component(hass, "diagnostics", {})
    report = await get_diagnostics_for_config_entry(hass, hass_client, loaded_entry)

    text = json_helper.json_dumps(report)
    for private in ("Grandmother", "Winter garden", "Jeeves", loaded_entry.data["model_path"]):
        assert private not in text


async def test_not_loaded(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, loaded_entry: MockConfigEntry
) -> None:
    """An entry that does not work can be reported too."""
    await hass.config_entries.async_unload(loaded_entry.entry_id)
    await async_setup_component(hass, "diagnostics", {})
    report = await get_diagnostics_for_config_entry(hass, hass_client, loaded_entry)

    assert report["state"] == "not_loaded"
    assert report["engine"] is None
    assert report["home"] is None


@pytest.mark.parametrize(
    ("name", "is_there"),
    [pytest.param("wyoming", True, id="installed"), pytest.param("wyomin", False, id="missing")],
)
def test_version(name: str, is_there: bool) -> None:
    """A library that is not installed is told from one that is."""
    assert bool(_version(name)) is is_there
