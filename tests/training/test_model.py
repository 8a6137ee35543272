"""The decoder looks back only, at its own row only."""

from dataclasses import replace

import pytest
import torch

from training.config import PRESETS, ModelConfig
from training.model import Llama

TOY = ModelConfig(layers=2, width=64, heads=4, kv_heads=2, hidden=96, vocabulary=64, context=32)


@pytest.fixture
def model() -> Llama:
    """Return a model whose every layer does something."""
    torch.manual_seed(0)
    llama = Llama(TOY)
    for weight in llama.parameters():
        torch.nn.init.normal_(weight, std=0.3)
    return llama


def test_later_tokens_change_nothing(model: Llama) -> None:
    """Padding on the right needs no mask."""
    short = torch.tensor([[1, 2, 3]])
    long = torch.tensor([[1, 2, 3, 0, 0], [5, 6, 7, 8, 9]])
    keep = torch.tensor([0, 1, 2])
    torch.testing.assert_close(model(short, keep), model(long, keep))


def test_kept_positions_are_those_of_all(model: Llama) -> None:
    """Leaving tokens out of the last layer leaves the others as they were."""
    ids = torch.randint(0, 64, (2, 8))
    keep = torch.tensor([3, 9, 15])
    everything = model(ids, torch.arange(16))
    torch.testing.assert_close(model(ids, keep), everything[keep])


def test_order_matters(model: Llama) -> None:
    """Positions reach the attention."""
    keep = torch.tensor([2])
    one, other = (model(torch.tensor([ids]), keep) for ids in ([1, 2, 3], [2, 1, 3]))
    assert not torch.allclose(one, other)


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_presets_fit_the_quantised_format(name: str) -> None:
    """Q8_0 packs rows by 32, and heads turn in pairs."""
    config = PRESETS[name].model
    assert config.width % 32 == config.hidden % 32 == config.head_size % 2 == 0
    assert config.heads * config.head_size == config.width
    assert replace(config, vocabulary=64).kv_width <= config.width
