"""The conversation agent: Assist's sentences in, replies out."""

from functools import partial
from typing import Any, Literal, override

from homeassistant.components import conversation
from homeassistant.components.intent import (
    TimerEventType,
    TimerInfo,
    async_device_supports_timers,
    async_register_timer_handler,
)
from homeassistant.components.persistent_notification import async_create as async_notify
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers import (
    device_registry as dr,
)
from homeassistant.helpers import (
    entity_registry as er,
)
from homeassistant.helpers import (
    intent,
    llm,
)
from homeassistant.helpers.chat_session import current_session
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.start import async_at_started

from . import secrecy
from .acting import Actor
from .agenda import Agenda
from .answering import Answerer
from .compat import chat_session
from .const import (
    CONF_PIN_HASH,
    CONF_REPLY_STYLE,
    LANGUAGES,
    SUBENTRY_CONVERSATION,
    ReplyStyle,
)
from .coordinator import StewardConfigEntry
from .doing import JobDoer
from .entity import StewardEntity, async_add_for_subentries
from .guarding import Guard
from .journal import Journal
from .later import Later
from .models import OutcomeCode, Request, Result, Session
from .performing import Performer
from .teaching import Teacher
from .turn import TurnTaker
from .undoing import Undoer

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: StewardConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up an agent for each conversation subentry."""
    async_add_for_subentries(
        entry, SUBENTRY_CONVERSATION, StewardConversationEntity, async_add_entities
    )


class StewardConversationEntity(StewardEntity, conversation.ConversationEntity):
    """An agent that runs the house."""

    _attr_name = None
    _attr_supported_features = conversation.ConversationEntityFeature.CONTROL

    def __init__(self, entry: StewardConfigEntry, subentry: ConfigSubentry) -> None:
        """Initialize the agent without any conversation."""
        super().__init__(entry, subentry)
        self._sessions: dict[str, Session] = {}
        self._taker: TurnTaker | None = None
        self._own_timers: str | None = None

    @property
    @override
    def supported_languages(self) -> list[str] | Literal["*"]:
        """Return the languages the model was trained on."""
        return list(LANGUAGES)

    @override
    async def async_added_to_hass(self) -> None:
        """Make ready to take turns."""
        await super().async_added_to_hass()
        self._own_timers = self._async_own_timers()
        data = self.entry.runtime_data
        guard = Guard(self.hass, self.subentry)
        schedule = data.schedules[self.subentry.subentry_id]
        self.async_on_remove(schedule.async_stop)
        actor = Actor(self.hass, Later(self.hass, schedule, guard), guard)
        brief = self.subentry.data.get(CONF_REPLY_STYLE) == ReplyStyle.BRIEF
        agent_id = self.subentry.subentry_id
        journal = Journal(self.hass, agent_id)
        await journal.async_load()
        undoer = Undoer(self.hass, guard, schedule, journal)
        teacher = Teacher(self.hass, agent_id, data.phrases, guard)
        performer = Performer(self.hass, data.keeper, data.phrases, actor)
        self.async_on_remove(data.phrases.async_press_with(agent_id, performer.async_press))
        self._taker = TurnTaker(
            self.hass,
            data.keeper,
            data.engine,
            actor,
            undoer,
            teacher,
            performer,
            Agenda(self.hass, schedule, guard),
            Answerer(self.hass, data.keeper, actor, guard, self.subentry.data.get(CONF_PIN_HASH)),
            brief=brief,
        )
        self.async_on_remove(async_at_started(self.hass, self._async_warm_up))

        doer = JobDoer(self.hass, data.keeper, guard)

        @callback
        def take_up(_hass: HomeAssistant) -> None:
            """Take up what was to happen later, once the things are there that it is about."""
            schedule.async_start(doer)

        self.async_on_remove(async_at_started(self.hass, take_up))

    async def _async_warm_up(self, _hass: HomeAssistant) -> None:
        """Build the house once all is there, so that the first sentence need not wait for it."""
        await self.entry.runtime_data.keeper.async_get()

    @callback
    def _async_own_timers(self) -> str | None:
        """Let the agent's own device keep the timers of typed sentences; return its id."""
        if self.device_entry is None:
            return None
        device_id = self.device_entry.id
        self.async_on_remove(
            async_register_timer_handler(self.hass, device_id, self._async_timer_event)
        )
        return device_id

    @callback
    def _async_timer_event(self, event: TimerEventType, timer: TimerInfo) -> None:
        """Show a timer of the agent's own when it is over; there is no speaker to ring on."""
        if event is TimerEventType.FINISHED:
            title = f"{timer.name} timer" if timer.name else "Timer"
            async_notify(self.hass, f"{title.capitalize()} is over.", title="Steward")

    @override
    async def async_prepare(self, language: str | None = None) -> None:
        """Build the house ahead of the sentence."""
        await self.entry.runtime_data.keeper.async_get()

    @override
    async def _async_handle_message(
        self, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog
    ) -> conversation.ConversationResult:
        """Take a turn in a conversation."""
        satellite = self._satellite(user_input.satellite_id)
        device_id = user_input.device_id or (satellite.device_id if satellite else None)
        request = Request(
            sentence=user_input.text,
            context=user_input.context,
            device_id=device_id,
            timer_device_id=self._timer_device_of(device_id),
            # One that was moved by itself stands elsewhere than its device.
            area_id=(satellite.area_id if satellite else None) or self._area_of(device_id),
        )
        result = await self._async_turn(request, chat_log.conversation_id)
        if result.is_secret:
            secrecy.hide(self.hass, chat_log, user_input.text)
        _log(chat_log, user_input.agent_id, result)
        return _conversation_result(user_input.language, chat_log.conversation_id, result)

    async def async_command(
        self,
        sentence: str,
        *,
        context: Context,
        area_id: str | None = None,
        device_id: str | None = None,
        conversation_id: str | None = None,
        dry_run: bool = False,
    ) -> dict[str, Any]:
        """Take a turn for the action `steward.command`; return the result with its conversation."""
        request = Request(
            sentence=sentence,
            context=context,
            area_id=area_id or self._area_of(device_id),
            device_id=device_id,
            timer_device_id=self._timer_device_of(device_id),
            dry_run=dry_run,
        )
        with chat_session(self.hass, conversation_id, context) as session:
            result = await self._async_turn(request, session.conversation_id)
            return {**result.as_dict(), "conversation_id": session.conversation_id}

    async def _async_turn(self, request: Request, conversation_id: str) -> Result:
        """Take a turn in a conversation."""
        assert self._taker is not None
        return await self._taker.async_take(request, self._session(conversation_id))

    @callback
    def _session(self, conversation_id: str) -> Session:
        """Return what a conversation remembers; it is forgotten with the conversation."""
        if conversation_id not in self._sessions:
            self._sessions[conversation_id] = Session(conversation_id=conversation_id)
            if chat := current_session.get():
                chat.async_on_cleanup(partial(self._forget, conversation_id))
        return self._sessions[conversation_id]

    @callback
    def _forget(self, conversation_id: str) -> None:
        """Forget a conversation that is over."""
        self._sessions.pop(conversation_id, None)

    @callback
    def _timer_device_of(self, device_id: str | None) -> str | None:
        """Return the device that keeps the timers of a sentence."""
        if device_id and async_device_supports_timers(self.hass, device_id):
            return device_id
        return self._own_timers

    @callback
    def _satellite(self, satellite_id: str | None) -> er.RegistryEntry | None:
        """Return a satellite's entity."""
        return er.async_get(self.hass).async_get(satellite_id) if satellite_id else None

    @callback
    def _area_of(self, device_id: str | None) -> str | None:
        """Return the area a device stands in."""
        device = dr.async_get(self.hass).async_get(device_id) if device_id else None
        return dr.async_get_effective_area_id(self.hass, device) if device else None


