"""Fine-tune a larger model on the same data, for owners of a GPU who want one.

    python -m training.finetune --model FOLDER_OR_NAME --out DIR --examples 200000 --merge
    python convert_hf_to_gguf.py DIR/merged --outfile larger.gguf        (of llama.cpp)

`script/setup --training` installs what it needs. FOLDER_OR_NAME is any causal language model that
Transformers can load. It learns with LoRA, from examples that are made as it goes and never come
twice; DIR gets the adapter, and with `--merge` DIR/merged the whole model. `--examples 0 --merge`
merges an adapter that is there already. The GGUF file is then named as *Model file* in the settings
of the integration, or with `--model` of an engine elsewhere.

What the model reads is what Steward will send it. The engine takes every GGUF file in the same way:
it sends the prompt of agent/prompt.py as it is, adds no token before it and no chat template around
it, and lets the model continue it with the plan under the grammar, until the grammar or a token
that ends a reply stops it. So by default an example is just that: prompt, plan, end of text. With
`--chat` the prompt is a user's message and the plan is the assistant's, in the model's own chat
template, for servers that put the template around it themselves; the engine does not.

The loss is on the answer alone. The prompt's `<light>` and `@a` are plain text to such a model: its
vocabulary stays as it is.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from torch import Tensor
from transformers import AutoModelForCausalLM, AutoTokenizer

from .batches import GENERATOR, Example, load_generator, sturdy

IGNORED = -100
"""What stands for "no loss here" among the targets."""
HELD_SPLIT = "both"
"""Names and phrases that were never trained on."""
HELD_EXAMPLES = 256
LOG_SECONDS = 20
WARM_SHARE = 0.03


class TemplateError(ValueError):
    """The chat template does not keep the plan as it is."""


@dataclass(frozen=True, slots=True)
class Row:
    """One example in the model's tokens."""

    ids: list[int]
    answer: int
    """Where the answer begins."""


def encode(tokenizer: Any, example: Example, *, chat: bool = False) -> Row:
    """Return an example as tokens: the prompt apart from the plan, as at home.

    Raises:
        TemplateError: The chat template does not keep the plan as it is.
    """
    if chat:
        opening, ending = _framed(tokenizer, example)
    else:
        opening, ending = example.prompt, tokenizer.eos_token
    prompt, answer = (
        tokenizer(text, add_special_tokens=False)["input_ids"]
        for text in (opening, example.completion + ending)
    )
    return Row([*prompt, *answer], len(prompt))


def _framed(tokenizer: Any, example: Example) -> tuple[str, str]:
    """Return what the chat template writes before the plan and behind it."""
    asked = [{"role": "user", "content": example.prompt}]
    both = [*asked, {"role": "assistant", "content": example.completion}]
    opening = tokenizer.apply_chat_template(asked, tokenize=False, add_generation_prompt=True)
    _, plan, ending = tokenizer.apply_chat_template(both, tokenize=False).rpartition(
        example.completion
    )
    if not plan:
        raise TemplateError("the chat template changes the plan")
    return opening, ending or tokenizer.eos_token


def collate(rows: list[Row], pad: int, device: torch.device) -> dict[str, Tensor]:
    """Return rows as a batch of (B, T), padded on the right, with targets for the answers."""
    width = max(len(row.ids) for row in rows)
    ids = torch.full((len(rows), width), pad)
    targets = torch.full((len(rows), width), IGNORED)
    mask = torch.zeros((len(rows), width), dtype=torch.long)
    for number, row in enumerate(rows):
        own = torch.tensor(row.ids)
        ids[number, : len(own)] = own
        mask[number, : len(own)] = 1
        targets[number, row.answer : len(own)] = own[row.answer :]
    batch = {"input_ids": ids, "attention_mask": mask, "labels": targets}
    return {name: tensor.to(device) for name, tensor in batch.items()}


def batches(tokenizer: Any, examples: Iterator[Example], size: int, **how: Any) -> Iterator[Any]:
    """Yield batches of rows."""
    while chunk := [encode(tokenizer, example, **how) for example in islice(examples, size)]:
        yield chunk


