"""A clock that is set and moved, with all that is scheduled on it."""

import asyncio
import time
from datetime import UTC, datetime

import pytest
from homeassistant.helpers.event import async_call_later, async_track_point_in_time
from homeassistant.util import dt as dt_util

from house.clock import Clock, ClockLoop, settable_clock
from house.core import running_home
from house.virtual_home.models import HomeSpec


def test_clock_is_local_and_goes_on() -> None:
    """The time set is that of the house, and passes by itself."""
    with settable_clock() as clock:
        clock.set("2031-05-06T09:41:00")
        assert dt_util.now().strftime("%Y-%m-%d %H:%M") == "2031-05-06 09:41"
        assert dt_util.utcnow().timestamp() == pytest.approx(time.time(), abs=1)
        first = dt_util.utcnow()
        assert dt_util.utcnow() > first
    assert dt_util.utcnow().timestamp() == pytest.approx(datetime.now(UTC).timestamp(), abs=1)


def test_scheduled_things_come_due(hut: HomeSpec) -> None:
    """Delays and moments are reached in their order, without waiting for them."""
    with settable_clock() as clock, asyncio.Runner(loop_factory=ClockLoop) as runner:
        assert runner.run(_async_due(hut, clock)) == ["delay", "moment"]


async def _async_due(hut: HomeSpec, clock: Clock) -> list[str]:
    """Schedule two things and jump past them."""
    came: list[str] = []
    clock.set("2031-05-06T09:00:00")
    async with running_home(hut) as hass:
        clock.set("2031-05-06T09:00:00")
        moment = dt_util.now().replace(hour=10)
        async_track_point_in_time(hass, lambda _: came.append("moment"), moment)
        async_call_later(hass, 600, lambda _: came.append("delay"))
        await asyncio.sleep(0)
        assert came == []
        clock.skip(601)
        await hass.async_block_till_done()
        await asyncio.sleep(0.01)
        assert came == ["delay"]
        clock.skip(3600)
        await asyncio.sleep(0.01)
        await hass.async_block_till_done()
    return came


async def test_only_a_clock_loop_can_jump() -> None:
    """On another loop wall time would run away from what is scheduled."""
    with settable_clock() as clock, pytest.raises(TypeError):
        clock.skip(1)
