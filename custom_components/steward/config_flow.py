"""Adding Steward, changing its engine, and the agents it offers.

An entry is created only after its engine has answered.
"""

from collections.abc import Mapping
from typing import Any, override

import probatio
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryData,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_ADDRESS, CONF_LANGUAGE, CONF_NAME
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    LanguageSelector,
    LanguageSelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)

from . import policy_flow
from .const import (
    CONF_ENGINE,
    CONF_MODEL_PATH,
    CONF_PIPELINE,
    CONF_REPLY_STYLE,
    CONF_SPEECH_MEMORY,
    DEFAULT_LANGUAGE,
    DEFAULT_NAME,
    DOMAIN,
    LANGUAGES,
    LOGGER,
    SUBENTRY_CONVERSATION,
    SUBENTRY_STT,
    SUBENTRY_TTS,
    EngineKind,
    PipelineWish,
    ReplyStyle,
)
from .coordinator import async_prove, create_engine, error_key
from .engine import EngineClient, EngineError, ModelFileError
from .policy_flow import SECTIONS, tidied
from .speech_flow import RecogniserFlow, VoiceFlow
from .speech_setup import async_first_speech


def _choice(options: list[str], translation_key: str) -> SelectSelector:
    """Return a choice whose options are translated."""
    return SelectSelector(
        SelectSelectorConfig(
            options=options,
            translation_key=translation_key,
            mode=SelectSelectorMode.DROPDOWN,
        )
    )


ENGINE_SCHEMA = probatio.Schema(
    {
        probatio.Required(CONF_ENGINE, default=EngineKind.EMBEDDED): _choice(
            list(EngineKind), CONF_ENGINE
        ),
        probatio.Optional(CONF_MODEL_PATH): TextSelector(),
    }
)
# Only at first: later there are the voice settings of Home Assistant.
NEW_ENGINE_SCHEMA = ENGINE_SCHEMA.extend(
    {
        probatio.Required(CONF_PIPELINE, default=PipelineWish.CREATE): _choice(
            list(PipelineWish), CONF_PIPELINE
        )
    }
)
# Only later: nobody has chosen models that need much yet.
CHANGED_ENGINE_SCHEMA = ENGINE_SCHEMA.extend(
    {
        probatio.Optional(CONF_SPEECH_MEMORY): NumberSelector(
            NumberSelectorConfig(
                min=50, max=100_000, step=1, mode=NumberSelectorMode.BOX, unit_of_measurement="MB"
            )
        )
    }
)
REMOTE_SCHEMA = probatio.Schema({probatio.Required(CONF_ADDRESS): TextSelector()})
AGENT_SCHEMA = probatio.Schema(
    {
        probatio.Required(CONF_LANGUAGE, default=DEFAULT_LANGUAGE): LanguageSelector(
            LanguageSelectorConfig(languages=list(LANGUAGES))
        ),
        probatio.Required(CONF_REPLY_STYLE, default=ReplyStyle.NORMAL): _choice(
            list(ReplyStyle), CONF_REPLY_STYLE
        ),
        **SECTIONS,
    }
)
NEW_AGENT_SCHEMA = probatio.Schema(
    {probatio.Required(CONF_NAME, default=DEFAULT_NAME): TextSelector(), **AGENT_SCHEMA.schema}
)


