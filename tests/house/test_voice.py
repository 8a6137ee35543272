"""A whole home by voice: audio over Home Assistant's WebSocket API in, things done, speech back."""

import io
import itertools
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from homeassistant.auth.const import GROUP_ID_ADMIN
from homeassistant.components import assist_pipeline, tts
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from house.cases import load_home
from house.core import async_add_steward, running_home
from house.demo import DEMO_HOME, main
from house.spoken import async_speak_to, with_its_length
from tests.components.engines import EngineServer
from tests.engine.sounds import (
    RATE,
    RECOGNISER,
    SPEECH,
    VOICE,
    loudness,
    nobody_speaks,
    pieces,
    silence,
    speech,
    stream,
)

pytestmark = pytest.mark.usefixtures("socket_enabled")

KITCHEN = ["light.kitchen_beam", "light.kitchen_bench", "light.kitchen_stove"]


@pytest.fixture(autouse=True)
def disable_http_server() -> None:
    """Let the web server run, in place of the harness's fixture that does not."""


@asynccontextmanager
async def voiced_home(wish: str = "create") -> AsyncIterator[HomeAssistant]:
    """Run the demonstration's home with Steward as one click sets it up."""
    async with running_home(load_home(DEMO_HOME), with_speech=True) as hass:
        await async_add_steward(hass, pipeline=wish)
        await hass.async_block_till_done(wait_background_tasks=True)
        yield hass


class Client:
    """The WebSocket API as the frontend and the satellites use it."""

    def __init__(self, hass: HomeAssistant, session: aiohttp.ClientSession) -> None:
        """Speak to the home on its own port."""
        (listening,) = hass.http._server.sockets
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self._session = session
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._hass = hass
        self._ids = itertools.count(1)

    async def log_in(self) -> None:
        """Open the connection as the owner."""
        user = await self._hass.auth.async_create_user("Ada", group_ids=[GROUP_ID_ADMIN])
        token = await self._hass.auth.async_create_refresh_token(user, "http://localhost")
        self._socket = await self._session.ws_connect(f"{self.url}/api/websocket")
        await self._socket.receive_json()
        access = self._hass.auth.async_create_access_token(token)
        await self._socket.send_json({"type": "auth", "access_token": access})
        assert (await self._socket.receive_json())["type"] == "auth_ok"

    async def run(self, sound: bytes, **more: Any) -> dict[str, Any]:
        """Run a pipeline from speech to speech; return its events by type."""
        assert self._socket is not None
        await self._socket.send_json(
            {
                "id": next(self._ids),
                "type": "assist_pipeline/run",
                "start_stage": "stt",
                "end_stage": "tts",
                "input": {"sample_rate": 16_000},
                **more,
            }
        )
        events: dict[str, Any] = {}
        while "run-end" not in events and "error" not in events:
            message = await self._socket.receive_json()
            if message["type"] == "event":
                event = message["event"]
                events[event["type"]] = event["data"]
                if event["type"] == "stt-start":
                    await self._say(events["run-start"]["runner_data"], sound)
            else:
                assert message.get("success", True), message
        return events

    async def _say(self, runner: dict[str, Any], sound: bytes) -> None:
        """Send audio as a satellite does."""
        assert self._socket is not None
        handler = bytes([runner["stt_binary_handler_id"]])
        for piece in pieces(sound):
            await self._socket.send_bytes(handler + piece)
        await self._socket.send_bytes(handler)

    async def fetch(self, path: str) -> bytes:
        """Return what lies at an address of the home."""
        async with self._session.get(f"{self.url}{path}") as response:
            assert response.status == 200
            return await response.read()


async def test_spoken_command_end_to_end() -> None:
    """Speech over the WebSocket turns on the lights, and audible speech says so."""
    async with voiced_home("prefer") as hass, aiohttp.ClientSession() as session:
        client = Client(hass, session)
        await client.log_in()
        (pipeline,) = [p for p in assist_pipeline.async_get_pipelines(hass) if p.name == "Steward"]
        assert not pipeline.prefer_local_intents

        # Preferred, so it need not be named.
        events = await client.run(speech("kitchen") + silence(1.0))
        assert events["stt-end"]["stt_output"]["text"] == "turn on the kitchen lights"
        assert [hass.states.get(light).state for light in KITCHEN] == ["on"] * 3
        reply = await client.fetch(events["tts-end"]["tts_output"]["url"])
        assert reply.startswith(b"RIFF")
        with wave.open(io.BytesIO(reply)) as file:
            assert file.getnframes() > 0.5 * file.getframerate()
            assert loudness(file.readframes(file.getnframes())) > 0.02

        # Nobody speaks: nothing is made up, nothing happens.
        events = await client.run(nobody_speaks()["cough"] + silence(1.0))
        assert events["error"]["code"] == "stt-no-text-recognized"


