"""Whether a speech model on disk is whole, told in a sentence before native code opens it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .errors import ModelFault, ModelFileError
from .speech_files import check_recogniser, check_voice
from .speech_messages import SpeechKind


@dataclass(frozen=True, slots=True)
class Completeness:
    """Whether a model is whole: true where nothing is wrong."""

    reason: str = ""
    """What is wrong."""

    def __bool__(self) -> bool:
        """Return whether it is whole."""
        return not self.reason


def is_complete(path: Path, kind: SpeechKind) -> Completeness:
    """Return whether a model on disk is whole, with the reason where it is not.

    Args:
        path: A recogniser's folder; a voice's `.onnx` file, or a folder with one such file.
        kind: What it is meant to be.
    """
    check = check_recogniser if kind is SpeechKind.RECOGNISER else _check_voice
    try:
        check(path)
    except (ModelFileError, OSError) as err:
        return Completeness(str(err))
    return Completeness()


def _check_voice(path: Path) -> None:
    """Raise where a voice is not whole."""
    if path.is_dir():
        found = sorted(path.glob("*.onnx"))
        if len(found) != 1:
            text = f"{path} has {len(found)} voices where one is expected"
            raise ModelFileError(text, ModelFault.MISSING)
        path = found[0]
    check_voice(path)
