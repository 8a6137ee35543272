"""What differs between the supported releases of Home Assistant, in one place."""

from contextlib import AbstractContextManager
from inspect import signature
from typing import Any

from homeassistant.components.conversation import trace
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import target
from homeassistant.helpers.chat_session import ChatSession, async_get_chat_session

_TAKES_CONTEXT = "context" in signature(async_get_chat_session).parameters


def chat_session(
    hass: HomeAssistant, conversation_id: str | None, context: Context
) -> AbstractContextManager[ChatSession]:
    """Open the session of a conversation; from 2026.11 on it belongs to the user of the context."""
    more: dict[str, Any] = {"context": context} if _TAKES_CONTEXT else {}
    return async_get_chat_session(hass, conversation_id, **more)


def partial_result(text: str) -> object:
    """Return what Home Assistant takes from 2026.11 on for a transcript that is not final."""
    # Not imported above: a house that only types has no speech-to-text set up.
    from homeassistant.components import stt  # noqa: PLC0415

    return stt.PartialSpeechResult(text)  # type: ignore[attr-defined]  # nobody asks for it before


def left_out(hass: HomeAssistant, selection: target.TargetSelection) -> set[str]:
    """Return the entities that a target makes an exception of, which it can from 2026.11 on."""
    find = getattr(target, "async_extract_excluded_entity_ids", None)
    return find(hass, selection) if find else set()


def hide_in_traces(sentence: str, mask: str) -> None:
    """Mask a sentence in the last conversations that Home Assistant remembers for debugging.

    Nothing public writes there. Where it is kept elsewhere one day, nothing breaks.
    """
    for one in trace.async_get_traces():
        for event in getattr(one, "_events", ()):
            if event.data and event.data.get("text") == sentence:
                event.data["text"] = mask
