"""What a user may attach to a report: enough to help, nothing about the house or who lives there."""

from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_ADDRESS
from homeassistant.core import HomeAssistant

from .const import CONF_ACCESS, CONF_EXCEPTIONS, CONF_MODEL_PATH, CONF_PIN_HASH
from .coordinator import StewardConfigEntry, StewardData
from .home import HouseKeeper

TO_REDACT = {CONF_ACCESS, CONF_ADDRESS, CONF_EXCEPTIONS, CONF_MODEL_PATH, CONF_PIN_HASH, "title"}
_LIBRARIES = (
    "llama-cpp-python",
    "wyoming",
    "faster-whisper",
    "ctranslate2",
    "piper-tts",
    "onnxruntime",
)


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: StewardConfigEntry
) -> dict[str, Any]:
    """Return how an entry is set up and how its engine does."""
    loaded = entry.state is ConfigEntryState.LOADED
    return {
        "entry": async_redact_data(dict(entry.data), TO_REDACT),
        "state": entry.state.value,
        "reason": entry.error_reason_translation_key,
        "agents": [
            async_redact_data(agent.as_dict(), TO_REDACT) for agent in entry.subentries.values()
        ],
        "libraries": await hass.async_add_executor_job(_versions),
        "engine": _engine(entry.runtime_data) if loaded else None,
        "home": await _async_home(entry.runtime_data.keeper) if loaded else None,
    }


def _versions() -> dict[str, str | None]:
    """Return the versions of the libraries; reads files."""
    return {name: _version(name) for name in _LIBRARIES}


def _version(name: str) -> str | None:
    """Return the version of a library, None for one that is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _engine(data: StewardData) -> dict[str, Any]:
    """Return how the engine is; of an error only its kind, since its text has paths."""
    engine = data.engine
    return {
        "available": data.health.available,
        "state": engine.state.value,
        "error": type(engine.last_error).__name__ if engine.last_error else None,
        "model": engine.model.to_dict() if engine.model else None,
    }


async def _async_home(keeper: HouseKeeper) -> dict[str, Any]:
    """Return how large the house is, as the agents see it."""
    home = (await keeper.async_get()).home
    return {
        "areas": len(home.areas),
        "floors": len(home.floors),
        "entities": dict(sorted(Counter(entity.kind for entity in home.entities.values()).items())),
    }
