"""The grammar of one sentence: what may legally be said to this house, and nothing else.

The files in grammars/ hold one rule per call. This module keeps the calls whose targets are on
the shortlist and adds the rules that depend on the house: targets by ability, options by their
owner, numbers by legal range. Its size follows the shortlist, never the house.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from .candidates import AREA, FLOOR, OPTION, Candidate, Shortlist, Word
from .home import DEFAULT_TEMPERATURE_RANGE, EVERYWHERE, HERE, HVAC_MODE, Entity, Home
from .quoting import quoting_rules
from .resources import folder
from .scope import is_wide

_CONFIRM = "confirm"
_LATER = "later-"
"""Rules that begin so are about what was put off."""
_DYNAMIC = re.compile(
    r"(?<![\w-])(?:on|maybe|choose|number)-[a-z-]+--[a-z-]+|\bat-place\b|\bexcept\b|\bevent\b"
)
_LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"')
_CALL = '"{\\"service\\":'
_DEFAULT_RANGES = {
    "temperature": DEFAULT_TEMPERATURE_RANGE,
    "other": DEFAULT_TEMPERATURE_RANGE,
    "humidity": (0.0, 100.0),
    "color_temp_kelvin": (2000.0, 6500.0),
    "value": (0.0, 100.0),
}
_WATER_RANGE = (30.0, 70.0)
_MAX_LISTED = 400
"""Ranges with more whole numbers than this are written by their leading digits."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a grammar file."""

    name: str
    body: str
    needs: tuple[str, ...]
    """The house-dependent rules it refers to."""

    @property
    def is_call(self) -> bool:
        """Return whether the rule is a whole call."""
        return self.body.startswith(_CALL)


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Return the rules of all grammar files."""
    found: list[Rule] = []
    for path in sorted(folder("grammars").glob("*.gbnf")):
        found.extend(_parse(path.read_text("utf-8")))
    return tuple(found)


def _parse(text: str) -> Iterator[Rule]:
    """Yield the rules of one grammar text."""
    for line in text.splitlines():
        name, separator, body = line.partition(" ::= ")
        if separator and not line.startswith("#"):
            needs = tuple(dict.fromkeys(_DYNAMIC.findall(_LITERAL.sub("", body))))
            yield Rule(name, body, needs)


def build(
    shortlist: Shortlist,
    home: Home,
    *,
    confirming: bool = False,
    later: bool = False,
    was_wide: bool = False,
    before: Sequence[Word] = (),
) -> str:
    """Return the GBNF text for a sentence.

    Args:
        shortlist: What the sentence may be about.
        home: The house; its abilities decide what a place can be the target of.
        confirming: Whether a question "are you sure" is open.
        later: Whether something was put off until later.
        was_wide: Whether the turn before was about the whole house.
        before: The sentence of the turn before, which may be quoted.
    """
    wide = was_wide or is_wide(shortlist)
    dynamic = _Dynamic(shortlist, home, wide=wide)
    calls, lines = [], []
    for rule in rules():
        if rule.name == _CONFIRM and not confirming:
            continue
        if rule.name.startswith(_LATER) and not later:
            continue
        is_possible = all(dynamic.define(need) for need in rule.needs)
        if rule.is_call and not is_possible:
            continue
        if rule.is_call:
            calls.append(rule.name)
        lines.append(f"{rule.name} ::= {rule.body}")
    lines.append("call ::= " + " | ".join(calls))
    return "\n".join([*lines, *dynamic.lines(), *quoting_rules(shortlist.words, before)])


class _Dynamic:
    """The rules that depend on the house, made on demand."""

    def __init__(self, shortlist: Shortlist, home: Home, *, wide: bool) -> None:
        """Remember what the rules are made from."""
        self._shortlist = shortlist
        self._home = home
        self._wide = wide
        self._bodies: dict[str, str] = {}

    def define(self, name: str) -> bool:
        """Make a rule; return whether anything is legal under it."""
        if name not in self._bodies:
            self._bodies[name] = self._body(name)
        return bool(self._bodies[name])

    def lines(self) -> list[str]:
        """Return the rules made so far."""
        return [f"{name} ::= {body}" for name, body in self._bodies.items() if body]

    def _body(self, name: str) -> str:
        """Return the body of a rule, empty when the house offers nothing for it."""
        if name == "except":
            return self._except()
        if name == "event":
            return self._event()
        if name == "at-place":
            return _targets([*self._places(lambda _: True), *self._whole_house()])
        verb, _, subject = name.partition("-")
        domain, _, feature = subject.replace("-", "_").partition("__")
        make: dict[str, Callable[[str, str], str]] = {
            "on": self._on,
            "maybe": self._maybe,
            "choose": self._choose,
            "number": self._number,
        }
        return make[verb](domain, feature)

    def _except(self) -> str:
        """Return the rule of what is left out."""
        labels = [c.label for c in self._shortlist.candidates if _can_be_spared(c.kind)]
        return f'"" | {_targets(labels, "except")}' if labels else '""'

    def _event(self) -> str:
        """Return the rule of what may be waited for: the state of one thing, or a reading of it."""
        able = self._labels(lambda entity: entity.domain not in _STATELESS)
        read = self._labels(lambda entity: entity.domain in _READINGS)
        if not able:
            return '""'
        state = '"\\"state\\":" state-word'
        bound = '("\\"below\\":" | "\\"above\\":") threshold'
        return " | ".join([_happening(state, able), *([_happening(bound, read)] if read else [])])

    def _on(self, domain: str, feature: str) -> str:
        """Return the rule of the targets that can do something."""
        if feature == "state":
            places = [*self._places(lambda _: True), *self._whole_house()]
            return _targets([*self._labels(lambda _: True), *places])
        able = self._labels(lambda entity: _can(entity, domain, feature))
        return _targets(
            [*able, *self._places(lambda abilities: _any_can(abilities, domain, feature))]
        )

    def _maybe(self, domain: str, feature: str) -> str:
        """Return the rule of targets that may be left out."""
        if feature == "target":
            able = self._labels(lambda _: True)
        else:
            able = self._labels(lambda entity: _can(entity, domain, feature))
            if not _any_can(self._home.abilities, domain, feature):
                return ""
        return f'"" | {_targets(able)}' if able else '""'

    def _choose(self, domain: str, key: str) -> str:
        """Return the rule of a target with one of its own options."""
        pairs = self._modes(domain) if key == HVAC_MODE else self._options(domain, key)
        return " | ".join(
            f'",\\"target\\":[\\"{target}\\"],\\"data\\":{{\\"{key}\\":\\"{value}\\"}}"'
            for target, value in pairs
        )

    def _modes(self, domain: str) -> list[tuple[str, str]]:
        """Return (label, mode) for the operating modes of thermostats and the places that hold them."""
        pairs: list[tuple[str, str]] = []
        for candidate in self._entities():
            entity = self._home.entities[candidate.ref]
            if entity.domain == domain:
                pairs += [
                    (candidate.label, f" {mode}") for mode in entity.options.get(HVAC_MODE, ())
                ]
        for label, members in self._rooms():
            modes = {
                m: None for e in members if e.domain == domain for m in e.options.get(HVAC_MODE, ())
            }
            pairs += [(label, f" {mode}") for mode in modes]
        return pairs

    def _options(self, domain: str, key: str) -> list[tuple[str, str]]:
        """Return (label of the owner, label of the option)."""
        pairs = []
        for candidate in self._shortlist.candidates:
            if candidate.kind == OPTION and candidate.key == key:
                for owner in candidate.owners:
                    label = self._shortlist.label_of(owner)
                    if label and self._home.entities[owner].domain == domain:
                        pairs.append((label, candidate.label))
        return pairs

    def _number(self, domain: str, key: str) -> str:
        """Return the numbers that are legal for the listed entities of a domain."""
        low, high = self._range(domain, "temperature" if key == "other" else key)
        if key == "other":
            low, high = _converted(low, high, self._home.temperature_unit)
        return number_rule(low, high, halves=key in ("temperature", "value"))

    def _range(self, domain: str, key: str) -> tuple[float, float]:
        """Return the range that covers the listed entities, or the whole house's."""
        listed = [self._home.entities[c.ref] for c in self._entities()]
        for group in (listed, self._home.everything()):
            ranges = [e.ranges[key] for e in group if e.domain == domain and key in e.ranges]
            if ranges:
                return min(low for low, _ in ranges), max(high for _, high in ranges)
        return _WATER_RANGE if domain == "water_heater" else _DEFAULT_RANGES[key]

    def _entities(self) -> Iterator[Candidate]:
        """Yield the candidates that are entities."""
        return (c for c in self._shortlist.candidates if c.kind not in (AREA, FLOOR, OPTION))

    def _labels(self, able: Callable[[Entity], bool]) -> list[str]:
        """Return the labels of the entities that can do something."""
        return [c.label for c in self._entities() if able(self._home.entities[c.ref])]

    def _rooms(self) -> Iterator[tuple[str, tuple[Entity, ...]]]:
        """Yield every place that may be named, with what it holds."""
        for candidate in self._shortlist.candidates:
            if candidate.kind == AREA:
                yield candidate.label, self._home.in_area(candidate.ref)
            elif candidate.kind == FLOOR:
                yield candidate.label, self._home.on_floor(candidate.ref)
        if self._shortlist.here:
            yield HERE, self._home.in_area(self._shortlist.here)
        if self._wide:
            yield EVERYWHERE, self._home.everything()

    @cached_property
    def _abilities(self) -> list[tuple[str, frozenset[str]]]:
        """Every place that may be named, with what can be done there."""
        home, here = self._home, self._shortlist.here
        known: list[tuple[str, frozenset[str]]] = []
        for candidate in self._shortlist.candidates:
            if candidate.kind == AREA:
                known.append((candidate.label, home.features_by_area[candidate.ref]))
            elif candidate.kind == FLOOR:
                known.append((candidate.label, home.features_by_floor[candidate.ref]))
        if here:
            known.append((HERE, home.features_by_area.get(here, frozenset())))
        return [*known, (EVERYWHERE, home.abilities)] if self._wide else known

    def _whole_house(self) -> list[str]:
        """Return the label of the whole house, which may always be asked about."""
        return [] if self._wide else [EVERYWHERE]

    def _places(self, able: Callable[[frozenset[str]], bool]) -> list[str]:
        """Return the labels of the places where something can be done."""
        return [label for label, abilities in self._abilities if able(abilities)]


