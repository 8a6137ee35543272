"""What was said in confidence, taken out of all that is kept of a turn."""

import re
from collections.abc import Iterator
from dataclasses import replace

from homeassistant.components import conversation
from homeassistant.const import ATTR_CODE
from homeassistant.core import HomeAssistant, callback

from .agent.pin import MASK, SHORTEST, digits
from .agent.plan import PlannedCall
from .compat import hide_in_traces
from .models import Thought

_CODED = ("alarm_control_panel.", "lock.")
_NUMBER = re.compile(r"\d+")
_LONG_NUMBER = re.compile(r"\d{3,}")
_SENTENCE = "<user>"


def withheld(thought: Thought, sentence: str) -> Thought:
    """Return a thought without the code that was said in its sentence; itself where there was none."""
    if not any(_holds_code(call, sentence) for call in thought.calls):
        return thought
    before, mark, after = thought.prompt.rpartition(_SENTENCE)
    words = tuple(word for word in thought.shortlist.words if not _NUMBER.search(word.text))
    return replace(
        thought,
        shortlist=replace(thought.shortlist, words=words),
        calls=tuple(_without_code(call) for call in thought.calls),
        prompt=f"{before}{mark}{_NUMBER.sub(MASK, after)}",
        output=without_numbers(thought.output),
    )


def without_numbers(text: str) -> str:
    """Return a text with each number that may be a code masked."""
    return _LONG_NUMBER.sub(MASK, text)


def _holds_code(call: PlannedCall, sentence: str) -> bool:
    """Return whether a call has a code, or the sentence a number that the model did not make one of."""
    if ATTR_CODE in call.data:
        return True
    told = digits(sentence) if call.service.startswith(_CODED) else None
    return told is not None and len(told) >= SHORTEST and not call.when.is_later


def _without_code(call: PlannedCall) -> PlannedCall:
    """Return a call without its code."""
    return replace(call, data={key: v for key, v in call.data.items() if key != ATTR_CODE})


@callback
def hide(hass: HomeAssistant, chat_log: conversation.ChatLog, sentence: str) -> None:
    """Mask a sentence where Home Assistant keeps it: in the chat log, traces and debug runs."""
    for number in _places(chat_log, sentence):
        chat_log.content[number] = conversation.UserContent(content=MASK)
    hide_in_traces(sentence, MASK)
    if "assist_pipeline" in hass.config.components:
        from .pipeline import hide_in_runs  # noqa: PLC0415 - needs Assist's libraries

        hide_in_runs(hass, sentence, MASK)


def _places(chat_log: conversation.ChatLog, sentence: str) -> Iterator[int]:
    """Yield where a sentence stands in a chat log."""
    for number, content in enumerate(chat_log.content):
        if isinstance(content, conversation.UserContent) and content.content == sentence:
            yield number
