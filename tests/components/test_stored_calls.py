"""Calls on disk: what was kept is what comes back."""

import json

import pytest

from custom_components.steward.agent.convert import Call
from custom_components.steward.agent.plan import AT_ONCE, Event, When
from custom_components.steward.stored_calls import call_as_dict, call_from_dict


@pytest.mark.parametrize(
    "when",
    [
        pytest.param(AT_ONCE, id="at-once"),
        pytest.param(When(after_s=600.0), id="after"),
        pytest.param(When(at="7:30 pm"), id="at"),
        pytest.param(When(at="sunset", every="weekday"), id="every"),
        pytest.param(When(for_s=0.0), id="for"),
        pytest.param(When(event=Event(source="lock.front_door", state="locked")), id="event"),
        pytest.param(When(event=Event(source="sensor.fridge", below=3)), id="below"),
        pytest.param(When(event=Event(source="sensor.fridge", above=0.0)), id="above"),
    ],
)
def test_there_and_back(when: When) -> None:
    """A call comes back as it was, by way of JSON."""
    call = Call(
        service="light.turn_on",
        entity_ids=("light.a", "light.b"),
        data={"brightness_pct": 20, "hs_color": [45.0, 100.0]},
        when=when,
    )
    assert call_from_dict(json.loads(json.dumps(call_as_dict(call)))) == call


def test_shape() -> None:
    """What is not set is not written."""
    call = Call(service="script.turn_on", entity_ids=("script.a",))
    assert call_as_dict(call) == {
        "service": "script.turn_on",
        "entity_ids": ["script.a"],
        "data": {},
    }
    later = Call(service="script.turn_on", when=When(event=Event(source="lock.a", state="locked")))
    assert call_as_dict(later)["when"] == {"event": {"source": "lock.a", "state": "locked"}}
