"""Training examples, made fresh: a home, a meaning, a sentence, the product's own prompt, the plan.

The shortlist and the prompt are the product's code, with its mistakes; a sentence whose target the
shortlist misses, or cannot tell from its neighbour, is left out, since nothing could be learned from it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agent.candidates import AREA, FLOOR, LABELS, OPTION, Shortlist
from agent.convert import READS
from agent.dialogue import Memory
from agent.home import EVERYWHERE, HERE, Home
from agent.plan import PlannedCall, dumps, parse
from agent.prompt import ASKED, CONFIRM, DONE, render
from agent.scope import is_wide
from agent.shortlist import Index
from agent.targets import ability, expand

import training  # noqa: F401  (puts the core on the path)
from training import meanings, speech
from training.balance import share, weight
from training.homes import sample_home
from training.meanings import Meaning
from training.patterns import Node, sample
from training.slots import Filled, Ref, Scene, Several, Unfit, fill, holds, rank

PER_HOME = 24
TRIES = 10
GUARDED = (
    "lock.unlock",
    "lock.open",
    "alarm_control_panel.alarm_disarm",
    "valve.open_valve",
    "cover.open_cover",
)
SPLITS = {
    "seen": ("train", "train"),
    "names": ("held", "train"),
    "phrases": ("train", "held"),
    "both": ("held", "held"),
}
"""Split to (names, patterns). "train" is "seen" with other seeds."""


@dataclass(frozen=True, slots=True)
class Example:
    """One prompt with the plan to be learned."""

    prompt: str
    completion: str
    skill: str
    sentence: str = ""


def examples(seed: int, split: str = "train") -> Iterator[Example]:
    """Yield examples for ever, the same ones for a seed."""
    rng = random.Random(f"{seed} {split}")
    names, patterns = SPLITS.get(split, ("train", "train"))
    skills = _skills(meanings.load(patterns))
    other = sample_home(rng, names)
    while True:
        home = sample_home(rng, names)
        yield from _of_home(rng, home, other, skills)
        other = home


def _of_home(rng: random.Random, home: Home, other: Home, skills: Skills) -> Iterator[Example]:
    """Yield some examples about one home: a skill is drawn, then what this home allows of it."""
    index = Index(home)
    for skill in rng.choices(skills.names, skills.weights, k=PER_HOME):
        known, weights = skills.meanings[skill]
        for meaning in rng.choices(known, weights, k=TRIES):
            try:
                yield _example(rng, home, other, index, meaning)
                break
            except Unfit:
                continue


@dataclass(frozen=True)
class Skills:
    """The meanings of a split by skill, with the weights they are drawn by."""

    names: list[str]
    weights: list[float]
    meanings: dict[str, tuple[list[Meaning], list[float]]]


def _skills(known: tuple[Meaning, ...]) -> Skills:
    """Return meanings sorted by skill."""
    groups: dict[str, list[Meaning]] = {}
    for meaning in known:
        groups.setdefault(meaning.skill, []).append(meaning)
    return Skills(
        names=list(groups),
        weights=[share(skill, group) for skill, group in groups.items()],
        meanings={skill: (group, [weight(m) for m in group]) for skill, group in groups.items()},
    )


def _example(
    rng: random.Random, home: Home, other: Home, index: Index, meaning: Meaning
) -> Example:
    """Return an example of a meaning.

    Raises:
        Unfit: This home has nothing to say it about, or the shortlist cannot tell.
    """
    scene = Scene(home=home, rng=rng, here=_here(rng, home, meaning), other=other)
    for name, spec in sorted(meaning.slots.items(), key=lambda item: rank(item[1])):
        fill(scene, name, spec)
    labels = rng.sample(LABELS, len(LABELS))
    memory = _memory(scene, index, meaning, labels)
    sentence = speech.slipped(speech.filled(_say(scene, meaning.say), rng), rng)
    pinned = memory.pinned() if memory else ()
    shortlist = index.find(sentence, here=scene.here, pinned=pinned, labels=labels)
    _check(scene, shortlist, meaning.plan, pinned)
    before = memory.recalled(shortlist) if memory else None
    timers = meaning.timers or rng.random() < 0.08
    prompt = render(shortlist, home, before=before, timers=timers)
    entries = [_call(scene, shortlist, call) for call in meaning.plan]
    completion = dumps(entries)
    _check_legal(completion, shortlist, home, was_wide=bool(memory and memory.is_wide))
    return Example(prompt, completion, meaning.skill, sentence)


def _here(rng: random.Random, home: Home, meaning: Meaning) -> str | None:
    """Return the satellite's area that a meaning asks for."""
    if meaning.typed:
        return None
    if meaning.here is None:
        return rng.choice(list(home.areas)) if home.areas and rng.random() < 0.55 else None
    rooms = [area_id for area_id in home.areas if holds(home.in_area(area_id), meaning.here)]
    if not rooms:
        raise Unfit("here")
    return rng.choice(rooms)


