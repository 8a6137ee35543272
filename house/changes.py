"""What changed in a home, and what of it nobody asked for.

An entity that is not listed must be as it was. One that is listed must have what
is listed and keep the rest, except what follows by itself: a light that goes on
brings a brightness along, a thermostat's mode its targets.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

type Attributes = Mapping[str, Any]
type Want = Mapping[str, Any]
type Expectations = Mapping[str, Want]


class EntityState(TypedDict):
    """The state of one entity at one moment."""

    state: str
    attributes: Attributes


type Snapshot = Mapping[str, EntityState]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as the case wants it."""

    text: str
    harm: bool = False
    """The turn changed or called something that nobody asked for."""


# Judged by what was called, or changing as time goes by.
NOT_BY_STATE = {"todo", "scene", "button", "script", "calendar", "timer"}
# Readings, and what only says in other words what is judged anyway.
IGNORED = {
    "action",
    "assumed_state",
    "current",
    "entity_picture",
    "friendly_name",
    "hvac_action",
    "icon",
    "in_progress",
    "is_closed",
    "last_activated",
    "last_triggered",
    "media_position",
    "media_position_updated_at",
    "operation_mode",
    "supported_features",
}
POSITIONS = {"current_position", "current_tilt_position"}
COLORS = {
    "color_mode",
    "color_temp_kelvin",
    "effect",
    "hs_color",
    "rgb_color",
    "rgbw_color",
    "rgbww_color",
    "xy_color",
}
COLOR_TOLERANCE = {"hs_color": 2.0, "rgb_color": 4.0, "xy_color": 0.02}
TARGETS = {"temperature", "target_temp_low", "target_temp_high"}


def state_problems(
    expect: Expectations, before: Snapshot, after: Snapshot, since: Snapshot | None = None
) -> Iterator[Problem]:
    """Yield what is not as expected in the home.

    Args:
        expect: What must have changed, by entity id.
        before: The home before the conversation.
        after: The home now.
        since: The home before this turn, when turns went before it; what has
            been so since then is no harm of this turn.
    """
    for entity_id, was in before.items():
        if entity_id.partition(".")[0] not in NOT_BY_STATE:
            recent = was if since is None else since[entity_id]
            yield from _entity_problems(
                entity_id, expect.get(entity_id), was, after[entity_id], recent
            )


def _entity_problems(
    entity_id: str, want: Want | None, was: EntityState, now: EntityState, recent: EntityState
) -> Iterator[Problem]:
    listed: Attributes = (want or {}).get("attributes", {})
    is_free = _freedom(entity_id.partition(".")[0], listed, was, now)
    before, after, since = _values(was), _values(now), _values(recent)
    wanted = {**({"state": want["state"]} if want and "state" in want else {}), **listed}
    for name in sorted({*before, *after, *wanted}):
        old, new = before.get(name), after.get(name)
        if name in wanted:
            # Asked for, if not like this: wrong, but no harm.
            if not value_is(name, new, wanted[name]):
                yield Problem(f"{entity_id} {name} is {new}, not {wanted[name]}")
        elif not (_is_ignored(name) or is_free(name) or _same(name, old, new)):
            harm = not _same(name, since.get(name), new)
            yield Problem(f"{entity_id} {name} went from {old} to {new}", harm)


def _values(entity: EntityState) -> Attributes:
    """Return state and attributes as one, as there is no attribute called state."""
    return {**entity["attributes"], "state": entity["state"]}


def value_is(name: str, value: Any, want: Any) -> bool:
    """Return whether a state or an attribute has the value wanted, or one in the range."""
    if name == "state":
        return any(_same(name, value, one) for one in ([want] if isinstance(want, str) else want))
    if name == "hs_color":
        return value is not None and _color_is(value, want)
    if _is_range(want):
        return _is_number(value) and bool(want[0] <= value <= want[1])
    if isinstance(value, str) and isinstance(want, str):
        return value.casefold() == want.casefold()
    return bool(value == want)


def _color_is(value: Sequence[float], want: Sequence[Sequence[float]]) -> bool:
    """Compare by hue and saturation; a range of hues may run through 360."""
    (low, high), (pale, rich) = want
    hue, saturation = value
    in_hues = low <= hue <= high if low <= high else hue >= low or hue <= high
    return in_hues and pale <= saturation <= rich


