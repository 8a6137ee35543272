"""The plan: the model's JSON as typed calls, with labels where the ids will be.

{"calls":[{"service":"light.turn_on","target":["@a"],"data":{"brightness_pct":40},"in":{"minutes":5}}]}
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
_CALL_KEYS = ("service", "target", "of", "except", "data", "in", "at", "for")
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
class When:
    """When a call runs. At most one field is set; none: at once."""

    after_s: float | None = None
    """Seconds from now."""
    at: str | None = None
    """A time of day as it was said: "7:30 pm", "tomorrow 8:00"."""
    for_s: float | None = None
    """At once, and back to what was before after so many seconds."""


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
    return When(at=entry["at"].strip()) if "at" in entry else AT_ONCE


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
