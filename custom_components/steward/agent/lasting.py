"""What cannot be taken back, in words: undo says it with names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .convert import Call
from .home import Home
from .reply import named

_LASTING: dict[str, str] = {
    "assist_satellite.announce": "The announcement on {names} can't be unsaid.",
    "button.press": "Pressing {names} can't be undone.",
    "input_button.press": "Pressing {names} can't be undone.",
    "media_player.media_next_track": "Skipping on {names} can't be undone.",
    "media_player.media_previous_track": "Skipping on {names} can't be undone.",
    "notify.send_message": "The message to {names} can't be unsent.",
    "steward.cancel_all_timers": "Cancelled timers can't be brought back.",
    "steward.cancel_timer": "A cancelled timer can't be brought back.",
    "update.install": "The update of {names} can't be undone.",
}
NO_LONGER = "Part of it can no longer be undone."


def lasting(calls: Iterable[Call], home: Home) -> list[str]:
    """Return a sentence for each call that was made at once and cannot be taken back."""
    return [
        text.format(names=named(call.entity_ids, home))
        for call in calls
        if (text := _LASTING.get(call.service)) and not call.when.is_later
    ]


def not_all_known(ids: Sequence[str], home: Home) -> str:
    """Return that scenes and scripts may have done more than could be seen."""
    names = named(ids, home)
    return f"I can't see all that {names} did, so some of it may remain."


def not_known_before(ids: Sequence[str], home: Home) -> str:
    """Return that there is nothing to go back to."""
    return f"I don't know how {named(ids, home)} {'was' if len(ids) == 1 else 'were'} before."


def long_ago(said: str, when: str) -> str:
    """Return what was done too long ago to be meant by a mere "undo".

    Args:
        said: What was said of it.
        when: "today at 3 pm".
    """
    return f"The last thing I did was {when}: {said} I left it as it is."
