"""Slots filled from a home: what each stands for in the plan, and how it is said."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator

from agent.home import Area, Entity, Floor, Home
from agent.kinds import KINDS

from training import speech
from training.scene import Filled, Ref, Scene, Several, Unfit
from training.values import FILLERS, Filler

_KIND_WORDS = frozenset(word for words in KINDS.values() for word in words)
_PLURALS = frozenset(word for word in _KIND_WORDS if word.removesuffix("s") in _KIND_WORDS - {word})
NEAR_SHARE = 0.4
"""People speak of what is around them more often than chance would have it."""


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
    near = [entity for entity in free if scene.here and entity.area_id == scene.here]
    is_near = near and scene.rng.random() < NEAR_SHARE
    entity = scene.rng.choice(near if is_near else free)
    scene.used.add(entity.entity_id)
    said = speech.mention(entity, scene.home, scene.rng)
    bare = said.removeprefix("the ").removeprefix("my ")
    forms = {"": said, "bare": bare}
    if part := _part(entity.name.lower(), scene):
        forms["part"] = speech.article(part, scene.rng)
    return Filled(Ref(entity.entity_id, "entity"), forms)


def _part(name: str, scene: Scene) -> str | None:
    """Return a telling part of a name: "chandelier" of "Dining Chandelier"; not that of a place."""
    words = name.split()
    known = {place.lower() for owner in _all_places(scene.home) for place in owner.names}
    parts = [" ".join(run) for run in (words[1:], words[2:], words[:-1])]
    telling = [p for p in parts if p not in known and not _KIND_WORDS.issuperset(p.split())]
    return scene.rng.choice(telling) if telling else None


def _only(scene: Scene, spec: str) -> Filled:
    """Fill a slot with the one entity of its kind, spoken by a kind word."""
    found = _matching(scene, spec)
    # In the speaker's own room the word means whatever is there of the kind: that is "@here".
    if len(found) != 1 or (scene.here and found[0].area_id == scene.here and "here" not in spec):
        raise Unfit(spec)
    scene.used.add(found[0].entity_id)
    word = speech.kind_word(found[0].kind, scene.rng)
    said = speech.article(word, scene.rng)
    return Filled(Ref(found[0].entity_id, "entity"), {"": said, "bare": word})


def _other(scene: Scene, slot: str) -> Filled:
    """Fill a slot with the sibling of an entity: "the other one", "the left one".

    The form "mark" is what sets its name apart; the whole name where nothing does.
    """
    one = scene.home.entities[scene.filled[slot].value.ref]
    around = scene.home.in_area(one.area_id) if one.area_id else ()
    found = [e for e in around if e.kind == one.kind and e.entity_id not in scene.used]
    if not found:
        raise Unfit(f"other {slot}")
    entity = scene.rng.choice(found)
    scene.used.add(entity.entity_id)
    said = speech.mention(entity, scene.home, scene.rng)
    known = set(one.name.lower().split())
    mark = " ".join(word for word in entity.name.lower().split() if word not in known)
    forms = {"": said, "bare": said.removeprefix("the "), "mark": mark}
    return Filled(Ref(entity.entity_id, "entity"), forms)


def _several(scene: Scene, spec: str) -> Filled:
    """Fill a slot with a word that fits two entities or more."""
    found = _in_question(scene, spec)
    if len(found) < 2:
        raise Unfit(spec)
    shared = _shared_words(found, scene.home, scene.rng)
    if any(entity.area_id == scene.here for entity in found if scene.here) and (
        shared is None or shared in _KIND_WORDS
    ):
        # In the speaker's own room the word for a kind means all of the kind: nothing is open.
        raise Unfit("the room decides")
    word = shared or speech.kind_word(scene.rng.choice(found).kind, scene.rng)
    members = frozenset(entity.entity_id for entity in found)
    said = speech.article(word, scene.rng)
    return Filled(Several(members), {"": said, "bare": word})


def _in_question(scene: Scene, spec: str) -> list[Entity]:
    """Return what a word may mean where it is said: what stands in the room, else anywhere."""
    found = _matching(scene, spec)
    near = [entity for entity in found if scene.here and entity.area_id == scene.here]
    return near or found


def _shared_words(found: list[Entity], home: Home, rng: random.Random) -> str | None:
    """Return what two of the names have in common, in half of the cases: "bedside lamp".

    Not the name of a place: "the bedroom" is all of it, and nothing is left open. Nor what is said of
    several: "the stair lights" are all of them.
    """
    if rng.random() < 0.5:
        return None
    places = {name.lower() for place in _all_places(home) for name in place.names}
    counts = Counter(run for entity in found for run in _runs(entity.name.lower().split()))
    shared = [run for run, count in counts.items() if count > 1 and run not in places]
    shared = [run for run in shared if _PLURALS.isdisjoint(run.split()[-1:])]
    longest = max((len(run.split()) for run in shared), default=0)
    telling = [run for run in shared if len(run) > 2 and len(run.split()) >= min(2, longest)]
    return rng.choice(telling) if telling else None


def _runs(words: list[str]) -> list[str]:
    """Return the words and neighbouring words of a name, each once."""
    spans = ((i, j) for i in range(len(words)) for j in range(i + 1, min(i + 4, len(words) + 1)))
    return list(dict.fromkeys(" ".join(words[i:j]) for i, j in spans))


def _all_places(home: Home) -> Iterator[Area | Floor]:
    """Yield the areas and floors of a home."""
    yield from home.areas.values()
    yield from home.floors.values()


def _place(kind: str) -> Filler:
    """Return the filler of area or floor slots."""

    def filler(scene: Scene, spec: str) -> Filled:
        """Fill a slot with a place that holds what is asked for."""
        places = scene.home.areas if kind == "area" else scene.home.floors
        inside = scene.home.in_area if kind == "area" else scene.home.on_floor
        holding, _, floor = spec.partition(" in ")
        owned, holding = holding.startswith("'s "), holding.removeprefix("'s ")
        fit = [
            place
            for ref, place in places.items()
            if ref not in scene.used
            and (not owned or _owner(place.name))
            and holds(inside(ref), holding)
            and (not floor or getattr(place, "floor_id", None) == scene.filled[floor].value.ref)
        ]
        if not fit:
            raise Unfit(f"{kind} {spec}")
        place = scene.rng.choice(fit)
        ref = getattr(place, f"{kind}_id")
        scene.used.add(ref)
        names = [name for name in place.names if _owner(name) or not owned]
        name = scene.rng.choice(names) if scene.rng.random() < 0.3 else place.name
        return Filled(Ref(ref, kind), _place_forms(name, kind, scene.rng))

    return filler


def _owner(name: str) -> str | None:
    """Return the possessive that the name of a place begins with: "Anna's Room" is "anna's"."""
    first, _, rest = name.lower().partition(" ")
    return first if rest and first.endswith("'s") else None


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
    forms = {"": said, "bare": name, "loc": f"{preposition} {said}"}
    if owner := _owner(name):
        forms["owner"] = owner
    return forms


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
        return Filled(None, _place_forms(name, spec, scene.rng), absent=spec)
    known = {name.lower() for e in scene.home.everything() for name in e.names}
    lacking = not any(fits(e, spec) for e in scene.home.everything())
    found = [e for e in scene.other.everything() if fits(e, spec) and e.name.lower() not in known]
    if not found:
        raise Unfit(spec)
    entity = scene.rng.choice(found)
    word = entity.name.lower()
    if lacking and scene.rng.random() < 0.5:
        word = speech.kind_word(entity.kind, scene.rng)
    return Filled(None, {"": speech.article(word, scene.rng), "bare": word}, absent=spec)


_FILLERS: dict[str, Filler] = {
    "area": _place("area"),
    "floor": _place("floor"),
    "only": _only,
    "several": _several,
    "other": _other,
    "option": _option,
    "absent": _absent,
    **FILLERS,
}
