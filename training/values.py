"""Slots that need no thing of the house: numbers, spans, times, colours, free words."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from agent.text import words

from training import repeats, speech
from training.messages import sample_message
from training.naming import invent_word
from training.periods import PERIODS
from training.readings import sample_reading
from training.sayings import sample_saying
from training.scene import Filled, Scene, Unfit
from training.vocabularies import COLORS, DAYS, EVENTS, ITEMS, MORE_WORDS, TIMER_NAMES, TONES

Filler = Callable[[Scene, str], Filled]


def _numeric(low: int, high: int) -> Filler:
    """Return the filler of whole numbers, round ones more often."""

    def filler(scene: Scene, spec: str) -> Filled:
        """Fill a number slot."""
        bounds = spec.split()
        first, last = (int(bounds[0]), int(bounds[1])) if len(bounds) == 2 else (low, high)
        value = scene.rng.randint(first, last)
        if last - first > 20 and scene.rng.random() < 0.6:
            value = min(last, max(first, value // 10 * 10))
        return _said_number(value, scene.rng)

    return filler


def _said_number(value: float, rng: random.Random) -> Filled:
    """Return a number slot."""
    value = int(value) if value == int(value) else value
    said = speech.number(value, rng)
    return Filled(value, {"": said, "bare": said})


def _range(scene: Scene, slot: str, key: str) -> tuple[float, float]:
    """Return the legal range of the entity in a slot, or of the home for "here" and the like."""
    filled = scene.filled.get(slot)
    ref = getattr(filled.value, "ref", None) if filled else None
    entity = scene.home.entities.get(str(ref))
    if entity and key in entity.ranges:
        return entity.ranges[key]
    inside = scene.home.everything()
    ranges = [e.ranges[key] for e in inside if key in e.ranges and e.domain != "water_heater"]
    if not ranges:
        raise Unfit(key)
    return max(low for low, _ in ranges), min(high for _, high in ranges)


def _temperature(scene: Scene, slot: str) -> Filled:
    """Fill a temperature in the house's unit."""
    low, high = _range(scene, slot, "temperature")
    middle, spread = (low + high) / 2, (high - low) / 2
    if low < 30 and high < 60:
        middle, spread = 20.5, 5.5
    elif high < 120 and low < 60:
        middle, spread = 70, 9
    value = round(min(high, max(low, scene.rng.uniform(middle - spread, middle + spread))))
    half = scene.home.temperature_unit == "°C" and scene.rng.random() < 0.12 and value + 0.5 <= high
    filled = _said_number(value + (0.5 if half else 0), scene.rng)
    if not half and 110 <= value < 200:
        filled.spoken["short"] = f"one {speech.in_words(value % 100)}"
    return filled


def _temperature_other(scene: Scene, slot: str) -> Filled:
    """Fill a temperature in the unit that the house does not use."""
    _range(scene, slot, "temperature")
    celsius_home = scene.home.temperature_unit == "°C"
    return _said_number(
        scene.rng.randint(62, 78) if celsius_home else scene.rng.randint(17, 25), scene.rng
    )


def _low_high(scene: Scene, slot: str) -> Filled:
    """Fill a pair of temperatures."""
    low = float(_temperature(scene, slot).value)
    top = _range(scene, slot, "temperature")[1]
    high = min(top, low + scene.rng.randint(1, 6))
    if high <= low or low != int(low):
        raise Unfit("range")
    words = {"low": speech.number(low, scene.rng), "high": speech.number(high, scene.rng)}
    return Filled(None, words, {"low": int(low), "high": int(high)})


