"""What a taught phrase stands for, done: said in a sentence, or turned on as a scene."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .acting import Actor
from .agent.convert import Call
from .agent.home import Home
from .agent.outcome import ERROR
from .agent.plan import AT_ONCE, When
from .agent.promises import gone
from .draft import Draft
from .home import HouseKeeper
from .learned import Phrase, Phrases
from .models import OutcomeCode, Request
from .refusal import failed

_RUN = "scene.turn_on"


class Performer:
    """Does what phrases stand for."""

    def __init__(
        self, hass: HomeAssistant, keeper: HouseKeeper, phrases: Phrases, actor: Actor
    ) -> None:
        """Remember the phrases, and who acts."""
        self._hass = hass
        self._keeper = keeper
        self._phrases = phrases
        self._actor = actor

    async def async_act(
        self, call: Call, home: Home, request: Request, draft: Draft, *, doubtful: bool = False
    ) -> None:
        """Act on a call; of a phrase on each call it stands for, judged and verified by itself.

        Put off, a phrase stays whole: its scene is turned on when the time comes.
        """
        taught, other = ((), call) if call.when.is_later else parted(call, self._phrases)
        if other:
            await self._actor.async_act(other, home, request, draft, doubtful=doubtful)
        for phrase in taught:
            made = len(draft.executed.made)
            for part in self._present(phrase, home, draft):
                timed = with_time(part, call.when) or part
                await self._actor.async_act(timed, home, request, draft, doubtful=doubtful)
            if len(draft.executed.made) > made:
                self._phrases.async_ran(phrase)

    def _present(self, phrase: Phrase, home: Home, draft: Draft) -> Iterable[Call]:
        """Return what a phrase stands for without what the house no longer has, which is said."""
        missing = [i for i in phrase.entity_ids if self._hass.states.get(i) is None]
        if missing:
            draft.say(gone(missing, home), OutcomeCode.FAILED)
        for call in phrase.calls:
            ids = tuple(i for i in call.entity_ids if i not in missing)
            if ids or not call.entity_ids:
                yield replace(call, entity_ids=ids)

    async def async_press(self, phrase: Phrase, context: Context) -> None:
        """Do what a phrase stands for because its scene was turned on, which agrees to all of it.

        Raises:
            HomeAssistantError: Not all of it worked.
        """
        home = (await self._keeper.async_get()).home
        request, draft = Request(sentence=phrase.name, context=context), Draft()
        # Together, since whoever turned the scene on waits no longer than for a single device.
        results = await asyncio.gather(
            *(
                self._actor.async_act(call, home, request, draft, agreed=True)
                for call in phrase.calls
            ),
            return_exceptions=True,
        )
        errors = [result for result in results if isinstance(result, BaseException)]
        for error in errors:
            if not isinstance(error, HomeAssistantError):
                raise error
        if errors or any(outcome.status == ERROR for outcome in draft.executed.outcomes):
            raise failed("phrase_failed", phrase=phrase.name)


def parted(call: Call, phrases: Phrases) -> tuple[tuple[Phrase, ...], Call | None]:
    """Return the phrases that a call runs, and what is left of the call without them."""
    found = {i: phrases.of(i) for i in call.entity_ids} if call.service == _RUN else {}
    taught = tuple(phrase for phrase in found.values() if phrase)
    if not taught:
        return (), call
    others = tuple(i for i in call.entity_ids if found[i] is None)
    return taught, replace(call, entity_ids=others) if others else None


def with_time(part: Call, when: When) -> Call | None:
    """Return what a phrase stands for at the time of the phrase; None where both have a time."""
    if when == AT_ONCE:
        return part
    return replace(part, when=when) if part.when == AT_ONCE else None
