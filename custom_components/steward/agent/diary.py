"""Days and times as people say them, and what calendars and lists hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from .lexicon import STOP
from .text import fold, stem, words
from .wording import counted, joined

SATURDAY = 5
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def days(word: str, today: date) -> tuple[date, ...]:
    """Return the days that a word means, seen from today."""
    if word in ("now", "today", "tonight"):
        return (today,)
    if word == "tomorrow":
        return (today + timedelta(days=1),)
    if word in ("week", "next"):
        return tuple(today + timedelta(days=n) for n in range(7))
    ahead = [today + timedelta(days=n) for n in range(7)]
    if word == "weekend":
        to_come = tuple(day for day in ahead if day.weekday() >= SATURDAY)
        return to_come[:1] if today.weekday() > SATURDAY else to_come
    return tuple(day for day in ahead if WEEK[day.weekday()] == word)


def day_name(day: date, today: date) -> str:
    """Return a day as it is said today."""
    ahead = (day - today).days
    name = {0: "Today", 1: "Tomorrow"}.get(ahead) or WEEK[day.weekday()].capitalize()
    return name if 0 <= ahead < len(WEEK) else f"{name}, {day.day} {day:%B}"


def calendar_answer(
    events: list[Mapping[str, Any]], word: str, now: datetime, about: str = ""
) -> str:
    """Return what is on the calendar on the days a word means; "next" is the first event to come.

    With ``about`` only what is called so: "when is the dentist" is not answered with the school play.
    """
    wanted = set(days(word, now.date()))
    all_ = sorted((_start(event, now), str(event.get("summary", ""))) for event in events)
    matching = [(at, text) for at, text in all_ if is_about(text, about)]
    to_come = [(at, text) for at, text in matching if _is_to_come(at, now.replace(tzinfo=None))]
    on_days = [(at, text) for at, text in matching if at.date() in wanted]
    if found := to_come[:1] if word == "next" else on_days:
        return " ".join(f"{_event(at, text, now.date())}." for at, text in found)
    if about and to_come:
        return f"Not then. {_event(*to_come[0], now.date())}."
    return f"I find nothing about {about} on the calendar." if about else NOTHING_THEN


NOTHING_THEN = "There is nothing on the calendar then."


def _is_to_come(at: datetime, now: datetime) -> bool:
    """Return whether an event is not over yet; one of a whole day is to come until that day ends."""
    return at >= now or (at.time() == time() and at.date() == now.date())


def is_about(summary: str, about: str) -> bool:
    """Return whether an event is what was asked for: one telling word, or its beginning, in common.

    "Ortho" stands for "Orthodontist". Words that tell nothing ("my appointment") ask for any event.
    """
    asked = {stem(fold(word)) for word in words(about)} - STOP - _ANY_EVENT
    known = {stem(fold(word)) for word in words(summary)} - STOP
    return not asked or any(_is_start(a, b) for a in asked for b in known)


_ANY_EVENT = frozenset("appointment event meeting thing day time next plan date".split())
_TELLING = 4
"""So many letters of a word tell which one it is."""


def _is_start(one: str, two: str) -> bool:
    """Return whether two words are the same, or the shorter one begins the longer."""
    short, long = sorted((one, two), key=len)
    return one == two or (len(short) >= _TELLING and long.startswith(short))


def _start(event: Mapping[str, Any], now: datetime) -> datetime:
    """Return when an event begins, in local time; whole days begin at midnight."""
    start = event["start"]
    text = start.get("dateTime") or start.get("date") if isinstance(start, Mapping) else start
    at = datetime.fromisoformat(str(text))
    return at.astimezone(now.tzinfo).replace(tzinfo=None) if at.tzinfo else at


def _event(at: datetime, text: str, today: date) -> str:
    """Return one event."""
    if at.hour == at.minute == 0:
        return f"{day_name(at.date(), today)}: {text}"
    return f"{day_name(at.date(), today)} at {clock(at)}: {text}"


def clock(at: datetime) -> str:
    """Return a time of day: "7:30 pm", "7 am"."""
    hour, minutes = (at.hour - 1) % 12 + 1, f":{at.minute:02}" if at.minute else ""
    return f"{hour}{minutes} {'am' if at.hour < 12 else 'pm'}"


def todo_answer(name: str, items: Iterable[Mapping[str, Any]]) -> str:
    """Return what is still to do on a list."""
    pending = [str(item["summary"]) for item in items if item.get("status") != "completed"]
    if not pending:
        return f"There is nothing on {name}."
    return f"{counted(len(pending), 'item' if len(pending) == 1 else 'items')} on {name}: {joined(pending)}."
