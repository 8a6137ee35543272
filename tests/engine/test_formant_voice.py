"""The voice of its own, through Piper: it loads, speaks, and says the same again."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from piper import PiperVoice

VOICE = Path(__file__).parents[2] / "models/voice/en_US-steward-formant.onnx"
SENTENCE = "The kitchen light is on."
# Every sound of English in everyday words.
PAGE = """Please charge the car when power is cheap. She measured the usual treasure with pleasure!
Three thin thieves thought of those other mothers; the boy enjoys noisy toys, but avoids oil and coins.
Judge George jumped over a large bridge: did a bird hear our choir? The loch is near Llandudno.
How now, brown cow (our house is loud) - without a "couch". It's 21.5 degrees, 80 % humid, half past ten.
Ring the young king a long song... My uncle's garage has a button, a bottle and a rhythm machine."""

type Sound = NDArray[np.float32]


@pytest.fixture(scope="module")
def voice() -> PiperVoice:
    """Return the voice as Piper loads it."""
    piper = pytest.importorskip("piper")
    loaded: PiperVoice = piper.PiperVoice.load(VOICE)
    return loaded


def spoken(voice: PiperVoice, text: str, speaker: int = 0, length: float = 1) -> list[Sound]:
    """Return one sound for each sentence, at the voice's own level."""
    from piper import SynthesisConfig

    config = SynthesisConfig(speaker_id=speaker, length_scale=length, normalize_audio=False)
    return [chunk.audio_float_array for chunk in voice.synthesize(text, config)]


def pitch(sound: Sound, rate: int) -> float:
    """Return the pitch of a voiced stretch in Hz: how far apart its harmonics are (its cepstrum)."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 8192))
    cepstrum = np.fft.irfft(np.log(spectrum[: 8192 * 4000 // rate] + 1e-3))
    shortest, longest = 8000 // 300, 8000 // 60  # samples at 8 kHz, the spectrum ending at 4 kHz
    return 8000 / (shortest + int(np.argmax(cepstrum[shortest:longest])))


@pytest.mark.parametrize("speaker", range(3))
def test_audible(voice: PiperVoice, speaker: int) -> None:
    """Speech has its level, no clipping, no gaps in its numbers, and starts and ends in silence."""
    (sound,) = spoken(voice, SENTENCE, speaker)
    assert sound.dtype == np.float32
    assert np.all(np.isfinite(sound))
    assert 0.07 < np.sqrt(np.mean(sound**2)) < 0.11
    assert np.abs(sound).max() <= 0.9
    assert np.abs(sound[:100]).max() < 0.01
    assert np.abs(sound[-300:]).max() < 0.01
    assert 1 < len(sound) / voice.config.sample_rate < 3


def test_speakers_differ(voice: PiperVoice) -> None:
    """The three speakers have the pitches of three people."""
    assert voice.config.speaker_id_map == {"low": 0, "middle": 1, "high": 2}
    rate = voice.config.sample_rate
    pitches = []
    for speaker in range(3):
        (sound,) = spoken(voice, "[[əəəəə]]", speaker)
        middle = len(sound) // 2
        pitches.append(pitch(sound[middle - rate // 20 : middle + rate // 20], rate))
    low, middle_pitch, high = pitches
    assert low < 0.85 * middle_pitch < 0.85**2 * high


def test_length_scale(voice: PiperVoice) -> None:
    """Half the speed takes twice the time."""
    normal, slow = (len(spoken(voice, SENTENCE, length=scale)[0]) for scale in (1, 2))
    assert slow == pytest.approx(2 * normal, rel=0.02)


def test_same_again(voice: PiperVoice) -> None:
    """The noise is no chance: the same sentence gives the same samples."""
    (first,), (again,) = spoken(voice, SENTENCE), spoken(voice, SENTENCE)
    assert np.array_equal(first, again)


def test_one_chunk_for_each_sentence(voice: PiperVoice) -> None:
    """Sentences come one by one, so the first can be heard early."""
    assert len(spoken(voice, "Done. The light is on. Anything else?")) == 3


def test_question_rises(voice: PiperVoice) -> None:
    """A question ends higher than the same words as a statement."""
    rate = voice.config.sample_rate
    ends = []
    for mark in "?.":
        (sound,) = spoken(voice, f"The light is blue{mark}")
        last = np.flatnonzero(np.abs(sound) > 0.03)[-1]
        ends.append(pitch(sound[last - rate // 15 : last], rate))
    assert ends[0] > 1.3 * ends[1]


def test_sounds_differ(voice: PiperVoice) -> None:
    """Hissing is high, humming is low."""
    rate = voice.config.sample_rate

    def centre(text: str) -> float:
        (sound,) = spoken(voice, text)
        power = np.abs(np.fft.rfft(sound)) ** 2
        return float(np.sum(power * np.fft.rfftfreq(len(sound), 1 / rate)) / np.sum(power))

    assert centre("[[ssss]]") > 4000
    assert centre("[[mmmm]]") < 600


@pytest.mark.parametrize("espeak_voice", ["en-us", "en-gb-x-rp"])
def test_every_phoneme_has_an_id(voice: PiperVoice, espeak_voice: str) -> None:
    """Nothing that espeak-ng writes for English is dropped."""
    from piper.phonemize_espeak import EspeakPhonemizer

    sentences = EspeakPhonemizer().phonemize(espeak_voice, PAGE)
    written = {phoneme for sentence in sentences for phoneme in sentence}
    assert len(written) > 40
    assert written <= set(voice.config.phoneme_id_map)


@pytest.mark.parametrize("text", [".", "?", "Sh!", "a", "[[ˈ]]", "[[ːˈ̩ʰ]]", "[[pppp]]"])
def test_hardly_any_text(voice: PiperVoice, text: str) -> None:
    """Text with next to nothing to say does no harm."""
    for sound in spoken(voice, text):
        assert np.all(np.isfinite(sound))
        assert np.abs(sound).max(initial=0) <= 0.9


def test_speed(voice: PiperVoice) -> None:
    """Print how long a second of speech takes; the machine decides, so nothing is asserted."""
    started = time.process_time()
    seconds = sum(map(len, spoken(voice, PAGE))) / voice.config.sample_rate
    print(
        f"\n{(time.process_time() - started) / seconds:.3f} s of processor for a second of speech"
    )