def _say(scene: Scene, patterns: tuple[Node, ...]) -> str:
    """Return one way of saying something."""
    return sample(scene.rng.choice(patterns), scene.rng, lambda slot: _spoken(scene, slot))


def _spoken(scene: Scene, slot: str) -> str:
    """Return the words of a slot, "x" or "x.bare"."""
    name, _, form = slot.partition(".")
    filled = scene.filled[name]
    return filled.spoken.get(form) or filled.spoken[""]


def _memory(scene: Scene, index: Index, meaning: Meaning, labels: list[str]) -> Memory | None:
    """Return the turn before, if the meaning has one."""
    if meaning.before is None:
        asks = any(call["service"] == "steward.ask" for call in meaning.plan)
        return None if asks else _stray_memory(scene, index, labels)
    sentence = speech.filled(_say(scene, meaning.before.say), scene.rng)
    shortlist = index.find(sentence, here=scene.here, labels=labels)
    calls = parse(dumps([_call(scene, shortlist, call) for call in meaning.before.plan]))
    return Memory(shortlist=shortlist, calls=calls, state=_state(meaning))


STRAY_SHARE = 0.15


def _stray_memory(scene: Scene, index: Index, labels: list[str]) -> Memory | None:
    """Return an earlier turn that has nothing to do with the sentence, sometimes: it must not distract."""
    able = [e for e in scene.home.everything() if "on_off" in e.features]
    if not able or scene.rng.random() > STRAY_SHARE:
        return None
    entity = scene.rng.choice(able)
    verb = scene.rng.choice(("on", "off"))
    shortlist = index.find(f"turn {verb} the {entity.name}", here=scene.here, labels=labels)
    label = shortlist.label_of(entity.entity_id)
    if label is None:
        return None
    plan = dumps([{"service": f"homeassistant.turn_{verb}", "target": [label]}])
    return Memory(shortlist=shortlist, calls=parse(plan))


def _state(meaning: Meaning) -> str:
    """Return what the turn before left open."""
    assert meaning.before is not None
    services = [call["service"] for call in meaning.before.plan]
    if "steward.ask" in services:
        return ASKED
    guarded = any(service in GUARDED for service in services)
    answers = {"steward.confirm", "steward.never_mind"} & {call["service"] for call in meaning.plan}
    return CONFIRM if guarded and (answers or meaning.skill == "lock.confirm") else DONE


def _check(
    scene: Scene, shortlist: Shortlist, plan: tuple[Any, ...], pinned: tuple[str, ...]
) -> None:
    """Raise Unfit where the shortlist misses a target, or another one fits the same words better."""
    seen = {hit.label for word in shortlist.words for hit in word.hits}
    wanted = _refs(plan, scene)
    if any(filled.is_absent for filled in scene.filled.values()):
        _check_absent(shortlist, wanted, pinned)
    for filled in scene.filled.values():
        value = filled.value
        if isinstance(value, Ref) and value.kind != "option" and value.ref not in pinned:
            label = _label(shortlist, value)
            if value.ref in wanted and label not in seen:
                raise Unfit("not heard")
            if value.kind == "entity" and value.ref in wanted:
                _check_rivals(scene, shortlist, value.ref, wanted)


def _check_absent(shortlist: Shortlist, wanted: set[str], pinned: tuple[str, ...]) -> None:
    """Raise Unfit where what should be missing is there after all, under a name that was said in full."""
    named = {h.label for word in shortlist.words for h in word.hits if h.exact}
    for candidate in shortlist.candidates:
        known = candidate.ref in wanted or candidate.ref in pinned
        if candidate.label in named and not known and candidate.kind not in (AREA, FLOOR, OPTION):
            raise Unfit("present")


