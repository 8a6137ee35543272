"""Phrases of the owner's own: which can be learned, and what is said about them."""

from __future__ import annotations

import pytest

from custom_components.steward.agent.convert import Call
from custom_components.steward.agent.phrases import (
    LONGEST,
    NO_PHRASE,
    TOO_LONG,
    are_same,
    forgotten,
    known,
    lesson,
    obstacle,
    tidy,
)
from custom_components.steward.agent.plan import AT_ONCE, Event, When
from tests.agent.homes import entity, home_of, states

HOME = home_of(
    [
        entity("light.hall", "Hall Light|the big one"),
        entity("scene.steward_movie_time", "Movie time"),
        entity("sensor.fridge", "Fridge"),
    ]
)


@pytest.mark.parametrize(
    ("said", "phrase"),
    [
        pytest.param("movie time", "movie time", id="plain"),
        pytest.param("  movie   time. ", "movie time", id="blanks"),
        pytest.param('"Movie time!"', "Movie time", id="quoted"),
        pytest.param("good night, all", "good night, all", id="comma-inside"),
        pytest.param("...", "", id="marks-only"),
    ],
)
def test_tidy(said: str, phrase: str) -> None:
    """Marks around a phrase are no part of it."""
    assert tidy(said) == phrase


def test_same() -> None:
    """Phrases are the same when they sound the same."""
    assert are_same("Movie time", "movie-time")
    assert not are_same("movie time", "movie night")


@pytest.mark.parametrize(
    ("phrase", "problem"),
    [
        pytest.param("bedtime", None, id="free"),
        pytest.param("", NO_PHRASE, id="empty"),
        pytest.param("m" * (LONGEST + 1), TOO_LONG, id="long"),
        pytest.param("m" * LONGEST, None, id="just-right"),
        pytest.param("yes", "I can't learn yes: I would take it for an answer.", id="answer"),
        pytest.param("hall light", "Hall light is already the name of something in your home."),
        pytest.param("The big one", "The big one is already the name of something in your home."),
        pytest.param("movie time", None, id="its-own-scene"),
    ],
)
def test_obstacle(phrase: str, problem: str | None) -> None:
    """A phrase must be something to say that means nothing else yet."""
    assert obstacle(phrase, HOME, "scene.steward_movie_time") == problem


def test_name_of_another_scene_is_taken() -> None:
    """What names a scene already cannot be learned unless it is that scene's own phrase."""
    assert obstacle("movie time", HOME) is not None


@pytest.mark.parametrize(
    ("when", "text"),
    [
        pytest.param(AT_ONCE, "turn on Hall Light", id="at-once"),
        pytest.param(When(after_s=600), "turn on Hall Light in 10 minutes", id="after"),
        pytest.param(When(for_s=3600), "turn on Hall Light for 1 hour", id="for"),
        pytest.param(When(at="7:30 pm"), "turn on Hall Light at 7:30 pm", id="at"),
        pytest.param(
            When(at="sunset", every="weekday"),
            "turn on Hall Light every weekday at sunset",
            id="every",
        ),
        pytest.param(
            When(at="9:00", every="weekend"), "turn on Hall Light on weekends at 9:00", id="weekend"
        ),
        pytest.param(
            When(event=Event(source="sensor.fridge", above=8)),
            "turn on Hall Light once Fridge is above 8",
            id="event",
        ),
    ],
)
def test_lesson(when: When, text: str) -> None:
    """What was understood is said back, times included."""
    call = Call(service="light.turn_on", entity_ids=("light.hall",), when=when)
    assert lesson("movie time", [call, call], HOME, states()) == (
        f"when you say movie time, I {text}"
    )


@pytest.mark.parametrize(
    ("call", "text"),
    [
        pytest.param(
            Call(service="todo.add_item", data={"item": "tea"}), "add tea to your list", id="list"
        ),
        pytest.param(
            Call(service="assist_satellite.announce", data={"message": "Dinner is ready "}),
            'announce "Dinner is ready"',
            id="announcement",
        ),
        pytest.param(
            Call(service="notify.send_message", data={"message": "Home late"}),
            'send the message "Home late"',
            id="message",
        ),
    ],
)
def test_lesson_in_words_of_others(call: Call, text: str) -> None:
    """Items and messages are said as they were given."""
    assert lesson("now", [call], HOME, states()) == f"when you say now, I {text}"


def test_known() -> None:
    """The phrases are counted and told."""
    assert known([]) == "You have taught me no phrase yet."
    assert known(["bedtime"]) == "I know 1 phrase: bedtime."
    assert known(["a", "b", "c"]) == "I know 3 phrases: a, b and c."


def test_forgotten() -> None:
    """What is forgotten is told."""
    assert forgotten(["bedtime", "movie time"]) == "I have forgotten bedtime and movie time."
