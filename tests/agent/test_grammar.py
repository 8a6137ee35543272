"""What the model may say: the grammar of a sentence, drawn from at random and held against the house.

The random plans come in two ways: thousands by a walk over the grammar's own text, and a few
through llama.cpp with a model of random weights.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from custom_components.steward.agent.candidates import OPTION, Shortlist
from custom_components.steward.agent.convert import READS, Call, convert
from custom_components.steward.agent.grammar import build, number_rule, rules
from custom_components.steward.agent.home import EVERYWHERE, HERE, Entity, Home
from custom_components.steward.agent.plan import PlannedCall, parse
from custom_components.steward.agent.prompt import render
from custom_components.steward.agent.scope import is_wide
from custom_components.steward.agent.shortlist import Index
from custom_components.steward.agent.structure import services
from custom_components.steward.agent.targets import States
from custom_components.steward.engine import GrammarError
from custom_components.steward.engine.language_model import LanguageModel
from custom_components.steward.engine.protocol import Complete
from tests.agent.gbnf_regex import compile_grammar
from tests.agent.homes import (
    entity,
    home_of,
    house,
    sample_home,
    sample_sentence,
    sample_states,
    shortlist,
)

HOMES, PLANS_EACH = 200, 25
SAMPLED_BY_ENGINE = 40

type Schema = Callable[[dict[str, Any]], Any]

# A random walk over a grammar


_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"|\[(?:[^\]\\]|\\.)*\]|\{\d+(?:,\d*)?\}|[a-z][a-z0-9-]*|[()|?*+]'
)
_ALPHABET = "abcxyzXYZ 0123456789.,:;!?'\"\\-_/&%[](){}<>@=çéß\u4e2d\U0001f642\n\x7f"
_MOST = 12


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a rule: alternatives, a sequence, a repetition, a class, a reference or a text."""

    kind: str
    parts: tuple[Node, ...] = ()
    text: str = ""
    bounds: tuple[int, int] = (1, 1)


@lru_cache(maxsize=4096)
def node_of(body: str) -> Node:
    """Return the body of a rule as a tree."""
    tokens = _TOKEN.findall(body)
    tree = _alternatives(tokens)
    assert not tokens, body
    return tree


def _alternatives(tokens: list[str]) -> Node:
    """Read alternatives up to a closing bracket or the end."""
    found = [_sequence(tokens)]
    while tokens and tokens[0] == "|":
        tokens.pop(0)
        found.append(_sequence(tokens))
    return Node("or", tuple(found))


def _sequence(tokens: list[str]) -> Node:
    """Read one alternative."""
    found: list[Node] = []
    while tokens and tokens[0] not in "|)":
        token = tokens.pop(0)
        if token[0] in "?*+{":
            found[-1] = Node("repeat", (found[-1],), bounds=_bounds(token))
        elif token == "(":
            found.append(_alternatives(tokens))
            assert tokens.pop(0) == ")"
        else:
            found.append(_leaf(token))
    return Node("and", tuple(found))


def _leaf(token: str) -> Node:
    """Return a text, a class of characters or a reference."""
    if token[0] == '"':
        return Node("text", text=json.loads(token))
    if token[0] == "[":
        return Node("class", text="".join(c for c in _ALPHABET if re.fullmatch(token, c)))
    return Node("rule", text=token)


def _bounds(token: str) -> tuple[int, int]:
    """Return how often something may stand."""
    if token[0] == "{":
        low, _, high = token[1:-1].partition(",")
        return int(low), int(high or low) if "," in token else int(low)
    return {"?": (0, 1), "*": (0, _MOST), "+": (1, _MOST)}[token]


def walk(grammar: str, rng: Random) -> Callable[[], str]:
    """Return what draws random texts from a grammar."""
    bodies = dict(line.split(" ::= ", 1) for line in grammar.splitlines())

    def draw(node: Node) -> str:
        """Return a random text of a node."""
        if node.kind == "text":
            return node.text
        if node.kind == "class":
            return rng.choice(node.text)
        if node.kind == "rule":
            return draw(node_of(bodies[node.text]))
        if node.kind == "or":
            return draw(rng.choice(node.parts))
        if node.kind == "repeat":
            low, high = node.bounds
            count = low + next((n for n in range(high - low) if rng.random() > 0.4), high - low)
            return "".join(draw(node.parts[0]) for _ in range(count))
        return "".join(map(draw, node.parts))

    return lambda: draw(node_of("root"))


