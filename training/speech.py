"""How things are said: names with their articles, numbers, spans, times; and slips of tongue, ear and finger."""

from __future__ import annotations

import random
from typing import Any

from agent.home import Entity, Home
from agent.kinds import KINDS

from training.mishearing import misheard

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS_SHARE = 0.35
MISHEARD_SHARE = 0.1
MISTYPED_SHARE = 0.05


def slipped(text: str, rng: random.Random) -> str:
    """Return a sentence, sometimes misheard or mistyped in a word or two."""
    draw = rng.random()
    if draw < MISHEARD_SHARE:
        return misheard(text, rng)
    return _mistyped(text, rng) if draw < MISHEARD_SHARE + MISTYPED_SHARE else text


def _mistyped(text: str, rng: random.Random) -> str:
    """Return a sentence with one or two words mistyped."""
    words = text.split()
    for _ in range(rng.choice((1, 1, 2))):
        at = rng.randrange(len(words))
        words[at] = _slip(words[at], rng)
    return " ".join(words)


def _slip(word: str, rng: random.Random) -> str:
    """Return a word as it may be mistyped: a letter missing, doubled, swapped or wrong."""
    if len(word) < 4 or not word.isalpha():
        return word
    at = rng.randrange(1, len(word) - 1)
    return rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + rng.choice("aeiourstn") + word[at + 1 :],
        )
    )


def number(value: float, rng: random.Random) -> str:
    """Return a number in digits or words."""
    if rng.random() > WORDS_SHARE:
        return f"{value:g}"
    if value != int(value):
        return f"{in_words(int(value))} point {in_words(round(value * 10) % 10)}"
    return in_words(int(value))


def in_words(value: int) -> str:
    """Return a whole number from -999 to 9999 in words."""
    if value < 0:
        return f"minus {in_words(-value)}"
    if value < 20:
        return _ONES[value]
    if value < 100:
        return _TENS[value // 10] + (f" {_ONES[value % 10]}" if value % 10 else "")
    if value < 1000:
        rest = f" and {in_words(value % 100)}" if value % 100 else ""
        return f"{_ONES[value // 100]} hundred{rest}"
    rest = f" {in_words(value % 1000)}" if value % 1000 else ""
    return f"{_ONES[value // 1000]} thousand{rest}"


def article(name: str, rng: random.Random) -> str:
    """Return a name with the article that fits: "the kitchen light", "anna's lamp"."""
    name = name.lower()
    first = name.split()[0]
    if first in ("the", "my", "our") or first.endswith("'s"):
        return name
    draw = rng.random()
    if draw < 0.62:
        return f"the {name}"
    if draw < 0.70:
        return f"{rng.choice(('my', 'our', 'that', 'this'))} {name}"
    return name


def kind_word(kind: str, rng: random.Random) -> str:
    """Return a word people have for a kind, in the singular."""
    words = KINDS[kind]
    singular = [word for word in words if not word.endswith("s")] or list(words)
    return rng.choice(singular[:4])


def mention(entity: Entity, home: Home, rng: random.Random) -> str:
    """Return an entity as people name it: the full name mostly, else turned around or cut short."""
    name = rng.choice(entity.names) if rng.random() < 0.4 else entity.name
    if entity.domain == "person":
        return name.lower()
    area = home.areas.get(entity.area_id or "")
    draw = rng.random()
    if area and draw < 0.08:
        return _turned(name, area.name, rng)
    if draw < 0.14 and len(name.split()) > 2:
        words = name.split()
        words.pop(rng.randrange(len(words)))
        return article(" ".join(words), rng)
    if area and draw < 0.22 and area.name.lower() not in name.lower():
        return _placed(name, rng.choice(area.names), rng)
    return article(name, rng)


def _turned(name: str, area: str, rng: random.Random) -> str:
    """Return "kitchen lamp" as "the lamp in the kitchen"."""
    rest = name.lower().replace(area.lower(), "").strip()
    if rest == name.lower() or not rest:
        return article(name, rng)
    return f"{article(rest, rng)} in {article(area, rng)}"


def _placed(name: str, area: str, rng: random.Random) -> str:
    """Return a name with its area said too."""
    if rng.random() < 0.5:
        return f"{article(name, rng)} in {article(area, rng)}"
    return article(f"{area} {name}", rng)


def duration(rng: random.Random) -> tuple[str, dict[str, Any]]:
    """Return a time span as it is said and as data."""
    draw = rng.random()
    if draw < 0.18:
        return rng.choice(_SPANS)
    if draw < 0.30:
        hours, minutes = rng.randint(1, 5), rng.choice((5, 10, 15, 20, 25, 30, 40, 45, 50))
        joined = rng.choice((" ", " and "))
        said = f"{number(hours, rng)} hour{'s' * (hours > 1)}{joined}{number(minutes, rng)} minutes"
        return said, {"hours": hours, "minutes": minutes}
    unit = rng.choices(("minutes", "seconds", "hours"), (70, 15, 15))[0]
    highest = {"minutes": 60, "seconds": 90, "hours": 12}[unit]
    count = rng.choice((5, 10, 15, 20, 30)) if rng.random() < 0.4 else rng.randint(1, highest)
    count = min(count, highest)
    spoken_unit = unit[:-1] if count == 1 or rng.random() < 0.05 else unit
    return f"{number(count, rng)} {spoken_unit}", {unit: count}


_SPANS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("half an hour", {"minutes": 30}),
    ("half hour", {"minutes": 30}),
    ("an hour", {"hours": 1}),
    ("1 hour", {"hours": 1}),
    ("a minute", {"minutes": 1}),
    ("a quarter of an hour", {"minutes": 15}),
    ("a quarter hour", {"minutes": 15}),
    ("three quarters of an hour", {"minutes": 45}),
    ("an hour and a half", {"hours": 1, "minutes": 30}),
    ("a couple of minutes", {"minutes": 2}),
    ("a couple of hours", {"hours": 2}),
    ("a few minutes", {"minutes": 5}),
    ("half a minute", {"seconds": 30}),
    ("1 minute", {"minutes": 1}),
    ("a minute and a half", {"minutes": 1, "seconds": 30}),
    ("ninety seconds", {"seconds": 90}),
    ("two and a half minutes", {"minutes": 2.5}),
    ("an hour and a quarter", {"hours": 1, "minutes": 15}),
)


