"""Answers to questions, made from states and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from .diary import day_name, days
from .home import Entity, Home
from .kinds import CLASS_WORDS
from .targets import StateLike, States
from .wording import amount, color_word, counted, joined, kind_noun, measured, spoken_state

LOW_BATTERY = 20.0
_WORDS: dict[str, frozenset[str]] = {
    "on": frozenset(
        {"on", "playing", "paused", "idle", "heat", "cool", "auto", "heat_cool", "cleaning"}
    ),
    "off": frozenset({"off", "standby"}),
    "open": frozenset({"open", "opening", "on"}),
    "closed": frozenset({"closed", "closing", "off"}),
    "locked": frozenset({"locked"}),
    "unlocked": frozenset({"unlocked", "open"}),
    "playing": frozenset({"playing"}),
    "paused": frozenset({"paused"}),
    "home": frozenset({"home"}),
    "armed": frozenset({"armed_home", "armed_away", "armed_night", "armed_vacation", "arming"}),
    "disarmed": frozenset({"disarmed"}),
    "cleaning": frozenset({"cleaning", "mowing"}),
    "docked": frozenset({"docked", "charging"}),
    "running": frozenset({"on", "cleaning", "mowing", "playing", "heat", "cool", "auto", "open"}),
    "unavailable": frozenset({"unavailable"}),
}
_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "temperature": ("current_temperature", "temperature"),
    "target": ("temperature", "humidity"),
    "humidity": ("current_humidity", "humidity"),
    "brightness": ("brightness",),
    "position": ("current_position",),
    "tilt": ("current_tilt_position",),
    "volume": ("volume_level",),
    "source": ("source",),
    "title": ("media_title",),
    "speed": ("percentage", "fan_speed"),
    "preset": ("preset_mode", "mode"),
    "battery": ("battery_level",),
    "color": ("hs_color",),
}
_MEASURING = ("climate", "humidifier")
_OWNERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("title", "source", "volume"), ("media_player",)),
    "brightness": ("light",),
    "color": ("light",),
    "position": ("cover", "valve"),
    "tilt": ("cover",),
    "speed": ("fan", "vacuum"),
    "battery": ("vacuum", "lawn_mower"),
}
"""The domains that have an attribute, where a place is asked about."""
_MEASURES = {
    "temperature": "sensor.temperature",
    "humidity": "sensor.humidity",
    "battery": "sensor.battery",
}


def is_in(entity: Entity, state: StateLike, word: str) -> bool:
    """Return whether an entity is in the state that a word of the plan names."""
    if word == "away":
        return state.state not in ("home", "unknown", "unavailable")
    if word == "available":
        # An update is available where its entity is on; anything else where it can be reached.
        return state.state == "on" if entity.domain == "update" else state.state != "unavailable"
    if word == "low":
        return bool(_number(state.state, 100.0) < LOW_BATTERY)
    if word in ("heating", "cooling"):
        return bool(state.attributes.get("hvac_action") == word)
    return state.state in _WORDS.get(word, frozenset({word}))


def state_answer(
    entities: Iterable[Entity], data: Mapping[str, Any], home: Home, states: States
) -> str:
    """Return the answer of steward.get_state."""
    if attribute := data.get("attribute"):
        return _reading_answer(tuple(entities), str(attribute), home, states)
    known = [(e, s) for e in entities if (s := states(e.entity_id))]
    if word := data.get("state"):
        return _yes_or_no(known, str(word))
    return _sentences(_facts(known))


def _facts(known: Iterable[tuple[Entity, StateLike]]) -> list[str]:
    """Return what things are, told once of those that are the same."""
    names: dict[str, list[str]] = {}
    for entity, state in known:
        names.setdefault(spoken_state(entity, state), []).append(entity.name)
    return [
        f"{joined(same)} {'is' if len(same) == 1 else 'are'} {said}" for said, same in names.items()
    ]


def _yes_or_no(known: list[tuple[Entity, StateLike]], word: str) -> str:
    """Return "Yes, ..." or "No, ..." with what is."""
    if any(state.state == "unavailable" for _, state in known):
        return _sentences(_facts(known))
    truth = bool(known) and all(is_in(e, s, word) for e, s in known)
    return f"{'Yes' if truth else 'No'}, {joined(_facts(known))}."


def _reading_answer(
    entities: tuple[Entity, ...], attribute: str, home: Home, states: States
) -> str:
    """Return the answer to how much, how warm, how loud."""
    asked = _related(_measuring(entities, attribute), attribute, home, states)
    texts = [text for e in asked if (text := reading(e, attribute, home, states))]
    return _sentences(texts) if texts else "I have no reading for that."


def _measuring(entities: tuple[Entity, ...], attribute: str) -> tuple[Entity, ...]:
    """Return the entities to ask: of a room's many, the sensors of that measure, else what has it."""
    if len(entities) == 1:
        return entities
    sensors = tuple(e for e in entities if e.kind == _MEASURES.get(attribute))
    return sensors or tuple(e for e in entities if e.domain in _OWNERS.get(attribute, _MEASURING))


