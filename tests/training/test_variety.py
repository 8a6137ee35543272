"""How different lines are, and which of them contradict each other."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from training import variety
from training.conflicts import conflicts
from training.variety import Line, Synonyms, grams, read, reports, skeleton

LIGHT = {"plan": [{"service": "light.turn_on", "target": ["$x"]}], "slots": {"x": "light:on_off"}}


def lines(*say: str, number: int = 1, **entry: Any) -> list[Line]:
    """Return the lines of one meaning."""
    return [Line(Path("toy.yaml"), number, {**LIGHT, **entry}, text) for text in say]


def bones(*say: str) -> list[tuple[str, ...]]:
    """Return the skeletons of the lines of one meaning."""
    synonyms = Synonyms(line.node for line in lines(*say))
    return [skeleton(line, synonyms) for line in lines(*say)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("turn on {x}", "turn on {x} [please]", id="an optional part"),
        pytest.param("turn on {x}", "could you turn on {x}", id="small words"),
        pytest.param("(turn|switch) on {x}", "switch on {x}", id="words of one bracket"),
        pytest.param("(put|turn) {x} on", "(turn|flick) {x} on", id="brackets that overlap"),
    ],
)
def test_nothing_new(one: str, other: str) -> None:
    """What the generator varies anyway makes no difference."""
    assert len(set(bones(one, other))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("turn on {x}", "turn {x} on", id="order"),
        pytest.param("turn on {x}", "light {x}", id="words"),
        pytest.param("turn on {x}", "turn off {x}", id="sense"),
    ],
)
def test_something_new(one: str, other: str) -> None:
    """Another way of saying it has another skeleton."""
    assert len(set(bones(one, other))) == 2


def test_slots_count_by_type_and_small_words_alone_stay() -> None:
    """A light is not a fan; a line of small words alone is not empty."""
    assert bones("dim {x}", "would you") == [("dim", "<light>"), ("would", "you")]


def test_likeness() -> None:
    """Jaccard over words and pairs of words; what shares nothing is not listed."""
    found = variety.alike([grams(words) for words in (("a", "b"), ("a", "c"), ("d",))])
    assert found == {(0, 1): 1 / 5}


def test_report_counts_and_names_the_pairs() -> None:
    """Near duplicates are those with the same plan, exact ones those in one meaning."""
    known = lines("turn on {x}", "turn on {x} please", "lights up for {x}")
    fan = lines("turn on {x}", number=2, slots={"x": "fan:on_off"})
    [report] = reports([*known, *fan]).values()
    assert [(one.text, other.text) for one, other in report.same()] == [
        ("turn on {x}", "turn on {x} please")
    ]
    assert [value for value, _, _ in report.near()] == [1.0]
    assert 0 < report.nearest < 1


def test_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file with an exact duplicate fails, one without passes."""
    path = tmp_path / "toy--second.yaml"
    monkeypatch.setattr("sys.argv", ["variety", str(path)])
    path.write_text(yaml.safe_dump([{**LIGHT, "say": ["turn on {x}", "please turn on {x}"]}]))
    assert variety.main() == 1
    assert "toy " in capsys.readouterr().out
    path.write_text(yaml.safe_dump([{**LIGHT, "say": ["turn on {x}", "light {x}"]}]))
    assert variety.main() == 0


OFF = [{"service": "light.turn_off", "target": ["$y"]}]


@pytest.mark.parametrize(
    ("other", "count"),
    [
        pytest.param({"plan": OFF, "slots": {"y": "light:on_off"}}, 1, id="same kind"),
        pytest.param({"plan": OFF, "slots": {"y": "any:on_off"}}, 1, id="any thing"),
        pytest.param({"plan": OFF, "slots": {"y": "cover:open_close"}}, 0, id="other kind"),
        pytest.param({"slots": {"y": "light:dim"}, "plan": []}, 1, id="nothing to do"),
        pytest.param(
            {
                "plan": [{"service": "light.turn_on", "target": ["$y"]}],
                "slots": {"y": "light:dim"},
            },
            0,
            id="same plan",
        ),
        pytest.param(
            {
                "plan": OFF,
                "slots": {"y": "light"},
                "before": {"say": "well", "plan": [{"service": "steward.undo"}]},
            },
            0,
            id="after another turn",
        ),
    ],
)
def test_conflict(other: dict[str, Any], count: int) -> None:
    """Equal words with another plan are a conflict, unless they cannot meet."""
    one = lines("(get|do) {x}")
    assert len(conflicts([*one, *lines("get the {y}", number=2, **other)])) == count


@pytest.mark.parametrize(
    ("here", "other", "count"),
    [
        ({"here": "light:on_off"}, {"here": "!light:on_off"}, 0),
        ({"here": "light:on_off"}, {"satellite": False}, 0),
        ({"here": "light:on_off"}, {"here": "fan:on_off"}, 1),
        ({"here": "light:on_off"}, {}, 1),
    ],
)
def test_conditions(here: dict[str, Any], other: dict[str, Any], count: int) -> None:
    """Two rooms that cannot be one, and typing in a room, are no conflict."""
    one = lines(
        "lights", plan=[{"service": "light.turn_on", "target": ["@here"]}], slots={}, **here
    )
    two = lines("lights", plan=[{"service": "steward.ask"}], slots={}, number=2, **other)
    assert len(conflicts([*one, *two])) == count


def test_numbers_and_places_that_cannot_be_equal() -> None:
    """130 percent is impossible, 30 is not; a room without fans has none to turn on."""
    dim = lines("set {x} to {n}", slots={"x": "light:dim", "n": "percent"})
    much = lines("set {x} to {n}", slots={"x": "light:dim", "n": "number 101 900"}, plan=[])
    fans = lines("fan on in {a}", slots={"a": "area fan:on_off"})
    none = lines("fan on in {a}", slots={"a": "area !fan:on_off"}, plan=[])
    assert conflicts([*dim, *much, *fans, *none]) == []


def test_phrase_files_can_be_read() -> None:
    """Each line of a file of ours knows its meaning and its skill."""
    path = variety.FOLDER / "light.white.yaml"
    known = read([path])
    assert list(reports(known)) == ["light.white"]
    assert known[0].number == 1
    assert known[0].meaning != known[-1].meaning
