"""Muon's direction and the schedule."""

import torch

from training.config import ModelConfig, TrainConfig
from training.model import Llama
from training.optim import Optimiser, learning_rate, orthogonalise


def test_orthogonalise_evens_singular_values() -> None:
    """Tall and wide matrices alike."""
    torch.manual_seed(0)
    for shape in ((2, 64, 32), (2, 32, 64)):
        values = torch.linalg.svdvals(orthogonalise(torch.randn(shape)))
        assert float(values.min()) > 0.5
        assert float(values.max()) < 1.3


def test_schedule_warms_up_and_ends_at_zero() -> None:
    """The plateau is the full rate."""
    config = TrainConfig(warmup_steps=10, decay=0.5)
    assert learning_rate(0.0, 0, config) == 0.1
    assert learning_rate(0.3, 100, config) == 1.0
    assert learning_rate(0.75, 100, config) == 0.5
    assert learning_rate(1.0, 100, config) == 0.0


def test_master_weights_move_where_bf16_cannot() -> None:
    """A step too small for bfloat16 is not lost."""
    shape = ModelConfig(layers=1, width=32, heads=1, kv_heads=1, hidden=32, vocabulary=32)
    model = Llama(shape)
    optimiser = Optimiser(model, TrainConfig(adamw_lr=1e-5, warmup_steps=1))
    model.bfloat16()
    before = optimiser.masters()["norm.weight"].clone()
    model(torch.arange(8)[None], torch.arange(8)).square().sum().backward()
    optimiser.step(1.0)
    moved = (optimiser.masters()["norm.weight"] - before).abs()
    assert 0 < float(moved.max()) < 1e-3
    assert model.norm.weight.dtype == torch.bfloat16
