"""The file says what the checkpoint says, and llama.cpp reads it alike."""

import subprocess
from pathlib import Path

import gguf
import numpy as np
import pytest
import torch

from training import checkpoint, export, train
from training.export import interleaved

from .conftest import TOY

RUNTIME = Path(".venv/bin/python")


@pytest.fixture(scope="module")
def exported(toy_run: Path) -> Path:
    """Export the toy run; its probes lie beside its checkpoint."""
    out = toy_run / "toy.gguf"
    line = f"{toy_run / train.LAST} --out {out} --generator {TOY} --probes 40"
    export.main(line.split())
    return out


def test_header_names_model_and_data(exported: Path, toy_run: Path) -> None:
    """Whoever finds the file can tell what made it."""
    fields = gguf.GGUFReader(exported).fields
    data = checkpoint.load(toy_run / train.LAST)
    assert fields["general.architecture"].contents() == "llama"
    assert fields["general.name"].contents() == "Steward quick"
    assert fields["steward.data_hash"].contents() == data["data_hash"]
    assert fields["tokenizer.ggml.pre"].contents() == "gpt-2"


def test_weights_survive_within_a_byte(exported: Path, toy_run: Path) -> None:
    """Matrices are Q8_0 and norms exact; the tied output is not stored twice."""
    weights = checkpoint.load(toy_run / train.LAST)["model"]
    found = {tensor.name: tensor for tensor in gguf.GGUFReader(exported).tensors}
    assert "output.weight" not in found
    down = found["blk.0.ffn_down.weight"]
    assert down.tensor_type == gguf.GGMLQuantizationType.Q8_0
    values = gguf.quants.dequantize(down.data, down.tensor_type)
    wanted = weights["blocks.0.feed.down.weight"].numpy()
    assert np.abs(values - wanted).max() < np.abs(wanted).max() / 200
    norm = found["output_norm.weight"].data
    np.testing.assert_array_equal(norm, weights["norm.weight"].numpy())


def test_interleaving_moves_halves_to_neighbours() -> None:
    """Rows 0 and S / 2 of a head become rows 0 and 1."""
    rows = torch.arange(8)[:, None].float()
    assert interleaved(rows, 2).flatten().tolist() == [0, 2, 1, 3, 4, 6, 5, 7]


@pytest.mark.skipif(not RUNTIME.exists(), reason="the runtime's environment is not set up")
def test_llama_cpp_agrees(exported: Path, toy_run: Path) -> None:
    """Ids of thousands of odd texts, and greedy completions."""
    command = [RUNTIME, "-m", "training.check_gguf", exported, toy_run / "probes.json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