class StewardConfigFlow(ConfigFlow, domain=DOMAIN):
    """Add Steward, or change where its language model runs."""

    VERSION = 1

    def __init__(self) -> None:
        """Begin without speech."""
        self._speech: list[ConfigSubentryData] = []
        self._wish = PipelineWish.NONE

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask where the language model runs; no answer means here, with the shipped one."""
        return await self._async_engine_step("user", user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask the same again."""
        return await self._async_engine_step("reconfigure", user_input)

    async def async_step_remote(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the address of an engine on another machine."""
        errors: dict[str, str] = {}
        if user_input is not None:
            settings = {CONF_ENGINE: EngineKind.REMOTE, **user_input}
            errors = await self._async_try({**settings, CONF_PIPELINE: self._wish})
            if not errors:
                return self._finish(
                    settings | ({CONF_PIPELINE: self._wish} if self._speech else {})
                )
        return self._show("remote", REMOTE_SCHEMA, user_input, errors)

    async def _async_engine_step(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Handle the choice of an engine."""
        errors: dict[str, str] = {}
        if user_input is not None:
            if user_input[CONF_ENGINE] == EngineKind.REMOTE:
                self._wish = user_input.get(CONF_PIPELINE, PipelineWish.NONE)
                return await self.async_step_remote()
            errors = await self._async_try(user_input)
            if not errors:
                return self._finish(user_input)
            if CONF_PIPELINE in errors:
                # The next click shall work.
                user_input[CONF_PIPELINE] = PipelineWish.NONE
        schema = NEW_ENGINE_SCHEMA if step_id == "user" else CHANGED_ENGINE_SCHEMA
        return self._show(step_id, schema, user_input, errors)

    async def _async_try(self, settings: dict[str, Any]) -> dict[str, str]:
        """Return what is wrong with an engine, by field."""
        try:
            engine = create_engine(settings)
        except ValueError:
            return {CONF_ADDRESS: "invalid_address"}
        try:
            await async_prove(engine)
            return await self._async_try_speech(engine, settings)
        except ModelFileError as err:
            field = CONF_MODEL_PATH if settings.get(CONF_MODEL_PATH) else "base"
            return {field: error_key(err)}
        except EngineError as err:
            return {"base": error_key(err)}
        finally:
            await engine.async_stop()

    async def _async_try_speech(
        self, engine: EngineClient, settings: dict[str, Any]
    ) -> dict[str, str]:
        """Find a recogniser and a voice to begin with, where they are wished for."""
        if settings.get(CONF_PIPELINE, PipelineWish.NONE) == PipelineWish.NONE:
            return {}
        try:
            self._speech = await async_first_speech(self.hass, engine)
        except EngineError as err:
            LOGGER.warning("Speech cannot be set up: %s", err)
            return {CONF_PIPELINE: "no_speech"}
        return {}

    def _show(
        self,
        step_id: str,
        schema: probatio.Schema,
        user_input: dict[str, Any] | None,
        errors: dict[str, str],
    ) -> ConfigFlowResult:
        """Show a form with what was filled in, or what is set today."""
        values = user_input if user_input is not None else self._today()
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, values),
            errors=errors,
        )

    def _today(self) -> dict[str, Any]:
        """Return the settings of the entry that is changed."""
        if self.source != SOURCE_RECONFIGURE:
            return {}
        return dict(self._get_reconfigure_entry().data)

    def _finish(self, settings: dict[str, Any]) -> ConfigFlowResult:
        """Create the entry with its first agent, or change it."""
        if self.source == SOURCE_RECONFIGURE:
            return self._async_change(settings)
        agent = ConfigSubentryData(
            data=tidied(AGENT_SCHEMA({})),
            subentry_type=SUBENTRY_CONVERSATION,
            title=DEFAULT_NAME,
            unique_id=None,
        )
        return self.async_create_entry(
            title=DEFAULT_NAME, data=settings, subentries=[agent, *self._speech]
        )

    @callback
    def _async_change(self, settings: dict[str, Any]) -> ConfigFlowResult:
        """Change the entry, and have it set up anew in any case."""
        entry = self._get_reconfigure_entry()
        # An update listener reloads, but only a loaded entry that changed.
        reloads_itself = entry.update_listeners and entry.data != settings
        result = self.async_update_and_abort(entry, data=settings)
        if not reloads_itself:
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        return result

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return the flows for agents, recognisers and voices."""
        return {
            SUBENTRY_CONVERSATION: ConversationFlow,
            SUBENTRY_STT: RecogniserFlow,
            SUBENTRY_TTS: VoiceFlow,
        }


class ConversationFlow(ConfigSubentryFlow):
    """Add an agent, or change what it may do and how it talks."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Add an agent."""
        if self._get_entry().state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="entry_not_loaded")
        data, errors = await self._async_settled(user_input, {})
        if user_input is None or errors:
            return await self._async_show("user", NEW_AGENT_SCHEMA, user_input or {}, errors)
        return self.async_create_entry(title=data.pop(CONF_NAME), data=data)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change an agent; the entry's update listener reloads it."""
        agent = self._get_reconfigure_subentry()
        data, errors = await self._async_settled(user_input, agent.data)
        if user_input is None or errors:
            shown = agent.data if user_input is None else user_input
            return await self._async_show("reconfigure", AGENT_SCHEMA, shown, errors)
        return self.async_update_and_abort(self._get_entry(), agent, data=data)

    async def _async_settled(
        self, answers: dict[str, Any] | None, before: Mapping[str, Any]
    ) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the options that a form comes to, and what is wrong with it."""
        if answers is None:
            return {}, {}
        return await policy_flow.async_settled(self.hass, answers, before)

    async def _async_show(
        self,
        step_id: str,
        schema: probatio.Schema,
        shown: Mapping[str, Any],
        errors: dict[str, str],
    ) -> SubentryFlowResult:
        """Show a form with what is set, or was filled in."""
        schema = await policy_flow.async_with_users(self.hass, schema)
        values = await policy_flow.async_suggested(self.hass, shown)
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, values),
            errors=errors,
        )
