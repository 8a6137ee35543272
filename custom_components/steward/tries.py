"""Tries at a secret, counted for an agent as a whole: a new conversation is no way round it."""

from time import monotonic
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

MOST_TRIES: Final = 3
LOCK_OUT_S: Final = 300.0
_DATA: HassKey[dict[str, Tries]] = HassKey("steward_tries")


class Tries:
    """How often a secret was wrong since it was last right."""

    def __init__(self) -> None:
        """Start without any wrong try."""
        self._count = 0
        self._closed_at: float | None = None

    @property
    def closed_for_s(self) -> float:
        """Return for how many seconds no more tries are taken; 0 where they are."""
        if self._closed_at is None:
            return 0.0
        left = self._closed_at + LOCK_OUT_S - monotonic()
        if left <= 0:
            self.succeed()
        return max(0.0, left)

    def begin(self) -> bool:
        """Count a try as wrong until it is told to be right; return whether it may be made.

        Counted first, so that several at a time are no more than one after another.
        """
        if self.closed_for_s:
            return False
        self._count += 1
        if self._count >= MOST_TRIES:
            self._closed_at = monotonic()
        return True

    def succeed(self) -> None:
        """Forget the wrong tries."""
        self._count, self._closed_at = 0, None


@callback
def tries(hass: HomeAssistant, name: str) -> Tries:
    """Return the tries of a name; kept while Home Assistant runs, whatever is set up anew."""
    return hass.data.setdefault(_DATA, {}).setdefault(name, Tries())
