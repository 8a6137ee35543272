"""Whom a message is for."""

from collections.abc import Iterable

import pytest

from custom_components.steward.agent.convert import Call
from custom_components.steward.agent.messages import (
    ANNOUNCE,
    SEND,
    addressed,
    aloud,
    is_message,
)
from custom_components.steward.agent.plan import When
from tests.agent.homes import entity, home_of

HOME = home_of(
    [
        entity("assist_satellite.kitchen", "Kitchen Voice", "kitchen", features="announce"),
        entity("assist_satellite.hall", "Hall Voice", "hall", features="announce"),
        entity("assist_satellite.mute", "Mute", "hall"),
        entity("notify.ada", "Ada's Phone", features="message"),
        entity("notify.ben", "Ben's Phone", features="message"),
        entity("light.hall", "Hall Light", "hall", features="on_off"),
    ]
)
KITCHEN, HALL = "assist_satellite.kitchen", "assist_satellite.hall"
LATER = When(after_s=600)


def message(service: str = ANNOUNCE, *ids: str, when: When | None = None) -> Call:
    """Return a message."""
    data = {"message": "dinner is ready"}
    return Call(service=service, entity_ids=ids, data=data, when=when or When())


@pytest.mark.parametrize(
    ("call", "spoken_to", "called", "is_said_here"),
    [
        pytest.param(message(), [], (KITCHEN, HALL), False, id="all, typed"),
        pytest.param(message(), [HALL], (KITCHEN,), False, id="all but the one spoken to"),
        pytest.param(message(when=LATER), [HALL], (KITCHEN, HALL), False, id="all, later"),
        pytest.param(message(ANNOUNCE, HALL), [HALL], (), True, id="here"),
        pytest.param(message(ANNOUNCE, HALL, KITCHEN), [HALL], (KITCHEN,), True, id="here, there"),
        pytest.param(message(ANNOUNCE, HALL), [KITCHEN], (HALL,), False, id="elsewhere"),
        pytest.param(
            message(SEND), [HALL], ("notify.ada", "notify.ben"), False, id="to all phones"
        ),
        pytest.param(message(SEND, "notify.ben"), [], ("notify.ben",), False, id="to one"),
    ],
)
def test_addressed(
    call: Call, spoken_to: Iterable[str], called: tuple[str, ...], is_said_here: bool
) -> None:
    """Those named, else all that can, and never a call on the satellite that listens."""
    found = addressed(call, HOME, set(spoken_to))
    assert found.call.entity_ids == called
    assert found.is_said_here is is_said_here
    assert found.call.data == call.data


def test_the_only_satellite_says_it_itself() -> None:
    """What is for everyone is heard at least where it was said."""
    home = home_of([entity(HALL, "Hall Voice", "hall", features="announce")])
    assert addressed(message(), home, {HALL}) == (message(), True)
    assert addressed(message(), home_of([]), set()) == (message(), False)


def test_words() -> None:
    """A message is said as a sentence; only messages are messages."""
    assert aloud(message()) == "Dinner is ready."
    assert is_message(message(SEND))
    assert not is_message(Call(service="light.turn_on"))
