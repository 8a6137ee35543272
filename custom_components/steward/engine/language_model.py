"""A small language model that continues a prompt under a grammar.

With grammar.py the only file that calls llama.cpp: imported late, in the engine
process and nowhere else. One model serves one request at a time; the server
sees to that.
"""

from __future__ import annotations

import ctypes
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
import numpy.typing as npt

from .errors import (
    EngineFailure,
    ModelFault,
    ModelFileError,
    PromptTooLong,
    RequestError,
)
from .grammar import Grammar
from .model_file import ModelFile, check_model_file
from .protocol import Complete, Completed, Timings, Token
from .readiness import LoadedModel
from .threads import available_cores, choose_threads

# Tokens read in one go. Between two goes a request can be given up.
_BATCH = 64
_END = b"<end>"

Logits = npt.NDArray[np.float32]


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
        return _Continuation(self, request, check).run()

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


class _Continuation:
    """One request being answered."""

    def __init__(self, model: LanguageModel, request: Complete, check: Callable[[], None]) -> None:
        """Take the clock's first reading."""
        self._model = model
        self._request = request
        self._check = check
        self._tokens: list[Token] = []
        self._bytes: list[bytes] = []
        self._laps = [time.perf_counter()]

    def run(self) -> Completed:
        """Read the prompt, write the continuation."""
        prompt = self._prompt()
        self._lap()
        grammar = self._model.grammar(self._request.grammar)
        self._lap()
        try:
            self._model.read(prompt, self._check)
            self._lap()
            stop_reason = self._write(grammar)
        finally:
            grammar.close()
        self._lap()
        return self._completed(len(prompt), stop_reason)

    def _prompt(self) -> list[int]:
        """Return the prompt's tokens when there is room for them and the answer."""
        request = self._request
        prompt = self._model.tokenize(request.prompt)
        if not prompt or request.max_tokens < 1:
            raise RequestError("There is no prompt, or no token to write")
        room = self._model.description.context
        if len(prompt) + request.max_tokens > room:
            raise PromptTooLong(
                f"{len(prompt)} prompt tokens and {request.max_tokens} more exceed {room}"
            )
        return prompt

    def _write(self, grammar: Grammar) -> str:
        """Write tokens until something ends it; return what did."""
        while True:
            self._check()
            logits = self._model.logits()
            token = self._next(logits, grammar)
            if token is None:
                return "grammar"
            if self._model.is_stop(token):
                return "end"
            grammar.accept(token)
            if self._model.is_finished(grammar):
                return "grammar"
            if len(self._tokens) == self._request.max_tokens:
                return "length"
            self._model.append([token])

    def _next(self, logits: Logits, grammar: Grammar) -> int | None:
        """Choose and note the next token; None when the grammar allows none."""
        likeliest = int(logits.argmax())
        if self._is_plain() and grammar.allows(likeliest):
            return self._note(likeliest, logits, {})
        allowed = grammar.filtered(logits)
        if not np.isfinite(allowed).any():
            return None
        token = self._draw(allowed)
        return self._note(token, logits, self._top(allowed, logits))

    def _is_plain(self) -> bool:
        """Return True when only the likeliest token is wanted."""
        return not self._request.temperature and not self._request.top_logprobs

    def _draw(self, allowed: Logits) -> int:
        """Return one of the allowed tokens."""
        if not self._request.temperature:
            return int(allowed.argmax())
        scaled = (allowed - allowed.max()) / self._request.temperature
        weights = np.exp(scaled.astype(np.float64))
        return int(np.random.default_rng().choice(len(weights), p=weights / weights.sum()))

    def _top(self, allowed: Logits, logits: Logits) -> dict[str, float]:
        """Return the likeliest allowed tokens with their logprob."""
        total = _log_total(logits)
        best = np.argsort(allowed)[::-1][: self._request.top_logprobs]
        return {
            self._text(token): float(allowed[token]) - total
            for token in map(int, best)
            if np.isfinite(allowed[token])
        }

    def _note(self, token: int, logits: Logits, top: dict[str, float]) -> int:
        """Write a token down unless it is the end."""
        if not self._model.is_stop(token):
            logprob = float(logits[token]) - _log_total(logits)
            self._bytes.append(self._model.piece(token))
            self._tokens.append(Token(text=self._text(token), logprob=logprob, top=top))
        return token

    def _text(self, token: int) -> str:
        """Return a token as text."""
        return self._model.piece(token).decode("utf-8", "replace")

    def _lap(self) -> None:
        """Note that one part of the work is done."""
        self._laps.append(time.perf_counter())

    def _completed(self, prompt_tokens: int, stop_reason: str) -> Completed:
        """Return the answer."""
        laps = [
            (end - start) * 1000 for start, end in zip(self._laps, self._laps[1:], strict=False)
        ]
        return Completed(
            request_id=self._request.request_id,
            text=b"".join(self._bytes).decode("utf-8", "replace"),
            tokens=self._tokens,
            prompt_tokens=prompt_tokens,
            completion_tokens=len(self._tokens) + (stop_reason == "end"),
            timings_ms=Timings(
                tokenize=laps[0], grammar=laps[1], prefill=laps[2], generate=laps[3]
            ),
            stop_reason=stop_reason,
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


def _log_total(logits: Logits) -> float:
    """Return the logarithm of the sum of all exponentials."""
    highest = float(logits.max())
    total = highest + math.log(float(np.exp(logits - highest).sum()))
    if not math.isfinite(total):
        raise EngineFailure("The model computes no numbers; its file is damaged")
    return total
