"""How sentences are written and read out."""

import pytest

from training.recogniser.spelling import read_out, transcript


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Turn on Anna's lamp, please!", "turn on anna's lamp please"),
        ("twenty percent", "20 percent"),
        ("20%", "20 percent"),
        ("seven thirty", "7:30"),
        ("7:00 am", "7 o'clock am"),
        ("8 p m", "8 pm"),
        ("twenty one point five", "21.5"),
        ("one hundred and twenty", "120"),
        ("one thousand two hundred and five", "1205"),
        ("that one", "that one"),
        ("lamp 1", "lamp one"),
        ("TV2", "tv 2"),
        ("the 21st", "the 21st"),
    ],
)
def test_one_convention(said: str, written: str) -> None:
    """The same sounds are written the same way."""
    assert transcript(said) == written
    assert transcript(written) == written


def test_read_out() -> None:
    """A synthesiser is given what it would misread in another form."""
    assert read_out("wake me at 7:05 am") == "wake me at 7 oh 5 eigh em"
    assert read_out("at 8 pm i am out") == "at 8 pee em i am out"
