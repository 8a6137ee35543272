"""Measures the recogniser and the voice on this machine, with stand-ins of the real sizes.

The voice is the engine's own. The recogniser is faster-whisper's `transcribe` with its window cut; the
engine puts the same parts together by itself, so this shows what windows, beams and threads cost. The
stand-ins (house/standins) say nothing about how well speech is understood or how it sounds.
"""

import argparse
import importlib.util
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from numpy.typing import NDArray

from custom_components.steward.engine.voice import Voice
from house.report import percentile, table

SAMPLE_RATE, FRAMES_PER_SECOND = 16_000, 100
"""Of what Whisper hears."""
UTTERANCE_S = 2.5
REPLIES = (
    "Turned on the kitchen light.",
    "Turned on the kitchen light. The bedroom window is still open.",
)
SIZES, WINDOWS_S, BEAMS, THREADS = ("tiny", "base", "small"), (30, 10, 5, 3), (1, 5), (1, 2)
QUALITIES = ("x-low", "medium", "high")
FEWEST_RUNS, MOST_RUNS = 3, 30
NEW_TOKENS = 64
"""A bound that no command reaches."""
TRAINING_PYTHON = Path(__file__).parent.parent / ".venv-training/bin/python"


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How long one thing took, run after run."""

    runs: int
    p50_ms: float
    p95_ms: float
    processor_ms: float
    """The middle time of all threads on a processor. It hardly depends on what else runs: with one
    thread, a machine that is idle otherwise takes about this long."""
    load: float
    """How many threads wanted a core in the last minute, those of other programs included."""

    def cells(self) -> dict[str, str]:
        """Return what a table shows."""
        return {
            "load": f"{self.load:.1f}",
            "runs": str(self.runs),
            "p50 ms": f"{self.p50_ms:.0f}",
            "p95 ms": f"{self.p95_ms:.0f}",
            "processor ms": f"{self.processor_ms:.0f}",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RecogniserSpeed:
    """How long one utterance took."""

    size: str
    compute_type: str
    window_s: int
    beam: int
    threads: int
    tokens: int
    encoder_ms: float
    """What of the processor's time is the encoder's."""
    times: Times

    def cells(self) -> dict[str, str]:
        """Return what a table shows."""
        return {
            "model": self.size,
            "computes": self.compute_type,
            "window s": str(self.window_s),
            "beam": str(self.beam),
            "threads": str(self.threads),
            "tokens": str(self.tokens),
            **self.times.cells(),
            "of it encoder ms": f"{self.encoder_ms:.0f}",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceSpeed:
    """How long one reply took."""

    quality: str
    sentences: int
    threads: int
    audio_s: float
    first_ms: float
    """The middle time to the first sentence's sound."""
    times: Times

    def cells(self) -> dict[str, str]:
        """Return what a table shows; the real-time factor is time taken by time it lasts."""
        return {
            "voice": self.quality,
            "sentences": str(self.sentences),
            "threads": str(self.threads),
            "sound s": f"{self.audio_s:.1f}",
            **self.times.cells(),
            "first sound ms": f"{self.first_ms:.0f}",
            "real-time factor": f"{self.times.p50_ms / 1000 / self.audio_s:.2f}",
        }


class WindowedWhisper(WhisperModel):  # type: ignore[misc]
    """A Whisper whose encoder sees a window and not always 30 seconds.

    faster-whisper cuts the utterance at `nb_max_frames`, but then pads each part to 3,000 frames
    whatever that number is. Only what goes into the encoder can be cut.
    """

    def set_window(self, seconds: int) -> None:
        """Cut the utterance into parts of this length."""
        self.feature_extractor.nb_max_frames = seconds * FRAMES_PER_SECOND
        self.encoder_ms: list[float] = []

    def encode(self, features: NDArray[np.float32]) -> Any:
        """Encode the window, and note the processor's time."""
        begin = process_time()
        output = super().encode(features[..., : self.feature_extractor.nb_max_frames])
        self.encoder_ms.append((process_time() - begin) * 1000)
        return output


def recogniser_speed(
    folder: Path,
    size: str,
    windows_s: Sequence[int],
    beams: Sequence[int],
    threads: int,
    for_s: float,
    compute_type: str = "int8",
) -> Iterable[RecogniserSpeed]:
    """Measure a model with one number of threads."""
    options = {"compute_type": compute_type, "cpu_threads": threads}
    model = WindowedWhisper(str(folder), device="cpu", **options)
    utterance = np.random.default_rng(0).normal(0, 0.05, int(UTTERANCE_S * SAMPLE_RATE))
    for window_s, beam in itertools.product(windows_s, beams):
        model.set_window(window_s)
        heard = _transcribing(model, utterance.astype(np.float32), beam)
        times, counts = repeated(heard, for_s)
        yield RecogniserSpeed(
            size=size,
            compute_type=compute_type,
            window_s=window_s,
            beam=beam,
            threads=threads,
            tokens=counts[-1],
            encoder_ms=percentile(model.encoder_ms[1:], 50),
            times=times,
        )


def _transcribing(
    model: WindowedWhisper, utterance: NDArray[np.float32], beam: int
) -> Callable[[], int]:
    def transcribe() -> int:
        """Return how many tokens the transcript has."""
        segments, _ = model.transcribe(
            utterance,
            language="en",
            beam_size=beam,
            temperature=0,
            without_timestamps=True,
            condition_on_previous_text=False,
            max_new_tokens=NEW_TOKENS,
        )
        return sum(len(segment.tokens) for segment in segments)

    return transcribe


