"""Putting states back: what can be, how, and whether it worked."""

import asyncio
import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from homeassistant.core import Context, HomeAssistant, State
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers.state import async_reproduce_state

from .agent.convert import Call

_LOGGER = logging.getLogger(__name__)

_BY_CALL: dict[tuple[str, str], str] = {
    ("valve", "open"): "valve.open_valve",
    ("valve", "closed"): "valve.close_valve",
    ("siren", "on"): "siren.turn_on",
    ("siren", "off"): "siren.turn_off",
    ("lawn_mower", "mowing"): "lawn_mower.start_mowing",
    ("lawn_mower", "paused"): "lawn_mower.pause",
    ("lawn_mower", "docked"): "lawn_mower.dock",
}
"""States of domains that Home Assistant cannot reproduce by itself."""
_TRANSIENT = {
    "opening": "open",
    "closing": "closed",
    "locking": "locked",
    "unlocking": "unlocked",
    "returning": "docked",
    "buffering": "playing",
    "standby": "off",
}
_RESTORABLE = frozenset(
    "alarm_control_panel automation climate counter cover fan humidifier input_boolean "
    "input_datetime input_number input_select input_text lawn_mower light lock media_player number "
    "select siren switch text vacuum valve water_heater".split()
)
_UNKNOWN = frozenset({"unknown", "unavailable"})
_SET_WHILE_OFF = frozenset({"climate", "water_heater"})
"""What keeps its settings while it is off; of all else they are not to be had then."""
_NEAR: Mapping[str, float] = {
    "brightness": 4,
    "color_temp_kelvin": 120,
    "current_position": 3,
    "current_tilt_position": 3,
    "humidity": 2,
    "percentage": 3,
    "target_temp_high": 0.6,
    "target_temp_low": 0.6,
    "temperature": 0.6,
    "volume_level": 0.03,
}
"""Attributes that are put back, with how near counts as the same."""
_SAME = frozenset(
    "direction effect fan_mode fan_speed is_volume_muted mode operation_mode oscillating "
    "preset_mode sound_mode source swing_mode".split()
)
_COLOR_NEAR = 0.03
_PLAYER = {
    "volume_level": "volume_set",
    "is_volume_muted": "volume_mute",
    "source": "select_source",
    "sound_mode": "select_sound_mode",
}
"""Attributes of a player, with the actions that set them."""
_SONG = frozenset({"media_content_id", "media_content_type"})


def is_restorable(entity_id: str) -> bool:
    """Return whether an entity is one of a kind that can be put back into a state."""
    return entity_id.partition(".")[0] in _RESTORABLE


def is_told(state: State) -> bool:
    """Return whether a state tells how a thing was."""
    return state.state not in _UNKNOWN


async def async_restore(hass: HomeAssistant, states: Iterable[State], context: Context) -> None:
    """Put states back, settled ones in place of passing ones; what fails is logged.

    Raises:
        Unauthorized: The user of the context may not do all of it.
    """
    wanted = [state for state in states if is_restorable(state.entity_id) and is_told(state)]
    results = await asyncio.gather(
        *(_async_one(hass, settled(state), context) for state in wanted), return_exceptions=True
    )
    for state, result in zip(wanted, results, strict=True):
        if isinstance(result, Unauthorized):
            raise result
        if isinstance(result, Exception):
            _LOGGER.warning("%s could not be put back: %s", state.entity_id, result)
        elif isinstance(result, BaseException):
            raise result


async def _async_one(hass: HomeAssistant, wanted: State, context: Context) -> None:
    """Put one state back."""
    now = hass.states.get(wanted.entity_id)
    if now is None:
        return
    if (wanted.domain, wanted.state) in _BY_CALL or wanted.domain == "valve":
        calls = [_call(wanted)]
    elif wanted.domain == "media_player" and settled(now).state == wanted.state:
        calls = list(_player_calls(wanted, now))
    else:
        await async_reproduce_state(hass, _without_the_song(wanted, now), context=context)
        return
    for call in calls:
        data = {**call.data, "entity_id": list(call.entity_ids)}
        await hass.services.async_call(call.domain, call.name, data, blocking=True, context=context)


def settled(state: State) -> State:
    """Return a state that lasts in place of one that passes."""
    return State(state.entity_id, _TRANSIENT.get(state.state, state.state), state.attributes)


def _without_the_song(wanted: State, now: State) -> State:
    """Return a state without what plays, where that plays still: it would begin anew."""
    if any(wanted.attributes.get(key) != now.attributes.get(key) for key in _SONG):
        return wanted
    kept = {key: value for key, value in wanted.attributes.items() if key not in _SONG}
    return State(wanted.entity_id, wanted.state, kept)


def _player_calls(wanted: State, now: State) -> Iterator[Call]:
    """Yield what puts back a player that goes on as before: its volume and the like, nothing else."""
    for key, name in _PLAYER.items():
        value = wanted.attributes.get(key)
        if value is not None and value != now.attributes.get(key):
            ids = (wanted.entity_id,)
            yield Call(service=f"media_player.{name}", entity_ids=ids, data={key: value})


def is_back(wanted: State, now: State | None) -> bool:
    """Return whether an entity is as it was, or on the way there, in all that can be put back."""
    if now is None or settled(now).state != settled(wanted).state:
        return False
    is_off = settled(wanted).state == "off" and wanted.domain not in _SET_WHILE_OFF
    # What is on its way shows where it was.
    return is_off or now.state != wanted.state or _are_alike(wanted.attributes, now.attributes)


def _are_alike(wanted: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Return whether attributes are the same, as far as they can be put back."""
    return (
        all(_is_near(wanted.get(key), now.get(key), by) for key, by in _NEAR.items())
        and all(wanted.get(key) in (None, now.get(key)) for key in _SAME)
        and _is_near_color(wanted.get("xy_color"), now.get("xy_color"))
    )


def _is_near(wanted: Any, now: Any, by: float) -> bool:
    """Return whether two numbers are near enough; one that was not there need not come back."""
    return wanted is None or (now is not None and abs(float(wanted) - float(now)) <= by)


def _is_near_color(wanted: Any, now: Any) -> bool:
    """Return whether two colours are near enough."""
    return wanted is None or (
        now is not None and all(abs(a - b) <= _COLOR_NEAR for a, b in zip(wanted, now, strict=True))
    )


def _call(state: State) -> Call:
    """Return the call that puts back a state that Home Assistant cannot reproduce."""
    ids = (state.entity_id,)
    position = state.attributes.get("current_position")
    if state.domain == "valve" and position not in (None, 0, 100):
        return Call(service="valve.set_valve_position", entity_ids=ids, data={"position": position})
    return Call(service=_BY_CALL[state.domain, state.state], entity_ids=ids)
