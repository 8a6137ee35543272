"""Adding Steward, changing its engine, and the agents it offers.

An entry is created only after its engine has answered.
"""

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
from homeassistant.core import HomeAssistant, callback
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    LanguageSelector,
    LanguageSelectorConfig,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)

from .agent.policy import CONFIRM, GUARDS, LEVELS
from .const import (
    CONF_ENGINE,
    CONF_MODEL,
    CONF_MODEL_PATH,
    CONF_PIPELINE,
    CONF_POLICY,
    CONF_REPLY_STYLE,
    DEFAULT_LANGUAGE,
    DEFAULT_NAME,
    DEFAULT_POLICY,
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
from .engine import EmbeddedEngine, EngineClient, EngineError, ModelFileError
from .engine.speech_messages import SpeechKind
from .speech import abilities, async_obtain
from .speech_flow import SHIPPED, RecogniserFlow, VoiceFlow


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
REMOTE_SCHEMA = probatio.Schema({probatio.Required(CONF_ADDRESS): TextSelector()})
POLICY_SCHEMA = probatio.Schema(
    {
        probatio.Required(guard, default=CONFIRM): _choice(list(LEVELS), "policy_level")
        for guard in GUARDS
    }
)
AGENT_SCHEMA = probatio.Schema(
    {
        probatio.Required(CONF_LANGUAGE, default=DEFAULT_LANGUAGE): LanguageSelector(
            LanguageSelectorConfig(languages=list(LANGUAGES))
        ),
        probatio.Required(CONF_REPLY_STYLE, default=ReplyStyle.NORMAL): _choice(
            list(ReplyStyle), CONF_REPLY_STYLE
        ),
        probatio.Required(CONF_POLICY, default=DEFAULT_POLICY): section(POLICY_SCHEMA),
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
            errors = await self._async_try(settings)
            if not errors:
                return self._finish(settings)
        return self._show("remote", REMOTE_SCHEMA, user_input, errors)

    async def _async_engine_step(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Handle the choice of an engine."""
        errors: dict[str, str] = {}
        if user_input is not None:
            if user_input[CONF_ENGINE] == EngineKind.REMOTE:
                return await self.async_step_remote()
            errors = await self._async_try(user_input)
            if not errors:
                return self._finish(user_input)
            if CONF_PIPELINE in errors:
                # The next click shall work.
                user_input[CONF_PIPELINE] = PipelineWish.NONE
        schema = NEW_ENGINE_SCHEMA if step_id == "user" else ENGINE_SCHEMA
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
        """Load the recogniser and the voice that come with Steward, where they are wished for."""
        wish = settings.get(CONF_PIPELINE, PipelineWish.NONE)
        if wish == PipelineWish.NONE or not isinstance(engine, EmbeddedEngine):
            return {}
        try:
            self._speech = [
                await _async_shipped(self.hass, engine, SpeechKind.RECOGNISER, SUBENTRY_STT),
                await _async_shipped(self.hass, engine, SpeechKind.VOICE, SUBENTRY_TTS),
            ]
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
            data=AGENT_SCHEMA({}),
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


async def _async_shipped(
    hass: HomeAssistant, engine: EngineClient, kind: SpeechKind, subentry_type: str
) -> ConfigSubentryData:
    """Return a subentry for the model that comes with Steward, once it has been loaded."""
    chosen = {CONF_MODEL: SHIPPED[kind]}
    loaded = await async_obtain(hass, engine, kind, chosen, lambda _share: None)
    return ConfigSubentryData(
        data={**chosen, **abilities(loaded)},
        subentry_type=subentry_type,
        title=SHIPPED[kind],
        unique_id=None,
    )


class ConversationFlow(ConfigSubentryFlow):
    """Add an agent, or change what it may do and how it talks."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Add an agent."""
        if self._get_entry().state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="entry_not_loaded")
        if user_input is None:
            return self.async_show_form(step_id="user", data_schema=NEW_AGENT_SCHEMA)
        return self.async_create_entry(title=user_input.pop(CONF_NAME), data=user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change an agent; the entry's update listener reloads it."""
        agent = self._get_reconfigure_subentry()
        if user_input is None:
            schema = self.add_suggested_values_to_schema(AGENT_SCHEMA, agent.data)
            return self.async_show_form(step_id="reconfigure", data_schema=schema)
        return self.async_update_and_abort(self._get_entry(), agent, data=user_input)
