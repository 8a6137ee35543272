"""Days as people say them; what is on calendars and lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from custom_components.steward.agent.diary import (
    calendar_answer,
    clock,
    day_name,
    days,
    is_about,
    todo_answer,
)

BERLIN = timezone(timedelta(hours=1))
NOW = datetime(2026, 11, 25, 15, 0, tzinfo=BERLIN)
"""A Wednesday."""
TODAY = NOW.date()


# Days


@pytest.mark.parametrize(
    ("word", "ahead"),
    [
        ("now", [0]),
        ("today", [0]),
        ("tonight", [0]),
        ("tomorrow", [1]),
        ("week", [0, 1, 2, 3, 4, 5, 6]),
        ("weekend", [3, 4]),
        ("wednesday", [0]),
        ("thursday", [1]),
        ("tuesday", [6]),
        ("someday", []),
    ],
)
def test_days(word: str, ahead: Sequence[int]) -> None:
    """A word means days from today, a weekday the next of its name."""
    assert days(word, TODAY) == tuple(TODAY + timedelta(days=n) for n in ahead)


@pytest.mark.parametrize(("ahead", "name"), [(0, "Today"), (1, "Tomorrow"), (2, "Friday")])
def test_day_name(ahead: int, name: str) -> None:
    """Near days have names of their own."""
    assert day_name(TODAY + timedelta(days=ahead), TODAY) == name


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [(0, 0, "12 am"), (7, 5, "7:05 am"), (12, 0, "12 pm"), (19, 30, "7:30 pm")],
)
def test_clock(hour: int, minute: int, expected: str) -> None:
    """Times are spoken on twelve hours."""
    assert clock(NOW.replace(hour=hour, minute=minute)) == expected


def test_the_weekend_on_a_sunday() -> None:
    """A weekend is never two halves of different ones."""
    sunday = date(2026, 11, 29)
    found = days("weekend", sunday)
    assert max(found) - min(found) <= timedelta(days=1)


# Calendars and lists


EVENTS = [
    {"start": "2026-11-26T09:30:00+01:00", "summary": "Dentist"},
    {"start": {"dateTime": "2026-11-25T18:00:00+01:00"}, "summary": "Choir"},
    {"start": {"date": "2026-11-27"}, "summary": "Birthday"},
    {"start": "2026-11-25T08:00:00+01:00", "summary": "School"},
]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("today", "Today at 8 am: School. Today at 6 pm: Choir."),
        ("tomorrow", "Tomorrow at 9:30 am: Dentist."),
        ("friday", "Friday: Birthday."),
        ("next", "Today at 6 pm: Choir."),
        ("sunday", "There is nothing on the calendar then."),
    ],
)
def test_calendar(word: str, expected: str) -> None:
    """Events are told in their order; "next" is the first to come, not one that is over."""
    assert calendar_answer(EVENTS, word, NOW) == expected


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], "There is nothing on Shopping."),
        ([{"summary": "Milk", "status": "completed"}], "There is nothing on Shopping."),
        ([{"summary": "Milk", "status": "needs_action"}], "1 item on Shopping: Milk."),
        ([{"summary": "Milk"}, {"summary": "Tea"}], "2 items on Shopping: Milk and Tea."),
    ],
)
def test_todo(items: list[dict[str, str]], expected: str) -> None:
    """What is done is not to do."""
    assert todo_answer("Shopping", items) == expected


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ("dentist", True),
        ("dad's dentist appointment", True),
        ("dent", True),
        ("my appointment", True),
        ("", True),
        ("den", False),
        ("school play", False),
        ("orthodontist", False),
    ],
)
def test_what_an_event_is_about(about: str, expected: bool) -> None:
    """A telling word or its beginning; words for any event tell nothing."""
    assert is_about("Dad: Dentist", about) is expected


def test_only_what_was_asked_for() -> None:
    """The next one of that name, also weeks ahead; else that there is none."""
    far = NOW.replace(tzinfo=None) + timedelta(days=23)
    events: list[dict[str, Any]] = [
        {"summary": "School play", "start": (NOW + timedelta(days=1)).isoformat()},
        {"summary": "Vet", "start": far.isoformat()},
        {"summary": "Vet", "start": (far + timedelta(days=30)).isoformat()},
    ]
    assert calendar_answer(events, "next", NOW, "the vet") == "Friday, 18 December at 3 pm: Vet."
    assert (
        calendar_answer(events, "tomorrow", NOW, "vet")
        == "Not then. Friday, 18 December at 3 pm: Vet."
    )
    assert "School play" in calendar_answer(events, "tomorrow", NOW, "school")
    nothing = "I find nothing about dentist on the calendar."
    assert calendar_answer(events, "next", NOW, "dentist") == nothing


def test_a_whole_day_is_to_come_until_it_ends() -> None:
    """At three in the afternoon today's bin day is still the next one."""
    events = [
        {"summary": "Bins", "start": {"date": (TODAY + timedelta(days=n)).isoformat()}}
        for n in (0, 7)
    ]
    assert calendar_answer(events, "next", NOW, "bins") == "Today: Bins."


def test_times_are_those_of_the_house() -> None:
    """An event of another time zone is told by the clock on the wall."""
    events = [{"summary": "Call", "start": "2026-11-26T09:00:00+00:00"}]
    assert calendar_answer(events, "tomorrow", NOW) == "Tomorrow at 10 am: Call."
