"""Messages to pass on: small sentences, mixed and made-up words.

A list of sentences would be learned by heart. What is never the same twice has to be copied.
"""

from __future__ import annotations

from random import Random

from training.naming import invent_word
from training.patterns import parse, sample
from training.vocabularies import ITEMS, MORE_WORDS, TIMER_NAMES

LONGEST = 8
"""So many words a message has at most, two at least."""
SENTENCE_SHARE = 0.6

_SENTENCES = tuple(
    parse(pattern)
    for pattern in (
        "(dinner|lunch|breakfast|supper|tea|the {thing}) is (ready|served|on the table|getting cold)",
        "(dinner|lunch|food|the {thing}) will be ready in {number} minutes",
        "{who} (is|will be) (late|here soon|home at {number}|on the way|back by {number})",
        "(i'm|i am|we are) (on my way|running late|nearly home|stuck in traffic|leaving now|at the {thing})",
        "(i'll|we'll) be (home|there|back) (soon|late|at {number}|in {number} minutes|by {number})",
        "(don't|do not) (forget|touch|open|use|wait for) (the|your|my) {thing}",
        "(please|everybody|everyone|kids) (come down|come here|come to the {thing}|hurry up|be quiet)",
        "(please|someone) (bring|fetch|find|buy|move) (the|some|my|your|a) {thing}",
        "(we need|there is|i found|we are out of) (more|some|no more|the) {thing}",
        "(it's|it is) (time for bed|time to go|{number} o'clock|bath time|raining outside|bedtime)",
        "(the|your|our) {thing} (has arrived|is here|is broken|is done|is on fire|is missing|needs you)",
        "{who} (is|are) (at the door|on the phone|waiting outside|asleep|looking for the {thing})",
        "(the|a) {thing} (is|was) (at|in|under|on|behind) the {thing}",
        "(can|could) (someone|you|somebody) (help me|feed the {thing}|get the {thing})",
        "the (washing|laundry|oven|dryer|dishwasher|machine) (is done|has finished|is beeping)",
        "(leave|we leave|the bus leaves|the car leaves) (in {number} minutes|at {number}|now)",
        "(turn off|switch off|shut|close|lock) (the|your) {thing} [when you leave]",
        "(happy birthday|good night|good morning|well done|see you tomorrow|call me back) {who}",
        "(where|who) (is|has) (my|the) {thing}",
        "(film|movie|game|{thing}) night starts at {number}",
        "{who} (wants|needs|lost|has found|forgot) (the|a|some|my) {thing}",
        "(the|your) (guests|children|visitors|neighbours) (are here|have arrived|want {thing})",
    )
)
_PEOPLE = (
    "mum|dad|mom|anna|ben|grandma|grandpa|emma|liam|the postman|the plumber|uncle joe|"
    "your sister|the dog|the cat|my brother|nobody|somebody"
).split("|")
_THINGS = sorted(
    {*MORE_WORDS, *(word for said, _ in (*ITEMS, *TIMER_NAMES) for word in said.split())}
)
_WORDS = (*_THINGS, *"the a and is are was from with my your of not very".split())


def sample_message(rng: Random) -> str:
    """Return a message of two to eight words."""
    if rng.random() < SENTENCE_SHARE:
        text = sample(rng.choice(_SENTENCES), rng, lambda slot: _filled(slot, rng))
    else:
        text = " ".join(_word(rng, _WORDS) for _ in range(rng.randint(2, LONGEST)))
    return " ".join(text.split()[:LONGEST])


def _filled(slot: str, rng: Random) -> str:
    """Return the words of a gap in a sentence."""
    if slot == "number":
        return str(rng.randint(2, 12) if rng.random() < 0.6 else rng.choice((15, 20, 30, 45)))
    return _word(rng, _PEOPLE if slot == "who" else _THINGS)


def _word(rng: Random, pool: tuple[str, ...] | list[str]) -> str:
    """Return a word, in a quarter of the cases one that nobody has used before."""
    return invent_word(rng).lower() if rng.random() < 0.25 else rng.choice(pool)
