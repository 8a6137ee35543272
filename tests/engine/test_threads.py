"""Choosing between one thread and two."""

from __future__ import annotations

import time

import pytest
from steward_engine.threads import available_cores, choose_threads


@pytest.mark.parametrize(
    ("seconds", "cores", "expected"),
    [
        pytest.param({1: 0.010, 2: 0.004}, 4, 2, id="clearly faster"),
        pytest.param({1: 0.010, 2: 0.009}, 4, 1, id="hardly faster"),
        pytest.param({1: 0.004, 2: 0.020}, 4, 1, id="slower"),
        pytest.param({1: 0.010, 2: 0.004}, 1, 1, id="a single core"),
    ],
)
def test_choice(seconds: dict[int, float], cores: int, expected: int) -> None:
    """Two threads must earn their core."""
    assert choose_threads(lambda n: time.sleep(seconds[n]), cores) == expected


def test_one_bad_moment_does_not_decide() -> None:
    """A burst of other work in one round changes nothing."""
    delays = {1: iter([0.01, 0.01, 0.01]), 2: iter([0.2, 0.002, 0.002])}

    assert choose_threads(lambda n: time.sleep(next(delays[n])), 4) == 2


def test_cores() -> None:
    """There is at least one."""
    assert available_cores() >= 1
