"""A model's file is judged before native code sees it."""

from __future__ import annotations

import contextlib
import random
import struct
from pathlib import Path

import gguf
import pytest
from steward_engine import ModelFault, ModelFileError, check_model_file
from steward_engine.model_file import BLOCK_SIZES


def fault(path: Path) -> ModelFault:
    """Return what is wrong with a file."""
    with pytest.raises(ModelFileError) as error:
        check_model_file(path)
    return error.value.reason


def test_whole_file(tiny_model: Path) -> None:
    """A good file tells its name and kind."""
    file = check_model_file(tiny_model)

    assert (file.name, file.architecture) == ("tiny random", "llama")
    assert file.size == tiny_model.stat().st_size


def test_missing_file(tmp_path: Path) -> None:
    """No file, or a folder in its place."""
    assert fault(tmp_path / "none.gguf") is ModelFault.MISSING
    assert fault(tmp_path) is ModelFault.NOT_GGUF


@pytest.mark.parametrize("content", [b"<html>Not found</html>", b"GGML" + bytes(100), bytes(100)])
def test_other_content(tmp_path: Path, content: bytes) -> None:
    """An error page or an older format is not GGUF."""
    path = tmp_path / "model.gguf"
    path.write_bytes(content)

    assert fault(path) is ModelFault.NOT_GGUF


@pytest.mark.parametrize("part", [0, 0.00001, 0.0001, 0.001, 0.01, 0.2, 0.9, 0.9999])
def test_download_that_stopped(tiny_model: Path, tmp_path: Path, part: float) -> None:
    """Wherever it stopped, it is seen."""
    whole = tiny_model.read_bytes()
    path = tmp_path / "model.gguf"
    path.write_bytes(whole[: int(len(whole) * part)])

    assert fault(path) is ModelFault.TRUNCATED


@pytest.mark.parametrize(
    "header",
    [
        struct.pack("<4sIQQ", b"GGUF", 9, 0, 0),
        struct.pack("<4sIQQ", b"GGUF", 3, 1 << 40, 0),
        struct.pack("<4sIQQ", b"GGUF", 3, 0, 0),
        struct.pack("<4sIQQQ1sI", b"GGUF", 3, 0, 1, 1, b"k", 77),
    ],
    ids=["version", "count", "no architecture", "value type"],
)
def test_header_of_another_kind(tmp_path: Path, header: bytes) -> None:
    """GGUF, but nothing this engine can use."""
    path = tmp_path / "model.gguf"
    path.write_bytes(header)

    assert fault(path) is ModelFault.UNSUPPORTED


def test_damaged_header_is_never_worse_than_an_error(tiny_model: Path, tmp_path: Path) -> None:
    """Flipped bytes give an answer or a `ModelFileError`, and no other error."""
    whole = tiny_model.read_bytes()
    path = tmp_path / "model.gguf"
    for seed in range(300):
        generator = random.Random(seed)
        damaged = bytearray(whole)
        for _ in range(3):
            damaged[generator.randrange(2000)] = generator.randrange(256)
        path.write_bytes(damaged)
        with contextlib.suppress(ModelFileError):
            check_model_file(path)


def test_block_sizes_are_those_of_ggml() -> None:
    """The table agrees with the reference."""
    theirs = {int(kind): sizes for kind, sizes in gguf.GGML_QUANT_SIZES.items()}

    assert {kind: BLOCK_SIZES.get(kind) for kind in theirs} == theirs
