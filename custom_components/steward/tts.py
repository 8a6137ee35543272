"""Speaking: replies and announcements in, sound out, sentence by sentence."""

import asyncio
import struct
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, override

from homeassistant.components import tts
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .agent.spoken import sentences, speakable
from .const import (
    CONF_LANGUAGES,
    CONF_SPEAKER,
    CONF_SPEAKERS,
    CONF_SPEED,
    DOMAIN,
    SUBENTRY_TTS,
)
from .coordinator import StewardConfigEntry, error_key
from .engine import EngineError
from .engine.speech_client import Sound, speak
from .engine.speech_messages import SpeechKind
from .entity import StewardSpeechEntity, async_add_for_subentries

PARALLEL_UPDATES = 0

_WIDTH, _CHANNELS, _PCM = 2, 1, 1
# Of a stream nobody knows the length; players read on until it ends.
_ENDLESS = 0x7FFF_FFFF
# Of a text without words; any other would do.
_SILENT_RATE = 22_050


async def async_setup_entry(
    hass: HomeAssistant,
    entry: StewardConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up a voice for each text-to-speech subentry."""
    async_add_for_subentries(entry, SUBENTRY_TTS, StewardTextToSpeechEntity, async_add_entities)


class StewardTextToSpeechEntity(StewardSpeechEntity, tts.TextToSpeechEntity):
    """A voice."""

    # Home Assistant wants a voice to have a name of its own.
    _attr_translation_key = "voice"
    kind = SpeechKind.VOICE
    _model = "Voice"

    def __init__(self, entry: StewardConfigEntry, subentry: ConfigSubentry) -> None:
        """Take what the voice was found to be able to do."""
        super().__init__(entry, subentry)
        self._attr_supported_languages = list(subentry.data[CONF_LANGUAGES])
        self._attr_default_language = self._attr_supported_languages[0]
        self._attr_supported_options = [tts.ATTR_VOICE, CONF_SPEED]
        # What is made is sent: converting each reply to MP3 would cost more than making it.
        self._attr_default_options = {tts.ATTR_PREFERRED_FORMAT: "wav"}
        self._speakers: list[str] = list(subentry.data.get(CONF_SPEAKERS, ()))

    @callback
    @override
    def async_get_supported_voices(self, language: str) -> list[tts.Voice] | None:
        """Return the speakers of the voice."""
        if language not in self.supported_languages or not self._speakers:
            return None
        return [tts.Voice(speaker, speaker.capitalize()) for speaker in self._speakers]

    @override
    async def async_get_tts_audio(
        self, message: str, language: str, options: dict[str, Any]
    ) -> tts.TtsAudioType:
        """Return a whole message as sound."""
        rate, samples = await self._async_whole(message, language, options)
        return "wav", _header(rate, len(samples)) + samples

    @override
    async def async_stream_tts_audio(self, request: tts.TTSAudioRequest) -> tts.TTSAudioResponse:
        """Return a message that may still be on its way as sound that is."""
        return tts.TTSAudioResponse("wav", self._async_stream(request))

    async def _async_stream(self, request: tts.TTSAudioRequest) -> AsyncGenerator[bytes]:
        """Yield a WAV file, sentence by sentence; a single sentence has its true length."""
        texts = aiter(sentences(request.message_gen, request.language))
        text = await anext(texts, None)
        has_begun = False
        while text is not None:
            # Asked for before this one is made: it may be there by then, or never come.
            following = asyncio.ensure_future(_after(texts))
            try:
                rate, samples = await self._async_whole(text, request.language, request.options)
                if samples and not has_begun:
                    has_begun = True
                    is_all = following.done() and following.result() is None
                    yield _header(rate, len(samples) if is_all else _ENDLESS)
                yield samples
                text = await following
            finally:
                following.cancel()
        if not has_begun:
            yield _header(_SILENT_RATE, 0)

    async def _async_whole(
        self, text: str, language: str, options: dict[str, Any]
    ) -> tuple[int, bytes]:
        """Return a text as samples, with how many of them make a second."""
        pieces = [sound async for sound in self._async_say(text, language, options)]
        rate = pieces[0].rate if pieces else _SILENT_RATE
        return rate, b"".join(piece.samples for piece in pieces)

    async def _async_say(
        self, text: str, language: str, options: dict[str, Any]
    ) -> AsyncGenerator[Sound]:
        """Yield a text as sound, written to be spoken first."""
        data = self.subentry.data
        speaker = options.get(tts.ATTR_VOICE) or data.get(CONF_SPEAKER, "")
        try:
            async for sound in speak(
                self.engine,
                speakable(text, language),
                self.address,
                # An assistant may still name a speaker of the voice that was here before.
                speaker=speaker if self._speakers else "",
                speed=float(options.get(CONF_SPEED) or data.get(CONF_SPEED, 1.0)),
            ):
                yield sound
        except EngineError as err:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key=error_key(err),
                translation_placeholders={"error": str(err)},
            ) from err


async def _after(texts: AsyncIterator[str]) -> str | None:
    """Return the next sentence; None behind the last."""
    return await anext(texts, None)


def _header(rate: int, length: int) -> bytes:
    """Return the beginning of a WAV file with this many bytes of sound."""
    step = _WIDTH * _CHANNELS
    sizes = struct.pack("<IHHIIHH", 16, _PCM, _CHANNELS, rate, rate * step, step, 8 * _WIDTH)
    riff = struct.pack("<I", min(length + 36, 0xFFFF_FFFF))
    return b"RIFF" + riff + b"WAVEfmt " + sizes + b"data" + struct.pack("<I", length)
