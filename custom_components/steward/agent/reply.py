"""Replies: words made from what happened, never from hope.

Spoken, so short and in plain words; names as the house has them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .changes import Problem
from .convert import Call
from .home import Home
from .outcome import (
    ALREADY,
    DONE,
    ERROR,
    LATE,
    PENDING,
    REVERTED,
    UNAVAILABLE,
    UNDER_WAY,
    WORKED,
    Outcome,
)
from .wording import amount, counted, joined, kind_noun, measured

MAX_NAMED = 4

_DID: dict[str, str] = {
    "turn_on": "Turned on {names}",
    "turn_off": "Turned off {names}",
    "toggle": "Switched {names}",
    "open_cover": "Opened {names}",
    "close_cover": "Closed {names}",
    "stop_cover": "Stopped {names}",
    "open_cover_tilt": "Opened the slats of {names}",
    "close_cover_tilt": "Closed the slats of {names}",
    "open_valve": "Opened {names}",
    "close_valve": "Closed {names}",
    "stop_valve": "Stopped {names}",
    "lock": "Locked {names}",
    "unlock": "Unlocked {names}",
    "open": "Opened {names}",
    "alarm_arm_home": "Armed {names} for home",
    "alarm_arm_away": "Armed {names} for away",
    "alarm_arm_night": "Armed {names} for the night",
    "alarm_arm_vacation": "Armed {names} for vacation",
    "alarm_disarm": "Disarmed {names}",
    "media_play": "Playing on {names}",
    "media_pause": "Paused {names}",
    "media_stop": "Stopped {names}",
    "media_next_track": "Skipped ahead on {names}",
    "media_previous_track": "Went back on {names}",
    "start": "Started {names}",
    "pause": "Paused {names}",
    "stop": "Stopped {names}",
    "return_to_base": "Sent {names} home",
    "locate": "Called {names}",
    "clean_spot": "Cleaning the spot with {names}",
    "start_mowing": "Started {names}",
    "dock": "Sent {names} home",
    "press": "Pressed {names}",
    "trigger": "Ran {names}",
    "install": "Installing {names}",
    "increase_speed": "Turned up {names}",
    "decrease_speed": "Turned down {names}",
    "announce": "Made the announcement on {names}",
    "send_message": "Sent the message to {names}",
    "scene.turn_on": "Set the scene {names}",
    "script.turn_on": "Ran {names}",
    "steward.undo": "Put {names} back",
}
_VALUES: dict[str, Callable[[Any], str]] = {
    "brightness_pct": lambda v: f"{amount(v)} percent",
    "color_name": str,
    "hs_color": lambda _v: "that colour",
    "color_temp_kelvin": lambda v: f"{amount(v)} kelvin",
    "percentage": lambda v: f"{amount(v)} percent",
    "position": lambda v: f"{amount(v)} percent",
    "tilt_position": lambda v: f"{amount(v)} percent tilt",
    "volume_level": lambda v: f"{round(float(v) * 100)} percent volume",
    "humidity": lambda v: f"{amount(v)} percent",
    "oscillating": lambda v: "oscillate" if v else "stay still",
}
_MODE_KEYS = frozenset(
    "effect preset_mode fan_mode swing_mode hvac_mode mode operation_mode source fan_speed "
    "option direction value".split()
)

DECLINED = {
    "missing": "I can't find that in your home.",
    "scope": "I can't help with that, I only look after your home.",
    "impossible": "That can't be done with this device.",
}
NOT_HEARD = "Sorry, I didn't hear anything."
TOO_LONG = "Sorry, that was too long for me."
NOT_UNDERSTOOD = "Sorry, I didn't understand that."
BRIEFLY_DONE = "Done."
NEVER_MIND = "All right."
NOTHING_TO_UNDO = "There is nothing to undo."
NOTHING_MORE_TO_UNDO = "There is nothing more to undo."
WRONG_ORDER = "The lower temperature must come first."
WHAT_TO_LEAVE = "I'm not sure what to leave out."
NOTHING_THERE = "There is nothing there that could do that."
WENT_WRONG = "Sorry, something went wrong with that."
UNDONE = "That is undone."
TOO_LATE = "That has happened already, so it can't be called off."
AS_IT_WAS = "That is already as it was before."
NOT_PUT_BACK = "Not all of it could be put back."
REFUSED = "I'm not allowed to do that."


def named(ids: Sequence[str], home: Home) -> str:
    """Return entities by name, or by number and kind when they are many."""
    names = [_name(i, home) for i in ids]
    if len(names) <= MAX_NAMED:
        return joined(names)
    kinds = {i.partition(".")[0] for i in ids}
    return counted(len(ids), kind_noun(kinds.pop() if len(kinds) == 1 else "device", len(ids)))


def _name(entity_id: str, home: Home) -> str:
    """Return the name of an entity, with its room where another one has the same."""
    entity = home.entities.get(entity_id)
    if entity is None:
        return _words_of(entity_id)
    area = home.areas.get(entity.area_id or "")
    return f"{entity.name} in {area.name}" if area and home.has_namesake(entity) else entity.name


def _all_named(ids: Sequence[str], home: Home) -> str:
    """Return entities by name also when they are many: which ones failed is worth knowing."""
    names = [_name(i, home) for i in ids]
    more = [f"{len(names) - MAX_NAMED} more"] if len(names) > MAX_NAMED else []
    return joined([*names[:MAX_NAMED], *more])


def _words_of(entity_id: str) -> str:
    """Return the words of an id, for what the house no longer has a name for."""
    return entity_id.partition(".")[2].replace("_", " ") or entity_id


def acted(outcomes: Iterable[Outcome], home: Home) -> str:
    """Return what became of the calls, one sentence for each kind of outcome."""
    groups: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        key = _said_as(outcome.call) + repr(sorted(outcome.call.data.items()))
        groups[outcome.status, key].append(outcome)
    is_done = any(status in WORKED for status, _ in groups)
    # What was done comes first; beside it, what was so already is not worth a sentence.
    texts = (
        _group(status, members, home)
        for (status, _), members in sorted(groups.items(), key=lambda g: g[0][0] not in WORKED)
        if not (is_done and status == ALREADY)
    )
    return " ".join(dict.fromkeys(texts))


def _said_as(call: Call) -> str:
    """Return how a call is told: the same words for the same thing in different domains."""
    return _DID.get(call.service) or _DID.get(call.name) or call.service


def _group(status: str, members: list[Outcome], home: Home) -> str:
    """Return the sentence for outcomes that are alike."""
    ids = [member.entity_id for member in members if member.entity_id]
    call, is_one = members[0].call, len(ids) < 2
    if status in WORKED:
        text = done(call, ids, home)
        return f"{_going_on(text) if status == UNDER_WAY else text}."
    if status == ALREADY:
        return f"{named(ids, home)} {'is' if is_one else 'are'} already {_already(call, home)}."
    names = _all_named(ids, home) or "it"
    return {
        UNAVAILABLE: f"{names} {'is' if is_one else 'are'} not available.",
        PENDING: f"{names} did not respond.",
        REVERTED: f"{names} did not stay {_already(call, home)}.",
        LATE: f"{names if ids else 'It'} {'has' if is_one else 'have'} not answered yet.",
    }.get(status, f"Something went wrong with {names}.")


def _going_on(done_text: str) -> str:
    """Return what was done as what is still being done: "Opening Roman Blind"."""
    past, _, rest = done_text.partition(" ")
    return f"{_DOING.get(past, past)} {rest}"


_DOING = {
    "Armed": "Arming",
    "Closed": "Closing",
    "Locked": "Locking",
    "Opened": "Opening",
    "Put": "Putting",
    "Set": "Setting",
    "Turned": "Turning",
    "Unlocked": "Unlocking",
}


def no_response(ids: Sequence[str], home: Home) -> str:
    """Return that devices did not do what they were told."""
    return f"{_all_named(ids, home)} did not respond."


def done(call: Call, ids: Sequence[str], home: Home) -> str:
    """Return what a call did, without its full stop."""
    names = named(ids, home) or "it"
    if (muted := call.data.get("is_volume_muted")) is not None:
        return f"{'Muted' if muted else 'Unmuted'} {names}"
    if call.data.get("hvac_mode") == "off":
        return f"Turned off {names}"
    if value := _value(call.data, home):
        return f"Set {names} to {value}"
    text = _DID.get(call.service) or _DID.get(call.name) or "Done with {names}"
    return _IT.sub(r"\1 it \2", text.format(names=names))


_IT = re.compile(r"^(Turned) (on|off|up|down) it$")
"""One turns it on; one does not turn on it."""


def _value(data: Mapping[str, Any], home: Home) -> str:
    """Return the values of a call in words."""
    if "target_temp_low" in data:
        low, high = amount(data["target_temp_low"]), data["target_temp_high"]
        return f"{low} to {measured(high, home.temperature_unit)}"
    parts = [_VALUES[key](value) for key, value in data.items() if key in _VALUES]
    parts += [_mode(str(value)) for key, value in data.items() if key in _MODE_KEYS]
    if "temperature" in data:
        parts.append(measured(data["temperature"], home.temperature_unit))
    return " and ".join(parts)


def _mode(name: str) -> str:
    """Return a mode as it is said."""
    return {"heat_cool": "heat and cool"}.get(name, name.replace("_", " "))


def _already(call: Call, home: Home) -> str:
    """Return the state that was there already."""
    if (muted := call.data.get("is_volume_muted")) is not None:
        return "muted" if muted else "not muted"
    if call.data.get("hvac_mode") == "off":
        return "off"
    if "oscillating" in call.data:
        return "oscillating" if call.data["oscillating"] else "still"
    if value := _value(call.data, home):
        return f"{'at' if value.lstrip('-')[:1].isdigit() else 'set to'} {value}"
    return _ALREADY.get(call.service) or _ALREADY.get(call.name, "so")


_ALREADY = {
    "turn_on": "on",
    "turn_off": "off",
    "open_cover": "open",
    "close_cover": "closed",
    "open_valve": "open",
    "close_valve": "closed",
    "lock": "locked",
    "unlock": "unlocked",
    "open": "open",
    "alarm_arm_home": "armed",
    "alarm_arm_away": "armed",
    "alarm_arm_night": "armed",
    "alarm_arm_vacation": "armed",
    "alarm_disarm": "disarmed",
    "media_play": "playing",
    "media_pause": "paused",
    "media_stop": "stopped",
    "start": "running",
    "pause": "paused",
    "stop": "stopped",
    "return_to_base": "home",
    "start_mowing": "mowing",
    "dock": "home",
}


def which(ids: Sequence[str], home: Home) -> str:
    """Return the question which one is meant; without any, for what the sentence left out."""
    if not ids:
        return "Please say a little more: which one, where, or for how long?"
    names = list(dict.fromkeys(_name(i, home) for i in ids if i in home.entities))
    if not names:
        return "Which one do you mean?"
    if len(names) == 1:
        return f"Do you mean {names[0]}?"
    return f"Which one do you mean: {joined(names, 'or')}?"


def shall_i(calls: Iterable[Call], home: Home) -> str:
    """Return the question before something that was perhaps not meant."""
    acts = dict.fromkeys(to_do(call, home) for call in calls)
    return f"Do you want me to {joined(list(acts))}?"


def problems(found: Iterable[Problem], home: Home) -> str:
    """Return what stands in the way of calls that were not made."""
    return " ".join(dict.fromkeys(_problem(problem, home) for problem in found))


def _problem(problem: Problem, home: Home) -> str:
    """Return one problem."""
    if problem.code == "range" and problem.entity_id:
        low, high = amount(problem.details["low"]), amount(problem.details["high"])
        return f"{named([problem.entity_id], home)} can only be set from {low} to {high}."
    return {"order": WRONG_ORDER, "except": WHAT_TO_LEAVE}.get(problem.code, NOTHING_THERE)


_WILL = {
    "Turned": "turn",
    "Switched": "switch",
    "Opened": "open",
    "Closed": "close",
    "Stopped": "stop",
    "Locked": "lock",
    "Unlocked": "unlock",
    "Armed": "arm",
    "Disarmed": "disarm",
    "Playing": "play",
    "Paused": "pause",
    "Skipped": "skip",
    "Went": "go",
    "Started": "start",
    "Sent": "send",
    "Pressed": "press",
    "Ran": "run",
    "Installing": "install",
    "Set": "set",
    "Muted": "mute",
    "Unmuted": "unmute",
    "Called": "call",
    "Cleaning": "clean",
    "Made": "make",
    "Done": "do it",
}


def to_do(call: Call, home: Home) -> str:
    """Return what a call does as something still to be done: "turn off Hall Light"."""
    past, _, rest = done(call, call.entity_ids, home).partition(" ")
    return f"{_WILL.get(past, past.lower())} {rest}"


def span(seconds: float) -> str:
    """Return a span of time in words: "1 hour and 20 minutes"."""
    hours, rest = divmod(round(seconds), 3600)
    minutes, left = divmod(rest, 60)
    parts = [
        counted(count, word if count == 1 else f"{word}s")
        for count, word in ((hours, "hour"), (minutes, "minute"), (left, "second"))
        if count
    ]
    return joined(parts) or "0 seconds"


__all__ = [
    "ALREADY",
    "DECLINED",
    "DONE",
    "ERROR",
    "acted",
    "done",
    "named",
    "problems",
    "shall_i",
    "span",
    "to_do",
    "which",
]