def _log(chat_log: conversation.ChatLog, agent_id: str, result: Result) -> None:
    """Write a turn into the chat log: the calls as tool calls, their results, the reply."""
    tools = [
        llm.ToolInput(tool_name=call.service, tool_args=dict(call.shape()), external=True)
        for call, _ in result.tools
    ]
    if tools:
        chat_log.async_add_assistant_content_without_tools(
            conversation.AssistantContent(agent_id=agent_id, tool_calls=tools)
        )
    for tool, (call, response) in zip(tools, result.tools, strict=True):
        chat_log.async_add_assistant_content_without_tools(
            conversation.ToolResultContent(
                agent_id=agent_id,
                tool_call_id=tool.id,
                tool_name=call.service,
                result=llm.ToolResult(data=response, error="error" in response),
            )
        )
    chat_log.async_trace({"steward": {"outcome": result.outcome.value, **result.explain}})
    chat_log.async_add_assistant_content_without_tools(
        conversation.AssistantContent(agent_id=agent_id, content=result.speech)
    )


def _conversation_result(
    language: str, conversation_id: str, result: Result
) -> conversation.ConversationResult:
    """Return a turn as Assist takes it."""
    response = intent.IntentResponse(language=language)
    extra = {
        "outcome": result.outcome.value,
        "steward": {**result.as_dict(), "explain": result.explain},
    }
    response.async_set_speech(result.speech, extra_data=extra)
    if result.outcome is OutcomeCode.FAILED:
        response.async_set_error(intent.IntentResponseErrorCode.FAILED_TO_HANDLE, result.speech)
        response.speech["plain"]["extra_data"] = extra
    return conversation.ConversationResult(
        response=response,
        conversation_id=conversation_id,
        continue_conversation=result.outcome is OutcomeCode.ASKS,
    )
