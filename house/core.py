"""Starts a real Home Assistant in this process, sets Steward up in it and speaks to it.

Nothing is mocked: the core, its registries, its web server on a free local port
and every action are Home Assistant's own. Only the devices are virtual.
"""

import json
import tempfile
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from homeassistant import bootstrap, loader
from homeassistant.config_entries import SOURCE_IMPORT, SOURCE_USER, ConfigEntries, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.core_config import async_process_ha_core_config
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

import custom_components
from house.virtual_home.models import HomeSpec

if TYPE_CHECKING:
    from house.virtual_home.home import VirtualHome

STEWARD = "steward"
VIRTUAL_HOME = "virtual_home"
DEFAULT_TIME_ZONE = "Europe/Berlin"
BASE_INTEGRATIONS = ("homeassistant", "persistent_notification")
VOICE_INTEGRATIONS = ("zone", "intent", "conversation", "todo", "weather")
SPEECH_INTEGRATIONS = ("websocket_api", "assist_pipeline")


@asynccontextmanager
async def running_home(
    home: HomeSpec, *, config_dir: Path | None = None, with_speech: bool = False
) -> AsyncGenerator[HomeAssistant]:
    """Run a Home Assistant that holds the home, and stop it without a trace.

    Args:
        home: The home to build.
        config_dir: Where Home Assistant keeps its files; a folder that is
            removed afterwards when missing.
        with_speech: Whether Assist pipelines are set up, too.
    """
    time_zone = dt_util.get_default_time_zone()
    with tempfile.TemporaryDirectory(prefix="steward-home-") as temporary:
        hass = await _async_start(home, config_dir or Path(temporary), with_speech)
        try:
            await _async_add_virtual_home(hass, home)
            await hass.async_start()
            await hass.async_block_till_done()
            yield hass
        finally:
            await _async_stop(hass)
            # Home Assistant keeps it for the whole process.
            dt_util.set_default_time_zone(time_zone)


async def _async_stop(hass: HomeAssistant) -> None:
    """Stop; without unloading, entities would leave their timers behind."""
    for domain in (STEWARD, VIRTUAL_HOME):
        for entry in hass.config_entries.async_loaded_entries(domain):
            await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_stop()


def virtual_home(hass: HomeAssistant) -> VirtualHome:
    """Return the virtual home that runs in this Home Assistant."""
    (entry,) = hass.config_entries.async_entries(VIRTUAL_HOME)
    return cast("VirtualHome", entry.runtime_data)


async def async_add_steward(hass: HomeAssistant, **answers: Any) -> str:
    """Set Steward up through its config flow and return its agent's entity id.

    Args:
        hass: The running Home Assistant.
        answers: What to fill in, by field; all other fields keep their defaults, but
            without `pipeline` there is no speech.

    Raises:
        HomeAssistantError: The flow ended without an agent.
    """
    answers.setdefault("pipeline", "none")
    flow = hass.config_entries.flow
    result = await flow.async_init(STEWARD, context={"source": SOURCE_USER})
    while result["type"] is not FlowResultType.CREATE_ENTRY:
        _require_progress(result)
        await hass.async_block_till_done()
        result = await flow.async_configure(result["flow_id"], _filled_in(result, answers))
    await hass.async_block_till_done()
    entities = er.async_entries_for_config_entry(er.async_get(hass), result["result"].entry_id)
    agents = [entity.entity_id for entity in entities if entity.domain == "conversation"]
    if not agents:
        raise HomeAssistantError(f"Steward has no agent: {result['result'].reason}")
    return agents[0]


def _require_progress(result: ConfigFlowResult) -> None:
    """Raise when a flow cannot go on: it was aborted or refused what was filled in."""
    if result["type"] is FlowResultType.ABORT or result.get("errors"):
        reason = result.get("reason") or result.get("errors")
        raise HomeAssistantError(f"Steward cannot be set up: {reason}")


def _filled_in(result: ConfigFlowResult, answers: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what a person would submit in this step."""
    match result["type"]:
        case FlowResultType.FORM:
            schema = result.get("data_schema")
            fields = [str(field) for field in schema.schema] if schema is not None else []
            return {field: answers[field] for field in fields if field in answers}
        case FlowResultType.MENU:
            options = [str(option) for option in cast("Iterable[str]", result["menu_options"])]
            return {"next_step_id": next((o for o in options if answers.get(o)), options[0])}
        case _:
            return None


async def _async_start(home: HomeSpec, config_dir: Path, with_speech: bool) -> HomeAssistant:
    """Start everything below the home: core, registries, users, voice."""
    _make_components_found()
    _keep_web_server_local(config_dir)
    hass = HomeAssistant(str(config_dir))
    hass.config.skip_pip = True
    loader.async_setup(hass)
    hass.config_entries = ConfigEntries(hass, {})
    await loader.async_get_custom_components(hass)
    await bootstrap.async_load_base_functionality(hass)
    for domain in BASE_INTEGRATIONS:
        await async_setup_component(hass, domain, {})
    await async_process_ha_core_config(hass, _core_config(home))
    for domain in VOICE_INTEGRATIONS + SPEECH_INTEGRATIONS * with_speech:
        await async_setup_component(hass, domain, {})
    return hass


async def _async_add_virtual_home(hass: HomeAssistant, home: HomeSpec) -> None:
    await hass.config_entries.flow.async_init(
        VIRTUAL_HOME, context={"source": SOURCE_IMPORT}, data=dict(home)
    )
    await hass.async_block_till_done()


def _make_components_found() -> None:
    """Let Home Assistant find Steward and the virtual home where they lie.

    A link in the configuration folder would do as well, but Python remembers
    where a package lay, and that folder is gone when the next home starts.
    """
    house = Path(__file__).parent
    for path in (house.parent / "custom_components", house):
        if str(path) not in custom_components.__path__:
            custom_components.__path__.append(str(path))


def _keep_web_server_local(config_dir: Path) -> None:
    """Write the web server's settings as Home Assistant stores them: any free local port."""
    settings = {
        "server_host": ["127.0.0.1"],
        "server_port": 0,
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": False,
        "ssl_profile": "modern",
        "use_x_frame_options": True,
        "created_at": "2026-01-01T00:00:00+00:00",
        "error": None,
        "error_message": None,
    }
    stored = {"stable": settings, "pending": None, "yaml_migration_done": True}
    storage = config_dir / ".storage"
    storage.mkdir(parents=True, exist_ok=True)
    whole = {"version": 2, "minor_version": 2, "key": "http", "data": stored}
    (storage / "http").write_text(json.dumps(whole))


def _core_config(home: HomeSpec) -> dict[str, Any]:
    fahrenheit = home.get("temperature_unit") == "F"
    return {
        "name": home.get("name", "Home"),
        "unit_system": "us_customary" if fahrenheit else "metric",
        "time_zone": home.get("time_zone", DEFAULT_TIME_ZONE),
        "language": home.get("language", "en"),
        "country": "US" if fahrenheit else "GB",
        "currency": "EUR",
        "latitude": 52.5,
        "longitude": 13.4,
        "elevation": 34,
    }
