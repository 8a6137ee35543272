"""Half a model, or another kind of model, is told before native code opens it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ctranslate2.specs import WhisperSpec
from ctranslate2.specs.model_spec import visit_spec
from steward_engine.completeness import is_complete
from steward_engine.speech_messages import SpeechKind

VOICE = Path(__file__).parents[2] / "models/voice/en_US-steward-formant.onnx"


@pytest.fixture
def recogniser(tmp_path: Path) -> Path:
    """Return a folder as CTranslate2 writes it: small, and with nothing learned."""

    def fill(spec: object, name: str, value: object) -> None:
        """Put something where a weight is missing."""
        if value is None:
            setattr(spec, name.rpartition("/")[2], np.ones((4, 40), np.float32))

    spec = WhisperSpec(1, 1, 1, 1)
    visit_spec(spec, fill)
    spec.register_vocabulary(["a", "b", "c", "d"])
    spec.validate()
    folder = tmp_path / "recogniser"
    folder.mkdir()
    spec.save(str(folder))
    (folder / "tokenizer.json").write_text("{}")
    return folder


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    """Return a copy of the shipped voice."""
    for path in (VOICE, VOICE.with_name(f"{VOICE.name}.json")):
        shutil.copy(path, tmp_path)
    return tmp_path / VOICE.name


def test_whole_recogniser(recogniser: Path) -> None:
    """One that CTranslate2 has just written is whole."""
    assert is_complete(recogniser, SpeechKind.RECOGNISER)
    assert is_complete(recogniser, SpeechKind.RECOGNISER).reason == ""


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_recogniser_without_a_file(recogniser: Path, name: str) -> None:
    """Each of its files is needed."""
    (recogniser / name).unlink()
    assert is_complete(recogniser, SpeechKind.RECOGNISER).reason


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_half_the_weights(recogniser: Path, share: float) -> None:
    """A copy that stopped on the way is not whole, wherever it stopped."""
    weights = recogniser / "model.bin"
    content = weights.read_bytes()
    weights.write_bytes(content[: int(len(content) * share)])
    assert "not whole" in is_complete(recogniser, SpeechKind.RECOGNISER).reason


def test_weights_of_another_network(recogniser: Path) -> None:
    """CTranslate2 translates too; such a model hears nothing."""
    weights = recogniser / "model.bin"
    weights.write_bytes(weights.read_bytes().replace(b"WhisperSpec", b"TransfoSpec"))
    assert "Whisper" in is_complete(recogniser, SpeechKind.RECOGNISER).reason


def test_no_folder(tmp_path: Path) -> None:
    """What is not there is not whole."""
    assert is_complete(tmp_path / "none", SpeechKind.RECOGNISER).reason
    assert is_complete(tmp_path / "none.onnx", SpeechKind.VOICE).reason
    assert is_complete(tmp_path, SpeechKind.VOICE).reason


def test_whole_voice(voice: Path) -> None:
    """A voice is named by its file or by the folder it is alone in."""
    assert is_complete(voice, SpeechKind.VOICE).reason == ""
    assert is_complete(voice.parent, SpeechKind.VOICE)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_half_a_voice(voice: Path, share: float) -> None:
    """A copy that stopped on the way is not whole, wherever it stopped."""
    content = voice.read_bytes()
    voice.write_bytes(content[: int(len(content) * share)])
    assert "not whole" in is_complete(voice, SpeechKind.VOICE).reason


@pytest.mark.parametrize(
    "content", [b"\x08" * 5000, b"\x0f" * 5000, b"<html>" * 1000, b"\xff" * 99]
)
def test_no_network(voice: Path, content: bytes) -> None:
    """Something else under the name of a voice."""
    voice.write_bytes(content)
    assert is_complete(voice, SpeechKind.VOICE).reason


def _set_rate(config: dict[str, Any]) -> None:
    config["audio"]["sample_rate"] = 0


def _drop_phonemes(config: dict[str, Any]) -> None:
    del config["phoneme_id_map"]


def _shrink(config: dict[str, Any]) -> None:
    config["num_symbols"] = 3


@pytest.mark.parametrize("change", [_set_rate, _drop_phonemes, _shrink])
def test_description_that_does_not_fit(
    voice: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    """A voice with another's description, or with half of one."""
    description = voice.with_name(f"{voice.name}.json")
    config = json.loads(description.read_text())
    change(config)
    description.write_text(json.dumps(config))
    assert is_complete(voice, SpeechKind.VOICE).reason


def test_no_description(voice: Path) -> None:
    """The network alone cannot speak."""
    description = voice.with_name(f"{voice.name}.json")
    description.write_text("{")
    assert is_complete(voice, SpeechKind.VOICE).reason
    description.unlink()
    assert is_complete(voice, SpeechKind.VOICE).reason
