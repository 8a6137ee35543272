"""Cases from a folder, put to an agent in real Home Assistant, graded and told."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from house.cases import load_cases, load_homes
from house.evaluate import main
from house.report import percentile, wilson
from house.virtual_home.models import HomeSpec

CASES: dict[str, list[dict[str, Any]]] = {
    "switching": [
        {
            "say": ["turn on the beacon", "flip the beacon, sailor"],
            "expect": {"light.lamp": {"state": "on"}},
        },
        {
            "say": "turn off the pump",
            "given": {"switch.pump": {"state": "on"}},
            "expect": {"switch.pump": {"state": "off"}},
        },
        {"say": "turn on the pump", "expect": {}},
    ],
    "timing": [
        {
            "say": "set a timer for 3 minutes",
            "satellite": "bell",
            "expect": {},
            "calls": [{"timer": "start", "seconds": 180}],
        },
        {
            "say": "cancel my tar timer",
            "satellite": "bell",
            "timers": [{"name": "tar", "seconds": 600, "left": 100, "satellite": "bell"}],
            "expect": {},
            "calls": [{"timer": "cancel", "name": "tar"}],
        },
        {
            "say": "add 2 minutes to my tar timer",
            "satellite": "bell",
            "timers": [{"name": "tar", "seconds": 600, "left": 100, "satellite": "bell"}],
            "expect": {},
            "calls": [{"timer": "add", "seconds": 120, "name": "tar"}],
        },
        {
            "say": "what time is it",
            "now": "2031-05-06T09:41:00",
            "expect": {},
            "reply": {"any": ["9:41"]},
        },
    ],
    "waiting": [
        {
            "say": "turn on the pump in 20 minutes",
            "satellite": "bell",
            "expect": {},
            "later": [{"in_seconds": 1200, "expect": {"switch.pump": {"state": "on"}}}],
        },
        {
            "say": "switch on the pump",
            "satellite": "bell",
            "expect": {},
            "later": [{"at": "2026-03-11T20:00:00", "expect": {"switch.pump": {"state": "on"}}}],
        },
    ],
    "running": [
        {
            "say": "activate the calm scene",
            "expect": {},
            "calls": [{"service": "scene.turn_on", "target": {"entity_id": "scene.calm"}}],
        },
        {
            "say": "add tar to my stores list",
            "expect": {},
            "calls": [
                {
                    "service": "todo.add_item",
                    "target": {"entity_id": "todo.stores"},
                    "data": {"item": "tar"},
                }
            ],
        },
        {"say": "sing me a shanty", "expect": {}, "declines": True},
        {
            "history": [{"say": "turn on the pump", "expect": {"switch.pump": {"state": "on"}}}],
            "say": "switch off the pump",
            "expect": {},
        },
    ],
}


@pytest.fixture
def folder(tmp_path: Path, hut: HomeSpec) -> Path:
    """Return a folder with one home and its cases."""
    (tmp_path / "homes").mkdir()
    (tmp_path / "homes" / "hut.yaml").write_text(yaml.safe_dump(dict(hut)))
    (tmp_path / "cases" / "hut").mkdir(parents=True)
    for skill, cases in CASES.items():
        written = [{"skill": skill, **case} for case in cases]
        (tmp_path / "cases" / "hut" / f"{skill}.yaml").write_text(yaml.safe_dump(written))
    return tmp_path


def _results(folder: Path, *options: str) -> dict[str, dict[str, Any]]:
    """Evaluate Home Assistant's own agent and return its results by sentence."""
    file = folder / "results.json"
    main([str(folder), "--agent", "home_assistant", "--json", str(file), *options])
    (agent,) = json.loads(file.read_text())
    return {result["sentence"]: result for result in agent["results"]}


def test_home_assistants_own_agent(folder: Path) -> None:
    """States, calls, timers, clock and replies are graded as they really came about."""
    results = _results(folder)
    assert len(results) == 14
    wrong = {sentence for sentence, result in results.items() if not result["passed"]}
    assert wrong == {"flip the beacon, sailor", "turn on the pump", "switch on the pump"}


def test_harm_is_told(folder: Path) -> None:
    """A pump that nobody wanted running is harm, a sentence not understood is none."""
    results = _results(folder, "--skill", "switching")
    assert {s for s, result in results.items() if result["harm"]} == {"turn on the pump"}


def test_action_before_its_time_is_harm(folder: Path) -> None:
    """What is to happen later must not have happened yet."""
    results = _results(folder, "--skill", "waiting")
    assert results["turn on the pump in 20 minutes"]["passed"]
    assert results["switch on the pump"]["harm"]


def test_failures_are_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong stands under the sentence."""
    _results(folder, "--skill", "switching", "--quick", "--show-failures")
    out = capsys.readouterr().out
    assert "switch.pump state went from off to on" in out
    assert "2 of 3 sentences passed: 66.7 %" in out


def test_choice_of_cases(folder: Path) -> None:
    """Homes and skills are chosen by pattern, phrasings by --quick."""
    assert list(load_homes(folder, "h*")) == ["hut"]
    assert not load_homes(folder, "villa")
    assert len([*load_cases(folder, "hut", "switch*")]) == 4
    assert len([*load_cases(folder, "hut", "switch*", quick=True)]) == 3


def test_nothing_to_do_is_an_error(folder: Path) -> None:
    """A pattern that fits nothing is told."""
    with pytest.raises(SystemExit, match="No case"):
        _results(folder, "--skill", "sailing")


def test_wilson_interval() -> None:
    """Two shares whose intervals are known."""
    assert wilson(5, 10) == pytest.approx((23.66, 76.34), abs=0.01)
    assert wilson(0, 20)[0] == 0


def test_percentile() -> None:
    """The middle of an odd number of values is one of them; one value is all."""
    assert percentile([3, 1, 2], 50) == 2
    assert percentile([7], 95) == 7
