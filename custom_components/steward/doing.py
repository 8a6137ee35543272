"""A job whose time has come: judged again, done, and told of where it was not.

Nobody listens then, so what stands in the way is not said but notified.
"""

from collections.abc import Iterable
from dataclasses import replace

from homeassistant.components.persistent_notification import async_create as async_notify
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.util import dt as dt_util

from . import execution
from .agent import challenges, promises, reply
from .agent.convert import Call
from .agent.home import Home
from .agent.outcome import ALREADY, WORKED
from .agent.policy import AT_ONCE, PIN
from .const import DOMAIN, LOGGER
from .guarding import Guard
from .home import HouseKeeper, async_home_of
from .jobs import Job
from .models import Speaker
from .restore import async_restore, is_back
from .settling import Settling


class JobDoer:
    """Does the jobs of one agent."""

    def __init__(self, hass: HomeAssistant, keeper: HouseKeeper, guard: Guard) -> None:
        """Remember the house, and who says what may be done in it."""
        self._hass = hass
        self._keeper = keeper
        self._guard = guard

    async def async_do(self, job_id: str, job: Job) -> None:
        """Do a job as far as it may be done now; tell of the rest."""
        home = (await self._keeper.async_get()).home
        troubles: list[str] = []
        for call in job.calls:
            troubles += await self._async_call(call, job, home)
        if job.states:
            troubles += await self._async_put_back(job, home)
        if troubles:
            self._tell(job_id, job, " ".join(dict.fromkeys(troubles)))

    async def _async_call(self, call: Call, job: Job, home: Home) -> list[str]:
        """Make a call; return what stood in the way of it."""
        known = tuple(i for i in call.entity_ids if self._hass.states.get(i))
        troubles = _gone(set(call.entity_ids) - set(known), home)
        if call.entity_ids and not known:
            return troubles
        verdict = self._guard.verdict(
            replace(call, entity_ids=known),
            home,
            Speaker(user_id=job.user_id),
            passed=PIN if job.is_agreed else AT_ONCE,
        )
        if verdict.to_confirm or verdict.by_pin:
            troubles.append(promises.NEEDS_A_YES)
        if verdict.refused:
            troubles.append(verdict.why)
        if verdict.by_code:
            troubles.append(challenges.NO_CODE_LATER)
        executed = await execution.async_execute(self._hass, verdict.allowed, job.context)
        failed = [o for o in executed.outcomes if o.status not in {ALREADY, *WORKED}]
        return [*troubles, *([reply.acted(failed, home)] if failed else [])]

    async def _async_put_back(self, job: Job, home: Home) -> list[str]:
        """Put states back; return what stood in the way of it."""
        known = [state for state in job.states if self._hass.states.get(state.entity_id)]
        harmless = self._guard.harmless(known, home, Speaker(user_id=job.user_id))
        troubles = _gone({s.entity_id for s in job.states} - {s.entity_id for s in known}, home)
        if len(harmless) < len(known):
            troubles.append(promises.NEEDS_A_YES)
        wanted = {state.entity_id: state for state in harmless}

        def is_so(entity_id: str) -> bool:
            """Return whether an entity is as it was to be put back to."""
            return is_back(wanted[entity_id], self._hass.states.get(entity_id))

        try:
            await async_restore(self._hass, harmless, job.context)
            with Settling(self._hass, wanted, is_so) as settling:
                await settling.async_wait(execution.SETTLE_TIMEOUT_S)
        except Unauthorized:
            return [*troubles, reply.REFUSED]
        except Exception:  # noqa: BLE001 - integrations raise whatever they like
            LOGGER.warning("What was to be put back could not be", exc_info=True)
            return [*troubles, reply.NOT_PUT_BACK]
        stuck = [entity_id for entity_id in wanted if entity_id not in settling.reached]
        return [*troubles, *([reply.no_response(stuck, home)] if stuck else [])]

    @callback
    def async_miss(self, job_id: str, job: Job) -> None:
        """Tell that a job was not done because Home Assistant was away."""
        self._tell(job_id, job, promises.WAS_AWAY)

    @callback
    def async_lose(self, job_id: str, job: Job, entity_id: str) -> None:
        """Tell that an entity which a job is about was removed."""
        self._tell(job_id, job, promises.gone([entity_id], self._home(job)))

    @callback
    def _tell(self, job_id: str, job: Job, trouble: str) -> None:
        """Notify of what stands in the way of a job; again and again it is but one notification."""
        teller = promises.Teller(
            now=dt_util.now(), home=self._home(job), states=self._hass.states.get
        )
        text = f"{teller.titled(job.as_promise())}: {trouble}"
        async_notify(self._hass, text, title="Steward", notification_id=f"{DOMAIN}_{job_id}")

    def _home(self, job: Job) -> Home:
        """Return a home of just what a job is about."""
        return async_home_of(self._hass, job.entity_ids)


def _gone(entity_ids: Iterable[str], home: Home) -> list[str]:
    """Return that entities are not there any more, or not for the assistant."""
    ids = sorted(entity_ids)
    return [promises.gone(ids, home)] if ids else []
