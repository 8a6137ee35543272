"""A vocabulary of the size of Whisper's, with made-up pieces and the real special tokens."""

import itertools
import string
from collections.abc import Iterator

from tokenizers import Tokenizer, decoders, models, pre_tokenizers

TEXT_PIECES = 50_257
"""Whisper's number of pieces of text; the end of the transcript is the token after them."""
TIMESTAMPS = 1_501
"""From 0 to 30 seconds in steps of 20 ms."""
END = "<|endoftext|>"
SPACE = "Ġ"
"""How a byte-level vocabulary writes a space."""

# Whisper's first 99 languages; English is first there too, the order of the rest is ours.
LANGUAGES = (
    "en af am ar as az ba be bg bn bo br bs ca cs cy da de el es et eu fa fi fo fr gl gu ha haw he "
    "hi hr ht hu hy id is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne "
    "nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk "
    "ur uz vi yi yo zh"
).split()
LANGUAGE_TOKENS = [f"<|{language}|>" for language in LANGUAGES]
SPECIAL_TOKENS = [
    END,
    "<|startoftranscript|>",
    *LANGUAGE_TOKENS,
    *(f"<|{name}|>" for name in "translate transcribe startoflm startofprev nospeech".split()),
    "<|notimestamps|>",
]


def tokenizer_for(transcript: str) -> Tokenizer:
    """Return a tokenizer that has each word of a transcript as one piece, as Whisper's has.

    Other words come in pieces of up to four letters, so a prompt of names is somewhat longer than
    a real one. The last piece is empty, as in Whisper's: CTranslate2 tells by it that a model
    knows more than English.
    """
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False)
    words = [word for word, _ in byte_level.pre_tokenize_str(f" {transcript}")]
    pieces: dict[str, int] = {}
    merges: list[tuple[str, str]] = []
    for piece in _pieces(words):
        if piece in pieces:
            continue
        if len(pieces) == TEXT_PIECES - 1:
            break
        pieces[piece] = len(pieces)
        if len(piece) > 1:
            merges.append((piece[:-1], piece[-1]))
    pieces[""] = len(pieces)
    tokenizer = Tokenizer(models.BPE(vocab=pieces, merges=merges))
    tokenizer.pre_tokenizer = byte_level
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(SPECIAL_TOKENS)
    tokenizer.add_tokens([f"<|{step * 0.02:.2f}|>" for step in range(TIMESTAMPS)])
    return tokenizer


def _pieces(words: list[str]) -> Iterator[str]:
    """Name pieces, each after the one that it extends by a character.

    What begins a word comes first, so that it is also joined first.
    """
    yield from sorted(pre_tokenizers.ByteLevel.alphabet())
    yield from (word[:end] for word in words for end in range(2, len(word) + 1))
    yield from (SPACE + letter for letter in string.ascii_uppercase)
    yield from (SPACE + letters for length in (1, 2, 3) for letters in _letters(length))
    yield from (letters for length in (2, 3) for letters in _letters(length))
    yield from (SPACE + letters for letters in _letters(4))


def _letters(length: int) -> Iterator[str]:
    return map("".join, itertools.product(string.ascii_lowercase, repeat=length))
