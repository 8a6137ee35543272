"""Text to ids: a small byte-level vocabulary with Whisper's special tokens behind it.

Digits are pieces of their own, with the sign or space in front of them. faster-whisper forbids the
pieces of some symbols; " 7" and ":3" must therefore not need the pieces " " and ":".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

PIECES = 640
END, START, PREVIOUS = "<|endoftext|>", "<|startoftranscript|>", "<|startofprev|>"
NO_SPEECH, NO_TIMES, TIME_ZERO = "<|nospeech|>", "<|notimestamps|>", "<|0.00|>"
SPECIAL = (
    *(END, START, "<|en|>", "<|translate|>", "<|transcribe|>", "<|startoflm|>"),
    *(PREVIOUS, NO_SPEECH, NO_TIMES, TIME_ZERO),
)
"""In Whisper's order: text before the end, times after "no timestamps". One time is enough for
sentences that always begin at zero."""
LETTERS = " abcdefghijklmnopqrstuvwxyz0123456789'.:"
"""What the encoder alone learns to write; zero is the blank."""
_PATTERN = r"[ .:]?\d| ?\p{L}+|'\p{L}+| ?[^\s\p{L}\d]+|\s+"
# What faster-whisper forbids; the symbols share with its notes their first byte and no other.
_FORCED = [f"{sign}{digit}" for sign in " .:" for digit in range(10)]
_FORCED += [" -", " '", *(f" {symbol}" for symbol in "♩€∞†⌘▲")]


def train(texts: Iterable[str], size: int = PIECES) -> Tokenizer:
    """Learn the pieces of texts."""
    tokenizer = _empty(models.BPE())
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    lines = [f" {text}" for text in texts]
    # As frequent as anything, hence learned first.
    forced = [text for text in _FORCED for _ in range(len(lines))]
    tokenizer.train_from_iterator([*lines, *forced], trainer)
    tokenizer.add_special_tokens(list(SPECIAL))
    return tokenizer


def _empty(model: models.Model) -> Tokenizer:
    """Return a tokenizer that splits text but has no pieces yet."""
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def _id(tokenizer: Tokenizer, token: str) -> int:
    """Return the id of a special token.

    Raises:
        KeyError: The vocabulary has none.
    """
    found: int | None = tokenizer.token_to_id(token)
    if found is None:
        raise KeyError(token)
    return found


class Tokens:
    """A trained vocabulary with the ids that rows need."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Look up the special ids."""
        self.tokenizer = tokenizer
        ids: dict[str, int] = {token: _id(tokenizer, token) for token in SPECIAL}
        self.end, self.start, self.previous = ids[END], ids[START], ids[PREVIOUS]
        self.no_speech, self.no_times = ids[NO_SPEECH], ids[NO_TIMES]
        self.time_zero = ids[TIME_ZERO]

    @classmethod
    def from_json(cls, text: str) -> Tokens:
        """Return the vocabulary of a tokenizer.json."""
        return cls(Tokenizer.from_str(text))

    def as_json(self) -> str:
        """Return the text of a tokenizer.json."""
        text: str = self.tokenizer.to_str()
        return text

    @property
    def size(self) -> int:
        """Return the number of ids."""
        count: int = self.tokenizer.get_vocab_size()
        return count

    def encode(self, text: str) -> list[int]:
        """Return the ids of a text, with the space in front that Whisper's texts have."""
        ids: list[int] = self.tokenizer.encode(f" {text}", add_special_tokens=False).ids
        return ids

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of ids without special tokens."""
        text: str = self.tokenizer.decode([i for i in ids if i < self.end])
        return text.strip()


def letters(text: str) -> list[int]:
    """Return the letter ids of a transcript; accents are dropped."""
    plain = unicodedata.normalize("NFKD", text)
    return [LETTERS.index(char) + 1 for char in plain if char in LETTERS]


def from_letters(ids: Iterable[int]) -> str:
    """Return the text that a row of best letters spells: repeats and blanks fall out."""
    text, last = "", 0
    for i in ids:
        if i and i != last:
            text += LETTERS[i - 1]
        last = i
    return " ".join(text.split())