def clock(rng: random.Random) -> tuple[str, str]:
    """Return a time of day as it is said and as data: ("half past 7 tomorrow", "tomorrow 7:30")."""
    hour = rng.randint(1, 12)
    said, time = hour_and_minute(hour, rng)
    draw = rng.random()
    if draw < 0.06:
        said, time = rng.choice(
            (("noon", "12:00 pm"), ("midnight", "12:00 am"), ("midday", "12:00 pm"))
        )
    elif draw < 0.40:
        part, words = rng.choice(_PARTS)
        said, time = f"{said} {words}", f"{time} {part}"
    elif draw < 0.48:
        hour, minute = rng.randint(13, 23), rng.choice((0, 15, 30, 45, 20, 50))
        said = time = f"{hour}:{minute:02}"
    if rng.random() < 0.12:
        said = f"{said} tomorrow" if rng.random() < 0.7 else f"tomorrow {said}"
        time = f"tomorrow {time}"
    return said, time


_PARTS = (
    ("am", "am"),
    ("pm", "pm"),
    ("am", "in the morning"),
    ("pm", "in the evening"),
    ("pm", "tonight"),
    ("pm", "this evening"),
    ("pm", "in the afternoon"),
    ("am", "a m"),
    ("pm", "p m"),
)


def hour_and_minute(hour: int, rng: random.Random) -> tuple[str, str]:
    """Return an hour with its minutes, said one way or another."""
    spoken = number(hour, rng)
    draw = rng.random()
    if draw < 0.35:
        return spoken + rng.choice(("", "", " o'clock")), f"{hour}:00"
    if draw < 0.48:
        return f"half past {spoken}", f"{hour}:30"
    if draw < 0.55:
        return f"quarter past {spoken}", f"{hour}:15"
    if draw < 0.62:
        return f"quarter to {spoken}", f"{(hour - 2) % 12 + 1}:45"
    if draw < 0.70:
        minute = rng.choice((5, 10, 20, 25))
        if rng.random() < 0.5:
            return f"{number(minute, rng)} past {spoken}", f"{hour}:{minute:02}"
        return f"{number(minute, rng)} to {spoken}", f"{(hour - 2) % 12 + 1}:{60 - minute}"
    minute = rng.choice((15, 30, 45, 10, 20, 40, 50)) if rng.random() < 0.8 else rng.randint(10, 59)
    said = f"{in_words(hour)} {in_words(minute)}" if rng.random() < 0.3 else f"{hour}:{minute:02}"
    return said, f"{hour}:{minute:02}"
