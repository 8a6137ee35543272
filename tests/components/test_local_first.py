"""The repair issue about pipelines whose commands go round the policy."""

from typing import Any

import pytest
from homeassistant.components import assist_pipeline
from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.steward import policy_options
from custom_components.steward.agent.policy import AT_ONCE, GUARDS
from custom_components.steward.const import DOMAIN
from tests.components.builders import AGENT_ID

AGENT = "conversation.steward"
_UNUSED = (
    "stt_engine stt_language tts_engine tts_language tts_voice wake_word_entity wake_word_id"
).split()


@pytest.fixture
async def pipelines(hass: HomeAssistant) -> Any:
    """Set up Assist pipelines; return where they are kept."""
    assert await async_setup_component(hass, "assist_pipeline", {})
    assert await async_setup_component(hass, "repairs", {})
    return hass.data[assist_pipeline.pipeline.KEY_ASSIST_PIPELINE].pipeline_store


@pytest.fixture
async def watched(pipelines: Any, loaded_entry: MockConfigEntry) -> Any:
    """Return where the pipelines are kept that Steward watches."""
    return pipelines


async def add(store: Any, **settings: Any) -> assist_pipeline.Pipeline:
    """Add a pipeline that prefers to handle commands locally."""
    parts = dict.fromkeys(_UNUSED)
    pipeline: assist_pipeline.Pipeline = await store.async_create_item(
        {
            **parts,
            "name": "Kitchen",
            "language": "en",
            "conversation_engine": AGENT,
            "conversation_language": "en",
            "prefer_local_intents": True,
            **settings,
        }
    )
    await store.hass.async_block_till_done()
    return pipeline


def issues(hass: HomeAssistant) -> dict[str, ir.IssueEntry]:
    """Return the issues about pipelines, by pipeline."""
    found = ir.async_get(hass).issues.items()
    return {
        str((issue.data or {})["pipeline_id"]): issue
        for (domain, issue_id), issue in found
        if domain == DOMAIN and issue_id.startswith("local_first")
    }


async def test_issue_comes_and_goes(hass: HomeAssistant, watched: Any) -> None:
    """It is there as long as the pipeline is so."""
    assert not issues(hass)
    pipeline = await add(watched)
    issue = issues(hass)[pipeline.id]
    assert issue.is_fixable
    assert issue.translation_placeholders == {"pipeline": "Kitchen"}

    for change, is_there in (
        ({"prefer_local_intents": False}, False),
        ({"prefer_local_intents": True}, True),
        ({"conversation_engine": "conversation.home_assistant"}, False),
        ({"conversation_engine": AGENT}, True),
    ):
        await assist_pipeline.async_update_pipeline(
            hass, assist_pipeline.async_get_pipeline(hass, pipeline.id), **change
        )
        await hass.async_block_till_done()
        assert bool(issues(hass)) is is_there
    await watched.async_delete_item(pipeline.id)
    await hass.async_block_till_done()
    assert not issues(hass)


async def test_each_pipeline_for_itself(hass: HomeAssistant, watched: Any) -> None:
    """Several have an issue each; others have none."""
    first, second = await add(watched), await add(watched, name="Hall")
    await add(watched, name="Fine", prefer_local_intents=False)
    await add(watched, name="Other", conversation_engine="conversation.home_assistant")
    assert set(issues(hass)) == {first.id, second.id}


async def test_mended_at_a_click(hass: HomeAssistant, watched: Any) -> None:
    """Submitting the repair switches it off in that pipeline, and the issue is gone."""
    pipeline, other = await add(watched), await add(watched, name="Hall")
    manager = repairs_flow_manager(hass)
    assert manager is not None
    issue_id = issues(hass)[pipeline.id].issue_id
    form = await manager.async_init(DOMAIN, data={"issue_id": issue_id})
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "confirm")
    assert form["description_placeholders"] == {"pipeline": "Kitchen"}
    assert assist_pipeline.async_get_pipeline(hass, pipeline.id).prefer_local_intents

    result = await manager.async_configure(form["flow_id"], {})
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    mended = assist_pipeline.async_get_pipeline(hass, pipeline.id)
    assert not mended.prefer_local_intents
    assert (mended.name, mended.conversation_engine) == ("Kitchen", AGENT)
    assert set(issues(hass)) == {other.id}


async def test_at_start_and_unloaded(
    hass: HomeAssistant, pipelines: Any, entry: MockConfigEntry
) -> None:
    """What was so before is told at start, and no longer once Steward is away."""
    pipeline = await add(pipelines)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert set(issues(hass)) == {pipeline.id}
    await hass.config_entries.async_unload(entry.entry_id)
    assert not issues(hass)
    await add(pipelines, name="Hall")
    assert not issues(hass)


async def test_nothing_is_guarded(
    hass: HomeAssistant, watched: Any, loaded_entry: MockConfigEntry
) -> None:
    """Where all is done at once there is nothing to go round; a single rule changes that."""
    await add(watched)
    agent = loaded_entry.subentries[AGENT_ID]
    options: dict[str, Any] = {**agent.data, "policy": dict.fromkeys(GUARDS, AT_ONCE)}
    assert not policy_options.policy_of(options).guards_anything
    for more, is_there in (
        ({}, False),
        ({"exceptions": {"confirm": ["switch.gate_motor"]}}, True),
        ({}, False),
        ({"access": {"satellites": ["nursery"]}}, True),
    ):
        hass.config_entries.async_update_subentry(loaded_entry, agent, data={**options, **more})
        await hass.async_block_till_done()
        assert bool(issues(hass)) is is_there
