"""What is said, and what is held out."""

from itertools import islice

from training.recogniser.sentences import NAMES, SENTENCES, fits, sentences


def test_same_for_a_seed() -> None:
    """A seed gives the same sentences, another one others."""
    assert list(islice(sentences(1), 40)) == list(islice(sentences(1), 40))
    assert list(islice(sentences(1), 40)) != list(islice(sentences(2), 40))


def test_splits_share_no_sentence() -> None:
    """What is held out never stands in the training."""
    train = {sentence.text for sentence in islice(sentences(3), 400)}
    held = {sentence.text for sentence in islice(sentences(3, SENTENCES), 60)}
    assert not train & held
    assert all(fits(text, "train") for text in train)


def test_names_of_the_home() -> None:
    """The names in a sentence are told apart from the others."""
    for sentence in islice(sentences(4, NAMES), 60):
        assert not set(sentence.said) & set(sentence.others)
        assert len(sentence.others) <= 12
