"""Check the phrase files: YAML, brackets, slots, services, features, data keys and classes.

Run ``python training/phrases/check.py [file ...]``; it prints what is wrong and a count per file.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "custom_components" / "steward"))

from agent.kinds import FEATURES, KINDS  # noqa: E402

GRAMMARS = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "grammars").glob("*.gbnf"))
)
SERVICES = set(re.findall(r'service\\":\\"([a-z_]+\.[a-z_]+)', GRAMMARS))
DATA_KEYS = set(re.findall(r'\\"([a-z_]+)\\":', GRAMMARS)) - {
    "service",
    "data",
    "in",
    "every",
    "at",
    "when",
    "for",
    "of",
}
DATA_KEYS |= {key.replace("-", "_") for key in re.findall(r"choose-[a-z_-]+--([a-z_-]+)", GRAMMARS)}
OF_WORDS = {
    word
    for rule in re.findall(r"^of-\w+ ::=(.*)$", GRAMMARS, re.MULTILINE)
    for word in re.findall(r'\\" ([a-z ]+)\\"', rule)
}

MEANING_KEYS = {"plan", "slots", "say", "here", "satellite", "timers", "later", "before"}
CALL_KEYS = {"service", "target", "of", "except", "data", "in", "every", "at", "when", "for"}
EVERY = {"day", "weekday", "weekend"} | set(
    "monday tuesday wednesday thursday friday saturday sunday".split()
)
STATES = set(
    re.findall(
        r'\\" ([a-z]+)\\"',
        next(line for line in GRAMMARS.splitlines() if line.startswith("state-word ")),
    )
)
PLACES = {"@here", "@home"}
PLAIN = {
    "percent",
    "step",
    "duration",
    "clock",
    "color",
    "tone",
    "day",
    "item",
    "timer_name",
    "appointment",
    "message",
    "period",
    "phrase",
    "repeat",
}
PARTS = {"daily", "morning", "afternoon", "evening", "night"}
NUMERIC = {
    "other",
    "reading",
    "temperature",
    "temperature_other",
    "low_high",
    "humidity",
    "value",
    "kelvin",
}
PREFIXED = {"area", "floor", "several", "only", "absent"}

SLOT = re.compile(r"\{([^{}]*)\}")


def check(path: Path) -> tuple[list[str], int]:
    """Return what is wrong in a file, and the number of its say lines."""
    try:
        meanings = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        return [f"not YAML: {error}"], 0
    if not isinstance(meanings, list):
        return ["not a list of meanings"], 0
    found: list[str] = []
    seen: set[tuple[str, str]] = set()
    for number, meaning in enumerate(meanings, 1):
        found += [f"meaning {number}: {text}" for text in _meaning(meaning)]
        for line in _said(meaning):
            key = (line, repr({name: part for name, part in meaning.items() if name != "say"}))
            if key in seen:
                found.append(f"meaning {number}: said twice: {line}")
            seen.add(key)
    return found, sum(len(_said(meaning)) for meaning in meanings)


def _said(meaning: Any) -> list[Any]:
    """Return the lines of a meaning, also when it has none."""
    lines = meaning.get("say") if isinstance(meaning, Mapping) else None
    return lines if isinstance(lines, list) else []


def _meaning(meaning: Any) -> Iterator[str]:
    """Yield what is wrong with a meaning."""
    if not isinstance(meaning, Mapping):
        yield f"not a mapping: {meaning!r}"
        return
    if unknown := set(meaning) - MEANING_KEYS:
        yield f"unknown keys {sorted(map(str, unknown))}"
    slots = meaning.get("slots") or {}
    for name, kind in slots.items():
        yield from (f"slot {name}: {text}" for text in _slot(str(kind), slots))
    here = meaning.get("here")
    if here is not None and here != "none":
        yield from (f"here: {text}" for text in _entity(str(here)))
    before = meaning.get("before")
    for part in (meaning, *(before if isinstance(before, list) else [before] if before else [])):
        if not _said(part):
            yield "nothing is said"
        for line in _said(part):
            yield from _line(line, slots)
        for call in part.get("plan") or []:
            yield from _call(call, slots)


def _line(line: Any, slots: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a way of saying it."""
    if not isinstance(line, str):
        yield f"not text: {line!r}"
        return
    stack: list[str] = []
    for char in line:
        if char in "([{":
            stack.append(char)
        elif char in ")]}" and (not stack or stack.pop() + char not in ("()", "[]", "{}")):
            yield f"brackets: {line}"
            return
        elif char == "|" and (not stack or stack[-1] == "{"):
            yield f"a bar outside of brackets: {line}"
    if stack:
        yield f"brackets: {line}"
    for name in SLOT.findall(line):
        if name.split(".", 1)[0] not in slots:
            yield f"unknown slot {{{name}}}: {line}"
    if bad := set(re.sub(r"[\w\s'()\[\]{}|.%°/-]", "", line)):
        yield f"punctuation {''.join(sorted(bad))}: {line}"


