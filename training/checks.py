"""What makes an example unfit: a plan that the sentence does not tell, or that the house cannot do.

A wrong label teaches more than a missing example costs, so whatever is in doubt is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from agent.candidates import AREA, FLOOR, OPTION, Shortlist, Word
from agent.convert import READS
from agent.home import EVERYWHERE, HERE, Entity, Home
from agent.lexicon import KIND_NOUNS, root
from agent.plan import PlannedCall, parse
from agent.quoting import is_quoted
from agent.scope import is_wide
from agent.targets import ability, expand, leaves_nothing_out

from training.labels import label_of, refs
from training.meanings import Meaning
from training.scene import Ref, Scene, Several, Unfit
from training.slots import fits

FREE = {"item", "name", "message", "about", "phrase"}
"""The data that quotes the sentence."""


def check(
    scene: Scene, shortlist: Shortlist, plan: tuple[Any, ...], pinned: tuple[str, ...]
) -> None:
    """Raise Unfit where the shortlist misses a target, or another one fits the same words better."""
    if any(_is_named(call, shortlist, scene) for call in plan):
        raise Unfit("named")
    if _is_greeting(plan, shortlist):
        raise Unfit("a routine")
    seen = {hit.label for word in shortlist.words for hit in word.hits}
    if {"service": "steward.ask"} in plan and _is_plain(scene, shortlist, seen):
        raise Unfit("only one fits")
    wanted = refs(plan, scene)
    if any(filled.absent for filled in scene.filled.values()):
        _check_absent(scene, shortlist, wanted, pinned)
    for filled in scene.filled.values():
        value = filled.value
        if isinstance(value, Ref) and value.kind != "option" and value.ref not in pinned:
            label = label_of(shortlist, value)
            if value.ref in wanted and label not in seen:
                raise Unfit("not heard")
            if value.kind == "entity" and value.ref in wanted:
                _check_rivals(scene, shortlist, value.ref, wanted)


def _is_plain(scene: Scene, shortlist: Shortlist, seen: set[str]) -> bool:
    """Return whether of several things that could be meant the sentence speaks of a single one."""
    members = {
        ref
        for f in scene.filled.values()
        if isinstance(f.value, Several)
        for ref in f.value.members
    }
    return sum(c.ref in members and c.label in seen for c in shortlist.candidates) == 1


def _is_named(call: Mapping[str, Any], shortlist: Shortlist, scene: Scene) -> bool:
    """Return whether a call on the room is said with what is also the whole name of a thing there.

    What is left out of the call is named as a matter of course.
    """
    if call.get("target") != [HERE]:
        return False
    spared = refs(({"target": call.get("except", ())},), scene)
    exact = {hit.label for word in shortlist.words for hit in word.hits if hit.exact}
    domain = call["service"].partition(".")[0]
    named = (scene.home.entities.get(c.ref) for c in shortlist.candidates if c.label in exact)
    return any(
        e and e.domain == domain and e.area_id == shortlist.here and e.entity_id not in spared
        for e in named
    )


def _is_greeting(plan: tuple[Any, ...], shortlist: Shortlist) -> bool:
    """Return whether small talk is also the whole name of a scene: "good morning" then runs it."""
    if any((call.get("data") or {}) != {"reason": "scope"} for call in plan):
        return False
    exact = {hit.label for word in shortlist.words for hit in word.hits if hit.exact}
    return any(c.label in exact and c.kind in ("scene", "script") for c in shortlist.candidates)


def _check_absent(
    scene: Scene, shortlist: Shortlist, wanted: set[str], pinned: tuple[str, ...]
) -> None:
    """Raise Unfit where what should be missing is there after all, or something much like it."""
    specs = [filled.absent for filled in scene.filled.values() if filled.absent]
    known = {*wanted, *pinned}
    said = {place.ref for place in shortlist.candidates if place.kind in (AREA, FLOOR)}
    for candidate in shortlist.candidates:
        if candidate.ref in known or candidate.kind == OPTION:
            continue
        hits = [(w, h) for w in shortlist.words for h in w.hits if h.label == candidate.label]
        if candidate.kind in (AREA, FLOOR):
            # "The guest bathroom" may well be what somebody calls the only bathroom.
            is_near = candidate.kind in specs and not all(hit.exact for _, hit in hits)
        else:
            is_near = any(hit.exact for _, hit in hits) or _is_like(
                scene.home.entities[candidate.ref], specs, [w.text for w, _ in hits], said
            )
        if is_near:
            raise Unfit("present")


def _is_like(entity: Entity, specs: Iterable[str], words: Iterable[str], said: set[str]) -> bool:
    """Return whether an entity fits what is missing, and is told by more than a word for its kind."""
    if not any(fits(entity, spec) for spec in specs):
        return False
    return entity.area_id in said or any(root(word) not in KIND_NOUNS for word in words)


def check_possible(meaning: Meaning, home: Home) -> None:
    """Raise Unfit where the house has nothing that a call without a target could be about."""
    for call in meaning.plan:
        data = call.get("data")
        keys = data if isinstance(data, Mapping) else {}
        domain, feature = ability(PlannedCall(service=call["service"], data=keys))
        if (
            not call.get("target")
            and domain != "any"
            and f"{domain}:{feature}" not in home.abilities
        ):
            raise Unfit("not in this house")


def check_legal(
    completion: str,
    shortlist: Shortlist,
    home: Home,
    *,
    was_wide: bool,
    earlier: Sequence[Word] = (),
) -> None:
    """Raise Unfit where a call means nothing in this house: no such thing there, or the house's own unit."""
    for call in parse(completion):
        if not all(
            is_quoted(call.data[key], shortlist.words, earlier) for key in FREE & call.data.keys()
        ):
            raise Unfit("not a quotation")
        own = "celsius" if home.temperature_unit == "°C" else "fahrenheit"
        if call.data.get("unit") == own:
            raise Unfit("own unit")
        if not was_wide and _is_too_wide(call, shortlist):
            raise Unfit("too wide")
        if call.target and call.service != "steward.list":
            members = expand(call, shortlist, home, _unknown)
            mode = call.data.get("hvac_mode")
            if leaves_nothing_out(call, shortlist, home):
                raise Unfit("nothing left out")
            if not members or (
                mode and not any(mode in e.options.get("hvac_mode", ()) for e in members)
            ):
                raise Unfit("not here")


