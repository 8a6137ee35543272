"""Listening: audio of the Assist pipeline in, the transcript out."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Callable
from functools import partial
from typing import Any, override

from homeassistant.components import stt
from homeassistant.components.stt.models import SpeechAudioProcessing
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .compat import partial_result
from .const import CONF_LANGUAGES, CONF_WINDOW, LOGGER, SUBENTRY_STT
from .coordinator import StewardConfigEntry
from .engine import EngineError
from .engine.speech_client import Hearing, Transcribed, send_all
from .engine.speech_messages import SpeechKind
from .entity import StewardSpeechEntity, async_add_for_subentries

PARALLEL_UPDATES = 0

AUDIO_PROCESSING = SpeechAudioProcessing(
    requires_external_vad=True,
    prefers_auto_gain_enabled=True,
    prefers_noise_reduction_enabled=False,
)

_TIMEOUT_S = 30.0
# Names are worth a second look, not a second wait.
_AGAIN_TIMEOUT_S = 5.0
_NAMES = 12
# So much less likely a transcript with names may be, before it is not believed.
_TOLERANCE = 0.15


async def async_setup_entry(
    hass: HomeAssistant,
    entry: StewardConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up a recogniser for each speech-to-text subentry."""
    async_add_for_subentries(entry, SUBENTRY_STT, StewardSpeechToTextEntity, async_add_entities)


class StewardSpeechToTextEntity(StewardSpeechEntity, stt.SpeechToTextEntity):
    """A recogniser that knows the names of this house."""

    _attr_name = None
    kind = SpeechKind.RECOGNISER
    _model = "Speech recogniser"

    def __init__(self, entry: StewardConfigEntry, subentry: ConfigSubentry) -> None:
        """Take the languages that the recogniser was found to know."""
        super().__init__(entry, subentry)
        self._languages: list[str] = list(subentry.data[CONF_LANGUAGES])

    @property
    @override
    def supported_languages(self) -> list[str]:
        """Return the languages of the model."""
        return self._languages

    @property
    @override
    def supported_formats(self) -> list[stt.AudioFormats]:
        """Return the one container of the Assist pipeline."""
        return [stt.AudioFormats.WAV]

    @property
    @override
    def supported_codecs(self) -> list[stt.AudioCodecs]:
        """Return the one codec of the Assist pipeline."""
        return [stt.AudioCodecs.PCM]

    @property
    @override
    def supported_bit_rates(self) -> list[stt.AudioBitRates]:
        """Return the one sample width of the Assist pipeline."""
        return [stt.AudioBitRates.BITRATE_16]

    @property
    @override
    def supported_sample_rates(self) -> list[stt.AudioSampleRates]:
        """Return the one sample rate of the Assist pipeline."""
        return [stt.AudioSampleRates.SAMPLERATE_16000]

    @property
    @override
    def supported_channels(self) -> list[stt.AudioChannels]:
        """Return mono."""
        return [stt.AudioChannels.CHANNEL_MONO]

    @property
    @override
    def audio_processing(self) -> SpeechAudioProcessing:
        """Return that sound is best left as it is: the models were trained on it."""
        return AUDIO_PROCESSING

    @override
    async def async_process_audio_stream(
        self, metadata: stt.SpeechMetadata, stream: AsyncIterable[bytes]
    ) -> stt.SpeechResult:
        """Listen to an utterance while it is spoken, and return the transcript."""
        try:
            heard = await self._async_hear(metadata.language, stream)
        except EngineError as err:
            return self._failed(err)
        return stt.SpeechResult(heard.text, stt.SpeechResultState.SUCCESS)

    async def async_process_audio_stream_with_progress(
        self, metadata: stt.SpeechMetadata, stream: AsyncIterable[bytes]
    ) -> AsyncGenerator[Any]:
        """Listen to an utterance, telling in its pauses what was said so far.

        Home Assistant asks for this from 2026.11 on.
        """
        partials: asyncio.Queue[str | None] = asyncio.Queue()
        hearing = asyncio.create_task(
            self._async_hear(metadata.language, stream, partials.put_nowait)
        )
        hearing.add_done_callback(lambda _: partials.put_nowait(None))
        try:
            while (text := await partials.get()) is not None:
                yield partial_result(text)
            yield stt.SpeechResult((await hearing).text, stt.SpeechResultState.SUCCESS)
        except EngineError as err:
            yield self._failed(err)
        finally:
            hearing.cancel()

    async def _async_hear(
        self,
        language: str,
        stream: AsyncIterable[bytes],
        on_partial: Callable[[str], None] | None = None,
    ) -> Transcribed:
        """Pass the stream on while it arrives; return the transcript."""
        hearing = Hearing(
            self.engine,
            self.address,
            language=language,
            window_s=self.subentry.data.get(CONF_WINDOW, 0.0),
            on_partial=on_partial,
        )
        async with hearing:
            if not await send_all(hearing, stream):
                return Transcribed(text="", logprob=0.0)
            heard = await hearing.finish(_TIMEOUT_S)
            return await self._async_with_names(hearing, heard)

    async def _async_with_names(self, hearing: Hearing, heard: Transcribed) -> Transcribed:
        """Return the transcript with the names of the house, where it may have missed some."""
        house = await self.entry.runtime_data.keeper.async_get()
        find = partial(house.index.missed_names, heard.text, _NAMES)
        names = await self.hass.async_add_executor_job(find)
        if not names:
            return heard
        try:
            again = await hearing.again(names, _AGAIN_TIMEOUT_S)
        except EngineError:
            return heard
        is_likely = again.text and again.logprob >= heard.logprob - _TOLERANCE
        return again if is_likely else heard

    def _failed(self, err: EngineError) -> stt.SpeechResult:
        """Return what the pipeline is told of an error."""
        LOGGER.warning("%s could not listen: %s", self.entity_id, err)
        return stt.SpeechResult(None, stt.SpeechResultState.ERROR)
