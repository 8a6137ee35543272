"""Adding Steward, changing its engine, adding and changing agents."""

from pathlib import Path
from typing import Any

import pytest
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.steward.agent.policy import GUARDS
from custom_components.steward.const import DOMAIN
from tests.components.bad_files import BAD_FILES
from tests.components.builders import (
    AGENT_ID,
    DEFAULT_AGENT,
    create_entry,
    engine_processes,
)
from tests.components.engines import EngineServer
from tests.engine.sounds import RECOGNISER, VOICE

HERE = {"engine": "embedded"}
EMBEDDED = HERE | {"pipeline": "none"}
REMOTE = {"engine": "remote"}
NOWHERE = "tcp://127.0.0.1:1"


async def _start(hass: HomeAssistant) -> str:
    """Open the form and return the flow's id."""
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "user"
    assert not result["errors"]
    return result["flow_id"]


@pytest.mark.usefixtures("shipped_model")
async def test_no_answers_give_a_working_agent(hass: HomeAssistant) -> None:
    """Nothing has to be filled in: the shipped model runs on this machine."""
    flow_id = await _start(hass)
    result = await hass.config_entries.flow.async_configure(flow_id, {})
    await hass.async_block_till_done(wait_background_tasks=True)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Steward"
    # Made as soon as there are Assist pipelines.
    assert result["data"] == EMBEDDED | {"pipeline": "create"}
    agent, ears, mouth = result["result"].subentries.values()
    assert [s.subentry_type for s in (agent, ears, mouth)] == ["conversation", "stt", "tts"]
    assert agent.title == "Steward"
    assert agent.data == DEFAULT_AGENT
    assert result["result"].state is ConfigEntryState.LOADED
    assert hass.states.get("conversation.steward") is not None
    assert len(engine_processes()) == 1


