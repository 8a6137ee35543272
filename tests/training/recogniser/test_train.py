"""Training, its checkpoints and the export, at toy size."""

import subprocess
import sys
from pathlib import Path

import ctranslate2
import numpy as np
import pytest
import torch

from training.optim import Optimiser
from training.recogniser import checkpoint, train
from training.recogniser.batches import Batch
from training.recogniser.export import export
from training.recogniser.loss import losses
from training.recogniser.model import ModelConfig, Recogniser
from training.recogniser.tokens import Tokens

TOY = "--width 32 --texts 150 --utterances 6 --workers 0 --score-minutes 0".split()


def _arguments(out: Path, *more: str) -> list[str]:
    """Return the command line of a toy run."""
    return [*TOY, "--out", str(out), *more]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train two steps in one go; return the folder."""
    out = tmp_path_factory.mktemp("run")
    train.main(_arguments(out, "--steps", "2"))
    return out


def test_a_step_lowers_the_loss(vocabulary: Tokens, heard: Batch) -> None:
    """The model learns two utterances."""
    torch.manual_seed(0)
    model = Recogniser(ModelConfig(width=32, vocabulary=vocabulary.size))
    optimiser = Optimiser(model, train.TRAIN)
    found = []
    for _ in range(4):
        each = losses(model, heard)
        total = each.words / len(heard.ids) + each.letters
        found.append(float(total.detach()))
        total.backward()
        optimiser.step(0.5)
    assert found[-1] < found[0]


def test_resume_is_exact(run: Path, tmp_path: Path) -> None:
    """A run that stopped after one step ends with the weights of one that did not."""
    with pytest.MonkeyPatch.context() as patch:
        # The rate follows from the share that is done: both runs must plan the same.
        patch.setattr(train.Run, "done", lambda run: run.progress.step / 2)
        stopped = train.Run(train.parse(_arguments(tmp_path, "--steps", "2")))
        stopped.step()
        stopped.save()
        train.main(_arguments(tmp_path, "--steps", "2", "--resume"))
    whole, parts = (checkpoint.load(folder / train.LAST) for folder in (run, tmp_path))
    assert parts["progress"]["place"] == whole["progress"]["place"]
    for name, weight in whole["model"].items():
        assert torch.equal(weight, parts["model"][name]), name


def test_export_encodes_the_same(run: Path, tmp_path: Path) -> None:
    """CTranslate2 makes of the folder what PyTorch makes of the checkpoint."""
    data = checkpoint.load(run / train.LAST)
    export(data, tmp_path, "float32")
    model = ctranslate2.models.Whisper(str(tmp_path), compute_type="float32")
    features = np.random.default_rng(0).standard_normal((1, 80, 400)).astype(np.float32)
    with torch.no_grad():
        wanted = checkpoint.model(data).listen(torch.from_numpy(features)).numpy()
    found = np.array(model.encode(ctranslate2.StorageView.from_array(features)))
    assert not model.is_multilingual
    np.testing.assert_allclose(found, wanted, atol=1e-4)


def test_export_writes_small_folders(run: Path, tmp_path: Path) -> None:
    """The command writes all that faster-whisper opens, in eight bits."""
    command = [sys.executable, "-m", "training.recogniser.export", str(run / train.LAST)]
    subprocess.run([*command, str(tmp_path / "model")], check=True)
    names = {path.name for path in (tmp_path / "model").iterdir()}
    assert names == {
        *("model.bin", "config.json", "vocabulary.json"),
        *("tokenizer.json", "preprocessor_config.json"),
    }
