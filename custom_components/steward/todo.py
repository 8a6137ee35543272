"""What was put off, as a to-do list of the agent: to be seen, moved and deleted by hand.

It is not exposed to the assistant: what is on it is asked for in sentences of its own.
"""

from datetime import datetime
from typing import Any, override

from homeassistant.components.homeassistant.exposed_entities import KNOWN_ASSISTANTS
from homeassistant.components.todo import (
    TodoItem,
    TodoItemStatus,
    TodoListEntity,
    TodoListEntityFeature,
)
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .agent.promises import Teller
from .const import SUBENTRY_CONVERSATION
from .coordinator import StewardConfigEntry
from .entity import StewardEntity, async_add_for_subentries
from .home import async_home_of
from .jobs import Job
from .refusal import invalid

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: StewardConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the list of each agent."""
    async_add_for_subentries(entry, SUBENTRY_CONVERSATION, LaterList, async_add_entities)


class LaterList(StewardEntity, TodoListEntity):
    """What an agent was told to do later."""

    _attr_translation_key = "later"
    _needs_engine = False
    _attr_supported_features = (
        TodoListEntityFeature.DELETE_TODO_ITEM
        | TodoListEntityFeature.UPDATE_TODO_ITEM
        | TodoListEntityFeature.SET_DUE_DATETIME_ON_ITEM
    )

    def __init__(self, entry: StewardConfigEntry, agent: ConfigSubentry) -> None:
        """Take the schedule of the agent."""
        super().__init__(entry, agent)
        self._schedule = entry.runtime_data.schedules[agent.subentry_id]
        self._attr_unique_id = f"{agent.subentry_id}_later"

    @override
    def get_initial_entity_options(self) -> dict[str, dict[str, Any]]:
        """Return that no assistant is to take it for a list to write on."""
        return {assistant: {"should_expose": False} for assistant in KNOWN_ASSISTANTS}

    @property
    @override
    def todo_items(self) -> list[TodoItem]:
        """Return what waits, in the order in which it is due."""
        return [self._item(job_id, job) for job_id, job in self._schedule.jobs.items()]

    def _item(self, job_id: str, job: Job) -> TodoItem:
        """Return a job as an item."""
        home = async_home_of(self.hass, job.entity_ids)
        teller = Teller(now=dt_util.now(), home=home, states=self.hass.states.get)
        promise = job.as_promise()
        return TodoItem(
            uid=job_id,
            summary=teller.summary(promise),
            description=teller.description(promise),
            due=promise.due,
            status=TodoItemStatus.NEEDS_ACTION,
        )

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the schedule."""
        await super().async_added_to_hass()
        self.async_on_remove(self._schedule.async_listen(self.async_write_ha_state))

    @override
    async def async_delete_todo_items(self, uids: list[str]) -> None:
        """Call jobs off."""
        for job_id in uids:
            self._schedule.async_remove(job_id)

    @override
    async def async_update_todo_item(self, item: TodoItem) -> None:
        """Call a job off that is ticked, or move it to another time.

        Raises:
            ServiceValidationError: It was done meanwhile, or something else of it was changed.
        """
        job = self._schedule.jobs.get(item.uid or "")
        if item.uid is None or job is None:
            raise invalid("later_gone", item=str(item.summary))
        if item.status is TodoItemStatus.COMPLETED:
            self._schedule.async_remove(item.uid)
            return
        known = self._item(item.uid, job)
        if (item.summary, item.description) != (known.summary, known.description):
            raise invalid("later_fixed")
        if item.due != known.due:
            self._schedule.async_put(item.uid, job.moved(_moment(item)))


def _moment(item: TodoItem) -> datetime:
    """Return the time that an item was moved to.

    Raises:
        ServiceValidationError: It is no time, or one that has passed.
    """
    if not isinstance(item.due, datetime) or item.due <= dt_util.utcnow():
        raise invalid("later_passed")
    return item.due
