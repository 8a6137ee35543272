"""A PIN: kept as a hash only, and read from a sentence as people type or say it.

It protects against the neighbour at the window and the child at the table, not against somebody
who can read Home Assistant's files: four digits are tried out in minutes, however they are hashed.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Sequence

from .numerals import SMALL_NUMBERS

SHORTEST, LONGEST = 4, 10
"""The number of digits that a PIN may have."""
MASK = "****"
"""What is shown in place of a sentence that holds something secret."""

# 16 MiB and some 50 ms on a small machine; Home Assistant's own limit for a call is far above.
_COST, _BLOCK, _PARALLEL = 2**14, 8, 1
_SALT_BYTES, _HASH_BYTES = 16, 32
_TOKEN = re.compile(r"[^\W\d_]+|\d")
_ZEROS = frozenset({"oh", "o", "nought", "naught", "null"})
_REPEATS = {"double": 2, "triple": 3}
_HEARD_AS = {"to": "2", "too": "2", "for": "4", "fore": "4", "won": "1", "ate": "8", "tree": "3"}
"""Words that a recogniser may write for a digit; taken for one only where all else is digits too."""
_FILLERS = frozenset(
    "a and code digits hm is it it's its my number okay ok please pin s so that's the um uh yes"
    " password passcode".split()
)


def is_pin(text: str) -> bool:
    """Return whether a text can be a PIN: four to ten digits."""
    return text.isascii() and text.isdigit() and SHORTEST <= len(text) <= LONGEST


def hashed(pin: str) -> str:
    """Return what is kept of a PIN: method, cost, salt and hash. Takes its time on purpose."""
    salt = secrets.token_bytes(_SALT_BYTES)
    parts = ("scrypt", _COST, _BLOCK, _PARALLEL, salt.hex(), _scrypt(pin, salt).hex())
    return "$".join(map(str, parts))


def matches(pin: str, kept: str) -> bool:
    """Return whether a PIN is the one that was hashed; in the same time wherever it differs."""
    _, cost, block, parallel, salt, wanted = kept.split("$")
    found = _scrypt(pin, bytes.fromhex(salt), int(cost), int(block), int(parallel))
    return hmac.compare_digest(found, bytes.fromhex(wanted))


def _scrypt(
    pin: str, salt: bytes, cost: int = _COST, block: int = _BLOCK, parallel: int = _PARALLEL
) -> bytes:
    """Return the hash of a PIN."""
    return hashlib.scrypt(pin.encode(), salt=salt, n=cost, r=block, p=parallel, dklen=_HASH_BYTES)


def digits(sentence: str) -> str | None:
    """Return the digits that a sentence tells; None for one that says something else.

    "1234", "one two three four", "twelve thirty four", "the PIN is 1 2, double 3". Where digits
    are all there is, there may be fewer than a PIN has: not all of it was heard.
    """
    tokens = _tokens(sentence)
    read, rest = _read(tokens)
    if len(read) >= SHORTEST:
        return read
    if any(word not in _HEARD_AS and word not in _FILLERS for word in rest):
        return None
    heard, _ = _read([_HEARD_AS.get(token, token) for token in tokens])
    return heard or None


def alone(sentence: str) -> str | None:
    """Return the digits of a sentence that tells nothing but a PIN's worth of them."""
    told, rest = _read(_tokens(sentence))
    is_alone = len(told) >= SHORTEST and all(word in _FILLERS for word in rest)
    return told if is_alone else None


def _tokens(sentence: str) -> list[str]:
    """Return the words and single digits of a sentence."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", sentence).casefold())


def _read(tokens: Sequence[str]) -> tuple[str, list[str]]:
    """Return the digits of some words, and the words that are none."""
    found: list[str] = []
    rest: list[str] = []
    position, times = 0, 1
    while position < len(tokens):
        text, length = _number(tokens, position)
        if text:
            found.append(text * times)
        elif tokens[position] not in _REPEATS:
            rest.append(tokens[position])
        times = _REPEATS.get(tokens[position], 1)
        position += length
    return "".join(found), rest


def _number(tokens: Sequence[str], position: int) -> tuple[str, int]:
    """Return the digits that a word or two tell, if any, and how many words those are."""
    word = tokens[position]
    if word.isdigit():
        return str(unicodedata.digit(word)), 1
    if word in _ZEROS:
        return "0", 1
    value = SMALL_NUMBERS.get(word)
    if value is None:
        return "", 1
    unit = SMALL_NUMBERS.get(tokens[position + 1]) if position + 1 < len(tokens) else None
    if value >= 20 and unit is not None and 0 < unit < 10:
        return str(value + unit), 2
    return str(value), 1
