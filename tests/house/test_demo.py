"""The demonstration: one sentence, several through a pipe, for people and for machines."""

import io
import json
from datetime import date

import pytest
from homeassistant.core import HomeAssistant

from house.cases import load_home
from house.core import running_home
from house.dates import moved_to
from house.demo import DEMO_HOME, main
from house.show import reading, state_style

AGENT = ("--agent", "home_assistant")


def test_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """Plan, changes, reply and time stand under the sentence."""
    main(["turn on the piano lamp", *AGENT])
    out = capsys.readouterr().out
    assert "light.turn_on" in out
    assert "Piano Lamp  off \N{RIGHTWARDS ARROW} on, brightness 100 %" in out
    assert "acted" in out
    assert " ms" in out


def test_json_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    """One object a sentence and nothing else."""
    main(["turn on the piano lamp", "--json", *AGENT])
    told = json.loads(capsys.readouterr().out)
    assert told["outcome"] == "acted"
    change = {"entity_id": "light.parlour_piano", "name": "state", "before": "off", "after": "on"}
    assert change in told["changed"]


def test_lines_through_a_pipe(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands of the prompt work there too."""
    lines = "help\nat kitchen_shelf\nturn off the lights\n\nstates bench\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    main([*AGENT])
    out = capsys.readouterr().out
    assert "quit" in out
    assert "Bench Light  on \N{RIGHTWARDS ARROW} off" in out
    assert "media_player.workshop_box" in out


def test_unknown_satellite(capsys: pytest.CaptureFixture[str]) -> None:
    """The ones there are, are told."""
    with pytest.raises(SystemExit):
        main(["hello", "--satellite", "moon", *AGENT])
    assert "kitchen_shelf" in capsys.readouterr().out


async def test_demo_home_stands() -> None:
    """All of its entities exist, in the state they are written with."""
    home = load_home(DEMO_HOME)
    async with running_home(home) as hass:
        assert {e["id"]: _state(hass, e["id"]) for e in home["entities"]} == {
            e["id"]: e["state"] for e in home["entities"]
        } | {"number.sluice": "35.0"}


def _state(hass: HomeAssistant, entity_id: str) -> str | None:
    state = hass.states.get(entity_id)
    return state.state if state is not None else None


def test_dates_move_to_today() -> None:
    """What was tomorrow when the home was written is tomorrow now."""
    home = moved_to(load_home(DEMO_HOME), date(2030, 1, 31))
    (calendar,) = [e for e in home["entities"] if e["id"] == "calendar.mill"]
    starts = [event["start"] for event in calendar["attributes"]["events"]]
    assert starts == ["2030-01-31T19:30:00", "2030-02-01T08:00:00"]
    (weather,) = [e for e in home["entities"] if e["id"] == "weather.valley"]
    assert weather["attributes"]["forecast_daily"][1]["datetime"] == "2030-02-01"


def test_readings_are_for_people() -> None:
    """Percent where a person thinks in percent, colours for what matters."""
    assert reading("brightness", 128) == "50 %"
    assert reading("volume_level", 0.35) == "35 %"
    assert reading("temperature", 21.0) == "21"
    assert state_style("unavailable") == "red"
    assert state_style("on") == "green"
