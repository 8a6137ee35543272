"""Putting states back: what can be, how, and what of it would unlock, open or disarm."""

from collections.abc import Iterable

from homeassistant.core import Context, HomeAssistant, State
from homeassistant.helpers.state import async_reproduce_state

from .agent.convert import Call
from .execution import async_execute

_GUARDED: dict[tuple[str, str], str] = {
    ("lock", "unlocked"): "lock.unlock",
    ("lock", "open"): "lock.unlock",
    ("cover", "open"): "cover.open_cover",
    ("valve", "open"): "valve.open_valve",
    ("alarm_control_panel", "disarmed"): "alarm_control_panel.alarm_disarm",
}
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


async def async_restore(hass: HomeAssistant, states: Iterable[State], context: Context) -> None:
    """Put states back, settled ones in place of passing ones."""
    settled = [
        State(state.entity_id, _TRANSIENT.get(state.state, state.state), state.attributes)
        for state in states
        if state.domain not in _STATELESS
    ]
    by_call = {domain for domain, _ in _BY_CALL}
    own = [call for state in settled if (call := _call(state))]
    await async_execute(hass, own, context)
    await async_reproduce_state(
        hass, [state for state in settled if state.domain not in by_call], context=context
    )


def is_back(wanted: State, now: State | None) -> bool:
    """Return whether an entity is as it was put back to, as far as its state word tells."""
    if wanted.domain in _STATELESS:
        return True
    settled = _TRANSIENT.get(wanted.state, wanted.state)
    return now is not None and _TRANSIENT.get(now.state, now.state) == settled


def _call(state: State) -> Call | None:
    """Return the call that puts back a state that Home Assistant cannot reproduce."""
    service = _BY_CALL.get((state.domain, state.state))
    position = state.attributes.get("current_position")
    if state.domain == "valve" and position not in (None, 0, 100):
        ids = (state.entity_id,)
        return Call(service="valve.set_valve_position", entity_ids=ids, data={"position": position})
    return Call(service=service, entity_ids=(state.entity_id,)) if service else None