_STATELESS = frozenset("scene script button input_button event camera calendar todo".split())
"""Nothing that could be waited for happens to these."""
_READINGS = frozenset("sensor climate humidifier weather number input_number".split())
"""These have a reading that can fall and rise."""


def _happening(what: str, labels: Iterable[str]) -> str:
    """Return the rule of something that may be waited for in one of some entities."""
    return f'",\\"when\\":{{" {what} ",\\"target\\":[\\"" ({_one_of(labels)}) "\\"]}}"'


def _one_of(labels: Iterable[str]) -> str:
    """Return the rule of one label."""
    return " | ".join(f'"{label}"' for label in labels)


_ONLY_READ = frozenset(
    "person device_tracker sensor binary_sensor weather calendar todo event camera update".split()
)


def _can_be_spared(kind: str) -> bool:
    """Return whether something may be left out of a call: a place, or what a call could act on."""
    return kind != OPTION and kind.partition(".")[0] not in _ONLY_READ


def _can(entity: Entity, domain: str, feature: str) -> bool:
    """Return whether an entity has a feature; domain "any" means whatever it is."""
    return domain in ("any", entity.domain) and feature in entity.features


def _any_can(abilities: frozenset[str], domain: str, feature: str) -> bool:
    """Return whether some entity of a place has a feature."""
    if domain == "any":
        return any(ability.endswith(f":{feature}") for ability in abilities)
    return f"{domain}:{feature}" in abilities


