"""Steward comes, works, and leaves nothing behind."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.steward.coordinator import RETRY_INTERVAL
from custom_components.steward.engine import EngineState
from tests.components.bad_files import BAD_FILES
from tests.components.builders import (
    AGENT_ID,
    DEFAULT_AGENT,
    create_entry,
    engine_processes,
    open_files,
)
from tests.components.engines import EngineServer

AGENT = "conversation.steward"
LOGGER_NAME = "custom_components.steward"


async def _until(hass: HomeAssistant, condition: Callable[[], bool]) -> None:
    """Wait for something that another process brings about."""
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.02)
    await hass.async_block_till_done()


def _listeners(hass: HomeAssistant) -> dict[str, int]:
    """Return how many listen to each event, but for registries that wait to be written."""
    listeners = dict(hass.bus.async_listeners())
    listeners.pop("homeassistant_final_write", None)
    return listeners


def _is_available(hass: HomeAssistant) -> bool:
    """Return whether the agent can be asked."""
    state = hass.states.get(AGENT)
    return state is not None and state.state != STATE_UNAVAILABLE


async def test_setup(hass: HomeAssistant, loaded_entry: MockConfigEntry) -> None:
    """An entry that is set up has an agent and one engine."""
    assert loaded_entry.state is ConfigEntryState.LOADED
    assert loaded_entry.runtime_data.engine.state is EngineState.READY
    assert _is_available(hass)
    assert len(engine_processes()) == 1


async def test_unload_leaves_nothing(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, tiny_model: Path
) -> None:
    """After unloading there is no process, no open file and no listener."""
    # What Steward depends on keeps its listeners: compare from one unloading to the next.
    assert await hass.config_entries.async_unload(loaded_entry.entry_id)
    listeners = _listeners(hass)
    assert await hass.config_entries.async_setup(loaded_entry.entry_id)
    await hass.async_block_till_done()
    assert _listeners(hass) != listeners

    assert await hass.config_entries.async_unload(loaded_entry.entry_id)
    await hass.async_block_till_done()
    assert loaded_entry.state is ConfigEntryState.NOT_LOADED
    assert engine_processes() == []
    assert open_files(tiny_model.name) == []
    assert _listeners(hass) == listeners
    assert not _is_available(hass)


async def test_reload_replaces_the_engine(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    """Reloading leaves one engine, and it is another one."""
    (before,) = engine_processes()
    listeners = _listeners(hass)
    assert await hass.config_entries.async_reload(loaded_entry.entry_id)
    await hass.async_block_till_done()
    (after,) = engine_processes()
    assert after != before
    assert _listeners(hass) == listeners
    assert _is_available(hass)


async def test_removal_forgets_all(hass: HomeAssistant, loaded_entry: MockConfigEntry) -> None:
    """A removed entry takes its agent, its device and its engine with it."""
    await hass.config_entries.async_remove(loaded_entry.entry_id)
    await hass.async_block_till_done()
    assert engine_processes() == []
    assert hass.states.get(AGENT) is None
    entry_id = loaded_entry.entry_id
    assert not er.async_entries_for_config_entry(er.async_get(hass), entry_id)
    assert not dr.async_entries_for_config_entry(dr.async_get(hass), entry_id)


async def test_home_assistant_stops(hass: HomeAssistant, loaded_entry: MockConfigEntry) -> None:
    """The engine ends with Home Assistant, which unloads no entry."""
    assert len(engine_processes()) == 1
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    assert engine_processes() == []


@pytest.mark.parametrize(
    ("spoil", "key", "state"),
    [
        pytest.param(*case.values, state, id=case.id)
        for case, state in zip(
            BAD_FILES,
            [
                ConfigEntryState.SETUP_RETRY,
                ConfigEntryState.SETUP_RETRY,
                ConfigEntryState.SETUP_ERROR,
                ConfigEntryState.SETUP_ERROR,
            ],
            strict=True,
        )
    ],
)
async def test_bad_model_file(
    hass: HomeAssistant,
    tmp_path: Path,
    tiny_model: Path,
    spoil: Any,
    key: str,
    state: ConfigEntryState,
) -> None:
    """A file that cannot be used is explained; what may pass is tried again."""
    entry = create_entry(hass, model_path=spoil(tmp_path, tiny_model))
    assert not await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is state
    assert entry.error_reason_translation_key == key
    assert entry.error_reason_translation_placeholders
    assert engine_processes() == []


async def test_library_missing(
    hass: HomeAssistant, entry: MockConfigEntry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where llama.cpp does not load somebody has to mend it; the entry says so."""
    (tmp_path / "llama_cpp.py").write_text("raise ImportError('no such library')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.error_reason_translation_key == "library_missing"
    assert engine_processes() == []


async def test_file_that_arrives_late(
    hass: HomeAssistant, tmp_path: Path, tiny_model: Path
) -> None:
    """A disk that is mounted after Home Assistant started needs nobody's help."""
    path = tmp_path / "model.gguf"
    entry = create_entry(hass, model_path=path)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY

    path.write_bytes(tiny_model.read_bytes())
    await _tick(hass, timedelta(minutes=1))
    await _until(hass, lambda: entry.state is ConfigEntryState.LOADED)
    assert _is_available(hass)


async def test_remote_engine_that_is_not_there(
    hass: HomeAssistant, tiny_model: Path, socket_enabled: None
) -> None:
    """Another machine may be started later: setup is tried again."""
    entry = create_entry(hass, model_path=tiny_model, engine="remote", address="tcp://127.0.0.1:1")
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "engine_unavailable"


async def test_crash_is_noted_once_and_mended(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """A crashed engine comes back by itself; the log has one line for each."""
    caplog.set_level(logging.INFO)
    seen: list[bool] = []
    health = loaded_entry.runtime_data.health
    stop = health.async_add_listener(lambda: seen.append(health.available))
    (pid,) = engine_processes()
    os.kill(pid, signal.SIGKILL)
    await _until(hass, lambda: seen == [False, True])
    stop()

    assert _is_available(hass)
    assert engine_processes() != [pid]
    lines = [record for record in caplog.records if record.name == LOGGER_NAME]
    assert [record.levelname for record in lines] == ["WARNING", "INFO"]


async def test_remote_engine_goes_and_comes_back(
    hass: HomeAssistant,
    server: EngineServer,
    tiny_model: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """While the other machine is off the agent is unavailable, and it is looked for."""
    caplog.set_level(logging.INFO)
    entry = create_entry(hass, model_path=tiny_model, engine="remote", address=server.uri)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    server.stop()
    await _until(hass, lambda: not _is_available(hass))
    await _tick(hass, RETRY_INTERVAL)
    assert not _is_available(hass)

    await server.start()
    await _tick(hass, RETRY_INTERVAL)
    await _until(hass, lambda: _is_available(hass))
    lines = [record for record in caplog.records if record.name == LOGGER_NAME]
    assert [record.levelname for record in lines] == ["WARNING", "INFO"]


async def _tick(hass: HomeAssistant, time: timedelta) -> None:
    """Let time pass for timers; the clock goes on, since an engine needs a real one."""
    async_fire_time_changed(hass, dt_util.utcnow() + time)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_unload_while_the_engine_is_away(
    hass: HomeAssistant, server: EngineServer, tiny_model: Path
) -> None:
    """Attempts to reach an engine end with the entry."""
    entry = create_entry(hass, model_path=tiny_model, engine="remote", address=server.uri)
    await hass.config_entries.async_setup(entry.entry_id)
    server.stop()
    await _until(hass, lambda: not _is_available(hass))
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED


async def test_changed_agent_is_reloaded(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    """What somebody changes about an agent takes effect without a restart."""
    before = loaded_entry.runtime_data
    agent = loaded_entry.subentries[AGENT_ID]
    hass.config_entries.async_update_subentry(
        loaded_entry, agent, data=DEFAULT_AGENT | {"reply_style": "brief"}
    )
    await hass.async_block_till_done()
    assert loaded_entry.state is ConfigEntryState.LOADED
    assert loaded_entry.runtime_data is not before


async def test_removed_agent_is_gone(hass: HomeAssistant, loaded_entry: MockConfigEntry) -> None:
    """An agent that is removed takes its entity and its device with it."""
    hass.config_entries.async_remove_subentry(loaded_entry, AGENT_ID)
    await hass.async_block_till_done()
    assert loaded_entry.state is ConfigEntryState.LOADED
    assert hass.states.get(AGENT) is None
    assert er.async_get(hass).async_get(AGENT) is None
