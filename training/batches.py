"""Examples in, padded batches out, made by other processes while training goes.

Data comes in blocks. A block holds `BLOCK` tokenised examples and follows from
the seed and its number alone, so a run can stop and go on at any step, several
processes share the work by taking turns, and no example comes twice. A block is
read from a folder when somebody wrote it there before:

    python -m training.batches --write 200

Rows of a micro-batch have about the same length, which leaves little padding; a
step takes micro-batches of different lengths, so that it sees every kind of
sentence.
"""

import argparse
import hashlib
import multiprocessing as mp
import random
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import islice
from pathlib import Path
from queue import Empty
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from . import tokenizer as tokenizers
from .config import Config
from .tokenizer import Tokenizer

BLOCK = 2048
"""Examples in a block."""

GENERATOR = "training.examples:examples"
"""Where the examples come from: module and function."""

DATA = Path("training/runs/data")
"""Where the tokenizer and blocks written ahead lie."""

TRAIN_SPLIT = "train"
_PAD_TO = 4
_AHEAD = 3
_HASHED = 512
_ATTEMPTS = 20
_TOKENIZER_EXAMPLES = 6000


class Example(Protocol):
    """One sentence at home and the plan for it."""

    prompt: str
    completion: str
    skill: str


ExampleGenerator = Callable[[int, str], Iterator[Example]]


@dataclass(frozen=True, slots=True)
class Block:
    """Tokenised examples, one after the other."""

    ids: np.ndarray
    """All ids, uint16: prompt, completion, end; prompt, completion, end; ..."""
    prompts: np.ndarray
    """Length of each prompt."""
    lengths: np.ndarray
    """Length of each example, its end token included."""


Blocks = Generator[tuple[int, Block], None, None]


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that pass through the model at once."""

    ids: Tensor
    """(B, T), padded on the right."""
    keep: Tensor
    """(N,) flat positions whose next token is part of a completion."""
    target: Tensor
    """(N,) that next token."""
    tokens: int
    """Tokens that are not padding."""

    def to(self, device: torch.device) -> "Batch":
        """Return the batch on a device."""
        ids, keep, target = (x.to(device) for x in (self.ids, self.keep, self.target))
        return Batch(ids, keep, target, self.tokens)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """All that a block depends on besides its number."""

    tokenizer: Tokenizer
    seed: int = 0
    generator: str = GENERATOR
    folder: Path | None = None
    """Where blocks written before lie."""

    def block(self, number: int) -> Block:
        """Return a block, read or made."""
        path = self.path(number)
        return read_block(path) if path and path.exists() else self.make(number)

    def make(self, number: int) -> Block:
        """Make a block."""
        seed = random.Random(f"{self.seed} {number}").getrandbits(48)
        return encode_block(self.tokenizer, islice(sturdy(self.generator, seed), BLOCK))

    def path(self, number: int) -> Path | None:
        """Return the file of a block, if blocks are kept."""
        return self.folder / f"{number:06}.npz" if self.folder else None

    def data_hash(self) -> str:
        """Return what changes when the generator, its phrases or the tokenizer do."""
        examples = islice(sturdy(self.generator, self.seed), _HASHED)
        digest = hashlib.sha256(f"{self.tokenizer.hash()} {self.seed}".encode())
        digest.update(encode_block(self.tokenizer, examples).ids.tobytes())
        return digest.hexdigest()[:16]

    def kept_in(self, data: Path) -> "Source":
        """Return the source with the folder that belongs to just this data."""
        return replace(self, folder=data / self.data_hash())


def open_tokenizer(path: Path, generator: str, size: int) -> Tokenizer:
    """Return the tokenizer of a file, learned first where it is missing or out of date."""
    special = special_tokens(generator)
    if path.exists():
        tokenizer = Tokenizer.load(path)
        if tokenizer.special == [*dict.fromkeys([*special, tokenizers.END])]:
            return tokenizer
    examples = islice(sturdy(generator, 0), _TOKENIZER_EXAMPLES)
    texts = (text for example in examples for text in (example.prompt, example.completion))
    tokenizer = tokenizers.train(texts, special, size)
    path.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(path)
    return tokenizer


def special_tokens(generator: str) -> tuple[str, ...]:
    """Return the structure of prompts and plans; a toy generator brings its own."""
    module = import_module(generator.partition(":")[0])
    if not hasattr(module, "SPECIAL_TOKENS"):
        module = import_module("agent.structure")
    tokens: tuple[str, ...] = module.SPECIAL_TOKENS
    return tokens


def load_generator(name: str) -> ExampleGenerator:
    """Return the function that a "module:function" names."""
    module, function = name.split(":")
    generator: ExampleGenerator = getattr(import_module(module), function)
    return generator


def sturdy(generator: str, seed: int) -> Iterator[Example]:
    """Yield training examples; where the generator fails, go on with other ones.

    One home in a hundred thousand that nobody thought of must not end a run of
    hours. A generator that fails all the time does.
    """
    for attempt in range(_ATTEMPTS):
        try:
            yield from load_generator(generator)(seed + attempt, TRAIN_SPLIT)
        except Exception as err:  # noqa: BLE001 - any mistake of the generator
            print(f"the generator failed at seed {seed + attempt}: {err!r}", flush=True)
    raise RuntimeError(f"the generator failed {_ATTEMPTS} times in one block")


def encode_example(tokenizer: Tokenizer, example: Example) -> tuple[list[int], list[int]]:
    """Return the ids of the prompt, and of the completion with its end."""
    # Apart, as at home: there the prompt is tokenised before a completion exists.
    completion = tokenizer.encode(example.completion)
    return tokenizer.encode(example.prompt), [*completion, tokenizer.end]


def encode_block(tokenizer: Tokenizer, examples: Iterator[Example]) -> Block:
    """Tokenise examples."""
    pairs = [encode_example(tokenizer, example) for example in examples]
    flat = [i for prompt, completion in pairs for i in (*prompt, *completion)]
    return Block(
        np.array(flat, dtype=np.uint16),
        np.array([len(prompt) for prompt, _ in pairs]),
        np.array([len(prompt) + len(completion) for prompt, completion in pairs]),
    )


def write_block(path: Path, block: Block) -> None:
    """Write a block; a reader sees all of it or nothing."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(file, ids=block.ids, prompts=block.prompts, lengths=block.lengths)
    part.rename(path)


