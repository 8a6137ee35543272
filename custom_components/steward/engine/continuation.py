"""One request being answered: the likeliest continuation that the grammar allows.

Token by token the likeliest is taken. Under a grammar that can end badly: a first word is chosen,
and what the model would have said after it is not legal. So where a path turns out unlikely, the
choices it passed by are tried too, the most promising first, until none of them can be likelier
than the best found. A sure model never needs a second path.
"""

from __future__ import annotations

import heapq
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from .errors import EngineFailure, EngineTimeout, PromptTooLong, RequestError
from .grammar import Grammar
from .protocol import Complete, Completed, Timings, Token

if TYPE_CHECKING:
    from .language_model import LanguageModel

_SURE = math.log(0.9)
"""Beside a token as likely as this no other is looked at."""
_UNLIKELY = math.log(0.02)
"""Nor is one less likely than this."""
_BRANCHES = 3
"""At most so many tokens are looked at in one place, the chosen one among them."""

Logits = npt.NDArray[np.float32]


@dataclass(slots=True)
class Path:
    """A continuation in the making."""

    ids: list[int] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    logprob: float = 0.0
    """Natural log of the probability of all its tokens."""
    stop_reason: str = ""


Waiting = list[tuple[float, int, Path]]
"""Beginnings not gone on with yet: by their improbability, then by age."""


class Continuation:
    """One request being answered."""

    def __init__(self, model: LanguageModel, request: Complete, check: Callable[[], None]) -> None:
        """Take the clock's first reading."""
        self._model = model
        self._request = request
        self._check = check
        self._age = count()
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
            waiting: Waiting = []
            best = self._write(Path(), grammar, waiting)
        finally:
            grammar.close()
        best = self._likeliest(best, prompt, waiting)
        self._lap()
        return self._completed(len(prompt), best)

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

    def _likeliest(self, best: Path, prompt: list[int], waiting: Waiting) -> Path:
        """Go on with what was passed by, as long as it may come to something likelier."""
        for _ in range(1, self._request.tries):
            if not waiting or -waiting[0][0] <= best.logprob:
                break
            begun = heapq.heappop(waiting)[2]
            try:
                other = self._go_on(begun, prompt, waiting)
            except EngineTimeout:
                # What was found in time is better than nothing.
                break
            # One that had to be cut off says nothing.
            if other.logprob > best.logprob and other.stop_reason != "length":
                best = other
        return best

    def _go_on(self, begun: Path, prompt: list[int], waiting: Waiting) -> Path:
        """Complete a path from where it was left."""
        grammar = self._model.grammar(self._request.grammar)
        try:
            for token in begun.ids:
                grammar.accept(token)
            if self._is_over(begun, grammar):
                return begun
            self._model.read(prompt + begun.ids, self._check)
            return self._write(begun, grammar, waiting)
        finally:
            grammar.close()

    def _write(self, path: Path, grammar: Grammar, waiting: Waiting) -> Path:
        """Write tokens until something ends the path."""
        while not path.stop_reason:
            self._check()
            logits = self._model.logits()
            token = self._next(path, logits, grammar, waiting)
            if token is None:
                path.stop_reason = "grammar"
            elif self._model.is_stop(token):
                path.stop_reason = "end"
            else:
                grammar.accept(token)
                if not self._is_over(path, grammar):
                    self._model.append([token])
        return path

    def _is_over(self, path: Path, grammar: Grammar) -> bool:
        """Note and return whether a path ends with its last token."""
        if self._model.is_finished(grammar):
            path.stop_reason = "grammar"
        elif len(path.ids) == self._request.max_tokens:
            path.stop_reason = "length"
        return bool(path.stop_reason)

    def _next(self, path: Path, logits: Logits, grammar: Grammar, waiting: Waiting) -> int | None:
        """Choose and note the next token; None when the grammar allows none."""
        total = log_total(logits)
        likeliest = int(logits.argmax())
        is_sure = float(logits[likeliest]) - total > _SURE or self._request.tries == 1
        if is_sure and self._is_plain() and grammar.allows(likeliest):
            return self._note(path, likeliest, logits, total, {})
        allowed = grammar.filtered(logits)
        if not np.isfinite(allowed).any():
            return None
        token = self._draw(allowed)
        top = self._top(allowed, total)
        if self._request.tries > 1 and not self._request.temperature:
            self._leave(path, token, allowed, total, top, waiting)
        return self._note(path, token, logits, total, top)

    def _leave(
        self,
        path: Path,
        token: int,
        allowed: Logits,
        total: float,
        top: dict[str, float],
        waiting: Waiting,
    ) -> None:
        """Keep the choices that are passed by for later."""
        for other in map(int, np.argsort(allowed)[: -_BRANCHES - 1 : -1]):
            logprob = float(allowed[other]) - total
            if other == token or logprob < _UNLIKELY or self._model.is_stop(other):
                continue
            begun = Path([*path.ids], [*path.tokens], path.logprob)
            self._note(begun, other, allowed, total, top)
            heapq.heappush(waiting, (-begun.logprob, next(self._age), begun))

    def _is_plain(self) -> bool:
        """Return True when beside a likely token no other is wanted."""
        request = self._request
        return not request.temperature and (not request.top_logprobs or request.tries > 1)

    def _draw(self, allowed: Logits) -> int:
        """Return one of the allowed tokens."""
        if not self._request.temperature:
            return int(allowed.argmax())
        scaled = (allowed - allowed.max()) / self._request.temperature
        weights = np.exp(scaled.astype(np.float64))
        return int(np.random.default_rng().choice(len(weights), p=weights / weights.sum()))

    def _top(self, allowed: Logits, total: float) -> dict[str, float]:
        """Return the likeliest allowed tokens with their logprob."""
        if not self._request.top_logprobs:
            return {}
        best = np.argsort(allowed)[::-1][: self._request.top_logprobs]
        return {
            self._text(token): float(allowed[token]) - total
            for token in map(int, best)
            if np.isfinite(allowed[token])
        }

    def _note(
        self, path: Path, token: int, logits: Logits, total: float, top: dict[str, float]
    ) -> int:
        """Write a token down unless it is the end."""
        if not self._model.is_stop(token):
            logprob = float(logits[token]) - total
            path.ids.append(token)
            path.tokens.append(Token(text=self._text(token), logprob=logprob, top=top))
            path.logprob += logprob
        return token

    def _text(self, token: int) -> str:
        """Return a token as text."""
        return self._model.piece(token).decode("utf-8", "replace")

    def _lap(self) -> None:
        """Note that one part of the work is done."""
        self._laps.append(time.perf_counter())

    def _completed(self, prompt_tokens: int, path: Path) -> Completed:
        """Return the answer."""
        laps = [
            (end - start) * 1000 for start, end in zip(self._laps, self._laps[1:], strict=False)
        ]
        return Completed(
            request_id=self._request.request_id,
            text=b"".join(map(self._model.piece, path.ids)).decode("utf-8", "replace"),
            tokens=path.tokens,
            prompt_tokens=prompt_tokens,
            completion_tokens=len(path.tokens) + (path.stop_reason == "end"),
            timings_ms=Timings(
                tokenize=laps[0], grammar=laps[1], prefill=laps[2], generate=laps[3]
            ),
            stop_reason=path.stop_reason,
        )


def log_total(logits: Logits) -> float:
    """Return the logarithm of the sum of all exponentials."""
    highest = float(logits.max())
    total = highest + math.log(float(np.exp(logits - highest).sum()))
    if not math.isfinite(total):
        raise EngineFailure("The model computes no numbers; its file is damaged")
    return total
