"""Adding a recogniser or a voice: choose it, load it down, see that it works."""

import asyncio
from collections.abc import Mapping
from typing import Any, override

import probatio
from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)

from . import speech
from .const import (
    CONF_MODEL,
    CONF_MODEL_PATH,
    CONF_SPEAKER,
    CONF_SPEED,
    CONF_WINDOW,
    SHIPPED_RECOGNISER,
    SHIPPED_VOICE,
)
from .coordinator import StewardData, error_key
from .engine import EngineError, ModelFileError, RemoteEngine
from .engine.speech_messages import LoadedSpeech, SpeechKind

SHIPPED = {SpeechKind.RECOGNISER: SHIPPED_RECOGNISER, SpeechKind.VOICE: SHIPPED_VOICE}


class SpeechFlow(ConfigSubentryFlow):
    """Add a recogniser or a voice, or change it."""

    kind: SpeechKind

    def __init__(self) -> None:
        """Begin without a choice."""
        self._chosen: dict[str, Any] = {}
        self._errors: dict[str, str] = {}
        self._loaded: LoadedSpeech | None = None
        self._task: asyncio.Task[LoadedSpeech] | None = None

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Choose a model to add."""
        if self._get_entry().state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="entry_not_loaded")
        return await self._async_choose("user", user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Choose another model in place of the one before."""
        if self._get_entry().state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="entry_not_loaded")
        return await self._async_choose("reconfigure", user_input)

    async def async_step_obtain(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Download the model where it is not there yet, and try it."""
        if self._task is None:
            self._task = self.hass.async_create_task(self._async_obtain(), eager_start=False)
        if not self._task.done():
            return self.async_show_progress(
                step_id="obtain",
                progress_action="obtain",
                description_placeholders={"model": self._title()},
                progress_task=self._task,
            )
        task, self._task = self._task, None
        try:
            self._loaded = task.result()
        except EngineError as err:
            self._errors = {self._field(err): error_key(err)}
            return self.async_show_progress_done(next_step_id="choose")
        return self.async_show_progress_done(next_step_id=self._step_after(self._loaded))

    async def async_step_choose(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Choose again, after a model did not work."""
        return await self._async_choose("choose", user_input)

    async def async_step_finish(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Keep what was chosen, and what it was found to be able to do."""
        assert self._loaded is not None
        return self._keep({**self._chosen, **speech.abilities(self._loaded)})

    @callback
    @override
    def async_remove(self) -> None:
        """Break off a download when the person closes the dialog."""
        if self._task is not None:
            self._task.cancel()

    async def _async_choose(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> SubentryFlowResult:
        """Ask for a model; an answer is tried at once."""
        engine = self._get_entry().runtime_data.engine
        if isinstance(engine, RemoteEngine) and not speech.offered(engine, self.kind):
            return self.async_abort(reason="nothing_offered")
        if user_input is not None:
            self._chosen, self._errors = await self._async_completed(user_input), {}
            return await self.async_step_obtain()
        schema = self.add_suggested_values_to_schema(await self._async_schema(), self._today())
        errors, self._errors = self._errors, {}
        return self.async_show_form(step_id=step_id, data_schema=schema, errors=errors)

    def _today(self) -> Mapping[str, Any]:
        """Return what is filled in: the last answer, or what is set."""
        if self._chosen or self.source != "reconfigure":
            return self._chosen
        return self._get_reconfigure_subentry().data

    async def _async_schema(self) -> probatio.Schema:
        """Return the form."""
        engine = self._get_entry().runtime_data.engine
        if isinstance(engine, RemoteEngine):
            names = list(speech.offered(engine, self.kind))
            fields: dict[Any, Any] = {probatio.Required(CONF_MODEL): _dropdown(names)}
        else:
            models = await self.hass.async_add_executor_job(self._options)
            fields = {
                probatio.Required(CONF_MODEL, default=SHIPPED[self.kind]): _dropdown(models),
                probatio.Optional(CONF_MODEL_PATH): TextSelector(),
            }
        return probatio.Schema(fields | self._more_fields())

    def _more_fields(self) -> dict[Any, Any]:
        """Return the fields that only one kind has."""
        return {}

    def _step_after(self, _loaded: LoadedSpeech) -> str:
        """Return what follows a model that works."""
        return "finish"

    def _options(self) -> list[SelectOptionDict]:
        """Return the catalogue's models as they are offered; reads a file."""
        return [
            SelectOptionDict(value=model.id, label=_label(model))
            for model in speech.models(self.kind, self.hass.config.language)
        ]

    async def _async_completed(self, chosen: dict[str, Any]) -> dict[str, Any]:
        """Return a choice with what the catalogue says of how to use it."""
        model = await self.hass.async_add_executor_job(speech.find, self.kind, chosen[CONF_MODEL])
        window = getattr(model, "window_s", None)
        if window and not chosen.get(CONF_MODEL_PATH):
            return {**chosen, CONF_WINDOW: window}
        return chosen

    async def _async_obtain(self) -> LoadedSpeech:
        """Have the engine load the model."""
        data: StewardData = self._get_entry().runtime_data
        return await speech.async_obtain(
            self.hass, data.engine, self.kind, self._chosen, self.async_update_progress
        )

    def _field(self, err: EngineError) -> str:
        """Return the field that an error belongs to."""
        has_path = bool(self._chosen.get(CONF_MODEL_PATH))
        return CONF_MODEL_PATH if has_path and isinstance(err, ModelFileError) else "base"

    def _title(self) -> str:
        """Return what to call the subentry; the catalogue was read by now."""
        return speech.title(self.kind, self._chosen)

    def _keep(self, settings: dict[str, Any]) -> SubentryFlowResult:
        """Create the subentry, or change it."""
        if self.source == "reconfigure":
            return self.async_update_and_abort(
                self._get_entry(),
                self._get_reconfigure_subentry(),
                data=settings,
                title=self._title(),
            )
        return self.async_create_entry(title=self._title(), data=settings)


class RecogniserFlow(SpeechFlow):
    """Add a recogniser."""

    kind = SpeechKind.RECOGNISER


class VoiceFlow(SpeechFlow):
    """Add a voice."""

    kind = SpeechKind.VOICE

    async def async_step_speaker(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Choose one of several speakers: who they are is known once the voice is loaded."""
        if user_input is not None:
            self._chosen.update(user_input)
            return await self.async_step_finish()
        assert self._loaded is not None
        speakers = self._loaded.speakers
        is_change = self.source == "reconfigure"
        today = self._get_reconfigure_subentry().data.get(CONF_SPEAKER) if is_change else None
        options = [SelectOptionDict(value=one, label=one.capitalize()) for one in speakers]
        field = probatio.Required(CONF_SPEAKER, default=today if today in speakers else speakers[0])
        schema = probatio.Schema({field: _dropdown(options)})
        return self.async_show_form(step_id="speaker", data_schema=schema)

    @override
    def _more_fields(self) -> dict[Any, Any]:
        """Return how the voice speaks."""
        speed = NumberSelectorConfig(min=0.5, max=2.0, step=0.05, mode=NumberSelectorMode.SLIDER)
        return {probatio.Required(CONF_SPEED, default=1.0): NumberSelector(speed)}

    @override
    def _step_after(self, loaded: LoadedSpeech) -> str:
        """Return the choice of a speaker, where there is one."""
        return "speaker" if len(loaded.speakers) > 1 else "finish"


def _dropdown(options: list[SelectOptionDict] | list[str]) -> SelectSelector:
    """Return a list to choose from."""
    return SelectSelector(SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN))


def _label(model: speech.Model) -> str:
    """Return a model as it is offered: its name and what it costs."""
    if model.shipped:
        return f"{model.title} ({model.label})"
    return f"{model.title} ({model.size_mb:.0f} MB)" if model.size_mb else model.title
