"""Sentences made of two: commands in a row, a command taken back, a command for later.

Whoever knows single commands should understand any two of them together. Written pairs can
only show a few, so these are joined at random: `and_then` says two things, `rather` takes the
first back within the sentence, `taken_back` in the next turn, `later` gives a command a time, once or
again and again, and `answered` says yes or no to the question whether it was meant. What waits for
an event is made in `training.happening`, what is kept under a phrase in `training.teaching`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from agent.convert import READS
from agent.grammar import rules
from agent.home import EVERYWHERE, HERE

from training.asides import VERBS
from training.meanings import GUARDED, Before, Meaning
from training.patterns import Choice, Node, Sequence, Slot, Text, parse, slots, words
from training.scene import Unfit

AND = tuple(
    parse(text)
    for text in (
        *("and",) * 6,
        "(and|) then",
        "and also",
        "and [could you] (also|please)",
        "",
        "plus",
        "also",
        "oh and",
        "and (once|when) (you've done that|that's done)",
        "and while you're at it",
        "and after that",
        "as well as that",
        "followed by",
        "and (i want|i need|i'd like) you to",
    )
)
RATHER = tuple(
    parse(text)
    for text in (
        "no wait",
        "(no|oh) sorry",
        "(wait|hang on|hold on) no",
        "(scratch|forget|cancel|strike|ignore) that",
        "actually no",
        "no (i mean|i meant)",
        "sorry i (mean|meant)",
        "i mean",
        "no no no",
        "oops",
        "um no",
        "correction",
        "or rather",
        "no that's wrong",
        "no not that",
        "wait (i've changed my mind|i changed my mind)",
        "on second thoughts",
    )
)
NO = tuple(
    parse(text)
    for text in (
        "no",
        "no no",
        "nope",
        "no i meant",
        "i meant",
        "i said",
        "no i said",
        "not that",
        "wrong",
        "that's wrong",
        "that's not what i (said|asked for|meant|wanted)",
        "you misheard [me]",
        "you got (that|it) wrong",
        "(sorry|oops) i meant",
        "no wait",
        "(undo|reverse) that and",
        "take that back and",
        "not what i meant",
        "that was (wrong|the wrong one)",
        "actually no",
    )
)
LATER: tuple[tuple[str, Node, Node], ...] = tuple(
    (key, parse(before), parse(after))
    for key, before, after in (
        ("in", "in {time}", "in {time}"),
        ("in", "{time} from now", "{time} from now"),
        ("in", "after {time}", "(after|once) {time} [have passed]"),
        ("in", "wait {time} (and|then)", "but not for [another] {time}"),
        ("in", "give it {time} then", "in {time} [time|or so]"),
        ("at", "at {time}", "at {time}"),
        ("at", "(when it's|when it gets to|come) {time}", "when it's {time}"),
        ("every", "{time}", "{time}"),
        ("every", "{time.days} at {time.clock}", "{time.days} at {time.clock}"),
        ("every", "at {time.clock} {time.days}", "at {time.clock} {time.days}"),
        ("every", "from now on {time}", "{time} from now on"),
        ("for", "for {time}", "for {time}"),
        ("for", "for the next {time}", "for the next {time}"),
        ("for", "just for {time}", "(but only|just|only) for {time}"),
    )
)
CONFIRMED = "joined.confirm"
_OF_ONE = frozenset(
    "open unlock lock disarm off on up down shut closed close key van underneath let both two buzz "
    "water keys gate garage alarm gas tap".split()
)
"""Answers with these are to one question, not to any."""
_ANSWERS = (["steward.confirm"], ["steward.never_mind"])
_SPANS = {"in": "duration", "at": "clock", "every": "repeat", "for": "duration"}
_TIMES = (*_SPANS, "when")
_DIALOGUE = (
    "steward.ask",
    "steward.decline",
    "steward.undo",
    "steward.confirm",
    "steward.never_mind",
    "steward.learn",
)
OBLIQUE = frozenset({"indirect", "safety", "correction"})
"""Skills whose sentences are no plain commands, so that nothing can be said of when they are done."""
_SLOT = re.compile(r"-?\$")


@lru_cache(maxsize=1)
def timed_services() -> frozenset[str]:
    """Return the services whose calls may carry a time."""
    calls = (rule.body for rule in rules() if rule.is_call and rule.body.endswith('when "}"'))
    return frozenset(body.split('\\"')[3] for body in calls)


def is_single(meaning: Meaning) -> bool:
    """Return whether a meaning stands for itself: no earlier turn, no part of the dialogue."""
    return meaning.before is None and not any(
        call["service"] in _DIALOGUE or call["service"].endswith("timer_status")
        for call in meaning.plan
    )


def is_command(meaning: Meaning) -> bool:
    """Return whether a meaning is one call that acts and has no time yet."""
    call = meaning.plan[0]
    return (
        is_single(meaning)
        and len(meaning.plan) == 1
        and call["service"] in timed_services()
        and not any(key in call for key in _TIMES)
    )


def and_then(first: Meaning, second: Meaning, rng: random.Random) -> Meaning:
    """Return the meaning of two sentences said as one.

    Raises:
        Unfit: What the second one is about would be unclear behind the first.
    """
    if _is_timed(first) or _is_timed(second) or first.is_free:
        raise Unfit("time")
    check_scope(first, second)
    if any(call["service"] in READS or call.get("except") for call in first.plan):
        second = spoken_out(second)
    other = renamed(second, "_3" if any(n.endswith("_2") for n in first.slots) else "_2")
    plan = _merged((*first.plan, *other.plan))
    return _both(first, other, rng.choice(AND), rng, plan, "joined.and")


def spoken_out(meaning: Meaning) -> Meaning:
    """Return the ways of saying a meaning that begin with a verb.

    "Is the lamp on and the fan off" asks about both, and does nothing.
    """
    verbal = tuple(node for node in meaning.say if {*words(node)[:1]} <= VERBS)
    if not verbal:
        raise Unfit("scope")
    return replace(meaning, say=verbal)


def rather(first: Meaning, second: Meaning, rng: random.Random) -> Meaning:
    """Return the meaning of a sentence that takes its beginning back."""
    if first.is_free:
        raise Unfit("free words")
    check_scope(first, second)
    other = renamed(second)
    return _both(first, other, rng.choice(RATHER), rng, other.plan, "joined.rather")


def taken_back(first: Meaning, second: Meaning, rng: random.Random) -> Meaning:
    """Return the meaning of a turn that undoes the one before and does another thing."""
    check_scope(first, second)
    other = renamed(second)
    if first.plan[0]["service"] in GUARDED:
        raise Unfit("waits for a yes")
    opening = Sequence((rng.choice(NO), Text(" "), rng.choice(other.say)))
    return replace(
        conditions(first, other),
        skill="joined.back",
        plan=({"service": "steward.undo"}, *other.plan),
        say=(opening,),
        before=Before(say=first.say, plan=first.plan),
    )


def answered(first: Meaning, answer: Meaning) -> Meaning:
    """Return the meaning of a yes or a no to the question whether a command is to be carried out.

    Raises:
        Unfit: The answer is more than a yes or a no.
    """
    say = tuple(node for node in answer.say if not slots(node) and _OF_ONE.isdisjoint(words(node)))
    if not say or [call["service"] for call in answer.plan] not in _ANSWERS:
        raise Unfit("no plain answer")
    before = Before(first.say, first.plan)
    return replace(first, skill=CONFIRMED, plan=answer.plan, say=say, before=before)


def later(meaning: Meaning, rng: random.Random) -> Meaning:
    """Return the meaning of a command for later, for again and again, or for a while."""
    key, before, after = rng.choice(LATER)
    if meaning.is_free or (key == "for" and not _can_go_back(meaning.plan[0])):
        raise Unfit("no time")
    said = rng.choice(meaning.say)
    parts = (said, Text(" "), after) if rng.random() < 0.65 else (before, Text(" "), said)
    return replace(
        meaning,
        skill="joined.later",
        plan=tuple({**call, **_timing(key)} for call in meaning.plan),
        slots={**meaning.slots, "time": _SPANS[key]},
        say=(Sequence(parts),),
    )


def _timing(key: str) -> dict[str, str]:
    """Return what the slot "time" adds to a call."""
    return {"every": "$time.every", "at": "$time.at"} if key == "every" else {key: "$time"}


def _can_go_back(call: Mapping[str, Any]) -> bool:
    """Return whether "for ten minutes" makes sense: a state that lasts, not a step."""
    stated = call["service"].partition(".")[2]
    lasting = stated.startswith(("turn_o", "set_", "open_", "close_", "volume_", "select_", "lock"))
    return lasting and not any("step" in key for key in call.get("data", ()))


@lru_cache(maxsize=1 << 16)
def _renamed(node: Node, ending: str) -> Node:
    """Return a pattern with all its slots renamed."""
    if isinstance(node, Slot):
        return Slot(node.name + ending, node.form)
    if isinstance(node, Text):
        return node
    if isinstance(node, Sequence):
        return Sequence(tuple(_renamed(part, ending) for part in node.parts))
    return Choice(tuple(_renamed(part, ending) for part in node.options), node.optional)


def renamed(meaning: Meaning, ending: str = "_2") -> Meaning:
    """Return a meaning with an ending behind the names of all its slots."""
    names = meaning.slots
    specs = {name + ending: _renamed_spec(spec, names, ending) for name, spec in names.items()}
    plan = tuple(_renamed_value(call, ending) for call in meaning.plan)
    say = tuple(_renamed(node, ending) for node in meaning.say)
    return replace(meaning, slots=specs, plan=plan, say=say)


def _renamed_spec(spec: str, names: Mapping[str, str], ending: str) -> str:
    """Return a slot's type with the slots that it refers to renamed."""
    head, *rest = spec.split(" ")
    return " ".join([head, *(word + ending if word in names else word for word in rest)])


