"""Satellites of Home Assistant's own kind: each in its room, several at once, and interrupted."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from typing import Any, override

import pytest
from homeassistant.components import tts
from homeassistant.components.assist_pipeline import PipelineEvent
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockEntityPlatform

from house.cases import load_home
from house.changes import differences
from house.core import async_add_steward, running_home, virtual_home
from house.demo import DEMO_HOME
from house.trial import snapshot
from tests.engine.sounds import loudness, silence, speech, stream
from tests.satellites import PlainSatellite

pytestmark = pytest.mark.usefixtures("socket_enabled")

KITCHEN = {"light.kitchen_beam", "light.kitchen_stove"}
PARLOUR = {"light.parlour_globe", "light.parlour_shelf"}
WAIT_S = 60


@pytest.fixture(autouse=True)
def disable_http_server() -> None:
    """Let the web server run, in place of the harness's fixture that does not."""


class Satellite(PlainSatellite):
    """A satellite without a wake word, whose microphone and speaker are the test's."""

    def __init__(self, name: str) -> None:
        """Be silent."""
        super().__init__(name)
        self.events: dict[str, dict[str, Any]] = {}

    @override
    def on_pipeline_event(self, event: PipelineEvent) -> None:
        """Keep what the pipeline tells."""
        self.events[event.type] = event.data or {}

    async def hear(self, name: str) -> str:
        """Hear a recording and what comes of it, up to the reply; return the transcript."""
        self.events.clear()
        sound = stream(speech(name) + silence(1.0))
        async with asyncio.timeout(WAIT_S):
            await self.async_accept_pipeline_from_satellite(sound)
        await self.hass.async_block_till_done()
        return str(self.events["stt-end"]["stt_output"]["text"])

    async def speak(self) -> bytes:
        """Return the sound of the reply."""
        token = self.events["tts-end"]["tts_output"]["token"]
        reply = tts.async_get_stream(self.hass, token)
        assert reply is not None
        async with asyncio.timeout(WAIT_S):
            sound = b"".join([piece async for piece in reply.async_stream_result()])
        self.tts_response_finished()
        return sound


@pytest.fixture
async def home() -> AsyncIterator[HomeAssistant]:
    """Run the demonstration's home with Steward's voice as the preferred one."""
    async with running_home(load_home(DEMO_HOME), with_speech=True) as hass:
        await async_add_steward(hass, pipeline="prefer")
        assert await async_setup_component(hass, "assist_satellite", {})
        await hass.async_block_till_done(wait_background_tasks=True)
        yield hass


async def place(hass: HomeAssistant, name: str, **where: str) -> Satellite:
    """Put a satellite somewhere: in an area, on a device, or on one and yet in the other."""
    platform = MockEntityPlatform(hass, domain="assist_satellite", platform_name="virtual_home")
    (platform.config_entry,) = hass.config_entries.async_entries("virtual_home")
    satellite = Satellite(name)
    await platform.async_add_entities([satellite])
    er.async_get(hass).async_update_entity(satellite.entity_id, **where)
    return satellite


async def play(pieces: AsyncIterable[bytes]) -> None:
    """Take sound as a speaker does, to its end."""
    async for _ in pieces:
        pass


def changed(hass: HomeAssistant, before: Any) -> set[str]:
    """Return what is not as it was."""
    return {change.entity_id for change in differences(before, snapshot(hass))}


async def test_each_in_its_room_and_both_at_once(home: HomeAssistant) -> None:
    """Lights without a name are those of the room, also while another satellite is spoken to."""
    shelf = virtual_home(home).satellites["kitchen_shelf"]
    kitchen = await place(home, "Kitchen", device_id=shelf)
    # Bought for the kitchen, and carried to the parlour since.
    parlour = await place(home, "Parlour", device_id=shelf, area_id="parlour")
    before = snapshot(home)
    heard = await asyncio.gather(kitchen.hear("lights_on"), parlour.hear("lights_off"))
    assert heard == ["turn on the lights", "turn off the lights"]
    assert changed(home, before) == KITCHEN | PARLOUR
    assert {home.states.get(light).state for light in KITCHEN} == {"on"}
    assert {home.states.get(light).state for light in PARLOUR} == {"off"}

    replies = await asyncio.gather(kitchen.speak(), parlour.speak())
    assert replies[0] != replies[1]
    assert all(loudness(reply[44:]) > 0.02 for reply in replies)


async def test_satellite_without_a_room(home: HomeAssistant) -> None:
    """Where nobody knows the room the whole house stays as it is, and Steward asks."""
    nowhere = await place(home, "Nowhere")
    before = snapshot(home)
    assert await nowhere.hear("lights_on") == "turn on the lights"
    assert changed(home, before) == set()
    assert nowhere.events["intent-end"]["intent_output"]["continue_conversation"]


async def test_command_during_a_reply(home: HomeAssistant) -> None:
    """A long reply that is still being made holds up neither the next command nor its reply."""
    shelf = virtual_home(home).satellites["kitchen_shelf"]
    satellite = await place(home, "Kitchen", device_id=shelf)
    (voice,) = home.states.async_entity_ids("tts")
    reply = tts.async_create_stream(home, voice, language="en-US")
    reply.async_set_message("The lights in the kitchen and in the parlour are on. " * 200)
    pieces = reply.async_stream_result()
    assert await anext(pieces)
    speaking = asyncio.create_task(play(pieces))

    assert await satellite.hear("lights_on") == "turn on the lights"
    assert {home.states.get(light).state for light in KITCHEN} == {"on"}
    assert loudness((await satellite.speak())[44:]) > 0.02
    assert not speaking.done()

    # The speaker turns away from the long reply; what is left of it goes nowhere.
    speaking.cancel()
    assert await satellite.hear("lights_off") == "turn off the lights"
    assert {home.states.get(light).state for light in KITCHEN} == {"off"}