# What must hold for a plan


@dataclass(frozen=True, slots=True)
class Case:
    """A home with a sentence in it."""

    home: Home
    shortlist: Shortlist
    states: States
    grammar: str
    wide: bool


def sample_case(seed: int) -> Case:
    """Return a random home with a random sentence."""
    rng = Random(seed)
    home = sample_home(rng)
    index = Index(home)
    here = rng.choice([None, *home.areas])
    found = index.find(sample_sentence(rng, home), here=here)
    confirming, was_wide = rng.random() < 0.2, rng.random() < 0.3
    later = rng.random() < 0.5
    grammar = build(found, home, confirming=confirming, later=later, was_wide=was_wide)
    wide = was_wide or is_wide(found)
    return Case(home, found, sample_states(rng, home), grammar, wide)


_PLAIN_RANGES = {
    "brightness_pct": (1, 100),
    "percentage": (0, 100),
    "position": (0, 100),
    "tilt_position": (0, 100),
    "volume_level": (0, 1),
}
_OWN_RANGES = {
    "temperature": "temperature",
    "target_temp_low": "temperature",
    "target_temp_high": "temperature",
    "humidity": "humidity",
    "value": "value",
    "color_temp_kelvin": "color_temp_kelvin",
}
_OPTIONS = frozenset(
    "source effect preset_mode fan_mode swing_mode mode operation_mode fan_speed option "
    "hvac_mode".split()
)
_NEEDS = {
    "brightness_pct": "dim",
    "color_name": "color",
    "hs_color": "color",
    "color_temp_kelvin": "color_temp",
    "percentage": "speed",
    "oscillating": "oscillate",
    "direction": "direction",
    "position": "position",
    "tilt_position": "tilt_position",
    "volume_level": "volume",
    "is_volume_muted": "mute",
}
_SERVICE = re.compile(r'"service":"([a-z_.]+)"')


def faults(text: str, case: Case, schemas: Mapping[str, Schema]) -> list[str]:
    """Return what is wrong with a plan that a grammar allowed."""
    found: list[str] = []
    for planned in parse(text):
        found += _foreign_labels(planned, case)
        converted = convert(planned, case.shortlist, case.home, case.states)
        for call in converted.calls:
            found += _call_faults(call, planned, case, schemas)
    return [f"{fault} in {text}" for fault in found]


def _foreign_labels(planned: PlannedCall, case: Case) -> Iterator[str]:
    """Yield labels that stand for nothing here."""
    known = case.shortlist.by_label
    places = {EVERYWHERE, HERE} if case.shortlist.here else {EVERYWHERE}
    things = {label for label, candidate in known.items() if candidate.kind != OPTION} | places
    event = planned.when.event
    for label in (*planned.target, *planned.excluded, *([event.source] if event else [])):
        if label not in things:
            yield f"{planned.service} names {label}"
    if EVERYWHERE in planned.target and not case.wide and planned.service not in READS:
        yield f"{planned.service} reaches the whole house"
    for key, value in planned.data.items():
        if str(value).startswith("@") and known[value].key != key:
            yield f"{planned.service} {key} is {value}"


_UNAIMED = {"todo": "todo.any", "assist_satellite": "assist_satellite.any", "notify": "notify.any"}
"""What may be said without a target: the only list, everyone; and what is then sent it."""


def _call_faults(
    call: Call, planned: PlannedCall, case: Case, schemas: Mapping[str, Schema]
) -> Iterator[str]:
    """Yield what is wrong with a converted call."""
    if hidden := set(call.entity_ids) - set(case.home.entities):
        yield f"{call.service} on {hidden}, which the home does not have"
    if call.is_read or call.domain == "steward":
        return
    if not call.entity_ids and call.domain not in _UNAIMED:
        yield f"{call.service} on nothing"
    yield from _schema_faults(call, schemas)
    for entity_id in call.entity_ids:
        thing = case.home.entities[entity_id]
        if call.domain != thing.domain:
            yield f"{call.service} on {entity_id}"
        for key, value in call.data.items():
            yield from _value_faults(call, thing, key, value)


