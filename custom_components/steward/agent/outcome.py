"""What really happened: the states after a call, held against what it asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .convert import Call
from .targets import StateLike, States

DONE, ALREADY, PENDING, UNAVAILABLE, ERROR = (
    "done",
    "already",
    "no_response",
    "unavailable",
    "error",
)
UNDER_WAY, REVERTED, LATE = ("under_way", "reverted", "late")
"""On the way to what was asked; there, and gone again by itself; the call itself not answered yet."""
WORKED = frozenset({DONE, UNDER_WAY})

_GONE = frozenset({"unavailable"})
_NOT_ON = frozenset({"off", "standby", "unavailable", "unknown"})
_STATES: dict[str, frozenset[str]] = {
    "turn_on": frozenset({"on"}),
    "turn_off": frozenset({"off", "standby"}),
    "open_cover": frozenset({"open", "opening"}),
    "close_cover": frozenset({"closed", "closing"}),
    "open_valve": frozenset({"open", "opening"}),
    "close_valve": frozenset({"closed", "closing"}),
    "lock.lock": frozenset({"locked", "locking"}),
    "unlock": frozenset({"unlocked", "unlocking", "open", "opening"}),
    "lock.open": frozenset({"open", "opening", "unlocked"}),
    "alarm_arm_home": frozenset({"armed_home", "arming", "pending"}),
    "alarm_arm_away": frozenset({"armed_away", "arming", "pending"}),
    "alarm_arm_night": frozenset({"armed_night", "arming", "pending"}),
    "alarm_arm_vacation": frozenset({"armed_vacation", "arming", "pending"}),
    "alarm_disarm": frozenset({"disarmed"}),
    "vacuum.start": frozenset({"cleaning"}),
    "vacuum.pause": frozenset({"paused", "idle"}),
    "vacuum.stop": frozenset({"idle", "paused", "docked"}),
    "return_to_base": frozenset({"returning", "docked"}),
    "start_mowing": frozenset({"mowing"}),
    "lawn_mower.pause": frozenset({"paused"}),
    "dock": frozenset({"docked", "returning"}),
    "media_pause": frozenset({"paused", "idle"}),
    "media_play": frozenset({"playing", "buffering", "on"}),
    "media_stop": frozenset({"idle", "off", "paused", "standby"}),
}
"""Service, or domain and service, to the states that show it worked."""

_PASSING = frozenset({"opening", "closing", "locking", "unlocking", "arming"})
"""States on the way to another; a door that is locking may yet jam."""
_QUICK = frozenset({"lock"})
"""What passes in a second or two, so that its end is worth waiting for."""

_ANY_BUT_OFF = frozenset({"media_player", "climate", "water_heater"})


def _close(tolerance: float) -> Callable[[Any, Any], bool]:
    """Return a comparison of numbers."""

    def compare(wanted: Any, have: Any) -> bool:
        """Return whether two numbers are near enough."""
        return have is not None and abs(float(wanted) - float(have)) <= tolerance

    return compare


def _same(wanted: Any, have: Any) -> bool:
    """Return whether two values are equal."""
    return bool(wanted == have)


_ATTRIBUTES: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "brightness_pct": ("brightness", lambda want, have: _close(4)(want * 2.55, have)),
    "color_temp_kelvin": ("color_temp_kelvin", _close(120)),
    "effect": ("effect", _same),
    "percentage": ("percentage", _close(20)),
    "preset_mode": ("preset_mode", _same),
    "oscillating": ("oscillating", _same),
    "direction": ("direction", _same),
    "temperature": ("temperature", _close(0.6)),
    "target_temp_low": ("target_temp_low", _close(0.6)),
    "target_temp_high": ("target_temp_high", _close(0.6)),
    "fan_mode": ("fan_mode", _same),
    "swing_mode": ("swing_mode", _same),
    "humidity": ("humidity", _close(2)),
    "mode": ("mode", _same),
    "volume_level": ("volume_level", _close(0.03)),
    "is_volume_muted": ("is_volume_muted", _same),
    "source": ("source", _same),
    "fan_speed": ("fan_speed", _same),
}
"""Data key to the attribute that shows it worked."""


_SEEN_KEYS = frozenset(_ATTRIBUTES) | {
    "hvac_mode",
    "operation_mode",
    "value",
    "option",
    "position",
    "tilt_position",
}
"""The data keys that show in a state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a call on one entity."""

    entity_id: str | None
    call: Call
    status: str
    error: str | None = None


def is_available(state: StateLike | None) -> bool:
    """Return whether an entity can be reached."""
    return state is not None and state.state not in _GONE


def is_settled(call: Call, entity_id: str, states: States) -> bool:
    """Return whether an entity is as a call wants it; True where nothing can be seen of it."""
    state = states(entity_id)
    if state is None:
        return False
    wanted = _wanted(call, entity_id)
    if wanted is not None and state.state not in wanted and not _is_on_somehow(call, state):
        return False
    return all(_shows(key, value, state) for key, value in call.data.items())


def is_passing(state: StateLike | None) -> bool:
    """Return whether an entity is on its way from one state to another."""
    return state is not None and state.state in _PASSING


def is_over(call: Call, entity_id: str, states: States) -> bool:
    """Return whether there is nothing to wait for: as wanted, or on a way that takes its time."""
    is_quick = entity_id.partition(".")[0] in _QUICK
    still_passes = is_quick and is_passing(states(entity_id))
    return is_settled(call, entity_id, states) and not still_passes


def is_visible(call: Call, entity_id: str) -> bool:
    """Return whether what a call asks for can be told from the state, all of it."""
    if not all(key in _SEEN_KEYS for key in call.data):
        return False
    return _wanted(call, entity_id) is not None or bool(call.data)


def _wanted(call: Call, entity_id: str) -> frozenset[str] | None:
    """Return the states that show that a call worked, None where it shows in none."""
    if (
        entity_id.partition(".")[0] in ("scene", "script", "button", "automation")
        and call.name == "turn_on"
    ):
        return None
    return _STATES.get(call.service) or _STATES.get(call.name)


def _is_on_somehow(call: Call, state: StateLike) -> bool:
    """Return whether a thing with many ways of being on is on."""
    is_on = state.state not in _NOT_ON
    return call.name == "turn_on" and call.domain in _ANY_BUT_OFF and is_on


def _shows(key: str, value: Any, state: StateLike) -> bool:
    """Return whether an attribute is as asked for; True for what does not show."""
    if key == "hvac_mode":
        return bool(state.state == value)
    if key == "operation_mode":
        return value in (state.state, state.attributes.get("operation_mode"))
    if key in ("value", "option"):
        return _same_text(value, state.state)
    if key == "position":
        return is_passing(state) or _close(3)(value, state.attributes.get("current_position"))
    if key == "tilt_position":
        return _close(3)(value, state.attributes.get("current_tilt_position"))
    known = _ATTRIBUTES.get(key)
    return known is None or known[1](value, state.attributes.get(known[0]))


def _same_text(value: Any, state: str) -> bool:
    """Return whether a state word says a value, also where one writes 5 and the other 5.0."""
    try:
        return float(value) == float(state)
    except ValueError:
        return str(value) == state
