"""Phrases of the owner's own: which can be learned, and what is said about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from . import happenings
from .convert import Call
from .home import Home
from .messages import ANNOUNCE, SEND
from .plan import When
from .promises import days
from .reply import named, span, to_do
from .targets import States
from .text import words
from .wording import counted, joined

LONGEST, MOST = 40, 50
"""So many letters a phrase may have, and so many phrases an agent may know."""
_EDGES = " \"'“”‘’.,;:!?"  # noqa: RUF001 - quotes as they are typed
_ANSWERS = frozenset(
    {"yes", "yeah", "yep", "sure", "no", "nope", "ok", "okay", "stop", "cancel", "undo"}
    | {"never mind"}
)
"""What is said in answer to a question can stand for nothing else."""

NO_PHRASE = "I didn't catch what you will say."
TOO_LONG = f"That phrase is too long for me: I can learn up to {LONGEST} letters."
FULL = f"I know {MOST} phrases, and more I can't keep. Have me forget one first."
NOTHING_TO_KEEP = "There is nothing in that for me to keep."
NO_TIMERS = "Timers and questions I can't keep, so I left them out."
NO_DELAY_INSIDE = "A delay within a delay I can't keep, so I left it out."
NOT_ALLOWED = "What I'm not allowed to do I left out."
REPLACED = "That replaces what you taught me before."
_LISTED = {
    "todo.add_item": "add {item} to {names}",
    "todo.remove_item": "take {item} off {names}",
    "todo.update_item": "tick off {item} on {names}",
}
_PASSED_ON = {ANNOUNCE: "announce", SEND: "send the message"}


def tidy(said: str) -> str:
    """Return a phrase without the marks around it."""
    return " ".join(said.split()).strip(_EDGES)


def are_same(one: str, other: str) -> bool:
    """Return whether two phrases sound alike, however they are written."""
    return words(one) == words(other)


def obstacle(phrase: str, home: Home, own: str | None = None) -> str | None:
    """Return why a phrase cannot be learned; None when it can.

    Args:
        phrase: As it was tidied.
        home: The house, whose names are taken.
        own: The scene of this very phrase, if it was taught before.
    """
    spoken = words(phrase)
    if not spoken:
        return NO_PHRASE
    if len(phrase) > LONGEST:
        return TOO_LONG
    if " ".join(spoken) in _ANSWERS:
        return f"I can't learn {phrase}: I would take it for an answer."
    taken = [entity.names for entity in home.entities.values() if entity.entity_id != own]
    taken += [area.names for area in home.areas.values()]
    taken += [floor.names for floor in home.floors.values()]
    if any(words(name) == spoken for names in taken for name in names):
        return f"{phrase[:1].upper()}{phrase[1:]} is already the name of something in your home."
    return None


def lesson(phrase: str, calls: Iterable[Call], home: Home, states: States) -> str:
    """Return what a phrase will do: "when you say movie time, I close Blind"."""
    acts = dict.fromkeys(_act(call, home, states) for call in calls)
    return f"when you say {phrase}, I {joined(list(acts))}"


def known(phrases: Sequence[str]) -> str:
    """Return which phrases were taught."""
    if not phrases:
        return "You have taught me no phrase yet."
    noun = "phrase" if len(phrases) == 1 else "phrases"
    return f"I know {counted(len(phrases), noun)}: {joined(phrases)}."


def forgotten(phrases: Sequence[str]) -> str:
    """Return that phrases are forgotten."""
    return f"I have forgotten {joined(phrases)}."


def _act(call: Call, home: Home, states: States) -> str:
    """Return what a call does and when: "turn off Hall Light in 10 minutes"."""
    if call.service in _PASSED_ON:
        act = f'{_PASSED_ON[call.service]} "{str(call.data.get("message", "")).strip()}"'
    elif call.service in _LISTED:
        names = named(call.entity_ids, home) or "your list"
        act = _LISTED[call.service].format(item=call.data.get("item", "it"), names=names)
    else:
        act = to_do(call, home)
    return f"{act} {_time(call.when, home, states)}".strip()


def _time(when: When, home: Home, states: States) -> str:
    """Return when a call is made, nothing for at once."""
    if when.after_s is not None:
        return f"in {span(when.after_s)}"
    if when.for_s is not None:
        return f"for {span(when.for_s)}"
    if when.event:
        return f"once {happenings.said(when.event, home, states)}"
    at = f"at {when.at}" if when.at else ""
    return f"{days(when.every)} {at}" if when.every else at
