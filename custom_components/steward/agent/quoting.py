"""Free words of a plan (an item, a name, a message): always a stretch of what was said.

The model chooses where the stretch begins and ends; it cannot misspell a word or make one up. The
sentence of the turn before counts too: "take it off the list again".
"""

from __future__ import annotations

from collections.abc import Sequence

from .candidates import Word
from .prompt import MAX_WORDS

STRING = "string"
"""The rule that grammar files refer to."""


def quoting_rules(words: Sequence[Word], before: Sequence[Word] = ()) -> list[str]:
    """Return the rules of all stretches of a sentence, in quotes, as the model sees its words.

    ``before`` is the sentence of the turn before.
    """
    rules = [*_stretches("said", words), *_stretches("was", before)]
    starts = " | ".join(rule.partition(" ")[0] for rule in rules) or '""'
    return [f'{STRING} ::= "\\" " ({starts}) "\\""', *rules]


def _stretches(name: str, words: Sequence[Word]) -> list[str]:
    """Return a rule for each word, with what may follow it."""
    spoken = [word.text for word in words[:MAX_WORDS]]
    rules = [f'{name}-{i} ::= "{word}" (" " {name}-{i + 1})?' for i, word in enumerate(spoken)]
    return [*rules[:-1], f'{name}-{len(spoken) - 1} ::= "{spoken[-1]}"'] if spoken else []


def is_quoted(text: str, *sentences: Sequence[Word]) -> bool:
    """Return whether a text is a stretch of one of some sentences."""
    wanted = text.split()
    return bool(wanted) and any(_holds(sentence, wanted) for sentence in sentences)


def _holds(sentence: Sequence[Word], wanted: list[str]) -> bool:
    """Return whether words stand in a row in a sentence."""
    spoken = [word.text for word in sentence[:MAX_WORDS]]
    starts = range(len(spoken) - len(wanted) + 1)
    return any(spoken[i : i + len(wanted)] == wanted for i in starts)
