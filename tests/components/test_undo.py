"""Undo: everything the last turn changed, in whose name, for how long, and what it cannot take back."""

from datetime import timedelta
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Context
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockUser, async_fire_time_changed

from house.virtual_home.models import HomeSpec
from tests.components.at_home import House, add_scene, call, entity, furnished, light, on
from tests.components.builders import AGENT_ID

pytest_plugins = ["tests.components.house_fixtures"]

UNDO = [call("steward.undo")]
COLOR = {"supported_color_modes": ["hs"], "hs_color": [240.0, 100.0], "brightness": 128}
SONG = {"media_content_type": "music", "media_title": "Lullaby"}
JOURNAL = f"steward.journal.{AGENT_ID}"


@pytest.fixture
def home() -> HomeSpec:
    """Return the house with a little more to change."""
    home = furnished()
    home["entities"] = [
        *home["entities"],
        light("ribbon", "on", "study", attributes=COLOR),
        entity(
            "media_player.radio",
            "playing",
            "kitchen",
            attributes={"volume_level": 0.3, "source": "Jazz", "source_list": ["Jazz"], **SONG},
        ),
        entity(
            "climate.heating",
            "heat",
            "kitchen",
            attributes={
                "temperature": 20,
                "current_temperature": 19,
                "hvac_modes": ["off", "heat"],
                "min_temp": 5,
                "max_temp": 30,
            },
        ),
        entity("vacuum.robo", "docked", "kitchen"),
        entity("button.bell", "unknown", "kitchen"),
        entity("scene.hue", "unknown", "study"),
        entity(
            "script.night",
            "off",
            sequence=[
                {"action": "light.turn_off", "target": {"entity_id": "light.floor_lamp"}},
                {"action": "switch.turn_on", "target": {"entity_id": "switch.kettle"}},
            ],
        ),
        entity(
            "script.alert",
            "off",
            sequence=[
                {"action": "light.turn_off", "target": {"entity_id": "light.floor_lamp"}},
                {"action": "button.press", "target": {"entity_id": "button.bell"}},
            ],
        ),
    ]
    return home


@pytest.mark.parametrize("restarts", [False, True], ids=["at-once", "after-a-restart"])
@pytest.mark.parametrize(
    ("sentence", "plan", "entity_id", "attribute", "name"),
    [
        pytest.param("desk lamp on", on("lamp"), "light.desk_lamp", None, "Desk Lamp", id="state"),
        pytest.param(
            "set the floor lamp to 20 percent",
            on("lamp", data={"brightness_pct": 20}),
            "light.floor_lamp",
            "brightness",
            "Floor Lamp",
            id="brightness",
        ),
        pytest.param(
            "make the ribbon red",
            on("ribbon", data={"color_name": "red"}),
            "light.ribbon",
            "hs_color",
            "Ribbon",
            id="color",
        ),
        pytest.param(
            "set the roman blind to 20 percent",
            [call("cover.set_cover_position", "blind", data={"position": 20})],
            "cover.roman_blind",
            "current_position",
            "Roman Blind",
            id="position",
        ),
        pytest.param(
            "set the heating to 23",
            [call("climate.set_temperature", "heating", data={"temperature": 23})],
            "climate.heating",
            "temperature",
            "Heating",
            id="temperature",
        ),
        pytest.param(
            "start robo", [call("vacuum.start", "robo")], "vacuum.robo", None, "Robo", id="robot"
        ),
        pytest.param(
            "set the radio to 60 percent",
            [call("media_player.volume_set", "radio", data={"volume": 60})],
            "media_player.radio",
            "volume_level",
            "Radio",
            id="volume",
        ),
    ],
)
async def test_puts_back(
    house: House,
    hass_admin_user: MockUser,
    sentence: str,
    plan: Any,
    entity_id: str,
    attribute: str | None,
    name: str,
    *,
    restarts: bool,
) -> None:
    """What a turn changed is as before, in the same conversation or after a restart in a new one."""
    who: dict[str, Any] = {"context": Context(user_id=hass_admin_user.id)}
    before = _seen(house, entity_id, attribute)
    first = await house.say(sentence, plan, **who)
    assert _seen(house, entity_id, attribute) != before
    if restarts:
        await house.restart()
        reply = await house.say("undo that", UNDO, **who)
    else:
        reply = await house.undo(first, **who)
    assert _seen(house, entity_id, attribute) == before
    assert (reply.outcome, reply.speech) == ("acted", f"Put {name} back.")


def _seen(house: House, entity_id: str, attribute: str | None) -> Any:
    """Return the state of an entity, or an attribute of it."""
    state = house.state(entity_id)
    return state.attributes[attribute] if attribute else state.state


