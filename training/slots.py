"""Slots filled from a home: what each stands for in the plan, and how it is said."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from agent.home import Entity, Home

from training import speech
from training.naming import invent_word
from training.vocabularies import COLORS, DAYS, ITEMS, TIMER_NAMES, TONES
from training.vocabularies import MORE_WORDS as _MORE_WORDS


class Unfit(Exception):
    """This home has nothing for the slot; another meaning is tried."""


@dataclass(frozen=True, slots=True)
class Ref:
    """Something of the house in a plan: it becomes a label once the shortlist is known."""

    ref: str
    kind: str
    """"entity", "area", "floor" or "option"."""


@dataclass(frozen=True, slots=True)
class Several:
    """All entities that one ambiguous word fits."""

    word: str
    members: frozenset[str]


@dataclass(slots=True)
class Filled:
    """One slot, filled."""

    value: Any
    spoken: dict[str, str]
    """Form to words: "" is the usual one, "bare" without article."""
    parts: dict[str, Any] = field(default_factory=dict)
    """Further values: {"owner": Ref}."""
    members: frozenset[str] = frozenset()
    is_absent: bool = False
    """Whether the house must not have it."""


@dataclass(slots=True)
class Scene:
    """What is being said where."""

    home: Home
    rng: random.Random
    here: str | None
    other: Home
    """Another home, for things that this one does not have."""
    filled: dict[str, Filled] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


def fill(scene: Scene, name: str, spec: str) -> None:
    """Fill a slot.

    Raises:
        Unfit: The home has nothing that fits.
    """
    head, _, rest = spec.strip().partition(" ")
    filler = _FILLERS.get(head)
    scene.filled[name] = filler(scene, rest) if filler else _entity(scene, spec)


ORDER = ("floor", "area", "absent")
"""Places are filled first: entities may have to lie in them."""


def rank(spec: str) -> int:
    """Return when a slot is filled: floors, other places, entities, then what depends on them."""
    head = spec.split(" ", 1)[0]
    if head in ORDER:
        return ORDER.index(head)
    return len(ORDER) + 1 if head in _FILLERS and head != "only" else len(ORDER)


def fits(entity: Entity, spec: str) -> bool:
    """Return whether an entity is what "light:dim+color", "cover.garage" or "any:on_off" asks for."""
    kind, _, features = spec.partition(":")
    if kind != "any" and kind not in (entity.kind, entity.domain):
        return False
    return all(feature in entity.features for feature in features.split("+") if feature)


def holds(members: Iterable[Entity], spec: str) -> bool:
    """Return whether a place holds what is asked for; "!fan:on_off" asks that it holds none."""
    if spec.startswith("!"):
        return not holds(members, spec[1:])
    return not spec or any(fits(entity, spec) for entity in members)


def _matching(scene: Scene, spec: str) -> list[Entity]:
    """Return the entities of the home that fit, in no particular order."""
    kind, _, where = spec.partition(" ")
    members: Iterable[Entity] = scene.home.everything()
    if where == "here":
        members = scene.home.in_area(scene.here) if scene.here else ()
    elif where.startswith("in "):
        members = _inside(scene, where[3:].strip())
    return [entity for entity in members if fits(entity, kind)]


def _inside(scene: Scene, slot: str) -> tuple[Entity, ...]:
    """Return what the place in a slot holds."""
    place: Ref = scene.filled[slot].value
    home = scene.home
    return home.on_floor(place.ref) if place.kind == "floor" else home.in_area(place.ref)


def _entity(scene: Scene, spec: str) -> Filled:
    """Fill an entity slot."""
    free = [entity for entity in _matching(scene, spec) if entity.entity_id not in scene.used]
    if not free:
        raise Unfit(spec)
    entity = scene.rng.choice(free)
    scene.used.add(entity.entity_id)
    said = speech.mention(entity, scene.home, scene.rng)
    bare = said.removeprefix("the ").removeprefix("my ")
    return Filled(Ref(entity.entity_id, "entity"), {"": said, "bare": bare})


def _only(scene: Scene, spec: str) -> Filled:
    """Fill a slot with the one entity of its kind, spoken by a kind word."""
    found = _matching(scene, spec)
    if len(found) != 1:
        raise Unfit(spec)
    scene.used.add(found[0].entity_id)
    word = speech.kind_word(found[0].kind, scene.rng)
    said = speech.article(word, scene.rng)
    return Filled(Ref(found[0].entity_id, "entity"), {"": said, "bare": word})


def _several(scene: Scene, spec: str) -> Filled:
    """Fill a slot with a word that fits two entities or more."""
    found = _matching(scene, spec)
    if len(found) < 2:
        raise Unfit(spec)
    word = _shared_word(found, scene.rng) or speech.kind_word(
        scene.rng.choice(found).kind, scene.rng
    )
    members = frozenset(entity.entity_id for entity in found)
    said = speech.article(word, scene.rng)
    return Filled(Several(word, members), {"": said, "bare": word}, members=members)


def _shared_word(found: list[Entity], rng: random.Random) -> str | None:
    """Return a word that two of the names have in common, in half of the cases."""
    if rng.random() < 0.5:
        return None
    seen: dict[str, int] = {}
    for entity in found:
        for word in dict.fromkeys(entity.name.lower().split()):
            seen[word] = seen.get(word, 0) + 1
    shared = [word for word, count in seen.items() if count > 1 and len(word) > 2]
    return rng.choice(shared) if shared else None


def _place(kind: str) -> Callable[[Scene, str], Filled]:
    """Return the filler of area or floor slots."""

    def filler(scene: Scene, spec: str) -> Filled:
        """Fill a slot with a place that holds what is asked for."""
        places = scene.home.areas if kind == "area" else scene.home.floors
        inside = scene.home.in_area if kind == "area" else scene.home.on_floor
        holding, _, floor = spec.partition(" in ")
        fit = [
            place
            for ref, place in places.items()
            if ref not in scene.used
            and holds(inside(ref), holding)
            and (not floor or getattr(place, "floor_id", None) == scene.filled[floor].value.ref)
        ]
        if not fit:
            raise Unfit(f"{kind} {spec}")
        place = scene.rng.choice(fit)
        ref = getattr(place, f"{kind}_id")
        scene.used.add(ref)
        name = scene.rng.choice(place.names) if scene.rng.random() < 0.3 else place.name
        return Filled(Ref(ref, kind), _place_forms(name, kind, scene.rng))

    return filler


_BARE_PLACES = ("upstairs", "downstairs", "outside", "outdoors")


def _place_forms(name: str, kind: str, rng: random.Random) -> dict[str, str]:
    """Return a place as it is said: with article, bare, with its preposition."""
    name = name.lower()
    if name in _BARE_PLACES:
        return {"": name, "bare": name, "loc": name}
    said = name if name.split()[0].endswith("'s") else f"the {name}"
    if rng.random() < 0.08:
        said = name
    preposition = "on" if kind == "floor" and "floor" in name else "in"
    return {"": said, "bare": name, "loc": f"{preposition} {said}"}


def _option(scene: Scene, spec: str) -> Filled:
    """Fill a slot with a named option of an entity, of an already chosen one where there is one."""
    kind, key, *where = spec.split()
    offers = [e for e in _matching(scene, " ".join([kind, *where])) if e.options.get(key)]
    chosen = [e for e in offers if e.entity_id in scene.used]
    near = [e for e in offers if e.area_id == scene.here]
    pool = chosen or (near if len(near) == 1 else offers)
    if not pool:
        raise Unfit(spec)
    owner = scene.rng.choice(pool)
    value = scene.rng.choice(owner.options[key])
    rivals = [e for e in _matching(scene, kind.split(".")[0]) if value in e.options.get(key, ())]
    if not chosen and not where and len(near) != 1 and len(rivals) > 1:
        raise Unfit(spec)
    name = speech.mention(owner, scene.home, scene.rng)
    words = value.lower().replace("_", " ")
    parts = {"owner": Ref(owner.entity_id, "entity")}
    return Filled(Ref(value, "option"), {"": words, "bare": words, "owner": name}, parts)


def _absent(scene: Scene, spec: str) -> Filled:
    """Fill a slot with a name that this home does not have."""
    if spec in ("area", "floor"):
        places = scene.other.areas if spec == "area" else scene.other.floors
        own = scene.home.areas if spec == "area" else scene.home.floors
        known = {name.lower() for place in own.values() for name in place.names}
        names = [p.name for p in places.values() if p.name.lower() not in known]
        if not names:
            raise Unfit(spec)
        name = scene.rng.choice(names)
        return Filled(None, _place_forms(name, spec, scene.rng), is_absent=True)
    known = {name.lower() for e in scene.home.everything() for name in e.names}
    lacking = not any(fits(e, spec) for e in scene.home.everything())
    found = [e for e in scene.other.everything() if fits(e, spec) and e.name.lower() not in known]
    if not found:
        raise Unfit(spec)
    entity = scene.rng.choice(found)
    word = entity.name.lower()
    if lacking and scene.rng.random() < 0.5:
        word = speech.kind_word(entity.kind, scene.rng)
    return Filled(None, {"": speech.article(word, scene.rng), "bare": word}, is_absent=True)


def _numeric(low: int, high: int) -> Callable[[Scene, str], Filled]:
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
    return _said_number(value + (0.5 if half else 0), scene.rng)


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


def _ranged(key: str) -> Callable[[Scene, str], Filled]:
    """Return the filler of whole numbers that are legal for the entity in a slot."""

    def filler(scene: Scene, slot: str) -> Filled:
        """Fill a number."""
        low, high = _range(scene, slot, key)
        value = scene.rng.randint(int(-(-low // 1)), int(high))
        if high - low > 1000:
            value = min(int(high), max(int(-(-low // 1)), value // 100 * 100))
        return _said_number(value, scene.rng)

    return filler


def _word(words: tuple[tuple[str, str], ...]) -> Callable[[Scene, str], Filled]:
    """Return the filler of words from a table (said, written)."""

    def filler(scene: Scene, _spec: str) -> Filled:
        """Fill a word."""
        said, written = scene.rng.choice(words)
        return Filled(written, {"": said, "bare": said})

    return filler


def _free_words(known: tuple[tuple[str, str], ...], most: int) -> Callable[[Scene, str], Filled]:
    """Return the filler of free words: known ones, mixed ones and made-up ones.

    A short list would be learned by heart; what is never the same twice has to be copied.
    """
    pool = sorted({word for said, _ in known for word in said.split()} | set(_MORE_WORDS))

    def filler(scene: Scene, _spec: str) -> Filled:
        """Fill free words."""
        rng = scene.rng
        if rng.random() < KNOWN_SHARE:
            said = rng.choice(known)[0]
        else:
            count = rng.randint(1, most)
            said = " ".join(_any_word(rng, pool) for _ in range(count))
        return Filled(said, {"": said, "bare": said})

    return filler


KNOWN_SHARE = 0.4
_NOT_ITEMS = frozenset({"and", "the", "a", "of", "to", "off", "on", "up", "out", "for", "my"})


def _any_word(rng: random.Random, pool: list[str]) -> str:
    """Return a word that is not tied to any other, sometimes one that nobody has used before."""
    if rng.random() < 0.25:
        return invent_word(rng).lower()
    word = rng.choice(pool)
    return word if word not in _NOT_ITEMS else _any_word(rng, pool)


def _timed(sample: Callable[[random.Random], tuple[str, Any]]) -> Callable[[Scene, str], Filled]:
    """Return the filler of spans and times of day."""

    def filler(scene: Scene, _spec: str) -> Filled:
        """Fill a span or a time."""
        said, value = sample(scene.rng)
        return Filled(value, {"": said, "bare": said})

    return filler


_FILLERS: dict[str, Callable[[Scene, str], Filled]] = {
    "area": _place("area"),
    "floor": _place("floor"),
    "only": _only,
    "several": _several,
    "option": _option,
    "absent": _absent,
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
    "clock": _timed(speech.clock),
    "color": _word(COLORS),
    "tone": _word(TONES),
    "day": _word(DAYS),
    "item": _free_words(ITEMS, 3),
    "timer_name": _free_words(TIMER_NAMES, 2),
}
