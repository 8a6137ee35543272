"""The recogniser and the voice that a new entry begins with."""

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant

from . import speech
from .const import CONF_MODEL, SUBENTRY_STT, SUBENTRY_TTS
from .engine import EngineClient, RemoteEngine
from .engine.speech_messages import SpeechKind
from .speech_flow import SHIPPED

_SUBENTRIES = {SpeechKind.RECOGNISER: SUBENTRY_STT, SpeechKind.VOICE: SUBENTRY_TTS}


async def async_first_speech(hass: HomeAssistant, engine: EngineClient) -> list[ConfigSubentryData]:
    """Return subentries for a recogniser and a voice that were seen to work.

    On this machine they are those that come with Steward, on another one the first
    that its engine offers. There are none where it does not offer both.

    Raises:
        EngineError: One does not work; the class says why.
    """
    names = {kind: _name(engine, kind) for kind in _SUBENTRIES}
    if not all(names.values()):
        return []
    return [await _async_tried(hass, engine, kind, name) for kind, name in names.items() if name]


def _name(engine: EngineClient, kind: SpeechKind) -> str | None:
    """Return the model to begin with."""
    if isinstance(engine, RemoteEngine):
        return next(iter(speech.offered(engine, kind)), None)
    return SHIPPED[kind]


async def _async_tried(
    hass: HomeAssistant, engine: EngineClient, kind: SpeechKind, name: str
) -> ConfigSubentryData:
    """Return a subentry for a model, once it has been loaded."""
    chosen = {CONF_MODEL: name}
    loaded = await speech.async_obtain(hass, engine, kind, chosen, lambda _share: None)
    title = await hass.async_add_executor_job(speech.title, kind, chosen)
    return ConfigSubentryData(
        data={**chosen, **speech.abilities(loaded)},
        subentry_type=_SUBENTRIES[kind],
        title=title,
        unique_id=None,
    )
