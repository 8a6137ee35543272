"""Voice timers, through Home Assistant's own timer intents: they ring where they were set."""

from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import intent

from .agent.convert import Call
from .agent.plan import seconds
from .agent.reply import span
from .const import DOMAIN

_INTENTS = {
    "start_timer": intent.INTENT_START_TIMER,
    "cancel_timer": intent.INTENT_CANCEL_TIMER,
    "cancel_all_timers": intent.INTENT_CANCEL_ALL_TIMERS,
    "pause_timer": intent.INTENT_PAUSE_TIMER,
    "resume_timer": intent.INTENT_UNPAUSE_TIMER,
    "add_to_timer": intent.INTENT_INCREASE_TIMER,
    "take_from_timer": intent.INTENT_DECREASE_TIMER,
    "timer_status": intent.INTENT_TIMER_STATUS,
}
_SAID = {
    "cancel_timer": "Timer cancelled.",
    "cancel_all_timers": "All timers cancelled.",
    "pause_timer": "Timer paused.",
    "resume_timer": "Timer resumed.",
}
_TIMED = frozenset({"start_timer", "add_to_timer", "take_from_timer"})
_ERRORS = {
    "timer_not_found": "There is no such timer.",
    "multiple_timers_matched": "Which timer do you mean?",
    "no_timer_support": "Timers don't work here.",
}


def spoken_error(error: intent.IntentHandleError) -> str:
    """Return what to say when a timer call fails."""
    return _ERRORS.get(str(error.response_key), "That timer could not be changed.")


def inverse(call: Call) -> list[Call]:
    """Return what takes a timer call back."""
    back = {
        "add_to_timer": "take_from_timer",
        "take_from_timer": "add_to_timer",
        "pause_timer": "resume_timer",
        "resume_timer": "pause_timer",
    }
    if call.name == "start_timer":
        return [Call(service=f"{DOMAIN}.cancel_timer", data=call.data)]
    if call.name in back:
        return [Call(service=f"{DOMAIN}.{back[call.name]}", data=call.data)]
    return []


def is_timer(call: Call) -> bool:
    """Return whether a call is about timers."""
    return call.domain == DOMAIN and call.name in _INTENTS


async def async_handle(
    hass: HomeAssistant, call: Call, device_id: str | None, context: Context
) -> str:
    """Carry out a call about timers; return what to say.

    Raises:
        IntentHandleError: There is no such timer, or several fit.
    """
    response = await intent.async_handle(
        hass,
        DOMAIN,
        _INTENTS[call.name],
        {key: {"value": value} for key, value in _slots(call).items()},
        context=context,
        device_id=device_id,
    )
    if call.name == "timer_status":
        return _status(response.speech_slots.get("timers", []))
    return _SAID.get(call.name) or _changed(call)


def _slots(call: Call) -> dict[str, Any]:
    """Return the slots of the timer intent: whole hours, minutes and seconds, and the name."""
    slots: dict[str, Any] = {}
    total = round(seconds(call.data))
    if total:
        hours, rest = divmod(total, 3600)
        minutes, left = divmod(rest, 60)
        parts = {"hours": hours, "minutes": minutes, "seconds": left}
        # Elsewhere than at the start, a length tells which timer is meant.
        prefix = "" if call.name in _TIMED else "start_"
        slots = {f"{prefix}{unit}": count for unit, count in parts.items() if count}
    if name := call.data.get("name"):
        slots["name"] = name
    return slots


def _changed(call: Call) -> str:
    """Return what was done to a timer's time."""
    length = span(seconds(call.data))
    name = f"{call.data['name']} timer" if call.data.get("name") else "timer"
    if call.name == "start_timer":
        return f"{name[:1].upper()}{name[1:]} set for {length}."
    return f"Added {length}." if call.name == "add_to_timer" else f"Took {length} off."


def _status(timers: list[dict[str, Any]]) -> str:
    """Return how much time is left."""
    if not timers:
        return "There are no timers running."
    return " ".join(
        f"{_title(timer)} has {span(timer['total_seconds_left'])} left"
        f"{'' if timer['is_active'] else ', paused'}."
        for timer in timers
    )


def _title(timer: dict[str, Any]) -> str:
    """Return how a timer is called."""
    name = timer.get("name")
    return f"The {name} timer" if name else "The timer"


async def async_running(hass: HomeAssistant, device_id: str | None) -> bool:
    """Return whether any timer is running."""
    response = await intent.async_handle(
        hass, DOMAIN, intent.INTENT_TIMER_STATUS, {}, device_id=device_id
    )
    return bool(response.speech_slots.get("timers"))
