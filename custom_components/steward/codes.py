"""Codes that devices themselves want: asked for, handed over, and never kept.

Home Assistant writes each service call with its data into the history of events. So a call with a
code is not made as a service call: the device is handed the code the way the service would do it.
"""

import re
from dataclasses import replace
from typing import Final

from homeassistant.const import ATTR_CODE, ATTR_CODE_FORMAT, ATTR_ENTITY_ID
from homeassistant.core import Context, HomeAssistant, ServiceCall, ServiceResponse, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_component import DATA_INSTANCES
from homeassistant.helpers.service import entity_service_call

from .agent.convert import Call
from .agent.outcome import ALREADY, WORKED
from .agent.pin import digits
from .execution import Executed, Make

_ALARM, _LOCK = "alarm_control_panel", "lock"
_DISARM = f"{_ALARM}.alarm_disarm"
_METHODS: Final = {
    _DISARM: "async_handle_alarm_disarm",
    f"{_ALARM}.alarm_arm_home": "async_handle_alarm_arm_home",
    f"{_ALARM}.alarm_arm_away": "async_handle_alarm_arm_away",
    f"{_ALARM}.alarm_arm_night": "async_handle_alarm_arm_night",
    f"{_ALARM}.alarm_arm_vacation": "async_handle_alarm_arm_vacation",
    f"{_LOCK}.lock": "async_handle_lock_service",
    f"{_LOCK}.unlock": "async_handle_unlock_service",
    f"{_LOCK}.open": "async_handle_open_service",
}
"""What the services with a code call on the entity."""
_DEFAULT_CODE = "default_code"
_ARMING_WITHOUT = "code_arm_required"
CODE_REFUSED: Final = "The code was not accepted"


def parted(call: Call) -> tuple[Call, str | None]:
    """Return a call without its code, and the code."""
    if call.service not in _METHODS or ATTR_CODE not in call.data:
        return call, None
    data = {key: value for key, value in call.data.items() if key != ATTR_CODE}
    return replace(call, data=data), str(call.data[ATTR_CODE])


def told(call: Call, sentence: str) -> tuple[Call, str | None]:
    """Return a call without its code, and the code if the sentence tells it: a model may make one up."""
    bare, code = parted(call)
    return bare, code if code and code in (digits(sentence) or "") else None


@callback
def wants_code(hass: HomeAssistant, call: Call) -> bool:
    """Return whether a device that a call is about does it only for a code."""
    return bool(split(hass, call)[1])


@callback
def split(hass: HomeAssistant, call: Call) -> tuple[tuple[Call, ...], tuple[Call, ...]]:
    """Return the part of a call that takes no code, and one call for each device that wants one."""
    if call.service not in _METHODS:
        return (call,), ()
    wanting = tuple(i for i in call.entity_ids if _wants(hass, call, i))
    others = tuple(i for i in call.entity_ids if i not in wanting)
    rest = (replace(call, entity_ids=others),) if others or not wanting else ()
    return rest, tuple(replace(call, entity_ids=(i,)) for i in wanting)


@callback
def _wants(hass: HomeAssistant, call: Call, entity_id: str) -> bool:
    """Return whether one device wants a code, and none is set for it in Home Assistant."""
    state = hass.states.get(entity_id)
    code_format = state.attributes.get(ATTR_CODE_FORMAT) if state else None
    if state is None or code_format is None:
        return False
    if call.domain == _LOCK and re.match(code_format, ""):
        return False
    is_arming = call.domain == _ALARM and call.service != _DISARM
    if is_arming and not state.attributes.get(_ARMING_WITHOUT, True):
        return False
    entry = er.async_get(hass).async_get(entity_id)
    options = dict(entry.options.get(call.domain, {})) if entry else {}
    return not options.get(_DEFAULT_CODE)


@callback
def is_text(hass: HomeAssistant, call: Call) -> bool:
    """Return whether a code may be more than digits."""
    states = (hass.states.get(entity_id) for entity_id in call.entity_ids)
    return any(state and state.attributes.get(ATTR_CODE_FORMAT) == "text" for state in states)


def was_taken(executed: Executed) -> bool:
    """Return whether a device did what the code was for; some say nothing to a wrong one."""
    return any(outcome.status in (ALREADY, *WORKED) for outcome in executed.outcomes)


def was_refused(executed: Executed) -> bool:
    """Return whether a device did not take the code."""
    return any(outcome.error == CODE_REFUSED for outcome in executed.outcomes)


def handing_over(code: str) -> Make:
    """Return what makes a call with a code, past the history of service calls."""

    async def make(
        hass: HomeAssistant, call: Call, entity_ids: list[str], context: Context
    ) -> ServiceResponse:
        """Hand the code to the devices; nothing that is raised holds it.

        Raises:
            Unauthorized: The user of the context may not control them.
            HomeAssistantError: The code is wrong (`CODE_REFUSED`), or something else is.
        """
        component = hass.data[DATA_INSTANCES][call.domain]
        found = {i: entity for i in entity_ids if (entity := component.get_entity(i))}
        data = {**call.data, ATTR_ENTITY_ID: entity_ids, ATTR_CODE: code}
        service_call = ServiceCall(hass, call.domain, call.name, data, context)
        try:
            await entity_service_call(hass, found, _METHODS[call.service], service_call)
        except Unauthorized:
            raise
        except ServiceValidationError, ValueError:
            raise HomeAssistantError(CODE_REFUSED) from None
        except Exception as error:  # noqa: BLE001 - what it says may hold the code
            raise HomeAssistantError(type(error).__name__) from None
        return None

    return make
