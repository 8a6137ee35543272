"""Adding a recogniser or a voice: chosen, downloaded from a real hub on this machine, tried."""

import asyncio
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from homeassistant.components import stt
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.steward.const import DOMAIN
from tests.components.builders import create_entry
from tests.components.engines import EngineServer
from tests.engine.small_hub import LARGE, SmallHub, serving
from tests.engine.sounds import RECOGNISER, VOICE, speech, stream

NOWHERE = "http://127.0.0.1:9"
METADATA = stt.SpeechMetadata(
    language="en",
    format=stt.AudioFormats.WAV,
    codec=stt.AudioCodecs.PCM,
    bit_rate=stt.AudioBitRates.BITRATE_16,
    sample_rate=stt.AudioSampleRates.SAMPLERATE_16000,
    channel=stt.AudioChannels.CHANNEL_MONO,
)


@pytest.fixture(autouse=True)
def own_folder(hass: HomeAssistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep downloads out of the folder of all tests; nothing listens where the hub would be."""
    hass.config.config_dir = str(tmp_path)
    hass.config.skip_pip = True
    monkeypatch.setenv("HF_ENDPOINT", NOWHERE)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, socket_enabled: None) -> Iterator[SmallHub]:
    """Return a hub that has the shipped recogniser under the name of another."""
    files = {file.name: file.read_bytes() for file in RECOGNISER.iterdir()}
    with serving(SmallHub(files, repo="Systran/faster-whisper-tiny.en")) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        yield hub


async def add(
    hass: HomeAssistant, entry: MockConfigEntry, kind: str, **answers: Any
) -> dict[str, Any]:
    """Fill in the form to add a recogniser or a voice, and wait for what comes of it."""
    flow = hass.config_entries.subentries
    result = await flow.async_init((entry.entry_id, kind), context={"source": SOURCE_USER})
    assert result["type"] is FlowResultType.FORM
    return await fill_in(hass, result, answers)


async def fill_in(
    hass: HomeAssistant, result: dict[str, Any], answers: dict[str, Any]
) -> dict[str, Any]:
    """Answer a form and wait until the model was tried."""
    flow = hass.config_entries.subentries
    result = await flow.async_configure(result["flow_id"], answers)
    while result["type"] in (FlowResultType.SHOW_PROGRESS, FlowResultType.SHOW_PROGRESS_DONE):
        await hass.async_block_till_done(wait_background_tasks=True)
        result = await flow.async_configure(result["flow_id"])
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def test_add_the_shipped_recogniser(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    """Without any answer it is the one that comes with Steward; then it listens."""
    result = await add(hass, loaded_entry, "stt")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (subentry,) = [s for s in loaded_entry.subentries.values() if s.subentry_type == "stt"]
    assert subentry.data["languages"] == ["en"]
    (entity_id,) = hass.states.async_entity_ids("stt")
    entity = stt.async_get_speech_to_text_entity(hass, entity_id)
    assert entity is not None
    heard = await entity.async_process_audio_stream(METADATA, stream(speech("kitchen")))
    assert heard == stt.SpeechResult("turn on the kitchen lights", stt.SpeechResultState.SUCCESS)
    nothing = await entity.async_process_audio_stream(METADATA, stream(b""))
    assert nothing == stt.SpeechResult("", stt.SpeechResultState.SUCCESS)
    endless = await entity.async_process_audio_stream(METADATA, stream(bytes(32_000 * 70)))
    assert endless == stt.SpeechResult(None, stt.SpeechResultState.ERROR)


async def test_add_a_voice(hass: HomeAssistant, loaded_entry: MockConfigEntry) -> None:
    """Its language and its speakers are found out, and one of them is chosen."""
    result = await add(hass, loaded_entry, "tts", speed=1.2)
    assert result["step_id"] == "speaker"
    (field,) = result["data_schema"].schema
    assert field.default() == "low"
    result = await fill_in(hass, result, {"speaker": "high"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Steward, en-US, formant"
    (subentry,) = [s for s in loaded_entry.subentries.values() if s.subentry_type == "tts"]
    assert subentry.data["languages"] == ["en-US"]
    assert subentry.data["speakers"] == ["low", "middle", "high"]
    assert subentry.data["speaker"] == "high"
    assert len(hass.states.async_entity_ids("tts")) == 1


async def test_voice_of_one_speaker(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, tmp_path: Path
) -> None:
    """Where there is nobody to choose from nobody is asked."""
    voice = tmp_path / "alone.onnx"
    shutil.copy(VOICE, voice)
    config = json.loads(VOICE.with_name(f"{VOICE.name}.json").read_text())
    voice.with_name("alone.onnx.json").write_text(json.dumps(config | {"speaker_id_map": {}}))
    result = await add(hass, loaded_entry, "tts", model_path=str(voice))
    assert result["type"] is FlowResultType.CREATE_ENTRY, result["errors"]
    assert result["title"] == "alone"


async def test_download(hass: HomeAssistant, hub: SmallHub, loaded_entry: MockConfigEntry) -> None:
    """A model that is not here is loaded from its hub, once."""
    for _ in range(2):
        result = await add(hass, loaded_entry, "stt", model="tiny.en")
        assert result["type"] is FlowResultType.CREATE_ENTRY, result["errors"]
    folder = Path(hass.config.path(DOMAIN, "recognisers", "tiny.en"))
    assert (folder / "model.bin").read_bytes() == (RECOGNISER / "model.bin").read_bytes()
    assert len([asked for asked in hub.asked if asked.name == "model.bin"]) == 1
    subentry = [s for s in loaded_entry.subentries.values() if s.subentry_type == "stt"][-1]
    assert subentry.data["window_s"] > 0


async def test_offline(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a hub the form says so, and another choice works."""
    result = await add(hass, loaded_entry, "stt", model="tiny.en")
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": "fetch_offline"}
    result = await fill_in(hass, result, {"model": "steward"})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_broken_download(
    hass: HomeAssistant, hub: SmallHub, loaded_entry: MockConfigEntry
) -> None:
    """One that breaks off is told of; the same answer again goes on where it stopped."""
    half = len(hub.files["model.bin"]) // 2
    # The smaller ones come first, and whole.
    smaller = [name for name, file in hub.files.items() if LARGE <= len(file) < half]
    hub.breaks = [*[(half, False)] * (len(smaller) + 1), *[(0, False)] * 20]
    result = await add(hass, loaded_entry, "stt", model="tiny.en")
    assert result["errors"] == {"base": "fetch_offline"}
    assert result["step_id"] == "choose"
    (field, _) = result["data_schema"].schema
    assert field.description == {"suggested_value": "tiny.en"}

    hub.breaks = []
    result = await fill_in(hass, result, {"model": "tiny.en"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Whisper tiny, English only"
    assert hub.asked[-1].start > half - (1 << 16)


async def test_dialog_closed_during_a_download(
    hass: HomeAssistant, hub: SmallHub, loaded_entry: MockConfigEntry
) -> None:
    """Nothing is left of it but what had arrived, and the next dialog goes on from there."""
    hub.dead = Event()
    flow = hass.config_entries.subentries
    result = await flow.async_init((loaded_entry.entry_id, "stt"), context={"source": SOURCE_USER})
    result = await flow.async_configure(result["flow_id"], {"model": "tiny.en"})
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    assert result["description_placeholders"] == {"model": "Whisper tiny, English only"}
    arriving = Path(hass.config.path(DOMAIN, "recognisers", ".tiny.en.partial", "model.bin"))
    async with asyncio.timeout(20):
        while not (arriving.is_file() and arriving.stat().st_size):
            await asyncio.sleep(0.02)
    flow.async_abort(result["flow_id"])
    await hass.async_block_till_done()
    assert not [s for s in loaded_entry.subentries.values() if s.subentry_type == "stt"]

    dead, hub.dead = hub.dead, None
    hass.loop.call_later(0.5, dead.set)
    result = await add(hass, loaded_entry, "stt", model="tiny.en")
    assert result["type"] is FlowResultType.CREATE_ENTRY, result["errors"]
    assert hub.asked[-1].start > 0


async def test_own_files(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, tmp_path: Path
) -> None:
    """A folder of the person's own is tried; an incomplete one is refused at its field."""
    folder = tmp_path / "mine"
    shutil.copytree(RECOGNISER, folder)
    (folder / "config.json").unlink()
    result = await add(hass, loaded_entry, "stt", model_path=str(folder))
    assert result["errors"] == {"model_path": "model_missing"}
    shutil.copy(RECOGNISER / "config.json", folder)
    result = await fill_in(hass, result, {"model": "steward", "model_path": str(folder)})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "mine"


async def test_change_a_voice(hass: HomeAssistant, loaded_entry: MockConfigEntry) -> None:
    """A voice keeps its place when its model changes, and the form what was chosen."""
    await fill_in(hass, await add(hass, loaded_entry, "tts"), {"speaker": "middle"})
    (subentry,) = [s for s in loaded_entry.subentries.values() if s.subentry_type == "tts"]
    flow = hass.config_entries.subentries
    result = await flow.async_init(
        (loaded_entry.entry_id, "tts"),
        context={"source": SOURCE_RECONFIGURE, "subentry_id": subentry.subentry_id},
    )
    result = await fill_in(hass, result, {"model_path": str(VOICE), "speed": 0.8})
    (field,) = result["data_schema"].schema
    assert field.default() == "middle"
    result = await fill_in(hass, result, {"speaker": "high"})
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert loaded_entry.subentries[subentry.subentry_id].data["speed"] == 0.8


async def test_model_that_has_gone(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, tmp_path: Path
) -> None:
    """Files that vanish become a repair issue, and it goes when they are back."""
    folder = tmp_path / "mine"
    shutil.copytree(RECOGNISER, folder)
    await add(hass, loaded_entry, "stt", model_path=str(folder))
    folder.rename(tmp_path / "elsewhere")
    await hass.config_entries.async_reload(loaded_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    issues = ir.async_get(hass).issues
    (issue,) = [issue for domain, issue in issues if domain == DOMAIN]
    assert issue.startswith("speech_model_")

    (tmp_path / "elsewhere").rename(folder)
    await hass.config_entries.async_reload(loaded_entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not [issue for domain, issue in issues if domain == DOMAIN]


@pytest.mark.parametrize("kind", ["stt", "tts"])
async def test_engine_elsewhere_that_only_thinks(
    hass: HomeAssistant, server: EngineServer, tiny_model: Path, kind: str
) -> None:
    """Where another machine has no speech there is nothing to choose from, which is said."""
    entry = create_entry(hass, model_path=tiny_model, engine="remote", address=server.uri)
    await hass.config_entries.async_setup(entry.entry_id)
    flow = hass.config_entries.subentries
    result = await flow.async_init((entry.entry_id, kind), context={"source": SOURCE_USER})
    assert result["reason"] == "nothing_offered"


@pytest.mark.parametrize("kind", ["stt", "tts"])
async def test_nothing_without_an_engine(
    hass: HomeAssistant, entry: MockConfigEntry, kind: str
) -> None:
    """Speech is added to an entry that works."""
    flow = hass.config_entries.subentries
    result = await flow.async_init((entry.entry_id, kind), context={"source": SOURCE_USER})
    assert result["reason"] == "entry_not_loaded"
