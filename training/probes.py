"""Texts that tell two tokenizers apart: odd Unicode, odd spacing, special tokens in a row."""

from random import Random

_WORDS = (
    "turn off the lamp",
    "  two  spaces ",
    "\ttab\nline\r\nend ",
    "Küche",
    "naïve café",
    "don't we'll I'VE 's",
    "21.5°C",
    "3,000",
    "½²①",
    "٣٤",
    "客厅的灯",
    "リビング",
    "гостиная",
    "सोने",
    "🌙👩‍👩‍👧",
    "e\u0301",
    "\u00a0\u2003\u3000",
    "\u200b\u200d\ufeff",
    "¿¡«»„“…",
    "<en",
    "<end",
    "@",
    '{"',
    '"}]}',
    "[]{},:",
)
_RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x370, 0x5FF),
    (0x900, 0x97F),
    (0x2000, 0x206F),
    (0x3040, 0x30FF),
    (0x4E00, 0x4FFF),
    (0x1F300, 0x1F6FF),
)


def texts(special: list[str], count: int = 4000) -> list[str]:
    """Return the same odd texts at every call."""
    rng = Random(0)
    return [_text(rng, special) for _ in range(count)]


def _text(rng: Random, special: list[str]) -> str:
    """Return some pieces of every kind, with and without spaces between them."""
    makers = (_word, _special, _special, _cut_special, _unicode, _number)
    pieces = [rng.choice(makers)(rng, special) for _ in range(rng.randint(1, 12))]
    return rng.choice(("", "", " ")).join(pieces)


def _word(rng: Random, special: list[str]) -> str:
    """Return an awkward word."""
    return rng.choice(_WORDS)


def _special(rng: Random, special: list[str]) -> str:
    """Return a special token."""
    return rng.choice(special)


def _cut_special(rng: Random, special: list[str]) -> str:
    """Return a part of a special token: neighbours may complete it to another."""
    token = rng.choice(special)
    at = rng.randint(0, len(token))
    return rng.choice((token[:at], token[at:]))


def _unicode(rng: Random, special: list[str]) -> str:
    """Return characters from all over Unicode."""
    low, high = rng.choice(_RANGES)
    return "".join(chr(rng.randint(low, high)) for _ in range(rng.randint(1, 5)))


def _number(rng: Random, special: list[str]) -> str:
    """Return digits."""
    return str(rng.randint(0, 10 ** rng.randint(1, 6)))