def _related(
    entities: tuple[Entity, ...], attribute: str, home: Home, states: States
) -> tuple[Entity, ...]:
    """Return the sensor that measures it for an entity, where the entity does not say itself."""
    kind = _MEASURES.get(attribute)
    if len(entities) != 1 or kind is None or _value_of(entities[0], attribute, states) is not None:
        return entities
    name = entities[0].name.casefold()
    found = (e for e in home.everything() if e.kind == kind and name in e.name.casefold())
    return next(((sensor,) for sensor in found), entities)


def _value_of(entity: Entity, attribute: str, states: States) -> Any:
    """Return the value of an attribute as the plan names it, None where there is none."""
    state = states(entity.entity_id)
    keys = _ATTRIBUTES.get(attribute, ()) if state else ()
    values = (state.attributes.get(key) for key in keys if state)
    return next((value for value in values if value is not None), None)


def reading(entity: Entity, attribute: str, home: Home, states: States) -> str | None:
    """Return one reading as a sentence without its full stop, None where there is none."""
    state = states(entity.entity_id)
    if state is None or state.state in ("unavailable", "unknown"):
        return f"{entity.name} is not available" if state else None
    value = _value_of(entity, attribute, states)
    if value is None:
        return f"{entity.name} is {spoken_state(entity, state)}"
    if attribute == "target" and entity.domain == "humidifier":
        return f"{entity.name} is set to {amount(value)} percent"
    return f"{entity.name} is {_measured(attribute, value, home)}"


def _measured(attribute: str, value: Any, home: Home) -> str:
    """Return an attribute's value in words."""
    if attribute in ("temperature", "target"):
        degrees = measured(value, home.temperature_unit)
        return f"set to {degrees}" if attribute == "target" else degrees
    if attribute == "brightness":
        return f"at {round(float(value) / 2.55)} percent"
    if attribute == "volume":
        return f"at {round(float(value) * 100)} percent"
    if attribute in ("position", "tilt", "speed", "humidity", "battery") and not isinstance(
        value, str
    ):
        return f"at {amount(value)} percent"
    if attribute == "color":
        return color_word(value)
    if attribute == "title":
        return f"playing {value}"
    if attribute in ("preset", "speed"):
        return f"set to {value}"
    return f"on {value}" if attribute == "source" else str(value)


def list_answer(
    entities: Iterable[Entity], data: Mapping[str, Any], home: Home, states: States
) -> str:
    """Return the answer of steward.list: which, how many, any, all."""
    of, word = str(data.get("of", "device")), data.get("state")
    members = [e for e in entities if of == "device" or e.kind in CLASS_WORDS.get(of, frozenset())]
    known = [(e, s) for e in members if (s := states(e.entity_id))]
    if word in ("warmest", "coldest"):
        return _extreme(known, home, warmest=word == "warmest")
    if not known:
        return f"I find no {kind_noun(of, 2)} there."
    if word is None:
        return _sentences(_facts(known))
    return _counted(known, of, str(word))


def _counted(known: list[tuple[Entity, StateLike]], of: str, word: str) -> str:
    """Return how many are so, and which."""
    fit = [e for e, s in known if _listable(e, word) and is_in(e, s, word)]
    noun, verb = kind_noun(of, len(fit)), "is" if len(fit) == 1 else "are"
    if not fit:
        return f"No {kind_noun(of, 2)} are {word}."
    if word == "playing" or (word == "on" and all(e.domain == "media_player" for e in fit)):
        return _sentences(_facts((e, s) for e, s in known if e in fit))
    return f"{counted(len(fit), noun)} {verb} {word}: {joined([e.name for e in fit])}."


def _listable(entity: Entity, word: str) -> bool:
    """Return whether a word can be said of an entity: a lock is never "open" for being off."""
    if word in ("open", "closed"):
        return entity.domain in ("binary_sensor", "cover", "valve")
    return not (word in ("locked", "unlocked") and entity.domain != "lock")


def _extreme(known: list[tuple[Entity, StateLike]], home: Home, *, warmest: bool) -> str:
    """Return the warmest or the coldest."""
    readings = []
    for entity, state in known:
        value = _number(state.attributes.get("current_temperature", state.state), None)
        if value is not None:
            readings.append((value, entity))
    if not readings:
        return "I have no temperatures to compare."
    value, entity = (max if warmest else min)(readings, key=lambda pair: pair[0])
    area = home.areas.get(entity.area_id or "")
    where = area.name if area else entity.name
    degrees = measured(value, home.temperature_unit)
    return f"{where} is the {'warmest' if warmest else 'coldest'}, at {degrees}."


def _number(value: Any, default: Any) -> Any:
    """Return a value as a number, the default where it is none."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return default


def _sentences(texts: Iterable[str]) -> str:
    """Return facts as sentences."""
    return " ".join(f"{text}." for text in texts) or "I do not know."


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
