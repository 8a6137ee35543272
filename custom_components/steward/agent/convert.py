"""A planned call in Home Assistant's own shape: real ids, absolute and legal values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .candidates import Shortlist
from .changes import CHANGES, LOOSELY, Problem, Refused
from .home import HVAC_MODE, Entity, Home
from .plan import AT_ONCE, PlannedCall, When
from .targets import States, expand, leaves_nothing_out

STEWARD, READS = (
    "steward",
    frozenset(
        {
            "steward.get_state",
            "steward.list",
            "steward.get_history",
            "steward.get_time",
            "steward.get_date",
            "steward.list_later",
            "steward.list_learned",
            "steward.timer_status",
            "weather.get_forecasts",
            "calendar.get_events",
            "todo.get_items",
        }
    ),
)
"""Services that only read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A service call as Home Assistant takes it."""

    service: str
    entity_ids: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    when: When = AT_ONCE

    @property
    def domain(self) -> str:
        """Return the domain of the service."""
        return self.service.partition(".")[0]

    @property
    def name(self) -> str:
        """Return the service without its domain."""
        return self.service.partition(".")[2]

    @property
    def is_read(self) -> bool:
        """Return whether the call changes nothing."""
        return self.service in READS

    def shape(self) -> dict[str, Any]:
        """Return the call as an action of Home Assistant is written."""
        shape: dict[str, Any] = {"service": self.service}
        if self.entity_ids:
            shape["target"] = {"entity_id": list(self.entity_ids)}
        return {**shape, "data": dict(self.data)} if self.data else shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """What became of a planned call."""

    calls: tuple[Call, ...] = ()
    problems: tuple[Problem, ...] = ()


_TOGGLED = frozenset(
    "light switch input_boolean fan climate humidifier media_player siren automation cover".split()
)
"""Domains with a toggle of their own."""


def convert(planned: PlannedCall, shortlist: Shortlist, home: Home, states: States) -> Converted:
    """Return the service calls that a planned call comes to, and what stands in the way.

    Calls on several entities stay one call wherever their data is the same.
    """
    if planned.when.event:
        refs = {label: candidate.ref for label, candidate in shortlist.by_label.items()}
        planned = replace(planned, when=planned.when.with_source(refs))
    data = _named(planned.data, shortlist)
    if not _is_counted(planned.data, shortlist):
        data[LOOSELY] = True
    if planned.service in READS and planned.of:
        data["of"] = planned.of
    if not planned.target:
        return Converted(calls=(Call(service=planned.service, data=data, when=planned.when),))
    entities = expand(planned, shortlist, home, states)
    if not entities:
        return Converted(problems=(Problem(code="nothing"),))
    if leaves_nothing_out(planned, shortlist, home):
        return Converted(problems=(Problem(code="except"),))
    if planned.service in READS or planned.service.startswith(f"{STEWARD}."):
        ids = tuple(entity.entity_id for entity in entities)
        return Converted(
            calls=(Call(service=planned.service, entity_ids=ids, data=data, when=planned.when),)
        )
    return _grouped(planned, data, entities, home, states)


def _named(data: Mapping[str, Any], shortlist: Shortlist) -> dict[str, Any]:
    """Return data with the labels of options replaced by their values."""
    known = shortlist.by_label
    return {
        key: known[value].ref if isinstance(value, str) and value in known else value
        for key, value in data.items()
    }


_LOOSE_STEPS = ("brightness_step_pct", "volume_step")


def _is_counted(data: Mapping[str, Any], shortlist: Shortlist) -> bool:
    """Return whether a step was said as a number, or there is no such step."""
    steps = [abs(data[key]) for key in _LOOSE_STEPS if key in data]
    spoken = {word.text for word in shortlist.words}
    return all(f"{step:g}" in spoken for step in steps)


def _grouped(
    planned: PlannedCall,
    data: dict[str, Any],
    entities: Iterable[Entity],
    home: Home,
    states: States,
) -> Converted:
    """Return one call per service and data."""
    groups: dict[tuple[str, str], tuple[str, dict[str, Any], list[str]]] = {}
    problems: list[Problem] = []
    for entity in entities:
        try:
            service, concrete = _concrete(planned.service, data, entity, home, states)
        except Refused as refused:
            problems.append(refused.problem)
            continue
        key = (service, repr(sorted(concrete.items())))
        groups.setdefault(key, (service, concrete, []))[2].append(entity.entity_id)
    calls = tuple(
        Call(service=service, entity_ids=tuple(ids), data=concrete, when=planned.when)
        for service, concrete, ids in groups.values()
    )
    return Converted(calls=calls, problems=tuple(problems))


def _concrete(
    service: str, data: dict[str, Any], entity: Entity, home: Home, states: States
) -> tuple[str, dict[str, Any]]:
    """Return the service and data for one entity."""
    domain, name = service.split(".")
    if domain == "homeassistant":
        domain = entity.domain
    if name == "toggle" and domain not in _TOGGLED:
        now = states(entity.entity_id)
        name = "turn_on" if now is None or now.state == "off" else "turn_off"
    if service == "light.turn_on" and entity.domain == "switch":
        return "switch.turn_on", {}
    if service == "light.turn_off" and entity.domain == "switch":
        return "switch.turn_off", {}
    if service == "todo.update_item":
        return service, {**data, "status": "completed"}
    state = states(entity.entity_id)
    attributes = state.attributes if state else {}
    concrete: dict[str, Any] = {}
    if state is not None and state.state == "off":
        if (step := data.get("humidity_step")) and (step < 0) == entity.kind.endswith(
            ".dehumidifier"
        ):
            return f"{domain}.turn_on", {}
        concrete |= _begun(data, entity)
    if data.get("target_temp_low", 0) > data.get("target_temp_high", 1000):
        raise Refused(Problem(code="order", entity_id=entity.entity_id))
    for key, value in data.items():
        change = CHANGES.get(key)
        concrete.update(change(value, entity, attributes, home, data) if change else {key: value})
    return f"{domain}.{name}", concrete


def _begun(data: Mapping[str, Any], entity: Entity) -> dict[str, Any]:
    """Return the mode in which a thermostat that is off makes it warmer or cooler, if it has one."""
    step = data.get("temperature_step", 0)
    wanted = ("heat", "heat_cool", "auto") if step > 0 else ("cool", "heat_cool", "auto")
    offered = entity.options.get(HVAC_MODE, ())
    mode = next((mode for mode in wanted if mode in offered), None)
    return {HVAC_MODE: mode} if step and mode else {}
