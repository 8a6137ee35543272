"""The catalogue of speech models: complete, without doubles, true to the names others gave."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from faster_whisper.tokenizer import _LANGUAGE_CODES
from faster_whisper.utils import _MODELS
from piper.download_voices import VOICE_PATTERN

from custom_components.steward import catalogue
from custom_components.steward.catalogue import Recogniser, Voice, recognisers, voices
from custom_components.steward.engine.completeness import is_complete
from custom_components.steward.engine.speech_messages import SpeechKind

MODELS = Path(__file__).parents[2] / "models"
SHA256 = re.compile(r"[0-9a-f]{64}")
RATES = {"x_low": 16_000, "low": 16_000, "medium": 22_050, "high": 22_050}
FETCHED_RECOGNISERS = [model for model in recognisers() if not model.shipped]
FETCHED_VOICES = [voice for voice in voices() if not voice.shipped]
EVERYTHING: list[Recogniser | Voice] = [*recognisers(), *voices()]
SHIPPED = [model for model in EVERYTHING if model.shipped]
ON_DISK = [
    *((path, SpeechKind.RECOGNISER) for path in MODELS.glob("recogniser")),
    *((path, SpeechKind.VOICE) for path in MODELS.glob("voice/*.onnx")),
]


def _id(model: Recogniser | Voice) -> str:
    """Return how a test is named."""
    return model.id


def test_no_doubles() -> None:
    """An id names one model, a file one voice."""
    assert len({model.id for model in recognisers()}) == len(recognisers())
    assert len({voice.id for voice in voices()}) == len(voices())
    assert len({file for voice in voices() for file in voice.files}) == 2 * len(voices())


@pytest.mark.parametrize("model", FETCHED_RECOGNISERS, ids=_id)
def test_recogniser(model: Recogniser) -> None:
    """Names and repositories are those of faster-whisper, figures are possible."""
    assert model.repo == _MODELS[model.id]
    assert model.name
    assert model.licence
    assert model.size_mb is not None
    assert 50 < model.size_mb < 5000
    assert model.window_s is not None
    assert 0 < model.window_s <= 30
    assert {"model.bin", "config.json", "tokenizer.json", "vocabulary.*"} <= set(model.files)
    assert set(model.languages) <= set(_LANGUAGE_CODES)
    assert model.multilingual == (len(model.languages) > 1)
    assert model.languages == ("en",) or not model.id.endswith(".en")


def test_what_whisper_understands() -> None:
    """A multilingual one understands all of Whisper's languages but that of the third version."""
    small = catalogue.recogniser("small")
    assert small is not None
    assert set(small.languages) == set(_LANGUAGE_CODES) - {"yue"}


@pytest.mark.parametrize("voice", FETCHED_VOICES, ids=_id)
def test_voice(voice: Voice) -> None:
    """Piper's rule makes id, language, quality and place one another's echo."""
    match = VOICE_PATTERN.match(voice.id)
    assert match is not None
    family, region, name, quality = match.groups()
    assert voice.language == f"{family}_{region}"
    assert (voice.name, voice.quality) == (name, quality)
    place = f"{family}/{voice.language}/{name}/{quality}/{voice.id}.onnx"
    assert voice.files == (place, f"{place}.json")
    assert voice.repo == "rhasspy/piper-voices"
    assert voice.sample_rate == RATES[quality]
    assert voice.speakers >= 1
    assert voice.size_mb is not None
    assert 15 < voice.size_mb < 150
    assert voice.licence


def test_checksums() -> None:
    """A checksum that is known is one, of a file that is loaded."""
    for model in EVERYTHING:
        assert set(model.sha256) <= {file.rpartition("/")[2] for file in model.files}
        assert all(SHA256.fullmatch(checksum) for checksum in model.sha256.values())


@pytest.mark.parametrize("model", SHIPPED, ids=_id)
def test_shipped(model: Recogniser | Voice) -> None:
    """What comes with Steward needs no hub and says what it is."""
    assert model.repo is None
    assert model.label is not None
    assert "trying out" in model.label


def test_something_is_shipped() -> None:
    """Speech can be tried without a download: one of each, in its place."""
    assert [type(model) for model in SHIPPED] == [Recogniser, Voice]
    assert SHIPPED[0].path == MODELS / "recogniser"
    assert SHIPPED[1].path == MODELS / "voice/en_US-steward-formant.onnx"
    assert (MODELS / "voice/en_US-steward-formant.onnx.json").is_file()


@pytest.mark.parametrize(("path", "kind"), ON_DISK, ids=str)
def test_models_on_disk(path: Path, kind: SpeechKind) -> None:
    """Each speech model in models/ is in the catalogue and whole."""
    assert path in {model.path for model in SHIPPED}
    assert is_complete(path, kind).reason == ""


def test_voices_of_a_language() -> None:
    """A country's own voices come first, the language's others behind them."""
    british = voices("en-GB")
    assert british[0].language == "en_GB"
    assert {voice.language for voice in british} == {"en_GB", "en_US"}
    assert {voice.language for voice in voices("de")} == {"de_DE"}
    assert {voice.language for voice in voices("nb")} == {"no_NO"}
    assert voices("xx") == ()


def test_look_up() -> None:
    """An id leads to its model, an unknown one to none."""
    lessac = catalogue.voice("en_US-lessac-medium")
    assert lessac is not None
    assert lessac.name == "lessac"
    assert catalogue.voice("en_US-nobody-medium") is None
    assert catalogue.recogniser("tiny.en") is not None
    assert catalogue.recogniser("gigantic") is None


def test_read_once() -> None:
    """The second time costs no reading."""
    assert recognisers() is recognisers()
    assert voices("de") is voices("de")