async def test_pipeline_is_made_once_and_not_preferred_unasked() -> None:
    """Home Assistant's own pipeline stays the preferred one; a reload makes no second."""
    async with voiced_home() as hass:
        assert assist_pipeline.async_get_pipelines(hass)[0].name == "Home Assistant"
        pipeline = next(p for p in assist_pipeline.async_get_pipelines(hass) if p.name == "Steward")
        preferred = assist_pipeline.pipeline.async_get_pipeline(hass)
        assert preferred.id != pipeline.id
        (entry,) = hass.config_entries.async_entries("steward")
        await hass.config_entries.async_reload(entry.entry_id)
        names = [p.name for p in assist_pipeline.async_get_pipelines(hass)]
        assert names.count("Steward") == 1


async def test_engine_on_another_machine() -> None:
    """One that offers speech is all that a pipeline needs."""
    model = RECOGNISER.parent / "steward.gguf"
    options = ("--recogniser", str(RECOGNISER), "--voice", str(VOICE))
    async with (
        EngineServer(model, *options) as server,
        running_home(load_home(DEMO_HOME), with_speech=True) as hass,
    ):
        answers = {"engine": "remote", "address": server.uri, "pipeline": "create"}
        await async_add_steward(hass, **answers)
        spoken = await async_speak_to(hass, stream(speech("kitchen") + silence(1.0)))
        assert spoken.transcript == "turn on the kitchen lights"
        assert [hass.states.get(light).state for light in KITCHEN] == ["on"] * 3
        assert spoken.audio.startswith(b"RIFF")


async def test_announcement_is_written_to_be_spoken() -> None:
    """The voice has its speakers; what it is given is put into words first."""
    async with voiced_home() as hass:
        registry = er.async_get(hass)
        (voice,) = [e for e in registry.entities.values() if e.entity_id.startswith("tts.")]
        text = "It is -3.5 °C ✅ at **light.kitchen_beam**"
        words = "It is minus three point five degrees at kitchen beam."
        assert await _said(hass, voice.entity_id, text) == await _said(hass, voice.entity_id, words)
        assert len(await _said(hass, voice.entity_id, "**")) == 44
        with pytest.raises(HomeAssistantError, match="no speaker"):
            await _said(hass, voice.entity_id, "Hello", {"voice": "nobody"})
        high = await _said(hass, voice.entity_id, "Hello", {"voice": "high"})
        assert high != await _said(hass, voice.entity_id, "Hello", {"voice": "low"})


async def _said(
    hass: HomeAssistant, voice: str, message: str, options: dict[str, Any] | None = None
) -> bytes:
    """Return a message as the voice says it."""
    media = tts.generate_media_source_id(hass, message, engine=voice, options=options, cache=False)
    _, audio = await tts.async_get_media_source_audio(hass, media)
    return audio


def test_demo_by_voice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The demonstration takes a recording and leaves the reply."""
    out = tmp_path / "reply.wav"
    main(["--voice", str(SPEECH / "kitchen.wav"), "--out", str(out)])
    told = capsys.readouterr().out
    assert "turn on the kitchen lights" in told
    assert "light.turn_on" in told
    assert "listen" in told
    assert out.read_bytes().startswith(b"RIFF")


def test_reply_has_its_length() -> None:
    """What was streamed with no end in sight is a WAV file of some length when it is kept."""
    with_one = io.BytesIO()
    with wave.open(with_one, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(bytes(200))
    whole = with_one.getvalue()
    endless = whole[:40] + b"\xff\xff\xff\x7f" + whole[44:]
    assert with_its_length(endless) == whole


def test_demo_of_no_recording(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no WAV file is told from what is not there."""
    (tmp_path / "song.wav").write_bytes(b"no sound")
    with pytest.raises(SystemExit):
        main(["--voice", str(tmp_path / "song.wav")])
    assert "is not a WAV" in capsys.readouterr().out
