"""The formant voice: its file is what its sources make, and its table is whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnx")

from training.voice import make, phonemes

COMMITTED = Path(__file__).parents[2] / "models/voice"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a voice made afresh."""
    out = tmp_path_factory.mktemp("voice")
    make.main(["--out", str(out)])
    return out


def files(folder: Path) -> dict[str, bytes]:
    """Return a voice's files."""
    return {path.name: path.read_bytes() for path in folder.glob(f"{make.NAME}.onnx*")}


def test_same_bytes_twice(made: Path, tmp_path: Path) -> None:
    """Making it again gives the same bytes."""
    make.main(["--out", str(tmp_path)])
    assert files(tmp_path) == files(made)


def test_committed_file_is_what_the_sources_make(made: Path) -> None:
    """The voice in models/ is up to date."""
    assert files(COMMITTED) == files(made)


def test_small(made: Path) -> None:
    """Both files together stay below 500 KB."""
    assert sum(map(len, files(made).values())) < 500_000


def test_table() -> None:
    """Formants rise, and a voice that lacks a phase lasts no time in it."""
    table = phonemes.read()
    heard = table.seconds > 0
    formants = table.values[..., : len("f1 f2 f3 f4".split())][heard]
    assert np.all(np.diff(formants, axis=1) > 0)
    assert table.seconds.max() < 0.3


def test_unknown_symbol(tmp_path: Path) -> None:
    """A table with a symbol that Piper does not know is refused."""
    path = tmp_path / "table.txt"
    path.write_text("% vowel 100" + " -" * len(phonemes.COLUMNS), encoding="utf-8")
    with pytest.raises(ValueError, match="Unknown symbols"):
        phonemes.read(path)
