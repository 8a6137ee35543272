"""What is said of the weather, from a weather entity's state and its daily forecasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from .diary import day_name, days
from .home import Home
from .targets import StateLike
from .wording import amount, joined, measured


def weather_answer(
    name: str,
    state: StateLike,
    forecast: Sequence[Mapping[str, Any]],
    day: str,
    now: datetime,
    home: Home,
) -> str:
    """Return the weather now, or the forecast of a day.

    Args:
        name: The weather entity's name.
        state: Its state: the condition now.
        forecast: Daily forecasts as weather.get_forecasts returns them.
        day: A word of the grammar: now, today, tomorrow, weekend, monday.
        now: Local time.
        home: For its temperature unit.
    """
    if day == "now":
        return _weather_now(state, forecast, now, home)
    wanted = days(day, now.date())
    entries = [entry for entry in forecast if _date(entry, now) in wanted]
    if not entries:
        return "I have no forecast for that day."
    return " ".join(_forecast(entry, now, home) for entry in entries)


def _weather_now(
    state: StateLike, forecast: Sequence[Mapping[str, Any]], now: datetime, home: Home
) -> str:
    """Return the present weather, with today's forecast behind it."""
    parts = [condition(state.state)]
    if (temperature := state.attributes.get("temperature")) is not None:
        parts.append(measured(temperature, home.temperature_unit))
    said = f"It is {' and '.join(parts)}"
    if wind := state.attributes.get("wind_speed"):
        speed = measured(wind, str(state.attributes.get("wind_speed_unit", "")))
        said += f", with a wind of {speed}"
    today = [entry for entry in forecast if _date(entry, now) == now.date()]
    more = f" {_forecast(today[0], now, home)}" if today else ""
    return f"{said}.{more}"


_CONDITIONS = {
    "partlycloudy": "partly cloudy",
    "clear-night": "clear",
    "pouring": "pouring with rain",
    "fog": "foggy",
    "hail": "hailing",
    "lightning": "stormy with lightning",
    "lightning-rainy": "rainy with lightning",
    "windy-variant": "windy and cloudy",
}


def condition(word: str) -> str:
    """Return a weather condition as people say it."""
    return _CONDITIONS.get(word, word.replace("-", " and ").replace("_", " "))


def _forecast(entry: Mapping[str, Any], now: datetime, home: Home) -> str:
    """Return one day's forecast."""
    more = [text for text in (_temperatures(entry, home), _chance(entry)) if text]
    what = condition(str(entry.get("condition", "unknown")))
    brings = f", with {' and '.join(more)}" if more else ""
    return f"{day_name(_date(entry, now), now.date())}: {what}{brings}."


def _temperatures(entry: Mapping[str, Any], home: Home) -> str:
    """Return how warm and how cold a day gets, as far as it is known."""
    high, low = entry.get("temperature"), entry.get("templow")
    known = [(word, t) for word, t in (("high", high), ("low", low)) if t is not None]
    if not known:
        return ""
    *before, (word, temperature) = known
    last = f"a {word} of {measured(temperature, home.temperature_unit)}"
    return joined([*(f"a {name} of {amount(t)}" for name, t in before), last])


def _chance(entry: Mapping[str, Any]) -> str:
    """Return how likely it rains on a day, as far as it is known."""
    if (chance := entry.get("precipitation_probability")) is None:
        return ""
    number = amount(chance)
    # "An eight", "an eleven", "an eighteen", "an eighty"
    article = "an" if number.startswith("8") or number in ("11", "18") else "a"
    return f"{article} {number} percent chance of rain"


def _date(entry: Mapping[str, Any], now: datetime) -> date:
    """Return the day of a forecast in the house's time zone."""
    at = datetime.fromisoformat(str(entry["datetime"]))
    return (at.astimezone(now.tzinfo) if at.tzinfo and now.tzinfo else at).date()
