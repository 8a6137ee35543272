"""The tokens that carry structure: one token each for what the prompt and the plan are built of.

The services and data keys are read from the grammars, so what the grammar allows and what the
tokenizer knows cannot drift apart. No token may overlap another inside a legal text (tokenizers
disagree on overlaps): closing brackets and quotes are therefore left to the ordinary vocabulary.
"""

from __future__ import annotations

import re

from .candidates import AREA, FLOOR, LABELS
from .home import EVERYWHERE, HERE
from .kinds import KINDS
from .resources import folder

CALL_OPENING = "<call>"
END = "<end>"
EXACT, PARTLY = "=", "~"

_SERVICE = re.compile(r'\{\\"service\\":\\"([a-z_]+\.[a-z_]+)\\"')
_KEY = re.compile(r'\\"([a-z_]+)\\":')
_OPTION_KEYS = (
    "source",
    "effect",
    "preset_mode",
    "fan_mode",
    "swing_mode",
    "mode",
    "operation_mode",
    "fan_speed",
    "option",
    "hvac_mode",
)
_CONTEXT = (
    "<here>",
    "<typed>",
    "<near>",
    "<timers>",
    "<later>",
    "<was>",
    "<did>",
    "<asked>",
    "<confirm>",
    "<user>",
)


def _grammar_text() -> str:
    """Return all grammars, in a fixed order."""
    return "\n".join(path.read_text("utf-8") for path in sorted(folder("grammars").glob("*.gbnf")))


def services() -> tuple[str, ...]:
    """Return every service a plan may name, sorted."""
    return tuple(sorted(set(_SERVICE.findall(_grammar_text()))))


def data_keys() -> tuple[str, ...]:
    """Return every key of a call's data, sorted."""
    found = set(_KEY.findall(_grammar_text())) | set(_OPTION_KEYS)
    return tuple(sorted(found - {"calls", "service", "target", "except", "data"}))


def special_tokens() -> tuple[str, ...]:
    """Return all structure tokens, in the order of their ids."""
    structure = (
        '{"calls":[',
        ',"target":[',
        ',"except":[',
        ',"data":{',
        EXACT,
        PARTLY,
        CALL_OPENING,
    )
    kinds = tuple(f"<{kind}>" for kind in (*KINDS, AREA, FLOOR, *_OPTION_KEYS))
    calls = tuple(f'{{"service":"{service}"' for service in services())
    keys = tuple(f'"{key}":' for key in data_keys())
    tokens = (*structure, *_CONTEXT, *LABELS, HERE, EVERYWHERE, *kinds, *calls, *keys)
    return tuple(dict.fromkeys(tokens))


SPECIAL_TOKENS = special_tokens()
