"""The action `steward.command`."""

from typing import Any

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from probatio import Invalid
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.steward.const import DOMAIN
from tests.components.builders import AGENT_ID

AGENT = "conversation.steward"
SENTENCE = "Turn on the lamp"
RESULT_KEYS = {
    "reply",
    "outcome",
    "calls",
    "changed",
    "confidence",
    "timings",
    "conversation_id",
}


async def _command(hass: HomeAssistant, **data: Any) -> dict[str, Any]:
    """Call the action and return its response."""
    response = await hass.services.async_call(
        DOMAIN, "command", {"sentence": SENTENCE, **data}, blocking=True, return_response=True
    )
    assert response is not None
    return dict(response)


async def test_registered_without_an_entry(hass: HomeAssistant) -> None:
    """An automation that uses the action can be checked before anything is loaded."""
    assert await async_setup_component(hass, DOMAIN, {})
    assert hass.services.has_service(DOMAIN, "command")
    with pytest.raises(ServiceValidationError) as caught:
        await _command(hass)
    assert caught.value.translation_key == "service_found_no_config_entry_for_domain"


async def test_entry_not_loaded(hass: HomeAssistant, loaded_entry: MockConfigEntry) -> None:
    """An engine that is down is told from an agent that is not there."""
    await hass.config_entries.async_unload(loaded_entry.entry_id)
    assert loaded_entry.state is ConfigEntryState.NOT_LOADED
    with pytest.raises(ServiceValidationError) as caught:
        await _command(hass)
    assert caught.value.translation_key == "service_config_entry_not_loaded"


@pytest.mark.usefixtures("loaded_entry")
@pytest.mark.parametrize(
    "data",
    [
        pytest.param({}, id="first-agent"),
        pytest.param({"agent": AGENT}, id="named-agent"),
        pytest.param({"dry_run": True}, id="dry-run"),
    ],
)
async def test_response(hass: HomeAssistant, data: dict[str, Any]) -> None:
    """The response says what was said and done, whatever the model made of it."""
    response = await _command(hass, **data)
    assert set(response) == RESULT_KEYS
    assert response["reply"]
    assert response["outcome"] in {"acted", "answered", "asks", "declined", "failed"}
    assert response["conversation_id"]


@pytest.mark.usefixtures("loaded_entry")
async def test_without_response(hass: HomeAssistant) -> None:
    """An automation that wants no response gets none."""
    data = {"sentence": SENTENCE}
    assert await hass.services.async_call(DOMAIN, "command", data, blocking=True) is None


@pytest.mark.usefixtures("loaded_entry")
async def test_conversation_goes_on(hass: HomeAssistant) -> None:
    """The id of a response takes the next sentence into the same conversation."""
    first = await _command(hass)
    second = await _command(hass, conversation_id=first["conversation_id"])
    assert second["conversation_id"] == first["conversation_id"]


async def test_place(hass: HomeAssistant, loaded_entry: MockConfigEntry) -> None:
    """A sentence may come from an area or from a satellite."""
    area = ar.async_get(hass).async_create("Kitchen")
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=loaded_entry.entry_id, identifiers={("test", "satellite")}
    )
    assert (await _command(hass, area_id=area.id))["reply"]
    assert (await _command(hass, device_id=device.id))["reply"]


@pytest.mark.usefixtures("loaded_entry")
@pytest.mark.parametrize(
    ("data", "key"),
    [
        pytest.param({"area_id": "nowhere"}, "area_not_found", id="area"),
        pytest.param({"device_id": "nothing"}, "device_not_found", id="device"),
        pytest.param({"agent": "conversation.home_assistant"}, "agent_not_found", id="not-ours"),
        pytest.param({"agent": "conversation.nobody"}, "agent_not_found", id="no-agent"),
    ],
)
async def test_arguments_that_lead_nowhere(
    hass: HomeAssistant, data: dict[str, str], key: str
) -> None:
    """Each is named in the error."""
    with pytest.raises(ServiceValidationError) as caught:
        await _command(hass, **data)
    assert caught.value.translation_domain == DOMAIN
    assert caught.value.translation_key == key
    assert list(data.values()) == list((caught.value.translation_placeholders or {}).values())


@pytest.mark.usefixtures("loaded_entry")
@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"sentence": "  "}, id="blank"),
        pytest.param({"agent": "light.lamp"}, id="no-conversation-entity"),
        pytest.param({"room": "kitchen"}, id="unknown-argument"),
    ],
)
async def test_arguments_of_the_wrong_form(hass: HomeAssistant, data: dict[str, str]) -> None:
    """What makes no sense in any house is refused by the schema."""
    with pytest.raises(Invalid):
        await _command(hass, **data)


async def test_no_agent(hass: HomeAssistant, loaded_entry: MockConfigEntry) -> None:
    """Without an agent there is nobody to ask."""
    hass.config_entries.async_remove_subentry(loaded_entry, AGENT_ID)
    await hass.async_block_till_done()
    with pytest.raises(ServiceValidationError) as caught:
        await _command(hass)
    assert caught.value.translation_key == "no_agent"


async def test_disabled_agent(hass: HomeAssistant, loaded_entry: MockConfigEntry) -> None:
    """An agent that is disabled is not asked."""
    er.async_get(hass).async_update_entity(AGENT, disabled_by=er.RegistryEntryDisabler.USER)
    await hass.async_block_till_done()
    with pytest.raises(ServiceValidationError) as caught:
        await _command(hass)
    assert caught.value.translation_key == "no_agent"
