"""Replies as a voice reads them well: in words, without markup and signs.

What is written for the eye (`reply`, a message to announce, the name of an entity, the title of
an event) is made fit to be heard. A voice says "twenty-one degrees" the same way each time; what
it makes of "21 °C", "3-5" or "2026-11-25" depends on the voice. English and German are read in
full; of a text in another language only goes what no voice should say.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import AsyncIterable, AsyncIterator

from .spoken_amounts import with_amounts
from .spoken_times import with_times
from .spoken_words import ACRONYMS, ENTITY_DOMAINS, LANGUAGES, Language, Rules

_ROUNDS = 4
"""Taking one thing away may uncover another: so often is it looked for."""

# Markup
_FENCE = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)
_RULER = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$|^(?=.*-{3})[ \t|:+-]+$", re.MULTILINE)
_HEAD = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+|(?:>[ \t]?)+|[-*+•‣◦▪●·\u2013][ \t]+|\[[ xX]\][ \t]+)+", re.MULTILINE
)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BLOCK = re.compile(r"<(?:br|/?p|/?li|/?div|/?h\d|/?tr|/?s)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[?!][^<>]*>")
_STRESS = re.compile(r"(\*{1,3}|_{2,3}|~~|`+)(?=\S)(.+?)(?<=\S)\1")

# Addresses and ids
_URL = re.compile(
    r"\b(?:https?|ftp|wss?|rtsp)://(?:[^\s/@]*@)?([\w.-]+)[^\s<>\"')\]]*?(?=[.,;:!?]*(?:[\s<>\"')\]]|$))",
    re.IGNORECASE,
)
_WWW = re.compile(
    r"\bwww\.([\w-]+(?:\.[\w-]+)+)(?:/[^\s<>\"')\]]*?)?(?=[.,;:!?]*(?:[\s<>\"')\]]|$))",
    re.IGNORECASE,
)
_MAIL = re.compile(r"\b([\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)\b")
_ENTITY = re.compile(rf"(?<![\w.])(?:{'|'.join(ENTITY_DOMAINS)})\.([a-z0-9]\w*)(?![\w.]*\w\()")

# Signs
_UNIFORM = str.maketrans(
    {
        "➜": "→",
        "➔": "→",
        "➡": "→",
        "⬅": "←",
        "℃": "°C",
        "℉": "°F",
        "º": "°",
        "\u03bc": "µ",
        "\u2126": "\u03a9",
        "\u2212": "-",
    }
)
_SMILEY = re.compile(r"(?<!\S)[:;=]['-]?[()DPpO](?!\w)")
_PLURAL = re.compile(r"\((s|es|n|en)\)")
_QUOTES = re.compile(r"[\"“”„‟«»\u2039\u203a]")
_APOSTROPHE = re.compile(r"(?<!\w)'|'(?!\w)")
_BRACKETS = re.compile(r"\s*[()\[\]]+\s*")
_DASH = re.compile(r"\s+[-\u2013—]+\s+|\s*—\s*")
_HYPHEN = re.compile(r"(?<!\w)[-\u2013]+(?!\d)|(?<=\w)[-\u2013]+(?!\w)")
_CAPITALS = re.compile(r"\b[A-ZÄÖÜ][A-ZÄÖÜẞß]+\b")
_VOWEL = re.compile(r"[AEIOUYÄÖÜ]")

# Sentences
_TRAIL = re.compile(r"(?:\.{2,}|…)(?=\s+[a-zäöü])")
_GAP = re.compile(r"\s+([.,;:!?…])(?!\d)")
_RUN = re.compile(r"[.,;:!?…](?:\s*[.,;:!?…])+(?!\d)")
_FIRST = re.compile(r"^(?:[\s,;:!?…]|[.\u2013—-](?!\d))+")
_LAST = " ,;:/&\u2013—-"
_STRENGTH = "?!.…:;,"
_ENDS = tuple(".!?\u3002\uff01\uff1f\u0964\u061f\u06d4")
_CUT = re.compile(
    r"(?P<line>\n)|[\u3002\uff01\uff1f\u0964\u061f\u06d4]+(?=[^\u3002\uff01\uff1f\u0964\u061f\u06d4」』”])"
    r"|[.!?…]+[\"'”\u2019)\]*_]*(?P<gap>\s+)(?=(?P<next>\S))"
)
_NEVER_LAST = frozenset(
    "e.g i.e approx vs no dr mr mrs ms prof st nr ca z.b d.h u.a bzw evtl inkl ggf vgl max min".split()
)
"""Abbreviations that stand before something."""


def speakable(text: str, language: str = "en") -> str:
    """Return a text as a voice should say it, empty where there is nothing to say.

    Args:
        text: As it is shown: with units, figures, Markdown, HTML or SSML.
        language: Of the voice: "en", "de-DE". English and German are put in words.
    """
    code, _, region = language.replace("_", "-").partition("-")
    known = LANGUAGES.get(code.lower())
    day_first = code.lower() != "en" or region.upper() not in ("", "US")
    for _ in range(_ROUNDS):
        before, text = text, _once(text, known, day_first=day_first)
        if text == before:
            break
    return text


async def sentences(chunks: AsyncIterable[str], language: str = "en") -> AsyncIterator[str]:
    """Yield the sentences of a text that comes in pieces, each as soon as it is known to be whole.

    Args:
        chunks: The pieces, cut anywhere.
        language: In German a number with a full stop is an ordinal: nothing is cut behind it.
    """
    buffer = ""
    async for chunk in chunks:
        buffer += chunk
        whole, buffer = _cut(buffer, is_german=language.lower().startswith("de"))
        for sentence in whole:
            yield sentence
    if rest := buffer.strip():
        yield rest


def _cut(text: str, *, is_german: bool) -> tuple[list[str], str]:
    """Return the whole sentences of a text, and the rest."""
    found, start = [], 0
    for end in _CUT.finditer(text):
        if end["gap"] and not _is_end(text[start : end.start("gap")], end["next"], is_german):
            continue
        if sentence := text[start : end.end()].strip():
            found.append(sentence)
        start = end.end()
    return found, text[start:]


def _is_end(sentence: str, next_: str, is_german: bool) -> bool:
    """Return whether a full stop, with what stands behind the gap after it, ends a sentence."""
    if not sentence.endswith("."):
        # "Wait! said she" is rare in a reply; a question in brackets is not.
        return not next_.islower()
    *before, last = sentence[:-1].split() or [""]
    last = last.lstrip("(\"'").casefold()
    if next_.islower() or last in _NEVER_LAST:
        return False
    # "1. Open the door" is an item of a list; in German "3. Mai" is a day.
    return not (last.isdigit() and len(last) < 3 and (is_german or not before))


def _once(text: str, language: Language | None, *, day_first: bool) -> str:
    """Return a text made fit to be said, as far as one round goes."""
    text = _without_markup(text, language.dot if language else "")
    text = _lines(_without_emoji(text.translate(_UNIFORM)))
    if language:
        text = _replaced(text.replace("\u2019", "'"), language.before)
        text = with_amounts(with_times(text, language, day_first=day_first), language)
        text = _replaced(text, language.after)
        text = _calmed(re.sub(r"[#/<>~→←]", " ", text), language)
    return _tidy(text)


def _replaced(text: str, rules: Rules) -> str:
    """Return a text with rules applied."""
    for pattern, said in rules:
        text = pattern.sub(said, text)
    return text


def _without_markup(text: str, dot: str) -> str:
    """Return a text without Markdown and tags, ids and addresses as names, with a word for their dots."""
    while (plain := html.unescape(text)) != text:
        text = plain
    text = _TAG.sub(" ", _BLOCK.sub("\n", _COMMENT.sub(" ", text)))
    text = _LINK.sub(r"\1", _RULER.sub("", _FENCE.sub("", text)))
    for pattern in (_URL, _WWW, _MAIL):
        text = pattern.sub(lambda found: _host(found[1], dot), text)
    return _replaced(text, _MARKDOWN)


def _host(name: str, dot: str) -> str:
    """Return a host's name, or a mail address, as it is said."""
    name = name.lower().removeprefix("www.")
    has_letters = any(map(str.isalpha, name))
    return name.replace(".", f" {dot} ") if dot and has_letters else name


