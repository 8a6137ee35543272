"""A voice: text in, sound out, through Piper.

The only file that calls Piper, which is GPL-3.0-or-later: imported late, in the
engine process and nowhere else.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import onnxruntime
from piper import PiperVoice, SynthesisConfig
from piper.config import PiperConfig

from .errors import ModelFault, ModelFileError, RequestError
from .speech_files import check_voice, size_of
from .threads import available_cores

_SLOWEST, _FASTEST = 0.25, 4.0


class Voice:
    """A Piper voice in memory."""

    def __init__(self, path: Path, *, threads: int = 0) -> None:
        """Load the model and the description beside it.

        Raises:
            ModelFileError: They are missing, incomplete or do not fit each other.
        """
        started = time.perf_counter()
        config = check_voice(path)
        self._voice = _open(path, config, threads or min(available_cores(), 4))
        self._check_fit(path)
        self.size = size_of(path)
        self.rate = self._voice.config.sample_rate
        """Samples a second of what it says."""
        self.speakers = list(self._voice.config.speaker_id_map)
        """Names of its speakers; empty where there is one without a name."""
        self.languages = [_language(config)]
        self.load_ms = (time.perf_counter() - started) * 1000

    def speak(self, text: str, *, speaker: str = "", speed: float = 1.0) -> Iterator[bytes]:
        """Yield the sound of one sentence after the other, mono samples of 16 bits.

        Args:
            text: What to say; a text without words is silent.
            speaker: One of `speakers`; empty for the first.
            speed: 2 speaks twice as fast.

        Raises:
            RequestError: There is no such speaker or speed.
        """
        settings = self._settings(speaker, speed)
        for chunk in self._voice.synthesize(text, settings):
            yield chunk.audio_int16_bytes

    def _settings(self, speaker: str, speed: float) -> SynthesisConfig:
        """Return Piper's own form of how to speak."""
        if not _SLOWEST <= speed <= _FASTEST:
            raise RequestError(f"A voice cannot speak at {speed} times its speed")
        if speaker and speaker not in self.speakers:
            raise RequestError(f"The voice has no speaker {speaker!r}")
        length = self._voice.config.length_scale / speed
        number = self._voice.config.speaker_id_map[speaker] if speaker else None
        return SynthesisConfig(speaker_id=number, length_scale=length)

    def _check_fit(self, path: Path) -> None:
        """Have one sound made: a description of another model shows here."""
        try:
            ids = self._voice.phonemes_to_ids(["a"])
            self._voice.phoneme_ids_to_audio(ids)
        except Exception as err:
            # ONNX Runtime raises classes of its own, without a common root.
            text = f"The description beside {path} does not fit it: {err}"
            raise ModelFileError(text, ModelFault.UNSUPPORTED) from err


def _open(path: Path, config: dict[str, Any], threads: int) -> PiperVoice:
    """Load files that were found whole."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that wait in a busy loop would take the cores from the house.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = onnxruntime.InferenceSession(
            str(path), sess_options=options, providers=["CPUExecutionProvider"]
        )
        return PiperVoice(session=session, config=PiperConfig.from_dict(config))
    except Exception as err:
        # ONNX Runtime raises classes of its own, without a common root.
        text = f"{path} is not a voice that Piper can load: {err}"
        raise ModelFileError(text, ModelFault.UNSUPPORTED) from err


def _language(config: dict[str, Any]) -> str:
    """Return the language of a voice, as `en_US` or `en`."""
    code = config.get("language", {}).get("code") or config["espeak"]["voice"]
    return str(code).replace("-", "_")
