"""Word errors."""

from training.recogniser.distance import edits, error_rate


def test_edits() -> None:
    """Insertions, deletions and replacements count one each."""
    assert edits("a b c".split(), "a b c".split()) == 0
    assert edits("a x c".split(), "a b c".split()) == 1
    assert edits("a c".split(), "a b c d".split()) == 2
    assert edits([], "a b".split()) == 2


def test_error_rate() -> None:
    """Errors are counted by all the words said."""
    pairs = [("a b".split(), "a b".split()), ("a".split(), "a b".split())]
    assert error_rate(pairs) == 0.25
