"""Home Assistant's own sentence templates as phrase files, one for each intent.

``python -m training.templates --write`` rewrites training/phrases/templates/ from the package
home-assistant-intents; training/templates.yaml says what each intent means here. The files are part
of the repository, so that training needs neither the package nor a network; the package is needed
to write or to check them (without ``--write``).

A template becomes one pattern and keeps its brackets: written out, its sentences would be near
duplicates of each other, on both sides of the split into trained and held-out patterns.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from training.variety import Line, Synonyms, skeleton

RULES = Path(__file__).parent / "templates.yaml"
FOLDER = Path(__file__).parent / "phrases" / "templates"

SLOTS = {
    "name": "{x}",
    "area": "{a.bare}",
    "floor": "{f.bare}",
    "brightness": "{n}",
    "fan_speed": "{n}",
    "position": "{n}",
    "volume": "{n}",
    "volume_step_up": "{n}",
    "volume_step_down": "{n}",
    "temperature": "{t}",
    "color": "{c}",
    "color_temperature": "{k}",
    "message": "{m}",
    "shopping_list_item": "{i}",
    "todo_list_item": "{i}",
    "timer_name": "{n}",
    "timer_minutes": "{d}",
}
"""What stands for a list of the package in our patterns."""

EXPANSIONS = {
    "all": "all [[of] (the|my|our)]",
    "any": "any [of the]",
    "are": "are",
    "are_all": "<are> <all>",
    "close": "(close|shut|lower)",
    "everywhere": "(everywhere|all over the house|in (every|each) room|in the whole (house|home))",
    "here": "(in here|here|in this room)",
    "in": "(in|of)",
    "is": "(is|are)",
    "numeric_value_set": "(set|change|turn|make)",
    "turn": "(turn|switch)",
}
"""Expansion rules of our own: the package's take in what nobody says ("change on", "are my some"),
and what means something else here ("increase to 40" is not "increase by 40", but "to" may be left out)."""

REWRITES = (
    # Our slots bring their article, floors their preposition and the word "floor".
    (r"\[<all>\] \[<the>\]", "[(<all>|<the>)]"),
    (r"(<in>|\((of|in)\|on\)) \[<the>\] \{floor\}( \[floor\])?", "{f.loc}"),
    (r"\[<in>\] \[<the>\] \{floor\}", "{f.loc}"),
    (r"\[<the>\] \{floor\}( \[floor\])?", "{f}"),
    (r"<light> \{floor\}", "<light> {f.loc}"),
    (r"\{floor\} \[floor\]", "{floor}"),
    (r"\[(<the>|my\|the)\] \{name\}( \[list\])?", "{name}"),
    (r"(<in>\]?|in\]?|in\|on\)) \[<the>\] \{area\}", r"\1 {a}"),
    (r"\[<the>\] \{area\}", "({a}|{a.bare})"),
    # Numbers are heard with their unit as a word.
    (
        r"(\{(brightness|fan_speed|position)[^}]*\})(\[[^\]]*\]%\)\| percent\]|\[%\| percent\])",
        r"\1 percent",
    ),
    (r"\[(\(\[ \]%\)|%)\| percent\]", " [percent]"),
    (r"\[\(\[ \]°\)\|\( degree\[s\]\)\]", " [degrees]"),
    (r"\[\[ \]\(k\|kelvin\)\]", " [kelvin]"),
    (r"(?<![{\w])color(?![\w}:])", "(color|colour)"),
    (r"\( \|-\)minute\[s\]", ""),
    # "the state of which lights is on"
    (r"((<which>|<how_many>).*) <is> ", r"\1 are "),
)
"""Patterns in a template and what is written instead, in this order."""

ALL_HERE = (r"\[\(<all>\|<the>\)\]", "[<the>]")
"""All the lights, with no room said, are those of the house."""


def entries() -> dict[str, list[dict[str, Any]]]:
    """Return the meanings of a phrase file for each intent."""
    from home_assistant_intents import get_intents  # noqa: PLC0415  (not where models are trained)

    package = get_intents("en")
    assert package is not None
    expansions = {**package["expansion_rules"], **EXPANSIONS}
    rules = yaml.safe_load(RULES.read_text("utf-8"))
    return {
        intent: [
            _entry(meaning, package["intents"][intent]["data"], expansions)
            for rule in known
            for meaning in _each(rule)
        ]
        for intent, known in rules.items()
    }


def _each(rule: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a rule with each of its sets of words put in."""
    for words in rule.get("each", [{}]):
        yield {key: _put(value, words) for key, value in rule.items() if key != "each"}


def _put(value: Any, words: Mapping[str, Any]) -> Any:
    """Return a value with words in place of "%word"; a number that stands alone stays a number."""
    if isinstance(value, dict):
        return {_put(key, words): _put(inner, words) for key, inner in value.items()}
    if isinstance(value, list):
        return [_put(inner, words) for inner in value]
    if not isinstance(value, str):
        return value
    if value.startswith("%") and value[1:] in words:
        return words[value[1:]]
    for name, word in words.items():
        value = value.replace(f"%{name}", str(word))
    return value


