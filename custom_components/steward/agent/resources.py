"""Where the grammars and the shipped model lie: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def folder(name: str) -> Path:
    """Return the folder "grammars" or "models" of this installation.

    A release carries them inside the integration; in a checkout they lie at its top.
    """
    packed = _PACKAGE / name
    return packed if packed.is_dir() else _PACKAGE.parent.parent / name
