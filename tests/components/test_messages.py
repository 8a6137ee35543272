"""Messages: spoken on satellites, sent to phones, and what is said of it."""

import asyncio
from datetime import timedelta
from typing import Any, override

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components import assist_satellite, conversation, notify
from homeassistant.components.assist_pipeline import PipelineEvent
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.steward import announcing
from tests.components.at_home import AGENT, House, call
from tests.satellites import PlainSatellite

pytest_plugins = ["tests.components.house_fixtures"]

ANNOUNCE, SEND = "assist_satellite.announce", "notify.send_message"
DINNER = {"message": "dinner is ready"}


class Satellite(PlainSatellite):
    """A satellite whose announcements end at once, unless the test keeps them going."""

    _attr_supported_features = assist_satellite.AssistSatelliteEntityFeature.ANNOUNCE

    def __init__(self, name: str) -> None:
        """Be silent."""
        super().__init__(name)
        self.said: list[str] = []
        self.is_over = asyncio.Event()
        self.is_over.set()
        self.fault: Exception | None = None
        self.makes_sound_after_s = 0.0

    @override
    async def _resolve_announcement_media_id(
        self, message: str, media_id: str | None, preannounce_media_id: str | None = None
    ) -> assist_satellite.AssistSatelliteAnnouncement:
        """Return the words as they are: there is no voice here to make sound of them."""
        if self.fault:
            raise self.fault
        if self.makes_sound_after_s:
            await asyncio.sleep(self.makes_sound_after_s)
        return assist_satellite.AssistSatelliteAnnouncement(
            message=message,
            media_id="",
            original_media_id="",
            tts_token=None,
            media_id_source="tts",
        )

    @override
    async def async_announce(
        self, announcement: assist_satellite.AssistSatelliteAnnouncement
    ) -> None:
        """Say it, and go on until the test says that it is over."""
        self.said.append(announcement.message)
        await self.is_over.wait()

    @override
    def on_pipeline_event(self, event: PipelineEvent) -> None:
        """Hear nothing."""


class Phone(notify.NotifyEntity):
    """A phone that keeps what it was sent."""

    def __init__(self, name: str) -> None:
        """Have no messages."""
        self._attr_name = name
        self._attr_unique_id = name
        self.received: list[str] = []
        self.fault: Exception | None = None

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Take a message."""
        if self.fault:
            raise self.fault
        self.received.append(message)


@pytest.fixture
async def satellites(hass: HomeAssistant, house: House) -> dict[str, Satellite]:
    """Return the satellites of the kitchen, of the cellar, and on the shelf in the study."""
    assert await async_setup_component(hass, "assist_satellite", {})
    found = {name: Satellite(f"{name} voice") for name in ("kitchen", "cellar", "shelf")}
    await hass.data[assist_satellite.const.DATA_COMPONENT].async_add_entities(found.values())
    _place(hass, "assist_satellite.kitchen_voice", area_id="kitchen")
    _place(hass, "assist_satellite.cellar_voice", area_id="cellar")
    _place(hass, "assist_satellite.shelf_voice", device_id=house.shelf)
    await hass.async_block_till_done()
    return found


@pytest.fixture
async def phones(hass: HomeAssistant, house: House) -> dict[str, Phone]:
    """Return the phones of two people."""
    assert await async_setup_component(hass, "notify", {})
    found = {name: Phone(f"{name} phone") for name in ("ada", "ben")}
    await hass.data[notify.DATA_COMPONENT].async_add_entities(found.values())
    for name in found:
        _place(hass, f"notify.{name}_phone")
    await hass.async_block_till_done()
    return found


def _place(hass: HomeAssistant, entity_id: str, **where: Any) -> None:
    """Put an entity where it stands, for the assistant to see."""
    er.async_get(hass).async_update_entity(entity_id, **where)
    async_expose_entity(hass, "conversation", entity_id, True)


def said(satellites: dict[str, Satellite]) -> dict[str, list[str]]:
    """Return what satellites said, by name."""
    return {name: satellite.said for name, satellite in satellites.items() if satellite.said}


async def test_everyone_but_the_one_spoken_to(
    house: House, satellites: dict[str, Satellite]
) -> None:
    """All others say it."""
    reply = await house.say(
        "tell everyone dinner is ready", [call(ANNOUNCE, data=DINNER)], device_id=house.shelf
    )
    assert said(satellites) == {"kitchen": ["dinner is ready"], "cellar": ["dinner is ready"]}
    assert reply.speech == "Made the announcement on kitchen voice and cellar voice."
    assert reply.outcome == "acted"


async def test_the_turn_ends_while_they_speak(
    house: House, satellites: dict[str, Satellite]
) -> None:
    """Nobody waits for the last word; and what has begun to be said counts as said."""
    satellites["kitchen"].is_over.clear()
    house.engine.scripts.append([call(ANNOUNCE, "kitchen", data=DINNER)])
    async with asyncio.timeout(2):
        result = await conversation.async_converse(
            house.hass, "announce in the kitchen dinner is ready", None, Context(), "en", AGENT
        )
    assert house.state("assist_satellite.kitchen_voice").state == "responding"
    assert result.response.speech["plain"]["speech"] == "Made the announcement on kitchen voice."
    satellites["kitchen"].is_over.set()
    await house.hass.async_block_till_done(wait_background_tasks=True)
    assert house.state("assist_satellite.kitchen_voice").state == "idle"


async def test_everyone_when_typed(house: House, satellites: dict[str, Satellite]) -> None:
    """Nobody stands beside any of them."""
    await house.say("tell everyone dinner is ready", [call(ANNOUNCE, data=DINNER)])
    assert set(said(satellites)) == {"kitchen", "cellar", "shelf"}


async def test_in_a_place(house: House, satellites: dict[str, Satellite]) -> None:
    """A place is told by what stands in it."""
    reply = await house.say(
        "announce in the kitchen that dinner is ready", [call(ANNOUNCE, "kitchen", data=DINNER)]
    )
    assert said(satellites) == {"kitchen": ["dinner is ready"]}
    assert reply.speech == "Made the announcement on kitchen voice."
    assert reply.steward["calls"] == [
        {
            "service": ANNOUNCE,
            "target": {"entity_id": ["assist_satellite.kitchen_voice"]},
            "data": DINNER,
        }
    ]


async def test_the_one_spoken_to_says_it_in_its_reply(
    house: House, satellites: dict[str, Satellite]
) -> None:
    """An announcement there would break off the turn that makes it."""
    plan = [call(ANNOUNCE, "@here", data=DINNER)]
    reply = await house.say("say here that dinner is ready", plan, device_id=house.shelf)
    assert said(satellites) == {}
    assert reply.speech == "Dinner is ready."
    assert reply.outcome == "answered"


async def test_a_broken_satellite_is_told_of(
    house: House, satellites: dict[str, Satellite]
) -> None:
    """What goes wrong on one keeps no other from speaking."""
    satellites["cellar"].fault = HomeAssistantError("no voice")
    reply = await house.say("tell everyone dinner is ready", [call(ANNOUNCE, data=DINNER)])
    assert set(said(satellites)) == {"kitchen", "shelf"}
    assert "Something went wrong with cellar voice." in reply.speech
    assert "Made the announcement on kitchen voice and Shelf Voice." in reply.speech


async def test_a_satellite_that_does_not_begin(
    house: House, satellites: dict[str, Satellite], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deadline ends the waiting, and nothing is claimed."""
    monkeypatch.setattr(announcing, "START_TIMEOUT_S", 0.01)
    satellites["kitchen"].makes_sound_after_s = 0.2
    reply = await house.say(
        "announce in the kitchen that dinner is ready", [call(ANNOUNCE, "kitchen", data=DINNER)]
    )
    assert reply.speech == "kitchen voice did not respond."
    assert reply.outcome == "failed"