async def test_volume_leaves_the_song_alone(house: House) -> None:
    """Only the volume is put back: what plays does not begin anew."""
    plan = [call("media_player.volume_set", "radio", data={"volume": 60})]
    first = await house.say("set the radio to 60 percent", plan)
    reply = await house.undo(first)
    assert reply.services == ["media_player.volume_set"]


# What was not as it should be


async def test_what_comes_late_is_taken_back_too(house: House) -> None:
    """A device that did it after the turn had ended did it all the same."""
    house.break_down("light.desk_lamp", "ignores")
    first = await house.say("turn on the desk lamp", on("lamp"))
    assert first.speech == "Desk Lamp did not respond."
    house.break_down("light.desk_lamp", "")
    house.give("light.desk_lamp", "on")
    reply = await house.undo(first)
    assert house.state("light.desk_lamp").state == "off"
    assert reply.speech == "Put Desk Lamp back."


async def test_what_is_back_already(house: House) -> None:
    """What somebody put back by hand is not said to have been put back."""
    first = await house.say("turn on the desk lamp", on("lamp"))
    house.give("light.desk_lamp", "off")
    reply = await house.undo(first)
    assert (reply.outcome, reply.services) == ("answered", [])
    assert reply.speech == "That is already as it was before."


async def test_already_so_is_nothing_to_undo(house: House) -> None:
    """What a turn found as it was asked for, it did not do."""
    first = await house.say("turn on the floor lamp", on("lamp"))
    house.give("light.floor_lamp", "off")
    reply = await house.undo(first)
    assert reply.speech == "There is nothing to undo."
    assert house.state("light.floor_lamp").state == "off"


async def test_rest_can_be_tried_again(house: House) -> None:
    """What did not go back is named; undo means it once more, and nothing else."""
    first = await house.say("study lights off", [call("light.turn_off", "study")])
    house.break_down("light.floor_lamp", "ignores")
    reply = await house.undo(first)
    assert reply.outcome == "acted"
    assert reply.speech == "Put Ribbon back. Floor Lamp did not respond."
    house.give("light.ribbon", "off")
    house.break_down("light.floor_lamp", "")
    again = await house.undo(first)
    assert again.speech == "Put Floor Lamp back."
    assert house.state("light.ribbon").state == "off"


async def test_removed_device(house: House) -> None:
    """A device that was removed since is told of."""
    first = await house.say("turn on the desk lamp", on("lamp"))
    er.async_get(house.hass).async_remove("light.desk_lamp")
    await house.hass.async_block_till_done()
    reply = await house.undo(first)
    assert (reply.outcome, reply.speech) == ("failed", "desk lamp is not available.")


async def test_dry_run_names_what_it_would_put_back(house: House) -> None:
    """And leaves it to be undone."""
    first = await house.command("turn on the desk lamp", on("lamp"))
    again: dict[str, Any] = {"conversation_id": first["conversation_id"]}
    response = await house.command("undo that", UNDO, dry_run=True, **again)
    assert response["reply"] == "Would do: Put Desk Lamp back."
    assert house.state("light.desk_lamp").state == "on"
    await house.command("undo that", UNDO, **again)
    assert house.state("light.desk_lamp").state == "off"


# Lists, timers, what was put off


async def test_list_after_a_restart(house: House, hass_admin_user: MockUser) -> None:
    """An item that was ticked off can be brought back."""
    who: dict[str, Any] = {"context": Context(user_id=hass_admin_user.id)}
    plan = [call("todo.update_item", "list", data={"item": "milk"})]
    first = await house.say("tick milk off the shopping list", plan, **who)
    assert first.speech == "Ticked off Milk on Shopping List."
    await house.restart()
    reply = await house.say("undo that", UNDO, **who)
    assert reply.speech == "Put Milk back on Shopping List."


async def test_job_after_a_restart(
    house: House, hass_admin_user: MockUser, freezer: FrozenDateTimeFactory
) -> None:
    """What was put off is called off, and what was called off is put off again."""
    who: dict[str, Any] = {"context": Context(user_id=hass_admin_user.id)}
    plan = on("lamp", in_={"minutes": 5})
    await house.say("turn on the desk lamp in five minutes", plan, **who)
    await house.restart()
    reply = await house.say("undo that", UNDO, **who)
    assert (reply.outcome, reply.speech) == ("acted", "That is undone.")
    freezer.tick(timedelta(minutes=6))
    async_fire_time_changed(house.hass)
    await house.hass.async_block_till_done()
    assert house.state("light.desk_lamp").state == "off"


