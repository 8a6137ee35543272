"""Announcements on satellites: each is made apart, and speaks on while the turn ends.

Home Assistant's action returns only when the last word is spoken, and breaks off what the
satellite is busy with. So a satellite counts as done once it has begun to speak, and the one
that was spoken to is never told to announce: it says the message in its reply.
"""

import asyncio
import logging
from typing import Any

from homeassistant.core import Context, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event

from .agent.convert import Call
from .agent.outcome import DONE, ERROR, PENDING, UNAVAILABLE, Outcome, is_available

START_TIMEOUT_S = 5.0
_SPEAKING = "responding"
_LOGGER = logging.getLogger(__name__)


@callback
def spoken_to(hass: HomeAssistant, device_id: str | None) -> frozenset[str]:
    """Return the satellite that a sentence was spoken to, none when it was typed."""
    if device_id is None:
        return frozenset()
    entries = er.async_entries_for_device(er.async_get(hass), device_id)
    return frozenset(entry.entity_id for entry in entries if entry.domain == "assist_satellite")


async def async_announce(hass: HomeAssistant, call: Call, context: Context) -> list[Outcome]:
    """Have satellites say a message; return for each whether it began to."""
    return list(
        await asyncio.gather(*(_async_one(hass, call, i, context) for i in call.entity_ids))
    )


async def _async_one(hass: HomeAssistant, call: Call, entity_id: str, context: Context) -> Outcome:
    """Have one satellite say a message."""
    if not is_available(hass.states.get(entity_id)):
        return Outcome(entity_id=entity_id, call=call, status=UNAVAILABLE)
    begun = asyncio.Event()

    @callback
    def check(event: Event[EventStateChangedData]) -> None:
        """Note when it begins to speak."""
        state = event.data["new_state"]
        if state and state.state == _SPEAKING:
            begun.set()

    stop = async_track_state_change_event(hass, entity_id, check)
    speaking = hass.async_create_background_task(
        _async_call(hass, call, entity_id, context), f"announcement on {entity_id}"
    )
    try:
        return await _async_outcome(call, entity_id, speaking, begun)
    finally:
        stop()


async def _async_call(hass: HomeAssistant, call: Call, entity_id: str, context: Context) -> None:
    """Make the announcement, to its end."""
    data = {**call.data, "entity_id": entity_id}
    await hass.services.async_call(call.domain, call.name, data, blocking=True, context=context)


async def _async_outcome(
    call: Call, entity_id: str, speaking: asyncio.Task[None], begun: asyncio.Event
) -> Outcome:
    """Wait until a satellite speaks, has spoken or has failed; an error that comes later is logged."""
    waiting = asyncio.create_task(begun.wait())
    try:
        await asyncio.wait(
            (speaking, waiting), timeout=START_TIMEOUT_S, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        waiting.cancel()
    if not speaking.done():
        speaking.add_done_callback(log_failure)
        return Outcome(entity_id=entity_id, call=call, status=DONE if begun.is_set() else PENDING)
    if error := speaking.exception():
        return Outcome(entity_id=entity_id, call=call, status=ERROR, error=str(error))
    return Outcome(entity_id=entity_id, call=call, status=DONE)


def log_failure(task: asyncio.Task[Any]) -> None:
    """Log what went wrong after the turn had ended."""
    if not task.cancelled() and (error := task.exception()):
        _LOGGER.warning("%s failed: %s", task.get_name(), error)
