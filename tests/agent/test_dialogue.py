"""What one turn leaves for the next."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from custom_components.steward.agent.candidates import OPTION, Candidate, Hit, Shortlist, Word
from custom_components.steward.agent.dialogue import MAX_PINNED, Memory
from custom_components.steward.agent.plan import PlannedCall, When, parse
from custom_components.steward.agent.prompt import ASKED, DONE
from custom_components.steward.agent.shortlist import Index
from tests.agent.homes import house, sample_home, sample_sentence, shortlist

HOUSE = house()


def lit(*target: str, **rest: object) -> PlannedCall:
    """Return a call that turns lights on."""
    return PlannedCall(service="light.turn_on", target=target, **rest)  # type: ignore[arg-type]


PAST = replace(
    shortlist(HOUSE, "light.bulb", "kitchen", ("effect", "Fire"), "light.strip", here="lounge"),
    words=(
        Word("the"),
        Word("bulb", (Hit("@a", exact=True), Hit("@d", exact=False))),
        Word("kitchen", (Hit("@b", exact=True),)),
    ),
)


# Pinned


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        pytest.param((lit("@a"),), ("light.bulb",), id="an entity"),
        pytest.param((lit("@b", excluded=("@d",)),), ("kitchen", "light.strip"), id="exception"),
        pytest.param((lit("@a"), lit("@d", "@a")), ("light.bulb", "light.strip"), id="each once"),
        pytest.param((lit("@here", "@home"),), (), id="places without a label"),
        pytest.param((lit("@p"),), (), id="unknown label"),
        pytest.param((PlannedCall(service="steward.undo"),), (), id="no target"),
        pytest.param((), (), id="no call"),
    ],
)
def test_pinned(calls: tuple[PlannedCall, ...], expected: tuple[str, ...]) -> None:
    """What a turn was about must be on the next list."""
    assert Memory(shortlist=PAST, calls=calls).pinned() == expected


def test_not_too_many_are_pinned() -> None:
    """A turn about many things leaves room for the next sentence."""
    refs = [*HOUSE.entities][:10]
    memory = Memory(
        shortlist=shortlist(HOUSE, *refs), calls=(lit(*(f"@{c}" for c in "abcdefghij")),)
    )
    assert memory.pinned() == tuple(refs[:MAX_PINNED])


def test_pinned_things_are_found_again() -> None:
    """What was pinned is on the next list, named or not."""
    memory = Memory(shortlist=PAST, calls=(lit("@b", excluded=("@d",)),))
    found = Index(HOUSE).find("and off again", pinned=memory.pinned())
    assert {"kitchen", "light.strip"} <= {c.ref for c in found.candidates}


@pytest.mark.parametrize(
    ("calls", "is_wide"),
    [
        pytest.param((lit("@a"), lit("@home")), True, id="the house"),
        pytest.param((lit("@b"), lit("@here")), False, id="a room"),
        pytest.param((), False, id="no call"),
    ],
)
def test_wide(calls: tuple[PlannedCall, ...], is_wide: bool) -> None:
    """A turn about the whole house lets the next one be so too."""
    assert Memory(shortlist=PAST, calls=calls).is_wide is is_wide


# Recalled


def test_labels_follow_the_new_list() -> None:
    """Words and plan name the same things under their new labels."""
    present = shortlist(HOUSE, "kitchen", "light.strip", "light.bulb", ("effect", "Fire"))
    calls = (lit("@a", "@here", "@home", excluded=("@d",), data={"effect": "@c"}),)
    turn = Memory(shortlist=PAST, calls=calls, state=ASKED).recalled(present)
    (call,) = parse(turn.plan)
    assert call.target == ("@c", "@here", "@home")
    assert call.excluded == ("@b",)
    assert call.data == {"effect": "@d"}
    assert turn.words == (
        Word("the"),
        Word("bulb", (Hit("@c", exact=True), Hit("@b", exact=False))),
        Word("kitchen", (Hit("@a", exact=True),)),
    )
    assert turn.state == ASKED


def test_what_is_lost_is_dropped() -> None:
    """A thing that is not on the new list leaves no label behind, in words, targets or data."""
    present = shortlist(HOUSE, "light.strip")
    calls = (lit("@a", "@d", excluded=("@b",), data={"effect": "@c", "brightness_pct": 5}),)
    turn = Memory(shortlist=PAST, calls=calls).recalled(present)
    assert turn.plan == (
        '{"calls":[{"service":"light.turn_on","target":["@a"],"data":{"brightness_pct":5}}]}'
    )
    assert turn.words[1].hits == (Hit("@a", exact=False),)
    assert turn.words[2].hits == ()
    assert turn.state == DONE


def test_an_area_is_not_a_floor_of_the_same_id() -> None:
    """Only the same sort of thing is the same thing."""
    past = Shortlist(words=(), candidates=(Candidate(label="@a", kind="area", ref="ground"),))
    floor = Shortlist(words=(), candidates=(Candidate(label="@b", kind="floor", ref="ground"),))
    turn = Memory(shortlist=past, calls=(lit("@a"),)).recalled(floor)
    assert "@" not in turn.plan


def test_the_time_of_a_call_is_not_recalled() -> None:
    """What is remembered is what was done, not when."""
    turn = Memory(shortlist=PAST, calls=(lit("@a", when=When(after_s=60)),)).recalled(PAST)
    assert turn.plan == '{"calls":[{"service":"light.turn_on","target":["@a"]}]}'


def test_no_stale_label_survives() -> None:
    """In any home, after any two sentences, every label of the turn before is on the new list."""
    rng = Random(3)
    for _ in range(40):
        home = sample_home(rng)
        index = Index(home)
        past = index.find(sample_sentence(rng, home))
        things = [c.label for c in past.candidates if c.kind != OPTION]
        data = {c.key or "": c.label for c in past.candidates if c.kind == OPTION}
        calls = (lit(*things[:3], excluded=tuple(things[3:4]), data=data),)
        memory = Memory(shortlist=past, calls=calls)
        present = index.find(sample_sentence(rng, home), pinned=memory.pinned())
        turn = memory.recalled(present)
        before = {c.label: (c.kind, c.ref) for c in past.candidates}
        after = {c.label: (c.kind, c.ref) for c in present.candidates}
        (call,) = parse(turn.plan)
        labels = [*call.target, *call.excluded, *call.data.values()]
        labels += [hit.label for word in turn.words for hit in word.hits]
        assert set(labels) <= set(after)
        named = {after[label] for label in (*call.target, *call.excluded)}
        assert named <= {before[label] for label in things[:4]}
        assert {before[label] for label in things[:4]} & set(after.values()) == named


def test_options_of_one_value_and_two_keys() -> None:
    """The "Auto" of the fan is not "Auto" of the preset."""
    past = Shortlist(
        words=(),
        candidates=(
            Candidate(label="@a", kind=OPTION, ref="Auto", key="fan_mode"),
            Candidate(label="@b", kind=OPTION, ref="Auto", key="preset_mode"),
        ),
    )
    call = PlannedCall(service="climate.set_fan_mode", data={"fan_mode": "@a"})
    turn = Memory(shortlist=past, calls=(call,)).recalled(past)
    assert parse(turn.plan)[0].data == {"fan_mode": "@a"}
