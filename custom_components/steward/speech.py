"""Recognisers and voices as settings name them, where they lie, and how they get there."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.requirements import RequirementsNotFound, async_process_requirements
from wyoming.info import TtsProgram

from . import catalogue
from .const import CONF_LANGUAGES, CONF_MODEL, CONF_MODEL_PATH, CONF_SPEAKERS, DOMAIN
from .engine import EngineClient, EngineLibraryMissing, RemoteEngine
from .engine.fetch import FetchOrder, is_complete
from .engine.speech_client import fetch, load
from .engine.speech_messages import LoadedSpeech, SpeechKind
from .language_tags import tag

# Not in the manifest: where these cannot be installed, Steward still answers typed
# sentences, and an engine elsewhere can listen and speak for it.
REQUIREMENTS: dict[SpeechKind, list[str]] = {
    SpeechKind.RECOGNISER: ["faster-whisper==1.2.1"],
    SpeechKind.VOICE: ["piper-tts==1.8.0", "huggingface-hub==2.4.0"],
}
_FOLDERS = {SpeechKind.RECOGNISER: "recognisers", SpeechKind.VOICE: "voices"}

type Model = catalogue.Recogniser | catalogue.Voice


def find(kind: SpeechKind, model_id: str) -> Model | None:
    """Return a model of the catalogue; reads a file the first time."""
    is_voice = kind is SpeechKind.VOICE
    return catalogue.voice(model_id) if is_voice else catalogue.recogniser(model_id)


def models(kind: SpeechKind, language: str) -> list[Model]:
    """Return the catalogue's models; reads a file the first time.

    The shipped one comes first, then voices that speak the language.
    """
    if kind is SpeechKind.RECOGNISER:
        return list(catalogue.recognisers())
    every, own = catalogue.voices(), catalogue.voices(language)
    shipped = [voice for voice in every if voice.shipped]
    return list({voice.id: voice for voice in (*shipped, *own, *every)}.values())


def title(kind: SpeechKind, settings: Mapping[str, Any]) -> str:
    """Return what people call a subentry's model; reads a file the first time."""
    if path := settings.get(CONF_MODEL_PATH):
        return Path(path).name.removesuffix(".onnx")
    model = find(kind, settings[CONF_MODEL])
    return model.title if model is not None else str(settings[CONF_MODEL])


def place(hass: HomeAssistant, kind: SpeechKind, settings: Mapping[str, Any]) -> Path:
    """Return where the files of a subentry's model lie, or will."""
    if path := settings.get(CONF_MODEL_PATH):
        return Path(path)
    model = find(kind, settings[CONF_MODEL])
    if model is not None and model.path is not None:
        return model.path
    name: str = settings[CONF_MODEL]
    folder = Path(hass.config.path(DOMAIN, _FOLDERS[kind])) / name
    return folder / f"{name}.onnx" if kind is SpeechKind.VOICE else folder


def address(
    hass: HomeAssistant, engine: EngineClient, kind: SpeechKind, settings: Mapping[str, Any]
) -> str:
    """Return how an engine is told which model to use: by file, or by name where it is elsewhere."""
    if isinstance(engine, RemoteEngine):
        return str(settings[CONF_MODEL])
    return str(place(hass, kind, settings))


def offered(engine: RemoteEngine, kind: SpeechKind) -> dict[str, LoadedSpeech]:
    """Return what a remote engine offers, by name."""
    programs = engine.info.tts if kind is SpeechKind.VOICE else engine.info.asr
    return {
        model.name: LoadedSpeech(
            kind=kind,
            name=model.name,
            languages=model.languages,
            size=0,
            load_ms=0.0,
            speakers=[speaker.name for speaker in getattr(model, "speakers", None) or ()],
        )
        for program in programs
        for model in (program.voices if isinstance(program, TtsProgram) else program.models)
    }


def abilities(loaded: LoadedSpeech) -> dict[str, Any]:
    """Return what a subentry keeps of what its model was found to be able to do."""
    return {
        CONF_LANGUAGES: [tag(language) for language in loaded.languages],
        CONF_SPEAKERS: loaded.speakers,
    }


async def async_install(hass: HomeAssistant, kind: SpeechKind) -> None:
    """Install what the engine on this machine needs to listen or to speak.

    Raises:
        EngineLibraryMissing: It cannot be installed here.
    """
    try:
        await async_process_requirements(hass, DOMAIN, REQUIREMENTS[kind], is_built_in=False)
    except RequirementsNotFound as err:
        raise EngineLibraryMissing(str(err)) from err


async def async_obtain(
    hass: HomeAssistant,
    engine: EngineClient,
    kind: SpeechKind,
    settings: Mapping[str, Any],
    report: Callable[[float], None],
) -> LoadedSpeech:
    """Download a model where it is not there yet, and see that it works.

    Raises:
        EngineError: It does not; the class says why.
    """
    if isinstance(engine, RemoteEngine):
        return offered(engine, kind)[settings[CONF_MODEL]]
    await async_install(hass, kind)
    path = await hass.async_add_executor_job(place, hass, kind, settings)
    model = await hass.async_add_executor_job(find, kind, settings.get(CONF_MODEL, ""))
    if model is not None and model.repo is not None and not settings.get(CONF_MODEL_PATH):
        folder = path.parent if kind is SpeechKind.VOICE else path
        if not await hass.async_add_executor_job(is_complete, path, kind):
            order = FetchOrder(
                repo=model.repo, files=model.files, folder=folder, sha256=model.sha256, kind=kind
            )
            await fetch(engine, order, report)
    return await load(engine, kind, str(path))
