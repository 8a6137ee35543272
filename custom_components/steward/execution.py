"""Service calls made and verified: what was there before, the call, what is there after."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from homeassistant.core import (
    Context,
    Event,
    EventStateChangedData,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.helpers.event import async_track_state_change_event

from .agent.convert import Call
from .agent.messages import ANNOUNCE, is_message
from .agent.outcome import (
    ALREADY,
    DONE,
    ERROR,
    PENDING,
    UNAVAILABLE,
    Outcome,
    is_available,
    is_settled,
    is_visible,
)
from .announcing import async_announce

SERVICE_TIMEOUT_S = 5.0
SETTLE_TIMEOUT_S = 1.5
_REPEATED = frozenset({"toggle", "increase_speed", "decrease_speed", "press", "trigger", "locate"})
"""Calls that are never "already so"."""


@dataclass(slots=True)
class Executed:
    """What became of some calls."""

    outcomes: list[Outcome] = field(default_factory=list)
    before: dict[str, State] = field(default_factory=dict)
    """States from before, of all targets."""
    responses: list[tuple[Call, dict[str, Any]]] = field(default_factory=list)
    made: list[Call] = field(default_factory=list)

    def merge(self, more: Executed) -> None:
        """Add what became of further calls; the oldest states from before stay."""
        self.outcomes += more.outcomes
        self.responses += more.responses
        self.made += more.made
        for entity_id, state in more.before.items():
            self.before.setdefault(entity_id, state)


async def async_execute(hass: HomeAssistant, calls: Iterable[Call], context: Context) -> Executed:
    """Make calls one after another and verify each; an error ends only its own call."""
    executed = Executed()
    for call in calls:
        await _async_one(hass, call, context, executed)
    return executed


async def _async_one(hass: HomeAssistant, call: Call, context: Context, executed: Executed) -> None:
    """Make one call."""
    if call.service == ANNOUNCE:
        outcomes = await async_announce(hass, call, context)
        executed.outcomes += outcomes
        executed.made += [call] if any(o.status in (DONE, PENDING) for o in outcomes) else []
        executed.responses.append((call, {str(o.entity_id): o.error or o.status for o in outcomes}))
        return
    reachable = _sorted_out(hass, call, executed)
    if call.entity_ids and not reachable:
        return
    already = {i for i in reachable if is_settled(call, i, hass.states.get) and _shows(call, i)}
    # A message cannot be taken back, so nothing of it is kept for that.
    before = {} if is_message(call) else {i: hass.states.get(i) for i in reachable}
    executed.before.update({i: s for i, s in before.items() if s and i not in executed.before})
    try:
        response = await _async_call(hass, call, reachable, context)
    except Exception as error:  # noqa: BLE001 - integrations raise whatever they like
        failed: list[str | None] = [*reachable] or [None]
        executed.outcomes += [
            Outcome(entity_id=i, call=call, status=ERROR, error=str(error)) for i in failed
        ]
        executed.responses.append((call, {"error": str(error) or type(error).__name__}))
        return
    executed.made.append(call)
    executed.responses.append((call, response))
    await _async_settled(hass, call, [i for i in reachable if i not in already])
    executed.outcomes += _judged(hass, call, reachable, already)


def _sorted_out(hass: HomeAssistant, call: Call, executed: Executed) -> list[str]:
    """Return the targets that can be reached; note the others as unavailable."""
    reachable = [i for i in call.entity_ids if is_available(hass.states.get(i))]
    executed.outcomes += [
        Outcome(entity_id=i, call=call, status=UNAVAILABLE)
        for i in call.entity_ids
        if i not in reachable
    ]
    return reachable


def _shows(call: Call, entity_id: str) -> bool:
    """Return whether a call leaves a state that could have been there before."""
    if call.name in _REPEATED or entity_id.partition(".")[0] in (
        "scene",
        "script",
        "button",
        "todo",
    ):
        return False
    return is_visible(call, entity_id)


async def _async_call(
    hass: HomeAssistant, call: Call, entity_ids: list[str], context: Context
) -> dict[str, Any]:
    """Make a service call, bounded in time; return its response."""
    data: dict[str, Any] = dict(call.data)
    if entity_ids:
        data["entity_id"] = entity_ids
    async with asyncio.timeout(SERVICE_TIMEOUT_S):
        response = await hass.services.async_call(
            call.domain,
            call.name,
            data,
            blocking=True,
            context=context,
            return_response=call.is_read,
        )
    return dict(response or {})


async def _async_settled(hass: HomeAssistant, call: Call, entity_ids: list[str]) -> None:
    """Wait until all targets are as the call wants them, or until the deadline."""
    waiting = {i for i in entity_ids if not is_settled(call, i, hass.states.get)}
    if not waiting:
        return
    settled = asyncio.Event()

    @callback
    def check(event: Event[EventStateChangedData]) -> None:
        """Take a target off the list once it is as wanted."""
        if is_settled(call, event.data["entity_id"], hass.states.get):
            waiting.discard(event.data["entity_id"])
        if not waiting:
            settled.set()

    stop = async_track_state_change_event(hass, list(waiting), check)
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_TIMEOUT_S):
                await settled.wait()
    finally:
        stop()


def _judged(
    hass: HomeAssistant, call: Call, entity_ids: list[str], already: set[str]
) -> list[Outcome]:
    """Return what became of a call that was made."""
    if not entity_ids:
        return [Outcome(entity_id=None, call=call, status=DONE)]
    return [
        Outcome(entity_id=i, call=call, status=_status(hass, call, i, already)) for i in entity_ids
    ]


def _status(hass: HomeAssistant, call: Call, entity_id: str, already: set[str]) -> str:
    """Return what became of a call on one entity."""
    if entity_id in already:
        return ALREADY
    return DONE if is_settled(call, entity_id, hass.states.get) else PENDING


def changes(hass: HomeAssistant, before: dict[str, State]) -> list[dict[str, Any]]:
    """Return what changed: {"entity_id", "name", "from", "to"} with states and attributes."""
    found = []
    for entity_id, old in before.items():
        new = hass.states.get(entity_id)
        if new and (old.state, old.attributes) != (new.state, new.attributes):
            found.append(
                {
                    "entity_id": entity_id,
                    "name": new.name,
                    "from": _snapshot(old, new),
                    "to": _snapshot(new, old),
                }
            )
    return found


def _snapshot(state: State, other: State) -> dict[str, Any]:
    """Return a state with those attributes that differ from another."""
    attributes = {k: v for k, v in state.attributes.items() if other.attributes.get(k) != v}
    return {"state": state.state, **attributes}
