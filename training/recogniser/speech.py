"""Speech from eSpeak NG, in process: who speaks how, and the samples.

The library is loaded once for each process; starting the program for each sentence would cost
more than the speech. Some variants and accents are kept for evaluation alone.
"""

from __future__ import annotations

import _ctypes
import ctypes
import random
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Audio = NDArray[np.float32]
RATE = 16_000
"""Samples per second of all audio here."""
KNOWN, NEW = "known", "new"
"""Sets of voices: those of the training and those held out."""
ACCENTS = {
    KNOWN: (
        *("en-us", "en-us", "en-us", "en", "en", "en-gb-x-rp"),
        *("en-gb-scotland", "en-us-nyc", "en-gb-x-gbclan"),
    ),
    NEW: ("en-us", "en", "en-gb-x-gbcwmd", "en-029"),
}
"""Accents by set ("en" is British); one that stands there twice is drawn twice as often. The last
two of the new ones are heard nowhere else."""
VARIANTS = {
    KNOWN: (
        *("", "m1", "m2", "m3", "m4", "m5", "m6", "m8", "f1", "f2", "f3", "f4"),
        *("adam", "Andy", "Annie", "Alex", "Andrea", "anika", "antonio", "aunty", "belinda"),
        *("benjamin", "boris", "caleb", "david", "ed", "edward", "Gene", "grandpa", "Hugo"),
        *("iven", "Jacky", "john", "klatt", "klatt2", "klatt3", "Lee", "linda", "Marco", "Mario"),
        *("max", "miguel", "Mike", "norbert", "paul", "pedro", "quincy", "rob", "robert"),
        *("shelby", "steph", "steph2", "victor", "whisper", "zac"),
    ),
    NEW: (
        *("m7", "f5", "Alicia", "croak", "Denis", "Gene2", "grandma", "iven3", "klatt4"),
        *("Michael", "sandro", "steph3", "travis", "whisperf"),
    ),
}
_FULL_SCALE = np.float32(32_768)
_LIBRARY = "libespeak-ng.so.1"
_SYNCHRONOUS = 2
_UTF8 = 1
_BUFFER_MS = 4000
_SPEED, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks, and how."""

    name: str
    """Accent and variant: "en-us+f3"."""
    speed: int = 160
    """Words a minute."""
    pitch: int = 50
    """0 to 99."""
    span: int = 50
    """How much the pitch moves, 0 to 99."""
    volume: int = 100


def some_voice(rng: random.Random, voices: str) -> Voice:
    """Return a voice of a set, `KNOWN` or `NEW`."""
    accent, variant = rng.choice(ACCENTS[voices]), rng.choice(VARIANTS[voices])
    return Voice(
        name=f"{accent}+{variant}" if variant else accent,
        speed=rng.randint(120, 220),
        pitch=rng.randint(20, 80),
        span=rng.randint(20, 80),
        volume=rng.randint(70, 120),
    )


def speak(text: str, voice: Voice) -> Audio:
    """Return a text as it is spoken, without the silence around it.

    Raises:
        OSError: eSpeak NG is not installed.
        ValueError: It has no such voice.
    """
    audio = resample(_engine().speak(text, voice), _engine().rate, RATE)
    return trim(audio)


def start_over() -> None:
    """Let the next text sound as if it were the first.

    The library remembers where its wobble and its noise were; what it says would else depend on
    what it said before, and no block could be made twice.
    """
    if _engine.cache_info().currsize:
        _engine().close()
        _engine.cache_clear()
    ctypes.CDLL(None).srand(1)


def resample(audio: Audio, rate: float, wanted: float) -> Audio:
    """Return audio at another rate through its spectrum."""
    # Round lengths keep both transforms fast; from 22,050 to 16,000 they are exact.
    padded = -(-len(audio) // 2205) * 2205
    length = round(padded * wanted / rate / 64) * 64
    spectrum = np.fft.rfft(audio, padded)[: length // 2 + 1]
    found = np.fft.irfft(spectrum, length) * (length / padded)
    return found[: round(len(audio) * wanted / rate)].astype(np.float32)


def trim(audio: Audio, floor: float = 0.01) -> Audio:
    """Return audio without what is quieter than a share of its peak at both ends."""
    loud = np.flatnonzero(np.abs(audio) > floor * np.abs(audio).max(initial=1e-9))
    return audio[loud[0] : loud[-1] + 1] if len(loud) else audio[:0]


class _Engine:
    """The library with what it remembers."""

    def __init__(self) -> None:
        """Start it, with its audio going to a list."""
        self._library = ctypes.CDLL(_LIBRARY)
        self.rate = int(self._library.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, None, 0))
        self._parts: list[Audio] = []
        # Kept: the library calls it long after this returns.
        self._callback = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)
        self._voice = ""

    def speak(self, text: str, voice: Voice) -> Audio:
        """Return the samples of a text at the library's rate."""
        if voice.name != self._voice and self._library.espeak_SetVoiceByName(voice.name.encode()):
            raise ValueError(f"eSpeak NG has no voice {voice.name!r}")
        self._voice = voice.name
        settings = ((_SPEED, voice.speed), (_PITCH, voice.pitch), (_RANGE, voice.span))
        for key, value in (*settings, (_VOLUME, voice.volume)):
            self._library.espeak_SetParameter(key, value, 0)
        self._parts.clear()
        data = text.encode() + b"\0"
        self._library.espeak_Synth(data, len(data), 0, 1, 0, _UTF8, None, None)
        return np.concatenate(self._parts) if self._parts else np.zeros(1, np.float32)

    def close(self) -> None:
        """Forget everything: the library's own clean-up leaves its counters as they are."""
        self._library.espeak_Terminate()
        _ctypes.dlclose(self._library._handle)  # noqa: SLF001

    def _take(self, samples: ctypes._Pointer[ctypes.c_short], count: int, _events: int) -> int:
        """Keep a piece of audio; zero asks for more."""
        if count:  # The last call comes without samples.
            piece = np.ctypeslib.as_array(samples, (count,))
            self._parts.append(piece.astype(np.float32) / _FULL_SCALE)
        return 0


@lru_cache(maxsize=1)
def _engine() -> _Engine:
    """Return the library, started once for each process."""
    return _Engine()
