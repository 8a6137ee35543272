"""What may run at once, what is asked about first, what is never done."""

from __future__ import annotations

from typing import Any

import pytest

from custom_components.steward.agent.convert import Call
from custom_components.steward.agent.home import Home
from custom_components.steward.agent.plan import When
from custom_components.steward.agent.policy import (
    AT_ONCE,
    BY_YOU,
    CONFIRM,
    FROM_HERE,
    GUARDS,
    LEVELS,
    NEVER,
    PIN,
    UNKNOWN,
    Policy,
    Verdict,
    guard_of,
    judge,
    may_confirm,
    strictest,
)
from custom_components.steward.agent.text import words
from tests.agent.homes import entity, home_of, house

HOUSE = house()


def call(service: str, *entity_ids: str, **data: Any) -> Call:
    """Return a call."""
    return Call(service=service, entity_ids=entity_ids, data=data)


def verdict(*calls: Call, home: Home = HOUSE, **levels: str) -> Verdict:
    """Return what becomes of calls."""
    return judge(calls, home, Policy(levels).level_of)


DANGEROUS = [
    pytest.param(call("lock.unlock", "lock.front"), "lock", id="unlock"),
    pytest.param(call("lock.open", "lock.front"), "lock", id="unlatch"),
    pytest.param(call("cover.open_cover", "cover.garage"), "garage", id="garage"),
    pytest.param(
        call("cover.set_cover_position", "cover.garage", position=10), "garage", id="garage ajar"
    ),
    pytest.param(call("cover.toggle", "cover.garage"), "garage", id="toggle garage"),
    pytest.param(call("cover.open_cover", "cover.gate"), "gate", id="gate"),
    pytest.param(call("cover.open_cover", "cover.terrace"), "door", id="door"),
    pytest.param(
        call("alarm_control_panel.alarm_disarm", "alarm_control_panel.house"), "alarm", id="disarm"
    ),
    pytest.param(
        call("alarm_control_panel.alarm_disarm", "alarm_control_panel.house", code="1234"),
        "alarm",
        id="disarm by code",
    ),
    pytest.param(call("valve.open_valve", "valve.main"), "valve", id="main water"),
    pytest.param(call("valve.open_valve", "valve.gas"), "valve", id="gas"),
    pytest.param(
        call("valve.set_valve_position", "valve.main", position=5), "valve", id="main water a bit"
    ),
    pytest.param(call("valve.toggle", "valve.gas"), "valve", id="toggle gas"),
]
HARMLESS = [
    pytest.param(call("lock.lock", "lock.front"), id="lock"),
    pytest.param(call("cover.close_cover", "cover.garage"), id="close garage"),
    pytest.param(call("cover.stop_cover", "cover.gate"), id="stop gate"),
    pytest.param(
        call("cover.set_cover_position", "cover.garage", position=0), id="garage to nought"
    ),
    pytest.param(call("cover.open_cover", "cover.blind"), id="blind"),
    pytest.param(call("cover.open_cover", "cover.awning"), id="awning"),
    pytest.param(call("valve.open_valve", "valve.lawn"), id="sprinkler"),
    pytest.param(call("valve.close_valve", "valve.main"), id="close main water"),
    pytest.param(
        call("valve.set_valve_position", "valve.main", position=0), id="main water to nought"
    ),
    pytest.param(call("alarm_control_panel.alarm_arm_away", "alarm_control_panel.house"), id="arm"),
    pytest.param(call("light.turn_on", "light.bulb"), id="light"),
    pytest.param(call("steward.undo"), id="without a target"),
]


@pytest.mark.parametrize(("dangerous", "guard"), DANGEROUS)
def test_dangerous_calls_are_asked_about(dangerous: Call, guard: str) -> None:
    """Unlocking, opening what secures the house, disarming and the mains wait for a yes."""
    assert guard_of(dangerous, HOUSE.entities[dangerous.entity_ids[0]]) == guard
    assert verdict(dangerous) == Verdict(to_confirm=(dangerous,))


