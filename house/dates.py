"""Moves the dates of a written home to another day, so that its tomorrow is really tomorrow."""

from datetime import date, datetime, timedelta
from typing import Any

from house.virtual_home.models import HomeSpec

DATED = {"start", "end", "datetime", "due"}


def moved_to(home: HomeSpec, today: date) -> HomeSpec:
    """Return the home as if it had been written today."""
    written_on = home.get("written_on")
    if written_on is None:
        return home
    shift = today - date.fromisoformat(written_on)
    moved: HomeSpec = _moved(home, shift)
    return {**moved, "written_on": today.isoformat()}


def _moved(value: Any, shift: timedelta) -> Any:
    if isinstance(value, list):
        return [_moved(one, shift) for one in value]
    if isinstance(value, dict):
        return {
            name: _moment(one, shift) if name in DATED else _moved(one, shift)
            for name, one in value.items()
        }
    return value


def _moment(text: str, shift: timedelta) -> str:
    moment = datetime.fromisoformat(text) + shift
    is_day = len(text) == len("2000-01-01")
    return moment.date().isoformat() if is_day else moment.isoformat()
