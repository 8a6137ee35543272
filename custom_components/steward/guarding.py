"""What may be done at once, judged for this house: scenes, scripts, groups and states put back too."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, State

from .agent import challenges, reply
from .agent.convert import Call
from .agent.home import Entity, Home
from .agent.policy import AT_ONCE, LevelOf, Policy, Verdict, judge, strictest
from .codes import split, wants_code
from .contents import calls_inside
from .draft import Draft
from .home import unexposed
from .models import NOBODY, OutcomeCode, Speaker
from .policy_options import policy_of
from .reproducing import call_back
from .tries import tries


class Guard:
    """Stands before every call that changes the house."""

    def __init__(self, hass: HomeAssistant, agent: ConfigSubentry) -> None:
        """Remember what the calls of an agent are judged by."""
        self._hass = hass
        self._policy = policy_of(agent.data)
        self.pin_tries = tries(hass, f"{agent.subentry_id}.pin")
        self.code_tries = tries(hass, f"{agent.subentry_id}.code")

    def verdict(
        self, call: Call, home: Home, speaker: Speaker = NOBODY, *, passed: str = AT_ONCE
    ) -> Verdict:
        """Return what may be done of a call; a scene or script is as dangerous as what is in it.

        Args:
            call: What is wanted, without a code.
            home: The house.
            speaker: Who wants it, and from where.
            passed: The strictest level that has been met: by a yes, by a PIN.
        """
        policy = self._policy.of(speaker.device_id, speaker.user_id)
        found = judge([call], home, self._level_of(policy, home), passed)
        found = replace(found, why=challenges.refused(policy.refusal))
        return self._without_pin(self._with_codes(found))

    def _level_of(self, policy: Policy, home: Home) -> LevelOf:
        """Return what judges a call on an entity with all that it comes to."""

        def level_of(call: Call, entity: Entity) -> str:
            """Return the strictest level that is met."""
            alone = replace(call, entity_ids=(entity.entity_id,))
            inside = calls_inside(self._hass, alone)
            levels = (level for part in inside for level in self._levels(part, policy, home))
            return strictest([policy.level_of(call, entity), *levels])

        return level_of

    def _levels(self, call: Call, policy: Policy, home: Home) -> Iterator[str]:
        """Yield the levels of a call found inside a scene, a script or a group."""
        if not call.entity_ids:
            yield policy.level_unaimed(call)
        for entity_id in call.entity_ids:
            entity = home.entities.get(entity_id) or unexposed(self._hass, entity_id)
            yield policy.level_of(call, entity) if entity else policy.level_unaimed(call)

    def _with_codes(self, verdict: Verdict) -> Verdict:
        """Return a verdict with what a device wants a code for: that says more than a yes."""
        allowed, wanted = self._split(verdict.allowed)
        to_confirm, wanted_too = self._split(verdict.to_confirm)
        wanting = (*wanted, *wanted_too)
        if not wanting:
            return verdict
        rest = replace(verdict, allowed=allowed, to_confirm=to_confirm)
        closed_s = self.code_tries.closed_for_s
        if closed_s or any(call.when.is_later for call in wanting):
            why = challenges.too_often("code", closed_s) if closed_s else challenges.NO_CODE_LATER
            return replace(rest, refused=(*verdict.refused, *wanting), why=why)
        return replace(rest, by_code=wanting)

    def _split(self, calls: Iterable[Call]) -> tuple[tuple[Call, ...], tuple[Call, ...]]:
        """Return what takes no code, and what does, by device."""
        parts = [split(self._hass, call) for call in calls]
        without, wanting = (
            tuple(call for part in parts for call in part[which]) for which in (0, 1)
        )
        return without, wanting

    def _without_pin(self, verdict: Verdict) -> Verdict:
        """Return a verdict that refuses what takes the PIN while none is taken."""
        closed_s = self.pin_tries.closed_for_s
        if not verdict.by_pin or not closed_s:
            return verdict
        refused = (*verdict.refused, *verdict.by_pin)
        why = challenges.too_often("PIN", closed_s)
        return replace(verdict, by_pin=(), refused=refused, why=why)

    def harmless(
        self, states: Iterable[State], home: Home, speaker: Speaker = NOBODY
    ) -> tuple[State, ...]:
        """Return the states that may be put back with nobody asked: never an unlocked door."""
        policy = self._policy.of(speaker.device_id, speaker.user_id)
        return tuple(state for state in states if self._is_harmless(state, policy, home))

    def _is_harmless(self, state: State, policy: Policy, home: Home) -> bool:
        """Return whether a state may be put back at once, and without a code."""
        call = call_back(state)
        if call is None:
            return True
        level_of = self._level_of(policy, home)
        is_free = all(
            level_of(call, entity) == AT_ONCE
            for entity_id in call.entity_ids
            if (entity := home.entities.get(entity_id) or unexposed(self._hass, entity_id))
        )
        return is_free and not wants_code(self._hass, call)


def hold_back(verdict: Verdict, home: Home, draft: Draft) -> None:
    """Say what is refused, and ask about what is to be confirmed."""
    if verdict.refused:
        draft.say(verdict.why or reply.REFUSED, OutcomeCode.DECLINED)
    if verdict.to_confirm:
        draft.hold(verdict.to_confirm, challenges.are_you_sure(verdict.to_confirm, home))
    draft.by_pin += verdict.by_pin
    draft.by_code += verdict.by_code