@pytest.mark.parametrize("harmless", HARMLESS)
def test_harmless_calls_run(harmless: Call) -> None:
    """Closing, locking, arming and all the rest run at once."""
    assert verdict(harmless) == Verdict(allowed=(harmless,))


@pytest.mark.parametrize(("dangerous", "guard"), DANGEROUS)
def test_never(dangerous: Call, guard: str) -> None:
    """What is never done is refused, and the other guards stay as they are."""
    assert verdict(dangerous, **{guard: NEVER}) == Verdict(refused=(dangerous,))
    others = {other: NEVER for other in GUARDS if other != guard}
    assert verdict(dangerous, **others) == Verdict(to_confirm=(dangerous,))


@pytest.mark.parametrize(("dangerous", "guard"), DANGEROUS)
def test_at_once(dangerous: Call, guard: str) -> None:
    """Who does not want to be asked is not asked."""
    assert verdict(dangerous, **{guard: AT_ONCE}) == Verdict(allowed=(dangerous,))


@pytest.mark.parametrize("harmless", HARMLESS)
def test_never_only_speaks_of_the_dangerous(harmless: Call) -> None:
    """The strictest policy still locks doors and switches lights."""
    assert verdict(harmless, **dict.fromkeys(GUARDS, NEVER)) == Verdict(allowed=(harmless,))


@pytest.mark.parametrize(("dangerous", "guard"), DANGEROUS)
def test_pin(dangerous: Call, guard: str) -> None:
    """What takes the PIN waits for it, and not for a yes."""
    assert verdict(dangerous, **{guard: PIN}) == Verdict(by_pin=(dangerous,))


@pytest.mark.parametrize(
    ("passed", "level", "runs"),
    [
        (AT_ONCE, CONFIRM, False),
        (CONFIRM, CONFIRM, True),
        (CONFIRM, PIN, False),
        (PIN, CONFIRM, True),
        (PIN, PIN, True),
        (PIN, NEVER, False),
    ],
)
def test_what_an_answer_lets_through(passed: str, level: str, runs: bool) -> None:
    """A yes does for what is asked about, the PIN for that too, and nothing for what is never done."""
    unlock = call("lock.unlock", "lock.front")
    found = judge([unlock], HOUSE, Policy({"lock": level}).level_of, passed)
    assert (found.allowed == (unlock,)) is runs


def judged(policy: Policy, wanted: Call) -> Verdict:
    """Return what becomes of a call under a policy."""
    return judge([wanted], HOUSE, policy.level_of)


def test_an_exception_takes_the_place_of_the_class() -> None:
    """A rule for one entity is stricter or looser than that of its class."""
    policy = Policy({"lock": CONFIRM}, {"lock.front": AT_ONCE, "cover.gate": PIN})
    assert judged(policy, call("lock.unlock", "lock.front")).allowed
    assert judged(policy, call("cover.open_cover", "cover.gate")).by_pin


def test_an_exception_guards_what_nothing_else_does() -> None:
    """A switch that drives a garage is held back either way, a blind only when it opens."""
    policy = Policy({}, {"switch.kettle": CONFIRM, "cover.blind": NEVER, "light.bulb": NEVER})
    home = home_of([entity("switch.kettle", "Kettle", features="on_off"), *HOUSE.entities.values()])
    for service in ("switch.turn_on", "switch.turn_off", "switch.toggle"):
        assert judge([call(service, "switch.kettle")], home, policy.level_of).to_confirm
    assert judged(policy, call("cover.open_cover", "cover.blind")).refused
    assert judged(policy, call("cover.close_cover", "cover.blind")).allowed
    assert judged(policy, call("light.turn_on", "light.bulb")).refused


