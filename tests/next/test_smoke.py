"""Steward in the Home Assistant that comes next.

That one has no test harness yet. So a bare core is started, Steward is added
through its form as a user would, and one sentence is said.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from homeassistant.components import stt
from homeassistant.components.conversation import async_converse
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import __version__
from homeassistant.core import Context, HomeAssistant

from house.core import async_add_steward, running_home
from house.spoken import async_speak_to, wav_pieces
from house.virtual_home.models import HomeSpec
from tests.engine.tiny_gguf import write_tiny_gguf

KITCHEN = Path(__file__).parents[1] / "data" / "speech" / "kitchen.wav"
PAUSE_S = 6.0
METADATA = stt.SpeechMetadata(
    language="en",
    format=stt.AudioFormats.WAV,
    codec=stt.AudioCodecs.PCM,
    bit_rate=stt.AudioBitRates.BITRATE_16,
    sample_rate=stt.AudioSampleRates.SAMPLERATE_16000,
    channel=stt.AudioChannels.CHANNEL_MONO,
)

HOME: HomeSpec = {
    "floors": [{"id": "ground", "name": "Ground floor", "level": 0, "aliases": []}],
    "areas": [{"id": "kitchen", "name": "Kitchen", "floor": "ground", "aliases": []}],
    "entities": [
        {
            "id": "light.kitchen_lamp",
            "name": "Kitchen lamp",
            "area": "kitchen",
            "aliases": [],
            "state": "off",
            "attributes": {},
        }
    ],
}


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a model with random weights."""
    return write_tiny_gguf(tmp_path_factory.mktemp("model") / "tiny.gguf")


@pytest.fixture
async def hass() -> AsyncIterator[HomeAssistant]:
    """Return a running Home Assistant with a small home."""
    async with running_home(HOME) as hass:
        yield hass


def test_it_is_the_next_release() -> None:
    """The environment is the one it is meant to be."""
    assert __version__.startswith("2026.11.")


async def test_one_sentence(
    hass: HomeAssistant, tiny_model: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """From an empty house to an answer, and away again, with nothing that is on its way out."""
    agent_id = await async_add_steward(hass, model_path=str(tiny_model))
    (entry,) = hass.config_entries.async_entries("steward")
    assert entry.state is ConfigEntryState.LOADED

    result = await async_converse(hass, "turn on the kitchen lamp", None, Context(), "en", agent_id)
    assert result.response.speech["plain"]["speech"]

    response = await hass.services.async_call(
        "steward",
        "command",
        {"sentence": "turn on the kitchen lamp", "dry_run": True},
        blocking=True,
        return_response=True,
    )
    assert response is not None
    assert response["reply"]

    assert await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED
    # How Home Assistant tells of what a later release will no longer take.
    reported = [line for line in caplog.messages if "custom integration 'steward'" in line]
    assert reported == []


async def test_one_spoken_sentence(tiny_model: Path) -> None:
    """Speech becomes words, and an answer becomes sound."""
    async with running_home(HOME, with_speech=True) as hass:
        await async_add_steward(hass, model_path=str(tiny_model), pipeline="create")
        await hass.async_block_till_done(wait_background_tasks=True)
        spoken = await async_speak_to(hass, _stream(wav_pieces(KITCHEN)))
        assert spoken.error == ""
        assert spoken.transcript == "turn on the kitchen lights"
        assert spoken.audio.startswith(b"RIFF")

        (entity_id,) = hass.states.async_entity_ids("stt")
        entity = stt.async_get_speech_to_text_entity(hass, entity_id)
        assert entity is not None
        stream = _stream(wav_pieces(KITCHEN))
        results = entity.internal_async_process_audio_stream_with_progress(METADATA, stream)
        *partials, final = [result async for result in results]
        assert final == stt.SpeechResult(spoken.transcript, stt.SpeechResultState.SUCCESS)
        assert partials[-1:] == [stt.PartialSpeechResult(spoken.transcript)]


async def _stream(pieces: list[bytes]) -> AsyncIterator[bytes]:
    """Yield a recording, and leave time for a look at it in the silence behind it."""
    for piece in pieces:
        yield piece
    await asyncio.sleep(PAUSE_S)
