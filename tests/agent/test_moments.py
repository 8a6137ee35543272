"""When something that was put off is due: on the clock of the house, and by the sun."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.steward.agent.moments import due, is_at, read, settled
from custom_components.steward.agent.plan import When

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
"""A Wednesday."""
TOMORROW = NOON.replace(day=12)


def sun(event: str, after: datetime) -> datetime:
    """Return the next sunset at six in the evening, or sunrise at six in the morning."""
    wanted = time(18 if event == "sunset" else 6, tzinfo=UTC)
    days = (datetime.combine(after.date() + timedelta(days=n), wanted) for n in range(3))
    return next(moment for moment in days if moment > after)


def polar(event: str, after: datetime) -> datetime:
    """Find no sunset."""
    raise ValueError(event, after)


@pytest.mark.parametrize(
    ("when", "moment"),
    [
        pytest.param(When(after_s=90), NOON + timedelta(seconds=90), id="after"),
        pytest.param(When(at="7:30 pm"), NOON.replace(hour=19, minute=30), id="pm"),
        pytest.param(When(at="7:30 am"), TOMORROW.replace(hour=7, minute=30), id="am"),
        pytest.param(When(at="7:30"), NOON.replace(hour=19, minute=30), id="next"),
        pytest.param(When(at="11:00"), NOON.replace(hour=23), id="gone-by"),
        pytest.param(When(at="12:00"), TOMORROW.replace(hour=0), id="just-now"),
        pytest.param(When(at="12:00 am"), TOMORROW.replace(hour=0), id="midnight"),
        pytest.param(When(at="12:00 pm"), TOMORROW, id="noon"),
        pytest.param(When(at="19:30"), NOON.replace(hour=19, minute=30), id="24-hours"),
        pytest.param(When(at="0:15"), TOMORROW.replace(hour=0, minute=15), id="zero"),
        pytest.param(When(at="tomorrow 8:00 am"), TOMORROW.replace(hour=8), id="tomorrow"),
        pytest.param(When(at="tomorrow 8:00"), TOMORROW.replace(hour=8), id="tomorrow-open"),
        pytest.param(When(at="tomorrow 2:00"), TOMORROW.replace(hour=14), id="nobody-means-night"),
        pytest.param(When(at="tomorrow 12:00"), TOMORROW, id="tomorrow-noon"),
        pytest.param(When(at="sunset"), NOON.replace(hour=18), id="sunset"),
        pytest.param(When(at="sunrise"), TOMORROW.replace(hour=6), id="sunrise"),
        pytest.param(When(at="tomorrow sunset"), TOMORROW.replace(hour=18), id="tomorrow-sunset"),
        pytest.param(When(at="tomorrow sunrise"), TOMORROW.replace(hour=6), id="tomorrow-sunrise"),
        pytest.param(When(at="soon"), None, id="nonsense"),
        pytest.param(When(), None, id="nothing"),
    ],
)
def test_once(when: When, moment: datetime | None) -> None:
    """A time of day is the next one to come."""
    assert due(when, NOON, sun) == moment


@pytest.mark.parametrize(
    ("every", "at", "day", "hour"),
    [
        pytest.param("day", "7:00", 12, 7, id="an hour that one is awake in"),
        pytest.param("day", "3:00", 11, 15, id="the afternoon's"),
        pytest.param("day", "9:00 pm", 11, 21, id="today"),
        pytest.param("weekday", "7:00 am", 12, 7, id="weekday"),
        pytest.param("weekend", "9:00 am", 14, 9, id="weekend"),
        pytest.param("wednesday", "1:00 pm", 11, 13, id="yet to come today"),
        pytest.param("wednesday", "7:00 am", 18, 7, id="gone by today"),
        pytest.param("monday", "7:00 am", 16, 7, id="monday"),
        pytest.param("sunday", "sunset", 15, 18, id="sunset on sundays"),
        pytest.param("day", "sunrise", 12, 6, id="sunrise"),
    ],
)
def test_again_and_again(every: str, at: str, day: int, hour: int) -> None:
    """The next time of what is repeated is on one of its days."""
    moment = due(When(every=every, at=at), NOON, sun)
    assert moment == datetime(2026, 3, day, hour, tzinfo=UTC)


def test_weekdays_leave_the_weekend_out() -> None:
    """After Friday comes Monday."""
    friday = datetime(2026, 3, 13, 7, 0, 1, tzinfo=UTC)
    moment = due(When(every="weekday", at="7:00 am"), friday, sun)
    assert moment == datetime(2026, 3, 16, 7, tzinfo=UTC)


@pytest.mark.parametrize("when", [When(at="sunset"), When(every="day", at="sunset")])
def test_where_the_sun_does_not_set(when: When) -> None:
    """A time that never comes is none."""
    assert due(when, NOON, polar) is None


@pytest.mark.parametrize(
    ("now", "when", "moment"),
    [
        pytest.param(
            "2026-03-28T23:00:00+01:00",
            When(at="tomorrow 8:00 am"),
            "2026-03-29T08:00:00+02:00",
            id="spring",
        ),
        pytest.param(
            "2026-10-24T23:00:00+02:00",
            When(at="tomorrow 8:00 am"),
            "2026-10-25T08:00:00+01:00",
            id="autumn",
        ),
        pytest.param(
            "2026-03-28T07:00:01+01:00",
            When(every="day", at="7:00 am"),
            "2026-03-29T07:00:00+02:00",
            id="repeated in spring",
        ),
        pytest.param(
            "2026-10-24T07:00:01+02:00",
            When(every="day", at="7:00 am"),
            "2026-10-25T07:00:00+01:00",
            id="repeated in autumn",
        ),
        pytest.param(
            "2026-10-25T02:50:00+02:00",
            When(after_s=1200),
            "2026-10-25T02:10:00+01:00",
            id="twenty minutes are twenty minutes",
        ),
        pytest.param(
            "2026-03-28T23:00:00+01:00",
            When(at="tomorrow 2:30 am"),
            "2026-03-29T03:30:00+02:00",
            id="a time that the night leaves out",
        ),
    ],
)
def test_when_the_clocks_change(now: str, when: When, moment: str) -> None:
    """A time of day is the clock's, a span of time is what it is."""
    found = due(when, datetime.fromisoformat(now).astimezone(BERLIN), sun)
    assert found is not None
    assert found.astimezone(UTC) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("at", "near", "moment"),
    [
        pytest.param("8:00", TOMORROW.replace(hour=7), TOMORROW.replace(hour=8), id="morning"),
        pytest.param("8:00", NOON.replace(hour=19), NOON.replace(hour=20), id="evening"),
        pytest.param("8:00 pm", TOMORROW.replace(hour=7), NOON.replace(hour=20), id="said"),
        pytest.param("11:00", TOMORROW.replace(hour=13), TOMORROW.replace(hour=11), id="its day"),
        pytest.param(
            "tomorrow 8:00", NOON.replace(hour=19), TOMORROW.replace(hour=8), id="another day"
        ),
    ],
)
def test_near(at: str, near: datetime, moment: datetime) -> None:
    """What is moved stays in its half of the day where nothing else was said."""
    assert due(When(at=at), NOON, sun, near=near) == moment


