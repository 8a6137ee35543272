"""Questions about what was: the states and statistics that the recorder keeps."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from homeassistant.components.recorder import get_instance, history
from homeassistant.components.recorder.statistics import statistic_during_period
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import Context, HomeAssistant, State
from homeassistant.helpers.recorder import DATA_INSTANCE
from homeassistant.util import dt as dt_util
from sqlalchemy.exc import SQLAlchemyError

from .agent.convert import Call
from .agent.facts import Answer
from .agent.figures import (
    FIGURES,
    Figures,
    asked_about,
    figure_answer,
    from_moments,
    is_attribute,
    together,
)
from .agent.history import Moment, away_between
from .agent.home import Entity, Home
from .agent.kinds import CLASS_WORDS
from .agent.past_answers import history_answer, used_answer
from .agent.periods import LOOKBACK_DAYS, Period, away, period_of

DEADLINE_S = 5.0
MOST_ENTITIES = 50
"""So many are looked up at most; a question about more is too wide to be answered in words."""
_FRESH = timedelta(minutes=10)
"""So much of the end may be missing from the statistics, which are made every five minutes."""
_NO_RECORDER = "I can't look back, since your home keeps no history."
_TOO_SLOW = "Sorry, looking that up took me too long."
_NEVER_EMPTY = f"Your home was not empty in the last {LOOKBACK_DAYS} days."
_NOBODY = "I don't know when you were away."
_TOO_WIDE = "That is too much to look up at once."
_NOTHING = "There is nothing there that I could look up."

type Kept = dict[str, list[Moment]]


async def async_history(
    hass: HomeAssistant, call: Call, entities: Sequence[Entity], home: Home, context: Context
) -> Answer:
    """Return the answer to a question about what was; every way it can end has something to say."""
    found = _asked_about(call, entities, home)
    if not found:
        return Answer(text=_NOTHING)
    if len(found) > MOST_ENTITIES:
        return Answer(text=_TOO_WIDE)
    if len(found) == 1 and not call.data.get("state") and call.data.get("ask") not in FIGURES:
        used = used_answer(found[0], hass.states.get(found[0].entity_id), dt_util.now())
        if used:
            return used
    if DATA_INSTANCE not in hass.data:
        return Answer(text=_NO_RECORDER)
    try:
        async with asyncio.timeout(DEADLINE_S):
            return await _async_answer(hass, call, found, home, context)
    except TimeoutError:
        return Answer(text=_TOO_SLOW)
    except SQLAlchemyError, RuntimeError:
        # The recorder raises RuntimeError while its database is not open yet.
        return Answer(text=_NO_RECORDER)


def _asked_about(call: Call, entities: Sequence[Entity], home: Home) -> list[Entity]:
    """Return the entities of the class that a question is about."""
    of = call.data.get("of")
    known = CLASS_WORDS.get(str(of))
    found = [e for e in entities if of in (None, "device") or (known and e.kind in known)]
    ask = str(call.data.get("ask"))
    return asked_about(found, home, ask) if ask in FIGURES else found


async def _async_answer(
    hass: HomeAssistant, call: Call, entities: list[Entity], home: Home, context: Context
) -> Answer:
    """Return the answer from what the recorder has."""
    ask = str(call.data.get("ask"))
    data = {"period": "today", **call.data} if _is_bare(call, ask) else call.data
    now = dt_util.now()
    period = period_of(data, now)
    if period is None:
        people = _people(hass, home, context)
        if not people:
            return Answer(text=_NOBODY)
        period = await _async_away(hass, people, now)
    if period is None:
        return Answer(text=_NEVER_EMPTY)
    if ask in FIGURES:
        figures = await _async_figures(hass, entities, period)
        return figure_answer(entities, ask, figures, _units(hass, entities, home), period)
    kept = await _async_kept(hass, entities, period)
    return history_answer(entities, call.data, kept, period)


def _is_bare(call: Call, ask: str) -> bool:
    """Return whether a figure is asked for without a period: then of today."""
    return ask in FIGURES and not {"period", "days", "hours", "minutes"} & set(call.data)


def _people(hass: HomeAssistant, home: Home, context: Context) -> list[Entity]:
    """Return whose absence is meant: the user's own where it is known, else everybody's."""
    people = [entity for entity in home.everything() if entity.domain == "person"]
    own = [e for e in people if context.user_id and _user_of(hass, e) == context.user_id]
    return own or people


def _user_of(hass: HomeAssistant, person: Entity) -> str | None:
    """Return the user that a person is."""
    state = hass.states.get(person.entity_id)
    return state.attributes.get("user_id") if state else None


async def _async_away(hass: HomeAssistant, people: list[Entity], now: datetime) -> Period | None:
    """Return the last time that all of some people were out, None where there was none."""
    reach = Period(now - timedelta(days=LOOKBACK_DAYS), now, "")
    kept = await _async_kept(hass, people, reach)
    between = away_between(
        [kept[e.entity_id] for e in people if e.entity_id in kept], now.timestamp()
    )
    if between is None:
        return None
    return away(*(datetime.fromtimestamp(at, now.tzinfo) for at in between))


async def _async_kept(hass: HomeAssistant, entities: Sequence[Entity], period: Period) -> Kept:
    """Return the states that entities had in a period."""
    return await get_instance(hass).async_add_executor_job(_kept, hass, tuple(entities), period)


def _kept(hass: HomeAssistant, entities: tuple[Entity, ...], period: Period) -> Kept:
    """Read states; attributes only of those entities that are asked about by an attribute."""
    found: Kept = {}
    for with_attributes in (True, False):
        ids = [e.entity_id for e in entities if is_attribute(e) is with_attributes]
        if not ids:
            continue
        rows = history.get_significant_states(
            hass,
            dt_util.as_utc(period.start),
            dt_util.as_utc(period.end),
            ids,
            no_attributes=not with_attributes,
        )
        found |= {i: [_moment(state) for state in states] for i, states in rows.items() if states}
    return found


def _moment(state: State | dict[str, Any]) -> Moment:
    """Return one kept state."""
    assert isinstance(state, State)
    return Moment(state.last_updated.timestamp(), state.state, state.attributes)


async def _async_figures(
    hass: HomeAssistant, entities: list[Entity], period: Period
) -> dict[str, Figures]:
    """Return what the readings of entities came to."""
    statistics = await get_instance(hass).async_add_executor_job(
        _statistics, hass, tuple(entities), period
    )
    end = period.end.timestamp()
    ends = replace(period, start=max(period.start, period.end - _FRESH))
    known = [e for e in entities if e.entity_id in statistics]
    others = [e for e in entities if e.entity_id not in statistics]
    kept = await _async_kept(hass, known, ends) | await _async_kept(hass, others, period)
    parts = {
        e.entity_id: together(
            [statistics.get(e.entity_id), from_moments(e, kept.get(e.entity_id, ()), end)]
        )
        for e in entities
    }
    return {entity_id: figures for entity_id, figures in parts.items() if figures}


def _statistics(
    hass: HomeAssistant, entities: tuple[Entity, ...], period: Period
) -> dict[str, Figures]:
    """Read the statistics of those entities that have any."""
    found: dict[str, Figures] = {}
    for entity in entities:
        row = statistic_during_period(
            hass,
            dt_util.as_utc(period.start),
            dt_util.as_utc(period.end),
            entity.entity_id,
            {"min", "max", "mean"},
            None,
        )
        if row.get("min") is not None and row.get("mean") is not None:
            found[entity.entity_id] = Figures(row["min"], row["max"], row["mean"])
    return found


def _units(hass: HomeAssistant, entities: list[Entity], home: Home) -> Mapping[str, str]:
    """Return the units of readings by entity id."""
    return {entity.entity_id: _unit(hass.states.get(entity.entity_id), home) for entity in entities}


def _unit(state: State | None, home: Home) -> str:
    """Return the unit of a reading."""
    if state is None:
        return ""
    if state.domain == "climate":
        return home.temperature_unit
    return (
        "%" if state.domain == "humidifier" else state.attributes.get(ATTR_UNIT_OF_MEASUREMENT, "")
    )
