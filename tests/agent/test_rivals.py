"""What the model was undecided about is asked about, and only that."""

import math

import pytest

from custom_components.steward.agent.plan import PlannedCall
from custom_components.steward.agent.rivals import RIVAL, questioned, undecided, weighed
from tests.agent.homes import house, shortlist

HOUSE = house()
LISTED = shortlist(HOUSE, "light.left", "light.right", "switch.mirror", "bedroom")


def tokens(**likely: float) -> list[tuple[str, dict[str, float]]]:
    """Return a plan's tokens, with the probabilities of the labels that its target may be."""
    top = {f"@{letter}": math.log(p) for letter, p in likely.items()} | {'"]': -9.0}
    written = max(likely, key=likely.__getitem__)
    return [
        ('{"calls":[', {}),
        ('{"service":"light.turn_on"', {}),
        (',"target":[', {}),
        ('"', {}),
        (f"@{written}", top),
        ('"]', {}),
    ]


def on(*labels: str) -> tuple[PlannedCall, ...]:
    """Return a plan with a single call."""
    return (PlannedCall(service="light.turn_on", target=labels),)


def test_only_labels_are_weighed() -> None:
    """Not the quotes and brackets that might stand there too."""
    assert set(weighed(tokens(a=0.6, b=0.3))) == {"@a", "@b"}


def test_where_the_model_was_sure_nothing_is_weighed() -> None:
    """A likely token comes alone."""
    sure = [(text, {}) for text, _ in tokens(a=0.99)]
    assert weighed(sure) == {}
    assert undecided({}) == ()


@pytest.mark.parametrize(("other", "expected"), [(RIVAL * 1.05, ("@a", "@b")), (RIVAL * 0.95, ())])
def test_how_near_another_must_be(other: float, expected: tuple[str, ...]) -> None:
    """Compared with the likeliest, not by itself."""
    labels = weighed(tokens(a=0.4, b=0.4 * other))
    assert undecided(labels) == expected


def test_the_likeliest_comes_first() -> None:
    """It is named first in the question."""
    assert undecided(weighed(tokens(a=0.3, b=0.5))) == ("@b", "@a")


def test_a_guess_becomes_a_question() -> None:
    """Which one is meant; nothing of the call is left in it."""
    (asked,) = questioned(on("@a"), ("@a", "@b"), LISTED)
    assert asked == PlannedCall(service="steward.ask", target=("@a", "@b"))


@pytest.mark.parametrize(
    ("calls", "labels"),
    [
        (on("@a"), ()),
        (on("@a", "@b"), ("@a", "@b")),
        (on("@c"), ("@a", "@b")),
        (on("@a") + on("@b"), ("@a", "@b")),
        (on("@a"), ("@a", "@c")),
        (on("@a"), ("@a", "@d")),
        (on("@a"), ("@a", "@here")),
        ((PlannedCall(service="steward.get_state", target=("@a",)),), ("@a", "@b")),
    ],
)
def test_what_is_not_asked_about(calls: tuple[PlannedCall, ...], labels: tuple[str, ...]) -> None:
    """What is sure, several calls or things, other kinds of things, places, and what only reads."""
    assert questioned(calls, labels, LISTED) == calls