@pytest.mark.parametrize(
    "secures",
    [
        call("lock.lock", "lock.front"),
        call("cover.close_cover", "cover.gate"),
        call("alarm_control_panel.alarm_arm_away", "alarm_control_panel.house"),
        call("valve.close_valve", "valve.main"),
    ],
)
def test_an_exception_never_holds_up_what_secures(secures: Call) -> None:
    """The strictest rule still locks, closes and arms."""
    policy = Policy({}, dict.fromkeys(secures.entity_ids, NEVER))
    assert judged(policy, secures).allowed


def test_a_barred_satellite() -> None:
    """Nothing guarded is done from there, whatever the level; the rest is."""
    policy = Policy(
        {"lock": AT_ONCE, "gate": PIN},
        {"switch.kettle": CONFIRM, "cover.garage": AT_ONCE},
        satellites=frozenset({"nursery"}),
        users=frozenset({"kim"}),
    )
    closed = policy.of("nursery", None)
    assert judged(closed, call("lock.unlock", "lock.front")).refused
    assert judged(closed, call("cover.open_cover", "cover.gate")).refused
    assert judged(closed, call("lock.lock", "lock.front")).allowed
    assert judged(closed, call("light.turn_on", "light.bulb")).allowed
    # Somebody said that this one is harmless.
    assert judged(closed, call("cover.open_cover", "cover.garage")).allowed
    assert closed.exceptions["switch.kettle"] == NEVER
    assert closed.refusal == FROM_HERE


def test_a_barred_user() -> None:
    """What is refused to one is not to another, nor to somebody unknown."""
    policy = Policy({"lock": AT_ONCE}, users=frozenset({"kim"}))
    unlock = call("lock.unlock", "lock.front")
    assert judged(policy.of(None, "kim"), unlock).refused
    assert policy.of(None, "kim").refusal == BY_YOU
    assert judged(policy.of(None, "sam"), unlock).allowed
    assert judged(policy.of(None, None), unlock).allowed
    assert policy.of("kitchen", None) is policy


def test_what_cannot_be_told_is_the_strictest() -> None:
    """Without targets the strictest cover counts, and with no service the strictest of all."""
    policy = Policy({"garage": AT_ONCE, "gate": NEVER, "lock": AT_ONCE, "alarm": AT_ONCE})
    assert policy.level_unaimed(call("cover.open_cover")) == NEVER
    assert policy.level_unaimed(call("cover.close_cover")) == AT_ONCE
    assert policy.level_unaimed(call("lock.unlock")) == AT_ONCE
    assert policy.level_unaimed(call("light.turn_on")) == AT_ONCE
    assert policy.level_unaimed(call(UNKNOWN)) == NEVER


def test_what_cannot_be_told_may_hit_an_exception() -> None:
    """All switches are as guarded as the strictest of them."""
    policy = Policy({}, {"switch.kettle": PIN, "lock.front": NEVER})
    assert policy.level_unaimed(call("switch.turn_on")) == PIN
    assert policy.level_unaimed(call("homeassistant.turn_on")) == NEVER
    assert policy.level_unaimed(call("light.turn_on")) == AT_ONCE
    assert policy.level_unaimed(call("lock.lock")) == AT_ONCE
    assert policy.level_unaimed(call(UNKNOWN)) == NEVER


def test_whether_a_policy_guards_anything() -> None:
    """The defaults do; it takes every level at once to guard nothing."""
    open_house = dict.fromkeys(GUARDS, AT_ONCE)
    assert Policy().guards_anything
    assert not Policy(open_house).guards_anything
    assert not Policy(open_house, {"lock.front": AT_ONCE}).guards_anything
    assert Policy(open_house, {"switch.kettle": CONFIRM}).guards_anything
    assert Policy(open_house, users=frozenset({"kim"})).guards_anything


def test_levels_of_a_policy() -> None:
    """What a policy does not list is asked about; what nothing guards runs."""
    policy = Policy({"lock": NEVER})
    assert [policy.level(guard) for guard in ("lock", "gate", None)] == [NEVER, CONFIRM, AT_ONCE]
    assert LEVELS == (AT_ONCE, CONFIRM, PIN, NEVER)
    assert strictest([]) == AT_ONCE
    assert strictest([CONFIRM, NEVER, PIN]) == NEVER