def _entry(
    rule: Mapping[str, Any], blocks: list[Any], expansions: Mapping[str, str]
) -> dict[str, Any]:
    """Return the meaning of a rule with its ways of saying it.

    Raises:
        ValueError: The package has no template for it (any more).
    """
    say = [
        pattern(text, rule, expansions)
        for block in blocks
        if _takes(rule, block)
        for text in block["sentences"]
        if not re.search(rule.get("without", "$^"), text)
    ]
    if not say:
        raise ValueError(f"no template for {rule}")
    kept = {key: rule[key] for key in ("plan", "slots", "here", "timers") if key in rule}
    return {**kept, "say": _distinct(kept, say)}


def _distinct(entry: Mapping[str, Any], say: list[str]) -> list[str]:
    """Return the patterns that are no near copies of earlier ones."""
    lines = [Line(RULES, 0, entry, text) for text in say]
    synonyms = Synonyms(line.node for line in lines)
    found: dict[tuple[str, ...], str] = {}
    for line in lines:
        found.setdefault(skeleton(line, synonyms), line.text)
    return list(found.values())


def _takes(rule: Mapping[str, Any], block: Mapping[str, Any]) -> bool:
    """Return whether a rule takes a block of an intent."""
    context = block.get("requires_context", {}).get("domain", [])
    return (
        block["metadata"]["slot_combination"] == rule["take"]
        and rule.get("domain") in (None, block.get("slots", {}).get("domain"))
        and ("context" not in rule or rule["context"] in context)
    )


def pattern(text: str, rule: Mapping[str, Any], expansions: Mapping[str, str]) -> str:
    """Return a template of the package in the syntax of our phrase files."""
    for old, new in rule.get("swap", {}).items():
        text = text.replace(old, new)
    for old, new in (*REWRITES, *([ALL_HERE] if "here" in rule else ())):
        text = re.sub(old, new, text)
    return " ".join(_parsed(text, {**SLOTS, **rule.get("lists", {})}, expansions).lower().split())


def _parsed(text: str, lists: Mapping[str, str], expansions: Mapping[str, str]) -> str:
    """Return a template with its lists and expansion rules written out."""
    from hassil.parse_expression import parse_sentence  # noqa: PLC0415

    return _written(parse_sentence(text).expression, lists, expansions)


def _written(node: Any, lists: Mapping[str, str], expansions: Mapping[str, str]) -> str:
    """Return a node of a template in our syntax."""
    from hassil import expression as kinds  # noqa: PLC0415

    if isinstance(node, kinds.TextChunk):
        return str(node.original_text)
    if isinstance(node, kinds.RuleReference):
        return _parsed(expansions[node.rule_name], lists, expansions)
    if isinstance(node, kinds.ListReference):
        return lists.get(node.list_name, f"{{{node.list_name}}}")
    parts = [_written(item, lists, expansions) for item in node.items]
    if isinstance(node, kinds.Permutation):
        stripped = [part.strip() for part in parts]
        return f"({'|'.join(' '.join(order) for order in itertools.permutations(stripped))})"
    if not isinstance(node, kinds.Alternative):
        return "".join(parts)
    options = "|".join(part for part in parts if part.strip())
    return f"[{options}]" if node.is_optional else f"({options})"


HEADER = """\
# Written by training/templates.py from home-assistant-intents {version}, intent {intent}.
# Copyright The Home Assistant Authors, Apache License 2.0; slots, wording and brackets were changed.
"""


def files() -> dict[Path, str]:
    """Return the phrase files as they should be."""
    package = version("home-assistant-intents")
    return {
        FOLDER / f"{intent}.yaml": HEADER.format(version=package, intent=intent)
        + "".join(_text(meaning) for meaning in meanings)
        for intent, meanings in entries().items()
    }


def _text(meaning: Mapping[str, Any]) -> str:
    """Return a meaning as it would be written by hand: a line for each call and each pattern."""
    lists = [(key, value) for key, value in meaning.items() if isinstance(value, list)]
    plain = [f"  {key}: {_flow(meaning[key])}" for key in meaning.keys() - dict(lists).keys()]
    plan, say = ([f"  - {_flow(item)}" for item in value] for _, value in lists)
    return "\n".join(["- plan:", *plan, *sorted(plain, reverse=True), "  say:", *say, ""])


def _flow(value: Any) -> str:
    """Return a value in one line of YAML."""
    text: str = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=10_000)
    return text.removesuffix("...\n").strip()


def main() -> int:
    """Write the files, or say which of them are not as they should be."""
    wanted = files()
    if "--write" in sys.argv[1:]:
        FOLDER.mkdir(exist_ok=True)
        for path, text in wanted.items():
            path.write_text(text, "utf-8")
        return 0
    stale = [path.name for path, text in wanted.items() if path.read_text("utf-8") != text]
    print("\n".join(stale) or "all as they should be")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
