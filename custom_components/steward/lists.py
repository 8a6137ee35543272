"""To-do lists: which list is meant, which item is meant, and what takes an item back off."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain
from typing import Any

from homeassistant.core import Context, HomeAssistant

from .agent.convert import Call
from .agent.diary import todo_answer
from .agent.home import Home
from .agent.outcome import is_available

NO_LIST = "There is no to-do list in your home."
_SHOPPING = ("shop", "grocer", "buy")
_ARTICLES = ("the ", "a ", "an ", "some ", "my ", "more ")
_CLOSE_ENOUGH = 0.7


def is_list(call: Call) -> bool:
    """Return whether a call is about a to-do list."""
    return call.domain == "todo"


def with_lists(call: Call, home: Home) -> list[Call]:
    """Return a call on each list it may be about: the one named, else the shopping list and then the rest."""
    if call.entity_ids:
        return [call]
    lists = [entity for entity in home.everything() if entity.domain == "todo"]
    lists.sort(key=lambda e: not any(w in name.lower() for name in e.names for w in _SHOPPING))
    return [replace(call, entity_ids=(found.entity_id,)) for found in lists]


def with_list(call: Call, home: Home) -> Call | None:
    """Return a call on the likeliest list; None where there is none."""
    return next(iter(with_lists(call, home)), None)


async def async_items(hass: HomeAssistant, list_id: str, context: Context) -> list[dict[str, Any]]:
    """Return the items of a list: {"summary", "status"}."""
    response = await hass.services.async_call(
        "todo",
        "get_items",
        {"entity_id": [list_id]},
        blocking=True,
        context=context,
        return_response=True,
    )
    answers: dict[str, Any] = dict(response or {})
    return list(answers.get(list_id, {}).get("items", []))


async def async_find_item(
    hass: HomeAssistant, calls: Iterable[Call], context: Context
) -> Call | None:
    """Return the one of several calls whose list has the item; None when no list has it."""
    known = list(calls)
    if known[0].name == "add_item":
        return await async_with_item(hass, known[0], context)
    reachable = [c for c in known if is_available(hass.states.get(c.entity_ids[0]))]
    found = [
        (call, complete)
        for call in reachable or known
        if (complete := await async_with_item(hass, call, context))
    ]
    # The very words on one list count for more than similar ones on another.
    same = (c for call, c in found if _bare(str(c.data["item"])) == _bare(str(call.data["item"])))
    return next(chain(same, (complete for _, complete in found)), None)


async def async_with_item(hass: HomeAssistant, call: Call, context: Context) -> Call | None:
    """Return a call with its item as the list writes it; None when the list has no such item."""
    if call.name == "add_item":
        return replace(call, data={"item": _tidy(str(call.data["item"]))})
    if call.name == "update_item":
        call = replace(call, data={**call.data, "status": "completed"})
    items = await async_items(hass, call.entity_ids[0], context)
    summary = closest(str(call.data["item"]), (str(item["summary"]) for item in items))
    return replace(call, data={**call.data, "item": summary}) if summary else None


def closest(said: str, summaries: Iterable[str]) -> str | None:
    """Return the item that was most likely meant."""
    known = {_bare(summary): summary for summary in summaries}
    wanted = _bare(said)
    if wanted in known:
        return known[wanted]
    said_words = set(wanted.split())
    inside = [
        b
        for b in known
        if (words := set(b.split())) and (words <= said_words or said_words <= words)
    ]
    near = inside or get_close_matches(wanted, known, n=1, cutoff=_CLOSE_ENOUGH)
    return known[near[0]] if near else None


def _bare(text: str) -> str:
    """Return an item without case and article."""
    text = text.casefold().strip()
    return next((text.removeprefix(a) for a in _ARTICLES if text.startswith(a)), text)


def _tidy(item: str) -> str:
    """Return an item as one writes it on a list."""
    bare = _bare(item)
    return bare[:1].upper() + bare[1:]


async def async_took(hass: HomeAssistant, call: Call, context: Context) -> bool:
    """Return whether a list is as a call on it wants it."""
    items = await async_items(hass, call.entity_ids[0], context)
    statuses = {str(item["summary"]): item.get("status") for item in items}
    item = str(call.data["item"])
    if call.name == "remove_item":
        return item not in statuses
    if call.name == "add_item":
        return item in statuses
    return bool(statuses.get(item) == call.data["status"])


def inverse(call: Call) -> Call | None:
    """Return the call that takes a change of a list back."""
    if call.name == "add_item":
        return replace(call, service="todo.remove_item")
    if call.name == "remove_item":
        return replace(call, service="todo.add_item")
    if call.name == "update_item":
        return replace(call, data={**call.data, "status": "needs_action"})
    return None


def said(call: Call, home: Home) -> str:
    """Return what was done to a list."""
    name = home.entities[call.entity_ids[0]].name
    item = call.data.get("item", "")
    if call.data.get("status") == "needs_action":
        return f"Put {item} back on {name}."
    return {
        "add_item": f"Added {item} to {name}.",
        "remove_item": f"Removed {item} from {name}.",
        "update_item": f"Ticked off {item} on {name}.",
    }[call.name]


def contents(home: Home, list_id: str, items: Iterable[Mapping[str, Any]]) -> str:
    """Return what is on a list."""
    return todo_answer(home.entities[list_id].name, items)