@pytest.mark.parametrize(
    ("at", "moment", "expected"),
    [
        pytest.param("7:00", NOON.replace(hour=19), "7:00 pm", id="pm"),
        pytest.param("7:05", TOMORROW.replace(hour=7, minute=5), "7:05 am", id="am"),
        pytest.param("12:00", TOMORROW, "12:00 pm", id="noon"),
        pytest.param("0:15", TOMORROW.replace(hour=0, minute=15), "12:15 am", id="midnight"),
        pytest.param("sunset", NOON.replace(hour=18), "sunset", id="sun"),
    ],
)
def test_settled(at: str, moment: datetime, expected: str) -> None:
    """What is repeated keeps the half of the day that was promised, and it reads the same."""
    when = settled(When(every="day", at=at), moment)
    assert when == When(every="day", at=expected)
    assert read(when.at)


def test_what_is_not_repeated_needs_no_settling() -> None:
    """A single time is kept as it was said."""
    assert settled(When(at="7:00"), NOON) == When(at="7:00")


@pytest.mark.parametrize(
    ("said", "planned", "moment", "expected"),
    [
        pytest.param("7:00", When(at="7:00 pm"), NOON.replace(hour=19), True, id="open"),
        pytest.param("7:00 am", When(at="7:00 pm"), NOON.replace(hour=19), False, id="half"),
        pytest.param("7:30", When(at="7:00 pm"), NOON.replace(hour=19), False, id="minute"),
        pytest.param("19:00", When(after_s=60), NOON.replace(hour=19), True, id="any plan"),
        pytest.param("tomorrow 7:00", When(), NOON.replace(hour=19), False, id="not today"),
        pytest.param("tomorrow 7:00", When(), TOMORROW.replace(hour=7), True, id="tomorrow"),
        pytest.param("sunset", When(at="sunset"), NOON.replace(hour=18), True, id="sunset"),
        pytest.param("sunset", When(at="6:00 pm"), NOON.replace(hour=18), False, id="by the clock"),
        pytest.param("sunrise", When(at="sunset"), NOON.replace(hour=18), False, id="other sun"),
        pytest.param("soon", When(at="soon"), NOON, False, id="nonsense"),
    ],
)
def test_is_at(said: str, planned: When, moment: datetime, expected: bool) -> None:
    """Something planned is found by the time of it."""
    assert is_at(said, moment, planned, NOON) is expected
