"""What a recogniser's folder and a voice's files must hold, seen before native code opens them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .errors import ModelFault, ModelFileError
from .native_files import check_network, check_weights

_RECOGNISER_FILES = ("model.bin", "config.json")
_TOKENIZER = "tokenizer.json"


def check_recogniser(folder: Path) -> None:
    """Raise unless a folder holds a whole recogniser in CTranslate2's format.

    Raises:
        ModelFileError: `reason` is missing, truncated or unsupported.
    """
    if not folder.is_dir():
        raise ModelFileError(f"There is no folder {folder}", ModelFault.MISSING)
    for name in _RECOGNISER_FILES:
        _check_file(folder / name)
    # faster-whisper asks a hub for a tokenizer that is missing, CTranslate2 does not
    # load without a vocabulary: one does not stand for the other.
    if not (folder / _TOKENIZER).is_file() or not any(folder.glob("vocabulary.*")):
        text = f"{folder} lacks its tokenizer or its vocabulary"
        raise ModelFileError(text, ModelFault.MISSING)
    _json(folder / "config.json")
    check_weights(folder / "model.bin")


def config_of(voice: Path) -> Path:
    """Return the file beside a voice that describes it."""
    return voice.with_name(f"{voice.name}.json")


def check_voice(voice: Path) -> dict[str, Any]:
    """Return a voice's description; raise unless it is whole and fits its model.

    Raises:
        ModelFileError: `reason` is missing, truncated or unsupported.
    """
    _check_file(voice)
    _check_file(config_of(voice))
    check_network(voice)
    config = _json(config_of(voice))
    try:
        rate, symbols = int(config["audio"]["sample_rate"]), int(config["num_symbols"])
        highest = max(max(ids) for ids in config["phoneme_id_map"].values())
    except (KeyError, TypeError, ValueError) as err:
        text = f"{config_of(voice)} does not describe a Piper voice: {err!r}"
        raise ModelFileError(text, ModelFault.UNSUPPORTED) from err
    if highest >= symbols or not 8000 <= rate <= 48_000:
        text = f"{config_of(voice)} contradicts itself: {symbols} symbols, {rate} Hz"
        raise ModelFileError(text, ModelFault.UNSUPPORTED)
    return config


def size_of(path: Path) -> int:
    """Return the bytes of a file, or of all files of a folder."""
    files = path.iterdir() if path.is_dir() else (path,)
    return sum(file.stat().st_size for file in files if file.is_file())


def _check_file(path: Path) -> None:
    """Raise unless a file is there with something in it."""
    if not path.is_file():
        raise ModelFileError(f"{path} is missing", ModelFault.MISSING)


def _json(path: Path) -> dict[str, Any]:
    """Return what a JSON file holds."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as err:
        raise ModelFileError(f"{path} is not whole: {err}", ModelFault.TRUNCATED) from err
    if not isinstance(data, dict):
        raise ModelFileError(f"{path} is not a description", ModelFault.UNSUPPORTED)
    return data
