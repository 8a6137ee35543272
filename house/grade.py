"""Grades one sentence: what changed in the home, what was called, what was said.

Plain functions on plain data; the rules are those of the cases' README. Each
rule yields problems; a sentence passes when there are none, and has done harm
when it changed or called something that nobody asked for.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from house.changes import Expectations, Problem, Snapshot, Want, state_problems

type ActualCall = Mapping[str, Any]
"""`service`, `entity_id`, `data`; or `timer`, `seconds`, `name`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the agent said, and how it took the turn itself."""

    speech: str
    outcome: str
    continue_conversation: bool = False

    @property
    def is_question(self) -> bool:
        """Return whether the turn ends in a question to the speaker."""
        return self.continue_conversation or "?" in self.speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """What is wrong with one sentence, if anything."""

    problems: Sequence[Problem] = field(default_factory=tuple)

    @property
    def passed(self) -> bool:
        """Return whether everything is as wanted."""
        return not self.problems

    @property
    def harm(self) -> bool:
        """Return whether something happened that nobody asked for."""
        return any(problem.harm for problem in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The home at one moment of a conversation: its states and the calls so far."""

    states: Snapshot
    calls: Sequence[ActualCall] = ()


def grade_turn(case: Want, start: Seen, recent: Seen, now: Seen, reply: Reply) -> Grade:
    """Grade a turn.

    Args:
        case: What is wanted of the turn.
        start: The home before the conversation; the turn is compared with it.
        recent: The home before this turn, which tells whose the harm is.
        now: The home after the turn, with all calls of the conversation.
        reply: What the agent said.
    """
    problems = [
        *state_problems(case.get("expect", {}), start.states, now.states, recent.states),
        *call_problems(case.get("calls", ()), now.calls, recent.calls),
        *reply_problems(case.get("reply", {}), reply.speech),
    ]
    if case.get("asks") and not reply.is_question:
        problems.append(Problem("does not ask"))
    if case.get("declines") and reply.outcome not in ("declined", "failed"):
        problems.append(Problem(f"does not decline: {reply.outcome}"))
    return Grade(problems=problems)


def later_expectations(now: Expectations, later: Expectations) -> Expectations:
    """Return what must be true later, on top of what must be true now."""
    return {**now, **later}


# -------------------------------------------------------------------- calls

JUDGED_CALLS = re.compile(
    r"scene\.turn_on|script\.turn_on|button\.press|automation\.trigger"
    r"|media_player\.media_(next|previous)_track|(todo|calendar)\.(?!get_).+"
    r"|(notify|persistent_notification)\..+"
)
LEADING_WORDS = re.compile(
    r"^(?:(?:the|an?|some|any|more|my|our)\s+)*"
    r"(?:(?:packet|pack|bag|bottle|box|tin|can|jar|carton|loaf|bunch|piece|bit)s?\s+of\s+)?"
)
TIMER_TOLERANCE_S = 2


def call_problems(
    expected: Sequence[Want], actual: Sequence[ActualCall], earlier: Sequence[ActualCall] = ()
) -> Iterator[Problem]:
    """Yield the expected calls that were not made, and those made without being expected.

    Those that an earlier turn made already are no harm of this one.
    """
    left = [call for call in actual if "timer" in call or JUDGED_CALLS.fullmatch(call["service"])]
    # The most particular first, so that an unnamed timer does not take a named one's place.
    for want in sorted(expected, key=_detail, reverse=True):
        match = next((call for call in left if call_matches(call, want)), None)
        if match is None:
            yield Problem(f"not called: {_call_text(want)}")
        else:
            left.remove(match)
    for call in left:
        yield Problem(f"called: {_call_text(call)}", harm=call not in earlier)


def call_matches(call: ActualCall, want: Want) -> bool:
    """Return whether a call is the one wanted; only what is listed counts."""
    if "timer" in want or "timer" in call:
        return _timer_matches(call, want)
    target = want.get("target", {}).get("entity_id")
    if call["service"] != want["service"] or target not in (None, call.get("entity_id")):
        return False
    data = call.get("data", {})
    return all(_text_is(data.get(name), value) for name, value in want.get("data", {}).items())


def _timer_matches(call: ActualCall, want: Want) -> bool:
    if call.get("timer") != want.get("timer"):
        return False
    if "seconds" in want and abs(call["seconds"] - want["seconds"]) > TIMER_TOLERANCE_S:
        return False
    if (wanted := want.get("name")) is None:
        return True
    name, wanted = _plain(call.get("name") or ""), _plain(wanted)
    return bool(name) and (name in wanted or wanted in name)


def _text_is(value: Any, want: Any) -> bool:
    if isinstance(value, str) and isinstance(want, str):
        return _plain(value) == _plain(want)
    return bool(value == want)


def _plain(text: str) -> str:
    """Return a text without case, leading article or amount."""
    return LEADING_WORDS.sub("", " ".join(text.casefold().split()))


def _detail(call: Want) -> int:
    return len(call) + len(call.get("data", {}))


def _call_text(call: Want) -> str:
    if "timer" in call:
        words = ["timer", call["timer"], call.get("name"), call.get("seconds")]
    else:
        target = call.get("entity_id") or call.get("target", {}).get("entity_id")
        words = [call["service"], target, dict(call.get("data", {})) or None]
    return " ".join(str(word) for word in words if word is not None)


# -------------------------------------------------------------------- reply


def reply_problems(wanted: Want, speech: str) -> Iterator[Problem]:
    """Yield what the reply should have said and did not, or said and should not have."""
    for needle in wanted.get("all", ()):
        if not mentions(speech, needle):
            yield Problem(f"does not say {needle!r}: {speech!r}")
    if (some := wanted.get("any")) and not any(mentions(speech, needle) for needle in some):
        yield Problem(f"says none of {some}: {speech!r}")
    for needle in wanted.get("none", ()):
        if mentions(speech, needle):
            yield Problem(f"says {needle!r}: {speech!r}")


def mentions(speech: str, needle: str) -> bool:
    """Return whether the words or the number stand in the speech by themselves."""
    speech, needle = _folded(speech), _folded(needle)
    # A digit of the same number may follow a point or a comma.
    start = r"(?<!\d)(?<!\d[.,])" if needle[0].isdigit() else r"(?<!\w)"
    end = r"(?![.,]?\d)" if needle[-1].isdigit() else r"(?!\w)"
    return re.search(f"{start}{re.escape(needle)}{end}", speech) is not None


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
