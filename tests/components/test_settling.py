"""Waiting for entities: the deadline, the hold, and what was so only for a moment."""

import asyncio
from time import monotonic

import pytest
from homeassistant.core import HomeAssistant

from custom_components.steward.settling import Settling

pytestmark = pytest.mark.usefixtures("hass")


def _settling(hass: HomeAssistant, *entity_ids: str) -> Settling:
    """Return what waits until entities are on."""

    def is_on(entity_id: str) -> bool:
        """Return whether an entity is on."""
        state = hass.states.get(entity_id)
        return state is not None and state.state == "on"

    return Settling(hass, entity_ids, is_on)


async def test_nothing_to_wait_for(hass: HomeAssistant) -> None:
    """Without entities, or with all as wanted, there is no waiting."""
    hass.states.async_set("light.a", "on")
    async with asyncio.timeout(1):
        for entity_ids in ((), ("light.a",)):
            with _settling(hass, *entity_ids) as settling:
                await settling.async_wait(60)
    assert settling.reached == {"light.a"}


async def test_event_ends_the_waiting(hass: HomeAssistant) -> None:
    """The last one that comes ends it, at once."""
    with _settling(hass, "light.a", "light.b") as settling:
        asyncio.get_running_loop().call_later(0.05, hass.states.async_set, "light.a", "on")
        asyncio.get_running_loop().call_later(0.1, hass.states.async_set, "light.b", "on")
        async with asyncio.timeout(2):
            await settling.async_wait(60)
    assert settling.reached == {"light.a", "light.b"}


async def test_deadline(hass: HomeAssistant) -> None:
    """What does not come is waited for no longer."""
    with _settling(hass, "light.a") as settling:
        await settling.async_wait(0.05)
    assert settling.reached == set()


async def test_hold(hass: HomeAssistant) -> None:
    """What leaves within the hold must come again; the hold ends with the deadline."""
    hass.states.async_set("light.a", "on")
    begun = monotonic()
    with _settling(hass, "light.a") as settling:
        later = asyncio.get_running_loop().call_later
        later(0.05, hass.states.async_set, "light.a", "off")
        later(0.15, hass.states.async_set, "light.a", "on")
        await settling.async_wait(5, hold_s=0.2)
    assert 0.3 < monotonic() - begun < 4

    with _settling(hass, "light.a") as settling:
        asyncio.get_running_loop().call_later(0.02, hass.states.async_set, "light.a", "off")
        await settling.async_wait(0.1, hold_s=0.2)
    assert settling.reached == {"light.a"}


async def test_moment_during_the_call(hass: HomeAssistant) -> None:
    """What was so only while the call ran is known to have been so."""
    with _settling(hass, "light.a") as settling:
        hass.states.async_set("light.a", "on")
        hass.states.async_set("light.a", "off")
        await hass.async_block_till_done()
        await settling.async_wait(0.01)
    assert settling.reached == {"light.a"}