@pytest.mark.usefixtures("shipped_model")
async def test_no_speech_here_then_without(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where speech cannot be set up the form says so, and the next click goes on without."""
    monkeypatch.setattr("custom_components.steward.speech.place", lambda *_: tmp_path / "nowhere")
    flow_id = await _start(hass)
    result = await hass.config_entries.flow.async_configure(flow_id, {})
    assert result["errors"] == {"pipeline": "no_speech"}
    (field,) = [f for f in result["data_schema"].schema if f == "pipeline"]
    assert field.description == {"suggested_value": "none"}
    answers = {"engine": "embedded", "pipeline": "none"}
    result = await hass.config_entries.flow.async_configure(flow_id, answers)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert len(result["result"].subentries) == 1
    await hass.async_block_till_done()


async def test_the_default_policy_names_every_guard() -> None:
    """No class of device that secures the house is left to chance."""
    assert DEFAULT_AGENT["policy"] == dict.fromkeys(GUARDS, "confirm")


async def test_only_one_entry(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """A house has one Steward."""
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "single_instance_allowed"


@pytest.mark.parametrize(("spoil", "error"), BAD_FILES)
async def test_bad_model_file_then_a_good_one(
    hass: HomeAssistant, tmp_path: Path, tiny_model: Path, spoil: Any, error: str
) -> None:
    """A file that cannot be used is named at its field, and a good one goes through."""
    flow_id = await _start(hass)
    bad = EMBEDDED | {"model_path": str(spoil(tmp_path, tiny_model))}
    result = await hass.config_entries.flow.async_configure(flow_id, bad)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"model_path": error}
    assert engine_processes() == []

    good = EMBEDDED | {"model_path": str(tiny_model)}
    result = await hass.config_entries.flow.async_configure(flow_id, good)
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == good


async def test_shipped_model_missing_then_a_file(
    hass: HomeAssistant, shipped_model: Path, tiny_model: Path
) -> None:
    """A broken installation is no fault of the field that was left empty."""
    shipped_model.unlink()
    flow_id = await _start(hass)
    result = await hass.config_entries.flow.async_configure(flow_id, {})
    assert result["errors"] == {"base": "model_missing"}

    good = {"model_path": str(tiny_model), "pipeline": "none"}
    result = await hass.config_entries.flow.async_configure(flow_id, good)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    ("address", "errors"),
    [
        pytest.param("engine.local", {"address": "invalid_address"}, id="no-address"),
        pytest.param(NOWHERE, {"base": "engine_unavailable"}, id="nobody-there"),
    ],
)
async def test_remote_engine_then_the_right_address(
    hass: HomeAssistant, server: EngineServer, address: str, errors: dict[str, str]
) -> None:
    """An address that leads nowhere can be mended in the same form."""
    flow_id = await _start(hass)
    result = await hass.config_entries.flow.async_configure(flow_id, REMOTE)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "remote"
    assert not result["errors"]

    result = await hass.config_entries.flow.async_configure(flow_id, {"address": address})
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == errors

    result = await hass.config_entries.flow.async_configure(flow_id, {"address": server.uri})
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == REMOTE | {"address": server.uri}
    assert result["result"].state is ConfigEntryState.LOADED


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize(("wish", "count"), [("create", 2), ("prefer", 2), ("none", 0)])
async def test_remote_engine_brings_its_speech(
    hass: HomeAssistant, tiny_model: Path, wish: str, count: int
) -> None:
    """What another machine offers is set up with the entry, where speech is wished for."""
    options = ("--recogniser", str(RECOGNISER), "--voice", str(VOICE))
    async with EngineServer(tiny_model, *options) as server:
        flow_id = await _start(hass)
        flow = hass.config_entries.flow
        await flow.async_configure(flow_id, REMOTE | {"pipeline": wish})
        result = await flow.async_configure(flow_id, {"address": server.uri})
        await hass.async_block_till_done()
        entry = result["result"]
        speech = [s for s in entry.subentries.values() if s.subentry_type != "conversation"]
        assert len(speech) == count
        assert entry.data.get("pipeline", "none") == wish
        assert {s.data["model"] for s in speech} <= {"recogniser", "en_US-steward-formant"}
        assert len(hass.states.async_entity_ids(["stt", "tts"])) == count
        await hass.config_entries.async_unload(entry.entry_id)


async def _reconfigure(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    """Open the form of an entry and return the flow's id."""
    context = {"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    result = await hass.config_entries.flow.async_init(DOMAIN, context=context)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "reconfigure"
    return result["flow_id"]


@pytest.mark.usefixtures("shipped_model")
async def test_reconfigure_to_the_shipped_model(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    """A field that is emptied goes back to its default, and the engine is another one."""
    before = engine_processes()
    flow_id = await _reconfigure(hass, loaded_entry)
    result = await hass.config_entries.flow.async_configure(flow_id, HERE)
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert loaded_entry.data == HERE
    assert loaded_entry.state is ConfigEntryState.LOADED
    assert len(engine_processes()) == 1
    assert engine_processes() != before


async def test_reconfigure_to_a_remote_engine(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, server: EngineServer
) -> None:
    """The engine may move to another machine; its agents stay."""
    flow_id = await _reconfigure(hass, loaded_entry)
    result = await hass.config_entries.flow.async_configure(flow_id, REMOTE)
    assert result["step_id"] == "remote"
    result = await hass.config_entries.flow.async_configure(flow_id, {"address": server.uri})
    await hass.async_block_till_done()
    assert result["reason"] == "reconfigure_successful"
    assert loaded_entry.data == REMOTE | {"address": server.uri}
    assert list(loaded_entry.subentries) == [AGENT_ID]
    assert loaded_entry.state is ConfigEntryState.LOADED
    assert engine_processes() == [server.pid]


async def test_reconfigure_memory_for_speech(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    """What recognisers and voices may take is up to the person; it goes back to a share of it."""
    flow_id = await _reconfigure(hass, loaded_entry)
    answers = dict(loaded_entry.data)
    await hass.config_entries.flow.async_configure(flow_id, answers | {"speech_memory": 300})
    await hass.async_block_till_done()
    assert loaded_entry.data["speech_memory"] == 300
    assert _engine_option("--speech-memory") == "300"

    flow_id = await _reconfigure(hass, loaded_entry)
    await hass.config_entries.flow.async_configure(flow_id, answers)
    await hass.async_block_till_done()
    assert "speech_memory" not in loaded_entry.data
    assert _engine_option("--speech-memory") == "0"


def _engine_option(name: str) -> str:
    """Return an option that the engine was started with."""
    (pid,) = engine_processes()
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    return words[words.index(name) + 1]


async def test_reconfigure_with_an_error_keeps_what_was(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, tmp_path: Path, tiny_model: Path
) -> None:
    """A wrong answer changes nothing; a right one then does."""
    before = dict(loaded_entry.data)
    flow_id = await _reconfigure(hass, loaded_entry)
    bad = HERE | {"model_path": str(tmp_path / "missing.gguf")}
    result = await hass.config_entries.flow.async_configure(flow_id, bad)
    assert result["errors"] == {"model_path": "model_missing"}
    assert loaded_entry.data == before
    assert loaded_entry.state is ConfigEntryState.LOADED

    link = tmp_path / "link.gguf"
    link.symlink_to(tiny_model)
    good = HERE | {"model_path": str(link)}
    result = await hass.config_entries.flow.async_configure(flow_id, good)
    await hass.async_block_till_done()
    assert result["reason"] == "reconfigure_successful"
    assert loaded_entry.data == good


async def test_reconfigure_retries_an_entry_that_failed(
    hass: HomeAssistant, tmp_path: Path, tiny_model: Path
) -> None:
    """The same answers again, after the file was mended, set the entry up."""
    path = tmp_path / "model.gguf"
    path.write_text("not yet")
    entry = create_entry(hass, model_path=path)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR

    path.write_bytes(tiny_model.read_bytes())
    flow_id = await _reconfigure(hass, entry)
    await hass.config_entries.flow.async_configure(flow_id, dict(entry.data))
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED


async def test_add_an_agent(hass: HomeAssistant, loaded_entry: MockConfigEntry) -> None:
    """A further agent has a name and rules of its own, and is there at once."""
    handler = (loaded_entry.entry_id, "conversation")
    flow = hass.config_entries.subentries
    result = await flow.async_init(handler, context={"source": SOURCE_USER})
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "user"

    policy = DEFAULT_AGENT["policy"] | {"garage": "at_once", "lock": "never"}
    answers = {"name": "Butler", "reply_style": "brief", "policy": policy}
    result = await flow.async_configure(result["flow_id"], answers)
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    agent = next(a for a in loaded_entry.subentries.values() if a.subentry_id != AGENT_ID)
    assert agent.title == "Butler"
    assert agent.data == {"language": "en", "reply_style": "brief", "policy": policy}
    assert hass.states.get("conversation.butler") is not None


async def test_no_agent_without_an_engine(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """An agent is added to an entry that works."""
    handler = (entry.entry_id, "conversation")
    result = await hass.config_entries.subentries.async_init(
        handler, context={"source": SOURCE_USER}
    )
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "entry_not_loaded"


async def test_change_an_agent(hass: HomeAssistant, loaded_entry: MockConfigEntry) -> None:
    """The form opens with what is set, and a change takes effect at once."""
    flow = hass.config_entries.subentries
    result = await flow.async_init(
        (loaded_entry.entry_id, "conversation"),
        context={"source": SOURCE_RECONFIGURE, "subentry_id": AGENT_ID},
    )
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "reconfigure"

    before = loaded_entry.runtime_data
    answers = DEFAULT_AGENT | {"reply_style": "brief"}
    result = await flow.async_configure(result["flow_id"], answers)
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert loaded_entry.subentries[AGENT_ID].data == answers
    assert loaded_entry.subentries[AGENT_ID].title == "Steward"
    assert loaded_entry.runtime_data is not before
