"""Questions answered: from states at once, from weather, calendars and lists through their actions."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.util import dt as dt_util

from .agent.answers import list_answer, state_answer
from .agent.convert import Call
from .agent.diary import calendar_answer, clock
from .agent.facts import Answer, Fact
from .agent.home import Entity, Home
from .agent.weather import weather_answer
from .lists import NO_LIST, async_items, contents, with_list
from .recorded import async_history
from .refusal import failed
from .rights import async_user

_NO_WEATHER = "There is no weather service in your home."
_NO_CALENDAR = "There is no calendar in your home."
CALENDAR_DAYS, SEARCHED_DAYS = 8, 92
"""So far ahead calendars are read; further when something in particular is looked for."""


async def async_answer(hass: HomeAssistant, call: Call, home: Home, context: Context) -> Answer:
    """Return the answer to a reading call, made of nothing but what the user may see.

    Raises:
        Unauthorized: It was about nothing that the user may see.
    """
    home = await _async_seen(hass, home, context)
    call = _permitted(call, home, context)
    entities = [home.entities[i] for i in call.entity_ids]
    if call.service == "steward.get_state" and len(entities) == 1:
        call = _specific(call, entities[0])
    if call.service == "steward.get_state":
        return state_answer(entities, call.data, home, hass.states.get)
    if call.service == "steward.list":
        return list_answer(entities, call.data, home, hass.states.get)
    if call.service == "steward.get_history":
        return await async_history(hass, call, entities, home, context)
    if call.service == "steward.get_time":
        return Answer(text=f"It is {clock(dt_util.now())}.")
    if call.service == "steward.get_date":
        return Answer(text=f"It is {dt_util.now():%A, %-d %B %Y}.")
    if call.domain == "weather":
        return await _async_weather(hass, call, home, context)
    if call.domain == "calendar":
        return await _async_calendar(hass, call, home, context)
    return await _async_list(hass, call, home, context)


async def _async_seen(hass: HomeAssistant, home: Home, context: Context) -> Home:
    """Return a home with just what the user may see.

    Raises:
        UnknownUser: There is no such user any more.
    """
    user = await async_user(hass, context, POLICY_READ)
    if user is None or user.permissions.access_all_entities(POLICY_READ):
        return home
    may_see = user.permissions.check_entity
    return replace(
        home, entities={i: e for i, e in home.entities.items() if may_see(i, POLICY_READ)}
    )


def _permitted(call: Call, home: Home, context: Context) -> Call:
    """Return a question about just what is in a home.

    Raises:
        Unauthorized: It was about nothing else.
    """
    ids = tuple(i for i in call.entity_ids if i in home.entities)
    if call.entity_ids and not ids:
        raise Unauthorized(context=context, permission=POLICY_READ)
    return replace(call, entity_ids=ids)


_CONTENTS = {
    "todo": ("todo.get_items", {}),
    "calendar": ("calendar.get_events", {"day": "today"}),
    "weather": ("weather.get_forecasts", {"day": "now"}),
}


def _specific(call: Call, entity: Entity) -> Call:
    """Return the call that reads what an entity holds, where its state says little of it."""
    if entity.domain not in _CONTENTS:
        return call
    service, data = _CONTENTS[entity.domain]
    return replace(call, service=service, data=data)


def _meant(call: Call, home: Home, domain: str) -> list[Entity]:
    """Return the entities a call names, or all of a domain."""
    named = [home.entities[i] for i in call.entity_ids if i in home.entities]
    return named or [entity for entity in home.everything() if entity.domain == domain]


async def _async_weather(hass: HomeAssistant, call: Call, home: Home, context: Context) -> Answer:
    """Return the weather."""
    found = _meant(call, home, "weather")
    state = hass.states.get(found[0].entity_id) if found else None
    if state is None:
        return Answer(text=_NO_WEATHER)
    if state.state == STATE_UNAVAILABLE:
        raise failed("entity_unavailable", entity_id=state.entity_id)
    forecast = await _async_forecast(hass, state.entity_id, context)
    day = str(call.data.get("day", "now"))
    text = weather_answer(found[0].name, state, forecast, day, dt_util.now(), home)
    return _about(text, found[:1])


async def _async_forecast(
    hass: HomeAssistant, entity_id: str, context: Context
) -> list[Mapping[str, Any]]:
    """Return the daily forecasts, none from a service that has no days."""
    try:
        response = await _async_read(
            hass, "weather", "get_forecasts", [entity_id], context, type="daily"
        )
    except Unauthorized:
        raise
    except HomeAssistantError:
        return []
    return list(response.get(entity_id, {}).get("forecast", []))


async def _async_calendar(hass: HomeAssistant, call: Call, home: Home, context: Context) -> Answer:
    """Return what is on the calendars."""
    found = _meant(call, home, "calendar")
    if not found:
        return Answer(text=_NO_CALENDAR)
    about = str(call.data.get("about", "")).strip()
    start = dt_util.start_of_local_day()
    response = await _async_read(
        hass,
        "calendar",
        "get_events",
        [entity.entity_id for entity in found],
        context,
        start_date_time=start.isoformat(),
        end_date_time=(
            start + timedelta(days=SEARCHED_DAYS if about else CALENDAR_DAYS)
        ).isoformat(),
    )
    events = [event for answer in response.values() for event in answer.get("events", [])]
    day = str(call.data.get("day", "today"))
    return _about(calendar_answer(events, day, dt_util.now(), about), found)


async def _async_list(hass: HomeAssistant, call: Call, home: Home, context: Context) -> Answer:
    """Return what is on a to-do list."""
    chosen = with_list(replace(call, data={}), home)
    if chosen is None:
        return Answer(text=NO_LIST)
    list_id = chosen.entity_ids[0]
    items = await async_items(hass, list_id, context)
    return _about(contents(home, list_id, items), [home.entities[list_id]])


def _about(text: str, entities: Iterable[Entity]) -> Answer:
    """Return an answer that came from some entities, in words only."""
    return Answer(text=text, facts=tuple(Fact(entity=entity) for entity in entities))


async def _async_read(
    hass: HomeAssistant,
    domain: str,
    service: str,
    entity_ids: Iterable[str],
    context: Context,
    **data: Any,
) -> dict[str, Any]:
    """Return the response of a reading action, by entity id."""
    response = await hass.services.async_call(
        domain,
        service,
        {"entity_id": list(entity_ids), **data},
        blocking=True,
        context=context,
        return_response=True,
    )
    return dict(response or {})
