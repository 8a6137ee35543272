"""A repair issue for each Assist pipeline in which commands go round the policy.

With "prefer handling commands locally" Home Assistant unlocks the door itself when it understands
the sentence, and the agent with its policy never hears of it. Imported only where Assist
pipelines are set up.
"""

from collections.abc import Iterable

from homeassistant.components.assist_pipeline import (
    Pipeline,
    async_get_pipelines,
    async_update_pipeline,
)
from homeassistant.components.assist_pipeline.pipeline import KEY_ASSIST_PIPELINE
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.collection import CollectionChange

from .const import DOMAIN, SUBENTRY_CONVERSATION
from .coordinator import StewardConfigEntry
from .policy_options import policy_of

ISSUE = "local_first"
_PIPELINE_ID = "pipeline_id"


@callback
def async_watch(hass: HomeAssistant, entry: StewardConfigEntry) -> None:
    """Tell of such pipelines as long as an entry is loaded."""
    told: set[str] = set()

    @callback
    def look() -> None:
        """Tell of those that there are now, and of no others."""
        found = {_issue_id(pipeline): pipeline for pipeline in _going_round(hass, entry)}
        _forget(hass, told - set(found))
        told.clear()
        told.update(found)
        for issue_id, pipeline in found.items():
            _tell(hass, issue_id, pipeline)

    async def changed(_changes: Iterable[CollectionChange]) -> None:
        """Look again after a pipeline was added, changed or removed."""
        look()

    store = hass.data[KEY_ASSIST_PIPELINE].pipeline_store
    entry.async_on_unload(store.async_add_change_set_listener(changed))
    entry.async_on_unload(lambda: _forget(hass, told))
    look()


def _going_round(hass: HomeAssistant, entry: StewardConfigEntry) -> list[Pipeline]:
    """Return the pipelines that do without an agent whose policy guards anything."""
    registry = er.async_get(hass)
    guarding = {
        registry.async_get_entity_id(Platform.CONVERSATION, DOMAIN, agent.subentry_id)
        for agent in entry.subentries.values()
        if agent.subentry_type == SUBENTRY_CONVERSATION and policy_of(agent.data).guards_anything
    }
    return [
        pipeline
        for pipeline in async_get_pipelines(hass)
        if pipeline.prefer_local_intents and pipeline.conversation_engine in guarding
    ]


def _issue_id(pipeline: Pipeline) -> str:
    """Return the id of the issue about a pipeline."""
    return f"{ISSUE}_{pipeline.id}"


def _tell(hass: HomeAssistant, issue_id: str, pipeline: Pipeline) -> None:
    """Raise the issue about a pipeline."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data={_PIPELINE_ID: pipeline.id},
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=ISSUE,
        translation_placeholders={"pipeline": pipeline.name},
    )


def _forget(hass: HomeAssistant, issue_ids: Iterable[str]) -> None:
    """Take issues back."""
    for issue_id in issue_ids:
        ir.async_delete_issue(hass, DOMAIN, issue_id)


async def async_mend(hass: HomeAssistant, pipeline_id: str) -> None:
    """Have a pipeline leave all commands to its agent; one that is gone needs no mending."""
    for pipeline in async_get_pipelines(hass):
        if pipeline.id == pipeline_id:
            await async_update_pipeline(hass, pipeline, prefer_local_intents=False)
