"""A house whose past is kept, as fixtures; a plugin of the tests that look back."""

import pytest
from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.typing import RecorderInstanceContextManager


@pytest.fixture
async def mock_recorder_before_hass(
    async_test_recorder: RecorderInstanceContextManager,
) -> None:
    """Prepare the recorder before there is a Home Assistant, as it has to be."""


@pytest.fixture
def noon(freezer: FrozenDateTimeFactory) -> FrozenDateTimeFactory:
    """Let it be half past twelve where the house stands, before the house is built."""
    freezer.move_to("2026-11-18 20:30:00+00:00")
    return freezer
