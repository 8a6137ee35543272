"""Service calls made and verified: what was there before, the call, what is there after."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any

from homeassistant.core import Context, HomeAssistant, ServiceResponse, State

from .agent.convert import Call
from .agent.messages import ANNOUNCE, is_message
from .agent.outcome import (
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
    is_available,
    is_over,
    is_passing,
    is_settled,
    is_visible,
)
from .announcing import async_announce, log_failure
from .settling import Settling
from .touched import touched

SERVICE_TIMEOUT_S = 5.0
SETTLE_TIMEOUT_S = 1.5
HOLD_S = 0.3
"""So long a lock or a switch must stay as asked: both are known to go back by themselves."""
_HELD = frozenset({"lock", "switch"})
_REPEATED = frozenset({"toggle", "increase_speed", "decrease_speed", "press", "trigger", "locate"})
"""Calls that are never "already so"."""
_STATELESS = frozenset({"scene", "script", "button", "todo"})


@dataclass(slots=True)
class Executed:
    """What became of some calls."""

    outcomes: list[Outcome] = field(default_factory=list)
    before: dict[str, State] = field(default_factory=dict)
    """States from before, of all targets."""
    touched: dict[str, State] = field(default_factory=dict)
    """States from before, of what a scene or a script may change."""
    responses: list[tuple[Call, dict[str, Any]]] = field(default_factory=list)
    made: list[Call] = field(default_factory=list)

    def merge(self, more: Executed) -> None:
        """Add what became of further calls; the oldest states from before stay."""
        self.outcomes += more.outcomes
        self.responses += more.responses
        self.made += more.made
        self.before = more.before | self.before
        self.touched = more.touched | self.touched


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What an action answered."""

    response: dict[str, Any] = field(default_factory=dict)
    fault: str | None = None
    """ERROR or LATE where it did not end well, or not yet."""
    error: str | None = None


Make = Callable[[HomeAssistant, Call, list[str], Context], Coroutine[Any, Any, ServiceResponse]]
"""Makes a call on those of its targets that can be reached."""


async def async_execute(
    hass: HomeAssistant, calls: Iterable[Call], context: Context, make: Make | None = None
) -> Executed:
    """Make calls one after another and verify each; an error ends only its own call.

    Args:
        hass: The house.
        calls: What to do.
        context: In whose name.
        make: How a call is made where that is not as a service call.
    """
    executed = Executed()
    for call in calls:
        await _async_one(hass, call, context, executed, make or _async_call)
    return executed


async def _async_one(
    hass: HomeAssistant, call: Call, context: Context, executed: Executed, make: Make
) -> None:
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
    _note_before(hass, call, reachable, executed)
    answer, outcomes = await _async_verified(hass, call, reachable, context, make)
    executed.outcomes += outcomes
    executed.responses.append((call, answer.response))
    is_made = answer.fault != ERROR or any(outcome.status in WORKED for outcome in outcomes)
    executed.made += [call] if is_made else []


def _sorted_out(hass: HomeAssistant, call: Call, executed: Executed) -> list[str]:
    """Return the targets that can be reached; note the others as unavailable."""
    reachable = [i for i in call.entity_ids if is_available(hass.states.get(i))]
    executed.outcomes += [
        Outcome(entity_id=i, call=call, status=UNAVAILABLE)
        for i in call.entity_ids
        if i not in reachable
    ]
    return reachable


def _note_before(
    hass: HomeAssistant, call: Call, entity_ids: Iterable[str], executed: Executed
) -> None:
    """Note what is there before a call; of a message nothing, as it cannot be taken back."""
    if is_message(call):
        return
    executed.before = _states(hass, entity_ids) | executed.before
    executed.touched = _states(hass, sorted(touched(hass, call).entity_ids)) | executed.touched


def _states(hass: HomeAssistant, entity_ids: Iterable[str]) -> dict[str, State]:
    """Return the states that there are."""
    return {i: state for i in entity_ids if (state := hass.states.get(i))}


