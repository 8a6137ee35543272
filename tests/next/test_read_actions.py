"""What the actions that read can do from the next release on: leave out a part of their target."""

from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from house.core import running_home
from house.virtual_home.models import EntitySpec, HomeSpec


def lamp(name: str, area: str) -> EntitySpec:
    """Return a lamp that is on."""
    return {
        "id": f"light.{name}",
        "name": name.title(),
        "area": area,
        "aliases": [],
        "state": "on",
        "attributes": {},
    }


HOME: HomeSpec = {
    "floors": [{"id": "ground", "name": "Ground floor", "level": 0, "aliases": []}],
    "areas": [
        {"id": "kitchen", "name": "Kitchen", "floor": "ground", "aliases": []},
        {"id": "study", "name": "Study", "floor": "ground", "aliases": []},
    ],
    "entities": [lamp("stove", "kitchen"), lamp("desk", "study")],
}


async def _lights(hass: HomeAssistant, **target: Any) -> list[str]:
    """Return the lights that are on in a target."""
    response = await hass.services.async_call(
        "steward",
        "list",
        {"of": "light", "state": "on", **target},
        blocking=True,
        return_response=True,
    )
    assert response is not None
    entities: Any = response["entities"]
    return [entity["name"] for entity in entities]


@pytest.mark.parametrize(
    "target", [{"floor_id": "ground"}, {"entity_id": "all"}], ids=["floor", "house"]
)
async def test_exception(target: dict[str, str]) -> None:
    """What is left out of a target is left out of the answer."""
    async with running_home(HOME) as hass:
        assert await async_setup_component(hass, "steward", {})
        assert await _lights(hass, **target) == ["Stove", "Desk"]
        assert await _lights(hass, **target, exclude={"area_id": "kitchen"}) == ["Desk"]
