"""What an engine says of its recognisers and voices to any Wyoming client."""

from __future__ import annotations

from typing import Any

from wyoming.info import (
    AsrModel,
    AsrProgram,
    Attribution,
    Info,
    TtsProgram,
    TtsVoice,
    TtsVoiceSpeaker,
)

from .speech_messages import LoadedSpeech, SpeechKind
from .speech_worker import SpeechWorker

_WHISPER = Attribution(name="Guillaume Klein", url="https://github.com/SYSTRAN/faster-whisper")
_PIPER = Attribution(name="Open Home Foundation", url="https://github.com/OHF-Voice/piper1-gpl")


def speech_info(worker: SpeechWorker) -> Info:
    """Return Wyoming's description of what is on offer."""
    models = [_model(m) for m in worker.offered if m.kind is SpeechKind.RECOGNISER]
    voices = [_voice(v) for v in worker.offered if v.kind is SpeechKind.VOICE]
    asr = AsrProgram(**_program("faster-whisper", _WHISPER), models=models)
    tts = TtsProgram(**_program("piper", _PIPER), voices=voices, supports_synthesize_streaming=True)
    return Info(asr=[asr] if models else [], tts=[tts] if voices else [])


def _program(name: str, attribution: Attribution) -> dict[str, Any]:
    """Return what Wyoming says of every program and model."""
    return {
        "name": name,
        "attribution": attribution,
        "installed": True,
        "description": None,
        "version": None,
    }


def _model(model: LoadedSpeech) -> AsrModel:
    """Return the description of a recogniser."""
    return AsrModel(**_program(model.name, _WHISPER), languages=model.languages)


def _voice(voice: LoadedSpeech) -> TtsVoice:
    """Return the description of a voice."""
    speakers = [TtsVoiceSpeaker(name=name) for name in voice.speakers] or None
    return TtsVoice(**_program(voice.name, _PIPER), languages=voice.languages, speakers=speakers)
