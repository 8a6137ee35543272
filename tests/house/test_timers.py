"""What was done to voice timers between two moments."""

import time

import pytest

from house.timers import Timer, timer_calls

NOW_NS = time.monotonic_ns()


def _timer(seconds: int, *, is_active: bool = True, name: str = "tar", ago_s: int = 0) -> Timer:
    touched_ns = NOW_NS - ago_s * 10**9
    return Timer(name=name, seconds=seconds, touched_ns=touched_ns, is_active=is_active)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold the clock: a suite that takes minutes must not let the timers run out."""
    monkeypatch.setattr("house.timers.time.monotonic_ns", lambda: NOW_NS)


RUNNING, PAUSED = _timer(300, ago_s=60), _timer(240, is_active=False)


@pytest.mark.parametrize(
    ("before", "after", "calls"),
    [
        pytest.param({}, {"1": _timer(300)}, [("start", 300)], id="start"),
        pytest.param({"1": RUNNING}, {}, [("cancel", 300)], id="cancel"),
        pytest.param({"1": PAUSED}, {}, [("cancel", 240)], id="cancel-paused"),
        pytest.param({"1": _timer(5, ago_s=10)}, {}, [], id="ran-out"),
        pytest.param({"1": RUNNING}, {"1": RUNNING}, [], id="untouched"),
        pytest.param({"1": RUNNING}, {"1": PAUSED}, [("pause", 240)], id="pause"),
        pytest.param({"1": PAUSED}, {"1": _timer(240)}, [("resume", 240)], id="resume"),
        pytest.param({"1": RUNNING}, {"1": _timer(360)}, [("add", 120)], id="add"),
        pytest.param({"1": RUNNING}, {"1": _timer(180)}, [("subtract", 60)], id="subtract"),
    ],
)
def test_timer_calls(
    before: dict[str, Timer], after: dict[str, Timer], calls: list[tuple[str, int]]
) -> None:
    """Every kind of change is told once, with its seconds."""
    found = timer_calls(before, after)
    assert [(call["timer"], call["seconds"]) for call in found] == calls
    assert all(call["name"] == "tar" for call in found)
