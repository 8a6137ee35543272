"""A Home Assistant that starts with a home in it and leaves nothing behind."""

import asyncio
import tempfile
import threading
from pathlib import Path

import pytest
from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    area_registry as ar,
)
from homeassistant.helpers import (
    device_registry as dr,
)
from homeassistant.helpers import (
    entity_registry as er,
)
from homeassistant.helpers import (
    floor_registry as fr,
)
from homeassistant.util import dt as dt_util

from house.core import async_add_steward, running_home, virtual_home
from house.speech import async_say
from house.virtual_home.models import HomeSpec


async def test_registries_hold_what_is_written(hut: HomeSpec) -> None:
    """Floors, areas, names, aliases and exposure are as in the written home."""
    async with running_home(hut) as hass:
        floor = fr.async_get(hass).async_get_floor("deck")
        area = ar.async_get(hass).async_get_area("galley")
        lamp = er.async_get(hass).async_get("light.lamp")
        assert floor is not None
        assert (floor.name, floor.level, floor.aliases) == ("Deck", 0, {"planks"})
        assert area is not None
        assert (area.name, area.floor_id, area.aliases) == ("Galley", "deck", {"mess"})
        assert lamp is not None
        assert (lamp.area_id, lamp.aliases) == ("galley", [er.COMPUTED_NAME, "beacon"])
        for written in hut["entities"]:
            state = hass.states.get(written["id"])
            assert state is not None
            assert state.name == written["name"]
            assert async_should_expose(hass, "conversation", written["id"])


async def test_satellite_is_a_device_in_its_area(hut: HomeSpec) -> None:
    """A satellite can be passed to a conversation as the device that heard it."""
    async with running_home(hut) as hass:
        device = dr.async_get(hass).async_get(virtual_home(hass).satellites["bell"])
        assert device is not None
        assert device.area_id == "galley"


async def test_sentence_reaches_the_device(hut: HomeSpec) -> None:
    """A sentence said at a satellite acts in its room, and the actions are seen."""
    async with running_home(hut) as hass:
        turn = await async_say(
            hass, "turn on the lights", "conversation.home_assistant", satellite="bell"
        )
        state = hass.states.get("light.lamp")
        assert state is not None
        assert state.state == "on"
        assert turn.outcome == "acted"
        assert "light.turn_on" in [called.service for called in turn.services]
        assert turn.milliseconds > 0


async def test_voice_timer_runs_on_a_satellite(hut: HomeSpec) -> None:
    """Home Assistant's own timers accept a satellite."""
    async with running_home(hut) as hass:
        sentence = "set a timer for 5 minutes"
        await async_say(hass, sentence, "conversation.home_assistant", satellite="bell")
        ((event, timer),) = virtual_home(hass).timer_events
        assert event == "started"
        assert timer.seconds == 300


async def test_nothing_is_left_behind(hut: HomeSpec) -> None:
    """Folder, threads and time zone are as before; a second home starts as the first did."""
    zone, threads = dt_util.get_default_time_zone(), threading.active_count()
    for _ in range(2):
        async with running_home(hut) as hass:
            folder = Path(hass.config.config_dir)
            assert folder.is_relative_to(tempfile.gettempdir())
        assert not await asyncio.to_thread(folder.exists)
    assert dt_util.get_default_time_zone() is zone
    # The loop's own pool may have grown; Home Assistant's is gone.
    assert not [t for t in threading.enumerate() if t.name.startswith("ImportExecutor")]
    assert threading.active_count() >= threads


async def test_given_folder_is_kept(hut: HomeSpec, tmp_path: Path) -> None:
    """A configuration folder of one's own survives."""
    async with running_home(hut, config_dir=tmp_path):
        pass
    assert (tmp_path / ".storage" / "core.entity_registry").exists()


async def test_refused_set_up_says_why(hut: HomeSpec, tmp_path: Path) -> None:
    """A model that is not there ends the flow with an error, not with a hang."""
    async with running_home(hut) as hass:
        with pytest.raises(HomeAssistantError, match="cannot be set up"):
            await async_add_steward(hass, model_path=str(tmp_path / "missing.gguf"))
