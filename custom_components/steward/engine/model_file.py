"""What a GGUF file says about itself, read before native code opens it.

llama.cpp maps the file and trusts it: a download that stopped half way ends in
a bus error, not in a message. So the header is walked here first, far enough to
know that each tensor it announces fits in the file.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from .errors import ModelFault, ModelFileError

_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_DEFAULT_ALIGNMENT = 32
# Far above any real model: a count beyond these is noise, not a header.
_MAX_ENTRIES = 1 << 20
_MAX_DIMENSIONS = 4

_STRING = 8
_ARRAY = 9
# GGUF value type -> struct format; strings and arrays are read by hand.
_SCALARS = {
    0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?",
    10: "<Q", 11: "<q", 12: "<d",
}  # fmt: skip

# ggml tensor type -> (values in a block, bytes of a block).
BLOCK_SIZES = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24),
    8: (32, 34), 9: (32, 40), 10: (256, 84), 11: (256, 110), 12: (256, 144),
    13: (256, 176), 14: (256, 210), 15: (256, 292), 16: (256, 66), 17: (256, 74),
    18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82),
    23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8),
    29: (256, 56), 30: (1, 2), 34: (256, 54), 35: (256, 66), 39: (32, 17),
    40: (64, 36), 41: (128, 18),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """A model's file that is whole."""

    path: Path
    """Where it lies."""

    size: int
    """Its bytes."""

    architecture: str
    """The family of networks, such as `llama`."""

    name: str
    """The model's own name, or its file's."""

    calibration: str
    """How its probabilities are to be read, as JSON; empty where the file does not say."""


def check_model_file(path: Path) -> ModelFile:
    """Return what the file says about itself.

    Raises:
        ModelFileError: It is missing, truncated, not GGUF, or of a kind unknown here.
    """
    try:
        with path.open("rb") as file:
            return _Reader(path, file).read()
    except IsADirectoryError as err:
        raise ModelFileError(f"{path} is a folder", ModelFault.NOT_GGUF) from err
    except OSError as err:
        text = f"{path} cannot be read: {err.strerror}"
        raise ModelFileError(text, ModelFault.MISSING) from err


class _Reader:
    """One walk through a file's header."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        """Keep the open file and its size."""
        self._path = path
        self._file = file
        self._size = file.seek(0, 2)
        file.seek(0)

    def read(self) -> ModelFile:
        """Walk the header and return its gist."""
        tensors, entries = self._counts()
        metadata = dict(self._entry() for _ in range(entries))
        file = self._gist(metadata)
        needed = max((self._tensor_end() for _ in range(tensors)), default=0)
        alignment = metadata.get("general.alignment") or _DEFAULT_ALIGNMENT
        start = -(-self._file.tell() // alignment) * alignment
        if needed and start + needed > self._size:
            raise self._truncated(start + needed)
        return file

    def _counts(self) -> tuple[int, int]:
        """Return how many tensors and metadata entries follow."""
        start = self._file.read(len(_MAGIC))
        if not _MAGIC.startswith(start):
            text = f"{self._path} is not a GGUF file"
            raise ModelFileError(text, ModelFault.NOT_GGUF)
        if (version := self._number("<I")) not in _VERSIONS:
            raise self._unsupported(f"GGUF version {version}")
        tensors, entries = self._number("<Q"), self._number("<Q")
        if max(tensors, entries) > _MAX_ENTRIES:
            raise self._unsupported("a damaged header")
        return tensors, entries

    def _gist(self, metadata: dict[str, Any]) -> ModelFile:
        """Return what the engine reports of the metadata."""
        architecture = metadata.get("general.architecture")
        if not isinstance(architecture, str):
            raise self._unsupported("no architecture")
        return ModelFile(
            path=self._path,
            size=self._size,
            architecture=architecture,
            name=str(metadata.get("general.name") or self._path.stem),
            calibration=str(metadata.get("steward.calibration") or ""),
        )

    def _entry(self) -> tuple[str, Any]:
        """Read one metadata entry."""
        key = self._text()
        return key, self._value(self._number("<I"))

    def _value(self, kind: int) -> Any:
        """Read one value; of an array only its end matters."""
        if kind == _STRING:
            return self._text()
        if kind == _ARRAY:
            return self._skip_array()
        if kind not in _SCALARS:
            raise self._unsupported(f"metadata of type {kind}")
        return self._number(_SCALARS[kind])

    def _skip_array(self) -> None:
        """Move behind an array."""
        kind, length = self._number("<I"), self._number("<Q")
        if kind in _SCALARS:
            return self._skip(struct.calcsize(_SCALARS[kind]) * length)
        if kind != _STRING:
            raise self._unsupported(f"an array of type {kind}")
        for _ in range(length):
            self._skip(self._number("<Q"))
        return None

    def _tensor_end(self) -> int:
        """Read one tensor's entry; return where its data ends, from the data's start."""
        self._skip(self._number("<Q"))
        dimensions = self._number("<I")
        if dimensions > _MAX_DIMENSIONS:
            raise self._unsupported("a damaged header")
        values = 1
        for _ in range(dimensions):
            values *= self._number("<Q")
        kind, offset = self._number("<I"), self._number("<Q")
        # A type of a newer llama.cpp: its size is not known, its start is.
        block, block_bytes = BLOCK_SIZES.get(kind, (values or 1, 0))
        return int(offset + values // block * block_bytes)

    def _text(self) -> str:
        """Read a string."""
        return self._bytes(self._number("<Q")).decode("utf-8", "replace")

    def _number(self, layout: str) -> int:
        """Read one number."""
        data = self._bytes(struct.calcsize(layout))
        return struct.unpack(layout, data)[0]  # type: ignore[no-any-return]

    def _bytes(self, count: int) -> bytes:
        """Read so many bytes."""
        # Compared first: a damaged length must not ask for all memory.
        if count > self._size - self._file.tell():
            raise self._truncated(self._file.tell() + count)
        return self._file.read(count)

    def _skip(self, count: int) -> None:
        """Move on by so many bytes."""
        if count > self._size - self._file.tell():
            raise self._truncated(self._file.tell() + count)
        self._file.seek(count, 1)

    def _truncated(self, needed: int) -> ModelFileError:
        """Return the error for a file that ends too early."""
        text = f"{self._path} has {self._size} bytes of at least {needed}"
        return ModelFileError(text, ModelFault.TRUNCATED)

    def _unsupported(self, what: str) -> ModelFileError:
        """Return the error for a file of a kind unknown here."""
        text = f"{self._path} has {what}, which is not supported"
        return ModelFileError(text, ModelFault.UNSUPPORTED)
