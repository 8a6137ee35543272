"""Fine-tuning a larger model: a tiny one, made on the spot, takes its place."""

import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import torch

transformers = pytest.importorskip("transformers", reason="the group finetune is not installed")
pytest.importorskip("peft", reason="the group finetune is not installed")

from tokenizers import ByteLevelBPETokenizer  # noqa: E402

from tests.training.toy import examples  # noqa: E402
from training import finetune  # noqa: E402

TOY = "tests.training.toy:examples"
TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{{ eos_token }}{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a random model with a tokenizer and a chat template of its own."""
    path = tmp_path_factory.mktemp("model")
    bpe = ByteLevelBPETokenizer()
    texts = [e.prompt + e.completion for e in islice(examples(0, "train"), 200)]
    bpe.train_from_iterator(texts, 512, special_tokens=["<s>", "</s>"], show_progress=False)
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=bpe._tokenizer, bos_token="<s>", eos_token="</s>", chat_template=TEMPLATE
    )
    tokenizer.save_pretrained(path)
    torch.manual_seed(0)
    config = transformers.LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        initializer_range=0.15,  # a random head that is never trained must still tell tokens apart
        bos_token_id=0,
        eos_token_id=1,
    )
    transformers.LlamaForCausalLM(config).save_pretrained(path)
    return path


@pytest.fixture(scope="session")
def words(folder: Path) -> Any:
    """Return the tokenizer."""
    return transformers.AutoTokenizer.from_pretrained(folder)


@pytest.fixture
def example() -> Any:
    """Return an example."""
    return next(examples(3, "train"))


def test_row_is_what_the_engine_sends(words: Any, example: Any) -> None:
    """Nothing before the prompt, the end of text behind the plan."""
    row = finetune.encode(words, example)
    assert words.decode(row.ids[: row.answer]) == example.prompt
    assert words.decode(row.ids[row.answer :]) == f"{example.completion}</s>"


def test_row_in_the_chat_template(words: Any, example: Any) -> None:
    """The prompt is the user's message; the loss begins with the plan."""
    row = finetune.encode(words, example, chat=True)
    opening = f"<s><|user|>{example.prompt}</s><|assistant|>"
    assert words.decode(row.ids[: row.answer]) == opening
    assert words.decode(row.ids[row.answer :]) == f"{example.completion}</s>"


def test_template_that_changes_the_plan(
    words: Any, example: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model must not learn plans that no grammar allows."""
    monkeypatch.setattr(words, "chat_template", "{{ messages[-1].content | upper }}")
    with pytest.raises(finetune.TemplateError):
        finetune.encode(words, example, chat=True)


def test_loss_is_on_the_answer_alone() -> None:
    """Prompt and padding have no target."""
    rows = [finetune.Row([5, 6, 7, 8], 2), finetune.Row([5, 9], 1)]
    batch = finetune.collate(rows, 1, torch.device("cpu"))
    assert batch["labels"].tolist() == [[-100, -100, 7, 8], [-100, 9, -100, -100]]
    assert batch["input_ids"].tolist() == [[5, 6, 7, 8], [5, 9, 1, 1]]
    assert batch["attention_mask"].sum(1).tolist() == [4, 2]


def test_pace() -> None:
    """Up, and down to nothing."""
    paces = [finetune.pace(step, 100) for step in range(101)]
    assert paces[0] == pytest.approx(1 / 3)
    assert max(paces) == 1
    assert paces[100] == 0


def test_tunes_and_merges(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The loss on kept back examples falls; the merged model is the model with its adapter."""
    line = f"--model {folder} --out {tmp_path} --generator {TOY} --batch 8 --rank 8 --rate 1e-2"
    finetune.main([*line.split(), "--examples", "240"])
    losses = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert losses["held_loss_after"] < 0.5 * losses["held_loss_before"]
    assert not (tmp_path / "merged").exists()

    finetune.main([*line.split(), "--examples", "0", "--merge"])
    base, _ = finetune.load(str(folder))
    tuned = finetune.PeftModel.from_pretrained(base, tmp_path).eval()
    merged, words = finetune.load(str(tmp_path / "merged"))
    ids = torch.tensor([finetune.encode(words, next(examples(1, "both"))).ids])
    with torch.no_grad():
        torch.testing.assert_close(merged.eval()(ids).logits, tuned(ids).logits)