def _check_legal(completion: str, shortlist: Shortlist, home: Home, *, was_wide: bool) -> None:
    """Raise Unfit where a call means nothing in this house: no such thing there, or the house's own unit."""
    for call in parse(completion):
        own = "celsius" if home.temperature_unit == "°C" else "fahrenheit"
        if call.data.get("unit") == own:
            raise Unfit("own unit")
        if not was_wide and _is_too_wide(call, shortlist):
            raise Unfit("too wide")
        if call.target and call.service != "steward.list":
            members = expand(call, shortlist, home, _unknown)
            mode = call.data.get("hvac_mode")
            if not members or (
                mode and not any(mode in e.options.get("hvac_mode", ()) for e in members)
            ):
                raise Unfit("not here")
        domain, feature = ability(call)
        if not call.target and domain != "any" and f"{domain}:{feature}" not in home.abilities:
            raise Unfit("not in this house")


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


def _refs(plan: tuple[Any, ...], scene: Scene) -> set[str]:
    """Return the ids that a plan names."""
    names = [
        str(target)
        for call in plan
        for target in (*call.get("target", ()), *call.get("except", ()))
        if str(target).startswith("$")
    ]
    values = (_value(scene, name) for name in names)
    found: set[str] = set()
    for value in values:
        if isinstance(value, Ref):
            found.add(value.ref)
        elif isinstance(value, Several):
            found |= value.members
    return found


def _call(scene: Scene, shortlist: Shortlist, call: Mapping[str, Any]) -> dict[str, Any]:
    """Return a planned call with its slots replaced by labels and values."""
    done: dict[str, Any] = {}
    for key, value in call.items():
        if key in ("target", "except"):
            done[key] = [label for item in value for label in _labels(scene, shortlist, item)]
        elif key == "data":
            done[key] = _data(scene, shortlist, value)
        else:
            done[key] = _replaced(scene, shortlist, value)
    return done


def _data(scene: Scene, shortlist: Shortlist, data: Any) -> Any:
    """Return a call's data; a span of time is written into it."""
    if isinstance(data, str):
        return _replaced(scene, shortlist, data)
    done: dict[str, Any] = {}
    for key, value in data.items():
        plain = _replaced(scene, shortlist, key if key.startswith("$") else value)
        if isinstance(plain, dict):
            done.update(plain)
        else:
            done[key] = plain
    return done


def _value(scene: Scene, text: str) -> Any:
    """Return what "$x" or "$x.owner" stands for."""
    name, _, part = text[1:].partition(".")
    filled: Filled = scene.filled[name]
    return filled.parts[part] if part else filled.value


def _replaced(scene: Scene, shortlist: Shortlist, value: Any) -> Any:
    """Return a value of a plan, slots replaced."""
    if isinstance(value, str) and value.startswith("-$"):
        return -_value(scene, value[1:])
    if not (isinstance(value, str) and value.startswith("$")):
        return value
    found = _value(scene, value)
    return _required(shortlist, found) if isinstance(found, Ref) else found


def _labels(scene: Scene, shortlist: Shortlist, item: str) -> list[str]:
    """Return the labels of one target of a plan."""
    if not item.startswith("$"):
        if item == HERE and shortlist.here is None:
            raise Unfit("here")
        return [item]
    value = _value(scene, item)
    if isinstance(value, Several):
        return _fitting(shortlist, value)
    return [_required(shortlist, value)]


def _fitting(shortlist: Shortlist, value: Several) -> list[str]:
    """Return the labels of all that an ambiguous word fits, best first."""
    hits = {h.label for word in shortlist.words for h in word.hits}
    exact = {h.label for word in shortlist.words for h in word.hits if h.exact}
    fitting = [c.label for c in shortlist.candidates if c.label in hits and c.ref in value.members]
    if len(fitting) < 2 or exact & set(fitting):
        raise Unfit("not ambiguous")
    return fitting


def _required(shortlist: Shortlist, value: Ref) -> str:
    """Return the label of a thing, which must be on the list."""
    label = _label(shortlist, value)
    if label is None:
        raise Unfit("not listed")
    return label


def _label(shortlist: Shortlist, value: Ref) -> str | None:
    """Return the label of a thing, if it is on the list."""
    kind = {"area": AREA, "floor": FLOOR, "option": OPTION}.get(value.kind)
    return shortlist.label_of(value.ref, kind)
