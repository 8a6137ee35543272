"""What was: periods, stretches of states, and what is said of them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from custom_components.steward.agent.figures import (
    Figures,
    asked_about,
    figure_answer,
    from_moments,
    together,
)
from custom_components.steward.agent.history import (
    NOTHING_KEPT,
    Moment,
    away_between,
    stretches,
)
from custom_components.steward.agent.past_answers import history_answer, used_answer
from custom_components.steward.agent.periods import Period, moment, period_of
from tests.agent.homes import entity, home_of, state

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 18, 16, 30, tzinfo=ZONE)
"""A Wednesday."""
DOOR = entity("binary_sensor.door", "Front Door", "hall", device_class="door")
MOTION = entity("binary_sensor.motion", "Hall Motion", "hall", device_class="motion")
OTHER = entity("binary_sensor.other", "Attic Motion", "attic", device_class="motion")
HEATING = entity("climate.hall", "Heating", "hall")
WARMTH = entity("sensor.warmth", "Hall Temperature", "hall", device_class="temperature")
GARDEN = entity("sensor.garden", "Weather Station", "garden", device_class="temperature")


def kept(*changes: tuple[int, str], **attributes: Any) -> list[Moment]:
    """Return states with the minutes before now at which they began."""
    return [Moment(NOW.timestamp() - ago * 60, word, attributes) for ago, word in changes]


@pytest.mark.parametrize(
    ("data", "start", "end", "spoken"),
    [
        ({"period": "today"}, "18 00:00", "18 16:30", "today"),
        ({"period": "yesterday"}, "17 00:00", "18 00:00", "yesterday"),
        ({"period": "last night"}, "17 21:00", "18 07:00", "last night"),
        ({"period": "this morning"}, "18 04:00", "18 12:00", "this morning"),
        ({"period": "this evening"}, "17 17:00", "18 04:00", "this evening"),
        ({"period": "this week"}, "16 00:00", "18 16:30", "this week"),
        ({"period": "last week"}, "09 00:00", "16 00:00", "last week"),
        ({"period": "weekend"}, "14 00:00", "16 00:00", "at the weekend"),
        ({"period": "monday"}, "16 00:00", "17 00:00", "on Monday"),
        ({"period": "wednesday"}, "11 00:00", "12 00:00", "on Wednesday"),
        ({"period": "last hour"}, "18 15:30", "18 16:30", "in the last hour"),
        ({"period": "this month"}, "01 00:00", "18 16:30", "this month"),
        ({"hours": 3}, "18 13:30", "18 16:30", "in the last 3 hours"),
        ({"hours": 1}, "18 15:30", "18 16:30", "in the last hour"),
        ({"minutes": 90}, "18 15:00", "18 16:30", "in the last 90 minutes"),
        ({"days": 2}, "16 16:30", "18 16:30", "in the last 2 days"),
        ({}, "08 16:30", "18 16:30", "in the last 10 days"),
    ],
)
def test_periods(data: Mapping[str, Any], start: str, end: str, spoken: str) -> None:
    """Each word is a stretch that is over or runs, never one that is still to come."""
    period = period_of(data, NOW)
    assert period is not None
    assert (f"{period.start:%d %H:%M}", f"{period.end:%d %H:%M}") == (start, end)
    assert period.spoken == spoken


def test_months_before_and_absence() -> None:
    """The last month is all of October; when nobody was home only the house knows."""
    period = period_of({"period": "last month"}, NOW)
    assert period is not None
    assert (period.start, period.end) == (
        datetime(2026, 10, 1, tzinfo=ZONE),
        datetime(2026, 11, 1, tzinfo=ZONE),
    )
    assert period_of({"period": "while away"}, NOW) is None


def test_hours_are_real_ones_when_the_clocks_change() -> None:
    """Three hours before four in the morning of that day it was two by the clock on the wall."""
    now = datetime(2026, 10, 25, 4, 0, tzinfo=ZONE)
    period = period_of({"hours": 3}, now)
    assert period is not None
    assert period.end.timestamp() - period.start.timestamp() == 3 * 3600
    assert period.start.hour == 2


def test_stretches() -> None:
    """What began before the period is cut, a gap in the connection is none, the last one goes on."""
    period = Period(NOW - timedelta(minutes=60), NOW, "")
    states = kept((90, "on"), (50, "off"), (40, "on"), (35, "unavailable"), (30, "on"))
    first, second = stretches(DOOR, states, "open", period)
    assert (first.seconds, first.was_before, first.goes_on) == (600, True, False)
    assert (second.seconds, second.was_before, second.goes_on) == (2400, False, True)


def test_heating_counts_only_while_it_heats() -> None:
    """A thermostat that is on but idle has not run."""
    period = Period(NOW - timedelta(minutes=60), NOW, "")
    states = [
        *kept((60, "heat"), hvac_action="heating"),
        *kept((45, "heat"), hvac_action="idle"),
    ]
    assert [s.seconds for s in stretches(HEATING, states, "on", period)] == [900]
    assert [s.seconds for s in stretches(HEATING, kept((60, "heat")), "on", period)] == [3600]


DAY = kept((500, "off"), (300, "on"), (295, "off"), (100, "on"), (90, "off"))


@pytest.mark.parametrize(
    ("data", "states", "said"),
    [
        (
            {"ask": "when", "state": "open"},
            DAY,
            "Front Door was last opened today at 2:50 pm.",
        ),
        (
            {"ask": "when", "state": "open", "period": "today"},
            DAY,
            "Front Door was opened today at 11:30 am and 2:50 pm.",
        ),
        (
            {"ask": "how often", "state": "open", "period": "today"},
            DAY,
            "Front Door was opened twice today, last today at 2:50 pm.",
        ),
        (
            {"ask": "how long", "state": "open", "period": "today"},
            DAY,
            "Front Door was open for 15 minutes today.",
        ),
        (
            {"ask": "whether", "state": "open", "hours": 2},
            DAY,
            "Yes, Front Door was open for 10 minutes in the last 2 hours.",
        ),
        (
            {"ask": "whether", "state": "open", "hours": 1},
            DAY,
            "No, Front Door was not opened in the last hour.",
        ),
        (
            {"ask": "how long", "state": "open"},
            DAY,
            "Front Door is not open. It was last open for 10 minutes, until today at 3 pm.",
        ),
        (
            {"ask": "how long", "state": "open"},
            [*DAY, *kept((20, "on"))],
            "Front Door has been open for 20 minutes.",
        ),
        (
            {"ask": "how often", "state": "open", "hours": 1},
            kept((300, "on")),
            "Front Door was open all the time in the last hour.",
        ),
        ({"ask": "when"}, DAY, "Front Door last changed today at 3 pm."),
        ({"ask": "when", "state": "open"}, [], NOTHING_KEPT),
    ],
)
def test_answers(data: Mapping[str, Any], states: list[Moment], said: str) -> None:
    """Each question has its answer, with the times and lengths that were."""
    period = period_of(data, NOW)
    assert period is not None
    assert history_answer([DOOR], data, {DOOR.entity_id: states}, period).text == said


TIMES = {"at": "2026-11-18T14:50:00+01:00", "until": "2026-11-18T15:00:00+01:00"}


@pytest.mark.parametrize(
    ("data", "states", "figures"),
    [
        ({"ask": "when", "state": "open"}, DAY, {"at": TIMES["at"]}),
        ({"ask": "when"}, DAY, {"at": TIMES["until"]}),
        ({"ask": "when", "state": "closed", "hours": 1}, kept((300, "on")), {}),
        (
            {"ask": "how often", "state": "open", "period": "today"},
            DAY,
            {"count": 2, "at": TIMES["at"]},
        ),
        ({"ask": "how often", "state": "open", "hours": 1}, DAY, {"count": 0}),
        ({"ask": "how long", "state": "open", "period": "today"}, DAY, {"seconds": 900}),
        ({"ask": "how long", "state": "open", "hours": 1}, DAY, {"seconds": 0}),
        ({"ask": "how long", "state": "open"}, DAY, {"seconds": 600, **TIMES}),
        (
            {"ask": "how long", "state": "open"},
            [*DAY, *kept((20, "on"))],
            {"seconds": 1200, "at": "2026-11-18T16:10:00+01:00"},
        ),
        ({"ask": "whether", "state": "open", "hours": 2}, DAY, {"yes": True, "seconds": 600}),
        ({"ask": "whether", "state": "open", "hours": 1}, DAY, {"yes": False, "seconds": 0}),
    ],
)
def test_answers_as_data(
    data: Mapping[str, Any], states: list[Moment], figures: dict[str, Any]
) -> None:
    """What is said in words is there as figures, of the answer and of the entity."""
    period = period_of(data, NOW)
    assert period is not None
    answer = history_answer([DOOR], data, {DOOR.entity_id: states}, period)
    assert answer.figures == figures
    assert [(fact.entity, fact.figures) for fact in answer.facts] == [(DOOR, figures)]


def test_what_is_all_the_time_so_never_became_so() -> None:
    """Nothing happened, and yet there is a length to tell."""
    period = period_of({"hours": 1}, NOW)
    assert period is not None
    asked = {"ask": "how often", "state": "open"}
    answer = history_answer([DOOR], asked, {DOOR.entity_id: kept((300, "on"))}, period)
    assert answer.figures == {"count": 0}
    assert [fact.figures for fact in answer.facts] == [{"seconds": 3600}]


def test_answers_about_several() -> None:
    """Of several the one with something to tell is told of; of none, that there was none."""
    period = period_of({"period": "today"}, NOW)
    assert period is not None
    states = {MOTION.entity_id: kept((200, "off")), OTHER.entity_id: DAY}
    asked = {"ask": "when", "state": "on"}
    assert history_answer([MOTION, OTHER], asked, states, period).text == (
        "Attic Motion detected motion today at 11:30 am and 2:50 pm."
    )
    quiet = {MOTION.entity_id: kept((200, "off")), OTHER.entity_id: kept((200, "off"))}
    asked = {"ask": "whether", "state": "on"}
    assert history_answer([MOTION, OTHER], asked, quiet, period).text == (
        "No, none of the 2 motion sensors detected motion today."
    )


def test_away() -> None:
    """Nobody is home from when the last one left to when the first one came."""
    ada = kept((600, "home"), (400, "not_home"), (100, "home"))
    ben = kept((600, "home"), (300, "Office"), (200, "home"))
    between = away_between([ada, ben], NOW.timestamp())
    assert between == (ben[1].at, ben[2].at)
    assert away_between([ada[:2], ben[:2]], NOW.timestamp()) == (ben[1].at, NOW.timestamp())
    assert away_between([ada[:1]], NOW.timestamp()) is None


def test_what_tells_by_itself_when_it_was_used() -> None:
    """The state of a scene is a time; an automation has it beside its state."""
    scene = entity("scene.dusk", "Dusk")
    used = used_answer(scene, state("2026-11-17T08:00:00+00:00"), NOW)
    assert used is not None
    assert used.text == "Dusk was last used yesterday at 9 am."
    assert used.figures == {"at": "2026-11-17T09:00:00+01:00"}
    unused = used_answer(scene, state("unknown"), NOW)
    assert unused is not None
    assert (unused.text, unused.figures) == ("Dusk has not been used yet.", {})
    assert used_answer(DOOR, state("on"), NOW) is None
    assert moment(NOW - timedelta(days=4), NOW) == "on Saturday at 4:30 pm"
    assert moment(NOW - timedelta(days=40), NOW) == "on 9 October at 4:30 pm"


def test_figures() -> None:
    """The average is over time: what lasted longer counts more; words are no readings."""
    states = kept((60, "10"), (30, "unavailable"), (15, "30"))
    assert from_moments(WARMTH, states, NOW.timestamp()) == Figures(10, 30, 15)
    assert from_moments(WARMTH, kept((5, "unknown")), NOW.timestamp()) is None
    now = kept((30, "heat"), current_temperature=19.5)
    assert from_moments(HEATING, now, NOW.timestamp()) == Figures(19.5, 19.5, 19.5)
    assert together([Figures(1, 3, 2), None, Figures(0, 2, 1)]) == Figures(0, 3, 2)
    assert together([None]) is None


def test_figure_answers() -> None:
    """A figure is told with its unit, and of several with the name of the one that had it."""
    period = Period(NOW - timedelta(hours=9), NOW, "last night")
    figures = {WARMTH.entity_id: Figures(16.2, 21, 18), GARDEN.entity_id: Figures(-3, 8, 2)}
    units = dict.fromkeys(figures, "°C")
    both = [WARMTH, GARDEN]
    alone = figure_answer([WARMTH], "lowest", figures, units, period)
    assert alone.text == "The lowest Hall Temperature last night was 16.2 degrees."
    assert alone.figures == {"value": 16.2, "unit": "°C"}
    lowest = figure_answer(both, "lowest", figures, units, period)
    assert lowest.text == "The lowest temperature of Weather Station last night was -3 degrees."
    assert [fact.entity for fact in lowest.facts] == [GARDEN, WARMTH]
    assert lowest.figures == {"value": -3, "unit": "°C"}
    average = figure_answer(both, "average", figures, units, period)
    assert average.text == "The average temperature last night was 10 degrees."
    assert average.figures == {"value": 10, "unit": "°C"}
    assert [fact.figures["value"] for fact in average.facts] == [18, 2]
    assert figure_answer(both, "highest", {}, units, period).text == NOTHING_KEPT


def test_how_cold_it_got_is_asked_of_outdoors() -> None:
    """Where the whole house is meant, a sensor outside knows; in a room its own does."""
    home = home_of([WARMTH, GARDEN])
    assert asked_about([WARMTH, GARDEN], home, "lowest") == [GARDEN]
    assert asked_about([WARMTH, GARDEN], home, "average") == [WARMTH, GARDEN]
    assert asked_about([WARMTH], home, "lowest") == [WARMTH]
