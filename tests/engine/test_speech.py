"""Listening and speaking through an engine of our own, over its pipes."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
from pathlib import Path

import pytest
from steward_engine import (
    AudioError,
    EmbeddedEngine,
    EngineCrashed,
    EngineError,
    ModelFault,
    ModelFileError,
    RequestError,
)
from steward_engine.speech_client import Hearing, Sound, Transcribed, load, send_all, speak
from steward_engine.speech_messages import SpeechKind
from wyoming.audio import AudioChunk

from tests.engine.sounds import (
    RATE,
    RECOGNISER,
    VOICE,
    loudness,
    nobody_speaks,
    silence,
    speech,
    stream,
)

WAIT_S = 60.0


@pytest.fixture
async def ready(engine: EmbeddedEngine) -> EmbeddedEngine:
    """Return an engine with its language model."""
    await engine.async_start()
    return engine


async def hear(engine: EmbeddedEngine, sound: bytes, names: list[str] | None = None) -> Transcribed:
    """Return what an engine makes of a whole utterance."""
    async with Hearing(engine, str(RECOGNISER), language="en") as hearing:
        await send_all(hearing, stream(sound))
        heard = await hearing.finish(WAIT_S)
        return await hearing.again(names, WAIT_S) if names else heard


async def say(engine: EmbeddedEngine, text: str, voice: str = str(VOICE)) -> list[Sound]:
    """Return a text as sound, sentence by sentence."""
    return [sound async for sound in speak(engine, text, voice, timeout_s=WAIT_S)]


async def test_hears(ready: EmbeddedEngine) -> None:
    """Words come out of speech; a name that is offered does no harm."""
    heard = await hear(ready, speech("kitchen") + silence(0.5))
    assert heard.text == "turn on the kitchen lights"
    assert heard.logprob > -1
    again = await hear(ready, speech("kitchen"), ["Kitchen", "Bench Light"])
    assert again.text == "turn on the kitchen lights"


@pytest.mark.parametrize("sound", list(nobody_speaks()))
async def test_hears_nothing_where_nobody_speaks(ready: EmbeddedEngine, sound: str) -> None:
    """Silence, noise, music and a cough are no sentences."""
    assert (await hear(ready, nobody_speaks()[sound])).text == ""


async def test_hears_nothing_in_no_audio(ready: EmbeddedEngine) -> None:
    """An utterance of no bytes has an answer too."""
    assert (await hear(ready, b"")).text == ""


async def test_tells_in_a_pause(ready: EmbeddedEngine) -> None:
    """What was said is known before the audio ends."""
    told = asyncio.Event()
    said: list[str] = []

    def note(text: str) -> None:
        """Keep a partial transcript."""
        said.append(text)
        told.set()

    hearing = Hearing(ready, str(RECOGNISER), language="en", on_partial=note)
    async with hearing:
        await send_all(hearing, stream(speech("kitchen") + silence(1.0)))
        while not told.is_set():
            await hearing.send(silence(0.25))
            await asyncio.sleep(0.25)
        heard = await hearing.finish(WAIT_S)
    assert said == [heard.text]


async def test_speaks(ready: EmbeddedEngine) -> None:
    """Each sentence comes as soon as it is made, loud enough to be heard."""
    loaded = await load(ready, SpeechKind.VOICE, str(VOICE))
    first, second = await say(ready, "The kitchen light is on. The bedroom light is off.")

    assert loaded.rate == first.rate == second.rate
    assert loaded.speakers == ["low", "middle", "high"]
    for sound in (first, second):
        assert 0.02 < loudness(sound.samples) < 0.5
        assert 0.5 < len(sound.samples) / 2 / sound.rate < 4


async def test_hears_itself(ready: EmbeddedEngine) -> None:
    """What the voice says is words to the recogniser."""
    (sound,) = await say(ready, "Turn on the kitchen lights.")
    samples = AudioChunk(rate=sound.rate, width=2, channels=1, audio=sound.samples)
    async with Hearing(ready, str(RECOGNISER), language="en") as hearing:
        connection = hearing._open
        await connection.send(samples.event())
        heard = await hearing.finish(WAIT_S)
    assert "kitchen" in heard.text


async def test_listens_while_it_speaks(ready: EmbeddedEngine) -> None:
    """Two satellites at once: each gets its own."""
    spoken, one, two = await asyncio.gather(
        say(ready, "One. Two. Three. Four."),
        hear(ready, speech("kitchen")),
        hear(ready, speech("bedroom")),
    )
    assert len(spoken) == 4
    assert "kitchen" in one.text
    assert "temperature" in two.text


async def test_reply_that_nobody_hears_out(ready: EmbeddedEngine) -> None:
    """A new command while the last reply is still being made is heard at once."""
    reply = speak(ready, "One sentence. " * 40, str(VOICE), timeout_s=WAIT_S)
    await anext(reply)
    await reply.aclose()
    assert "kitchen" in (await hear(ready, speech("kitchen"))).text
    assert len(await say(ready, "Done.")) == 1


async def test_audio_that_stops(ready: EmbeddedEngine) -> None:
    """An utterance that is left in the middle leaves nothing behind."""
    async with Hearing(ready, str(RECOGNISER), language="en") as hearing:
        await hearing.send(speech("kitchen")[:20_000])
    assert "kitchen" in (await hear(ready, speech("kitchen"))).text


async def test_too_much_audio(ready: EmbeddedEngine) -> None:
    """Ten minutes of audio are refused, and do not fill the memory."""
    with pytest.raises(AudioError, match="60 seconds"):
        await hear(ready, silence(600))
    assert "kitchen" in (await hear(ready, speech("kitchen"))).text


@pytest.mark.parametrize(
    "chunk",
    [
        pytest.param(AudioChunk(4_000, 2, 1, bytes(800)), id="rate"),
        pytest.param(AudioChunk(RATE, 3, 1, bytes(900)), id="width"),
        pytest.param(AudioChunk(RATE, 2, 6, bytes(1200)), id="channels"),
        pytest.param(AudioChunk(RATE, 2, 1, bytes(801)), id="half a sample"),
    ],
)
async def test_audio_of_another_format(ready: EmbeddedEngine, chunk: AudioChunk) -> None:
    """What cannot be converted is refused with a reason."""
    async with Hearing(ready, str(RECOGNISER), language="en") as hearing:
        await hearing._open.send(chunk.event())
        with pytest.raises(AudioError):
            await hearing.finish(WAIT_S)


async def test_incomplete_recogniser(ready: EmbeddedEngine, tmp_path: Path) -> None:
    """A folder that lacks something, or is cut off, is told from one that is not there."""
    folder = tmp_path / "model"
    shutil.copytree(RECOGNISER, folder)
    weights = folder / "model.bin"
    weights.write_bytes(weights.read_bytes()[:-1000])
    for path, reason in (
        (folder, ModelFault.TRUNCATED),
        (tmp_path / "nowhere", ModelFault.MISSING),
    ):
        with pytest.raises(ModelFileError) as caught:
            await load(ready, SpeechKind.RECOGNISER, str(path))
        assert caught.value.reason == reason


@pytest.mark.parametrize("change", [{"num_symbols": 3}, {"audio": {}}, {"num_speakers": 1}])
async def test_voice_that_does_not_fit(
    ready: EmbeddedEngine, tmp_path: Path, change: dict[str, object]
) -> None:
    """A description of another model is found out before anything is said."""
    voice = tmp_path / "voice.onnx"
    shutil.copy(VOICE, voice)
    config = json.loads(VOICE.with_name(f"{VOICE.name}.json").read_text())
    voice.with_name("voice.onnx.json").write_text(json.dumps(config | change))
    with pytest.raises(ModelFileError) as caught:
        await load(ready, SpeechKind.VOICE, str(voice))
    assert caught.value.reason == ModelFault.UNSUPPORTED


async def test_wrong_speaker_and_speed(ready: EmbeddedEngine) -> None:
    """What a voice cannot do is said."""
    for wish in ({"speaker": "nobody"}, {"speed": 9.0}):
        with pytest.raises(RequestError):
            async for _ in speak(ready, "Hello.", str(VOICE), **wish):
                pass


async def test_engine_dies_while_listening(ready: EmbeddedEngine) -> None:
    """The utterance is lost with a reason; the next one finds another engine."""
    async with Hearing(ready, str(RECOGNISER), language="en") as hearing:
        await hearing.send(speech("kitchen")[:20_000])
        assert ready.pid is not None
        os.kill(ready.pid, signal.SIGKILL)
        with pytest.raises(EngineCrashed):
            await hearing.finish(WAIT_S)
    assert "kitchen" in (await hear(ready, speech("kitchen"))).text


async def test_engine_dies_while_speaking(ready: EmbeddedEngine) -> None:
    """The reply ends with a reason; the next one is whole."""
    reply = speak(ready, "One sentence. " * 40, str(VOICE), timeout_s=WAIT_S)
    await anext(reply)
    assert ready.pid is not None
    os.kill(ready.pid, signal.SIGKILL)
    with pytest.raises(EngineError):
        async for _ in reply:
            pass
    assert len(await say(ready, "Done.")) == 1
