"""Days and times of day: what is said and what the plan has agree."""

import random

import pytest

from training.phrases.check import EVERY
from training.repeats import SUN, clock, repeat


def test_days_and_times() -> None:
    """Each is part of what is said; the plan has a known word and a time of any day."""
    rng = random.Random(1)
    found = [repeat(rng) for _ in range(400)]
    assert {one.every for one in found} == EVERY
    for one in found:
        assert one.days in one.said
        assert one.clock in one.said
        assert "tomorrow" not in one.at
        assert not {"tomorrow", "tonight"} & set(one.said.split())


def test_the_part_of_the_day_is_written_out() -> None:
    """Saying "every night at ten" means 10 pm, whatever half is left out."""
    rng = random.Random(2)
    for one in (repeat(rng) for _ in range(600)):
        is_sun = one.at in SUN
        assert not ("night" in one.days and not is_sun) or one.at.endswith("pm")
        assert not ("morning" in one.days and not is_sun) or one.at.endswith("am")


@pytest.mark.parametrize(("part", "sun"), [("morning", "sunrise"), ("evening", "sunset")])
def test_the_sun(part: str, sun: str) -> None:
    """In the morning it rises."""
    rng = random.Random(3)
    told = {time for _, time in (clock(part, rng) for _ in range(200)) if time in SUN}
    assert told == {sun}
