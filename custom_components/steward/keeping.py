"""What a turn leaves behind for undo: what it changed, and what of that cannot be taken back."""

from homeassistant.core import HomeAssistant, State

from .agent.home import Home
from .agent.lasting import lasting, not_all_known, not_known_before
from .agent.outcome import ERROR, LATE, PENDING, REVERTED
from .contents import members
from .draft import Draft
from .models import Undo
from .restore import is_back, is_restorable, is_told
from .touched import RUN, touched

_OPEN = frozenset({ERROR, LATE, PENDING, REVERTED})
"""What became of calls that may yet take effect."""


def undo_of(hass: HomeAssistant, draft: Draft, home: Home) -> Undo:
    """Return what takes a turn back."""
    changed = _changed(hass, draft)
    unknown = [state.entity_id for state in changed if not is_told(state)]
    return Undo(
        states=tuple(state for state in changed if is_told(state)),
        calls=tuple(draft.inverse),
        jobs=dict(draft.jobs_before),
        cancels=tuple(draft.cancels),
        lasting=(
            *lasting(draft.executed.made, home),
            *([not_known_before(unknown, home)] if unknown else []),
            *_unseen(hass, draft, home),
        ),
    )


def _changed(hass: HomeAssistant, draft: Draft) -> list[State]:
    """Return the states from before of what changed, or may change yet."""
    executed = draft.executed
    may_change = {outcome.entity_id for outcome in executed.outcomes if outcome.status in _OPEN}
    if any(call.service in RUN for call in executed.made):
        # A script goes on when its turn has ended.
        may_change |= set(executed.touched)
    return [
        state
        for i, state in (executed.touched | executed.before).items()
        # A group is put back by its members: it would bring all of them into one state.
        if is_restorable(i)
        and not members(hass, i)
        and (i in may_change or not is_back(state, hass.states.get(i)))
    ]


def _unseen(hass: HomeAssistant, draft: Draft, home: Home) -> list[str]:
    """Return that scenes and scripts may have done more than can be seen."""
    return [
        not_all_known(call.entity_ids, home)
        for call in draft.executed.made
        if call.service in RUN and not call.when.is_later and not touched(hass, call).is_whole
    ]