def _schema_faults(call: Call, schemas: Mapping[str, Schema]) -> Iterator[str]:
    """Yield why Home Assistant would not take a call."""
    if call.service not in schemas:
        yield f"{call.service}: no such service"
        return
    try:
        schemas[call.service](_completed(call))
    except Exception as error:  # noqa: BLE001 - whatever a schema raises is the finding
        where = "" if call.entity_ids else " without a list"
        yield f"{call.service}{where}: {error} {dict(call.data)}"


def _completed(call: Call) -> dict[str, Any]:
    """Return data as it is sent: where nobody was named, `lists` and `messages` set the target."""
    if call.entity_ids:
        return {**call.data, "entity_id": list(call.entity_ids)}
    status = {"status": "completed"} if call.service == "todo.update_item" else {}
    return {**call.data, **status, "entity_id": [_UNAIMED[call.domain]]}


def _value_faults(call: Call, thing: Entity, key: str, value: Any) -> Iterator[str]:
    """Yield what an entity cannot be set to."""
    said = f"{call.service} {thing.entity_id} {key} {value}"
    low, high = _PLAIN_RANGES.get(key) or thing.ranges.get(_OWN_RANGES.get(key, ""), (None, None))
    if low is not None and high is not None and not low <= value <= high:
        yield f"{said} out of range {low} to {high}"
    if key in _OPTIONS and value not in thing.options.get(key, ()):
        yield f"{said} is no {key} of it"
    if key in _NEEDS and _NEEDS[key] not in thing.features:
        yield f"{said} which it cannot do"


_DOMAINS = (
    "homeassistant light switch fan cover valve lock climate humidifier water_heater media_player "
    "vacuum lawn_mower alarm_control_panel siren scene script button input_button automation number "
    "input_number select input_select todo update input_boolean assist_satellite notify"
).split()


@pytest.fixture
async def schemas(hass: HomeAssistant) -> dict[str, Schema]:
    """Return the schema of each of Home Assistant's services by name."""
    for domain in _DOMAINS:
        assert await async_setup_component(hass, domain, {}), domain
    registered = hass.services.async_services()
    return {
        f"{domain}.{name}": service.schema or dict
        for domain, services_ in registered.items()
        for name, service in services_.items()
    }


@pytest.fixture(scope="module")
def model(tiny_model: Path) -> Iterator[LanguageModel]:
    """Return the model of random weights, loaded."""
    loaded = LanguageModel(tiny_model, threads=1, context=8192)
    yield loaded
    loaded.close()


async def test_all_that_can_be_said_is_legal(schemas: dict[str, Schema]) -> None:
    """Thousands of random plans parse, name only what is there, and are calls Home Assistant takes."""
    found: list[str] = []
    said: set[str] = set()
    for seed in range(HOMES):
        case = sample_case(seed)
        draw = walk(case.grammar, Random(seed))
        for plan in (draw() for _ in range(PLANS_EACH)):
            found += faults(plan, case, schemas)
            said.update(_SERVICE.findall(plan))
    assert said == set(services())
    assert not found, f"{len(found)} faults:\n" + "\n".join(found[:12])