async def test_later(
    house: House, satellites: dict[str, Satellite], freezer: FrozenDateTimeFactory
) -> None:
    """An announcement that is put off is made when its time has come."""
    plan = [call(ANNOUNCE, "kitchen", data=DINNER, in_={"minutes": 10})]
    reply = await house.say("in 10 minutes announce in the kitchen dinner is ready", plan)
    assert reply.speech == 'I will say "dinner is ready" on kitchen voice in 10 minutes.'
    assert said(satellites) == {}
    freezer.tick(timedelta(minutes=11))
    async_fire_time_changed(house.hass)
    await house.hass.async_block_till_done()
    assert said(satellites) == {"kitchen": ["dinner is ready"]}


async def test_a_message_to_one(house: House, phones: dict[str, Phone]) -> None:
    """A phone gets the words, and nothing of it can be put back."""
    plan = [call(SEND, "phone", data=DINNER)]
    reply = await house.say("send a message to ada phone that dinner is ready", plan)
    assert (phones["ada"].received, phones["ben"].received) == (["dinner is ready"], [])
    assert reply.speech == "Sent the message to ada phone."
    undone = await house.say("undo", [call("steward.undo")], conversation_id=reply.conversation_id)
    assert undone.outcome == "declined"
    assert undone.speech == "The message to ada phone can't be unsent."


async def test_a_message_to_all(house: House, phones: dict[str, Phone]) -> None:
    """Where nobody is named, everybody is meant; who could not be reached is told of."""
    reply = await house.say("send everyone a message dinner is ready", [call(SEND, data=DINNER)])
    assert phones["ada"].received == phones["ben"].received == ["dinner is ready"]
    assert reply.speech == "Sent the message to ada phone and ben phone."
    phones["ben"].fault = HomeAssistantError("out of reach")
    plan = [call(SEND, "phone", data=DINNER)]
    reply = await house.say("message ben phone dinner is ready", plan)
    assert reply.speech == "Something went wrong with ben phone."


async def test_a_dry_run_tells_nobody(house: House, satellites: dict[str, Satellite]) -> None:
    """It says what would be done."""
    plan = [call(ANNOUNCE, data=DINNER)]
    result = await house.command("tell everyone dinner is ready", plan, dry_run=True)
    assert result["reply"].startswith("Would do: Made the announcement on")
    assert said(satellites) == {}
