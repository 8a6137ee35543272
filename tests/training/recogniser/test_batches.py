"""From clean blocks to padded batches."""

from pathlib import Path

import torch

from training.recogniser import clean
from training.recogniser.batches import MICRO_FRAMES, Source, turns
from training.recogniser.prompts import IGNORED
from training.recogniser.tokens import Tokens


def test_turn(vocabulary: Tokens) -> None:
    """A turn has all utterances and some silence, within the frames that fit."""
    found = Source(tokens_json=vocabulary.as_json(), utterances=12).turn(0)
    assert sum(len(batch.ids) for batch in found) == 13
    assert sum(text == "" for batch in found for text in batch.texts) == 1
    for batch in found:
        rows, _, window = batch.features.shape
        assert rows == 1 or rows * window <= MICRO_FRAMES
        assert batch.ids.shape == batch.targets.shape
        assert batch.counts.sum() == len(batch.letters)


def test_targets(vocabulary: Tokens) -> None:
    """Nothing is learned in a prompt; behind it the transcript is, to its end."""
    for batch in Source(tokens_json=vocabulary.as_json(), utterances=8).turn(3):
        for ids, targets, text in zip(batch.ids, batch.targets, batch.texts, strict=True):
            written = targets[targets != IGNORED].tolist()
            assert written[0] == (vocabulary.no_times if text else vocabulary.no_speech)
            assert written[-1] == vocabulary.end
            assert vocabulary.decode(written) == text
            assert ids[(ids == vocabulary.start).nonzero()[0]] == vocabulary.start


def test_turns_repeat(vocabulary: Tokens) -> None:
    """A turn is the same again, alone or in order."""
    source = Source(tokens_json=vocabulary.as_json(), utterances=6)
    feed = turns(source, 1, 0)
    assert torch.equal(next(feed)[0].features, source.turn(1)[0].features)
    assert torch.equal(next(feed)[0].ids, source.turn(2)[0].ids)


def test_blocks_take_turns() -> None:
    """Each block is used three times, with others in between."""
    used = [clean.block_of(turn) for turn in range(2 * clean.GROUP * clean.USES)]
    assert [number for number, _ in used[:9]] == [0, 1, 2, 3, 4, 5, 6, 7, 0]
    assert [number for number, is_last in used if is_last] == list(range(16))


def test_clean_block_on_disk(tmp_path: Path) -> None:
    """A block read back is the same."""
    block = clean.make(0, 0, count=3)
    clean.write(tmp_path / "a.npz", block)
    again = clean.read(tmp_path / "a.npz")
    assert again.sentences == block.sentences
    assert (again.audio == block.audio).all()
    assert len(clean.rendered(tmp_path, 0, 2).lengths) == 2