async def _async_verified(
    hass: HomeAssistant, call: Call, entity_ids: list[str], context: Context, make: Make
) -> tuple[_Answer, list[Outcome]]:
    """Make a call; return its answer and what became of each target."""
    already = {i for i in entity_ids if _is_already_so(hass, call, i)}
    others = [i for i in entity_ids if i not in already]
    with Settling(hass, others, lambda i: is_over(call, i, hass.states.get)) as settling:
        answer = await _async_answer(hass, call, entity_ids, context, make)
        # What one of several has raised says nothing of the others.
        if answer.fault is None or (answer.fault == ERROR and len(entity_ids) > 1):
            await settling.async_wait(SETTLE_TIMEOUT_S, _hold_s(call, others))
    if not entity_ids:
        status = answer.fault or DONE
        return answer, [Outcome(entity_id=None, call=call, status=status, error=answer.error)]
    statuses = {
        i: ERROR
        if answer.fault == ERROR and len(entity_ids) == 1
        else ALREADY
        if i in already
        else _status(hass, call, i, answer, settling.reached)
        for i in entity_ids
    }
    return answer, [
        Outcome(entity_id=i, call=call, status=status, error=answer.error)
        for i, status in statuses.items()
    ]


def _is_already_so(hass: HomeAssistant, call: Call, entity_id: str) -> bool:
    """Return whether a call asks for what is there already."""
    if call.name in _REPEATED or entity_id.partition(".")[0] in _STATELESS:
        return False
    is_so = is_settled(call, entity_id, hass.states.get) and is_visible(call, entity_id)
    return is_so and not is_passing(hass.states.get(entity_id))


def _hold_s(call: Call, entity_ids: Iterable[str]) -> float:
    """Return how long targets must stay as asked before that is believed."""
    held = (i for i in entity_ids if i.partition(".")[0] in _HELD and is_visible(call, i))
    return HOLD_S if any(held) else 0


async def async_patiently[T](
    hass: HomeAssistant, doing: Coroutine[Any, Any, T], name: str
) -> asyncio.Task[T]:
    """Do something and wait for its end, as long as somebody who listens will wait.

    What takes longer goes on: breaking it off would leave things half done.
    """
    task = hass.async_create_background_task(doing, name)
    await asyncio.wait({task}, timeout=SERVICE_TIMEOUT_S)
    if not task.done():
        task.add_done_callback(log_failure)
    return task


async def _async_answer(
    hass: HomeAssistant, call: Call, entity_ids: list[str], context: Context, make: Make
) -> _Answer:
    """Make a service call; return what it answers in time."""
    name = f"{call.service} for Steward"
    calling = await async_patiently(hass, make(hass, call, entity_ids, context), name)
    if not calling.done() or calling.cancelled():
        return _Answer(fault=LATE)
    if error := calling.exception():
        text = str(error) or type(error).__name__
        return _Answer(response={"error": text}, fault=ERROR, error=text)
    return _Answer(response=dict(calling.result() or {}))


async def _async_call(
    hass: HomeAssistant, call: Call, entity_ids: list[str], context: Context
) -> ServiceResponse:
    """Make a service call; return its response."""
    data: dict[str, Any] = dict(call.data)
    if entity_ids:
        data["entity_id"] = entity_ids
    return await hass.services.async_call(
        call.domain,
        call.name,
        data,
        blocking=True,
        context=context,
        return_response=call.is_read,
    )


def _status(
    hass: HomeAssistant, call: Call, entity_id: str, answer: _Answer, reached: Collection[str]
) -> str:
    """Return what became of a call on one entity."""
    state = hass.states.get(entity_id)
    if answer.fault and not is_visible(call, entity_id):
        return answer.fault
    if not is_available(state):
        return UNAVAILABLE
    if is_settled(call, entity_id, hass.states.get):
        return UNDER_WAY if is_passing(state) and is_visible(call, entity_id) else DONE
    return answer.fault or (REVERTED if entity_id in reached else PENDING)


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
