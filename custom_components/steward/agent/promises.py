"""What was put off, in words: promised, listed, asked about, called off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from . import happenings, moments
from .convert import Call
from .diary import clock, day_name
from .home import Home
from .plan import AT_ONCE, When
from .reply import named, span, to_do
from .targets import States
from .wording import joined

MAX_LISTED = 6
NOTHING = "Nothing is planned."
NOTHING_THEN = "Nothing is planned for then."
UNKNOWN_TIME = "I don't know what time that is."
UNKNOWN_EVENT = "I can't wait for that."
NEEDS_A_YES = "That would have needed a yes."
WAS_AWAY = "Home Assistant was not running then."
_SHORTLY_S = 120
_SOON = timedelta(hours=1)
_QUOTED = {
    "assist_satellite.announce": 'say "{message}" on {names}',
    "notify.send_message": 'send "{message}" to {names}',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Something that was put off: calls to make, or things to put back as they were."""

    calls: tuple[Call, ...] = ()
    back: tuple[tuple[str, str], ...] = ()
    """Things to be put back: entity id and state word."""
    when: When = AT_ONCE
    """When, as it was asked for."""
    due: datetime | None = None
    """When next, aware; None while it waits for something to happen."""
    is_again: bool = False
    """Whether what it waits for is so already, and is waited for until the next time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Tells promises as they stand just now."""

    now: datetime
    """Local time, aware."""
    home: Home
    states: States

    def promised(self, promise: Promise) -> str:
        """Return what is said when something is put off: "I will turn on Hall Light at 7 pm."."""
        if promise.back:
            return f"{self._goes_back(promise)} {self.occasion(promise)}."
        return f"I will {self.deed(promise)} {self.occasion(promise)}."

    def listed(self, promises: Iterable[Promise], entity_ids: Sequence[str] = ()) -> str:
        """Return all that is to happen, what is done together told together.

        Args:
            promises: What was put off, in the order in which it is to happen.
            entity_ids: What was asked about, if not everything.
        """
        groups: dict[str, list[str]] = {}
        for promise in promises:
            occasion = self.occasion(promise)
            key = f"{self._goes_back(promise)} {occasion}" if promise.back else f"{occasion}: "
            groups.setdefault(key, []).extend([] if promise.back else [self.deed(promise)])
        told = [f"{_capital(key)}{joined(deeds)}." for key, deeds in groups.items()]
        if not told:
            return self.nothing(entity_ids)
        more = len(told) - MAX_LISTED
        return " ".join([*told[:MAX_LISTED], *([f"And {more} more."] if more > 0 else [])])

    def nothing(self, entity_ids: Sequence[str]) -> str:
        """Return that nothing was put off, for some things or at all."""
        return f"Nothing is planned for {named(entity_ids, self.home)}." if entity_ids else NOTHING

    def cancelled(self, promises: Sequence[Promise]) -> str:
        """Return what will not happen after all."""
        if len(promises) > 2:
            return f"Cancelled all {len(promises)}."
        return " ".join(self._not_done(promise) for promise in promises)

    def which(self, promises: Iterable[Promise]) -> str:
        """Return the question which of several is meant."""
        return f"Which one do you mean: {joined([self.told(p) for p in promises], 'or')}?"

    def told(self, promise: Promise) -> str:
        """Return a promise in one: "turn off Heater at 7 pm"."""
        deed = self._goes_back(promise) if promise.back else self.deed(promise)
        return f"{deed} {self.occasion(promise)}"

    def titled(self, promise: Promise) -> str:
        """Return a promise as the beginning of a text: "Turn off Heater at 7 pm"."""
        return _capital(self.told(promise))

    def summary(self, promise: Promise) -> str:
        """Return what is to happen, as an item on a list: "Turn off Heater"."""
        return self._goes_back(promise) if promise.back else _capital(self.deed(promise))

    def description(self, promise: Promise) -> str | None:
        """Return when, where that is not just a moment: "Every weekday at 7 am"."""
        is_moment = not (promise.when.every or promise.when.event)
        return None if is_moment else _capital(self.occasion(promise))

    def deed(self, promise: Promise) -> str:
        """Return what is to be done: "turn off Heater"."""
        return joined(list(dict.fromkeys(self._one_deed(call) for call in promise.calls)))

    def _one_deed(self, call: Call) -> str:
        """Return what a call is to do; a message in its own words."""
        quoted = _QUOTED.get(call.service)
        if quoted is None:
            return to_do(call, self.home)
        names = named(call.entity_ids, self.home)
        return quoted.format(message=str(call.data.get("message", "")).strip(), names=names)

    def _goes_back(self, promise: Promise) -> str:
        """Return what is put back: "Heater goes back off"."""
        words = {word for _, word in promise.back}
        names = named([entity_id for entity_id, _ in promise.back], self.home)
        verb, they = ("goes", "it was") if len(promise.back) == 1 else ("go", "they were")
        return f"{names} {verb} back {'off' if words == {'off'} else f'to how {they}'}"

    def _not_done(self, promise: Promise) -> str:
        """Return that one promise will not be kept."""
        if promise.back:
            names = named([entity_id for entity_id, _ in promise.back], self.home)
            verb, they = ("stays", "it is") if len(promise.back) == 1 else ("stay", "they are")
            return f"{names} {verb} as {they}."
        return f"I will not {self.told(promise)}."

    def occasion(self, promise: Promise) -> str:
        """Return when: "in 20 minutes", "every weekday at 7 am", "once Front Door is open"."""
        when = promise.when
        if when.event:
            start = "the next time" if promise.is_again else "once"
            return f"{start} {happenings.said(when.event, self.home, self.states)}"
        if promise.due is None:
            return "some time"
        if when.every:
            return f"{days(when.every)} at {self._time(when, promise.due)}"
        if (length := self._length(promise.due, when)) is not None:
            return f"in {span(length)}"
        return f"{self._day(promise.due)}at {self._time(when, promise.due)}"

    def _length(self, due: datetime, when: When) -> float | None:
        """Return how many seconds off it is, None where one rather says the time."""
        asked = when.after_s if when.after_s is not None else when.for_s
        left = (due - self.now).total_seconds()
        if asked is None or left <= 0:
            return None
        if abs(left - asked) < 1:
            return asked
        if left > _SOON.total_seconds():
            return None
        return max(1, round(left)) if left < _SHORTLY_S else round(left / 60) * 60

    def _day(self, due: datetime) -> str:
        """Return the day before a time, nothing for today."""
        ahead = (due.date() - self.now.date()).days
        if ahead < 1:
            return ""
        name = day_name(due.date(), self.now.date())
        return f"{name.lower()} " if ahead == 1 else f"on {name} "

    def _time(self, when: When, due: datetime) -> str:
        """Return a time of day: "sunset" where that was said."""
        said = moments.read(when.at)
        if said and said.sun:
            return said.sun
        if said and when.every:
            # Not the next time's own: just that one may have been moved.
            return clock(due.replace(hour=said.hours[0], minute=said.minute))
        return clock(due)

    def next_time(self, promise: Promise) -> str:
        """Return a repeated promise of which just the next time was moved."""
        once = self.promised(replace(promise, when=AT_ONCE)).removesuffix(".")
        return f"{once}, and then {days(str(promise.when.every))} as before."


def days(every: str) -> str:
    """Return on which days: "every weekday", "on weekends"."""
    if every == "weekend":
        return "on weekends"
    return f"every {every.capitalize() if every not in ('day', 'weekday') else every}"


def _capital(text: str) -> str:
    """Return a text with a capital at its start."""
    return f"{text[:1].upper()}{text[1:]}"


def gone(entity_ids: Sequence[str], home: Home) -> str:
    """Return that entities which something was planned for are no longer there."""
    verb = "is" if len(entity_ids) == 1 else "are"
    return f"{_capital(named(entity_ids, home))} {verb} not there any more."
