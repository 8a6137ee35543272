"""Messages for people: whom one is for, and how it is said by the one who was asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from .convert import Call
from .home import Home

ANNOUNCE, SEND = "assist_satellite.announce", "notify.send_message"
_ABLE = {ANNOUNCE: ("assist_satellite", "announce"), SEND: ("notify", "message")}
NOBODY = {
    ANNOUNCE: "There is no other satellite that could say it.",
    SEND: "There is nobody I could send a message to.",
}


class Addressed(NamedTuple):
    """A message with those it is for."""

    call: Call
    """On all that can be told by a call, maybe nothing."""
    is_said_here: bool
    """Whether the satellite that was spoken to is to say it too: its reply does that."""


def is_message(call: Call) -> bool:
    """Return whether a call passes words on to people."""
    return call.service in _ABLE


def addressed(call: Call, home: Home, spoken_to: Collection[str]) -> Addressed:
    """Return a message with those it is for: those named, else all of them.

    Args:
        call: The message.
        home: The house.
        spoken_to: The satellite that was spoken to, if any. It cannot be called while it listens
            to its own turn, but later it can.
    """
    named = call.entity_ids or _everybody(call, home)
    busy = [i for i in named if i in spoken_to and not call.when.is_later]
    called = tuple(i for i in named if i not in busy)
    is_said_here = bool(busy) and (bool(call.entity_ids) or not called)
    return Addressed(replace(call, entity_ids=called), is_said_here)


def _everybody(call: Call, home: Home) -> tuple[str, ...]:
    """Return all that can pass a message on."""
    domain, feature = _ABLE[call.service]
    return tuple(
        e.entity_id for e in home.everything() if e.domain == domain and feature in e.features
    )


def aloud(call: Call) -> str:
    """Return a message as the reply that says it."""
    text = str(call.data["message"]).strip()
    end = "" if text.endswith((".", "!", "?")) else "."
    return f"{text[:1].upper()}{text[1:]}{end}"
