"""Steward's actions.

They exist as long as Steward is installed, whether or not an entry is loaded,
so that an automation which uses them can be checked at any time.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, cast

import probatio
from homeassistant.components.conversation import DOMAIN as CONVERSATION_DOMAIN
from homeassistant.components.conversation.const import DATA_COMPONENT
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import (
    area_registry as ar,
)
from homeassistant.helpers import (
    config_validation as cv,
)
from homeassistant.helpers import (
    device_registry as dr,
)
from homeassistant.helpers import (
    entity_registry as er,
)
from homeassistant.helpers import (
    service,
)

from .const import DOMAIN
from .coordinator import StewardConfigEntry
from .read_actions import async_register_reads
from .refusal import invalid

if TYPE_CHECKING:
    from .conversation import StewardConversationEntity


class StewardService(StrEnum):
    """The actions."""

    COMMAND = "command"


class StewardServiceArgument(StrEnum):
    """What the actions take."""

    AGENT = "agent"
    AREA_ID = "area_id"
    CONVERSATION_ID = "conversation_id"
    DEVICE_ID = "device_id"
    DRY_RUN = "dry_run"
    SENTENCE = "sentence"


SERVICE_COMMAND_SCHEMA = probatio.Schema(
    {
        probatio.Required(StewardServiceArgument.SENTENCE): probatio.All(
            cv.string, str.strip, probatio.Length(min=1)
        ),
        probatio.Optional(StewardServiceArgument.AGENT): cv.entity_domain(CONVERSATION_DOMAIN),
        probatio.Optional(StewardServiceArgument.AREA_ID): cv.string,
        probatio.Optional(StewardServiceArgument.DEVICE_ID): cv.string,
        probatio.Optional(StewardServiceArgument.CONVERSATION_ID): cv.string,
        probatio.Optional(StewardServiceArgument.DRY_RUN, default=False): cv.boolean,
    }
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    hass.services.async_register(
        DOMAIN,
        StewardService.COMMAND,
        _async_command,
        schema=SERVICE_COMMAND_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    async_register_reads(hass)


async def _async_command(call: ServiceCall) -> ServiceResponse:
    """Have a sentence carried out as if it had been spoken."""
    arguments = dict(call.data)
    _require_place(call.hass, arguments)
    agent = _agent(call.hass, arguments.pop(StewardServiceArgument.AGENT, None))
    response: ServiceResponse = await agent.async_command(
        arguments.pop(StewardServiceArgument.SENTENCE),
        context=call.context,
        area_id=arguments.get(StewardServiceArgument.AREA_ID),
        device_id=arguments.get(StewardServiceArgument.DEVICE_ID),
        conversation_id=arguments.get(StewardServiceArgument.CONVERSATION_ID),
        dry_run=arguments[StewardServiceArgument.DRY_RUN],
    )
    return response


@callback
def _require_place(hass: HomeAssistant, arguments: dict[str, str]) -> None:
    """Raise when the sentence is said to come from where there is nothing.

    Raises:
        ServiceValidationError: The area or the device does not exist.
    """
    area_id = arguments.get(StewardServiceArgument.AREA_ID)
    if area_id and ar.async_get(hass).async_get_area(area_id) is None:
        raise invalid("area_not_found", area_id=area_id)
    device_id = arguments.get(StewardServiceArgument.DEVICE_ID)
    if device_id and dr.async_get(hass).async_get(device_id) is None:
        raise invalid("device_not_found", device_id=device_id)


@callback
def _agent(hass: HomeAssistant, entity_id: str | None) -> StewardConversationEntity:
    """Return the agent asked for, or the first one.

    Raises:
        ServiceValidationError: There is none, or it is not one of Steward's.
    """
    entry: StewardConfigEntry = service.async_get_config_entry(hass, DOMAIN, None)
    ours = [
        entity.entity_id
        for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
        if entity.domain == CONVERSATION_DOMAIN and not entity.disabled
    ]
    if entity_id is None and not ours:
        raise invalid("no_agent")
    wanted = entity_id or ours[0]
    agent = hass.data[DATA_COMPONENT].get_entity(wanted) if wanted in ours else None
    if agent is None:
        raise invalid("agent_not_found", entity_id=wanted)
    return cast("StewardConversationEntity", agent)