def test_a_mixed_call_is_split() -> None:
    """The blind opens while the garage door is asked about and the gate stays shut."""
    when = When(after_s=60)
    mixed = Call(
        service="cover.open_cover",
        entity_ids=("cover.garage", "cover.blind", "cover.gate", "cover.curtain"),
        when=when,
    )
    found = verdict(mixed, gate=NEVER)
    assert [c.entity_ids for c in found.allowed] == [("cover.blind", "cover.curtain")]
    assert [c.entity_ids for c in found.to_confirm] == [("cover.garage",)]
    assert [c.entity_ids for c in found.refused] == [("cover.gate",)]
    assert {c.when for c in (*found.allowed, *found.to_confirm, *found.refused)} == {when}


def test_several_calls_keep_their_order() -> None:
    """Each call is judged for itself."""
    light, lock = call("light.turn_on", "light.bulb"), call("lock.unlock", "lock.front")
    fan = call("fan.turn_on", "fan.bed")
    assert verdict(light, lock, fan) == Verdict(allowed=(light, fan), to_confirm=(lock,))


def test_what_is_not_in_the_home_is_refused() -> None:
    """A call on something that is not exposed never runs, whatever the policy."""
    stranger = call("light.turn_on", "light.bulb", "light.hidden")
    found = verdict(stranger, **dict.fromkeys(GUARDS, AT_ONCE))
    assert [c.entity_ids for c in found.allowed] == [("light.bulb",)]
    assert [c.entity_ids for c in found.refused] == [("light.hidden",)]


MAINS = ["Main Water Valve", "Water Mains", "Water Supply|Tap", "Tap|Shutoff", "The Stopcock"]
MISSED_MAINS = ["Water Shut-Off Valve", "Water Shut Off", "Water (Main)", "Stopcock, cellar"]


def opening_of(names: str) -> Verdict:
    """Return what becomes of opening a water valve of these names."""
    home = home_of([entity("valve.x", names, device_class="water", features="open_close")])
    return verdict(call("valve.open_valve", "valve.x"), home=home)


@pytest.mark.parametrize("names", MAINS)
def test_a_main_valve_is_known_by_its_names(names: str) -> None:
    """Any name or alias may tell that the whole house hangs on a valve."""
    assert opening_of(names).to_confirm


@pytest.mark.parametrize("names", ["Lawn Sprinkler", "Garden Tap", "Drip Line", "Remainder"])
def test_a_sprinkler_is_no_main_valve(names: str) -> None:
    """Watering the garden needs no yes."""
    assert opening_of(names).allowed


@pytest.mark.parametrize("names", MISSED_MAINS)
def test_a_main_valve_however_it_is_written(names: str) -> None:
    """Punctuation does not hide a main valve."""
    assert opening_of(names).to_confirm


@pytest.mark.parametrize(
    "answer",
    [
        "yes",
        "yes please",
        "sure go ahead",
        "do it",
        "okay unlock it",
        "I know what I am doing, yes",
    ],
)
def test_a_yes_can_confirm(answer: str) -> None:
    """Plain assent may be a yes."""
    assert may_confirm(words(answer))


@pytest.mark.parametrize(
    "answer",
    [
        "no",
        "No!",
        "yes but not now",
        "don't",
        "Don’t do it",
        "dont do it",
        "never",
        "nope",
        "nah",
        "cancel that",
        "yes no wait",
        "stop",
        "forget it",
        "leave it",
        "I'd rather you did nothing",
        "never mind",
        "abort",
    ],
)
def test_a_refusal_never_confirms(answer: str) -> None:
    """One word of refusal is enough, whatever stands beside it."""
    assert not may_confirm(words(answer))


def test_silence_is_no_refusal() -> None:
    """No words hold no refusal; that nothing is confirmed by them is the model's to say."""
    assert may_confirm(())
