"""The Assist pipeline "Steward": recogniser, agent and voice put together in one step.

Imported only where Assist pipelines are set up.
"""

from homeassistant.components import assist_pipeline
from homeassistant.components.assist_pipeline.pipeline import KEY_ASSIST_PIPELINE
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .const import (
    CONF_PIPELINE,
    DEFAULT_LANGUAGE,
    DEFAULT_NAME,
    DOMAIN,
    LOGGER,
    SUBENTRY_CONVERSATION,
    SUBENTRY_STT,
    SUBENTRY_TTS,
    PipelineWish,
)
from .coordinator import StewardConfigEntry


async def async_grant_wish(hass: HomeAssistant, entry: StewardConfigEntry) -> None:
    """Make the pipeline that was wished for at setup, once."""
    wish = entry.data.get(CONF_PIPELINE, PipelineWish.NONE)
    if wish == PipelineWish.NONE:
        return
    data = {**entry.data, CONF_PIPELINE: PipelineWish.NONE}
    hass.config_entries.async_update_entry(entry, data=data)
    pipeline = await _async_create(hass, entry)
    if pipeline is None:
        LOGGER.warning("The Assist pipeline could not be made; add one in the voice settings")
    elif wish == PipelineWish.PREFER:
        # Its store is the only way, but for the command that the voice settings send.
        store = hass.data[KEY_ASSIST_PIPELINE].pipeline_store
        store.async_set_preferred_item(pipeline.id)


async def _async_create(
    hass: HomeAssistant, entry: StewardConfigEntry
) -> assist_pipeline.Pipeline | None:
    """Make a pipeline of the entry's first recogniser, agent and voice."""
    listens = _entity_id(hass, entry, SUBENTRY_STT, Platform.STT)
    speaks = _entity_id(hass, entry, SUBENTRY_TTS, Platform.TTS)
    agent = _entity_id(hass, entry, SUBENTRY_CONVERSATION, Platform.CONVERSATION)
    if not (listens and speaks and agent):
        return None
    pipeline = await assist_pipeline.async_create_default_pipeline(
        hass, stt_engine_id=listens, tts_engine_id=speaks, pipeline_name=DEFAULT_NAME
    )
    if pipeline is not None:
        await assist_pipeline.async_update_pipeline(
            hass,
            pipeline,
            conversation_engine=agent,
            conversation_language=DEFAULT_LANGUAGE,
            prefer_local_intents=False,
        )
    return pipeline


@callback
def _entity_id(
    hass: HomeAssistant, entry: StewardConfigEntry, kind: str, platform: Platform
) -> str | None:
    """Return the entity of the entry's first subentry of a kind."""
    ids = [s.subentry_id for s in entry.subentries.values() if s.subentry_type == kind]
    return er.async_get(hass).async_get_entity_id(platform, DOMAIN, ids[0]) if ids else None


@callback
def hide_in_runs(hass: HomeAssistant, sentence: str, mask: str) -> None:
    """Mask a sentence in the last runs that Home Assistant remembers for debugging."""
    for runs in hass.data[KEY_ASSIST_PIPELINE].pipeline_debug.values():
        for event in (event for run in runs.values() for event in run.events):
            data = event.data or {}
            transcript = data.get("stt_output") or {}
            for holder, key in ((data, "intent_input"), (transcript, "text")):
                if holder.get(key) == sentence:
                    holder[key] = mask