def voice_speed(path: Path, quality: str, threads: int, for_s: float) -> Iterable[VoiceSpeed]:
    """Measure a voice with one number of threads."""
    voice = Voice(path, threads=threads)
    for sentences, text in enumerate(REPLIES, 1):
        times, spoken = repeated(partial(_speak, voice, text), for_s)
        yield VoiceSpeed(
            quality=quality,
            sentences=sentences,
            threads=threads,
            audio_s=spoken[-1][1],
            first_ms=percentile([first_ms for first_ms, _ in spoken], 50),
            times=times,
        )


def _speak(voice: Voice, text: str) -> tuple[float, float]:
    """Return the milliseconds to the first sound, and the seconds that all of it lasts."""
    begin = perf_counter()
    audio_s, first_ms = 0.0, 0.0
    for sound in voice.speak(text):
        first_ms = first_ms or _ms_since(begin)
        audio_s += len(sound) / 2 / voice.rate
    return first_ms, audio_s


def repeated[Result](action: Callable[[], Result], for_s: float) -> tuple[Times, list[Result]]:
    """Do something again and again for some seconds; the first run warms up and does not count."""
    action()
    took_ms: list[float] = []
    busy_ms: list[float] = []
    results: list[Result] = []
    while len(took_ms) < FEWEST_RUNS or (sum(took_ms) < for_s * 1000 and len(took_ms) < MOST_RUNS):
        begin, busy = perf_counter(), process_time()
        results.append(action())
        took_ms.append(_ms_since(begin))
        busy_ms.append((process_time() - busy) * 1000)
    times = Times(
        runs=len(took_ms),
        p50_ms=percentile(took_ms, 50),
        p95_ms=percentile(took_ms, 95),
        processor_ms=percentile(busy_ms, 50),
        load=os.getloadavg()[0],
    )
    return times, results


def _ms_since(begin: float) -> float:
    return (perf_counter() - begin) * 1000


def made(path: Path, kind: str, size: str) -> Path:
    """Return a stand-in, written if it is not there yet.

    A process of its own writes it, since that takes several times the memory of the model. The voice
    needs `onnx`, which the training environment has.
    """
    # Written last, so what was interrupted is written again.
    last = path / "preprocessor_config.json" if path.suffix == "" else Path(f"{path}.json")
    if not last.exists():
        python = sys.executable
        if kind == "voice" and importlib.util.find_spec("onnx") is None:
            python = str(TRAINING_PYTHON)
        command = [python, "-m", f"house.standins.{kind}", size, str(path.resolve())]
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, cwd=TRAINING_PYTHON.parents[2]
        )
    return path


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program."""
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.models or Path(temporary)
        heard = [
            speed
            for size, threads in itertools.product(options.sizes, options.threads)
            for speed in recogniser_speed(
                made(folder / size, "whisper", size),
                size,
                options.windows,
                options.beams,
                threads,
                options.seconds,
                options.compute_type,
            )
        ]
        spoken = [
            speed
            for quality, threads in itertools.product(options.voices, options.threads)
            for speed in voice_speed(
                made(folder / f"{quality}.onnx", "voice", quality),
                quality,
                threads,
                options.seconds,
            )
        ]
    print(_report(heard, spoken))
    if options.json:
        data = {
            "cores": os.cpu_count(),
            "recogniser": [asdict(speed) for speed in heard],
            "voice": [asdict(speed) for speed in spoken],
        }
        options.json.write_text(json.dumps(data, indent=1))


def _report(heard: Sequence[RecogniserSpeed], spoken: Sequence[VoiceSpeed]) -> str:
    text = f"{os.cpu_count()} cores; stand-ins, an utterance of {UTTERANCE_S} s."
    text += " The load counts everything that runs on the machine."
    cells = [[speed.cells() for speed in speeds] for speeds in (heard, spoken) if speeds]
    tables = [table(list(rows[0]), [list(row.values()) for row in rows]) for rows in cells]
    return "\n\n".join([text, *tables])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m house.speech_speed", description=__doc__)
    add = parser.add_argument
    add("--sizes", nargs="*", choices=SIZES, default=SIZES, help="of the recogniser")
    add("--windows", nargs="+", type=int, default=WINDOWS_S, metavar="S")
    add("--beams", nargs="+", type=int, default=BEAMS)
    add("--compute-type", default="int8", help="of the recogniser; int8 is how it is stored")
    add("--voices", nargs="*", choices=QUALITIES, default=QUALITIES)
    add("--threads", nargs="+", type=int, default=THREADS)
    add("--seconds", type=float, default=2, metavar="S", help="measured for each line")
    add("--models", type=Path, metavar="FOLDER", help="where stand-ins are kept for the next time")
    add("--json", type=Path, metavar="FILE", help="write all figures")
    return parser


if __name__ == "__main__":
    # numpy turns sound into features with a small product of matrices. OpenBLAS gives it a thread
    # for each core, and those keep their cores busy waiting while the encoder wants them; it asks
    # the environment only when numpy is imported, so this program starts over.
    if "OPENBLAS_NUM_THREADS" not in os.environ:
        os.execve(sys.executable, sys.orig_argv, {**os.environ, "OPENBLAS_NUM_THREADS": "1"})
    main()
