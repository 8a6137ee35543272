"""A sentence told in confidence, hidden wherever Home Assistant keeps it."""

import dataclasses
from typing import Any

import pytest
from homeassistant.components import assist_pipeline
from homeassistant.components.assist_pipeline.pipeline import KEY_ASSIST_PIPELINE
from homeassistant.helpers import json as json_helper
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.steward import secrecy
from custom_components.steward.agent.candidates import Shortlist, Word
from custom_components.steward.agent.confidence import Confidence
from custom_components.steward.agent.home import Home
from custom_components.steward.agent.plan import PlannedCall, When
from custom_components.steward.models import Thought
from custom_components.steward.pipeline import hide_in_runs
from tests.components.at_home import AGENT, House
from tests.components.guarded_house import PIN, UNLOCK, set_pin

pytest_plugins = ["tests.components.guarded_fixtures"]

DISARM = "alarm_control_panel.alarm_disarm"


async def _run(client: Any, text: str, conversation_id: str | None) -> str:
    """Put a sentence to the preferred pipeline, as the chat of Assist does; return its conversation."""
    message: dict[str, Any] = {
        "type": "assist_pipeline/run",
        "start_stage": "intent",
        "end_stage": "intent",
        "input": {"text": text},
        "conversation_id": conversation_id,
    }
    await client.send_json_auto_id(message)
    assert (await client.receive_json())["success"]
    found = conversation_id or ""
    while (event := (await client.receive_json())["event"])["type"] != "run-end":
        assert event["type"] != "error", event
        if event["type"] == "intent-end":
            found = event["data"]["intent_output"]["conversation_id"]
    return found


async def test_debug_runs_of_assist(
    guarded_house: House, hass_ws_client: WebSocketGenerator
) -> None:
    """The runs that the voice settings show for debugging have the sentence masked."""
    hass = guarded_house.hass
    assert await async_setup_component(hass, "assist_pipeline", {})
    await assist_pipeline.async_update_pipeline(
        hass, assist_pipeline.async_get_pipeline(hass), conversation_engine=AGENT
    )
    await set_pin(guarded_house, lock="pin")
    client = await hass_ws_client(hass)
    guarded_house.engine.scripts.append(UNLOCK)
    conversation_id = await _run(client, "unlock the front door", None)
    await _run(client, PIN, conversation_id)
    assert guarded_house.state("lock.front_door").state == "unlocked"

    runs = [
        dataclasses.asdict(run)
        for runs in hass.data[KEY_ASSIST_PIPELINE].pipeline_debug.values()
        for run in runs.values()
    ]
    text = json_helper.json_dumps(runs)
    assert "unlock the front door" in text
    assert '"intent_input":"****"' in text
    assert f'"{PIN}"' not in text


async def test_transcript(guarded_house: House) -> None:
    """What a recogniser wrote is masked as well, and nothing else is."""
    hass = guarded_house.hass
    assert await async_setup_component(hass, "assist_pipeline", {})
    events = [
        assist_pipeline.PipelineEvent(
            assist_pipeline.PipelineEventType.STT_END, {"stt_output": {"text": text}}
        )
        for text in (PIN, "hello")
    ]
    events.append(assist_pipeline.PipelineEvent(assist_pipeline.PipelineEventType.RUN_END))
    debug = assist_pipeline.runtime.PipelineRunDebug()
    debug.events.extend(events)
    hass.data[KEY_ASSIST_PIPELINE].pipeline_debug["one"] = {"run": debug}  # type: ignore[assignment]
    hide_in_runs(hass, PIN, "****")
    told = [event.data["stt_output"]["text"] for event in events if event.data]
    assert told == ["****", "hello"]


def _thought(*calls: PlannedCall, words: str) -> Thought:
    """Return what a model made of a sentence."""
    return Thought(
        home=Home(entities={}, areas={}, floors={}),
        shortlist=Shortlist(words=tuple(map(Word, words.split())), candidates=()),
        calls=calls,
        prompt=f"<typed><was> at 7 30<did>x<user> {words}<call>",
        grammar="",
        output='{"code":" 1379"}',
        confidence=Confidence(call=1, target=1, plan=1),
        timings={},
    )


def test_withheld() -> None:
    """The code is neither in the words nor in the plan, prompt or output that are kept."""
    call = PlannedCall(service=DISARM, target=("@a",), data={"code": "1379"})
    kept = secrecy.withheld(_thought(call, words="disarm it with 1379"), "disarm it with 1379")
    assert [word.text for word in kept.shortlist.words] == ["disarm", "it", "with"]
    assert kept.calls == (PlannedCall(service=DISARM, target=("@a",)),)
    assert kept.prompt == "<typed><was> at 7 30<did>x<user> disarm it with ****<call>"
    assert kept.output == '{"code":" ****"}'


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (PlannedCall(service=DISARM), "disarm it"),
        (PlannedCall(service=DISARM), "disarm it in 5 minutes"),
        (PlannedCall(service=DISARM, when=When(at="19:30")), "disarm it at 19:30"),
        (PlannedCall(service="light.turn_on"), "turn on light 1379"),
    ],
)
def test_nothing_to_withhold(call: PlannedCall, sentence: str) -> None:
    """A sentence without a code is kept as it is, and one with other numbers, too."""
    thought = _thought(call, words=sentence)
    assert secrecy.withheld(thought, sentence) is thought
