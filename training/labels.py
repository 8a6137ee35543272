"""The plan of a meaning for one home: labels and values in the place of its slots."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agent.candidates import AREA, FLOOR, OPTION, Shortlist
from agent.home import HERE
from agent.text import words

from training.scene import Filled, Ref, Scene, Several, Unfit

_SPOKEN = re.compile(r"\{(\w+)\}")


def refs(plan: tuple[Any, ...], scene: Scene) -> set[str]:
    """Return the ids that a plan names."""
    names = [
        str(target)
        for call in plan
        for target in (*call.get("target", ()), *call.get("except", ()), *_awaited(call))
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


def call_of(scene: Scene, shortlist: Shortlist, call: Mapping[str, Any]) -> dict[str, Any]:
    """Return a planned call with its slots replaced by labels and values."""
    done: dict[str, Any] = {}
    for key, value in call.items():
        if key in ("target", "except"):
            done[key] = [label for item in value for label in _labels(scene, shortlist, item)]
        elif key == "when":
            done[key] = call_of(scene, shortlist, value)
        elif key == "data":
            done[key] = _data(scene, shortlist, value)
        else:
            done[key] = _replaced(scene, shortlist, value)
    return done


def _awaited(call: Mapping[str, Any]) -> tuple[str, ...]:
    """Return whose state a call waits for."""
    return tuple(call.get("when", {}).get("target", ()))


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
    if isinstance(value, str) and "{" in value:
        return _as_said(scene, value)
    if not (isinstance(value, str) and value.startswith("$")):
        return value
    found = _value(scene, value)
    return _required(shortlist, found) if isinstance(found, Ref) else found


def _as_said(scene: Scene, text: str) -> str:
    """Return words of the sentence with what was said for "{x}", as the prompt writes them."""
    spoken = _SPOKEN.sub(lambda slot: scene.filled[slot[1]].spoken[""], text)
    return " ".join(words(spoken))


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
    if exact & {c.label for c in shortlist.candidates if c.kind in (AREA, FLOOR)}:
        # "The garden off", with a garden lamp and a garden fan, is all of the garden.
        raise Unfit("a place")
    fitting = [c.label for c in shortlist.candidates if c.label in hits and c.ref in value.members]
    named = {h.label for word in shortlist.words for h in word.hits if h.partly}
    # "The desk lamp" asks which of the desk lamps, not which of the lamps.
    fitting = [label for label in fitting if label in named] or fitting
    if len(fitting) < 2 or exact & set(fitting):
        raise Unfit("not ambiguous")
    return fitting


def _required(shortlist: Shortlist, value: Ref) -> str:
    """Return the label of a thing, which must be on the list."""
    label = label_of(shortlist, value)
    if label is None:
        raise Unfit("not listed")
    return label


def label_of(shortlist: Shortlist, value: Ref) -> str | None:
    """Return the label of a thing, if it is on the list."""
    kind = {"area": AREA, "floor": FLOOR, "option": OPTION}.get(value.kind)
    return shortlist.label_of(value.ref, kind)
