"""Never widen: the whole house is acted on only when the sentence speaks of it.

A rule, not the model's choice: a room that was misheard, or a name that is not there, must not
turn a small command into one for the whole house.
"""

from __future__ import annotations

from .candidates import AREA, FLOOR, Shortlist

_HOUSE = frozenset(
    "everywhere anywhere whole entire entirely house home flat apartment place building property "
    "throughout rooms".split()
)
"""Words that speak of the house itself."""

_SEVERAL = frozenset(
    "all every each any everything everyone everybody total lot anything whatever nothing none "
    "others other up out lights lamps bulbs fans doors locks windows skylights blinds shades curtains "
    "drapes shutters covers awnings plugs sockets outlets switches tvs tellies televisions screens "
    "speakers players radios heaters radiators thermostats gates sprinklers valves vacuums "
    "humidifiers dehumidifiers heating lighting music appliances gadgets devices electronics stuff".split()
)
"""Words that speak of more than one thing, or of what a house has one of all over."""

_EXCEPTIONS = frozenset(
    "except excepting exception excluding exclude but not apart leave leaving keep without bar barring "
    "save sparing minus besides aside only ignore ignoring skip skipping".split()
)
"""Behind these a place is what is left out, not what is meant; "spare" too, where it begins."""


def is_wide(shortlist: Shortlist) -> bool:
    """Return whether a sentence may mean the whole house: it says so, and names no smaller place."""
    said = [word.text for word in shortlist.words]
    if not _HOUSE.isdisjoint(said):
        return True
    return not _SEVERAL.isdisjoint(said) and not _names_place(shortlist)


def _names_place(shortlist: Shortlist) -> bool:
    """Return whether an area or a floor is named, other than as an exception."""
    places = {c.label for c in shortlist.candidates if c.kind in (AREA, FLOOR)}
    for at, word in enumerate(shortlist.words):
        # Elsewhere than at the beginning "spare" is a room.
        if word.text in _EXCEPTIONS or (at == 0 and word.text == "spare"):
            return False
        if any(hit.exact and hit.label in places for hit in word.hits):
            return True
    return False
