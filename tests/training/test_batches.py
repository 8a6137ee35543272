"""Batches hold what the examples say and follow from the seed alone."""

from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch

from training import batches
from training.batches import Feed, Source, blocks, micro_batches, pad, write
from training.config import PRESETS, Config
from training.tokenizer import Tokenizer


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make blocks quick to make."""
    monkeypatch.setattr(batches, "BLOCK", 128)


@pytest.fixture
def config() -> Config:
    """Return a preset."""
    return PRESETS["quick"]


def test_loss_is_on_the_completion_only(source: Source) -> None:
    """Kept positions predict the completion and its end, each at its place."""
    block = source.block(0)
    batch = pad(block, [3, 5])
    text = source.tokenizer.decode(batch.target.tolist())
    assert text.count('{"calls":[') == text.count("}]}") == 2
    assert (batch.target == source.tokenizer.end).sum() == 2
    inner = batch.target != source.tokenizer.end
    assert torch.equal(batch.ids.flatten()[batch.keep + 1][inner], batch.target[inner])


def test_micro_batches_use_every_example_once(source: Source) -> None:
    """And keep to the size."""
    block = source.block(0)
    made = micro_batches(block, 512, "seed", 1024)
    assert sum(len(batch.ids) for batch in made) == 128
    assert max(batch.ids.numel() for batch in made) <= 512
    assert sum(batch.tokens for batch in made) == int(block.lengths.sum()) - 128


def test_examples_beyond_the_context_are_left_out(source: Source) -> None:
    """The model has no positions for them."""
    block = source.block(0)
    shortest = int(block.lengths.min())
    context = -(-(shortest - 1) // 4) * 4
    made = micro_batches(block, 512, "seed", context)
    assert sum(len(b.ids) for b in made) == int((block.lengths <= context + 1).sum())


def test_workers_make_the_same_blocks(source: Source) -> None:
    """Their number does not change the data; no block comes twice."""
    small = [np.concatenate([b.ids for _, b in islice(blocks(source, 0, 1, 0), 1)])]
    number, block = next(blocks(source, 0, 1, 1))
    assert number == 0
    # A worker is a fresh process and makes blocks of the full size.
    np.testing.assert_array_equal(block.ids[: len(small[0])], small[0])
    assert not np.array_equal(source.block(0).ids, source.block(1).ids)


def test_failing_generator_does_not_end_a_run(tokenizer: Tokenizer) -> None:
    """The block is filled from other seeds, the same ones each time."""
    source = Source(tokenizer=tokenizer, generator="tests.training.toy:broken")
    for number in range(3):
        block = source.make(number)
        assert len(block.lengths) == 128
        np.testing.assert_array_equal(block.ids, source.make(number).ids)


def test_feed_goes_on_at_a_place(source: Source, config: Config) -> None:
    """A resumed run sees what it would have seen."""
    feed = Feed(source, config, (0, 0), 1, 0)
    for _ in range(3):
        feed.take(2048)
    later = Feed(source, config, feed.place, 1, 0)
    for one, other in zip(feed.take(2048), later.take(2048), strict=True):
        assert torch.equal(one.ids, other.ids)


def test_blocks_written_ahead_are_read(source: Source, tmp_path: Path) -> None:
    """Other data has another folder."""
    kept = source.kept_in(tmp_path)
    write(kept, 2, 0)
    assert kept.folder is not None
    assert sorted(path.name for path in kept.folder.iterdir()) == ["000000.npz", "000001.npz"]
    np.testing.assert_array_equal(kept.block(1).ids, source.block(1).ids)
    assert replace(source, seed=1).kept_in(tmp_path).folder != kept.folder