def _renamed_value(value: Any, ending: str) -> Any:
    """Return a part of a plan with its slots renamed."""
    if isinstance(value, Mapping):
        parts = value.items()
        return {_renamed_value(key, ending): _renamed_value(part, ending) for key, part in parts}
    if isinstance(value, (list, tuple)):
        return [_renamed_value(part, ending) for part in value]
    if isinstance(value, str) and _SLOT.match(value):
        name, dot, part = value.partition(".")
        return name + ending + dot + part
    return value


def check_scope(first: Meaning, second: Meaning) -> None:
    """Raise Unfit where a place named first would reach what follows."""
    if _has_place(first) and _is_open(second):
        raise Unfit("scope")


def _both(
    first: Meaning,
    second: Meaning,
    link: Node,
    rng: random.Random,
    plan: tuple[Mapping[str, Any], ...],
    skill: str,
) -> Meaning:
    """Return two meanings as one."""
    parts = (rng.choice(first.say), Text(" "), link, Text(" "), rng.choice(second.say))
    joined = conditions(first, second)
    return replace(joined, skill=skill, plan=plan, say=(Sequence(parts),))


def conditions(first: Meaning, second: Meaning) -> Meaning:
    """Return the first meaning with the slots and conditions of both.

    Raises:
        Unfit: The conditions exclude each other.
    """
    here = {meaning.here for meaning in (first, second)} - {None}
    typed = first.typed or second.typed
    if len(here) > 1 or (typed and here):
        raise Unfit("conditions")
    return replace(
        first,
        slots={**first.slots, **second.slots},
        here=next(iter(here), None),
        typed=typed,
        timers=first.timers or second.timers,
        later=first.later or second.later,
    )


