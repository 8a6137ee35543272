"""Messages survive the trip through a Wyoming event."""

from __future__ import annotations

import asyncio
import json

import pytest
from steward_engine.protocol import (
    Cancel,
    Complete,
    Completed,
    Failed,
    Timings,
    Token,
)
from steward_engine.readiness import EngineInfo, LoadedModel, LoadModel, ModelLoaded
from wyoming.event import Event, Eventable, async_read_event, async_write_event
from wyoming.info import AsrProgram, Attribution, Info

MODEL = LoadedModel(
    name="tiny",
    architecture="llama",
    parameters=160064,
    vocabulary=512,
    context=1024,
    threads=1,
    load_ms=12.5,
)
MESSAGES = [
    Complete(
        request_id="1",
        prompt="<user> Küche an<call>",
        grammar='root ::= "ä"',
        max_tokens=20,
        deadline_ms=2500,
        temperature=0.5,
        top_logprobs=2,
    ),
    Completed(
        request_id="1",
        text="ä",
        tokens=[Token(text="ä", logprob=-0.5, top={"ä": -0.5, "b": -2.0})],
        prompt_tokens=7,
        completion_tokens=2,
        timings_ms=Timings(tokenize=0.1, grammar=0.2, prefill=3.0, generate=4.0),
        stop_reason="end",
    ),
    Failed(request_id="1", code="deadline", message="too late"),
    Cancel(request_id="1"),
    LoadModel(request_id="2", path="/models/tiny.gguf", threads=2, context=512),
    ModelLoaded(request_id="2", model=MODEL),
    EngineInfo(language_model=MODEL),
    EngineInfo(),
]


class Pipe:
    """A writer whose text is kept."""

    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes) -> None:
        """Keep the data."""
        self.data += data

    def writelines(self, lines: tuple[bytes, ...]) -> None:
        """Keep the lines."""
        self.data += b"".join(lines)

    async def drain(self) -> None:
        """Do nothing: there is room."""


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: type(m).__name__)
async def test_round_trip(message: Eventable) -> None:
    """What is written to a stream is read from it."""
    pipe = Pipe()
    await async_write_event(message.event(), pipe)
    reader = asyncio.StreamReader()
    reader.feed_data(pipe.data)
    event = await async_read_event(reader)

    assert event is not None
    assert type(message).is_type(event.type)
    assert type(message).from_event(event) == message


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: type(m).__name__)
def test_each_kind_is_told_apart(message: Eventable) -> None:
    """No message is taken for one of another kind."""
    kinds = {type(other) for other in MESSAGES}

    assert [kind for kind in kinds if kind.is_type(message.event().type)] == [type(message)]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: type(m).__name__)
def test_what_a_newer_engine_adds_is_ignored(message: Eventable) -> None:
    """Unknown keys do not hurt."""
    event = json.loads(json.dumps(message.event().data))
    event["news"] = 1
    for value in event.values():
        if isinstance(value, dict) and value:
            value.setdefault("news", 1)

    assert type(message).from_event(Event(message.event().type, event))


def test_request_may_leave_out_what_has_a_default() -> None:
    """Another client need not know every option."""
    data = {"request_id": "7", "prompt": "a", "max_tokens": 4, "deadline_ms": 100}
    request = Complete.from_event(Event("llm-complete", data))

    assert (request.grammar, request.temperature, request.top_logprobs) == ("", 0, 0)


def test_info_keeps_the_speech_services() -> None:
    """A Wyoming client reads the same info as ever."""
    speech = AsrProgram(
        name="whisper",
        attribution=Attribution(name="", url=""),
        installed=True,
        description=None,
        version=None,
        models=[],
    )
    event = EngineInfo(info=Info(asr=[speech]), language_model=MODEL).event()

    assert Info.from_event(event).asr == [speech]
    assert EngineInfo.from_event(event).info.asr == [speech]
