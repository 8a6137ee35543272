"""The furnished house with more to guard, as a fixture; a plugin of the tests that live in it."""

from typing import Any

import pytest

from house.virtual_home.models import EntitySpec, HomeSpec
from tests.components.at_home import House, entity, furnished
from tests.components.guarded_house import PANEL, PANEL_CODE

pytest_plugins = ["tests.components.house_fixtures"]


def _more() -> list[EntitySpec]:
    """Return what there is to guard beyond doors."""
    coded: dict[str, Any] = {"code": PANEL_CODE}
    return [
        entity("switch.gate_motor", "off", "cellar"),
        entity("cover.side_gate", "closed", "cellar", device_class="gate"),
        entity(PANEL, "armed_away", "kitchen", **coded),
        entity(
            "alarm_control_panel.shed_alarm",
            "disarmed",
            "cellar",
            attributes={"code_arm_required": True},
            **coded,
        ),
        entity("alarm_control_panel.open_alarm", "armed_home", "study"),
        entity("lock.money_safe", "locked", "study", **coded),
    ]


@pytest.fixture
def more_to_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put more into the house before it is built."""

    def furnished_with_more() -> HomeSpec:
        """Return the house with more in it."""
        home = furnished()
        return {**home, "entities": [*home["entities"], *_more()]}

    monkeypatch.setattr("tests.components.house_fixtures.furnished", furnished_with_more)


@pytest.fixture
def guarded_house(more_to_guard: None, house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Return the house with more to guard."""
    # Where a test stops the clock, nothing that waits for it would end.
    monkeypatch.setattr("custom_components.steward.execution.HOLD_S", 0)
    return house
