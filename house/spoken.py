"""Speaks to Steward through Home Assistant's own Assist pipeline, and keeps what it says."""

import struct
import wave
from collections.abc import AsyncGenerator, AsyncIterable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from homeassistant.components import assist_pipeline, stt, tts
from homeassistant.components.assist_pipeline import PipelineEvent, PipelineEventType
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from wyoming.audio import AudioChunk, AudioChunkConverter, wav_to_chunks

from house.core import virtual_home

RATE, WIDTH, CHANNELS = 16_000, 2, 1
_PIECE_SAMPLES = 1_600
_SILENCE_S = 1.0
_HEADER_BYTES = 44


@dataclass(slots=True, kw_only=True)
class Spoken:
    """What came of an utterance."""

    transcript: str = ""
    reply: str = ""
    outcome: str = ""
    conversation_id: str | None = None
    asks: bool = False
    """Whether the reply is a question, and an answer is listened for."""
    steward: dict[str, Any] = field(default_factory=dict)
    """What Steward tells about the turn: calls, timings, changed, explain."""
    audio: bytes = b""
    """The reply as a WAV file."""
    milliseconds: dict[str, float] = field(default_factory=dict)
    """By stage: listen (from the end of the audio), understand, speak (to the first sound)."""
    error: str = ""


def wav_pieces(path: Path) -> list[bytes]:
    """Return a WAV file as the pieces of audio that a satellite would send.

    Raises:
        HomeAssistantError: It is not a WAV file of PCM samples.
    """
    converter = AudioChunkConverter(rate=RATE, width=WIDTH, channels=CHANNELS)
    try:
        with wave.open(str(path), "rb") as file:
            chunks = wav_to_chunks(file, _PIECE_SAMPLES)
            pieces = [converter.convert(c).audio for c in chunks if isinstance(c, AudioChunk)]
    except (OSError, EOFError, wave.Error) as err:
        raise HomeAssistantError(f"{path} is not a WAV file: {err}") from err
    silence = bytes(int(_SILENCE_S * RATE) * WIDTH)
    return [*pieces, silence]


def with_its_length(reply: bytes) -> bytes:
    """Return a streamed WAV file with its length, which nobody knew when its header was sent."""
    head, data = reply[:_HEADER_BYTES], reply[_HEADER_BYTES:]
    riff = struct.pack("<I", _HEADER_BYTES - 8 + len(data))
    return head[:4] + riff + head[8:-4] + struct.pack("<I", len(data)) + data


async def async_speak_to(
    hass: HomeAssistant,
    pieces: AsyncIterable[bytes],
    *,
    satellite: str | None = None,
    conversation_id: str | None = None,
    on_silence: Callable[[], None] | None = None,
    on_sound: Callable[[], None] | None = None,
) -> Spoken:
    """Put an utterance through the pipeline "Steward", and wait until the home is at rest.

    `on_silence` is called once the person has finished, `on_sound` at the first sound of the reply.
    """
    run = _Run(on_silence, on_sound)
    pipeline = next(p for p in assist_pipeline.async_get_pipelines(hass) if p.name == "Steward")
    await assist_pipeline.async_pipeline_from_audio_stream(
        hass,
        context=Context(),
        event_callback=run.note,
        stt_metadata=stt.SpeechMetadata(
            language=pipeline.stt_language or "en",
            format=stt.AudioFormats.WAV,
            codec=stt.AudioCodecs.PCM,
            bit_rate=stt.AudioBitRates.BITRATE_16,
            sample_rate=stt.AudioSampleRates.SAMPLERATE_16000,
            channel=stt.AudioChannels.CHANNEL_MONO,
        ),
        stt_stream=run.timed(pieces),
        pipeline_id=pipeline.id,
        conversation_id=conversation_id,
        device_id=virtual_home(hass).satellites[satellite] if satellite else None,
    )
    await run.async_finish(hass)
    await hass.async_block_till_done()
    return run.spoken


class _Run:
    """One run of the pipeline, as its events tell it."""

    def __init__(
        self, on_silence: Callable[[], None] | None, on_sound: Callable[[], None] | None
    ) -> None:
        """Begin before anything was said."""
        self.spoken = Spoken()
        self._on_silence, self._on_sound = on_silence, on_sound
        self._at: dict[str, float] = {}
        self._token: str | None = None

    def note(self, event: PipelineEvent) -> None:
        """Take note of an event."""
        data = event.data or {}
        self._at[event.type] = perf_counter()
        match event.type:
            case PipelineEventType.STT_VAD_END if self._on_silence is not None:
                self._on_silence()
            case PipelineEventType.STT_END:
                self.spoken.transcript = data["stt_output"]["text"]
            case PipelineEventType.INTENT_END:
                self._note_reply(data["intent_output"])
            case PipelineEventType.TTS_END:
                self._token = data["tts_output"]["token"]
            case PipelineEventType.ERROR:
                self.spoken.error = f"{data['code']}: {data['message']}"

    def _note_reply(self, output: dict[str, Any]) -> None:
        """Take note of the agent's answer."""
        plain = output["response"]["speech"]["plain"]
        self.spoken.conversation_id = output["conversation_id"]
        self.spoken.asks = output["continue_conversation"]
        extra = plain.get("extra_data") or {}
        self.spoken.reply = plain["speech"]
        self.spoken.outcome = extra.get("outcome", "")
        self.spoken.steward = extra.get("steward", {})

    async def timed(self, pieces: AsyncIterable[bytes]) -> AsyncGenerator[bytes]:
        """Pass audio on, and note when it ended."""
        async for piece in pieces:
            yield piece
        self._at["audio-end"] = perf_counter()

    async def async_finish(self, hass: HomeAssistant) -> None:
        """Collect the reply's sound, and work out where the time went."""
        # Home Assistant may take the speech for over before the audio ends.
        self._at.setdefault(PipelineEventType.STT_VAD_END, self._at.get("audio-end", 0.0))
        stages = (
            ("listen", PipelineEventType.STT_VAD_END, PipelineEventType.STT_END),
            ("understand", PipelineEventType.INTENT_START, PipelineEventType.INTENT_END),
        )
        for stage, begin, end in stages:
            if begin in self._at and end in self._at:
                self.spoken.milliseconds[stage] = (self._at[end] - self._at[begin]) * 1000
        if self._token is not None:
            await self._async_collect(hass, self._token)

    async def _async_collect(self, hass: HomeAssistant, token: str) -> None:
        """Read the reply's sound as it is made."""
        stream = tts.async_get_stream(hass, token)
        if stream is None:
            return
        begin = self._at[PipelineEventType.TTS_START]
        async for piece in stream.async_stream_result():
            if not self.spoken.audio:
                self.spoken.milliseconds["speak"] = (perf_counter() - begin) * 1000
                if self._on_sound is not None:
                    self._on_sound()
            self.spoken.audio += piece
