"""A job: calls to make later or states to put back, and how that is kept on disk."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, override

from homeassistant.core import Context, HomeAssistant, State
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .agent.convert import Call
from .agent.plan import AT_ONCE, When
from .agent.promises import Promise
from .const import DOMAIN
from .stored_calls import call_as_dict, call_from_dict, when_as_dict, when_from_dict

type JobData = dict[str, Any]
"""A job as it is stored."""

_VERSION = 2
# Somebody who asked for the coffee at seven does not want it at nine.
_STILL_WANTED = timedelta(minutes=15)
# Nobody expects these to move when Home Assistant comes back.
_NEVER_LATE = frozenset({"alarm_control_panel", "cover", "lock", "scene", "script", "valve"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to do later: calls to make, or states to put back."""

    due: datetime | None = None
    """When next, aware; None while it waits for something to happen."""
    when: When = AT_ONCE
    """When, as it was asked for; entity ids in it. Decides what repeats and what is waited for."""
    was_so: bool = False
    """Whether what is waited for was so when it was last seen: only what becomes so counts."""
    calls: tuple[Call, ...] = ()
    states: tuple[State, ...] = ()
    user_id: str | None = None
    """Who asked for it."""
    is_agreed: bool = False
    """Whether somebody said yes to it where that was asked."""

    @property
    def context(self) -> Context:
        """Return in whose name it is done."""
        return Context(user_id=self.user_id)

    @property
    def acted_on(self) -> frozenset[str]:
        """Return the entities that it changes."""
        called = (entity_id for call in self.calls for entity_id in call.entity_ids)
        return frozenset((*called, *(state.entity_id for state in self.states)))

    @property
    def entity_ids(self) -> frozenset[str]:
        """Return the entities that it is about: those that it changes, and the one it waits for."""
        return self.acted_on | ({self.when.event.source} if self.when.event else frozenset())

    @property
    def is_sudden(self) -> bool:
        """Return whether it would startle people when it comes late."""
        return any(not _NEVER_LATE.isdisjoint(_domains(call)) for call in self.calls)

    def is_missed(self, now: datetime) -> bool:
        """Return whether it is too late to do it; states are put back however late it is."""
        if self.due is None or not self.calls:
            return False
        return now - self.due > (timedelta() if self.is_sudden else _STILL_WANTED)

    def moved(self, due: datetime) -> Job:
        """Return the job at another moment; of what is repeated just the next time is moved."""
        return replace(self, due=due, when=self.when if self.when.every else AT_ONCE)

    def renamed(self, old: str, new: str) -> Job:
        """Return the job with an entity called by its new id."""
        event = self.when.event
        if event and event.source == old:
            event = replace(event, source=new)
        return replace(
            self,
            when=replace(self.when, event=event),
            calls=tuple(
                replace(call, entity_ids=tuple(new if i == old else i for i in call.entity_ids))
                for call in self.calls
            ),
            states=tuple(
                State(new, state.state, state.attributes) if state.entity_id == old else state
                for state in self.states
            ),
        )

    def as_promise(self) -> Promise:
        """Return the job as it is put in words."""
        return Promise(
            calls=self.calls,
            back=tuple((state.entity_id, state.state) for state in self.states),
            when=self.when,
            due=dt_util.as_local(self.due) if self.due else None,
            is_again=self.was_so,
        )

    def as_dict(self) -> JobData:
        """Return the job as it is stored."""
        return {
            "due": self.due.isoformat() if self.due else None,
            "when": when_as_dict(self.when),
            "was_so": self.was_so,
            "calls": [call_as_dict(call) for call in self.calls],
            "states": [dict(state.as_dict()) for state in self.states],
            "user_id": self.user_id,
            "is_agreed": self.is_agreed,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Job:
        """Return the job that was stored."""
        states = (State.from_dict(state) for state in data["states"])
        return cls(
            due=datetime.fromisoformat(data["due"]) if data["due"] else None,
            when=when_from_dict(data["when"]),
            was_so=data["was_so"],
            calls=tuple(call_from_dict(call) for call in data["calls"]),
            states=tuple(state for state in states if state is not None),
            user_id=data["user_id"],
            is_agreed=data["is_agreed"],
        )


def _domains(call: Call) -> set[str]:
    """Return the domains that a call is about."""
    return {call.domain, *(entity_id.partition(".")[0] for entity_id in call.entity_ids)}


class JobStore(Store[dict[str, JobData]]):
    """Where the jobs of an agent are kept, by id."""

    def __init__(self, hass: HomeAssistant, agent_id: str) -> None:
        """Initialize the store of an agent."""
        super().__init__(hass, _VERSION, f"{DOMAIN}.schedule.{agent_id}", private=True)

    @override
    async def _async_migrate_func(
        self, old_major_version: int, old_minor_version: int, old_data: dict[str, JobData]
    ) -> dict[str, JobData]:
        """Return jobs as they are kept now.

        At first there were none but for one moment, and what was to be asked about had been.
        """
        added = {"when": {}, "was_so": False, "is_agreed": True}
        return {job_id: {**added, **job} for job_id, job in old_data.items()}
