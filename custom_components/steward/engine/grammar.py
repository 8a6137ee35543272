"""A GBNF grammar as a filter over the next token.

llama-cpp-python's own sampling chain asks the grammar about every token of the
vocabulary at each step. Here it is asked about one token, the likeliest, and
about the rest only when that one is refused: the low-level sampler takes any
list of candidates. A trained model is seldom refused.
"""

from __future__ import annotations

import ctypes
from typing import Any

import llama_cpp
import numpy as np
import numpy.typing as npt

from .errors import GrammarError

_ROOT = b"root"
_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])


class Grammar:
    """The state of one continuation under a grammar; without a text all is allowed."""

    def __init__(self, vocabulary: Any, size: int, text: str) -> None:
        """Parse the text.

        Raises:
            GrammarError: The text does not parse.
        """
        self._sampler = _parse(vocabulary, text) if text else None
        self._all = _Candidates(size)
        self._one = _Candidates(1)

    def close(self) -> None:
        """Free the native state."""
        if self._sampler:
            llama_cpp.llama_sampler_free(self._sampler)
        self._sampler = None

    def allows(self, token: int) -> bool:
        """Return True when the token may come next."""
        if self._sampler is None:
            return True
        one = self._one.rows
        one["id"], one["logit"] = token, 0.0
        self._one.apply(self._sampler)
        return bool(one["logit"][0] == 0.0)

    def filtered(self, logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the logits with minus infinity where a token may not come next.

        The array is the same one at each call.
        """
        rows = self._all.rows
        rows["id"], rows["logit"] = self._all.ids, logits
        if self._sampler is not None:
            self._all.apply(self._sampler)
        filtered: npt.NDArray[np.float32] = rows["logit"]
        return filtered

    def accept(self, token: int) -> None:
        """Move on behind a token that was allowed.

        A token that was not allowed would end the process.
        """
        if self._sampler is not None:
            llama_cpp.llama_sampler_accept(self._sampler, token)


class _Candidates:
    """A list of candidates in the memory layout of llama.cpp."""

    def __init__(self, size: int) -> None:
        """Allocate once; the rows are overwritten at each use."""
        self.ids = np.arange(size, dtype=np.int32)
        self.rows = np.zeros(size, dtype=_CANDIDATE)
        self._array = llama_cpp.llama_token_data_array(
            data=self.rows.ctypes.data_as(llama_cpp.llama_token_data_p),
            size=size,
            selected=-1,
            sorted=False,
        )
        self._pointer = ctypes.byref(self._array)

    def apply(self, sampler: Any) -> None:
        """Let the sampler write minus infinity where it refuses."""
        llama_cpp.llama_sampler_apply(sampler, self._pointer)


def _parse(vocabulary: Any, text: str) -> Any:
    """Return the native sampler for a grammar text."""
    # The library's own chain adds the result unseen: with a text that does not
    # parse it is a null pointer, and the process ends at the first token.
    sampler = llama_cpp.llama_sampler_init_grammar(vocabulary, text.encode(), _ROOT)
    if not sampler:
        raise GrammarError("The grammar text does not parse")
    return sampler
