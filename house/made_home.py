"""Makes homes of any size, and sentences about them, for measurements only."""

import random
from collections.abc import Callable, Iterator

from house.virtual_home.models import AreaSpec, EntitySpec, HomeSpec

ENTITIES_PER_AREA = 9
COLORS = ("amber", "birch", "copper", "dune", "ebony", "fern", "granite", "hazel", "indigo", "jade")
SPACES = (
    "room", "studio", "hall", "store", "lounge", "office", "suite", "corner", "gallery", "parlour",
)  # fmt: skip
WINGS = ("north", "south", "east", "west", "upper", "lower", "inner", "outer", "old", "new")
LAMPS = ("ceiling", "table", "wall", "desk", "floor", "shelf", "window", "corner")

type Maker = Callable[[str, AreaSpec, random.Random], EntitySpec]


def made_home(size: int, seed: int = 1) -> HomeSpec:
    """Return a home of so many entities; the same for the same seed."""
    chance = random.Random(seed)
    areas = _areas(max(1, size // ENTITIES_PER_AREA))
    makers = list(MAKERS)
    weights = list(MAKERS.values())
    return {
        "name": f"Home of {size}",
        "temperature_unit": "C",
        "language": "en",
        "floors": [
            {"id": f"floor_{level}", "name": f"Floor {level}", "level": level, "aliases": []}
            for level in range(3)
        ],
        "areas": areas,
        "satellites": [{"id": "sat", "name": "Satellite", "area": areas[0]["id"]}],
        "users": [],
        "entities": [
            chance.choices(makers, weights)[0](
                # The rank keeps apart what else would be called the same.
                str(number // len(areas) + 1),
                areas[number % len(areas)],
                chance,
            )
            for number in range(size)
        ],
    }


def made_sentences(home: HomeSpec, count: int, seed: int = 2) -> Iterator[str]:
    """Yield sentences that name things of the home."""
    chance = random.Random(seed)
    by_domain: dict[str, list[str]] = {}
    for entity in home["entities"]:
        by_domain.setdefault(entity["id"].partition(".")[0], []).append(entity["name"])
    areas = [area["name"] for area in home["areas"]]
    for _ in range(count):
        pattern = chance.choice(PATTERNS)
        domain = pattern.partition("{")[2].partition("}")[0]
        names = areas if domain == "area" else by_domain.get(domain, areas)
        yield pattern.replace(f"{{{domain}}}", chance.choice(names))


PATTERNS = (
    "turn on the {light}",
    "set the {light} to 40 percent",
    "turn off all the lights in the {area}",
    "close the {cover}",
    "switch off the {switch}",
    "what is the {sensor}",
    "is the {binary_sensor} open",
    "turn everything off in the {area}",
)


def _areas(count: int) -> list[AreaSpec]:
    """Return areas with names that differ: two words, then three, then a number."""
    areas: list[AreaSpec] = []
    for number in range(count):
        color, space = COLORS[number % 10], SPACES[number // 10 % 10]
        wing = f"{WINGS[number // 100 % 10]} " if number >= 100 else ""
        name = f"{wing}{color} {space}"
        areas.append(
            {
                "id": name.replace(" ", "_"),
                "name": name.title(),
                "floor": f"floor_{number % 3}",
                "aliases": [],
            }
        )
    return areas


def _entity(
    domain: str, rank: str, area: AreaSpec, kind: str, state: str, device_class: str | None = None
) -> EntitySpec:
    name = f"{area['name']} {kind} {rank}"
    return {
        "id": f"{domain}.{name.lower().replace(' ', '_')}",
        "name": name,
        "area": area["id"],
        "aliases": [],
        "device_class": device_class,
        "state": state,
        "attributes": {},
    }


def _light(rank: str, area: AreaSpec, chance: random.Random) -> EntitySpec:
    kind = f"{chance.choice(LAMPS)} lamp"
    light = _entity("light", rank, area, kind, chance.choice(["on", "off"]))
    return {**light, "attributes": {"supported_color_modes": ["brightness"], "brightness": 120}}


def _cover(rank: str, area: AreaSpec, chance: random.Random) -> EntitySpec:
    cover = _entity("cover", rank, area, "blind", "open", "blind")
    return {**cover, "attributes": {"current_position": 100}}


def _switch(rank: str, area: AreaSpec, chance: random.Random) -> EntitySpec:
    return _entity("switch", rank, area, "socket", "on", "outlet")


def _sensor(rank: str, area: AreaSpec, chance: random.Random) -> EntitySpec:
    state = f"{chance.uniform(15, 25):.1f}"
    sensor = _entity("sensor", rank, area, "temperature", state, "temperature")
    return {**sensor, "attributes": {"unit_of_measurement": "°C"}}


def _binary_sensor(rank: str, area: AreaSpec, chance: random.Random) -> EntitySpec:
    return _entity("binary_sensor", rank, area, "window", "off", "window")


MAKERS: dict[Maker, int] = {_light: 9, _cover: 3, _switch: 3, _sensor: 4, _binary_sensor: 2}
