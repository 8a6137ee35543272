"""What every run does by the clock: save, score, log, and stop when it is told to."""

import signal
import time


def stop_signals() -> list[int]:
    """Return a list that holds what has come of SIGTERM and Ctrl-C, from now on."""
    received: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda signum, _: received.append(signum))
    return received


class Clocks:
    """When things were done last."""

    def __init__(self, *names: str) -> None:
        """Start all clocks."""
        self.last = dict.fromkeys(names, time.monotonic())

    def is_due(self, what: str, seconds: float) -> bool:
        """Return whether something's time has come, and start its clock again."""
        due = time.monotonic() - self.last[what] >= seconds
        if due:
            self.last[what] = time.monotonic()
        return due
