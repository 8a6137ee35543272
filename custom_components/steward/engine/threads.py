"""How many threads a model computes with on this machine, now.

More is not faster: the threads of llama.cpp wait for each other in a busy loop,
and on a machine that has other work two were three to ten times slower than
one. So it is measured, and one wins a draw: the other cores are the house's.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable

_ROUNDS = 3
# How much faster two threads must be to be worth a second core.
_GAIN = 1.3


def choose_threads(trial: Callable[[int], None], cores: int) -> int:
    """Return 1 or 2, whichever makes `trial(threads)` worth it."""
    if cores < 2:
        return 1
    seconds: dict[int, list[float]] = {1: [], 2: []}
    # Turn about, so that a burst of other work does not hit one of them only.
    for _ in range(_ROUNDS):
        for threads, measured in seconds.items():
            started = time.perf_counter()
            trial(threads)
            measured.append(time.perf_counter() - started)
    one, two = (statistics.median(measured) for measured in seconds.values())
    return 2 if two * _GAIN < one else 1


def available_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
