"""What the speaker may see and do, asked before it is planned instead of when its time has come."""

from collections.abc import Callable, Iterable

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized, UnknownUser


async def async_permission(
    hass: HomeAssistant, context: Context, policy: str
) -> Callable[[str], bool]:
    """Return what tells whether the user of a context has a permission on an entity.

    Raises:
        UnknownUser: There is no such user any more.
    """
    user = await async_user(hass, context, policy)
    if user is None:
        return lambda _: True
    permissions = user.permissions
    return lambda entity_id: permissions.check_entity(entity_id, policy)


async def async_user(hass: HomeAssistant, context: Context, policy: str) -> User | None:
    """Return the user of a context, None where it has none.

    Raises:
        UnknownUser: There is no such user any more, and so nobody who has the permission.
    """
    if context.user_id is None:
        return None
    user = await hass.auth.async_get_user(context.user_id)
    if user is None:
        raise UnknownUser(context=context, permission=policy)
    return user


async def async_may_control(
    hass: HomeAssistant, context: Context, entity_ids: Iterable[str]
) -> None:
    """Raise where the user of a context may not control all of some entities.

    Raises:
        Unauthorized: There is one that it may not.
    """
    may_control = await async_permission(hass, context, POLICY_CONTROL)
    for entity_id in entity_ids:
        if not may_control(entity_id):
            raise Unauthorized(context=context, entity_id=entity_id, permission=POLICY_CONTROL)
