"""A small home of its own for the tests of the house."""

from typing import Any

import pytest

from house.virtual_home.models import EntitySpec, HomeSpec


def entity(entity_id: str, state: str, area: str | None = None, **rest: Any) -> EntitySpec:
    """Return a written entity, named after its id."""
    name = entity_id.partition(".")[2].replace("_", " ").title()
    written = {"id": entity_id, "name": name, "area": area, "aliases": [], "state": state}
    return {**written, "attributes": {}, **rest}


@pytest.fixture
def hut() -> HomeSpec:
    """Return a hut with one room, one satellite and a few things."""
    return {
        "name": "Hut",
        "temperature_unit": "C",
        "language": "en",
        "floors": [{"id": "deck", "name": "Deck", "level": 0, "aliases": ["planks"]}],
        "areas": [{"id": "galley", "name": "Galley", "floor": "deck", "aliases": ["mess"]}],
        "satellites": [{"id": "bell", "name": "Bell", "area": "galley"}],
        "users": [],
        "entities": [
            entity(
                "light.lamp",
                "off",
                "galley",
                aliases=["beacon"],
                attributes={"supported_color_modes": ["brightness"]},
            ),
            entity("switch.pump", "off", "galley"),
            entity("lock.hatch", "locked", "galley"),
            entity("scene.calm", "unknown"),
            entity("script.cast_off", "off"),
            entity("person.ada", "home"),
            entity("input_number.knots", "4", attributes={"min": 0, "max": 20, "step": 1}),
            entity("input_boolean.at_sea", "off"),
            entity("input_select.flag", "blue", attributes={"options": ["blue", "red"]}),
            entity("automation.tide", "on"),
            entity("todo.stores", "1", attributes={"items": [{"summary": "Rope"}]}),
        ],
    }
