"""Homes made to measure, and the figures of one."""

import pytest

from house.bench import Measurement, main, markdown
from house.made_home import made_home, made_sentences


@pytest.mark.parametrize("size", [1, 10, 100, 5000])
def test_made_home_has_its_size(size: int) -> None:
    """Every entity and area has a name of its own, and the same seed makes the same home."""
    home = made_home(size)
    assert len({entity["id"] for entity in home["entities"]}) == size
    assert len({entity["name"] for entity in home["entities"]}) == size
    assert len({area["id"] for area in home["areas"]}) == len(home["areas"])
    assert made_home(size) == home


def test_sentences_name_what_is_there() -> None:
    """No placeholder is left, and something of the home is in each."""
    home = made_home(50)
    names = [e["name"] for e in home["entities"]] + [a["name"] for a in home["areas"]]
    for sentence in made_sentences(home, 40):
        assert "{" not in sentence
        assert any(name in sentence for name in names)


def test_one_home_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """The figures of a small home are plausible."""
    main(["--one", "10", "--sentences", "3", "--agent", "home_assistant"])
    assert '"entities": 10' in capsys.readouterr().out


def test_markdown() -> None:
    """Two tables: the whole way, and its steps."""
    measurement = Measurement(
        entities=10,
        cold_start_s=1.5,
        first_ms=40,
        p50_ms=20,
        p95_ms=30,
        steps_ms={"shortlist": 1.2},
        home_assistant_mib=200,
        engine_mib=30,
    )
    text = markdown([measurement])
    assert "| 10 | 1.5 | 40 | 20 | 30 | 200 | 30 |" in text
    assert "| 10 | 1.2 |" in text