def _call(call: Any, slots: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a call."""
    if not isinstance(call, Mapping):
        yield f"not a call: {call!r}"
        return
    if unknown := set(call) - CALL_KEYS:
        yield f"unknown parts {sorted(map(str, unknown))} of a call"
    if call.get("service") not in SERVICES:
        yield f"unknown service {call.get('service')!r}"
    if "of" in call and call["of"] not in OF_WORDS and not str(call["of"]).startswith("$"):
        yield f"unknown class {call['of']!r}"
    data = call.get("data")
    if isinstance(data, Mapping) and (
        unknown := {key for key in data if not key.startswith("$")} - DATA_KEYS
    ):
        yield f"unknown data {sorted(map(str, unknown))}"
    for label in (*_listed(call.get("target")), *_listed(call.get("except"))):
        if label not in PLACES and not str(label).startswith("$"):
            yield f"a target is neither a slot nor a place: {label!r}"
    yield from _timing(call)
    for name in re.findall(r"(?:\$|\{)(\w+)", repr(call).replace("{'", "'")):
        if name not in slots:
            yield f"unknown slot ${name} in the plan"


def _timing(call: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with when a call runs."""
    every = str(call.get("every", "day"))
    if every not in EVERY and not every.startswith("$"):
        yield f"unknown days {every!r}"
    if "every" in call and "at" not in call:
        yield "days without a time"
    if "when" in call:
        yield from _event(call["when"])


def _event(when: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with what a call waits for."""
    if len(when.get("target", ())) != 1 or len(when) != 2:
        yield f"not one thing that is waited for: {when!r}"
    if "state" in when and when["state"] not in STATES:
        yield f"unknown state {when['state']!r}"
    if unknown := set(when) - {"state", "below", "above", "target"}:
        yield f"unknown parts {sorted(unknown)} of an event"


def _listed(value: Any) -> list[Any]:
    """Return a list as it is, anything else as the list of it."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _slot(kind: str, slots: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the type of a slot."""
    head, _, rest = kind.partition(" ")
    if head == "clock" and rest in PARTS:
        return
    if kind in PLAIN or kind.removeprefix("absent ") in ("area", "floor") or head == "number":
        return
    if head in NUMERIC and rest:
        if rest not in slots:
            yield f"no slot {rest!r} to be legal for"
    elif head == "option":
        domain, _, key = rest.partition(" ")
        yield from _entity(domain)
        if key.split(" ", 1)[0] not in DATA_KEYS:
            yield f"unknown option {key!r}"
    else:
        entity = rest if head in PREFIXED else kind
        entity, _, place = entity.partition(" in ")
        if place and place not in slots:
            yield f"no slot {place!r} to lie in"
        yield from _entity(entity.removesuffix(" here").removeprefix("'s "))


def _entity(text: str) -> Iterator[str]:
    """Yield what is wrong with a kind and its features."""
    kind, _, features = text.removeprefix("!").partition(":")
    domain = kind.split(".", 1)[0]
    if kind.removeprefix("!") not in KINDS and kind != "any":
        yield f"unknown kind {kind!r}"
        return
    known = (
        {name for names in FEATURES.values() for name in names}
        if kind == "any"
        else FEATURES[domain]
    )
    if unknown := set(filter(None, features.split("+"))) - set(known):
        yield f"{kind} has no {sorted(unknown)}"


def main() -> int:
    """Check the files named, or all."""
    paths = [Path(name) for name in sys.argv[1:]] or sorted(HERE.glob("*.yaml"))
    wrong = total = 0
    for path in paths:
        found, count = check(path)
        total += count
        wrong += len(found)
        print(f"{path.name}: {count}")
        for text in found:
            print(f"  {text}")
    print(f"{total} lines in {len(paths)} files, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
