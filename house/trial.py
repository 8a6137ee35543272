"""Puts one case to an agent in a running home and grades what comes of it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from homeassistant.core import HomeAssistant

from house.cases import Case
from house.changes import EntityState, Expectations, Problem, Snapshot, state_problems
from house.clock import Clock
from house.core import virtual_home
from house.grade import Grade, Reply, Seen, grade_turn, later_expectations
from house.reset import async_reset
from house.speech import Turn, async_say
from house.timers import Timers, cancel_all_timers, running_timers, start_timer, timer_calls

# A case's `later` is met when it comes true within this time of the moment named.
TOLERANCE_S = 60
STEP_S = 30
# How long a sentence that a timer says may take to be carried out, in real time.
PATIENCE_S = 3.0
GRADED = ("expect", "calls", "reply", "asks", "declines")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One graded sentence."""

    case: Case
    turn: Turn
    problems: Sequence[Problem]

    @property
    def passed(self) -> bool:
        """Return whether everything is as wanted."""
        return Grade(problems=self.problems).passed

    @property
    def harm(self) -> bool:
        """Return whether something happened that nobody asked for."""
        return Grade(problems=self.problems).harm


async def async_try(hass: HomeAssistant, clock: Clock, agent_id: str, case: Case) -> Result:
    """Reset the home, say the case's turns and grade them."""
    timers = await _async_prepare(hass, clock, case)
    start = recent = _look(hass, timers)
    problems: list[Problem] = []
    conversation_id: str | None = None
    for wants in [*case.wants.get("history", ()), {**case.wants, "say": case.sentence}]:
        turn = await async_say(
            hass, wants["say"], agent_id, conversation_id, case.wants.get("satellite")
        )
        conversation_id = turn.conversation_id
        now = _look(hass, timers)
        if any(key in wants for key in GRADED):
            problems.extend(grade_turn(wants, start, recent, now, _reply(turn)).problems)
        recent = now
    problems.extend(await _async_later(hass, clock, case, start.states))
    return Result(case=case, turn=turn, problems=problems)


async def _async_prepare(hass: HomeAssistant, clock: Clock, case: Case) -> Timers:
    """Set clock, timers and home as the case wants them; return the timers."""
    home = virtual_home(hass)
    clock.set(case.now)
    cancel_all_timers(hass)
    for timer in case.wants.get("timers", ()):
        device_id = home.satellites[timer["satellite"]]
        start_timer(hass, device_id, timer["name"], timer["seconds"], timer["left"])
    await async_reset(home, case.wants.get("given"))
    return running_timers(hass)


def _look(hass: HomeAssistant, timers: Timers) -> Seen:
    """Return the home as it is, with what was called since the start."""
    recorded = [
        {"service": call.service, "entity_id": call.entity_id, "data": call.data}
        for call in virtual_home(hass).calls
    ]
    calls = [*recorded, *timer_calls(timers, running_timers(hass))]
    return Seen(states=snapshot(hass), calls=calls)


def _reply(turn: Turn) -> Reply:
    return Reply(
        speech=turn.speech,
        outcome=turn.outcome,
        continue_conversation=turn.continue_conversation,
    )


def snapshot(hass: HomeAssistant) -> Snapshot:
    """Return the states of the home's entities."""
    states = {entity_id: hass.states.get(entity_id) for entity_id in virtual_home(hass).by_id}
    return {
        entity_id: EntityState(state=state.state, attributes=state.attributes)
        for entity_id, state in states.items()
        if state is not None
    }


async def _async_later(
    hass: HomeAssistant, clock: Clock, case: Case, before: Snapshot
) -> list[Problem]:
    """Move the clock to each moment the case names and compare the home then."""
    problems: list[Problem] = []
    expect: Expectations = case.wants.get("expect", {})
    passed_s = 0.0
    for later in case.wants.get("later", ()):
        due_s = _seconds_until(later, case.now)
        await _async_forward(hass, clock, due_s - TOLERANCE_S - passed_s)
        early = state_problems(expect, before, snapshot(hass))
        problems.extend(Problem(f"before its time: {p.text}", p.harm) for p in early)
        expect = later_expectations(expect, later.get("expect", {}))
        # In two leaps, because a sentence that a timer says must not be leapt over.
        for leap_s in (TOLERANCE_S + 1, TOLERANCE_S - 1):
            clock.skip(leap_s)
            if not (missing := await _async_wait_for(hass, expect, before)):
                break
        problems.extend(Problem(f"later: {p.text}", p.harm) for p in missing)
        passed_s = due_s
    return problems


def _seconds_until(later: Mapping[str, Any], now: str) -> float:
    if "in_seconds" in later:
        return float(later["in_seconds"])
    return (datetime.fromisoformat(later["at"]) - datetime.fromisoformat(now)).total_seconds()


async def _async_forward(hass: HomeAssistant, clock: Clock, seconds: float) -> None:
    """Let time pass in steps, so that one thing can lead to another."""
    while seconds > 0:
        clock.skip(min(STEP_S, seconds))
        seconds -= STEP_S
        await asyncio.sleep(0)
        await hass.async_block_till_done()


async def _async_wait_for(
    hass: HomeAssistant, expect: Expectations, before: Snapshot
) -> list[Problem]:
    """Wait in real time until the home is as expected, or patience ends."""
    for _ in range(int(PATIENCE_S / 0.05)):
        await asyncio.sleep(0.05)
        await hass.async_block_till_done()
        if not (problems := list(state_problems(expect, before, snapshot(hass)))):
            return []
    return problems