def _ranged(key: str) -> Filler:
    """Return the filler of whole numbers that are legal for the entity in a slot."""

    def filler(scene: Scene, slot: str) -> Filled:
        """Fill a number."""
        low, high = _range(scene, slot, key)
        value = scene.rng.randint(int(-(-low // 1)), int(high))
        if high - low > 1000:
            value = min(int(high), max(int(-(-low // 1)), value // 100 * 100))
        return _said_number(value, scene.rng)

    return filler


def _word(words: tuple[tuple[str, str], ...]) -> Filler:
    """Return the filler of words from a table (said, written)."""

    def filler(scene: Scene, _spec: str) -> Filled:
        """Fill a word."""
        said, written = scene.rng.choice(words)
        return Filled(written, {"": said, "bare": said})

    return filler


def _free_words(known: tuple[tuple[str, str], ...], most: int) -> Filler:
    """Return the filler of free words: known ones, mixed ones, made-up ones, some of the house.

    A short list would be learned by heart; what is never the same twice has to be copied. The plan
    has the words as the prompt will write them.
    """
    pool = sorted({word for said, _ in known for word in said.split()} | set(MORE_WORDS))

    def filler(scene: Scene, _spec: str) -> Filled:
        """Fill free words."""
        rng = scene.rng
        if rng.random() < KNOWN_SHARE:
            said = rng.choice(known)[0]
        else:
            count = rng.randint(1, most)
            said = " ".join(_any_word(scene, pool) for _ in range(count))
        return Filled(" ".join(words(said)), {"": said, "bare": said})

    return filler


KNOWN_SHARE = 0.4
_NOT_ITEMS = frozenset({"and", "the", "a", "of", "to", "off", "on", "up", "out", "for", "my"})


def _any_word(scene: Scene, pool: list[str]) -> str:
    """Return a word not tied to any other: a common one, one nobody has used, one of the house."""
    rng = scene.rng
    draw = rng.random()
    if draw < 0.2:
        return invent_word(rng).lower()
    if draw < 0.35 and scene.home.entities:
        # "Laundry detergent", in a house with a laundry, has a label in its middle.
        return rng.choice(rng.choice(list(scene.home.entities.values())).name.lower().split())
    word = rng.choice(pool)
    return word if word not in _NOT_ITEMS else _any_word(scene, pool)


def _clock(scene: Scene, part: str) -> Filled:
    """Fill a time of day: any, or one in the "morning", "evening", ..., or of any day, "daily"."""
    rng = scene.rng
    if part:
        said, value = repeats.clock(part, rng)
    elif rng.random() < SUN_SHARE:
        said, value = repeats.sunny(rng)
        if rng.random() < 0.15:
            said, value = f"{said} tomorrow", f"tomorrow {value}"
    else:
        said, value = speech.clock(rng)
    return Filled(value, {"": said, "bare": said})


SUN_SHARE = 0.06


def _repeat(scene: Scene, _spec: str) -> Filled:
    """Fill days with a time of day, each of which may also be said alone."""
    found = repeats.repeat(scene.rng)
    forms = {"": found.said, "bare": found.said, "days": found.days, "clock": found.clock}
    return Filled(None, forms, {"every": found.every, "at": found.at})


def _reading(scene: Scene, slot: str) -> Filled:
    """Fill a number that a sensor may well show."""
    entity = scene.home.entities[scene.filled[slot].value.ref]
    return _said_number(sample_reading(scene.rng, entity, scene.home.temperature_unit), scene.rng)


def _phrase(scene: Scene, _spec: str) -> Filled:
    """Fill a phrase that somebody teaches; the plan has the words as the prompt will write them."""
    names = [entity.name.lower() for entity in scene.home.everything()]
    said = sample_saying(scene.rng, names)
    return Filled(" ".join(words(said)), {"": said, "bare": said})


def _message(scene: Scene, _spec: str) -> Filled:
    """Fill what is to be passed on; the plan has the words as the prompt will write them."""
    said = sample_message(scene.rng)
    return Filled(" ".join(words(said)), {"": said, "bare": said})


def _timed(sample: Callable[[random.Random], tuple[str, Any]]) -> Filler:
    """Return the filler of spans of time."""

    def filler(scene: Scene, _spec: str) -> Filled:
        """Fill a span."""
        said, value = sample(scene.rng)
        return Filled(value, {"": said, "bare": said})

    return filler


FILLERS: dict[str, Filler] = {
    "percent": _numeric(1, 100),
    "step": _numeric(5, 50),
    "number": _numeric(1, 10),
    "temperature": _temperature,
    "temperature_other": _temperature_other,
    "low_high": _low_high,
    "humidity": _ranged("humidity"),
    "value": _ranged("value"),
    "kelvin": _ranged("color_temp_kelvin"),
    "duration": _timed(speech.duration),
    "clock": _clock,
    "repeat": _repeat,
    "reading": _reading,
    "color": _word(COLORS),
    "tone": _word(TONES),
    "day": _word(DAYS),
    "item": _free_words(ITEMS, 3),
    "timer_name": _free_words(TIMER_NAMES, 2),
    "appointment": _free_words(EVENTS, 2),
    "message": _message,
    "phrase": _phrase,
    "period": _word(PERIODS),
}
