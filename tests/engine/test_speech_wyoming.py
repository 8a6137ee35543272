"""Speech for any Wyoming client: an engine over TCP, spoken to by Wyoming's own client."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from steward_engine import EngineUnavailable, RemoteEngine
from steward_engine.speech_client import Hearing, send_all, speak
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeStopped,
    SynthesizeVoice,
)

from tests.engine.sounds import RATE, RECOGNISER, VOICE, loudness, pieces, speech, stream

pytestmark = pytest.mark.usefixtures("network")
START_S, WAIT_S = 120, 60


@pytest.fixture(scope="module")
def address(tiny_model: Path) -> AsyncIterator[str]:
    """Return where an engine serves that somebody started with a recogniser and a voice."""
    launcher = Path(__file__).parents[2] / "custom_components/steward/engine/__main__.py"
    # In a process of its own: the harness forbids sockets outside single tests.
    probe = "import socket; s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1])"
    port = subprocess.run([sys.executable, "-c", probe], capture_output=True, check=True).stdout
    uri = f"tcp://127.0.0.1:{int(port)}"
    command = [sys.executable, "-P", str(launcher), "--uri", uri, "--threads", "1"]
    command += ["--model", str(tiny_model), "--recogniser", str(RECOGNISER), "--voice", str(VOICE)]
    process = subprocess.Popen(command)
    yield uri
    process.kill()
    process.wait()


@pytest.fixture
async def client(address: str) -> AsyncIterator[AsyncClient]:
    """Return Wyoming's own client, connected."""
    client = AsyncClient.from_uri(address)
    async with asyncio.timeout(START_S):
        while True:
            try:
                await client.connect()
                break
            except OSError:
                await asyncio.sleep(0.2)
    yield client
    await client.disconnect()


async def receive(client: AsyncClient) -> Event:
    """Return the next event."""
    async with asyncio.timeout(WAIT_S):
        event = await client.read_event()
    assert event is not None
    return event


async def send_speech(client: AsyncClient, sound: bytes) -> None:
    """Say something as a satellite does."""
    await client.write_event(AudioStart(RATE, 2, 1).event())
    for piece in pieces(sound):
        await client.write_event(AudioChunk(RATE, 2, 1, piece).event())
    await client.write_event(AudioStop().event())


async def test_describes(client: AsyncClient) -> None:
    """A client learns what it may choose from."""
    await client.write_event(Describe().event())
    info = Info.from_event(await receive(client))

    assert [model.name for model in info.asr[0].models] == ["recogniser"]
    assert info.asr[0].models[0].languages == ["en"]
    (voice,) = info.tts[0].voices
    assert voice.name == "en_US-steward-formant"
    assert [speaker.name for speaker in voice.speakers or ()] == ["low", "middle", "high"]


@pytest.mark.parametrize("asks", [True, False])
async def test_transcribes(client: AsyncClient, asks: bool) -> None:
    """With and without a word on how, audio becomes a transcript; names may be given."""
    if asks:
        names = ["Kitchen", "Piano Lamp"]
        request = Transcribe(name="recogniser", language="en-US", transcript_names=names)
        await client.write_event(request.event())
    await send_speech(client, speech("kitchen"))
    event = await receive(client)

    assert Transcript.from_event(event).text == "turn on the kitchen lights"
    assert "request_id" not in event.data


async def test_synthesizes(client: AsyncClient) -> None:
    """A text becomes sound with its format."""
    voice = SynthesizeVoice(name="en_US-steward-formant", speaker="low")
    await client.write_event(Synthesize("The kitchen light is on.", voice).event())
    start = AudioStart.from_event(await receive(client))
    chunk = AudioChunk.from_event(await receive(client))

    assert (start.rate, start.width, start.channels) == (chunk.rate, 2, 1)
    assert loudness(chunk.audio) > 0.02
    assert AudioStop.is_type((await receive(client)).type)


async def test_speaks_before_the_text_is_whole(client: AsyncClient) -> None:
    """The first sentence is heard while the second is still being written."""
    await client.write_event(SynthesizeStart().event())
    await client.write_event(SynthesizeChunk("The kitchen light is on. The bed").event())
    assert AudioStart.is_type((await receive(client)).type)
    assert AudioChunk.is_type((await receive(client)).type)

    await client.write_event(SynthesizeChunk("room light is off.").event())
    await client.write_event(SynthesizeStop().event())
    kinds = [(await receive(client)).type for _ in range(3)]
    assert kinds[0] == "audio-chunk"
    assert AudioStop.is_type(kinds[1])
    assert SynthesizeStopped.is_type(kinds[2])


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(Transcribe(name="nobody"), id="recogniser"),
        pytest.param(Transcribe(name=str(RECOGNISER)), id="file"),
        pytest.param(Synthesize("Hello.", SynthesizeVoice(name="nobody")), id="voice"),
    ],
)
async def test_only_what_is_offered(client: AsyncClient, request_: Transcribe | Synthesize) -> None:
    """A client over the network cannot name files, nor models that are not there."""
    await client.write_event(request_.event())
    error = Error.from_event(await receive(client))
    assert error.code == "no_model"


async def test_client_leaves_in_the_middle(client: AsyncClient, address: str) -> None:
    """Half an utterance does no harm to the next client."""
    await client.write_event(AudioStart(RATE, 2, 1).event())
    await client.write_event(AudioChunk(RATE, 2, 1, speech("kitchen")[:20_000]).event())
    await client.disconnect()
    await client.connect()
    await send_speech(client, speech("bedroom"))
    assert "temperature" in Transcript.from_event(await receive(client)).text


async def test_remote_engine(client: AsyncClient, address: str) -> None:
    """Steward itself uses an engine elsewhere by the names it offers."""
    engine = RemoteEngine(address)
    await engine.async_start()
    async with Hearing(engine, "recogniser", language="en") as hearing:
        await send_all(hearing, stream(speech("kitchen")))
        heard = await hearing.finish(WAIT_S)
    sounds = [s async for s in speak(engine, "Done.", "en_US-steward-formant", timeout_s=WAIT_S)]
    with pytest.raises(EngineUnavailable):
        async for _ in speak(engine, "Done.", "nobody"):
            pass
    await engine.async_stop()
    assert heard.text == "turn on the kitchen lights"
    assert loudness(sounds[0].samples) > 0.02
