"""A toy run that several tests look at."""

from pathlib import Path

import pytest
import torch

from training import train
from training.batches import Source, open_tokenizer
from training.tokenizer import Tokenizer

TOY = "tests.training.toy:examples"


@pytest.fixture(autouse=True, scope="session")
def _few_threads() -> None:
    """Leave a core to others: small products gain little from a second thread."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    """Return a tokenizer learned from toy sentences."""
    return open_tokenizer(tmp_path_factory.mktemp("data") / "tokenizer.json", TOY, 512)


@pytest.fixture
def source(tokenizer: Tokenizer) -> Source:
    """Return toy blocks."""
    return Source(tokenizer=tokenizer, generator=TOY)


@pytest.fixture(scope="session")
def toy_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train on the toy language until it is learned; return the run's folder."""
    out = tmp_path_factory.mktemp("run")
    train.main([*arguments(out), "--tokens", "300e3"])
    return out


def arguments(out: Path) -> list[str]:
    """Return the command line of a small, exactly repeatable run."""
    line = f"--preset quick --generator {TOY} --out {out} --data {out / 'data'}"
    return f"{line} --workers 0 --examples 40 --precision fp32 --set layers=1".split()
