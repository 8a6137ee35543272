"""A vocabulary and two utterances that all tests of the recogniser share."""

import random

import pytest

from training.recogniser import batches, clean, speech, tokens
from training.recogniser.batches import Batch
from training.recogniser.features import log_mel
from training.recogniser.sentences import Sentence
from training.recogniser.tokens import Tokens

SAID = (
    Sentence("turn on the kitchen light", ("Kitchen Light",), ("Hall", "Zoë's Lamp 2")),
    Sentence("set it to 21.5 degrees", (), ("Heater", "Bedroom TV")),
)


@pytest.fixture(scope="session")
def vocabulary() -> Tokens:
    """Return a vocabulary learned from a few sentences."""
    return Tokens(tokens.train([sentence.text for sentence in clean.texts(0, 200)], 400))


@pytest.fixture(scope="session")
def heard(vocabulary: Tokens) -> Batch:
    """Return two spoken sentences as a batch."""
    voice = speech.Voice("en-us+f3", speed=200)
    group = [(s, log_mel(speech.speak(s.text, voice))) for s in SAID]
    return batches.batch(vocabulary, group, 240, random.Random(0))
