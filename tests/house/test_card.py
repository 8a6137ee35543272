"""The card's figures are those of the files, and nothing else in it changes."""

import json
from pathlib import Path

import pytest

from house.card import BEGIN, END, main, placed

MEASURED = {
    "split": {"seen": 0.95, "both": 0.8},
    "ms": {"p50": 6.2, "p95": 11.7},
    "error": {"plan": 0.021},
    "uncalibrated": {"plan": 0.09},
}


def _result(skill: str, *, passed: bool, harm: bool = False) -> dict[str, object]:
    """Return one sentence's result."""
    return {"skill": skill, "passed": passed, "harm": harm}


EVALUATED = [
    {
        "agent": "steward",
        "results": [
            _result("light.color", passed=True),
            _result("light.white", passed=False, harm=True),
            _result("chat", passed=True),
            _result("chat", passed=True),
        ],
    },
    {
        "agent": "home_assistant",
        "results": [
            _result("light.color", passed=False),
            _result("light.white", passed=False),
            _result("chat", passed=True),
            _result("chat", passed=False),
        ],
    },
]


def test_figures_are_written_between_the_marks(tmp_path: Path) -> None:
    """Shares by skill, by group and in all, both agents side by side; the rest of the text stays."""
    card, measured, cases = (tmp_path / name for name in ("card.md", "measured.json", "cases.json"))
    card.write_text(f"# Before\n\n{BEGIN}\nold\n{END}\n\nAfter\n")
    measured.write_text(json.dumps(MEASURED))
    cases.write_text(json.dumps(EVALUATED))
    line = [str(card), "--measured", str(measured), "--evaluated", f"some cases={cases}"]
    main(line)
    text = card.read_text()
    assert text.startswith("# Before\n")
    assert text.endswith("After\n")
    assert "old" not in text
    assert "| both new | 80.0 % |" in text
    assert "| plan | 0.021 | 0.090 |" in text
    assert "| chat | 2 | 100 % | 0 % | 50 % | 0 % |" in text
    assert "| **light.\\*** | 2 | 50 % | 50 % | 0 % | 0 % |" in text
    assert "| **all** | 4 | 75 % | 25 % | 25 % | 0 % |" in text
    assert "- Home Assistant: 1 of 4 sentences, **25.0 %**" in text
    main(line)
    assert card.read_text() == text


def test_a_card_without_marks_is_left_alone() -> None:
    """Better an error than figures in a place where nobody looks."""
    with pytest.raises(ValueError, match="lacks"):
        placed("# A card", "figures")
