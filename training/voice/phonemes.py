"""The table of phonemes, read into arrays that the graph gathers from.

Ids are Piper's own for espeak-ng phonemes, so text that any Piper voice reads this one reads too.
"""

# ruff: noqa: RUF001 - phonemes look like other letters

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TABLE = Path(__file__).with_name("phonemes.txt")
PHASES = 3
"""Of a phoneme: a stop has its closure, its burst and its breath."""

# In the order of their ids; the last five are single symbols of more than one letter.
SYMBOLS = (
    *"_^$ !'(),-.:;?abcdefhijklmnopqrstuvwxyzæçðøħŋœǀǁǂǃɐɑɒɓɔɕɖɗɘəɚɛɜɞɟɠɡɢɣɤɥɦɧɨɪɫɬɭɮɯɰɱɲɳɴɵɶɸɹɺɻɽɾ",
    *"ʀʁʂʃʄʈʉʊʋʌʍʎʏʐʑʒʔʕʘʙʛʜʝʟʡʢʲˈˌːˑ˞βθχᵻⱱ0123456789",
    *("\u0327", "\u0303", "\u032a", "\u032f", "\u0329"),
    *'ʰˤε↓#"↑',
    *("\u033a", "\u033b"),
    *"gʦX",
    *("\u031d", "\u030a"),
    *"ɝʷ",
    *("aɪ", "aʊ", "ɔɪ", "eɪ", "oʊ"),
)
COLUMNS = "f1 f2 f3 f4 b1 b2 b3 zero voice cut breath hiss centre below above glide follow".split()
DECIBELS = {"voice", "breath", "hiss"}
NEUTRAL = {
    "f1": 500, "f2": 1450, "f3": 2450, "f4": 3450, "b1": 80, "b2": 100, "b3": 160,
    "zero": 270, "cut": 7500, "centre": 4000, "below": 2000, "above": 2000, "glide": 10,
}  # fmt: skip
"""What "-" stands for; levels and the rest are 0."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Phonemes:
    """The sounds of all symbols; S is their number."""

    kind: tuple[str, ...]
    """Of each symbol; "" where it makes no sound."""
    voiceless: Floats
    """[S], 1 or 0."""
    seconds: Floats
    """[S, PHASES], 0 for a phase that a phoneme lacks."""
    values: Floats
    """[S, PHASES, COLUMNS]; levels are amplitudes, not decibels."""

    def named(self, *symbols: str) -> Floats:
        """Return [S], 1 for these symbols."""
        return np.array([symbol in symbols for symbol in SYMBOLS], np.float32)

    def of_kind(self, *kinds: str) -> Floats:
        """Return [S], 1 for symbols of these kinds."""
        return np.array([kind in kinds for kind in self.kind], np.float32)


def id_map() -> dict[str, list[int]]:
    """Return the ids as a Piper configuration names them."""
    return {symbol: [number] for number, symbol in enumerate(SYMBOLS)}


def read(path: Path = TABLE) -> Phonemes:
    """Read a table.

    Raises:
        ValueError: A line names an unknown symbol or has too few columns.
    """
    rows: dict[str, list[list[str]]] = {}
    symbol = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if not words or line.startswith("#"):
            continue
        if words[0] == "=":
            rows[words[1]] = rows[words[2]]
            continue
        symbol = symbol if words[0] == "+" else words[0]
        rows.setdefault(symbol, []).append(words[1:])
    return _arrays(rows)


def _arrays(rows: dict[str, list[list[str]]]) -> Phonemes:
    """Return a table's arrays."""
    if unknown := set(rows) - set(SYMBOLS):
        raise ValueError(f"Unknown symbols in the table of phonemes: {unknown}")
    kinds = [rows[symbol][0][0] if symbol in rows else "" for symbol in SYMBOLS]
    seconds = np.zeros((len(SYMBOLS), PHASES), np.float32)
    values = np.zeros((len(SYMBOLS), PHASES, len(COLUMNS)), np.float32)
    values[:] = [_value(name, "-") for name in COLUMNS]
    for symbol, phases in rows.items():
        number = SYMBOLS.index(symbol)
        for at, (_kind, ms, *cells) in enumerate(phases):
            seconds[number, at] = float(ms) / 1000
            values[number, at] = [_value(*it) for it in zip(COLUMNS, cells, strict=True)]
    return Phonemes(
        kind=tuple(kind.rstrip("!") for kind in kinds),
        voiceless=np.array([kind.endswith("!") for kind in kinds], np.float32),
        seconds=seconds,
        values=values,
    )


def _value(name: str, cell: str) -> float:
    """Return a cell's value: an amplitude for a level, else as it stands."""
    if cell == "-":
        return NEUTRAL.get(name, 0)
    return 10 ** (float(cell) / 20) if name in DECIBELS else float(cell)
