"""The tokens that carry structure."""

from __future__ import annotations

import json
from itertools import pairwise
from random import Random

import pytest

from custom_components.steward.agent.candidates import LABELS
from custom_components.steward.agent.kinds import DOMAINS, FEATURES, KINDS, kind_of
from custom_components.steward.agent.structure import (
    END,
    SPECIAL_TOKENS,
    data_keys,
    services,
    special_tokens,
)
from tests.agent.homes import house, shortlist


def test_services_are_those_of_the_grammars() -> None:
    """Every service has a domain that the agent knows, and stands once."""
    found = services()
    assert list(found) == sorted(set(found))
    domains = {service.partition(".")[0] for service in found}
    assert domains <= {*DOMAINS, "steward", "homeassistant"}
    assert {"light.turn_on", "steward.ask", "todo.add_item"} <= set(found)


def test_data_keys() -> None:
    """All keys of data, with those that name an option; no key of the call itself."""
    found = set(data_keys())
    assert {"brightness_pct", "temperature", "source", "hvac_mode", "minutes", "code"} <= found
    assert found.isdisjoint({"calls", "service", "target", "except", "data"})


def test_tokens_are_each_their_own() -> None:
    """No token stands twice, and none is empty: the place of each is its id."""
    assert len(set(SPECIAL_TOKENS)) == len(SPECIAL_TOKENS)
    assert all(SPECIAL_TOKENS)
    assert special_tokens() == SPECIAL_TOKENS
    assert END not in SPECIAL_TOKENS


@pytest.mark.parametrize(
    "tokens",
    [
        pytest.param(LABELS, id="labels"),
        pytest.param(("@here", "@home"), id="places"),
        pytest.param(tuple(f"<{kind}>" for kind in KINDS), id="kinds"),
        pytest.param(tuple(f'{{"service":"{s}"' for s in services()), id="calls"),
        pytest.param(tuple(f'"{key}":' for key in data_keys()), id="keys"),
        pytest.param(("<here>", "<typed>", "<user>", "<call>", "<area>", "<floor>"), id="context"),
    ],
)
def test_every_part_of_prompt_and_plan_is_one_token(tokens: tuple[str, ...]) -> None:
    """What prompt and plan are built of is known to the tokenizer."""
    assert set(tokens) <= set(SPECIAL_TOKENS)


def test_no_label_begins_another() -> None:
    """Behind "@h" the model may mean "@here": only whole tokens may tell them apart."""
    labels = sorted((*LABELS, "@here", "@home"))
    begun = [(one, two) for one, two in pairwise(labels) if two.startswith(one)]
    assert {one for one, _ in begun} <= {"@h"}
    assert {"@h", "@here", "@home"} <= set(SPECIAL_TOKENS)


def test_tokens_cut_a_plan_without_overlap() -> None:
    """Wherever two tokens fit a plan, one lies within the other or they are apart."""
    plan = json.dumps(
        {
            "calls": [
                {
                    "service": "light.turn_on",
                    "target": ["@a", "@here"],
                    "except": ["@b"],
                    "data": {"brightness_pct": 40},
                    "in": {"hours": 1, "minutes": 5},
                },
                {"service": "steward.start_timer", "data": {"minutes": 5, "name": " egg"}},
            ]
        },
        separators=(",", ":"),
    )
    places = [
        (start, start + len(token))
        for token in SPECIAL_TOKENS
        for start in range(len(plan))
        if plan.startswith(token, start)
    ]
    crossing = [(one, two) for one in places for two in places if one[0] < two[0] < one[1] < two[1]]
    assert len(places) > 8
    assert crossing == []


@pytest.mark.parametrize(
    ("domain", "device_class", "kind"),
    [
        pytest.param("cover", "garage", "cover.garage", id="known class"),
        pytest.param("cover", "zeppelin", "cover", id="unknown class"),
        pytest.param("light", None, "light", id="no class"),
        pytest.param("light", "", "light", id="empty class"),
    ],
)
def test_kinds(domain: str, device_class: str | None, kind: str) -> None:
    """A kind is a domain, with its device class where people tell it apart."""
    assert kind_of(domain, device_class) == kind


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        (
            "climate",
            "on_off temperature temperature_range mode preset fan_mode swing humidity",
        ),
        ("vacuum", "start pause stop dock locate spot speed"),
        ("lawn_mower", "start pause dock"),
        ("alarm_control_panel", "home away night vacation disarm"),
    ],
)
def test_features_are_no_words_that_people_say(domain: str, expected: str) -> None:
    """The table holds what `abilities` finds and the grammars need, each once."""
    assert FEATURES[domain] == tuple(expected.split())


@pytest.mark.parametrize("domain", ["light", "cover", "fan", "media_player", "lock", "valve"])
def test_features_stand_once(domain: str) -> None:
    """No feature is listed twice."""
    assert len(set(FEATURES[domain])) == len(FEATURES[domain])


def test_the_house_of_the_tests_is_sound() -> None:
    """The homes that these tests are made with use features that the agent has words for."""
    home = house()
    known = {e.domain: set(FEATURES[e.domain]) for e in home.everything()}
    assert all(e.features <= known[e.domain] for e in home.everything())
    assert all(e.kind in KINDS for e in home.everything())
    listed = shortlist(home, *Random(1).sample([*home.entities], 5))
    assert [c.label for c in listed.candidates] == list(LABELS[:5])
