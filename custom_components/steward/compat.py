"""What differs between the supported releases of Home Assistant, in one place."""

from contextlib import AbstractContextManager
from inspect import signature
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers.chat_session import ChatSession, async_get_chat_session

_TAKES_CONTEXT = "context" in signature(async_get_chat_session).parameters


def chat_session(
    hass: HomeAssistant, conversation_id: str | None, context: Context
) -> AbstractContextManager[ChatSession]:
    """Open the session of a conversation; from 2026.11 on it belongs to the user of the context."""
    more: dict[str, Any] = {"context": context} if _TAKES_CONTEXT else {}
    return async_get_chat_session(hass, conversation_id, **more)
