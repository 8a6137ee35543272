"""The model's JSON as typed calls, and calls as the model is taught to write them."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custom_components.steward.agent.errors import AgentError, PlanError, SentenceError
from custom_components.steward.agent.plan import (
    AT_ONCE,
    PlannedCall,
    When,
    dumps,
    parse,
    seconds,
    written,
)

PLAN = (
    '{"calls":[{"service":"light.turn_on","target":["@a","@home"],"of":" light",'
    '"except":["@b"],"data":{"color_name":" red","brightness_pct":40},"in":{"minutes":5}}]}'
)


def one(rest: str) -> PlannedCall:
    """Return the only call of a plan with some more keys."""
    (call,) = parse(f'{{"calls":[{{"service":"light.turn_on"{rest}}}]}}')
    return call


def test_a_whole_call() -> None:
    """Every part of a call finds its field, and strings lose the space that they begin with."""
    assert parse(PLAN) == (
        PlannedCall(
            service="light.turn_on",
            target=("@a", "@home"),
            of="light",
            excluded=("@b",),
            data={"color_name": "red", "brightness_pct": 40},
            when=When(after_s=300),
        ),
    )


def test_calls_keep_their_order() -> None:
    """What is said first is done first."""
    text = '{"calls":[{"service":"a.b"},{"service":"c.d"},{"service":"e.f"}]}'
    assert [call.service for call in parse(text)] == ["a.b", "c.d", "e.f"]


def test_a_bare_call() -> None:
    """A service alone has no target, no data and no time."""
    assert one("") == PlannedCall(service="light.turn_on", when=AT_ONCE)


@pytest.mark.parametrize(
    ("rest", "when"),
    [
        pytest.param(',"in":{"hours":1,"minutes":30}', When(after_s=5400), id="after a while"),
        pytest.param(',"for":{"seconds":90}', When(for_s=90), id="for a while"),
        pytest.param(',"at":" tomorrow 7:30 am"', When(at="tomorrow 7:30 am"), id="at a time"),
    ],
)
def test_when(rest: str, when: When) -> None:
    """At most one of the times is set."""
    assert one(rest).when == when


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        pytest.param({"hours": 2}, 7200, id="hours"),
        pytest.param({"minutes": 2.5}, 150, id="broken minutes"),
        pytest.param({"hours": 1, "minutes": 1, "seconds": 1}, 3661, id="all"),
        pytest.param({}, 0, id="none"),
        pytest.param({"days": 3}, 0, id="unknown unit"),
    ],
)
def test_seconds(duration: dict[str, float], expected: float) -> None:
    """Units add up; those that are not known count nothing."""
    assert seconds(duration) == expected


NOT_PLANS = [
    pytest.param("", id="nothing"),
    pytest.param("turn on the light", id="words"),
    pytest.param("null", id="null"),
    pytest.param("[]", id="list"),
    pytest.param("{}", id="no calls"),
    pytest.param('{"calls":5}', id="calls are a number"),
    pytest.param('{"calls":null}', id="calls are null"),
    pytest.param('{"calls":"light"}', id="calls are a word"),
    pytest.param('{"calls":[5]}', id="a call is a number"),
    pytest.param('{"calls":[[]]}', id="a call is a list"),
    pytest.param('{"calls":[{"target":["@a"]}]}', id="no service"),
    pytest.param('{"calls":[{"service":"a.b","target":5}]}', id="target is a number"),
    pytest.param('{"calls":[{"service":"a.b","of":5}]}', id="class is a number"),
    pytest.param('{"calls":[{"service":"a.b","data":[1]}]}', id="data are a list"),
    pytest.param('{"calls":[{"service":"a.b","in":5}]}', id="duration is a number"),
    pytest.param('{"calls":[{"service":"a.b","in":{"minutes":"x"}}]}', id="minutes are a word"),
    pytest.param('{"calls":[{"service":"a.b","at":{"minutes":1}}]}', id="time is a duration"),
    pytest.param('{"calls":[{"service":"a.b"}]} and more', id="talk behind it"),
    pytest.param('{"calls":[{"service":"a.b","in":{"hours":%s}}]}' % ("9" * 5000), id="endless"),
]


@pytest.mark.parametrize("text", NOT_PLANS)
def test_what_is_not_a_plan(text: str) -> None:
    """Wrong shapes raise the agent's own error."""
    with pytest.raises(PlanError):
        parse(text)


