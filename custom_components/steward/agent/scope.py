"""Never widen: the whole house is acted on only when the sentence speaks of more than one thing.

A rule, not the model's choice: a room that was misheard, or a name that is not there, must not
turn a small command into one for the whole house.
"""

from __future__ import annotations

from collections.abc import Iterable

_WIDE = frozenset(
    "all every each any everything everywhere everyone everybody whole entire entirely house home "
    "flat apartment place building property rooms throughout total lot anything anywhere whatever "
    "nothing none others other up out".split()
)
"""Words that speak of the house or of all there is; "up" and "out" as in "lock up", "lights out"."""

_PLURALS = frozenset(
    "lights lamps bulbs fans doors locks windows skylights blinds shades curtains drapes shutters "
    "covers awnings plugs sockets outlets switches tvs tellies televisions screens speakers players "
    "radios heaters radiators thermostats gates sprinklers valves vacuums humidifiers dehumidifiers "
    "heating lighting music appliances gadgets devices electronics stuff".split()
)
"""Words for several things of a kind, or for what a house has one of all over."""


def is_wide(words: Iterable[str]) -> bool:
    """Return whether a sentence may mean the whole house."""
    return any(word in _WIDE or word in _PLURALS for word in words)
