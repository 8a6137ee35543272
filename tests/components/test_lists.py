"""To-do lists: the right list, the right item, and the way back."""

from typing import Any

import pytest
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity

from custom_components.steward.lists import closest
from tests.components.at_home import House, call, written

pytest_plugins = ["tests.components.house_fixtures"]

LIST = "todo.shopping_list"


async def _items(house: House) -> dict[str, str]:
    """Return the items of the shopping list with their status."""
    response = await house.hass.services.async_call(
        "todo", "get_items", {"entity_id": LIST}, blocking=True, return_response=True
    )
    assert response is not None
    items: Any = response[LIST]
    return {item["summary"]: item["status"] for item in items["items"]}


@pytest.mark.parametrize(
    ("said", "item"),
    [
        pytest.param("milk", "Milk", id="same"),
        pytest.param("the milk", "Milk", id="article"),
        pytest.param("MILK", "Milk", id="case"),
        pytest.param("bread", "Rye bread", id="part"),
        pytest.param("rye bred", "Rye bread", id="misheard"),
        pytest.param("some oat milk please", "Milk", id="inside"),
        pytest.param("petrol", None, id="other"),
        pytest.param("🥛", None, id="emoji"),
    ],
)
def test_closest(said: str, item: str | None) -> None:
    """The item that was most likely meant, none that was not."""
    assert closest(said, ["Eggs", "Milk", "Rye bread"]) == item


def test_closest_is_no_blank() -> None:
    """An item without text is not meant by every word."""
    assert closest("petrol", ["", "Milk"]) is None


def test_closest_is_no_part_of_a_word() -> None:
    """A word that only holds an item's letters does not mean it."""
    assert closest("shampoo", ["Ham"]) is None


def test_closest_of_nothing() -> None:
    """On an empty list nothing is meant."""
    assert closest("milk", []) is None


async def test_add(house: House) -> None:
    """An item is added as one writes it, to the shopping list when none is named."""
    reply = await house.say(
        "put some tea on it", [call("todo.add_item", data={"item": "some tea"})]
    )
    assert (reply.outcome, reply.speech) == ("acted", "Added Tea to Shopping List.")
    assert (await _items(house))["Tea"] == "needs_action"


@pytest.mark.parametrize(
    "item",
    [
        pytest.param("crème brûlée", id="accents"),
        pytest.param("お茶", id="japanese"),
        pytest.param("🍎 apples", id="emoji"),
        pytest.param('a "big" {box}', id="structure"),
        pytest.param("x" * 250, id="long"),
    ],
)
async def test_add_anything(house: House, item: str) -> None:
    """An item may be called anything."""
    plan = written(call("todo.add_item", data={"item": item}))
    reply = await house.say("add it to the shopping list", plan)
    assert reply.outcome == "acted"
    assert len(await _items(house)) == 3


async def test_tick_off_and_remove(house: House) -> None:
    """The closest item is ticked off or taken off, by the name it has on the list."""
    ticked = await house.say(
        "tick off the bread on the shopping list",
        [call("todo.update_item", "list", data={"item": "the bread"})],
    )
    assert ticked.speech == "Ticked off Rye bread on Shopping List."
    removed = await house.say(
        "take the milk off the shopping list",
        [call("todo.remove_item", "list", data={"item": "the milk"})],
    )
    assert removed.speech == "Removed Milk from Shopping List."
    assert await _items(house) == {"Rye bread": "completed"}


async def test_no_such_item(house: House) -> None:
    """An item that is not on the list is not taken for another one."""
    before = await _items(house)
    reply = await house.say(
        "take petrol off the shopping list",
        [call("todo.remove_item", "list", data={"item": "petrol"})],
    )
    assert reply.outcome == "failed"
    assert "not on the list" in reply.speech
    assert await _items(house) == before


@pytest.mark.parametrize(
    ("sentence", "plan"),
    [
        pytest.param(
            "add tea to the shopping list",
            call("todo.add_item", "list", data={"item": "tea"}),
            id="add",
        ),
        pytest.param(
            "take milk off the shopping list",
            call("todo.remove_item", "list", data={"item": "milk"}),
            id="remove",
        ),
        pytest.param(
            "tick off milk on the shopping list",
            call("todo.update_item", "list", data={"item": "milk"}),
            id="tick-off",
        ),
    ],
)
async def test_undo(house: House, sentence: str, plan: Any) -> None:
    """What was done to a list can be taken back."""
    before = await _items(house)
    first = await house.say(sentence, [plan])
    assert await _items(house) != before
    await house.say("undo that", [call("steward.undo")], conversation_id=first.conversation_id)
    assert await _items(house) == before


@pytest.mark.parametrize("service", ["todo.remove_item", "todo.update_item"])
async def test_unavailable_list(house: House, service: str) -> None:
    """A list that cannot be reached is told of."""
    house.break_down(LIST, "unavailable")
    reply = await house.say(
        "take milk off the shopping list", [call(service, "list", data={"item": "milk"})]
    )
    assert (reply.outcome, reply.speech) == ("failed", "Sorry, something went wrong with that.")


async def test_no_list(house: House) -> None:
    """A house without a list says so."""
    async_expose_entity(house.hass, "conversation", LIST, False)
    plan = '{"calls":[{"service":"todo.add_item","data":{"item":" tea"}}]}'
    reply = await house.say("add tea to the shopping list", plan)
    assert reply.outcome == "declined"
    assert "no to-do list" in reply.speech
