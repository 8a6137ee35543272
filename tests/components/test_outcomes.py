"""How a turn ended, as an automation reads it from the response of `steward.command`."""

from typing import Any

import pytest

from custom_components.steward.engine import EngineUnavailable
from tests.components.at_home import House, Script, call, on

pytest_plugins = ["tests.components.house_fixtures"]

LANTERN = on("lantern")


@pytest.mark.parametrize(
    ("sentence", "plan", "outcome", "changed"),
    [
        pytest.param("turn on the desk lamp", on("lamp"), "acted", ["light.desk_lamp"], id="done"),
        pytest.param("turn on the floor lamp", on("lamp"), "acted", [], id="already-so"),
        pytest.param(
            "turn on the desk lamp in five minutes",
            on("lamp", in_={"minutes": 5}),
            "acted",
            [],
            id="put-off",
        ),
        pytest.param(
            "turn on the kettle and the deaf lantern",
            [call("switch.turn_on", "kettle"), *LANTERN],
            "acted",
            ["switch.kettle"],
            id="partly-done",
        ),
        pytest.param("what time is it", [call("steward.get_time")], "answered", [], id="answered"),
        pytest.param("forget it", [call("steward.never_mind")], "answered", [], id="never-mind"),
        pytest.param("undo", [call("steward.undo")], "answered", [], id="nothing-to-undo"),
        pytest.param(
            "unlock the front door", [call("lock.unlock", "door")], "asks", [], id="asks-first"
        ),
        pytest.param("the lamp", [call("steward.ask", "lamp")], "asks", [], id="asks-back"),
        pytest.param(
            "turn on the desk lamp and unlock the front door",
            [*on("lamp"), call("lock.unlock", "door")],
            "asks",
            ["light.desk_lamp"],
            id="partly-asks",
        ),
        pytest.param(
            "fly away",
            [call("steward.decline", data={"reason": "missing"})],
            "declined",
            [],
            id="declined",
        ),
        pytest.param("turn on the lost lantern", LANTERN, "failed", [], id="unavailable"),
        pytest.param("turn on the angry lantern", LANTERN, "failed", [], id="error"),
        pytest.param("turn on the deaf lantern", LANTERN, "failed", [], id="no-response"),
        pytest.param("turn on the desk lamp", "nonsense", "failed", [], id="no-plan"),
        pytest.param(
            "turn on the desk lamp", EngineUnavailable("down"), "failed", [], id="no-model"
        ),
    ],
)
async def test_outcome(
    house: House, sentence: str, plan: Script, outcome: str, changed: list[str]
) -> None:
    """Every turn says how it ended and what is different now."""
    response: dict[str, Any] = await house.command(sentence, plan)
    assert response["outcome"] == outcome
    assert [change["entity_id"] for change in response["changed"]] == changed
    assert response["reply"]


@pytest.mark.parametrize(
    ("sentence", "plan", "reply"),
    [
        pytest.param("desk lamp on", on("lamp"), "Turned on Desk Lamp.", id="done"),
        pytest.param("floor lamp on", on("lamp"), "Floor Lamp is already on.", id="already-so"),
        pytest.param("deaf lantern on", LANTERN, "Deaf Lantern did not respond.", id="no-response"),
        pytest.param(
            "kettle and deaf lantern on",
            [*LANTERN, call("switch.turn_on", "kettle")],
            "Deaf Lantern did not respond. Turned on Kettle.",
            id="partly-done",
        ),
        pytest.param(
            "cellar lights on",
            on("cellar"),
            "Lost Lantern is not available. Something went wrong with Angry Lantern and "
            "Deaf Lantern.",
            id="none-of-a-room",
        ),
    ],
)
async def test_verified(house: House, sentence: str, plan: Any, reply: str) -> None:
    """What is said is what happened, with the names of all that it did not happen to."""
    assert (await house.command(sentence, plan))["reply"] == reply