_MARKDOWN: Rules = (
    (_ENTITY, r"\1"),
    (_HEAD, ""),
    (_STRESS, r"\2"),
    (re.compile(r"(?<=\d)\s?\*\s?(?=\d)"), " \u00d7 "),
    (re.compile(r"^[ \t]*\||\|[ \t]*$", re.MULTILINE), ""),
    (re.compile(r"\|"), ", "),
    (re.compile(r"[*`\\^{}]+|~+(?!\d)"), " "),
    (re.compile(r"_+"), " "),
)


def _without_emoji(text: str) -> str:
    """Return a text without emoji, and without characters that show nothing."""
    text = _SMILEY.sub(" ", text)
    return text if text.isascii() and text.isprintable() else "".join(map(_plain, text))


def _plain(character: str) -> str:
    """Return what stays of one character."""
    if character.isalnum() or character in "\n°\u200c":
        return character
    category = unicodedata.category(character)
    if category in ("Cf", "Cs", "Co", "Cn", "Me") or "\ufe00" <= character <= "\ufe0f":
        return ""
    return " " if category in ("So", "Sk", "Cc") else character


def _lines(text: str) -> str:
    """Return lines as sentences."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    told = [line for line in lines if any(map(str.isalnum, line))]
    ended = [line if line.endswith((*_ENDS, *",;:…")) else f"{line}." for line in told[:-1]]
    return " ".join([*ended, *told[-1:]])


def _calmed(text: str, language: Language) -> str:
    """Return a text in which only acronyms are in capitals."""
    letters = [letter for letter in text if letter.isalpha()]
    shouts = sum(map(str.isupper, letters)) > 0.6 * len(letters) and " " in text.strip()

    def calm(found: re.Match[str]) -> str:
        """Return one word."""
        word = found[0]
        is_word = shouts or len(word) > 4 or word in language.plain_capitals
        if word in ACRONYMS or not is_word or not _VOWEL.search(word):
            return word
        starts = not text[: found.start()].rstrip() or text[: found.start()].rstrip()[-1] in ".!?"
        return word.capitalize() if starts or language.code == "de" else word.lower()

    return _CAPITALS.sub(calm, text)


def _tidy(text: str) -> str:
    """Return a text with sound punctuation, empty where it holds no word."""
    if not any(map(str.isalnum, text)):
        return ""
    text = _BRACKETS.sub(", ", _QUOTES.sub("", _PLURAL.sub(r"\1", text)))
    text = _HYPHEN.sub(" ", _DASH.sub(", ", _APOSTROPHE.sub("", text)))
    text = _GAP.sub(r"\1", _TRAIL.sub(",", " ".join(text.split())))
    text = _RUN.sub(lambda run: min(run[0].replace(" ", ""), key=_STRENGTH.index), text)
    text = _FIRST.sub("", " ".join(text.split())).rstrip(_LAST).replace("…", ".")
    return text if text.endswith(_ENDS) else f"{text}."
