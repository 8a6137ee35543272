"""Phrases taught, listed and forgotten by voice."""

from dataclasses import dataclass, replace
from functools import partial

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.ulid import ulid_now

from . import codes
from .agent import phrases as words
from .agent.changes import Problem
from .agent.convert import Call, convert
from .agent.home import Home
from .agent.plan import PlannedCall
from .agent.wording import joined
from .const import DOMAIN
from .draft import Draft
from .guarding import Guard
from .learned import Phrase, Phrases
from .models import OutcomeCode, Request, Speaker, Thought
from .performing import parted, with_time
from .rights import async_may_control, async_permission

_LEARN, _FORGET, _LIST = f"{DOMAIN}.learn", f"{DOMAIN}.forget", f"{DOMAIN}.list_learned"
_QUESTIONS = frozenset({f"{DOMAIN}.ask", f"{DOMAIN}.decline"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lesson:
    """What can be kept of a plan."""

    calls: tuple[Call, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...]
    """What is to be said about what cannot."""


def carried_out(calls: tuple[PlannedCall, ...]) -> tuple[PlannedCall, ...]:
    """Return the calls of a plan that are carried out: those behind "learn" are kept, not made.

    Where the model asks back or declines what was to be kept, that is all there is to do.
    """
    number = next((n for n, call in enumerate(calls) if call.service == _LEARN), len(calls))
    questions = [call for call in calls[number:] if call.service in _QUESTIONS]
    return (*calls[:number], *(questions or calls[number : number + 1]))


def _kept(calls: tuple[PlannedCall, ...]) -> tuple[PlannedCall, ...]:
    """Return the calls of a plan that are to be kept."""
    return calls[[call.service for call in calls].index(_LEARN) + 1 :]


def is_about_phrases(planned: PlannedCall) -> bool:
    """Return whether a call teaches, lists or forgets phrases."""
    return planned.service in (_LEARN, _FORGET, _LIST)


class Teacher:
    """Keeps what one agent is taught."""

    def __init__(self, hass: HomeAssistant, agent_id: str, phrases: Phrases, guard: Guard) -> None:
        """Remember who is taught, and who says what may be done at all."""
        self._hass = hass
        self._agent_id = agent_id
        self._phrases = phrases
        self._guard = guard

    async def async_handle(
        self, planned: PlannedCall, thought: Thought, request: Request, draft: Draft
    ) -> None:
        """Carry out a call about phrases.

        Raises:
            Unauthorized: It is about what the user may not control.
        """
        if planned.service == _LEARN:
            await self._async_learn(planned, thought, request, draft)
        elif planned.service == _FORGET:
            await self._async_forget(planned, thought, request, draft)
        else:
            await self._async_list(thought.home, request, draft)

    # Learning

    async def _async_learn(
        self, planned: PlannedCall, thought: Thought, request: Request, draft: Draft
    ) -> None:
        """Keep what is to be done when a phrase is said, or say why not."""
        name = words.tidy(str(planned.data.get("phrase", "")))
        old = self._phrases.find(name)
        scene = self._phrases.entity_id(old) if old else None
        if problem := words.obstacle(name, thought.home, scene) or self._full(old):
            draft.say(problem, OutcomeCode.DECLINED)
            return
        lesson = self._lesson(thought, request.speaker)
        if lesson.calls:
            new = self._phrase(name, old, lesson.calls, thought.home)
            about = [*new.entity_ids, *([scene] if scene else [])]
            await async_may_control(self._hass, request.context, about)
            self._keep(new, old, thought.home, request, draft)
        elif not lesson.remarks and not lesson.problems:
            draft.say(words.NOTHING_TO_KEEP, OutcomeCode.DECLINED)
        draft.explain(lesson.problems, thought.home)
        for remark in lesson.remarks:
            draft.say(remark, OutcomeCode.DECLINED)

    def _full(self, old: Phrase | None) -> str | None:
        """Return that no more can be learned, if it is so."""
        own = [phrase for phrase in self._phrases.all if phrase.agent_id == self._agent_id]
        return words.FULL if old is None and len(own) >= words.MOST else None

    def _lesson(self, thought: Thought, speaker: Speaker) -> _Lesson:
        """Return what can be kept of a plan: what acts on the house and is not forbidden."""
        planned = _kept(thought.calls)
        states = self._hass.states.get
        converted = [convert(call, thought.shortlist, thought.home, states) for call in planned]
        calls: list[Call] = []
        remarks: list[str] = []
        for call in (call for one in converted for call in one.calls):
            for part in self._parts(call):
                if part is None:
                    remarks.append(words.NO_DELAY_INSIDE)
                elif part.is_read or part.domain == DOMAIN:
                    remarks.append(words.NO_TIMERS)
                else:
                    # A code is never kept, but asked for each time.
                    verdict = self._guard.verdict(codes.parted(part)[0], thought.home, speaker)
                    calls += verdict.possible
                    remarks += [words.NOT_ALLOWED] if verdict.refused else []
        return _Lesson(
            calls=tuple(calls),
            problems=tuple(problem for one in converted for problem in one.problems),
            remarks=tuple(dict.fromkeys(remarks)),
        )

    def _parts(self, call: Call) -> list[Call | None]:
        """Return a call with what phrases in it stand for in their place, so that none runs itself.

        None stands for a part that cannot be put off a second time.
        """
        taught, other = parted(call, self._phrases)
        inside = [with_time(part, call.when) for phrase in taught for part in phrase.calls]
        return [*([other] if other else []), *inside]

    def _phrase(self, name: str, old: Phrase | None, calls: tuple[Call, ...], home: Home) -> Phrase:
        """Return the phrase to keep: in the place of the old one, unless that was put out of sight."""
        if old and self._phrases.entity_id(old) in home.entities:
            return replace(old, name=name, calls=calls)
        return Phrase(phrase_id=ulid_now(), agent_id=self._agent_id, name=name, calls=calls)

    def _keep(
        self, new: Phrase, old: Phrase | None, home: Home, request: Request, draft: Draft
    ) -> None:
        """Keep a phrase, so that undoing it brings back what was there before."""
        lesson = words.lesson(new.name, new.calls, home, self._hass.states.get)
        call = Call(service=_LEARN, data={"phrase": new.name})
        if request.dry_run:
            draft.would(call, f"{lesson}.")
            return
        if old and old.phrase_id != new.phrase_id:
            self._phrases.async_forget(old)
        self._phrases.async_keep(new)
        self._note(call, f"OK: {lesson}.", draft)
        if old:
            draft.say(words.REPLACED, OutcomeCode.ACTED)

        @callback
        def take_back() -> None:
            """Forget the phrase, or teach what it stood for before."""
            if old is None or old.phrase_id != new.phrase_id:
                self._phrases.async_forget(new)
            if old:
                self._phrases.async_keep(old)

        draft.cancels.append(take_back)

    # Forgetting and listing

    async def _async_forget(
        self, planned: PlannedCall, thought: Thought, request: Request, draft: Draft
    ) -> None:
        """Forget phrases."""
        states = self._hass.states.get
        converted = convert(planned, thought.shortlist, thought.home, states)
        draft.explain(converted.problems, thought.home)
        for call in converted.calls:
            await async_may_control(self._hass, request.context, call.entity_ids)
            phrases = [phrase for i in call.entity_ids if (phrase := self._phrases.of(i))]
            text = words.forgotten([phrase.name for phrase in phrases])
            if not phrases:
                await self._async_list(thought.home, request, draft)
            elif request.dry_run:
                draft.would(call, f"forget {joined([phrase.name for phrase in phrases])}.")
            else:
                for phrase in phrases:
                    self._phrases.async_forget(phrase)
                    draft.cancels.append(partial(self._phrases.async_keep, phrase))
                self._note(call, text, draft)

    async def _async_list(self, home: Home, request: Request, draft: Draft) -> None:
        """Say which phrases there are: those that can be said, and that the user may see."""
        may_see = await async_permission(self._hass, request.context, POLICY_READ)
        names = [
            phrase.name
            for phrase in self._phrases.all
            if (entity_id := self._phrases.entity_id(phrase))
            and entity_id in home.entities
            and may_see(entity_id)
        ]
        text = words.known(names)
        draft.executed.responses.append((Call(service=_LIST), {"reply": text}))
        draft.say(text, OutcomeCode.ANSWERED)

    def _note(self, call: Call, text: str, draft: Draft) -> None:
        """Note what was done about phrases."""
        draft.executed.made.append(call)
        draft.executed.responses.append((call, {"reply": text}))
        draft.say(text, OutcomeCode.ACTED)
