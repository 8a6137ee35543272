"""Measures the shortlist: ``python tests/agent/bench_shortlist.py`` prints a table.

Processor time, so that other work on the machine does not count.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

# Loaded from its own root, so that the measurement needs no Home Assistant.
sys.path.insert(0, str(Path(__file__).parents[2] / "custom_components" / "steward"))

from agent.home import Area, Entity, Floor, Home
from agent.shortlist import Index

_PLACES = (
    "kitchen bedroom bathroom hall office garage garden attic nursery library den porch pantry"
    " study lounge cellar balcony studio gym sauna workshop laundry veranda cloakroom loft"
).split()
_ADJECTIVES = "left right big small corner ceiling wall desk window reading floor old blue".split()
_NOUNS = (
    ("lamp", "light"),
    ("light", "light"),
    ("spots", "light"),
    ("socket", "switch.outlet"),
    ("fan", "fan"),
    ("blind", "cover.blind"),
    ("thermostat", "climate"),
    ("speaker", "media_player.speaker"),
    ("tv", "media_player.tv"),
    ("lock", "lock"),
    ("temperature sensor", "sensor.temperature"),
    ("humidity sensor", "sensor.humidity"),
    ("battery", "sensor.battery"),
    ("motion sensor", "binary_sensor.motion"),
    ("power", "sensor.power"),
)
_SENTENCES = (
    "turn off the {area} {noun}",
    "turn on the {adjective} {noun} in the {area}",
    "set the {adjective} {noun} to 20 percent",
    "turn off all the lights in the {area} and the {other} please",
    "what is the temperature in the {area}",
    "swich on the {adjective} lite in the kitch in",
    "turn on the {area} {adjective} {noun}, then dim the {other} lamp to 30% and play some music",
    "is the {noun} on",
)


def made_home(size: int, rng: random.Random) -> Home:
    """Return a house of a size, with names such as people give."""
    areas = {}
    for number in range(max(3, min(size // 12, 120))):
        suffix = f" {number // len(_PLACES) + 1}" if number >= len(_PLACES) else ""
        name = _PLACES[number % len(_PLACES)] + suffix
        areas[f"area_{number}"] = Area(
            area_id=f"area_{number}", names=(name,), floor_id=f"floor_{number % 3}"
        )
    floors = {
        f"floor_{level}": Floor(floor_id=f"floor_{level}", names=(name,), level=level)
        for level, name in enumerate(("ground floor", "first floor", "second floor"))
    }
    entities = {}
    for number in range(size):
        noun, kind = rng.choice(_NOUNS)
        area = rng.choice(list(areas.values()))
        words = [area.name, rng.choice(_ADJECTIVES), noun, str(rng.randint(1, 9))]
        name = " ".join(word for word in words if rng.random() < 0.75) or noun
        entity_id = f"{kind.split('.')[0]}.entity_{number}"
        entities[entity_id] = Entity(
            entity_id=entity_id, names=(name,), kind=kind, area_id=area.area_id
        )
    return Home(entities=entities, areas=areas, floors=floors)


def sentences(home: Home, count: int, rng: random.Random) -> list[str]:
    """Return sentences about a house."""
    areas = [area.name for area in home.areas.values()]
    return [
        rng.choice(_SENTENCES).format(
            area=rng.choice(areas),
            other=rng.choice(areas),
            noun=rng.choice(_NOUNS)[0],
            adjective=rng.choice(_ADJECTIVES),
        )
        for _ in range(count)
    ]


def measure(size: int, count: int = 400) -> str:
    """Return a line with the times for a house of a size."""
    rng = random.Random(size)
    home = made_home(size, rng)
    start = time.process_time()
    index = Index(home)
    built = time.process_time() - start
    times = []
    for sentence in sentences(home, count, rng):
        start = time.process_time()
        index.find(sentence, here="area_1")
        times.append((time.process_time() - start) * 1000)
    times.sort()
    median, late, worst = times[count // 2], times[int(count * 0.95)], times[-1]
    return f"{size:>8} {built * 1000:>10.0f} {median:>10.2f} {late:>10.2f} {worst:>10.2f}"


def main() -> None:
    """Print the times for houses from small to huge."""
    sys.stdout.write(
        f"{'entities':>8} {'build ms':>10} {'median ms':>10} {'p95 ms':>10} {'worst ms':>10}\n"
    )
    for size in (10, 30, 100, 500, 2000, 5000):
        sys.stdout.write(measure(size) + "\n")


if __name__ == "__main__":
    main()
