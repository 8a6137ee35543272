"""Which entities a planned call means: labels to ids, places to the members that can do it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Protocol

from .candidates import AREA, FLOOR, OPTION, Shortlist
from .grammar import rules
from .home import EVERYWHERE, HERE, HVAC_MODE, Entity, Home
from .kinds import CLASS_WORDS, KINDS, WINDOW_COVERINGS
from .plan import PlannedCall

EVERYTHING = frozenset({"light", "switch", "fan", "media_player"})
"""What "everything" in a place means: what people leave on, never heating, alarms or automations."""

STATE = "state"
"""What a question needs of its targets: everything has it."""

_ON = re.compile(r"(?:on|maybe|choose)-([a-z-]+)--([a-z-]+)")
_KEY = re.compile(r'\\"data\\":\{\\"([a-z_]+)\\":')
_LAMP = frozenset(KINDS["light"])


class StateLike(Protocol):
    """A state as Home Assistant has it."""

    @property
    def state(self) -> str:
        """Return the state word."""

    @property
    def attributes(self) -> Mapping[str, Any]:
        """Return the attributes."""


States = Callable[[str], StateLike | None]
"""Gives the state of an entity id."""


@lru_cache(maxsize=1)
def _abilities() -> dict[tuple[str, str | None], tuple[str, str]]:
    """Return what each call needs of its targets: (service, first data key) to (domain, feature)."""
    found: dict[tuple[str, str | None], tuple[str, str]] = {}
    for rule in rules():
        needed = next((m for need in rule.needs if (m := _ON.match(need))), None)
        if rule.is_call and needed:
            service = rule.body.split('\\"')[3]
            key = _KEY.search(rule.body)
            domain, feature = (part.replace("-", "_") for part in needed.groups())
            found.setdefault((service, key.group(1) if key else None), (domain, feature))
            found.setdefault((service, None), (domain, feature))
    return found


def ability(call: PlannedCall) -> tuple[str, str]:
    """Return the domain and feature that a call needs of its targets; ("any", STATE) without a need."""
    known = _abilities()
    key = next(iter(call.data), None)
    return known.get((call.service, key)) or known.get((call.service, None)) or ("any", STATE)


def expand(
    call: PlannedCall, shortlist: Shortlist, home: Home, states: States
) -> tuple[Entity, ...]:
    """Return the entities that a call means, each once, in the order they were named."""
    left_out = {e.entity_id for label in call.excluded for e in members(label, shortlist, home)}
    found: dict[str, Entity] = {}
    for label in call.target:
        named = members(label, shortlist, home)
        chosen = named if _is_entity(label, shortlist) else _suited(call, named, states)
        found.update({e.entity_id: e for e in chosen if e.entity_id not in left_out})
    return tuple(found.values())


def leaves_nothing_out(call: PlannedCall, shortlist: Shortlist, home: Home) -> bool:
    """Return whether a call has exceptions that make no difference: whatever was meant, not this."""
    left_out = {e.entity_id for label in call.excluded for e in members(label, shortlist, home)}
    # Whatever state it is in: a player that is idle may well be left out of a pause.
    meant = expand(replace(call, excluded=()), shortlist, home, lambda _: None)
    return bool(call.excluded) and left_out.isdisjoint(entity.entity_id for entity in meant)


def members(label: str, shortlist: Shortlist, home: Home) -> tuple[Entity, ...]:
    """Return the entities behind a label: itself, or all that a place holds."""
    if label == EVERYWHERE:
        return home.everything()
    if label == HERE:
        return home.in_area(shortlist.here) if shortlist.here else ()
    candidate = shortlist.by_label.get(label)
    if candidate is None or candidate.kind == OPTION:
        return ()
    if candidate.kind == AREA:
        return home.in_area(candidate.ref)
    if candidate.kind == FLOOR:
        return home.on_floor(candidate.ref)
    return (home.entities[candidate.ref],) if candidate.ref in home.entities else ()


def _is_entity(label: str, shortlist: Shortlist) -> bool:
    """Return whether a label stands for a single entity."""
    candidate = shortlist.by_label.get(label)
    return candidate is not None and candidate.kind not in (AREA, FLOOR, OPTION)


def _suited(call: PlannedCall, inside: tuple[Entity, ...], states: States) -> tuple[Entity, ...]:
    """Return the members of a place that a call is about."""
    domain, feature = ability(call)
    if feature == STATE:
        return inside
    able = [e for e in inside if _has(e, feature) and _in_domain(e, domain)]
    if domain == "cover" and not call.of:
        able = [entity for entity in able if entity.kind in WINDOW_COVERINGS]
    if mode := call.data.get(HVAC_MODE):
        able = [entity for entity in able if mode in entity.options.get(HVAC_MODE, ())]
    if call.of:
        able = [entity for entity in able if entity.kind in CLASS_WORDS.get(call.of, frozenset())]
    if domain == "light" and not able and feature == "on_off":
        able = [entity for entity in inside if _is_lamp_plug(entity)]
    return tuple(_awake(call, able, states))


def _has(entity: Entity, feature: str) -> bool:
    """Return whether an entity has a feature, or options of that name."""
    return feature in entity.features or bool(entity.options.get(feature))


def _in_domain(entity: Entity, domain: str) -> bool:
    """Return whether an entity belongs to the domain of a call on a place."""
    return entity.domain in EVERYTHING if domain == "any" else entity.domain == domain


def _is_lamp_plug(entity: Entity) -> bool:
    """Return whether a switch is called a lamp: it stands for "the lights" of a room that has none."""
    words = {word for name in entity.names for word in name.lower().split()}
    return entity.domain == "switch" and bool(words & _LAMP)


_AWAKE: dict[str, frozenset[str]] = {
    "media_player.media_pause": frozenset({"playing"}),
    "media_player.media_stop": frozenset({"playing", "paused"}),
    "media_player.media_play": frozenset({"paused", "idle"}),
    "media_player.media_next_track": frozenset({"playing"}),
    "media_player.media_previous_track": frozenset({"playing"}),
    "media_player.volume_set": frozenset({"playing", "paused", "idle", "on"}),
    "media_player.volume_mute": frozenset({"playing", "paused", "idle", "on"}),
    "fan.increase_speed": frozenset({"on"}),
    "fan.decrease_speed": frozenset({"on"}),
    "brightness_step_pct": frozenset({"on"}),
    "vacuum.return_to_base": frozenset({"cleaning", "paused", "idle", "returning"}),
}
"""In a place, what is off is not meant by "pause", "louder", "brighter", unless all of it is off."""


def _awake(call: PlannedCall, able: Iterable[Entity], states: States) -> list[Entity]:
    """Return those that are in a state the call makes sense in; all, if none is."""
    found = list(able)
    wanted = _AWAKE.get(call.service) or next((_AWAKE[k] for k in call.data if k in _AWAKE), None)
    if wanted is None:
        return found
    awake = [e for e in found if (state := states(e.entity_id)) and state.state in wanted]
    return awake or found
