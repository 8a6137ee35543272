"""Steward's life in Home Assistant: set up, reload, unload."""

from homeassistant.const import EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import ConfigEntryError, ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .const import DOMAIN, SUBENTRY_CONVERSATION, SUBENTRY_STT, SUBENTRY_TTS
from .coordinator import (
    EngineHealth,
    StewardConfigEntry,
    StewardData,
    async_prove,
    create_engine,
    error_key,
)
from .engine import EngineClient, EngineError, EngineLibraryMissing, ModelFault, ModelFileError
from .home import HouseKeeper
from .jobs import JobStore
from .journal import store as journal_store
from .learned import Phrases
from .learned import store as phrases_store
from .schedule import Schedule
from .services import async_setup_services

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)
PLATFORMS = {
    SUBENTRY_CONVERSATION: (Platform.CONVERSATION, Platform.SCENE, Platform.TODO),
    SUBENTRY_STT: (Platform.STT,),
    SUBENTRY_TTS: (Platform.TTS,),
}
"""What is set up for each kind of subentry; a house that only types needs no speech."""

# A file may lie on a disk that is mounted later, or still be on its way.
_MAY_PASS = (ModelFault.MISSING, ModelFault.TRUNCATED)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions; they exist before any entry is loaded."""
    async_setup_services(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: StewardConfigEntry) -> bool:
    """Set up Steward once its engine has shown that it works."""
    engine = create_engine(entry.data)
    entry.async_on_unload(engine.async_stop)
    _stop_with_home_assistant(hass, entry, engine)
    await _async_require(engine)

    health, keeper = EngineHealth(hass, engine), HouseKeeper(hass)
    entry.async_on_unload(health.async_follow())
    entry.async_on_unload(keeper.async_listen())
    kinds = {subentry.subentry_type for subentry in entry.subentries.values()}
    platforms = tuple(p for kind in PLATFORMS if kind in kinds for p in PLATFORMS[kind])
    phrases = Phrases(hass, entry)
    await phrases.async_load(entry.subentries)
    entry.runtime_data = StewardData(
        engine=engine,
        health=health,
        keeper=keeper,
        phrases=phrases,
        schedules=await _async_schedules(hass, entry),
        platforms=platforms,
    )
    await hass.config_entries.async_forward_entry_setups(entry, platforms)
    if "assist_pipeline" in hass.config.components:
        from .local_first import async_watch  # noqa: PLC0415 - needs Assist's libraries
        from .pipeline import async_grant_wish  # noqa: PLC0415

        # Before the listener: it changes the entry, which is no reason to set up anew.
        await async_grant_wish(hass, entry)
        async_watch(hass, entry)
    entry.async_on_unload(entry.add_update_listener(_async_reload))
    # 2026.10 insists on a boolean; 2026.11 takes it from custom integrations.
    return True


async def async_unload_entry(hass: HomeAssistant, entry: StewardConfigEntry) -> bool:
    """Unload the platforms; all else ends with the entry."""
    platforms = entry.runtime_data.platforms
    return await hass.config_entries.async_unload_platforms(entry, platforms)


async def async_remove_entry(hass: HomeAssistant, entry: StewardConfigEntry) -> None:
    """Remove what was to happen later, what was done, and what was taught."""
    await phrases_store(hass, entry.entry_id).async_remove()
    for subentry_id in entry.subentries:
        await JobStore(hass, subentry_id).async_remove()
        await journal_store(hass, subentry_id).async_remove()


async def _async_schedules(hass: HomeAssistant, entry: StewardConfigEntry) -> dict[str, Schedule]:
    """Return what is to happen later, by agent; it waits from when the agent is there."""
    agents = (s for s in entry.subentries.values() if s.subentry_type == SUBENTRY_CONVERSATION)
    schedules = {agent.subentry_id: Schedule(hass, entry, agent.subentry_id) for agent in agents}
    for schedule in schedules.values():
        await schedule.async_load()
    return schedules


async def _async_reload(hass: HomeAssistant, entry: StewardConfigEntry) -> None:
    """Set up anew after the entry or one of its agents changed."""
    await hass.config_entries.async_reload(entry.entry_id)


def _stop_with_home_assistant(
    hass: HomeAssistant, entry: StewardConfigEntry, engine: EngineClient
) -> None:
    """End the engine when Home Assistant ends, which unloads no entry."""

    async def stop(_event: Event) -> None:
        """End the engine."""
        await engine.async_stop()

    entry.async_on_unload(hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, stop))


async def _async_require(engine: EngineClient) -> None:
    """Raise what Home Assistant shows when an engine does not work.

    Raises:
        ConfigEntryError: Somebody has to mend it.
        ConfigEntryNotReady: It may pass.
    """
    try:
        await async_prove(engine)
    except EngineError as err:
        raise _setup_error(err)(
            translation_domain=DOMAIN,
            translation_key=error_key(err),
            translation_placeholders={"error": str(err)},
        ) from err


def _setup_error(err: EngineError) -> type[ConfigEntryError | ConfigEntryNotReady]:
    """Return whether setup is tried again after an error."""
    if isinstance(err, EngineLibraryMissing):
        return ConfigEntryError
    if isinstance(err, ModelFileError) and err.reason not in _MAY_PASS:
        return ConfigEntryError
    return ConfigEntryNotReady
