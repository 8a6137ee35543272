"""The model's input text: what is at hand, what was said before, the sentence.

    <here>@here<light><fan>@a<light><near>@k<area><light><user>turn off the library@k lamp=@a<call>

Names are not in it: the shortlist has compared them and writes the labels of what a word may
name behind the word, "=" before the label when the whole name was said, "~" for a part of it. So the prompt holds no
text from the house (nothing in a name can be taken for an order) and costs a few tokens per
candidate however large the home is.
"""

from __future__ import annotations

from dataclasses import dataclass

from .candidates import AREA, FLOOR, OPTION, Candidate, Hit, Shortlist, Word
from .home import HERE, Home
from .kinds import KINDS
from .structure import CALL_OPENING, EXACT, PARTLY

MAX_ROOM_KINDS = 10
MAX_WORDS = 40
_RANK = {kind: number for number, kind in enumerate(KINDS)}

DONE, ASKED, CONFIRM = "<did>", "<asked>", "<confirm>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What is under way, and so may be asked about, changed and cancelled."""

    timers: bool = False
    """Timers run."""
    later: bool = False
    """Something was put off until later."""


NOTHING = Waiting()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The turn before this one, as the model wrote it."""

    words: tuple[Word, ...]
    """Its sentence, with the labels that its things have on the present shortlist."""
    plan: str
    """Its plan as JSON, with the labels of the present shortlist."""
    state: str = DONE
    """`DONE`; or what it left open: `ASKED` a question, `CONFIRM` an "are you sure"."""


def render(
    shortlist: Shortlist, home: Home, *, before: Turn | None = None, waiting: Waiting = NOTHING
) -> str:
    """Return the prompt for a sentence."""
    parts = [_speaker(shortlist, home)]
    parts += ["<timers>" if waiting.timers else "", "<later>" if waiting.later else ""]
    parts += [_candidate(candidate, shortlist, home) for candidate in shortlist.candidates]
    if before:
        parts += ["<was>", _sentence(before.words), before.state, before.plan]
    parts += ["<user>", _sentence(shortlist.words), CALL_OPENING]
    return "".join(parts)


def _speaker(shortlist: Shortlist, home: Home) -> str:
    """Return where the speaker is and what that room holds."""
    if shortlist.here is None:
        return "<typed>"
    return f"<here>{HERE}{_room_kinds(home, shortlist.here)}"


def _room_kinds(home: Home, area_id: str) -> str:
    """Return the kinds of things in an area, each once."""
    kinds = {entity.kind for entity in home.in_area(area_id)}
    listed = sorted(kinds, key=lambda kind: _RANK.get(kind, len(_RANK)))[:MAX_ROOM_KINDS]
    return "".join(f"<{kind}>" for kind in listed)


def _candidate(candidate: Candidate, shortlist: Shortlist, home: Home) -> str:
    """Return a candidate's line: label, kind, where it is."""
    if candidate.kind == AREA:
        area = home.areas[candidate.ref]
        floor = shortlist.label_of(area.floor_id, FLOOR) or "" if area.floor_id else ""
        return f"{candidate.label}<area>{floor}{_room_kinds(home, candidate.ref)}"
    if candidate.kind == FLOOR:
        return f"{candidate.label}<floor>"
    if candidate.kind == OPTION:
        owners = (shortlist.label_of(owner) for owner in candidate.owners)
        return f"{candidate.label}<{candidate.key}>{''.join(filter(None, owners))}"
    return f"{candidate.label}<{candidate.kind}>{_whereabouts(candidate.ref, shortlist, home)}"


def _whereabouts(entity_id: str, shortlist: Shortlist, home: Home) -> str:
    """Return an entity's area or else its floor, if the sentence names it, and whether it is near."""
    area_id = home.entities[entity_id].area_id
    if area_id is None:
        return ""
    near = "<near>" if area_id == shortlist.here else ""
    return f"{_place(area_id, shortlist, home)}{near}"


def _place(area_id: str, shortlist: Shortlist, home: Home) -> str:
    """Return the label of an area, or of the floor it lies on, if either is on the list."""
    floor_id = home.areas[area_id].floor_id
    floor = shortlist.label_of(floor_id, FLOOR) if floor_id else None
    return shortlist.label_of(area_id, AREA) or floor or ""


def _sentence(words: tuple[Word, ...]) -> str:
    """Return a sentence with the labels behind its words."""
    return "".join(f" {word.text}{_hits(word)}" for word in words[:MAX_WORDS])


def _hits(word: Word) -> str:
    """Return the labels behind a word, the exact ones first."""
    ordered = sorted(word.hits, key=lambda hit: not hit.exact)
    return "".join(f"{_mark(hit)}{hit.label}" for hit in ordered)


def _mark(hit: Hit) -> str:
    """Return how surely a word names a candidate."""
    if hit.exact:
        return EXACT
    return PARTLY if hit.partly else ""
