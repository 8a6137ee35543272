"""Whether the files that CTranslate2 and ONNX Runtime open are whole.

Both formats say how long each of their parts is. So a copy that stopped half
way shows without reading the weights: by stepping from part to part.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from .errors import ModelFault, ModelFileError

_SPECIFICATION = b"WhisperSpec"
# ONNX is protobuf: a field's number and its wire type in one varint.
_GRAPH = 7
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_MAX_VARINT_BYTES = 10


def check_weights(path: Path) -> None:
    """Raise unless a `model.bin` holds a whole Whisper model of CTranslate2's.

    Raises:
        ModelFileError: It is missing, truncated, or of another kind.
    """
    try:
        with path.open("rb") as file:
            specification = _walk_weights(file)
            _expect_end_within(path, file)
    except OSError as err:
        raise _missing(path, err) from err
    except struct.error as err:
        raise _too_short(path) from err
    if specification != _SPECIFICATION:
        raise ModelFileError(f"{path} is not a Whisper model", ModelFault.UNSUPPORTED)


def check_network(path: Path) -> None:
    """Raise unless an ONNX file holds a whole graph.

    Raises:
        ModelFileError: It is missing, truncated, or of another kind.
    """
    try:
        with path.open("rb") as file:
            fields = _walk_fields(path, file)
            _expect_end_within(path, file)
    except OSError as err:
        raise _missing(path, err) from err
    if _GRAPH not in fields:
        raise _not_onnx(path)


def _walk_weights(file: BinaryIO) -> bytes:
    """Step over all variables; return the name of the kind of network."""
    _number(file, "<I")  # the format's version
    specification = _text(file)
    _number(file, "<I")  # the revision of the network's layout
    if specification != _SPECIFICATION:
        return specification
    for _ in range(_number(file, "<I")):
        _text(file)
        dimensions = _number(file, "<B")
        file.seek(4 * dimensions + 1, 1)  # and the type of the values
        file.seek(_number(file, "<I"), 1)
    return specification


def _walk_fields(path: Path, file: BinaryIO) -> set[int]:
    """Step over the outermost fields; return their numbers."""
    size = path.stat().st_size
    fields: set[int] = set()
    while file.tell() < size:
        field, wire = divmod(_varint(path, file), 8)
        fields.add(field)
        if wire == _VARINT:
            _varint(path, file)
        elif wire in {_FIXED32, _FIXED64}:
            file.seek(4 if wire == _FIXED32 else 8, 1)
        elif wire == _BYTES:
            file.seek(_varint(path, file), 1)
        else:
            raise _not_onnx(path)
    return fields


def _expect_end_within(path: Path, file: BinaryIO) -> None:
    """Raise where the last step went beyond the file."""
    if file.tell() > path.stat().st_size:
        raise _too_short(path)


def _number(file: BinaryIO, layout: str) -> int:
    """Read one number of CTranslate2's."""
    data = file.read(struct.calcsize(layout))
    return struct.unpack(layout, data)[0]  # type: ignore[no-any-return]


def _text(file: BinaryIO) -> bytes:
    """Read one text of CTranslate2's, which ends with a zero."""
    return file.read(_number(file, "<H")).rstrip(b"\0")


def _varint(path: Path, file: BinaryIO) -> int:
    """Read one number of protobuf's: seven bits a byte, the lowest first."""
    value = 0
    for place in range(_MAX_VARINT_BYTES):
        byte = file.read(1)
        if not byte:
            raise _too_short(path)
        value |= (byte[0] & 0x7F) << 7 * place
        if byte[0] < 0x80:
            return value
    raise _not_onnx(path)


def _missing(path: Path, error: OSError) -> ModelFileError:
    """Return the error for a file that cannot be read."""
    return ModelFileError(f"{path} cannot be read: {error.strerror}", ModelFault.MISSING)


def _too_short(path: Path) -> ModelFileError:
    """Return the error for a file that ends too early."""
    return ModelFileError(f"{path} is not whole", ModelFault.TRUNCATED)


def _not_onnx(path: Path) -> ModelFileError:
    """Return the error for a file of another kind."""
    return ModelFileError(f"{path} is not an ONNX file", ModelFault.UNSUPPORTED)
