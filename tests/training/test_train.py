"""A run learns, stops and goes on, and ends as a file."""

import json
import os
import signal
from pathlib import Path

import pytest
import torch

from training import checkpoint, train

from .conftest import arguments


def test_toy_language_is_learned(toy_run: Path) -> None:
    """Held-out sentences in known words come out whole."""
    scores = checkpoint.load(toy_run / train.LAST)["scores"]
    assert scores["split"]["seen"] > 0.9
    assert set(scores["skill"]) == {"light.turn_on", "light.turn_off"}


def test_checkpoint_says_what_made_it(toy_run: Path) -> None:
    """Settings, data and seed travel with the weights."""
    data = checkpoint.load(toy_run / train.LAST)
    assert data["config"]["model"]["layers"] == 1
    assert len(data["data_hash"]) == 16
    assert checkpoint.progress(data).tokens >= 300e3


def test_log_is_kept(toy_run: Path) -> None:
    """Every line is JSON with its step."""
    lines = (toy_run / "log.jsonl").read_text().splitlines()
    assert all("step" in json.loads(line) for line in lines)


def test_resumed_run_ends_like_an_unbroken_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped by a signal in the middle, with the same budget."""
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    budget = ["--tokens", "40e3", "--examples", "0"]
    train.main([*arguments(whole), *budget])
    step = train.Run.step

    def interrupted(run: train.Run) -> float:
        """Step, and be told to stop once."""
        loss = step(run)
        if run.progress.step == 4 and not run.arguments.resume:
            os.kill(os.getpid(), signal.SIGTERM)
        return loss

    monkeypatch.setattr(train.Run, "step", interrupted)
    train.main([*arguments(broken), *budget])
    assert checkpoint.load(broken / train.LAST)["progress"]["step"] == 4
    train.main([*arguments(broken), *budget, "--resume"])
    one, other = (checkpoint.load(run / train.LAST) for run in (whole, broken))
    assert one["progress"]["step"] == other["progress"]["step"]
    for name, weight in one["model"].items():
        assert torch.equal(weight, other["model"][name])


def test_run_starts_from_weights(toy_run: Path, tmp_path: Path) -> None:
    """A new schedule on an old model: it still knows the language after a few steps."""
    line = [*arguments(tmp_path), "--tokens", "9e3", "--set", "muon_lr=0.001"]
    train.main([*line, "--weights", str(toy_run / train.LAST)])
    data = checkpoint.load(tmp_path / train.LAST)
    assert data["scores"]["split"]["seen"] > 0.9
    assert checkpoint.progress(data).tokens < 20e3