async def test_cancelled_job_after_a_restart(
    house: House, hass_admin_user: MockUser, freezer: FrozenDateTimeFactory
) -> None:
    """What was called off is put off again."""
    who: dict[str, Any] = {"context": Context(user_id=hass_admin_user.id)}
    await house.say("turn on the desk lamp in five minutes", on("lamp", in_={"minutes": 5}), **who)
    await house.say("cancel all of that", [call("steward.cancel_all_later")], **who)
    await house.restart()
    await house.say("undo that", UNDO, **who)
    freezer.tick(timedelta(minutes=6))
    async_fire_time_changed(house.hass)
    await house.hass.async_block_till_done()
    assert house.state("light.desk_lamp").state == "on"


async def test_job_that_has_run(house: House, freezer: FrozenDateTimeFactory) -> None:
    """What has happened cannot be called off."""
    first = await house.say("turn on the desk lamp in a minute", on("lamp", in_={"minutes": 1}))
    freezer.tick(timedelta(minutes=2))
    async_fire_time_changed(house.hass)
    await house.hass.async_block_till_done()
    reply = await house.undo(first)
    assert reply.outcome == "declined"
    assert "happened already" in reply.speech


async def test_paused_timer_goes_on(house: House) -> None:
    """A timer that was paused is let go on."""
    first = await house.say(
        "set a timer for ten minutes", [call("steward.start_timer", data={"minutes": 10})]
    )
    again: dict[str, Any] = {"conversation_id": first.conversation_id}
    await house.say("pause the timer", [call("steward.pause_timer")], **again)
    reply = await house.undo(first)
    assert (reply.outcome, reply.speech) == ("acted", "Timer resumed.")


# What cannot be undone


async def test_button(house: House) -> None:
    """A press cannot be taken back, and that is said with its name."""
    first = await house.say("press the bell", [call("button.press", "bell")])
    reply = await house.undo(first)
    assert (reply.outcome, reply.speech) == ("declined", "Pressing Bell can't be undone.")
    assert (await house.undo(first)).speech == "There is nothing more to undo."


async def test_what_can_and_what_cannot(house: House) -> None:
    """The one is put back, the other is named."""
    plan = [*on("lamp"), call("button.press", "bell")]
    first = await house.say("turn on the desk lamp and press the bell", plan)
    reply = await house.undo(first)
    assert reply.outcome == "acted"
    assert reply.speech == "Put Desk Lamp back. Pressing Bell can't be undone."


async def test_skipped_song(house: House) -> None:
    """What played before does not come back."""
    first = await house.say("skip on the radio", [call("media_player.media_next_track", "radio")])
    reply = await house.undo(first)
    assert reply.speech == "Skipping on Radio can't be undone."


async def test_cancelled_timer(house: House) -> None:
    """A timer that was cancelled is gone."""
    first = await house.say(
        "set a timer for ten minutes", [call("steward.start_timer", data={"minutes": 10})]
    )
    again: dict[str, Any] = {"conversation_id": first.conversation_id}
    await house.say("cancel the timer", [call("steward.cancel_timer")], **again)
    reply = await house.undo(first)
    assert reply.speech == "A cancelled timer can't be brought back."


async def test_script(house: House) -> None:
    """What a script changed is put back, though it ran on when its turn had ended."""
    first = await house.say("run night", [call("script.turn_on", "night")])
    assert house.state("switch.kettle").state == "on"
    reply = await house.undo(first)
    assert house.state("switch.kettle").state == "off"
    assert house.state("light.floor_lamp").state == "on"
    assert house.state("light.floor_lamp").attributes["brightness"] == 204
    assert reply.speech == "Put Floor Lamp and Kettle back."


async def test_script_with_more_in_it(house: House) -> None:
    """Of a script that does what cannot be seen, this is said."""
    first = await house.say("run alert", [call("script.turn_on", "alert")])
    reply = await house.undo(first)
    assert house.state("light.floor_lamp").state == "on"
    assert reply.speech == (
        "Put Floor Lamp back. I can't see all that Alert did, so some of it may remain."
    )


async def test_scene(house: House) -> None:
    """What a scene changed is put back."""
    await add_scene(house, "evening", {"lock.back_door": "locked", "light.floor_lamp": "off"})
    first = await house.say("evening", [call("scene.turn_on", "evening")])
    assert house.state("light.floor_lamp").state == "off"
    asked = await house.undo(first)
    assert house.state("light.floor_lamp").state == "on"
    assert asked.speech == "Put Floor Lamp back. Are you sure you want to unlock Back Door?"
    assert house.state("lock.back_door").state == "locked"


async def test_scene_of_another_sort(house: House) -> None:
    """What a scene on a device changes is not known, and not claimed."""
    first = await house.say("hue", [call("scene.turn_on", "hue")])
    reply = await house.undo(first)
    assert reply.outcome == "declined"
    assert reply.speech == "I can't see all that Hue did, so some of it may remain."
