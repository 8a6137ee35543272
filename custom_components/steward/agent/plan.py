"""The plan: the model's JSON as typed calls, with labels where the ids will be.

{"calls":[{"service":"light.turn_on","target":["@a"],"data":{"brightness_pct":40},"in":{"minutes":5}}]}
{"calls":[{"service":"light.turn_off","target":["@a"],"when":{"state":" closed","target":["@b"]}}]}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .errors import PlanError

MAX_NEW_TOKENS = 160
"""So long a plan may become, in tokens."""
TRIES = 6
"""So many plans are compared where the first one is unlikely."""
_CALL_KEYS = ("service", "target", "of", "except", "data", "in", "every", "at", "when", "for")
_DATA_ORDER = (
    "color_name",
    "color_temp_kelvin",
    "white",
    "brightness_pct",
    "hours",
    "minutes",
    "seconds",
    "name",
    "temperature",
    "unit",
    "target_temp_low",
    "target_temp_high",
)
_UNITS = (("hours", 3600), ("minutes", 60), ("seconds", 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something in the house that is waited for; one of `state`, `below`, `above` is set."""

    source: str
    """Whose state it is: a label, in a converted call the entity id."""
    state: str | None = None
    """The word for the state that it goes into: "open", "off", "home"."""
    below: float | None = None
    above: float | None = None
    """The reading that it falls below or rises above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """When a call runs. At most one field is set, but `every` goes with `at`; none: at once."""

    after_s: float | None = None
    """Seconds from now."""
    at: str | None = None
    """A time of day as it was said: "7:30 pm", "tomorrow 8:00", "sunset"."""
    every: str | None = None
    """The days it is repeated on: "day", "weekday", "weekend" or a day of the week."""
    event: Event | None = None
    """Once this happens."""
    for_s: float | None = None
    """At once, and back to what was before after so many seconds."""

    @property
    def is_later(self) -> bool:
        """Return whether the call waits."""
        return bool(self.after_s is not None or self.at or self.event)

    def with_source(self, sources: Mapping[str, str]) -> When:
        """Return it with what is waited for called otherwise; "" for what is not in the mapping."""
        if self.event is None:
            return self
        return replace(self, event=replace(self.event, source=sources.get(self.event.source, "")))


AT_ONCE = When()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCall:
    """One call as the model wrote it."""

    service: str
    target: tuple[str, ...] = ()
    """Labels, or `home.HERE`, `home.EVERYWHERE`."""
    of: str | None = None
    """The class of things meant in a place ("curtain")."""
    excluded: tuple[str, ...] = ()
    """Labels of what is left out."""
    data: Mapping[str, Any] = field(default_factory=dict)
    when: When = AT_ONCE

    def with_labels(self, labels: Mapping[str, str]) -> PlannedCall:
        """Return the call with labels exchanged; a label that is not in the mapping is dropped."""
        return replace(
            self,
            target=tuple(labels[label] for label in self.target if label in labels),
            excluded=tuple(labels[label] for label in self.excluded if label in labels),
            data={
                key: labels.get(v, v) if isinstance(v, str) else v
                for key, v in self.data.items()
                if not _lost(v, labels)
            },
            when=self.when.with_source(labels),
        )


def _lost(value: Any, labels: Mapping[str, str]) -> bool:
    """Return whether a value is a label that means nothing any more."""
    return isinstance(value, str) and value.startswith("@") and value not in labels


def parse(text: str) -> tuple[PlannedCall, ...]:
    """Return the calls of the model's JSON.

    Raises:
        PlanError: The text is not a plan (it was cut off, or the model broke the grammar).
    """
    try:
        return tuple(_call(entry) for entry in _list(json.loads(text)["calls"]))
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        OverflowError,
    ) as error:
        raise PlanError(f"not a plan: {text[:80]!r}") from error


def _call(entry: Mapping[str, Any]) -> PlannedCall:
    """Return one call."""
    of = entry.get("of")
    return PlannedCall(
        service=_service(entry["service"]),
        target=_labels(entry.get("target", [])),
        of=of.strip() if of else None,
        excluded=_labels(entry.get("except", [])),
        data={key: _value(value) for key, value in entry.get("data", {}).items()},
        when=_when(entry),
    )


def _list(value: Any) -> list[Any]:
    """Return a list, refused when it is none."""
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def _service(value: Any) -> str:
    """Return the name of a service, refused when it has no domain."""
    domain, _, name = value.partition(".")
    if not (domain and name):
        raise ValueError("not a service")
    return str(value)


def _labels(value: Any) -> tuple[str, ...]:
    """Return labels, refused when they are no texts."""
    if not all(isinstance(label, str) for label in _list(value)):
        raise TypeError("not labels")
    return tuple(value)


def _value(value: Any) -> Any:
    """Return a value without the space that every string begins with."""
    return value.strip() if isinstance(value, str) else value


def _when(entry: Mapping[str, Any]) -> When:
    """Return when a call runs."""
    if "in" in entry:
        return When(after_s=seconds(entry["in"]))
    if "for" in entry:
        return When(for_s=seconds(entry["for"]))
    if "when" in entry:
        return When(event=_event(entry["when"]))
    if "at" in entry:
        every = entry.get("every")
        return When(at=entry["at"].strip(), every=every.strip() if every else None)
    return AT_ONCE


def _event(entry: Mapping[str, Any]) -> Event:
    """Return what is waited for."""
    (source,) = _labels(entry["target"])
    state = entry.get("state")
    return Event(
        source=source,
        state=state.strip() if state else None,
        below=entry.get("below"),
        above=entry.get("above"),
    )


def seconds(duration: Mapping[str, Any]) -> float:
    """Return the length of {"hours": 1, "minutes": 30} in seconds."""
    return float(sum(duration.get(unit, 0) * length for unit, length in _UNITS))


def dumps(entries: list[dict[str, Any]]) -> str:
    """Return calls as the model is taught to write them: one order of keys, a space before every string.

    Args:
        entries: Calls in the model's form, targets as labels.
    """
    calls = [
        {key: _written(key, entry[key]) for key in _CALL_KEYS if key in entry} for entry in entries
    ]
    return json.dumps({"calls": calls}, separators=(",", ":"), ensure_ascii=False)


def _written(key: str, value: Any) -> Any:
    """Return one part of a call in its written form."""
    if key in ("service", "target", "except"):
        return value
    if key == "when":
        return {
            name: value[name] if name == "target" else _spaced(value[name])
            for name in sorted(value)
        }
    if isinstance(value, Mapping):
        ordered = sorted(value, key=lambda k: _DATA_ORDER.index(k) if k in _DATA_ORDER else -1)
        return {name: _spaced(value[name]) for name in ordered}
    return _spaced(value)


def _spaced(value: Any) -> Any:
    """Return a string with its leading space; labels and numbers as they are."""
    if not isinstance(value, str) or value.startswith("@"):
        return value
    return f" {value.strip()}"


def written(call: PlannedCall) -> dict[str, Any]:
    """Return a call in the model's form, as `dumps` takes it."""
    entry: dict[str, Any] = {"service": call.service}
    if call.target:
        entry["target"] = list(call.target)
    if call.of:
        entry["of"] = call.of
    if call.excluded:
        entry["except"] = list(call.excluded)
    if call.data:
        entry["data"] = dict(call.data)
    return entry
