"""Virtual to-do lists."""

from dataclasses import replace
from typing import Any, override
from uuid import uuid4

from homeassistant.components.todo import (
    DOMAIN,
    TodoItem,
    TodoItemStatus,
    TodoListEntity,
    TodoListEntityFeature,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's to-do lists."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualTodoList)


FEATURES = (
    TodoListEntityFeature.CREATE_TODO_ITEM
    | TodoListEntityFeature.UPDATE_TODO_ITEM
    | TodoListEntityFeature.DELETE_TODO_ITEM
    | TodoListEntityFeature.SET_DUE_DATE_ON_ITEM
    | TodoListEntityFeature.SET_DUE_DATETIME_ON_ITEM
    | TodoListEntityFeature.SET_DESCRIPTION_ON_ITEM
)


class VirtualTodoList(VirtualEntity, TodoListEntity):
    """A to-do list; what is done to its items is recorded as the action that does it."""

    _attr_supported_features = FEATURES

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_todo_items = [
            TodoItem(
                uid=uuid4().hex,
                summary=item["summary"],
                status=TodoItemStatus(item.get("status", "needs_action")),
                description=item.get("description"),
            )
            for item in attributes.get("items", [])
        ]

    def _items(self) -> list[TodoItem]:
        return list(self._attr_todo_items or [])

    @override
    async def async_create_todo_item(self, item: TodoItem) -> None:
        """Add an item."""
        added = replace(item, uid=uuid4().hex, status=item.status or TodoItemStatus.NEEDS_ACTION)
        if self._settle(todo_items=[*self._items(), added]):
            self._record("add_item", item=item.summary)

    @override
    async def async_update_todo_item(self, item: TodoItem) -> None:
        """Change an item: mark it, or rename it."""
        before = next(old for old in self._items() if old.uid == item.uid)
        # The action passes the status on as the plain text it came as.
        status = TodoItemStatus(item.status or before.status or TodoItemStatus.NEEDS_ACTION)
        changed = replace(item, status=status)
        items = [changed if old.uid == item.uid else old for old in self._items()]
        if self._settle(todo_items=items):
            rename = {} if item.summary == before.summary else {"rename": item.summary}
            self._record("update_item", item=before.summary, status=status.value, **rename)

    @override
    async def async_delete_todo_items(self, uids: list[str]) -> None:
        """Remove items."""
        gone = [item for item in self._items() if item.uid in uids]
        if self._settle(todo_items=[item for item in self._items() if item.uid not in uids]):
            for item in gone:
                self._record("remove_item", item=item.summary)