def _same(name: str, old: Any, new: Any) -> bool:
    """Compare two values; colours may differ by what converting them costs."""
    if name == "state":
        return bool(old == new) or _as_number(old) == _as_number(new) is not None
    if isinstance(old, list | tuple) and isinstance(new, list | tuple) and len(old) == len(new):
        return all(_same(name, a, b) for a, b in zip(old, new, strict=True))
    if _is_number(old) and _is_number(new):
        return bool(abs(old - new) <= COLOR_TOLERANCE.get(name, 1e-3))
    return bool(old == new)


def _as_number(state: Any) -> float | None:
    """Return a state as a number, because 82 and 82.0 are one."""
    try:
        return float(state)
    except TypeError, ValueError:
        return None


def _is_ignored(name: str) -> bool:
    return name in IGNORED or (name.startswith("current_") and name not in POSITIONS)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_range(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value of an entity that is not what it was."""

    entity_id: str
    name: str
    """`state` or the name of an attribute."""
    before: Any
    after: Any


def differences(before: Snapshot, after: Snapshot) -> Iterator[Difference]:
    """Yield what changed between two moments, each entity's state first."""
    for entity_id, was in before.items():
        old, new = _values(was), _values(after[entity_id])
        for name in sorted({*old, *new}, key=lambda name: (name != "state", name)):
            if not (_is_ignored(name) or _same(name, old.get(name), new.get(name))):
                yield Difference(
                    entity_id=entity_id, name=name, before=old.get(name), after=new.get(name)
                )


# ----------------------------------------------- what may follow by itself

type Freedom = Callable[[str], bool]


def _freedom(domain: str, listed: Attributes, was: EntityState, now: EntityState) -> Freedom:
    """Return which unlisted attributes of an entity may have changed."""
    rule = FREEDOMS.get(domain)
    if rule is None:
        return lambda name: False
    before, after = _values(was), _values(now)
    changed = {n for n in {*before, *after} if not _same(n, before.get(n), after.get(n))}
    states = {was["state"], now["state"]}
    return lambda name: rule(name, listed, changed, states)


def _light(name: str, listed: Attributes, changed: set[str], states: set[str]) -> bool:
    if name == "state":
        return False
    if "state" in changed:
        return True
    return bool(COLORS & set(listed)) and (
        name in COLORS or ("effect" in listed and name == "brightness")
    )


def _fan(name: str, listed: Attributes, changed: set[str], states: set[str]) -> bool:
    pair = {"percentage", "preset_mode"}
    return name in pair and ("state" in changed or bool(pair & set(listed)))


def _cover(name: str, listed: Attributes, changed: set[str], states: set[str]) -> bool:
    match name:
        case "state":
            return "current_position" in listed
        case "current_position":
            return "state" in changed
        case "current_tilt_position":
            return bool({"state", "current_position"} & changed)
    return False


def _climate(name: str, listed: Attributes, changed: set[str], states: set[str]) -> bool:
    if "state" in changed and name in TARGETS | {"preset_mode", "fan_mode", "away_mode"}:
        return True
    if "preset_mode" in listed and name in TARGETS:
        return True
    return name == "preset_mode" and bool(TARGETS & set(listed))


def _humidifier(name: str, listed: Attributes, changed: set[str], states: set[str]) -> bool:
    pair = {"mode", "humidity"}
    if name == "state":
        return False
    return "state" in changed or (name in pair and bool(pair & set(listed)))


def _media_player(name: str, listed: Attributes, changed: set[str], states: set[str]) -> bool:
    if name == "state":
        return False
    if "state" in changed and "off" in states:
        return True  # a player that is off shows nothing
    if name.startswith("media_") and {"state", "source"} & changed:
        return True
    return name == "is_volume_muted" and "volume_level" in listed


type Rule = Callable[[str, Attributes, set[str], set[str]], bool]

FREEDOMS: Mapping[str, Rule] = {
    "light": _light,
    "fan": _fan,
    "cover": _cover,
    "valve": _cover,
    "climate": _climate,
    "water_heater": _climate,
    "humidifier": _humidifier,
    "media_player": _media_player,
}