def _merged(plan: tuple[Mapping[str, Any], ...]) -> tuple[Mapping[str, Any], ...]:
    """Return a plan in which the same thing done to several targets is one call."""
    calls: list[Mapping[str, Any]] = []
    for call in plan:
        last = calls[-1] if calls else {}
        if _rest(call) == _rest(last) and call.get("target") and last.get("target"):
            both = dict.fromkeys([*last["target"], *call["target"]])
            calls[-1] = {**last, "target": list(both)}
        elif call != last:
            calls.append(call)
    return tuple(calls)


def _rest(call: Mapping[str, Any]) -> dict[str, Any]:
    """Return a call without its target."""
    return {key: value for key, value in call.items() if key != "target"}


def _is_timed(meaning: Meaning) -> bool:
    """Return whether a call of a meaning has a time."""
    return any(key in call for call in meaning.plan for key in _TIMES)


def _has_place(meaning: Meaning) -> bool:
    """Return whether a sentence names a place: what follows may then be about that place."""
    return any(spec.split(" ", 1)[0] in ("area", "floor") for spec in meaning.slots.values())


def _is_open(meaning: Meaning) -> bool:
    """Return whether a meaning leaves out the place it is about, or is about the whole house."""
    targets = (target for call in meaning.plan for target in call.get("target", ()))
    return any(target in (HERE, EVERYWHERE) for target in targets)
