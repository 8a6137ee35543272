"""What the model's probabilities come to, as they are and calibrated."""

import math

import pytest

from custom_components.steward.agent.confidence import (
    Calibration,
    confidence,
    log_odds,
    parse,
    raw,
)

PLAN = (
    ('{"calls":[', math.log(1.0)),
    ('{"service":"light.turn_on"', math.log(0.8)),
    (',"target":[', math.log(1.0)),
    ('"', math.log(1.0)),
    ("@a", math.log(0.5)),
    ('"]', math.log(0.9)),
    ("}]}", math.log(1.0)),
)


def test_each_part_is_the_product_of_its_tokens() -> None:
    """Services make the call, labels the target, everything the plan."""
    own = raw(PLAN)
    assert own["call"] == pytest.approx(0.8)
    assert own["target"] == pytest.approx(0.5)
    assert own["plan"] == pytest.approx(0.8 * 0.5 * 0.9)


def test_places_are_targets_and_other_text_is_not() -> None:
    """The place "@here" is chosen like a label; a word that begins with "@" is none."""
    assert raw([("@here", math.log(0.5)), ("@home", math.log(0.5))])["target"] == pytest.approx(
        0.25
    )
    assert raw([("@nowhere", math.log(0.5))])["target"] == 1


def test_calibration_moves_along_log_odds() -> None:
    """A line on the scale of log odds, part by part."""
    how = Calibration({"call": (0.5, -1.0)})
    expected = 1 / (1 + math.exp(-(0.5 * log_odds(0.8) - 1.0)))
    found = confidence(PLAN, how)
    assert found.call == pytest.approx(expected)
    assert found.target == pytest.approx(0.5)
    assert found.as_dict().keys() == {"call", "target", "plan"}


def test_nothing_chosen_is_nothing_in_doubt() -> None:
    """A plan without a label is sure of its targets, whatever the calibration says."""
    found = confidence(
        [('{"service":"steward.undo"}', math.log(0.9))], Calibration({"target": (1, -9)})
    )
    assert found.target == 1


@pytest.mark.parametrize("text", ["", "{", "[]", '{"call": 1}', '{"call": ["a", 2]}', "null"])
def test_a_file_that_says_nothing_useful_calibrates_nothing(text: str) -> None:
    """Other people's models have no such entry, or another one of that name."""
    assert confidence(PLAN, parse(text)).call == pytest.approx(0.8)


def test_certain_tokens_stay_finite() -> None:
    """Probabilities of one and of zero have log odds that can be computed with."""
    assert math.isfinite(log_odds(1.0))
    assert math.isfinite(log_odds(0.0))
