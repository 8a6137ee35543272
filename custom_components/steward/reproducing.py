"""The calls that putting states back comes to, for the policy to judge and for a yes to carry out."""

from collections.abc import Iterable, Mapping
from typing import Any

from homeassistant.core import State

from .agent.convert import Call
from .restore import settled

_SERVICES: Mapping[str, Mapping[str, str]] = {
    "lock": {"locked": "lock.lock", "unlocked": "lock.unlock", "open": "lock.unlock"},
    "cover": {"open": "cover.open_cover", "closed": "cover.close_cover"},
    "valve": {"open": "valve.open_valve", "closed": "valve.close_valve"},
    "alarm_control_panel": {
        "disarmed": "alarm_control_panel.alarm_disarm",
        "armed_home": "alarm_control_panel.alarm_arm_home",
        "armed_away": "alarm_control_panel.alarm_arm_away",
        "armed_night": "alarm_control_panel.alarm_arm_night",
        "armed_vacation": "alarm_control_panel.alarm_arm_vacation",
    },
}
"""What brings a thing that may secure the house into a state."""
_VALUES: Mapping[str, tuple[str, str]] = {
    "number": ("number.set_value", "value"),
    "input_number": ("input_number.set_value", "value"),
    "select": ("select.select_option", "option"),
    "input_select": ("input_select.select_option", "option"),
}
"""Domains whose state is a value, with the service and the key that set it."""


def calls_back(states: Iterable[State]) -> list[Call]:
    """Return a call for each state that could be put back by one; the rest is left out."""
    return [call for state in states if (call := call_back(state))]


def call_back(state: State) -> Call | None:
    """Return the call that brings an entity into a state, None where none does."""
    if state.domain in _SERVICES:
        service = _SERVICES[state.domain].get(settled(state).state)
        return _call(service, state) if service else None
    if state.domain in _VALUES:
        service, key = _VALUES[state.domain]
        return _call(service, state, {key: state.state})
    name = "turn_off" if state.state == "off" else "turn_on"
    return _call(f"{state.domain}.{name}", state)


def _call(service: str, state: State, data: Mapping[str, Any] | None = None) -> Call:
    """Return a call on the entity of a state."""
    return Call(service=service, entity_ids=(state.entity_id,), data=data or {})
