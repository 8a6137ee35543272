"""Grading one sentence on hand-made data."""

from typing import Any

import pytest

from house.changes import EntityState
from house.grade import (
    Reply,
    Seen,
    call_matches,
    call_problems,
    grade_turn,
    later_expectations,
    mentions,
    reply_problems,
)

OFF, ON = EntityState(state="off", attributes={}), EntityState(state="on", attributes={})
START = Seen(states={"switch.a": OFF, "switch.b": OFF})
DONE = Seen(states={"switch.a": ON, "switch.b": OFF})
WANTS_A = {"expect": {"switch.a": {"state": "on"}}}
SAID = Reply(speech="Done.", outcome="acted")
CALM = {"service": "scene.turn_on", "target": {"entity_id": "scene.calm"}}
CALLED_CALM = {"service": "scene.turn_on", "entity_id": "scene.calm", "data": {}}


def test_everything_as_wanted_passes() -> None:
    """The right entity changed and nothing else."""
    grade = grade_turn(WANTS_A, START, START, DONE, SAID)
    assert grade.passed
    assert not grade.harm


def test_doing_nothing_fails_without_harm() -> None:
    """Nothing happened that nobody asked for."""
    grade = grade_turn(WANTS_A, START, START, START, SAID)
    assert not grade.passed
    assert not grade.harm


def test_doing_something_else_is_harm() -> None:
    """An unlisted entity changed."""
    assert grade_turn({"expect": {}}, START, START, DONE, SAID).harm


def test_undo_is_compared_with_the_start() -> None:
    """What an earlier turn changed must be back."""
    undo = {"expect": {}}
    assert grade_turn(undo, START, DONE, START, SAID).passed
    left = grade_turn(undo, START, DONE, DONE, SAID)
    assert not left.passed
    assert not left.harm


@pytest.mark.parametrize(
    ("reply", "passed"),
    [
        (Reply(speech="Which one?", outcome="asks"), True),
        (Reply(speech="Say yes to open it.", outcome="asks", continue_conversation=True), True),
        (Reply(speech="Done.", outcome="acted"), False),
    ],
)
def test_asks(reply: Reply, passed: bool) -> None:
    """A question mark or an open conversation is a question."""
    assert grade_turn({"asks": True}, START, START, START, reply).passed is passed


@pytest.mark.parametrize(
    ("outcome", "passed"),
    [("declined", True), ("failed", True), ("acted", False), ("answered", False)],
)
def test_declines(outcome: str, passed: bool) -> None:
    """Only an agent that says that it cannot has declined."""
    reply = Reply(speech="There is no sauna.", outcome=outcome)
    assert grade_turn({"declines": True}, START, START, START, reply).passed is passed


def test_later_stands_on_top_of_now() -> None:
    """What comes later replaces what was wanted of the same entity."""
    now = {"switch.a": {"state": "on"}, "switch.b": {"state": "on"}}
    assert later_expectations(now, {"switch.a": {"state": "off"}}) == {
        "switch.a": {"state": "off"},
        "switch.b": {"state": "on"},
    }


def test_call_made_once_passes() -> None:
    """The scene was called, and once."""
    assert not [*call_problems([CALM], [CALLED_CALM])]


def test_call_made_twice_is_harm() -> None:
    """The second call was not asked for."""
    (problem,) = call_problems([CALM], [CALLED_CALM, CALLED_CALM])
    assert problem.harm


def test_call_not_made_is_no_harm() -> None:
    """It is missing, that is all."""
    (problem,) = call_problems([CALM], [])
    assert not problem.harm


def test_call_of_an_earlier_turn_is_no_harm_of_this_one() -> None:
    """It is still too much."""
    (problem,) = call_problems([], [CALLED_CALM], earlier=[CALLED_CALM])
    assert not problem.harm


@pytest.mark.parametrize("service", ["light.turn_on", "todo.get_items", "calendar.get_events"])
def test_other_calls_are_not_judged(service: str) -> None:
    """They are judged by the state they leave, or leave none."""
    assert not [*call_problems([], [{"service": service, "entity_id": "x.y", "data": {}}])]


@pytest.mark.parametrize(
    ("item", "same"),
    [("Rope", True), ("some rope", True), ("a coil of rope", False), ("a box of rope", True)],
)
def test_articles_and_amounts_do_not_count(item: str, same: bool) -> None:
    """Texts compare without case, leading article or amount."""
    call = {"service": "todo.add_item", "entity_id": "todo.stores", "data": {"item": item}}
    want = {
        "service": "todo.add_item",
        "target": {"entity_id": "todo.stores"},
        "data": {"item": "rope"},
    }
    assert call_matches(call, want) is same


@pytest.mark.parametrize(
    ("call", "want", "same"),
    [
        ({"name": "glue-up", "seconds": 300}, {"name": "glue", "seconds": 300}, True),
        ({"name": "glue", "seconds": 300}, {"seconds": 300}, True),
        ({"name": None, "seconds": 300}, {"name": "glue", "seconds": 300}, False),
        ({"name": None, "seconds": 360}, {"seconds": 300}, False),
        ({"name": "Tar", "seconds": 299}, {"name": "the tar", "seconds": 300}, True),
    ],
)
def test_timers(call: dict[str, Any], want: dict[str, Any], same: bool) -> None:
    """A name agrees when one contains the other, and may be anything when not listed."""
    assert call_matches({"timer": "start", **call}, {"timer": "start", **want}) is same


def test_named_timer_is_not_taken_by_an_unnamed_want() -> None:
    """The most particular want chooses first."""
    actual = [
        {"timer": "start", "name": "tar", "seconds": 60},
        {"timer": "start", "name": None, "seconds": 60},
    ]
    wants = [{"timer": "start", "seconds": 60}, {"timer": "start", "seconds": 60, "name": "tar"}]
    assert not [*call_problems(wants, actual)]


def test_reply_needles() -> None:
    """All of all, one of any, none of none."""
    wants = {"all": ["rope"], "any": ["4", "four"], "none": ["tar"]}
    assert not [*reply_problems(wants, "Four: rope and three more.")]
    assert len([*reply_problems(wants, "Tar.")]) == 3


@pytest.mark.parametrize(
    ("speech", "needle", "found"),
    [
        ("It is 18 degrees", "18", True),
        ("It is 18.4 degrees", "18", False),
        ("It is 18.4 degrees", "18.4", True),
        ("It is 18.", "18", True),
        ("It is 3,418 watts", "418", False),
        ("It is unlocked", "locked", False),
        ("At the front", "on", False),
        ("It is ON", "on", True),
        ("No, it isn\N{RIGHT SINGLE QUOTATION MARK}t", "isn't", True),
        ("in  two\nlines", "two lines", True),
        ("21°C", "21", True),
        ("At 9:15", "9:15", True),
    ],
)
def test_mentions(speech: str, needle: str, found: bool) -> None:
    """Words and numbers count only when they stand by themselves."""
    assert mentions(speech, needle) is found
