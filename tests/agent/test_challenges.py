"""What is asked before something dangerous, and said when it is not done."""

from __future__ import annotations

from typing import Any

import pytest

from custom_components.steward.agent.challenges import (
    are_you_sure,
    refused,
    too_often,
    whats_the_code,
    whats_the_pin,
    wrong_code,
)
from custom_components.steward.agent.convert import Call
from custom_components.steward.agent.policy import BY_YOU, FROM_HERE
from tests.agent.homes import house

HOUSE = house()
PANEL = "alarm_control_panel.house"


def call(service: str, *entity_ids: str, **data: Any) -> Call:
    """Return a call."""
    return Call(service=service, entity_ids=entity_ids, data=data)


@pytest.mark.parametrize(
    ("made", "act"),
    [
        (call("lock.unlock", "lock.front"), "unlock Front Door"),
        (call("lock.open", "lock.front"), "open Front Door"),
        (call("cover.open_cover", "cover.garage", "cover.gate"), "open Garage Door and Gate"),
        (call("cover.set_cover_position", "cover.garage", position=5), "open Garage Door"),
        (call("valve.open_valve", "valve.gas"), "open Gas"),
        (call("alarm_control_panel.alarm_disarm", PANEL), "disarm Alarm"),
        (call("fan.turn_off", "fan.bed"), "turn off Bedroom Fan"),
        (call("fan.toggle", "fan.bed"), "switch Bedroom Fan"),
        (call("fan.brand_new", "fan.bed"), "do it with Bedroom Fan"),
    ],
)
def test_are_you_sure(made: Call, act: str) -> None:
    """What is dangerous is named before it is done."""
    assert are_you_sure([made], HOUSE) == f"Are you sure you want to {act}?"
    assert whats_the_pin([made], HOUSE) == f"What's the PIN to {act}?"


def test_are_you_sure_of_several() -> None:
    """One question for all that waits."""
    calls = [call("lock.unlock", "lock.front"), call("cover.open_cover", "cover.gate")]
    expected = "Are you sure you want to unlock Front Door and open Gate?"
    assert are_you_sure(calls, HOUSE) == expected


def test_codes() -> None:
    """The device that wants a code is named once, however much is wanted of it."""
    calls = [
        call(f"alarm_control_panel.{name}", PANEL) for name in ("alarm_disarm", "alarm_arm_home")
    ]
    assert whats_the_code(calls, HOUSE) == "What's the code for Alarm?"
    assert wrong_code(calls[0], HOUSE) == "Alarm did not accept that code."


def test_refusals() -> None:
    """Whom it is about is told apart."""
    assert refused(None) == "I'm not allowed to do that."
    assert refused(FROM_HERE) == "That isn't allowed from here."
    assert refused(BY_YOU) == "You aren't allowed to do that."


@pytest.mark.parametrize(
    ("seconds", "span"),
    [(300, "5 minutes"), (241, "5 minutes"), (240, "4 minutes"), (1, "1 minute")],
)
def test_too_often(seconds: float, span: str) -> None:
    """How long it takes is told in whole minutes, never too few."""
    assert too_often("PIN", seconds) == f"That PIN was wrong too often. Try again in {span}."
