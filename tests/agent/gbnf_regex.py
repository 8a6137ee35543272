"""A grammar as a regular expression: ours have no recursion, so every legal plan can be told without llama.cpp."""

import re

_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"|\[(?:[^\]\\]|\\.)*\]|\{\d+(?:,\d*)?\}|[a-z][a-z0-9-]*|[()|?*+]'
)


def compile_grammar(text: str) -> re.Pattern[str]:
    """Return the pattern of a whole plan under a grammar."""
    rules = dict(line.split(" ::= ", 1) for line in text.splitlines() if " ::= " in line)
    done: dict[str, str] = {}

    def expand(name: str) -> str:
        """Return a rule as a pattern."""
        if name not in done:
            done[name] = f"(?:{''.join(part(token) for token in _TOKEN.findall(rules[name]))})"
        return done[name]

    def part(token: str) -> str:
        """Return one token of a rule as a pattern."""
        if token.startswith('"'):
            return re.escape(
                token[1:-1].encode("latin-1", "backslashreplace").decode("unicode_escape")
            )
        if token[0] in "[{|?*+)":
            return token
        return "(?:" if token == "(" else expand(token)

    return re.compile(expand("root"))
