"""Putting states back: what can be, and what of it would unlock, open or disarm."""

from collections.abc import Iterable

from homeassistant.core import State

from .agent.convert import Call

_GUARDED: dict[tuple[str, str], str] = {
    ("lock", "unlocked"): "lock.unlock",
    ("lock", "open"): "lock.unlock",
    ("cover", "open"): "cover.open_cover",
    ("valve", "open"): "valve.open_valve",
    ("alarm_control_panel", "disarmed"): "alarm_control_panel.alarm_disarm",
}
_TRANSIENT = {"opening": "open", "closing": "closed", "locking": "locked", "unlocking": "unlocked"}
_STATELESS = frozenset(
    {"scene", "script", "button", "input_button", "automation", "update", "todo"}
)


def guarded_calls(states: Iterable[State]) -> list[Call]:
    """Return the calls that putting states back would come to, where those may be dangerous."""
    return [
        Call(service=service, entity_ids=(state.entity_id,))
        for state in states
        if (service := _GUARDED.get((state.domain, state.state)))
    ]


def restorable(states: Iterable[State]) -> list[State]:
    """Return the states that can be put back, settled ones in place of passing ones."""
    return [
        State(state.entity_id, _TRANSIENT.get(state.state, state.state), state.attributes)
        for state in states
        if state.domain not in _STATELESS
    ]
