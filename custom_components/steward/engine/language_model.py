"""A small language model that continues a prompt under a grammar.

With grammar.py the only file that calls llama.cpp: imported late, in the engine
process and nowhere else. One model serves one request at a time; the server
sees to that.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np

from .continuation import Continuation, Logits
from .errors import (
    EngineFailure,
    ModelFault,
    ModelFileError,
)
from .grammar import Grammar
from .model_file import ModelFile, check_model_file
from .protocol import Complete, Completed
from .readiness import LoadedModel
from .threads import available_cores, choose_threads

# Tokens read in one go. Between two goes a request can be given up.
_BATCH = 64
_END = b"<end>"


class LanguageModel:
    """A GGUF model in memory, with what it read last still in its cache."""

    def __init__(self, path: Path, *, threads: int, context: int) -> None:
        """Load the file; with no threads given, measure how many are best.

        Raises:
            ModelFileError: The file cannot be used.
        """
        started = time.perf_counter()
        file = check_model_file(path)
        self._llama = _open(file, threads or 1, context)
        self._vocabulary = llama_cpp.llama_model_get_vocab(self._llama.model)
        self._size = self._llama.n_vocab()
        self._pieces: dict[int, bytes] = {}
        self._stops = self._find_stops()
        if not threads:
            threads = choose_threads(self._trial, available_cores())
        self._use_threads(threads)
        load_ms = (time.perf_counter() - started) * 1000
        self.description = self._describe(file, threads, load_ms)

    def close(self) -> None:
        """Free the model."""
        self._llama.close()

    def complete(self, request: Complete, check: Callable[[], None]) -> Completed:
        """Return the continuation of a prompt.

        Args:
            request: What to continue, and how.
            check: Called between steps; raises when nobody waits any more.

        Raises:
            RequestError: The prompt or the grammar is at fault.
        """
        return Continuation(self, request, check).run()

    def tokenize(self, text: str) -> list[int]:
        """Return the tokens of a text, special tokens in it included."""
        tokens: list[int] = self._llama.tokenize(text.encode(), add_bos=False, special=True)
        return tokens

    def grammar(self, text: str) -> Grammar:
        """Return a grammar over this model's vocabulary."""
        return Grammar(self._vocabulary, self._size, text)

    def read(self, prompt: list[int], check: Callable[[], None]) -> None:
        """Bring the cache to the end of a prompt, keeping what it has in common."""
        self._llama.n_tokens = self._common_prefix(prompt)
        while (start := self._llama.n_tokens) < len(prompt):
            check()
            self.append(prompt[start : start + _BATCH])

    def append(self, tokens: list[int]) -> None:
        """Read tokens behind what the cache holds."""
        try:
            self._llama.eval(tokens)
        except RuntimeError as err:
            # What the cache holds now is unknown: forget it.
            self._llama.reset()
            raise EngineFailure(f"The model cannot go on: {err}") from err

    def logits(self) -> Logits:
        """Return the model's opinion on the next token; valid until the next read."""
        pointer = llama_cpp.llama_get_logits_ith(self._llama.ctx, -1)
        address = ctypes.addressof(pointer.contents)
        buffer = (ctypes.c_float * self._size).from_address(address)
        return np.frombuffer(buffer, dtype=np.float32)

    def is_stop(self, token: int) -> bool:
        """Return True for a token that ends a continuation."""
        return token in self._stops

    def is_finished(self, grammar: Grammar) -> bool:
        """Return True when the grammar leaves nothing but the end."""
        # Asked first, because it is cheap and nearly always refused.
        if not self._stops or not grammar.allows(next(iter(self._stops))):
            return False
        left = grammar.filtered(np.zeros(self._size, dtype=np.float32))
        left[list(self._stops)] = -np.inf
        return not bool(np.isfinite(left).any())

    def piece(self, token: int) -> bytes:
        """Return the bytes that a token stands for."""
        if token not in self._pieces:
            self._pieces[token] = self._read_piece(token)
        return self._pieces[token]

    def _common_prefix(self, prompt: list[int]) -> int:
        """Return how many tokens of the prompt the cache holds already."""
        if llama_cpp.llama_model_is_recurrent(self._llama.model) or llama_cpp.llama_model_is_hybrid(
            self._llama.model
        ):
            # Such a model's state cannot be cut back to an earlier token.
            self._llama.reset()
            return 0
        held = self._llama.input_ids[: self._llama.n_tokens]
        # The last token is read again in any case: its logits are needed.
        length = min(len(held), len(prompt) - 1)
        differs = held[:length] != np.array(prompt[:length], dtype=held.dtype)
        return int(differs.argmax()) if differs.any() else length

    def _read_piece(self, token: int) -> bytes:
        """Ask llama.cpp for the bytes of a token."""
        # The library's own `detokenize` fails on a token above 32 bytes.
        for size in (64, 4096):
            buffer = ctypes.create_string_buffer(size)
            length = llama_cpp.llama_token_to_piece(self._vocabulary, token, buffer, size, 0, True)
            if length >= 0:
                return buffer.raw[:length]
        raise EngineFailure(f"Token {token} is longer than any token should be")

    def _find_stops(self) -> frozenset[int]:
        """Return the tokens that end a continuation."""
        ends = self._llama.tokenize(_END, add_bos=False, special=True)
        own = ends if len(ends) == 1 else []
        is_end = llama_cpp.llama_vocab_is_eog
        return frozenset(own + [t for t in range(self._size) if is_end(self._vocabulary, t)])

    def _trial(self, threads: int) -> None:
        """Compute what one small request does."""
        self._use_threads(threads)
        self._llama.n_tokens = 0
        self.append([0] * _BATCH)
        for _ in range(8):
            self.append([0])
        self._llama.n_tokens = 0

    def _use_threads(self, threads: int) -> None:
        """Compute with so many threads from now on."""
        llama_cpp.llama_set_n_threads(self._llama.ctx, threads, threads)

    def _describe(self, file: ModelFile, threads: int, load_ms: float) -> LoadedModel:
        """Return what the engine says of this model."""
        return LoadedModel(
            name=file.name,
            architecture=file.architecture,
            parameters=llama_cpp.llama_model_n_params(self._llama.model),
            vocabulary=self._size,
            context=self._llama.n_ctx(),
            threads=threads,
            load_ms=load_ms,
            calibration=file.calibration,
        )


def _open(file: ModelFile, threads: int, context: int) -> Any:
    """Load a file that was found whole."""
    try:
        return llama_cpp.Llama(
            model_path=str(file.path),
            n_ctx=context,
            n_batch=_BATCH,
            n_threads=threads,
            # Left alone, the library takes all cores to read the prompt.
            n_threads_batch=threads,
            verbose=False,
        )
    except ValueError as err:
        text = f"{file.path} is not a model that llama.cpp can load: {err}"
        raise ModelFileError(text, ModelFault.UNSUPPORTED) from err