def _targets(labels: Iterable[str], key: str = "target") -> str:
    """Return the rule of a non-empty list of labels, empty without any."""
    choice = _one_of(labels)
    if not choice:
        return ""
    return f'",\\"{key}\\":[\\"" ({choice}) ("\\",\\"" ({choice})){{0,11}} "\\"]"'


def _converted(low: float, high: float, unit: str) -> tuple[float, float]:
    """Return a temperature range in the unit that the house does not use."""
    if unit == "°F":
        return (low - 32) / 1.8, (high - 32) / 1.8
    return low * 1.8 + 32, high * 1.8 + 32


def number_rule(low: float, high: float, *, halves: bool = False) -> str:
    """Return the rule of the numbers from low to high; with halves also 20.5."""
    first, last = -int(-low // 1), int(high // 1)
    if last - first > _MAX_LISTED:
        return _wide_range(first, last)
    whole = " | ".join(f'"{number}"' for number in range(first, last + 1))
    if not halves or first < 0:
        return whole
    inner = " | ".join(f'"{number}"' for number in range(first, last))
    return f'{whole} | ({inner}) ".5"' if inner else whole


def _wide_range(first: int, last: int) -> str:
    """Return the rule of a wide range: whole hundreds digit by digit, the rest one by one."""
    low, high = max(0, -(-first // 100)), last // 100
    heads = " | ".join(f'"{head}"' for head in range(max(1, low), high))
    ones = [n for n in range(first, last + 1) if not max(1, low) * 100 <= n < high * 100]
    listed = " | ".join(f'"{number}"' for number in ones)
    return f"({heads}) [0-9] [0-9] | {listed}" if heads else listed