def _is_too_wide(call: PlannedCall, shortlist: Shortlist) -> bool:
    """Return whether the grammar will not let a call reach the whole house."""
    acts = call.service not in READS
    return acts and EVERYWHERE in call.target and not is_wide(shortlist)


def _unknown(_entity_id: str) -> None:
    """Give no state: what a plan means in a home must not depend on it here."""


def _check_rivals(scene: Scene, shortlist: Shortlist, ref: str, wanted: set[str]) -> None:
    """Raise Unfit where another entity fits the words for this one at least as well."""
    own = _strength(scene, shortlist, ref)
    words = {
        n
        for n, word in enumerate(shortlist.words)
        for h in word.hits
        if h.label == shortlist.label_of(ref)
    }
    for candidate in shortlist.candidates:
        if candidate.ref in wanted or candidate.kind in (AREA, FLOOR, OPTION):
            continue
        shared = any(h.label == candidate.label for n in words for h in shortlist.words[n].hits)
        alike = candidate.ref.split(".")[0] == ref.split(".", maxsplit=1)[0] or own[0] == 0
        if shared and alike and _strength(scene, shortlist, candidate.ref) >= own:
            raise Unfit("rival")


def _strength(scene: Scene, shortlist: Shortlist, ref: str) -> tuple[int, int, int]:
    """Return how well an entity is named: whole names, place said or near, words."""
    label = shortlist.label_of(ref)
    hits = [hit for word in shortlist.words for hit in word.hits if hit.label == label]
    exact = sum(hit.exact for hit in hits)
    area_id = scene.home.entities[ref].area_id
    said = area_id and shortlist.label_of(area_id, AREA)
    placed = 2 if said else int(area_id is not None and area_id == shortlist.here)
    return min(exact, 1), placed, len(hits)
