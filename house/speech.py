"""Says a sentence to an agent as Home Assistant's voice does, and tells what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from homeassistant.components.conversation import ConversationResult, async_converse
from homeassistant.core import Context, Event, HomeAssistant, callback
from homeassistant.helpers.intent import IntentResponseType

from house.core import virtual_home

# What the types of other agents' responses amount to in Steward's words.
OUTCOMES = {
    IntentResponseType.ACTION_DONE: "acted",
    IntentResponseType.PARTIAL_ACTION_DONE: "acted",
    IntentResponseType.QUERY_ANSWER: "answered",
    IntentResponseType.ERROR: "declined",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCalled:
    """One action that was called while the sentence was handled."""

    service: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A sentence and what the agent made of it."""

    sentence: str
    speech: str
    conversation_id: str | None
    continue_conversation: bool
    outcome: str
    """acted, answered, asks, declined or failed."""
    services: list[ServiceCalled]
    milliseconds: float
    steward: Mapping[str, Any] = field(default_factory=dict)
    """What Steward tells about itself: calls, timings, changed, explain."""


async def async_say(
    hass: HomeAssistant,
    sentence: str,
    agent_id: str,
    conversation_id: str | None = None,
    satellite: str | None = None,
    language: str = "en",
) -> Turn:
    """Say one sentence and wait until the home is at rest again."""
    services: list[ServiceCalled] = []
    stop = hass.bus.async_listen("call_service", _noting(services))
    begin = perf_counter()
    result = await async_converse(
        hass,
        sentence,
        conversation_id,
        Context(),
        language,
        agent_id,
        device_id=virtual_home(hass).satellites[satellite] if satellite else None,
    )
    milliseconds = (perf_counter() - begin) * 1000
    await hass.async_block_till_done()
    stop()
    return _turn(sentence, result, services, milliseconds)


def _noting(services: list[ServiceCalled]) -> Any:
    @callback
    def note(event: Event[Mapping[str, Any]]) -> None:
        """Keep one action."""
        service = f"{event.data['domain']}.{event.data['service']}"
        services.append(ServiceCalled(service=service, data=event.data["service_data"]))

    return note


def _turn(
    sentence: str, result: ConversationResult, services: list[ServiceCalled], milliseconds: float
) -> Turn:
    response = result.response
    plain: Mapping[str, Any] = response.speech.get("plain", {})
    extra: Mapping[str, Any] = plain.get("extra_data") or {}
    return Turn(
        sentence=sentence,
        speech=plain.get("speech", ""),
        conversation_id=result.conversation_id,
        continue_conversation=result.continue_conversation,
        outcome=extra.get("outcome", OUTCOMES[response.response_type]),
        services=services,
        milliseconds=milliseconds,
        steward=extra.get("steward", {}),
    )