def read_block(path: Path) -> Block:
    """Read what `write_block` wrote."""
    with np.load(path) as data:
        return Block(data["ids"], data["prompts"], data["lengths"])


def micro_batches(block: Block, tokens: int, seed: str, context: int) -> list[Batch]:
    """Return a block's examples as batches of at most `tokens`, padding included."""
    rng = random.Random(seed)
    widths = [_padded(int(length)) for length in block.lengths]
    fitting = [i for i, width in enumerate(widths) if width <= context]
    rng.shuffle(fitting)
    fitting.sort(key=lambda i: widths[i])  # stable, so shuffled among equals
    groups: list[list[int]] = [[]]
    for i in fitting:
        if widths[i] * (len(groups[-1]) + 1) > tokens and groups[-1]:
            groups.append([])
        groups[-1].append(i)
    # A batch of one row would be compiled apart.
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2] += groups.pop()
    rng.shuffle(groups)
    return [pad(block, group) for group in groups if group]


def _padded(length: int) -> int:
    """Return the row length for an example: its last token is never an input."""
    return -(-(length - 1) // _PAD_TO) * _PAD_TO


def pad(block: Block, rows: list[int]) -> Batch:
    """Return chosen examples as one batch."""
    starts = np.cumsum(block.lengths) - block.lengths
    width = _padded(int(block.lengths[rows].max()))
    ids = np.zeros((len(rows), width), dtype=np.int64)
    keep, target = [], []
    for row, i in enumerate(rows):
        start, prompt, length = starts[i], block.prompts[i], block.lengths[i]
        text = block.ids[start : start + length]
        ids[row, : length - 1] = text[:-1]
        keep.append(np.arange(prompt - 1, length - 1) + row * width)
        target.append(text[prompt:].astype(np.int64))
    used = int(block.lengths[rows].sum()) - len(rows)
    keeps, targets = np.concatenate(keep), np.concatenate(target)
    return Batch(torch.from_numpy(ids), torch.from_numpy(keeps), torch.from_numpy(targets), used)


class Feed:
    """Micro-batches in an order that follows from the source alone."""

    def __init__(
        self, source: Source, config: Config, place: tuple[int, int], step: int, workers: int
    ) -> None:
        """Begin at a place: a block's number and a micro-batch in it."""
        self._source, self._config = source, config
        self._number, self._index = place
        self._blocks = blocks(source, self._number, step, workers)
        self._step = step
        self.waited_s = 0.0
        self._batches = self._open()

    @property
    def place(self) -> tuple[int, int]:
        """Return where a later feed goes on."""
        return self._number, self._index

    def take(self, tokens: int) -> list[Batch]:
        """Return the micro-batches of one step, at least `tokens` with their padding."""
        taken: list[Batch] = []
        while sum(batch.ids.numel() for batch in taken) < tokens:
            if self._index == len(self._batches):
                self._number, self._index = self._number + self._step, 0
                self._batches = self._open()
            taken.append(self._batches[self._index])
            self._index += 1
        return taken

    def close(self) -> None:
        """End the workers."""
        self._blocks.close()

    def _open(self) -> list[Batch]:
        """Cut the next block."""
        start = time.monotonic()
        number, block = next(self._blocks)
        self.waited_s += time.monotonic() - start
        seed = f"{self._source.seed} {number}"
        tokens, context = self._config.train.micro_tokens, self._config.model.context
        return micro_batches(block, tokens, seed, context)


def _work(source: Source, numbers: range, queue: Any) -> None:
    """Make blocks in another process until it is ended."""
    torch.set_num_threads(1)
    for number in numbers:
        queue.put(source.block(number))


def blocks(source: Source, first: int, step: int, workers: int) -> Blocks:
    """Yield blocks `first`, `first + step`, ... for ever, made ahead by workers."""
    if workers == 0:
        for number in _numbers(first, step):
            yield number, source.block(number)
    # Started afresh: a fork would copy the threads of torch in an unknown state.
    context = mp.get_context("spawn")
    queues: list[Any] = [context.Queue(_AHEAD) for _ in range(workers)]
    numbers = [_numbers(first + i * step, step * workers) for i in range(workers)]
    processes = [
        context.Process(target=_work, args=(source, *pair), daemon=True)
        for pair in zip(numbers, queues, strict=True)
    ]
    for process in processes:
        process.start()
    try:
        for turn, number in enumerate(_numbers(first, step)):
            yield number, _receive(queues[turn % workers], processes[turn % workers])
    finally:
        for process in processes:
            process.terminate()


def _receive(queue: Any, process: Any) -> Block:
    """Wait for a block; a worker that has died ends the run instead of stopping it."""
    while True:
        try:
            block: Block = queue.get(timeout=5)
        except Empty:
            if not process.is_alive():
                raise RuntimeError("a data worker has died; its error is above") from None
        else:
            return block


def _numbers(first: int, step: int) -> range:
    """Return an endless enough arithmetic sequence that can be sent to a process."""
    return range(first, 2**31, step)


def main() -> None:
    """Write blocks to a folder ahead of a run."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--write", type=int, required=True, metavar="N", help="blocks")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--vocabulary", type=int, default=2048, help="size")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    path = arguments.data / "tokenizer.json"
    tokenizer = open_tokenizer(path, GENERATOR, arguments.vocabulary)
    source = Source(tokenizer=tokenizer, seed=arguments.seed).kept_in(arguments.data)
    write(source, arguments.write, arguments.workers)


def write(source: Source, count: int, workers: int) -> None:
    """Write the first blocks, those that are not there yet."""
    for number, block in islice(blocks(source, 0, 1, workers), count):
        path = source.path(number)
        if path and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_block(path, block)
            print(f"{path}: {len(block.lengths)} examples, {len(block.ids)} tokens", flush=True)


if __name__ == "__main__":
    main()