@torch.no_grad()
def held_loss(model: Any, rows: list[Row], pad: int, size: int) -> float:
    """Return the mean loss of an answer token on examples that were kept back."""
    model.eval()
    total = tokens = 0.0
    for start in range(0, len(rows), size):
        batch = collate(rows[start : start + size], pad, model.device)
        count = int((batch["labels"] != IGNORED).sum())
        with _precision(model.device):
            total += float(model(**batch).loss) * count
        tokens += count
    model.train()
    return total / tokens


def _precision(device: torch.device) -> Any:
    """Return the context to compute in: bfloat16 where the GPU has it."""
    if device.type == "cuda" and torch.cuda.is_bf16_supported():
        return torch.autocast("cuda", torch.bfloat16)
    return nullcontext()


def learn(model: Any, feed: Iterator[list[Row]], pad: int, *, steps: int, rate: float) -> None:
    """Change the adapter's weights, a step for each batch of rows."""
    weights = [weight for weight in model.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=rate, weight_decay=0.0)
    started = shown = time.monotonic()
    for step, rows in enumerate(feed):
        optimiser.param_groups[0]["lr"] = rate * pace(step, steps)
        with _precision(model.device):
            loss = model(**collate(rows, pad, model.device)).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        if time.monotonic() - shown > LOG_SECONDS:
            shown = time.monotonic()
            print(f"step {step + 1} of {steps}, loss {loss:.4f}, {shown - started:.0f} s")


def pace(step: int, steps: int) -> float:
    """Return the share of the learning rate: up at first, then down to nothing."""
    warm = max(1, round(steps * WARM_SHARE))
    return min((step + 1) / warm, (steps - step) / max(1, steps - warm))


def load(name: str) -> tuple[Any, Any]:
    """Return a model and its tokenizer, on the GPU where there is one."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokenizer = AutoTokenizer.from_pretrained(name)
    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    return AutoModelForCausalLM.from_pretrained(name, dtype=dtype).to(device), tokenizer


def adapted(model: Any, rank: int) -> Any:
    """Return a model with fresh adapters, in full precision, on all its linear layers."""
    config = LoraConfig(
        r=rank, lora_alpha=2 * rank, target_modules="all-linear", task_type="CAUSAL_LM"
    )
    return get_peft_model(model, config)


def tune(arguments: argparse.Namespace) -> dict[str, float]:
    """Train an adapter and save it; return the loss on kept back examples before and after."""
    a = arguments
    base, tokenizer = load(a.model)
    pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else tokenizer.eos_token_id
    model = adapted(base, a.rank)
    examples = islice(load_generator(a.generator)(a.seed, HELD_SPLIT), HELD_EXAMPLES)
    held = [encode(tokenizer, example, chat=a.chat) for example in examples]
    before = held_loss(model, held, pad, a.batch)
    fresh = islice(sturdy(a.generator, a.seed), a.examples)
    steps = -(-a.examples // a.batch)
    learn(model, batches(tokenizer, fresh, a.batch, chat=a.chat), pad, steps=steps, rate=a.rate)
    after = held_loss(model, held, pad, a.batch)
    model.save_pretrained(a.out)
    tokenizer.save_pretrained(a.out)
    return {"held_loss_before": before, "held_loss_after": after}


def merge(name: str, out: Path) -> None:
    """Write the model with the adapter in its weights, to be converted to GGUF."""
    base, tokenizer = load(name)
    PeftModel.from_pretrained(base, out).merge_and_unload().save_pretrained(out / "merged")
    tokenizer.save_pretrained(out / "merged")


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser(description="Fine-tune a larger model on Steward's data.")
    parser.add_argument("--model", required=True, help="folder or name of the model")
    parser.add_argument("--out", required=True, type=Path, help="folder for the adapter")
    parser.add_argument("--examples", type=int, default=200_000, help="0: only --merge")
    parser.add_argument("--merge", action="store_true", help="also write the merged model")
    parser.add_argument("--chat", action="store_true", help="in the model's own chat template")
    parser.add_argument("--batch", type=int, default=32, help="examples in a step")
    parser.add_argument("--rank", type=int, default=16, help="of the adapters")
    parser.add_argument("--rate", type=float, default=2e-4, help="learning rate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--generator", default=GENERATOR, help="where the examples come from")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> None:
    """Train, merge, or both."""
    arguments = parse(argv)
    torch.manual_seed(arguments.seed)
    if arguments.examples:
        print(json.dumps(tune(arguments)))
    if arguments.merge:
        merge(arguments.model, arguments.out)


if __name__ == "__main__":
    main()