async def test_a_model_of_random_weights_says_only_what_is_legal(
    model: LanguageModel, schemas: dict[str, Schema], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What llama.cpp lets a model write under the grammar is legal too."""
    dice = np.random.default_rng(7)
    monkeypatch.setattr(np.random, "default_rng", lambda: dice)
    found: list[str] = []
    reasons: set[str] = set()
    for seed in range(SAMPLED_BY_ENGINE):
        case = sample_case(1000 + seed)
        request = Complete(
            request_id=str(seed),
            prompt=render(case.shortlist, case.home),
            grammar=case.grammar,
            max_tokens=4000,
            deadline_ms=60_000,
            temperature=1.0,
        )
        completed = model.complete(request, lambda: None)
        reasons.add(completed.stop_reason)
        found += faults(completed.text, case, schemas)
    assert not found, "\n".join(found[:12])
    assert reasons <= {"grammar", "end"}


def test_llama_cpp_reads_every_grammar(model: LanguageModel) -> None:
    """The text for any home is one that llama.cpp parses; a broken one is told from it."""
    for seed in range(50):
        model.grammar(sample_case(2000 + seed).grammar).close()
    with pytest.raises(GrammarError):
        model.grammar(sample_case(1).grammar.replace("percent ::=", "percent :="))


def test_the_size_follows_the_shortlist_not_the_house() -> None:
    """A hundred times the entities make the same grammar, but for a little."""
    small = sample_home(Random(5), size=30)
    copies = [
        replace(e, entity_id=f"{e.entity_id}_{n}", names=tuple(f"{name} {n}" for name in e.names))
        for n in range(99)
        for e in small.everything()
    ]
    large = replace(small, entities={**small.entities, **{e.entity_id: e for e in copies}})
    listed = shortlist(
        small, *[*small.entities][:8], *[*small.areas][:3], here=next(iter(small.areas))
    )
    assert len(large.entities) == 3000
    sizes = [len(build(listed, home, was_wide=True)) for home in (small, large)]
    assert sizes[1] <= 1.2 * sizes[0]


def test_the_size_does_not_follow_what_a_place_holds() -> None:
    """Three thousand entities of all sorts in three rooms stay within what the calls take."""
    crowd = sample_home(Random(6), size=3000)
    listed = shortlist(
        crowd, *[*crowd.entities][:8], *[*crowd.areas][:3], here=next(iter(crowd.areas))
    )
    everything = sum(len(rule.body) + len(rule.name) + 5 for rule in rules())
    assert len(build(listed, crowd, was_wide=True)) <= 2.5 * everything


# Single rules


def says(text: str, home: Home, found: Shortlist, *, confirming: bool = False) -> bool:
    """Return whether a plan of one call can be said."""
    pattern = compile_grammar(build(found, home, confirming=confirming))
    return bool(pattern.fullmatch(f'{{"calls":[{text}]}}'))


LAMP_AND_KITCHEN = ("light.strip", "kitchen", ("effect", "Fire"), "climate.lounge", "cover.garage")


@pytest.mark.parametrize(
    ("call", "is_legal"),
    [
        pytest.param('{"service":"light.turn_on","target":["@a"]}', True, id="a light"),
        pytest.param('{"service":"light.turn_on","target":["@b"]}', True, id="a room"),
        pytest.param('{"service":"light.turn_on","target":["@home"]}', False, id="unsaid house"),
        pytest.param('{"service":"steward.get_state","target":["@home"]}', True, id="ask of it"),
        pytest.param(
            '{"service":"steward.list","target":["@home"],"of":" light"}', True, id="list of it"
        ),
        pytest.param('{"service":"light.turn_on","target":["@here"]}', True, id="here"),
        pytest.param('{"service":"light.turn_on","target":["@d"]}', False, id="no light"),
        pytest.param('{"service":"light.turn_on","target":["@f"]}', False, id="not on the list"),
        pytest.param('{"service":"light.turn_on","target":["@c"]}', False, id="an option"),
        pytest.param('{"service":"light.turn_on","target":[]}', False, id="no target"),
        pytest.param('{"service":"light.turn_on"}', False, id="target left out"),
        pytest.param(
            '{"service":"light.turn_on","target":["@a"],"data":{"effect":"@c"}}', True, id="effect"
        ),
        pytest.param(
            '{"service":"light.turn_on","target":["@b"],"data":{"effect":"@c"}}',
            False,
            id="effect of a room",
        ),
        pytest.param(
            '{"service":"light.turn_on","target":["@a"],"data":{"brightness_pct":100}}',
            True,
            id="full brightness",
        ),
        pytest.param(
            '{"service":"light.turn_on","target":["@a"],"data":{"brightness_pct":0}}',
            False,
            id="no brightness",
        ),
        pytest.param(
            '{"service":"light.turn_on","target":["@a"],"data":{"brightness_pct":101}}',
            False,
            id="too bright",
        ),
        pytest.param(
            '{"service":"light.turn_on","target":["@a"],"data":{"white":" warm"}}',
            False,
            id="no white light",
        ),
        pytest.param(
            '{"service":"climate.set_temperature","target":["@d"],"data":{"temperature":30}}',
            True,
            id="highest temperature",
        ),
        pytest.param(
            '{"service":"climate.set_temperature","target":["@d"],"data":{"temperature":31}}',
            False,
            id="too warm",
        ),
        pytest.param(
            '{"service":"climate.set_hvac_mode","target":["@d"],"data":{"hvac_mode":" heat"}}',
            True,
            id="its mode",
        ),
        pytest.param(
            '{"service":"climate.set_hvac_mode","target":["@d"],"data":{"hvac_mode":" cool"}}',
            False,
            id="not its mode",
        ),
        pytest.param(
            '{"service":"cover.open_cover","target":["@e"],"in":{"minutes":5}}', True, id="later"
        ),
        pytest.param('{"service":"homeassistant.turn_on","target":["@e"]}', False, id="no switch"),
        pytest.param(
            '{"service":"light.turn_off","target":["@b"],"except":["@a"]}', True, id="except"
        ),
        pytest.param('{"service":"siren.turn_on","target":["@home"]}', False, id="no siren"),
        pytest.param('{"service":"steward.ask"}', True, id="ask"),
        pytest.param('{"service":"steward.undo"}', True, id="undo"),
        pytest.param('{"service":"steward.decline","data":{"reason":" scope"}}', True, id="no"),
        pytest.param('{"service":"steward.confirm"}', False, id="nothing to confirm"),
        pytest.param('{"service":"shell_command.run","target":["@a"]}', False, id="no service"),
    ],
)
def test_what_can_be_said(call: str, is_legal: bool) -> None:
    """A call is legal on targets that are listed and can do it, with values they take."""
    home = house()
    found = shortlist(home, *LAMP_AND_KITCHEN, here="lounge")
    assert says(call, home, found) is is_legal


@pytest.mark.parametrize(
    ("words", "was_wide", "is_legal"),
    [
        pytest.param("turn off all the lights", False, True, id="all"),
        pytest.param("lights off everywhere", False, True, id="everywhere"),
        pytest.param("all lights off except the kitchen", False, True, id="but one room"),
        pytest.param("turn off the bulb", False, False, id="one"),
        pytest.param("turn off all the lights in the kitchen", False, False, id="all of a room"),
        pytest.param("lights off upstairs", False, False, id="all of a floor"),
        pytest.param("and off again", True, True, id="as before"),
    ],
)
def test_the_whole_house_must_be_said(words: str, was_wide: bool, is_legal: bool) -> None:
    """Nothing reaches the whole house unless the sentence, or the one before, speaks of it."""
    home = house()
    drawn = compile_grammar(build(Index(home).find(words), home, was_wide=was_wide))
    plan = '{"calls":[{"service":"light.turn_off","target":["@home"]}]}'
    assert bool(drawn.fullmatch(plan)) is is_legal


def test_confirming_needs_an_open_question() -> None:
    """Only while something is to be confirmed can it be confirmed."""
    home = house()
    found = shortlist(home, "light.strip")
    assert says('{"service":"steward.confirm"}', home, found, confirming=True)
    assert not says('{"service":"steward.confirm"}', home, found)


def test_an_empty_house_can_still_talk() -> None:
    """Without a single entity one can be asked, declined and undone, and nothing be switched."""
    home = home_of([])
    text = build(shortlist(home), home)
    drawn = walk(text, Random(1))
    said = {call.service for _ in range(300) for call in parse(drawn())}
    assert {"steward.ask", "steward.decline", "steward.undo", "steward.get_time"} <= said
    assert {service.partition(".")[0] for service in said} == {"steward"}


def test_here_needs_a_known_place() -> None:
    """Who typed is nowhere: "here" cannot be said."""
    home = house()
    assert "@here" in build(shortlist(home, here="lounge"), home)
    assert "@here" not in build(shortlist(home), home)


def test_celsius_in_a_house_of_fahrenheit() -> None:
    """The numbers with a unit are those of the other scale."""
    home = house("°F")
    hot = replace(home.entities["climate.lounge"], ranges={"temperature": (50.0, 86.0)})
    home = replace(home, entities={**home.entities, hot.entity_id: hot})
    call = '{"service":"climate.set_temperature","target":["@a"],"data":{"temperature":%s}}'
    found = shortlist(home, "climate.lounge")
    assert says(call % '30,"unit":" celsius"', home, found)
    assert not says(call % '31,"unit":" celsius"', home, found)
    assert says(call % "86", home, found)
    assert not says(call % "30", home, found)


def test_no_name_of_the_house_is_in_the_grammar() -> None:
    """Nothing that a name or an option says reaches the grammar: labels stand for them."""
    home = home_of(
        [
            entity(
                "media_player.x",
                'evil" | root',
                "den",
                features="source",
                options={"source": ('"]} hack',)},
            )
        ]
    )
    text = build(shortlist(home, "media_player.x", ("source", '"]} hack')), home)
    assert "hack" not in text
    assert "evil" not in text
    assert '\\"source\\":\\"@b\\"' in text


def test_every_call_of_the_files_is_a_rule() -> None:
    """The files are read whole: each service they name belongs to a call, each rule has a body."""
    named = {rule.body.split('\\"')[3] for rule in rules() if rule.is_call}
    assert named == set(services())
    assert all(rule.body.strip() for rule in rules())
    assert len({rule.name for rule in rules()}) == len(rules())


# Numbers


def numbers(low: float, high: float, *, halves: bool = False) -> re.Pattern[str]:
    """Return the pattern of a number rule."""
    return compile_grammar(f"root ::= {number_rule(low, high, halves=halves)}")


@pytest.mark.parametrize(
    ("low", "high", "halves", "legal", "illegal"),
    [
        pytest.param(5, 30, True, ["5", "29.5", "30"], ["4", "4.5", "30.5", "31"], id="halves"),
        pytest.param(0, 10, False, ["0", "10"], ["-1", "11", "9.5"], id="whole"),
        pytest.param(16.5, 28.5, True, ["17", "28"], ["16", "28.5", "29"], id="broken bounds"),
        pytest.param(-20, 20, True, ["-20", "-1", "20"], ["-21", "21"], id="below zero"),
        pytest.param(1, 1, True, ["1"], ["0", "1.5", "2"], id="one"),
        pytest.param(
            2000, 6500, False, ["2000", "2700", "6499", "6500"], ["1999", "6501", "200"], id="wide"
        ),
    ],
)
def test_number_rules(
    low: float, high: float, halves: bool, legal: list[str], illegal: list[str]
) -> None:
    """A number can be said if it is in the range, bounds included."""
    pattern = numbers(low, high, halves=halves)
    assert [n for n in legal if not pattern.fullmatch(n)] == []
    assert [n for n in illegal if pattern.fullmatch(n)] == []


def test_a_range_without_a_whole_number_is_left_out() -> None:
    """What can be set to nothing sayable cannot be said at all."""
    assert number_rule(0.2, 0.8, halves=True) == ""
    knob = entity("number.x", "Knob", features="value", ranges={"value": (0.2, 0.8)})
    home = home_of([knob])
    assert "number.set_value" not in build(shortlist(home, "number.x"), home)


@pytest.mark.parametrize(
    ("low", "high", "number"),
    [
        pytest.param(0, 1000, "50", id="50 of 0 to 1000"),
        pytest.param(2000, 6535, "6500", id="6500 K of a light that goes to 6535 K"),
        pytest.param(-500, 500, "20", id="20 of -500 to 500"),
    ],
)
def test_every_number_of_a_wide_range_can_be_said(low: float, high: float, number: str) -> None:
    """A wide range holds all its whole numbers."""
    assert numbers(low, high).fullmatch(number)


@pytest.mark.parametrize("step", ["05", "-00", "07.5"])
def test_a_step_of_degrees_is_json(step: str) -> None:
    """A number that JSON does not know cannot be said."""
    degrees = next(rule.body for rule in rules() if rule.name == "degrees")
    assert not compile_grammar(f"root ::= {degrees}").fullmatch(step)


def test_an_item_is_a_part_of_the_sentence() -> None:
    """What is put on a list was said, word for word; blanks and inventions cannot be."""
    home = sample_home(Random(1))
    text = build(shortlist(home, words="put oat milk on the list"), home)
    lines = [line for line in text.splitlines() if line.startswith(("string", "said"))]
    quoted = compile_grammar("\n".join(["root ::= string", *lines]))
    assert quoted.fullmatch('" oat milk"')
    assert not quoted.fullmatch('"  "')
    assert not quoted.fullmatch('" soy milk"')
