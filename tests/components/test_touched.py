"""What a call changes beyond its targets."""

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from custom_components.steward.agent.convert import Call
from custom_components.steward.touched import touched


@pytest.fixture(autouse=True)
async def scripts(hass: HomeAssistant) -> None:
    """Write some scripts, and put lights into a group and a scene."""
    config = {
        "good": [{"action": "light.turn_on", "target": {"entity_id": ["light.a", "light.b"]}}],
        "around": [{"action": "script.good"}, {"scene": "scene.movie"}],
        "open": [{"action": "light.turn_on", "target": {"entity_id": "{{ which }}"}}],
        "loud": [
            {"action": "light.turn_on", "target": {"entity_id": "light.a"}},
            {"action": "notify.send_message", "target": {"entity_id": "notify.ada"}},
        ],
        "endless": [{"action": "script.endless"}],
    }
    scripts = {name: {"sequence": sequence} for name, sequence in config.items()}
    scene = {"name": "movie", "entities": {"cover.c": "closed"}}
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "scene", {"scene": [scene]})
    assert await async_setup_component(hass, "script", {"script": scripts})
    hass.states.async_set("light.group", "on", {"entity_id": ["light.a", "light.b"]})
    hass.states.async_set("scene.elsewhere", "unknown")
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    ("service", "entity_id", "found", "is_whole"),
    [
        pytest.param("light.turn_on", "light.a", set(), True, id="light"),
        pytest.param("light.turn_off", "light.group", {"light.a", "light.b"}, True, id="group"),
        pytest.param("scene.turn_on", "scene.movie", {"cover.c"}, True, id="scene"),
        pytest.param("scene.turn_on", "scene.elsewhere", set(), False, id="other-scene"),
        pytest.param("script.turn_on", "script.good", {"light.a", "light.b"}, True, id="script"),
        pytest.param(
            "script.turn_on",
            "script.around",
            {"light.a", "light.b", "cover.c"},
            True,
            id="script-in-script",
        ),
        pytest.param("script.turn_on", "script.open", set(), False, id="template"),
        pytest.param("script.turn_on", "script.loud", {"light.a"}, False, id="message"),
        pytest.param("script.turn_on", "script.endless", set(), True, id="itself"),
        pytest.param("script.turn_on", "script.gone", set(), False, id="not-there"),
    ],
)
async def test_touched(
    hass: HomeAssistant, service: str, entity_id: str, found: set[str], *, is_whole: bool
) -> None:
    """Everything that can be put back is found, and what cannot be is known not to be all."""
    assert touched(hass, Call(service=service, entity_ids=(entity_id,))) == (found, is_whole)
