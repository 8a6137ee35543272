"""The undo journal: what the last turns of an agent changed, kept on disk across a restart.

Whoever says "undo" means what was last done in their conversation or, in a new one, what was
last done for them at that place. Nobody takes back what was done for somebody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .agent.lasting import NO_LONGER
from .const import DOMAIN, LOGGER
from .jobs import Job
from .models import Speaker, Undo
from .stored_calls import call_as_dict, call_from_dict

_VERSION = 1
_MOST = 20
_KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A turn that changed something."""

    at: datetime
    """When, in UTC."""
    conversation_id: str
    speaker: Speaker
    said: str
    """The reply, to tell of it."""
    undo: Undo
    """What takes it back; empty once that was done."""

    def as_dict(self) -> dict[str, Any]:
        """Return the entry as it is stored."""
        lost = (NO_LONGER,) if self.undo.cancels else ()
        return {
            "at": self.at.isoformat(),
            "conversation_id": self.conversation_id,
            "user_id": self.speaker.user_id,
            "device_id": self.speaker.device_id,
            "said": self.said,
            "states": [dict(state.as_dict()) for state in self.undo.states],
            "calls": [call_as_dict(call) for call in self.undo.calls],
            "jobs": {i: job.as_dict() if job else None for i, job in self.undo.jobs.items()},
            "lasting": [*self.undo.lasting, *lost],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Entry:
        """Return the entry that was stored."""
        states = (State.from_dict(state) for state in data["states"])
        return cls(
            at=datetime.fromisoformat(data["at"]),
            conversation_id=data["conversation_id"],
            speaker=Speaker(data["user_id"], data["device_id"]),
            said=data["said"],
            undo=Undo(
                states=tuple(state for state in states if state is not None),
                calls=tuple(call_from_dict(call) for call in data["calls"]),
                jobs={i: Job.from_dict(job) if job else None for i, job in data["jobs"].items()},
                lasting=tuple(data["lasting"]),
            ),
        )


def store(hass: HomeAssistant, agent_id: str) -> Store[list[dict[str, Any]]]:
    """Return where the journal of an agent is kept."""
    return Store(hass, _VERSION, f"{DOMAIN}.journal.{agent_id}", private=True)


class Journal:
    """What the last turns of one agent changed."""

    def __init__(self, hass: HomeAssistant, agent_id: str) -> None:
        """Initialize with nothing; `async_load` brings what is from before."""
        self._hass = hass
        self._store = store(hass, agent_id)
        self._entries: list[Entry] = []

    async def async_load(self) -> None:
        """Read what was written before."""
        try:
            self._entries = [Entry.from_dict(data) for data in await self._store.async_load() or []]
        except (KeyError, TypeError, ValueError) as error:
            LOGGER.warning("The undo journal cannot be read and begins anew: %r", error)

    @callback
    def async_add(self, entry: Entry) -> None:
        """Write down a turn; old ones fall off."""
        since = entry.at - _KEPT
        recent = [old for old in self._entries if old.at > since]
        self._entries = [*recent, entry][-_MOST:]
        self._save()

    @callback
    def async_undone(self, entry: Entry, rest: Undo) -> None:
        """Note that a turn was taken back, but for a rest."""
        undone = replace(entry, undo=rest)
        self._entries = [undone if old is entry else old for old in self._entries]
        self._save()

    def last(self, conversation_id: str, speaker: Speaker) -> Entry | None:
        """Return the turn that a speaker may mean: of this conversation, else of their own."""
        since = dt_util.utcnow() - _KEPT
        recent = [entry for entry in reversed(self._entries) if entry.at > since]
        here = (
            entry
            for entry in recent
            if entry.conversation_id == conversation_id and entry.speaker.may_be(speaker)
        )
        own = (entry for entry in recent if speaker.is_known and entry.speaker == speaker)
        return next(here, None) or next(own, None)

    @callback
    def _save(self) -> None:
        """Write it all, at once: a crash is when it is wanted most."""
        data = [entry.as_dict() for entry in self._entries]
        self._hass.async_create_task(self._store.async_save(data), "Steward journal")
