"""Calibration makes probabilities honest, and says how honest."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
RUNTIME = ROOT / ".venv/bin/python"
pytestmark = pytest.mark.skipif(not RUNTIME.exists(), reason="the runtime is not set up")

SCRIPT = """
import numpy as np
from training.measure import _calls, calibration_error, fitted
rng = np.random.default_rng(1)
truth = rng.uniform(0.02, 0.98, 4000)
right = (rng.uniform(size=4000) < truth).astype(float)
odds = np.log(truth / (1 - truth))
said = 1 / (1 + np.exp(-(2 * odds + 1)))  # twice as sure as it should be, and too hopeful
slope, offset = fitted(said, right)
assert abs(slope - 0.5) < 0.06, slope
assert abs(offset + 0.5) < 0.12, offset
assert fitted(np.full(6, 0.99), np.ones(6))[0] > 0
curve = [{"said": 0.9, "right": 0.7, "count": 30}, {"said": 0.5, "right": 0.5, "count": 10}]
assert abs(calibration_error(curve) - 0.15) < 1e-9
one = '{"calls":[{"service":"light.turn_on","target":["@a","@b"],"data":{"brightness_pct":5}}]}'
two = one.replace('"@a","@b"', '"@b","@a"')
assert _calls(one) == _calls(two)
assert _calls(one) != _calls(one.replace("5", "6"))
"""


def test_fit_comparison_and_error() -> None:
    """In the environment that has llama.cpp, where it runs."""
    command = [RUNTIME, "-c", SCRIPT]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_the_shipped_model_is_measured(tmp_path: Path) -> None:
    """A few sentences through llama.cpp and the real grammar; figures for each split and part."""
    out = tmp_path / "found.json"
    command = [RUNTIME, "-m", "training.measure", "models/steward.gguf", "--examples", "12"]
    done = subprocess.run(
        [*command, "--json", out], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(out.read_text())
    assert found["split"].keys() == {"seen", "names", "phrases", "both"}
    assert np.mean(list(found["split"].values())) > 0.3
    assert found["calibration"].keys() == {"call", "target", "plan"}
