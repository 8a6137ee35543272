"""Phrases that people teach a house: common ones, new ones made of patterns, words nobody has used.

A list would be learned by heart; what is never the same twice has to be copied.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from training.naming import invent_word
from training.patterns import parse, sample
from training.vocabularies import ITEMS, MORE_WORDS, TIMER_NAMES

LONGEST = 4
KNOWN_SHARE = 0.35
PATTERN_SHARE = 0.45
HOUSE_SHARE = 0.15
"""Words of the house in a phrase: "lamp time", in a house with a lamp, has a label in its middle."""

KNOWN = (
    "movie time|bedtime|i'm off|chill mode|showtime|sunday reset|siesta|lights out|good night all|"
    "night night|rise and shine|i'm home|we're home|honey i'm home|date night|game on|party time|"
    "story time|tea time|bath time|nap time|homework time|quiet time|screen time|lazy sunday|"
    "monday blues|friday feeling|pizza night|film night|guests are here|company's coming|dinner's ready|"
    "supper time|breakfast club|coffee time|wakey wakey|sleepy time|snuggle time|cosy time|hygge|"
    "netflix and chill|football's on|match day|kick off|half time|final whistle|study hall|deep work|"
    "focus please|do not disturb|meeting mode|on air|going live|lockdown|battle stations|red alert|"
    "code blue|panic|all clear|at ease|as you were|coast is clear|here we go|let's go|off we go|"
    "see you later|cheerio|ta ta|adios|hasta la vista|bon appetit|namaste|shubh ratri|chai time|"
    "prayer time|puja time|diwali mode|christmas mode|spooky time|summer mode|winter mode|heatwave|"
    "storm's coming|laundry day|spring clean|chores|tidy up time|bin night|barbie time|arvo nap|"
    "beer o'clock|wine o'clock|happy hour|disco inferno|dance party|jam session|piano time|zen|"
    "yoga flow|leg day|sweat time|spa day|me time|peace and quiet|silence please|world peace|"
    "open sesame|abracadabra|lumos|nox|alohomora|expelliarmus|beam me up|make it so|engage|"
    "winter is coming|may the force|bat cave|nerd mode|cave mode|vampire mode|ghost town|airplane mode|"
    "holiday mode|we're leaving|school run|gone fishing|back soon|out of office|knock knock|eureka|"
    "hocus pocus|tickety boo|okey dokey|shabbat shalom|iftar time|buenas noches|guten morgen|bonne nuit|"
    "schlafenszeit|fika|kaffeeklatsch|sleep tight|sweet dreams|lights camera action|curtain call"
).split("|")

_PATTERNS = tuple(
    parse(text)
    for text in (
        "{word} (time|mode|night|day|hour|o'clock|party|please|now|vibes|break)",
        "{word} {word} (time|mode|night)",
        "time (for|to) {word}",
        "it's {word} (time|o'clock)",
        "(i'm|we're) {word}",
        "(i'm|we're) (off|home|back|here|hungry|tired|bored|busy|leaving|going out)",
        "(let's|let us) {word}",
        "(my|our|the) {word}",
        "{who} (time|mode|is here|is asleep|is coming)",
        "{who}'s {word}",
        "(hello|goodbye|good|no more|more|big|happy|lazy|super|magic) {word}",
        "{word} (reset|prep|drill|dance|magic|dreams|is here|is over|and {word})",
        "operation {word}",
        "(plan|scene|code|number) {mark}",
        "{day} {word}",
        "{day} (night|reset|morning|fever|feeling)",
    )
)
_WHO = "mum|dad|mom|grandma|grandpa|anna|ben|baby|the baby|kitty|daddy|granny|uncle joe".split("|")
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend|morning|evening".split(
    "|"
)
_MARKS = "a b x red blue green seven one two nine zero omega alpha bravo delta".split()
_NEVER = frozenset("breasts off on up down out for my the a and to of".split())
_WORDS = sorted(
    {
        *MORE_WORDS,
        *(word for said, _ in (*ITEMS, *TIMER_NAMES) for word in said.split()),
    }
    - _NEVER
)


def sample_saying(rng: Random, names: Sequence[str] = ()) -> str:
    """Return a phrase of one to four words; `names` are those of things in the house."""
    draw = rng.random()
    if draw < KNOWN_SHARE:
        return rng.choice(KNOWN)
    if draw < KNOWN_SHARE + PATTERN_SHARE:
        text = sample(rng.choice(_PATTERNS), rng, lambda slot: _filled(slot, rng, names))
    else:
        text = " ".join(_word(rng, names) for _ in range(rng.choice((1, 1, 1, 2, 2, 2, 3, 4))))
    return " ".join(text.split()[:LONGEST])


def _filled(slot: str, rng: Random, names: Sequence[str]) -> str:
    """Return the words of a gap."""
    pools = {"who": _WHO, "day": _DAYS, "mark": _MARKS}
    return rng.choice(pools[slot]) if slot in pools else _word(rng, names)


def _word(rng: Random, names: Sequence[str]) -> str:
    """Return a word: a common one, one of the house, one that nobody has used before."""
    draw = rng.random()
    if draw < HOUSE_SHARE and names:
        return rng.choice(rng.choice(names).split())
    return invent_word(rng).lower() if draw < 0.4 else rng.choice(_WORDS)
