"""The actions that only read: the questions of the conversation, for automations.

They ask neither an agent nor its model: what is asked stands in the data, and what answers a
sentence answers it. So they work while the engine is down, too.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

import probatio
from homeassistant.const import ATTR_ENTITY_ID, ENTITY_MATCH_ALL
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.target import (
    SelectedEntities,
    TargetSelection,
    async_extract_referenced_entity_ids,
)
from homeassistant.helpers.typing import VolSchemaType

from .agent.answers import EXTREMES
from .agent.asking import question_words
from .agent.convert import Call
from .agent.figures import FIGURES
from .agent.home import Home
from .compat import left_out
from .const import DOMAIN
from .coordinator import StewardConfigEntry
from .home import async_build_home
from .reads import async_answer
from .refusal import invalid


class ReadAction(StrEnum):
    """The actions."""

    GET_HISTORY = "get_history"
    GET_STATE = "get_state"
    LIST = "list"


class ReadArgument(StrEnum):
    """What the actions take beside a target; the keys and words are those of the grammar."""

    ASK = "ask"
    ATTRIBUTE = "attribute"
    DAYS = "days"
    HOURS = "hours"
    MINUTES = "minutes"
    OF = "of"
    PERIOD = "period"
    STATE = "state"


_WANTED, _WHEN = "what is wanted", "period"
_NEEDS_STATE = frozenset({"how long", "how often", "whether"})
_TARGETS = frozenset(str(key) for key in cv.ENTITY_SERVICE_FIELDS)


def _word(value: Any) -> str:
    """Return a word as the grammar writes it: the form of an automation has underscores for spaces."""
    if isinstance(value, bool):
        # What YAML makes of a bare "on" or "off".
        return "on" if value else "off"
    return " ".join(cv.string(value).replace("_", " ").split()).casefold()


_AMOUNT = probatio.All(
    probatio.Coerce(float), probatio.Range(min=0, max=1000, min_included=False, max_included=False)
)
SERVICE_GET_STATE_SCHEMA = cv.make_entity_service_schema(
    {
        probatio.Exclusive(ReadArgument.STATE, _WANTED): _word,
        probatio.Exclusive(ReadArgument.ATTRIBUTE, _WANTED): _word,
    }
)
SERVICE_LIST_SCHEMA = probatio.Schema(
    {
        **cv.ENTITY_SERVICE_FIELDS,
        probatio.Optional(ReadArgument.OF): _word,
        probatio.Optional(ReadArgument.STATE): _word,
    }
)
SERVICE_GET_HISTORY_SCHEMA = probatio.Schema(
    {
        **cv.ENTITY_SERVICE_FIELDS,
        probatio.Required(ReadArgument.ASK): _word,
        probatio.Optional(ReadArgument.OF): _word,
        probatio.Optional(ReadArgument.STATE): _word,
        probatio.Exclusive(ReadArgument.PERIOD, _WHEN): _word,
        probatio.Exclusive(ReadArgument.DAYS, _WHEN): _AMOUNT,
        probatio.Exclusive(ReadArgument.HOURS, _WHEN): _AMOUNT,
        probatio.Exclusive(ReadArgument.MINUTES, _WHEN): _AMOUNT,
    }
)
SCHEMAS: dict[str, VolSchemaType] = {
    ReadAction.GET_HISTORY: SERVICE_GET_HISTORY_SCHEMA,
    ReadAction.GET_STATE: SERVICE_GET_STATE_SCHEMA,
    ReadAction.LIST: SERVICE_LIST_SCHEMA,
}


@callback
def async_register_reads(hass: HomeAssistant) -> None:
    """Register the actions."""
    for action, schema in SCHEMAS.items():
        hass.services.async_register(
            DOMAIN, action, _async_read, schema=schema, supports_response=SupportsResponse.ONLY
        )


async def _async_read(call: ServiceCall) -> ServiceResponse:
    """Answer a question: its text, the entities it is about, and the figures in it."""
    hass = call.hass
    data = {key: value for key, value in call.data.items() if key in ReadArgument}
    _require_sense(call.service, data, await hass.async_add_executor_job(question_words))
    home = await _async_home(hass)
    question = Call(service=f"{DOMAIN}.{call.service}", entity_ids=_targeted(call, home), data=data)
    answer = await async_answer(hass, question, home, call.context)
    return answer.as_dict(hass.states.get)


def _require_sense(
    action: str, data: Mapping[str, Any], words: Mapping[str, tuple[str, ...]]
) -> None:
    """Raise when a question has words that nothing answers to.

    Raises:
        ServiceValidationError: A word is unknown, or one is missing.
    """
    for key, known in words.items():
        legal = [w for w in known if action == ReadAction.LIST or w not in EXTREMES]
        if key in data and data[key] not in legal:
            raise invalid("unknown_word", field=key, word=data[key], words=", ".join(legal))
    ask = data.get(ReadArgument.ASK)
    if ask in _NEEDS_STATE and ReadArgument.STATE not in data:
        raise invalid("state_missing", ask=str(ask))
    if ask in FIGURES and ReadArgument.STATE in data:
        raise invalid("state_unfit", ask=str(ask))


async def _async_home(hass: HomeAssistant) -> Home:
    """Return the home: a loaded entry's, which is kept in step, else one made for the occasion."""
    entries: list[StewardConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    if entries:
        return (await entries[0].runtime_data.keeper.async_get()).home
    return async_build_home(hass)


def _targeted(call: ServiceCall, home: Home) -> tuple[str, ...]:
    """Return the exposed entities that a question is about: without a target, all of them.

    Raises:
        ServiceValidationError: A place is not there, an entity not exposed, or nothing is left.
    """
    selection = TargetSelection(call.data)
    named = call.data.get(ATTR_ENTITY_ID)
    if named == ENTITY_MATCH_ALL or _TARGETS.isdisjoint(call.data):
        wanted = set(home.entities)
    else:
        # Groups stay groups, as in a sentence; what is exposed is asked about, whatever its category.
        found = async_extract_referenced_entity_ids(
            call.hass, selection, expand_group=False, primary_entities_only=False
        )
        _require_places(found)
        _require_exposed(found.referenced, home)
        wanted = found.referenced | found.indirectly_referenced
    wanted -= left_out(call.hass, selection)
    ids = tuple(entity_id for entity_id in home.entities if entity_id in wanted)
    if not ids:
        raise invalid("nothing_exposed")
    return ids


def _require_places(found: SelectedEntities) -> None:
    """Raise when a target is none.

    Raises:
        ServiceValidationError: An area, a device, a floor or a label does not exist.
    """
    for area_id in found.missing_areas:
        raise invalid("area_not_found", area_id=area_id)
    for device_id in found.missing_devices:
        raise invalid("device_not_found", device_id=device_id)
    for floor_id in found.missing_floors:
        raise invalid("floor_not_found", floor_id=floor_id)
    for label_id in found.missing_labels:
        raise invalid("label_not_found", label_id=label_id)


def _require_exposed(entity_ids: Iterable[str], home: Home) -> None:
    """Raise when an entity was named that nobody may ask about.

    Raises:
        ServiceValidationError: It is not exposed, or not there; which of both is not told.
    """
    for entity_id in sorted(entity_ids):
        if entity_id not in home.entities:
            raise invalid("entity_not_exposed", entity_id=entity_id)
