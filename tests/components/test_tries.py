"""Tries at a secret: counted before they are made, and forgotten in time."""

import pytest
from homeassistant.core import HomeAssistant

from custom_components.steward import tries


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return a clock to be set."""
    now = [0.0]
    monkeypatch.setattr(tries, "monotonic", lambda: now[0])
    return now


def test_no_more_than_three(clock: list[float]) -> None:
    """Several at a time are no more than one after another: each counts before it is judged."""
    several = tries.Tries()
    assert [several.begin() for _ in range(5)] == [True, True, True, False, False]
    assert several.closed_for_s == tries.LOCK_OUT_S


def test_right_in_between(clock: list[float]) -> None:
    """A right one starts the count anew."""
    several = tries.Tries()
    assert several.begin()
    assert several.begin()
    several.succeed()
    assert [several.begin() for _ in range(4)] == [True, True, True, False]


def test_the_third_one_may_be_right(clock: list[float]) -> None:
    """It is judged as well, and opens what it had closed."""
    several = tries.Tries()
    assert all(several.begin() for _ in range(3))
    several.succeed()
    assert several.closed_for_s == 0
    assert several.begin()


def test_open_again(clock: list[float]) -> None:
    """After the time is up, three more may be made."""
    several = tries.Tries()
    assert all(several.begin() for _ in range(3))
    clock[0] += tries.LOCK_OUT_S - 1
    assert several.closed_for_s == 1
    assert not several.begin()
    clock[0] += 1
    assert several.closed_for_s == 0
    assert [several.begin() for _ in range(4)] == [True, True, True, False]


def test_kept_by_name(hass: HomeAssistant) -> None:
    """Whoever asks for a name gets the same, as long as Home Assistant runs."""
    assert tries.tries(hass, "a.pin") is tries.tries(hass, "a.pin")
    assert tries.tries(hass, "a.pin") is not tries.tries(hass, "b.pin")
