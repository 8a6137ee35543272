"""What was learned is carried over: from a checkpoint, from the shipped kind of file, to more layers."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from training import checkpoint, export, train, warm
from training.model import Llama
from training.tokenizer import Tokenizer

from .conftest import TOY, arguments


@pytest.fixture(scope="module")
def exported(toy_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export the toy run without rounding that hides a swapped row."""
    out = tmp_path_factory.mktemp("warm") / "toy.gguf"
    line = f"{toy_run / train.LAST} --out {out} --generator {TOY} --probes 0 --format f16"
    export.main(line.split())
    return out


def test_a_file_holds_the_same_model(exported: Path, toy_run: Path) -> None:
    """Weights within sixteen bits, ids for ids."""
    data = checkpoint.load(toy_run / train.LAST)
    weights, tokenizer = warm.load(exported)
    assert weights.keys() == data["model"].keys()
    for name, weight in data["model"].items():
        torch.testing.assert_close(weights[name], weight, rtol=2e-3, atol=2e-3)
    own = checkpoint.origin(data).tokenizer
    text = '<user> turn off the lamp@a 21<call>{"calls":[{"service":"light.turn_off"'
    assert tokenizer.encode(text) == own.encode(text)
    assert tokenizer.end == own.end


def test_rows_follow_their_words_into_another_vocabulary(toy_run: Path) -> None:
    """A known token keeps its row wherever it stands; a new one begins as the mean of its pieces."""
    data = checkpoint.load(toy_run / train.LAST)
    before = checkpoint.origin(data).tokenizer
    special = ["<new thing>", *reversed(before.special)]
    after = Tokenizer(before.vocabulary, before.merges, special)
    config = checkpoint.origin(data).config.with_vocabulary(after.size).model
    fresh = Llama(config).state_dict()
    found = warm.carried(data["model"], before, fresh, after)["embedding.weight"]
    old = data["model"]["embedding.weight"]
    for token in before.special:
        at, was = after.special_id(token), before.special_id(token)
        assert torch.equal(found[at], old[was])
    pieces = before.encode("<new thing>")
    assert len(pieces) > 1
    torch.testing.assert_close(found[after.special_id("<new thing>")], old[pieces].mean(0))


def test_a_deeper_model_begins_as_the_one_it_grew_from(toy_run: Path) -> None:
    """New layers are the identity, so the first answers are the old ones."""
    data = checkpoint.load(toy_run / train.LAST)
    origin = checkpoint.origin(data)
    deeper = Llama(replace(origin.config.model, layers=3))
    weights = warm.carried(data["model"], origin.tokenizer, deeper.state_dict(), origin.tokenizer)
    deeper.load_state_dict(weights)
    ids, keep = torch.arange(8)[None], torch.arange(8)
    torch.testing.assert_close(deeper(ids, keep), checkpoint.model(data)(ids, keep))


def test_another_width_is_refused(toy_run: Path) -> None:
    """Better an error than a model that is silently new."""
    data = checkpoint.load(toy_run / train.LAST)
    origin = checkpoint.origin(data)
    wider = Llama(replace(origin.config.model, width=origin.config.model.width * 2))
    with pytest.raises(ValueError, match="depth and vocabulary"):
        warm.carried(data["model"], origin.tokenizer, wider.state_dict(), origin.tokenizer)


def test_a_run_from_old_weights_starts_where_they_stopped(toy_run: Path, tmp_path: Path) -> None:
    """One step of training on, it still knows the toy language."""
    line = ["--tokens", "1", "--weights", str(toy_run / train.LAST)]
    train.main([*arguments(tmp_path), *line])
    assert checkpoint.load(tmp_path / train.LAST)["scores"]["split"]["seen"] > 0.8
