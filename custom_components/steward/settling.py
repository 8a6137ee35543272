"""Waiting until entities are as wanted: by their events, with a deadline."""

import asyncio
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from types import TracebackType
from typing import Self

from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event


class Settling:
    """Follows entities while something is done to them; knows which were as wanted for a moment."""

    def __init__(
        self, hass: HomeAssistant, entity_ids: Iterable[str], is_as_wanted: Callable[[str], bool]
    ) -> None:
        """Remember what is followed, and what is wanted of it; begin on entering."""
        self._hass = hass
        self._entity_ids = tuple(entity_ids)
        self._is_as_wanted = is_as_wanted
        self._waiting: set[str] = set()
        self._reached: set[str] = set()
        self._all_so = asyncio.Event()
        self._stirred = asyncio.Event()

    @property
    def reached(self) -> Collection[str]:
        """Return what was as wanted at any time, maybe not now."""
        return self._reached

    def __enter__(self) -> Self:
        """Begin to follow."""
        self._stop = async_track_state_change_event(self._hass, self._entity_ids, self._check)
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Follow no longer."""
        self._stop()

    async def async_wait(self, timeout_s: float, hold_s: float = 0) -> None:
        """Wait until all are as wanted and have stayed so for a while, or until the deadline."""
        self._note(self._entity_ids)
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._all_so.wait()
                while hold_s and await self._stirs(hold_s):
                    await self._all_so.wait()

    async def _stirs(self, hold_s: float) -> bool:
        """Return whether anything leaves what was wanted within a while."""
        self._stirred.clear()
        try:
            async with asyncio.timeout(hold_s):
                await self._stirred.wait()
        except TimeoutError:
            return False
        return True

    @callback
    def _check(self, event: Event[EventStateChangedData]) -> None:
        """Look at an entity that changed."""
        self._note([event.data["entity_id"]])

    @callback
    def _note(self, entity_ids: Collection[str]) -> None:
        """Note which entities are as wanted."""
        so = {entity_id for entity_id in entity_ids if self._is_as_wanted(entity_id)}
        self._reached |= so
        self._waiting = (self._waiting | set(entity_ids)) - so
        if self._waiting:
            self._all_so.clear()
            self._stirred.set()
        else:
            self._all_so.set()
