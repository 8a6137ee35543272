"""A speech recogniser: samples in, words out, through faster-whisper.

With detector.py the only file that calls faster-whisper; imported late, in the
engine process and nowhere else.

`WhisperModel.transcribe` pads whatever it is given to 30 seconds and pays for all
of them. Its parts are used here instead: the encoder reads the utterance and a
margin, which is many times faster, and 30 seconds only where that looks wrong.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ctranslate2 import StorageView
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens

from .detector import Samples, speech_span
from .errors import ModelFault, ModelFileError
from .speech_files import check_recogniser, size_of
from .threads import available_cores
from .utterance import RATE

_FULL_SECONDS = 30.0
_MARGIN_SECONDS = 0.5
_MAX_TOKENS = 96
_PROMPT_TOKENS = 100
"""Of names; a longer prompt costs more time than it finds names."""
# Below and above these the library itself takes a result for a failure.
_UNLIKELY = -1.0
_REPETITIVE = 2.4
_NO_SPEECH = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a recogniser makes of an utterance."""

    text: str
    """The words; empty where there are none."""

    logprob: float = 0.0
    """Mean of the tokens' log-probabilities."""

    no_speech: float = 0.0
    """The model's own probability that nobody speaks."""

    @property
    def is_doubtful(self) -> bool:
        """True when it is more likely made up than heard."""
        packed = len(zlib.compress(self.text.encode()))
        is_repetitive = len(self.text.encode()) / packed > _REPETITIVE
        return not self.text or self.logprob < _UNLIKELY or is_repetitive


NOTHING = Heard(text="")


@dataclass(frozen=True, slots=True)
class Encoded:
    """An utterance as the encoder left it, to be decoded more than once."""

    features: np.ndarray
    """(mels, frames) of the whole window of 30 seconds."""
    states: StorageView
    is_full: bool
    """True when the encoder read all 30 seconds."""


class Recogniser:
    """A Whisper model in CTranslate2's format."""

    def __init__(self, path: Path, *, threads: int = 0, beam: int = 1) -> None:
        """Load the folder.

        Raises:
            ModelFileError: It is missing, incomplete or of another kind.
        """
        started = time.perf_counter()
        check_recogniser(path)
        self._model = _open(path, threads or min(available_cores(), 4))
        self._tokenizers: dict[str, Tokenizer] = {}
        self._beam = beam
        self.size = size_of(path)
        self.languages: list[str] = list(self._model.supported_languages)
        # The first look of the voice detector loads it.
        speech_span(np.zeros(RATE, np.float32))
        self.load_ms = (time.perf_counter() - started) * 1000

    def encode(self, samples: Samples, window: float = 0.0) -> Encoded:
        """Return what the encoder makes of an utterance.

        Args:
            samples: Somebody speaking.
            window: Seconds that the encoder reads at least; 0 for those of the
                utterance and a margin.
        """
        seconds = max(len(samples) / RATE + _MARGIN_SECONDS, window)
        full = int(_FULL_SECONDS * RATE)
        padded = np.pad(samples[:full], (0, max(0, full - len(samples))))
        features = self._model.feature_extractor(padded)[:, : full // 160]
        # The encoder halves the frames.
        frames = min(features.shape[1], 2 * int(seconds * 50))
        return Encoded(features, self._encode(features[:, :frames]), frames == features.shape[1])

    def decode(self, encoded: Encoded, language: str, names: Sequence[str] = ()) -> Heard:
        """Return the words of an utterance, heard with these names in mind.

        Names that make it unlikely are dropped, and what stays unlikely is read
        again with all 30 seconds that the model was trained on.
        """
        heard = self.decode_once(encoded.states, language, names)
        if heard.is_doubtful and names:
            heard = self.decode_once(encoded.states, language, ())
        if heard.is_doubtful and not encoded.is_full:
            again = self.decode_once(self._encode(encoded.features), language, ())
            heard = max(heard, again, key=lambda h: (bool(h.text), h.logprob))
        return NOTHING if _is_made_up(heard) else heard

    def _encode(self, features: np.ndarray) -> StorageView:
        """Run the encoder."""
        return self._model.encode(np.ascontiguousarray(features))

    def decode_once(self, states: StorageView, language: str, names: Sequence[str]) -> Heard:
        """Return what one pass of the decoder makes of an utterance, likely or not."""
        tokenizer = self._tokenizer(language)
        prompt = self._prompt(tokenizer, names)
        result = self._model.model.generate(
            states,
            [prompt],
            beam_size=self._beam,
            max_length=min(len(prompt) + _MAX_TOKENS, self._model.max_length),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=False,
            suppress_tokens=get_suppressed_tokens(tokenizer, (-1,)),
        )[0]
        tokens = result.sequences_ids[0]
        # The score is the mean over the tokens without the one that ends them.
        logprob = result.scores[0] * len(tokens) / (len(tokens) + 1)
        text = tokenizer.decode(tokens).strip()
        return Heard(text=text, logprob=logprob, no_speech=result.no_speech_prob)

    def _prompt(self, tokenizer: Tokenizer, names: Sequence[str]) -> list[int]:
        """Return what the decoder begins with: as many names as there is room for."""
        chosen = list(names)
        while chosen and len(tokenizer.encode(f" {', '.join(chosen)}")) > _PROMPT_TOKENS:
            chosen.pop()
        hotwords = ", ".join(chosen) or None
        prompt: list[int] = self._model.get_prompt(
            tokenizer, [], without_timestamps=True, hotwords=hotwords
        )
        return prompt

    def _tokenizer(self, language: str) -> Tokenizer:
        """Return the tokenizer that begins a transcript in this language."""
        code = language.split("-", maxsplit=1)[0].lower()
        if code not in self.languages:
            code = self.languages[0]
        if code not in self._tokenizers:
            self._tokenizers[code] = Tokenizer(
                self._model.hf_tokenizer,
                self._model.model.is_multilingual,
                task="transcribe",
                language=code,
            )
        return self._tokenizers[code]


def _is_made_up(heard: Heard) -> bool:
    """Return True for words that nobody spoke."""
    return heard.is_doubtful and heard.no_speech > _NO_SPEECH


def _open(path: Path, threads: int) -> WhisperModel:
    """Load a folder that was found whole."""
    try:
        return WhisperModel(
            str(path),
            device="cpu",
            compute_type="int8",
            cpu_threads=threads,
            local_files_only=True,
        )
    except (RuntimeError, ValueError, KeyError, OSError) as err:
        text = f"{path} is not a recogniser that faster-whisper can load: {err}"
        raise ModelFileError(text, ModelFault.UNSUPPORTED) from err
