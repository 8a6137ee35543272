"""What was put off, in words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from custom_components.steward.agent.convert import Call
from custom_components.steward.agent.plan import Event, When
from custom_components.steward.agent.promises import Promise, Teller, gone
from tests.agent.homes import entity, home_of, states

NOON = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
"""A Wednesday."""
HOME = home_of(
    [
        entity("light.desk", "Desk Lamp"),
        entity("switch.heater", "Heater"),
        entity("binary_sensor.door", "Front Door", device_class="door"),
        entity("person.anna", "Anna"),
        entity("assist_satellite.hall", "Hall"),
        entity("notify.phone", "Phone"),
    ]
)
TELLER = Teller(now=NOON, home=HOME, states=states())
OFF = (Call(service="switch.turn_off", entity_ids=("switch.heater",)),)
ON = (Call(service="light.turn_on", entity_ids=("light.desk",)),)


def off(when: When, due: datetime | None = None, **rest: Any) -> Promise:
    """Return the promise to turn the heater off."""
    return Promise(calls=OFF, when=when, due=due, **rest)


def later(**time: float) -> datetime:
    """Return a moment after noon."""
    return NOON + timedelta(**time)


IN_TWENTY = off(When(after_s=1200), later(minutes=20))
AT_SEVEN = off(When(at="7:00"), later(hours=7))
WEEKDAYS = Promise(
    calls=ON, when=When(every="weekday", at="7:00 am"), due=NOON.replace(day=12, hour=7)
)
AT_THE_DOOR = off(When(event=Event(source="binary_sensor.door", state="open")))
BACK = Promise(back=(("switch.heater", "off"),), when=When(for_s=600), due=later(minutes=10))


@pytest.mark.parametrize(
    ("promise", "text"),
    [
        pytest.param(IN_TWENTY, "in 20 minutes", id="in"),
        pytest.param(off(When(after_s=5400), later(hours=1.5)), "in 1 hour and 30 minutes", id="h"),
        pytest.param(
            off(When(after_s=90), later(seconds=90)), "in 1 minute and 30 seconds", id="s"
        ),
        pytest.param(AT_SEVEN, "at 7 pm", id="at"),
        pytest.param(off(When(at="7:00"), later(hours=19)), "tomorrow at 7 am", id="tomorrow"),
        pytest.param(off(When(), later(days=2)), "on Friday at 12 pm", id="day"),
        pytest.param(off(When(at="sunset"), later(hours=6)), "at sunset", id="sunset"),
        pytest.param(
            off(When(at="tomorrow sunset"), later(hours=30)), "tomorrow at sunset", id="next sunset"
        ),
        pytest.param(WEEKDAYS, "every weekday at 7 am", id="weekday"),
        pytest.param(
            off(When(every="weekend", at="9:30 am"), later(days=3)),
            "on weekends at 9:30 am",
            id="e",
        ),
        pytest.param(
            off(When(every="monday", at="sunrise"), later(days=5)),
            "every Monday at sunrise",
            id="m",
        ),
        pytest.param(AT_THE_DOOR, "once Front Door is open", id="event"),
        pytest.param(
            off(When(event=Event(source="person.anna", state="home")), is_again=True),
            "the next time Anna is home",
            id="again",
        ),
    ],
)
def test_promised(promise: Promise, text: str) -> None:
    """A promise says what and when."""
    deed = "turn on Desk Lamp" if promise.calls == ON else "turn off Heater"
    assert TELLER.promised(promise) == f"I will {deed} {text}."


@pytest.mark.parametrize(
    ("now", "text"),
    [
        (later(minutes=2, seconds=10), "In 18 minutes"),
        (later(minutes=18, seconds=30), "In 1 minute and 30 seconds"),
        (later(minutes=25), "At 12:20 pm"),
    ],
)
def test_time_goes_by(now: datetime, text: str) -> None:
    """What is left is told, not what was asked for; of what is over, when it was."""
    teller = Teller(now=now, home=HOME, states=states())
    assert teller.listed([IN_TWENTY]) == f"{text}: turn off Heater."


def test_far_off_is_told_by_the_clock() -> None:
    """Nobody says "in 3 hours and 7 minutes" of what was asked for an hour ago."""
    promise = off(When(after_s=4 * 3600), later(hours=3, minutes=7))
    assert TELLER.listed([promise]) == "At 3:07 pm: turn off Heater."


def test_listed() -> None:
    """All is told in short sentences, what happens together at once."""
    lamp = Promise(calls=ON, when=IN_TWENTY.when, due=IN_TWENTY.due)
    assert TELLER.listed([BACK, IN_TWENTY, lamp, WEEKDAYS, AT_THE_DOOR]) == (
        "Heater goes back off in 10 minutes."
        " In 20 minutes: turn off Heater and turn on Desk Lamp."
        " Every weekday at 7 am: turn on Desk Lamp."
        " Once Front Door is open: turn off Heater."
    )


def test_nothing_listed() -> None:
    """Nothing is told as that, and for what."""
    assert TELLER.listed([]) == "Nothing is planned."
    assert TELLER.listed([], ["light.desk"]) == "Nothing is planned for Desk Lamp."


def test_long_list() -> None:
    """Nobody listens to twenty of them."""
    many = [off(When(at="7:00"), later(minutes=n)) for n in range(1, 10)]
    text = TELLER.listed(many)
    assert text.count("turn off") == 6
    assert text.endswith(" And 3 more.")


@pytest.mark.parametrize(
    ("promises", "text"),
    [
        pytest.param([AT_SEVEN], "I will not turn off Heater at 7 pm.", id="one"),
        pytest.param([BACK], "Heater stays as it is.", id="back"),
        pytest.param([AT_SEVEN, WEEKDAYS, BACK], "Cancelled all 3.", id="many"),
    ],
)
def test_cancelled(promises: list[Promise], text: str) -> None:
    """What is called off is told, so that a mistake is heard."""
    assert TELLER.cancelled(promises) == text


def test_which() -> None:
    """Who is asked which one hears all of them."""
    assert TELLER.which([AT_SEVEN, WEEKDAYS, BACK]) == (
        "Which one do you mean: turn off Heater at 7 pm, turn on Desk Lamp every weekday at 7 am"
        " or Heater goes back off in 10 minutes?"
    )


@pytest.mark.parametrize(
    ("promise", "summary", "description"),
    [
        pytest.param(AT_SEVEN, "Turn off Heater", None, id="moment"),
        pytest.param(WEEKDAYS, "Turn on Desk Lamp", "Every weekday at 7 am", id="repeated"),
        pytest.param(AT_THE_DOOR, "Turn off Heater", "Once Front Door is open", id="event"),
        pytest.param(BACK, "Heater goes back off", None, id="back"),
    ],
)
def test_item(promise: Promise, summary: str, description: str | None) -> None:
    """On a list it is what to do, and when where that is more than a moment."""
    assert (TELLER.summary(promise), TELLER.description(promise)) == (summary, description)


def test_back_to_several() -> None:
    """What does not simply go off goes back to how it was."""
    promise = Promise(
        back=(("light.desk", "on"), ("switch.heater", "off")),
        when=When(for_s=60),
        due=later(minutes=1),
    )
    assert TELLER.promised(promise) == (
        "Desk Lamp and Heater go back to how they were in 1 minute."
    )
    assert TELLER.cancelled([promise]) == "Desk Lamp and Heater stay as they are."


def test_messages_are_told_in_their_words() -> None:
    """What is to be said is told, not that something is."""
    calls = (
        Call(
            service="assist_satellite.announce",
            entity_ids=("assist_satellite.hall",),
            data={"message": "dinner is ready"},
        ),
        Call(
            service="notify.send_message",
            entity_ids=("notify.phone",),
            data={"message": "take the bins out"},
        ),
    )
    promise = Promise(calls=calls, when=When(at="7:00"), due=later(hours=7))
    assert TELLER.deed(promise) == (
        'say "dinner is ready" on Hall and send "take the bins out" to Phone'
    )


def test_just_the_next_time() -> None:
    """What was moved once is told with what stays."""
    moved = Promise(calls=ON, when=WEEKDAYS.when, due=later(minutes=10))
    assert TELLER.next_time(moved) == (
        "I will turn on Desk Lamp at 12:10 pm, and then every weekday as before."
    )
    assert TELLER.listed([moved]) == "Every weekday at 7 am: turn on Desk Lamp."


def test_gone() -> None:
    """What was removed is called by what is left of its name."""
    assert gone(["light.old_lamp"], HOME) == "Old lamp is not there any more."
    assert gone(["light.desk", "switch.heater"], HOME) == (
        "Desk Lamp and Heater are not there any more."
    )