@pytest.mark.parametrize("length", range(len(PLAN)))
def test_a_plan_that_was_cut_off(length: int) -> None:
    """No beginning of a plan passes for a plan."""
    with pytest.raises(PlanError):
        parse(PLAN[:length])


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["service", "target", "of", "except", "data", "in", "at", "for"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(entries=_JSON)
def test_no_other_error_than_its_own(entries: object) -> None:
    """Whatever JSON stands where the calls belong, it is a plan or a PlanError."""
    with suppress(PlanError):
        assert all(isinstance(c, PlannedCall) for c in parse(json.dumps({"calls": entries})))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"calls":' + "[" * 100_000, id="too deep"),
        pytest.param('{"calls":[{"service":"a.b","in":{"hours":1%s}}]}' % ("0" * 400), id="huge"),
    ],
)
def test_what_python_itself_cannot_read(text: str) -> None:
    """Too deep and too large is not a plan either."""
    with pytest.raises(PlanError):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"calls":[{"service":5}]}', id="service is a number"),
        pytest.param('{"calls":[{"service":"light"}]}', id="service without a domain"),
        pytest.param('{"calls":[{"service":"a.b","target":"@a"}]}', id="target is a word"),
        pytest.param('{"calls":[{"service":"a.b","target":[5]}]}', id="label is a number"),
        pytest.param('{"calls":[{"service":"a.b","target":[["@a"]]}]}', id="label is a list"),
        pytest.param('{"calls":[{"service":"a.b","except":"@a"}]}', id="exception is a word"),
        pytest.param('{"calls":{}}', id="calls are an object"),
    ],
)
def test_wrong_types_are_not_a_plan(text: str) -> None:
    """A call that nothing behind the plan could use is refused here."""
    with pytest.raises(PlanError):
        parse(text)


# Writing


def test_one_order_of_keys_and_a_space_before_strings() -> None:
    """Calls are written in one way, whatever order they came in."""
    entry = {
        "in": {"minutes": 5, "hours": 1},
        "data": {"brightness_pct": 40, "color_name": "red"},
        "except": ["@b"],
        "of": "light",
        "target": ["@a"],
        "service": "light.turn_on",
    }
    assert dumps([entry]) == (
        '{"calls":[{"service":"light.turn_on","target":["@a"],"of":" light","except":["@b"],'
        '"data":{"color_name":" red","brightness_pct":40},"in":{"hours":1,"minutes":5}}]}'
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("milk", '" milk"', id="word"),
        pytest.param(" milk ", '" milk"', id="spaces"),
        pytest.param("@c", '"@c"', id="label"),
        pytest.param("Käse", '" Käse"', id="letters stay"),
        pytest.param(5, "5", id="number"),
        pytest.param(True, "true", id="truth"),
    ],
)
def test_values(value: object, expected: str) -> None:
    """Only words get a space, labels and numbers do not."""
    assert f'"item":{expected}' in dumps([{"service": "todo.add_item", "data": {"item": value}}])


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(PlannedCall(service="steward.undo"), id="bare"),
        pytest.param(
            PlannedCall(service="cover.open_cover", target=("@here",), of="curtain"), id="class"
        ),
        pytest.param(
            PlannedCall(
                service="light.turn_on",
                target=("@a", "@b"),
                excluded=("@c",),
                data={"effect": "@d", "brightness_pct": 5},
            ),
            id="data",
        ),
    ],
)
def test_there_and_back(call: PlannedCall) -> None:
    """What is written is read as the same call."""
    assert parse(dumps([written(call)])) == (call,)


def test_labels_exchanged() -> None:
    """Labels follow the new list everywhere; those that are lost go, other words stay."""
    call = PlannedCall(
        service="media_player.select_source",
        target=("@a", "@b", "@home"),
        excluded=("@b", "@c"),
        data={"source": "@d", "effect": "@e", "item": "milk", "volume": 5},
    )
    moved = call.with_labels({"@a": "@x", "@c": "@a", "@d": "@b", "@home": "@home"})
    assert moved.target == ("@x", "@home")
    assert moved.excluded == ("@a",)
    assert moved.data == {"source": "@b", "item": "milk", "volume": 5}
    assert call.target == ("@a", "@b", "@home")


# The errors themselves


@pytest.mark.parametrize("error", [PlanError("x"), SentenceError("empty")])
def test_errors_have_one_root(error: Exception) -> None:
    """One except clause catches all that the agent raises."""
    assert isinstance(error, AgentError)


def test_a_sentence_error_says_why() -> None:
    """The code tells what to answer."""
    assert SentenceError("too_long").code == "too_long"
