"""Stand-ins load where real models do, and run as long as they were planned to."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from piper import PiperVoice
from tqdm import tqdm  # type: ignore[import-untyped]

from house.speech_speed import TRAINING_PYTHON, WindowedWhisper, recogniser_speed, voice_speed
from house.standins.whisper import PROMPT, TRANSCRIPT, Size, write_whisper
from training.voice.phonemes import SYMBOLS

TOY = Size(width=64, heads=2, layers=2)
HOTWORDS = "hallway lamp, Aunt Margot"
ONNX_PYTHON = sys.executable if importlib.util.find_spec("onnx") else str(TRAINING_PYTHON)

WRITE_TOY_VOICE = """
import sys
from dataclasses import replace
from pathlib import Path
from house.standins.voice import QUALITIES, write_voice
small = {"hidden_channels": 16, "filter_channels": 32, "upsample_initial_channel": 32}
write_voice(Path(sys.argv[1]), replace(QUALITIES[sys.argv[2]], **small))
"""


@pytest.fixture(scope="module", autouse=True)
def no_monitor() -> None:
    """Keep faster-whisper's progress bar from starting a thread that outlives the test."""
    tqdm.monitor_interval = 0


@pytest.fixture(scope="module")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a small recogniser."""
    folder = tmp_path_factory.mktemp("whisper")
    assert write_whisper(folder, TOY) == 12
    return folder


@pytest.fixture(scope="module")
def utterance() -> np.ndarray:
    """Return noise: what is heard is planned."""
    return np.random.default_rng(0).normal(0, 0.05, 32_000).astype(np.float32)


def _heard(folder: Path, utterance: np.ndarray, window_s: int = 3, **options: object) -> list[str]:
    model = WindowedWhisper(str(folder), device="cpu", compute_type="int8", cpu_threads=1)
    model.set_window(window_s)
    once = {"temperature": 0, "without_timestamps": True, "max_new_tokens": 64}
    segments, info = model.transcribe(utterance, **once, **options)
    assert info.language == "en"
    return [segment.text for segment in segments]


@pytest.mark.parametrize("beam", [1, 5])
@pytest.mark.parametrize("language", ["en", None])
def test_transcript_is_the_planned_one(
    whisper: Path, utterance: np.ndarray, beam: int, language: str | None
) -> None:
    """It ends by itself, with beams as well; a language that is not given is found."""
    assert _heard(whisper, utterance, beam_size=beam, language=language) == [f" {TRANSCRIPT}"]


def test_a_prompt_is_planned_for(whisper: Path, utterance: np.ndarray, tmp_path: Path) -> None:
    """Words read to the recogniser move the transcript to later places."""
    model = WindowedWhisper(str(whisper), device="cpu", compute_type="int8")
    before = len(model.hf_tokenizer.encode(f" {HOTWORDS}").ids) + 1
    write_whisper(tmp_path, TOY, transcript="Good night.", prompt=PROMPT + before)
    assert _heard(tmp_path, utterance, language="en", hotwords=HOTWORDS) == [" Good night."]


def test_window_is_what_the_encoder_gets(whisper: Path, utterance: np.ndarray) -> None:
    """Half as many places as frames come out; sound beyond the window is a part of its own."""
    model = WindowedWhisper(str(whisper), device="cpu", compute_type="int8")
    for window_s in (30, 2, 1):
        model.set_window(window_s)
        encoded = model.encode(np.zeros((80, 3000), np.float32))
        assert encoded.shape[1] == window_s * 50
    assert len(_heard(whisper, utterance, window_s=1, language="en")) == 2


def test_recogniser_is_measured(whisper: Path) -> None:
    """Each window and beam is a line."""
    speeds = list(recogniser_speed(whisper, "toy", [3, 5], [1], 1, 0.01))
    assert [(speed.window_s, speed.tokens) for speed in speeds] == [(3, 12), (5, 12)]
    assert all(0 < speed.encoder_ms < speed.times.p50_ms <= speed.times.p95_ms for speed in speeds)


@pytest.mark.skipif(
    not Path(ONNX_PYTHON).exists(), reason="needs onnx, of the training environment"
)
@pytest.mark.parametrize(("quality", "rate"), [("x-low", 16_000), ("high", 22_050)])
def test_voice_speaks_as_long_as_planned(tmp_path: Path, quality: str, rate: int) -> None:
    """Its sound is as long as the table of durations says, and is not silence."""
    path = tmp_path / "toy.onnx"
    subprocess.run([ONNX_PYTHON, "-c", WRITE_TOY_VOICE, str(path), quality], check=True)
    voice = PiperVoice.load(path)
    assert voice.config.phoneme_id_map["ɪ"] == [SYMBOLS.index("ɪ")]
    (chunk,) = voice.synthesize("Turned on the kitchen light.")
    sounds = [phoneme for phoneme in chunk.phonemes if phoneme not in " ˈˌː"]
    marks = len(chunk.phonemes) - len(sounds)
    # 75 ms a sound in whole frames of 256 samples, of which the padding after it is one; the
    # sentence also has a start with padding, and an end.
    frames = len(sounds) * round(0.075 * rate / 256) + 2 * marks + 3
    assert chunk.sample_rate == rate
    assert len(chunk.audio_float_array) == 256 * frames
    assert chunk.audio_float_array.std() > 0.01
    one, two = voice_speed(path, quality, 1, 0.01)
    assert one.audio_s < two.audio_s
    assert two.first_ms < two.times.p95_ms
