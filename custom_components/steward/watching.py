"""Looking out for one thing to happen in the house."""

from collections.abc import Callable

from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.helpers.event import async_track_state_change_event

from .agent import happenings, plan
from .home import unexposed

Tell = Callable[[bool, bool], None]
"""Takes whether it has become so or ceased to be, and whether it may have done that unseen."""


class Watch:
    """Tells when something becomes so, and when it ceases to be.

    A device that is away says nothing: what counts is how it was when it was last seen. So a door
    that closes while Home Assistant starts anew has closed all the same.
    """

    def __init__(
        self, hass: HomeAssistant, event: plan.Event, tell: Tell, *, was_so: bool, is_new: bool
    ) -> None:
        """Remember what is looked out for; what is not new may have happened since, unseen."""
        self._hass = hass
        self._event = event
        self._tell = tell
        self._was_so = was_so
        self._is_seen = is_new

    @callback
    def async_follow(self) -> CALLBACK_TYPE:
        """Look whenever something changes; return what ends that."""

        @callback
        def changed(event: Event[EventStateChangedData]) -> None:
            """Look at the new state."""
            self._look(event.data["new_state"])

        return async_track_state_change_event(self._hass, [self._event.source], changed)

    @callback
    def async_look(self) -> None:
        """Look at how it is now."""
        self._look(self._hass.states.get(self._event.source))

    @callback
    def _look(self, state: State | None) -> None:
        """Tell what has become of it since it was last seen."""
        truth = is_so(self._hass, self._event, state)
        if truth is None:
            return
        was_unseen, self._is_seen = not self._is_seen, True
        if truth is not self._was_so:
            self._was_so = truth
            self._tell(truth, was_unseen)


@callback
def is_so(hass: HomeAssistant, event: plan.Event, state: State | None) -> bool | None:
    """Return whether what is waited for is so in a state; None where nobody can tell."""
    entity = unexposed(hass, event.source)
    return happenings.is_so(event, entity, state) if entity else None
