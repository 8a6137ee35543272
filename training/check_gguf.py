"""Prove that llama.cpp reads, splits and continues texts as training did.

    python -m training.check_gguf steward.gguf training/runs/small/probes.json

Runs where llama-cpp-python is installed; needs neither torch nor the tokenizer.
Ends with status 1 when an id differs, or when answers differ more than 8-bit
weights explain.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from llama_cpp import Llama

MIN_AGREEMENT = 0.95
"""Share of greedy completions that must be the same; rounding flips close calls."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the comparison found."""

    texts: int
    different: list[tuple[str, list[int], list[int]]]
    """Texts with other ids: the text, training's ids, llama.cpp's."""
    prompts: int
    same: int
    """Prompts with the same greedy completion."""
    whole: int
    """Prompts whose completion is also the expected one."""
    logit_error: float
    """Largest difference of a first logit."""

    @property
    def is_good(self) -> bool:
        """Return whether the file may be shipped."""
        return not self.different and self.same >= MIN_AGREEMENT * self.prompts

    def report(self) -> str:
        """Return the findings in a few lines."""
        lines = [
            f"ids: {self.texts - len(self.different)} of {self.texts} texts the same",
            f"completions: {self.same} of {self.prompts} as in torch, {self.whole} as expected",
            f"first logits: largest difference {self.logit_error:.3f}",
        ]
        lines += [
            f"  {text!r}\n    {ours}\n    {theirs}" for text, ours, theirs in self.different[:5]
        ]
        return "\n".join(lines)


def tokenise(llama: Llama, text: str) -> list[int]:
    """Return llama.cpp's ids of a prompt."""
    ids: list[int] = llama.tokenize(text.encode(), add_bos=False, special=True)
    return ids


def first_logits(llama: Llama, ids: list[int]) -> np.ndarray:
    """Return the logits behind a prompt."""
    llama.n_tokens = 0  # forget the text before
    llama.eval(ids)
    return np.array(llama._ctx.get_logits_ith(-1)[: llama.n_vocab()])  # noqa: SLF001


def complete(llama: Llama, ids: list[int], limit: int = 96) -> list[int]:
    """Return the greedy completion, its end left out."""
    written: list[int] = []
    logits = first_logits(llama, ids)
    while len(written) < limit and (token := int(logits.argmax())) != llama.token_eos():
        written.append(token)
        llama.eval([token])
        logits = np.array(llama._ctx.get_logits_ith(-1)[: llama.n_vocab()])  # noqa: SLF001
    return written


def compare(llama: Llama, probes: dict[str, Any]) -> Findings:
    """Compare everything in the probes."""
    different = [
        (text, ids, found)
        for text, ids in probes["tokens"]
        if (found := tokenise(llama, text)) != ids
    ]
    same, whole, error = 0, 0, 0.0
    for probe in probes["prompts"]:
        ids = tokenise(llama, probe["prompt"])
        error = max(error, float(np.abs(first_logits(llama, ids) - probe["logits"]).max()))
        written = complete(llama, ids)
        same += written == probe["written"]
        whole += written == tokenise(llama, probe["completion"])
    return Findings(len(probes["tokens"]), different, len(probes["prompts"]), same, whole, error)


def main(argv: list[str] | None = None) -> int:
    """Check a file and return the exit status."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("probes", type=Path)
    arguments = parser.parse_args(argv)
    llama = Llama(str(arguments.model), n_ctx=1024, n_threads=1, verbose=False)
    found = compare(llama, json.loads(arguments.probes.read_text(encoding="utf-8")))
    print(found.report())
    return 0 if found.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
