"""The part of an agent's form that is about safety: levels, exceptions, who may not, the PIN."""

import copy
from collections.abc import Mapping
from typing import Any

import probatio
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    DeviceSelector,
    DeviceSelectorConfig,
    EntityFilterSelectorConfig,
    EntitySelector,
    EntitySelectorConfig,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .agent.pin import hashed, is_pin
from .agent.policy import CONFIRM, GUARDS, LEVELS
from .const import (
    CONF_ACCESS,
    CONF_EXCEPTIONS,
    CONF_PIN,
    CONF_PIN_HASH,
    CONF_POLICY,
    CONF_SATELLITES,
    CONF_USERS,
    DEFAULT_POLICY,
)
from .policy_options import needs_pin

_ENTITIES = EntitySelector(EntitySelectorConfig(multiple=True))
_LEVEL = SelectSelector(
    SelectSelectorConfig(
        options=list(LEVELS), translation_key="policy_level", mode=SelectSelectorMode.DROPDOWN
    )
)

POLICY_SCHEMA = probatio.Schema(
    {probatio.Required(guard, default=CONFIRM): _LEVEL for guard in GUARDS}
)
EXCEPTIONS_SCHEMA = probatio.Schema({probatio.Optional(level): _ENTITIES for level in LEVELS})
ACCESS_SCHEMA = probatio.Schema(
    {
        probatio.Optional(CONF_PIN): TextSelector(
            TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="new-password")
        ),
        probatio.Optional(CONF_SATELLITES): DeviceSelector(
            DeviceSelectorConfig(
                entity=EntityFilterSelectorConfig(domain=Platform.ASSIST_SATELLITE), multiple=True
            )
        ),
        probatio.Optional(CONF_USERS): SelectSelector(
            SelectSelectorConfig(options=[], multiple=True)
        ),
    }
)
SECTIONS = {
    probatio.Required(CONF_POLICY, default=DEFAULT_POLICY): section(POLICY_SCHEMA),
    probatio.Required(CONF_EXCEPTIONS, default={}): section(EXCEPTIONS_SCHEMA, {"collapsed": True}),
    probatio.Required(CONF_ACCESS, default={}): section(ACCESS_SCHEMA, {"collapsed": True}),
}
"""What the form of an agent has about safety; the users are filled in by `async_with_users`."""


async def async_with_users(hass: HomeAssistant, schema: probatio.Schema) -> probatio.Schema:
    """Return a form with the people to choose from who can sign in."""
    options = [
        SelectOptionDict(value=user.id, label=user.name or user.id)
        for user in await hass.auth.async_get_users()
        if user.is_active and not user.system_generated
    ]
    users = SelectSelector(SelectSelectorConfig(options=options, multiple=True))
    fields = {
        key: _with_users(field, users) if key == CONF_ACCESS else field
        for key, field in schema.schema.items()
    }
    return probatio.Schema(fields)


def _with_users(access: section, users: SelectSelector) -> section:
    """Return a section with other people to choose from."""
    changed = copy.copy(access)
    changed.schema = probatio.Schema(
        {key: users if key == CONF_USERS else f for key, f in access.schema.schema.items()}
    )
    return changed


async def async_suggested(hass: HomeAssistant, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return options as they are shown again: without the PIN, and without users that are gone."""
    access = {key: value for key, value in data.get(CONF_ACCESS, {}).items() if key != CONF_PIN}
    users = [i for i in access.get(CONF_USERS, ()) if await hass.auth.async_get_user(i)]
    return {**data, CONF_ACCESS: {**access, CONF_USERS: users}}


async def async_settled(
    hass: HomeAssistant, answers: Mapping[str, Any], before: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the options that a form comes to, and what is wrong with it.

    Args:
        hass: Where the PIN is hashed, in a thread of its own.
        answers: The form as it was filled in.
        before: The options until now; a PIN that is not entered anew stays.
    """
    pin = answers.get(CONF_ACCESS, {}).get(CONF_PIN, "").strip()
    if pin and not is_pin(pin):
        return {}, {"base": "invalid_pin"}
    data = tidied(answers)
    pin_hash = await hass.async_add_executor_job(hashed, pin) if pin else before.get(CONF_PIN_HASH)
    if pin_hash:
        data[CONF_PIN_HASH] = pin_hash
    return data, {} if pin_hash or not needs_pin(data) else {"base": "pin_missing"}


def tidied(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return options without the PIN and without what is empty."""
    data = dict(answers)
    secret = {CONF_ACCESS: CONF_PIN}
    for name in (CONF_EXCEPTIONS, CONF_ACCESS):
        fields = data.pop(name, {})
        kept = {key: v for key, v in fields.items() if v and key != secret.get(name)}
        data |= {name: kept} if kept else {}
    return data
