"""The card's figures come from its numbers, and from nothing else."""

import json
from pathlib import Path

from training import plot

MEASURED = {
    "reliability": {
        "plan": [{"said": 0.2, "right": 0.3, "count": 4}, {"said": 0.9, "right": 0.8, "count": 6}]
    },
    "error": {"plan": 0.1},
}
CURVES = {
    "data": [
        {"tokens": 1e6, "seen": 0.5, "names": 0.5, "phrases": 0.3, "both": 0.3},
        {"tokens": 9e6, "seen": 0.9, "names": 0.9, "phrases": 0.7, "both": 0.7},
    ],
    "sizes": [
        {"name": "tiny", "parameters": 2e6, "tokens": 3e6, "both": 0.4, "ms": 2.0},
        {"name": "small", "parameters": 4e6, "tokens": 3e6, "both": 0.5, "ms": 4.0},
    ],
}


def test_figures_are_written_and_repeatable(tmp_path: Path) -> None:
    """Three files, the same ones for the same numbers."""
    (tmp_path / "measured.json").write_text(json.dumps(MEASURED))
    (tmp_path / "curves.json").write_text(json.dumps(CURVES))
    line = [str(tmp_path / "measured.json"), str(tmp_path / "curves.json"), "--out", str(tmp_path)]
    plot.main(line)
    names = ("reliability.svg", "data.svg", "sizes.svg")
    first = [(tmp_path / name).read_bytes() for name in names]
    assert all(b"<svg" in text for text in first)
    plot.main(line)
    assert [(tmp_path / name).read_bytes() for name in names] == first
