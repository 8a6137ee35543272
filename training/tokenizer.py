"""Text to token ids, the same ids that llama.cpp makes of the same text.

A byte-level BPE of our own. Two rules differ from an ordinary one: every digit
is a token of its own, so that "21" and "210" share what they share, and special
tokens (structure, services, labels) are cut out first, the longest ones first.
The Hugging Face library would cut the leftmost match first; where two special
tokens overlap that gives other ids than llama.cpp, so the cutting is done here.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer as ByteLevelBPE
from tokenizers import decoders, models, pre_tokenizers, trainers

END = "<end>"
"""Ends every completion; the only token the model writes that is not text."""

PRE_TOKENIZER = "gpt-2"
"""What llama.cpp calls the splitting rule that `ByteLevel` applies."""


class Tokenizer:
    """A trained vocabulary."""

    def __init__(
        self, vocabulary: dict[str, int], merges: list[tuple[str, str]], special: list[str]
    ) -> None:
        """Take normal tokens (byte alphabet), merges and special tokens (plain text)."""
        self.vocabulary, self.merges, self.special = vocabulary, merges, special
        self._bpe = _byte_level(models.BPE(vocab=vocabulary, merges=merges))
        self._special_ids = _special_ids(vocabulary, special)
        # llama.cpp looks for every occurrence of the longest token first.
        self._by_length = sorted(special, key=lambda token: -len(token.encode()))
        self._text_ids = lru_cache(maxsize=65_536)(self._encode_text)
        self.end = self._special_ids[END]
        self._pieces = self._all_pieces()

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to a worker as plain data; the cache stays behind."""
        return Tokenizer, (self.vocabulary, self.merges, self.special)

    @property
    def size(self) -> int:
        """Return the number of ids, a multiple of 32."""
        return len(self._pieces)

    def encode(self, text: str) -> list[int]:
        """Return the ids of a text."""
        ids: list[int] = []
        for part, special_id in self.cut(text, 0):
            if special_id is None:
                ids += self._text_ids(part)
            else:
                ids.append(special_id)
        return ids

    def cut(self, text: str, rank: int) -> Iterator[tuple[str, int | None]]:
        """Yield the parts of a text, special tokens with their id."""
        if not text:
            return
        for at in range(rank, len(self._by_length)):
            token = self._by_length[at]
            if token not in text:
                continue
            first, *others = text.split(token)
            yield from self.cut(first, at + 1)
            for other in others:
                yield token, self._special_ids[token]
                yield from self.cut(other, at + 1)
            return
        yield text, None

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of ids; bytes that are no UTF-8 become U+FFFD."""
        return b"".join(self._pieces[i] for i in ids).decode(errors="replace")

    def special_id(self, text: str) -> int | None:
        """Return the id of a special token."""
        return self._special_ids.get(text)

    def gguf_tokens(self) -> Iterator[tuple[str, str]]:
        """Yield every token in the order of ids: its text and "normal", "user" or "control"."""
        by_id = {i: text for text, i in self._special_ids.items()}
        normal = {i: text for text, i in self.vocabulary.items()}
        for i in range(self.size):
            if i in by_id:
                yield by_id[i], "control" if by_id[i] == END else "user"
            else:
                yield normal.get(i, f"<unused{i}>"), "normal"

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for a checkpoint."""
        return {
            "vocabulary": self.vocabulary,
            "merges": self.merges,
            "special": self.special,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Tokenizer":
        """Return the tokenizer that `as_dict` described."""
        merges = [(left, right) for left, right in data["merges"]]
        return cls(data["vocabulary"], merges, list(data["special"]))

    def save(self, path: Path) -> None:
        """Write one JSON file."""
        path.write_text(json.dumps(self.as_dict(), ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Tokenizer":
        """Read what `save` wrote."""
        return cls.from_dict(json.loads(path.read_text(encoding="utf-8")))

    def hash(self) -> str:
        """Return what changes when any id changes its meaning."""
        return hashlib.sha256(json.dumps(self.as_dict()).encode()).hexdigest()[:16]

    def _encode_text(self, text: str) -> list[int]:
        """Return the ids of a text without special tokens."""
        ids: list[int] = self._bpe.encode(text).ids
        return ids

    def _all_pieces(self) -> list[bytes]:
        """Return the bytes of every id; unused ids at the end are empty."""
        used = max([*self.vocabulary.values(), *self._special_ids.values()]) + 1
        pieces = [b""] * (-(-used // 32) * 32)
        to_byte = {char: byte for byte, char in byte_alphabet().items()}
        for text, i in self.vocabulary.items():
            pieces[i] = bytes(to_byte[char] for char in text)
        for text, i in self._special_ids.items():
            pieces[i] = b"" if text == END else text.encode()
        return pieces


def train(texts: Iterable[str], special: Sequence[str], size: int) -> Tokenizer:
    """Learn merges from texts until there are `size` tokens, the special ones included."""
    tokens = list(dict.fromkeys([*special, END]))
    cutter = Tokenizer({char: i for i, char in enumerate(_alphabet())}, [], tokens)
    bpe = _byte_level(models.BPE())
    # Digits stand alone while merges are learned, so no merge can hold one; the
    # finished tokenizer then needs no rule of its own for them.
    bpe.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), bpe.pre_tokenizer]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=size - len(tokens),
        initial_alphabet=_alphabet(),
        show_progress=False,
        min_frequency=2,
    )
    plain = (part for text in texts for part, i in cutter.cut(text, 0) if i is None)
    bpe.train_from_iterator(plain, trainer)
    merges = [tuple(merge) for merge in json.loads(bpe.to_str())["model"]["merges"]]
    return Tokenizer(_in_merge_order(merges), merges, tokens)


def byte_alphabet() -> dict[int, str]:
    """Return the printable character that stands for each byte, as GPT-2 chose them."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {
        byte: chr(256 + i) for i, byte in enumerate(others)
    }


def _alphabet() -> list[str]:
    """Return the byte characters in the order of bytes."""
    return [char for _, char in sorted(byte_alphabet().items())]


def _byte_level(model: models.BPE) -> ByteLevelBPE:
    """Return a tokenizer that splits as GPT-2 does and adds no space in front."""
    bpe = ByteLevelBPE(model)
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    return bpe


def _in_merge_order(merges: list[tuple[str, str]]) -> dict[str, int]:
    """Return the vocabulary: the bytes first, then each merge's result."""
    tokens = dict.fromkeys([*_alphabet(), *(a + b for a, b in merges)])
    return {token: i for i, token in enumerate(tokens)}


def _special_ids(vocabulary: dict[str, int], special: Sequence[str]) -> dict[str, int]:
    """Return ids for special tokens: those of a byte keep it, the others follow."""
    ids: dict[str, int] = {}
    following = len(vocabulary)
    for token in special:
        # Two tokens of the same text would leave llama.cpp to choose one. Only an
        # ASCII character is its own byte: "é" would get the id of the byte E9.
        if not token.isascii() or not token.isprintable():
            raise ValueError(f"special tokens are plain ASCII, not {token!r}")
        if token in vocabulary:
            ids[token] = vocabulary[token]
        else:
            ids[token], following = following, following + 1
    return ids
