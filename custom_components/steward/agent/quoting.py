"""Free words of a plan (an item, a name, a message): always a stretch of the sentence itself.

The model chooses where the stretch begins and ends; it cannot misspell a word or make one up.
"""

from __future__ import annotations

from collections.abc import Sequence

from .candidates import Word
from .prompt import MAX_WORDS

STRING = "string"
"""The rule that grammar files refer to."""


def quoting_rules(words: Sequence[Word]) -> list[str]:
    """Return the rules of all stretches of a sentence, in quotes, as the model sees its words."""
    spoken = [word.text for word in words[:MAX_WORDS]]
    if not spoken:
        return [f'{STRING} ::= "\\" \\""']
    starts = " | ".join(f"said-{i}" for i in range(len(spoken)))
    stretches = [f'said-{i} ::= "{word}" (" " said-{i + 1})?' for i, word in enumerate(spoken[:-1])]
    last = f'said-{len(spoken) - 1} ::= "{spoken[-1]}"'
    return [f'{STRING} ::= "\\" " ({starts}) "\\""', *stretches, last]


def is_quoted(text: str, words: Sequence[Word]) -> bool:
    """Return whether a text is a stretch of the sentence."""
    spoken, wanted = [word.text for word in words[:MAX_WORDS]], text.split()
    starts = range(len(spoken) - len(wanted) + 1)
    return bool(wanted) and any(spoken[i : i + len(wanted)] == wanted for i in starts)
