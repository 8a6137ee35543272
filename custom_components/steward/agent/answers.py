"""Answers to questions, made from states and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from .facts import Answer, Fact, about, leading, measured_state, number, sentences
from .home import Entity, Home
from .kinds import CLASS_WORDS
from .targets import StateLike, States
from .wording import color_word, counted, joined, kind_noun, measured, spoken_state

LOW_BATTERY = 20.0
EXTREMES = ("warmest", "coldest")
"""Words that pick one of several; of a single entity they say nothing."""
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
        charge = number(state.state)
        return charge is not None and charge < LOW_BATTERY
    if word in ("heating", "cooling"):
        return bool(state.attributes.get("hvac_action") == word)
    return state.state in _WORDS.get(word, frozenset({word}))


Known = list[tuple[Entity, StateLike]]


def state_answer(
    entities: Iterable[Entity], data: Mapping[str, Any], home: Home, states: States
) -> Answer:
    """Return the answer of steward.get_state."""
    if attribute := data.get("attribute"):
        return _reading_answer(tuple(entities), str(attribute), home, states)
    known = _known(entities, states)
    word = data.get("state")
    if word is None or any(state.state == "unavailable" for _, state in known) or not known:
        return about(sentences(_told(known)), _facts(known))
    return _yes_or_no(known, str(word))


def _known(entities: Iterable[Entity], states: States) -> Known:
    """Return entities with their states; those that are gone are left out."""
    return [(entity, state) for entity in entities if (state := states(entity.entity_id))]


def _facts(known: Known) -> list[Fact]:
    """Return what is known of things from their states."""
    return [Fact(entity=entity, figures=measured_state(state)) for entity, state in known]


def _told(known: Known) -> list[str]:
    """Return what things are, told once of those that are the same."""
    names: dict[str, list[str]] = {}
    for entity, state in known:
        names.setdefault(spoken_state(entity, state), []).append(entity.name)
    return [
        f"{joined(same)} {'is' if len(same) == 1 else 'are'} {said}" for said, same in names.items()
    ]


def _yes_or_no(known: Known, word: str) -> Answer:
    """Return "Yes, ..." or "No, ..." with what is."""
    truth = all(is_in(entity, state, word) for entity, state in known)
    text = f"{'Yes' if truth else 'No'}, {joined(_told(known))}."
    return Answer(text=text, facts=tuple(_facts(known)), figures={"yes": truth})


def _reading_answer(
    entities: tuple[Entity, ...], attribute: str, home: Home, states: States
) -> Answer:
    """Return the answer to how much, how warm, how loud."""
    asked = _related(_measuring(entities, attribute), attribute, home, states)
    facts = [fact for e in asked if (fact := reading(e, attribute, home, states))]
    if not facts:
        return Answer(text="I have no reading for that.")
    return about(sentences(fact.text for fact in facts), facts)


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


def reading(entity: Entity, attribute: str, home: Home, states: States) -> Fact | None:
    """Return one reading, None where there is none."""
    state = states(entity.entity_id)
    if state is None:
        return None
    if state.state in ("unavailable", "unknown"):
        return Fact(entity=entity, text=f"{entity.name} is not available")
    value = _value_of(entity, attribute, states)
    if value is None:
        text = f"{entity.name} is {spoken_state(entity, state)}"
        return Fact(entity=entity, text=text, figures=measured_state(state))
    quantity = _quantity(entity, attribute, value, home)
    text = f"{entity.name} is {_spoken(attribute, quantity)}"
    return Fact(entity=entity, text=text, figures=quantity._asdict())


class Quantity(NamedTuple):
    """A reading in the scale that people know it in."""

    value: float | str
    unit: str
    """Empty for what is no number."""


_SCALES = {"brightness": 100 / 255, "volume": 100.0}
"""Attributes that Home Assistant does not keep in percent, by what makes percent of them."""
_SHARES = frozenset({"position", "tilt", "speed", "humidity", "battery", *_SCALES})
_NAMES = frozenset({"title", "source", "preset"})
"""Attributes that stay words even where they look like numbers."""


def _quantity(entity: Entity, attribute: str, value: Any, home: Home) -> Quantity:
    """Return the quantity that an attribute holds."""
    amount = number(value)
    if attribute == "color":
        return Quantity(color_word(value), "")
    if amount is None or attribute in _NAMES:
        return Quantity(str(value), "")
    if attribute in _SCALES:
        return Quantity(round(amount * _SCALES[attribute]), "%")
    if attribute in _SHARES or (attribute == "target" and entity.domain == "humidifier"):
        return Quantity(amount, "%")
    return Quantity(amount, home.temperature_unit)


def _spoken(attribute: str, quantity: Quantity) -> str:
    """Return a quantity in words, as they stand behind "is"."""
    said = measured(*quantity) if quantity.unit else str(quantity.value)
    if attribute == "target":
        return f"set to {said}"
    if quantity.unit == "%":
        return f"at {said}"
    return f"{_BEFORE[attribute]} {said}" if attribute in _BEFORE else said


_BEFORE = {"title": "playing", "preset": "set to", "speed": "set to", "source": "on"}
"""What is said before a reading that is a word."""


def list_answer(
    entities: Iterable[Entity], data: Mapping[str, Any], home: Home, states: States
) -> Answer:
    """Return the answer of steward.list: which, how many, any, all."""
    of, word = str(data.get("of", "device")), data.get("state")
    members = [e for e in entities if of == "device" or e.kind in CLASS_WORDS.get(of, frozenset())]
    known = _known(members, states)
    if word in EXTREMES:
        return _extreme(known, home, str(word))
    if not known:
        return Answer(text=f"I find no {kind_noun(of, 2)} there.", figures={"count": 0})
    if word is None:
        return _listed(sentences(_told(known)), known)
    return _counted(known, of, str(word))


def _listed(text: str, found: Known) -> Answer:
    """Return an answer about several, with how many there are."""
    return Answer(text=text, facts=tuple(_facts(found)), figures={"count": len(found)})


def _counted(known: Known, of: str, word: str) -> Answer:
    """Return how many are so, and which."""
    fit = [(e, s) for e, s in known if _listable(e, word) and is_in(e, s, word)]
    if not fit:
        return _listed(f"No {kind_noun(of, 2)} are {word}.", [])
    if word == "playing" or (word == "on" and all(e.domain == "media_player" for e, _ in fit)):
        return _listed(sentences(_told(fit)), fit)
    noun, verb = kind_noun(of, len(fit)), "is" if len(fit) == 1 else "are"
    names = joined([entity.name for entity, _ in fit])
    return _listed(f"{counted(len(fit), noun)} {verb} {word}: {names}.", fit)


def _listable(entity: Entity, word: str) -> bool:
    """Return whether a word can be said of an entity: a lock is never "open" for being off."""
    if word in ("open", "closed"):
        return entity.domain in ("binary_sensor", "cover", "valve")
    return not (word in ("locked", "unlocked") and entity.domain != "lock")


def _extreme(known: Known, home: Home, word: str) -> Answer:
    """Return the warmest or the coldest."""
    readings = [
        (value, entity)
        for entity, state in known
        if (value := number(state.attributes.get("current_temperature", state.state))) is not None
    ]
    if not readings:
        return Answer(text="I have no temperatures to compare.")
    value, entity = (max if word == "warmest" else min)(readings, key=lambda pair: pair[0])
    area = home.areas.get(entity.area_id or "")
    where = area.name if area else entity.name
    quantity = Quantity(value, home.temperature_unit)
    text = f"{where} is the {word}, at {measured(*quantity)}."
    return leading(text, [Fact(entity=entity, figures=quantity._asdict())])
