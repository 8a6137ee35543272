"""What cannot be taken back: each is said with its name."""

from __future__ import annotations

import pytest

from custom_components.steward.agent.convert import Call
from custom_components.steward.agent.lasting import (
    lasting,
    long_ago,
    not_all_known,
    not_known_before,
)
from custom_components.steward.agent.plan import When
from tests.agent.homes import entity, home_of

HOUSE = home_of(
    [
        entity("notify.ada", "Ada's phone"),
        entity("assist_satellite.hall", "Hall"),
        entity("button.bell", "Bell"),
        entity("media_player.radio", "Radio"),
        entity("update.router", "Router"),
        entity("scene.movie", "Movie"),
        entity("light.lamp", "Lamp"),
    ]
)


@pytest.mark.parametrize(
    ("service", "entity_id", "text"),
    [
        ("notify.send_message", "notify.ada", "The message to Ada's phone can't be unsent."),
        (
            "assist_satellite.announce",
            "assist_satellite.hall",
            "The announcement on Hall can't be unsaid.",
        ),
        ("button.press", "button.bell", "Pressing Bell can't be undone."),
        (
            "media_player.media_next_track",
            "media_player.radio",
            "Skipping on Radio can't be undone.",
        ),
        ("update.install", "update.router", "The update of Router can't be undone."),
    ],
)
def test_lasting(service: str, entity_id: str, text: str) -> None:
    """Calls that leave nothing to put back are named; what is only planned can be called off."""
    call = Call(service=service, entity_ids=(entity_id,))
    lamp = Call(service="light.turn_on", entity_ids=("light.lamp",))
    later = Call(service=service, entity_ids=(entity_id,), when=When(after_s=60))
    assert lasting([lamp, call, later], HOUSE) == [text]


def test_what_is_not_known() -> None:
    """Scenes and things whose state was unknown are told of as what they are."""
    assert not_all_known(["scene.movie"], HOUSE).startswith("I can't see all that Movie did")
    assert not_known_before(["light.lamp"], HOUSE) == "I don't know how Lamp was before."
    both = not_known_before(["light.lamp", "media_player.radio"], HOUSE)
    assert both == "I don't know how Lamp and Radio were before."


def test_long_ago() -> None:
    """What was done is told with its time."""
    text = long_ago("Turned on Lamp.", "today at 3 pm")
    assert text == "The last thing I did was today at 3 pm: Turned on Lamp. I left it as it is."
