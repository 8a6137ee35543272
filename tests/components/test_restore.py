"""Putting states back: by which actions, and when a thing counts as back."""

from typing import Any

import pytest
from homeassistant.core import Context, HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.steward.restore import async_restore, is_back, is_restorable, is_told


@pytest.mark.parametrize(
    ("entity_id", "was", "attributes", "now", "attributes_now", "expected"),
    [
        pytest.param("light.a", "on", {}, "on", {}, True, id="same"),
        pytest.param("light.a", "on", {}, "off", {}, False, id="state"),
        pytest.param(
            "light.a", "on", {"brightness": 100}, "on", {"brightness": 102}, True, id="near"
        ),
        pytest.param(
            "light.a", "on", {"brightness": 100}, "on", {"brightness": 120}, False, id="dim"
        ),
        pytest.param(
            "light.a", "on", {"brightness": 100}, "on", {"brightness": None}, False, id="none"
        ),
        pytest.param(
            "light.a", "on", {"xy_color": (0.1, 0.2)}, "on", {"xy_color": [0.11, 0.2]}, True
        ),
        pytest.param(
            "light.a", "on", {"xy_color": (0.1, 0.2)}, "on", {"xy_color": (0.6, 0.3)}, False
        ),
        pytest.param(
            "light.a", "off", {"brightness": 100}, "off", {"brightness": 9}, True, id="off"
        ),
        pytest.param(
            "climate.a", "off", {"temperature": 20}, "off", {"temperature": 23}, False, id="heating"
        ),
        pytest.param(
            "cover.a",
            "open",
            {"current_position": 60},
            "open",
            {"current_position": 20},
            False,
            id="position",
        ),
        pytest.param(
            "cover.a",
            "open",
            {"current_position": 60},
            "opening",
            {"current_position": 20},
            True,
            id="on-its-way",
        ),
        pytest.param("lock.a", "locking", {}, "locked", {}, True, id="settled"),
        pytest.param("vacuum.a", "docked", {}, "returning", {}, True, id="goes-home"),
        pytest.param(
            "media_player.a", "playing", {"media_title": "A"}, "playing", {"media_title": "B"}, True
        ),
        pytest.param(
            "media_player.a", "on", {"source": "TV"}, "on", {"source": "Radio"}, False, id="source"
        ),
    ],
)
def test_is_back(
    entity_id: str,
    was: str,
    attributes: dict[str, Any],
    now: str,
    attributes_now: dict[str, Any],
    *,
    expected: bool,
) -> None:
    """What can be put back is compared, and nothing else."""
    wanted, state = State(entity_id, was, attributes), State(entity_id, now, attributes_now)
    assert is_back(wanted, state) is expected
    assert not is_back(wanted, None)


def test_what_can_be_put_back() -> None:
    """A press leaves nothing, and an unknown state is none to go back to."""
    assert is_restorable("light.a")
    assert not is_restorable("button.a")
    assert is_told(State("light.a", "off"))
    assert not is_told(State("light.a", "unknown"))


@pytest.mark.parametrize(
    ("was", "attributes", "service", "data"),
    [
        pytest.param("siren.a", {}, "siren.turn_on", {}, id="siren"),
        pytest.param("valve.a", {}, "valve.open_valve", {}, id="valve"),
        pytest.param(
            "valve.a",
            {"current_position": 40},
            "valve.set_valve_position",
            {"position": 40},
            id="valve-position",
        ),
    ],
)
async def test_by_call(
    hass: HomeAssistant,
    was: str,
    attributes: dict[str, Any],
    service: str,
    data: dict[str, Any],
) -> None:
    """Where Home Assistant reproduces no states, the state is put back by its action."""
    calls = async_mock_service(hass, *service.split(".", 1))
    domain = was.partition(".")[0]
    hass.states.async_set(was, "off")
    state = State(was, {"siren": "on", "valve": "open"}[domain], attributes)
    await async_restore(hass, [state], Context())
    assert [dict(call.data) for call in calls] == [{**data, "entity_id": [was]}]


async def test_what_fails_keeps_no_other_from_going_back(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """It is in the log."""
    async_mock_service(hass, "siren", "turn_on", raise_exception=HomeAssistantError("No route"))
    calls = async_mock_service(hass, "valve", "open_valve")
    for entity_id in ("siren.a", "valve.a"):
        hass.states.async_set(entity_id, "off")
    await async_restore(hass, [State("siren.a", "on"), State("valve.a", "open")], Context())
    assert len(calls) == 1
    assert "siren.a could not be put back: No route" in caplog.text


async def test_who_may_not_hears_of_it(hass: HomeAssistant) -> None:
    """Rights are no fault of a device."""
    async_mock_service(hass, "siren", "turn_on", raise_exception=Unauthorized())
    hass.states.async_set("siren.a", "off")
    with pytest.raises(Unauthorized):
        await async_restore(hass, [State("siren.a", "on")], Context())
