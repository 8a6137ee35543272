"""The uniform writing of sentences and names."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.steward.agent.text import fold, stem, words


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("Turn off the Lamp!", "turn off the lamp", id="case and punctuation"),
        pytest.param("ＴＵＲＮ　ＯＮ", "turn on", id="full width"),
        pytest.param("Priya\u2019s lamp isn\u2018t on", "priya's lamp isn't on", id="apostrophes"),
        pytest.param("the 'big' speakers' lamp", "the big speakers lamp", id="quotes"),
        pytest.param("at 7 o'clock", "at 7 o'clock", id="o'clock"),
        pytest.param("living_room-light/lamp", "living room light lamp", id="joiners"),
        pytest.param("Kitchen & Dining", "kitchen and dining", id="ampersand"),
        pytest.param("a.c. and T.V. on", "ac and tv on", id="initials"),
        pytest.param('<b>@a{}[]="\\</b>', "b a b", id="structure"),
        pytest.param("lamp\x00\x1b[x on\u202e\u200b", "lamp x on", id="control characters"),
        pytest.param("💡 lamp ☕️ on 🏴‍☠️ 1️⃣", "lamp on 1", id="emoji"),
        pytest.param("Zoë's Café", "zoë's café", id="accents stay"),
        pytest.param("مصباح المطبخ", "مصباح المطبخ", id="right to left"),
        pytest.param("रसोई की बत्ती", "रसोई की बत्ती", id="combining letters"),
        pytest.param("", "", id="nothing"),
        pytest.param("?!...", "", id="only punctuation"),
    ],
)
def test_words(written: str, expected: str) -> None:
    """Letters, digits and inner apostrophes stay; all else goes."""
    assert " ".join(words(written)) == unicodedata.normalize("NFKC", expected)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("set it to 50%", "set it to 50 percent"),
        ("50 per cent", "50 percent"),
        ("21.5", "21.5"),
        ("21,5", "21.5"),
        ("2,000", "2000"),
        ("1,2,3", "1 2 3"),
        ("21°", "21 degrees"),
        ("21°C", "21 degrees celsius"),
        ("70 ºF", "70 degrees fahrenheit"),
        ("21c", "21 degrees celsius"),
        ("flat 2c", "flat 2c"),
        ("-5 degrees", "-5 degrees"),
        ("10-15 percent", "10 15 percent"),
        ("3500k", "3500 kelvin"),
        ("4k tv", "4k tv"),
        ("5min", "5 minutes"),
        ("5 mins", "5 minutes"),
        ("10s", "10 seconds"),
        ("1h", "1 hour"),
        ("play 90s hits", "play 90s hits"),
        ("a timer for 90s", "a timer for 90 seconds"),
        ("7:30pm", "7:30 pm"),
        ("7.30 pm", "7:30 pm"),
        ("07:05", "7:05"),
        ("7pm", "7 pm"),
        ("7 p.m.", "7 pm"),
        ("7 p m", "7 pm"),
        ("HDMI1", "hdmi1"),
        ("pm2.5", "pm2.5"),
        ("21½ degrees", "21.5 degrees"),
        ("٢١", "21"),
    ],
)
def test_written_numbers(written: str, expected: str) -> None:
    """Numbers and units have one writing."""
    assert " ".join(words(written)) == expected


@pytest.mark.parametrize(
    ("spoken", "expected"),
    [
        ("twenty five", "25"),
        ("twenty-five percent", "25 percent"),
        ("zero", "0"),
        ("a hundred", "100"),
        ("two hundred", "200"),
        ("one hundred and twenty", "120"),
        ("two thousand seven hundred kelvin", "2700 kelvin"),
        ("twenty seven hundred", "2700"),
        ("two point five", "2.5"),
        ("twenty one point seven five", "21.75"),
        ("twenty one and a half", "21.5"),
        ("minus five", "-5"),
        ("lamp one and lamp two", "lamp 1 and lamp 2"),
        ("one two three", "1 2 3"),
        ("seven thirty", "7:30"),
        ("at seven oh five", "at 7:05"),
        ("bedroom two twenty percent", "bedroom 2 20 percent"),
        ("quarter past seven", "quarter past 7"),
        ("half past twelve", "half past 12"),
        ("the first lamp in a second", "the first lamp in a second"),
    ],
)
def test_spoken_numbers(spoken: str, expected: str) -> None:
    """Number words become digits."""
    assert " ".join(words(spoken)) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "the other one",
        "that one",
        "which one",
        "this one please",
        "one of them",
        "no one",
        "one more",
    ],
)
def test_one_is_not_always_a_number(sentence: str) -> None:
    """A pronoun stays a word."""
    assert " ".join(words(sentence)) == sentence


@pytest.mark.parametrize(
    ("word", "expected"),
    [("café", "cafe"), ("smørrebrød", "smorrebrod"), ("łódź", "lodz"), ("кухня", "кухня")],
)
def test_fold(word: str, expected: str) -> None:
    """Accents on Latin letters do not tell words apart."""
    assert fold(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("lamps", "lamp"),
        ("lamp's", "lamp"),
        ("switches", "switch"),
        ("batteries", "battery"),
        ("shelves", "shelf"),
        ("glass", "glass"),
        ("bus", "bus"),
        ("tv", "tv"),
    ],
)
def test_stem(word: str, expected: str) -> None:
    """Plurals and possessives share a stem with their word."""
    assert stem(word) == expected


@given(st.text())
def test_nothing_but_words_comes_out(text: str) -> None:
    """No structure of the prompt survives, whatever is said, and a second pass changes little."""
    for word in words(text):
        assert word
        assert len(word) <= 40
        assert not set(word) & set('<>@{}[]="\\ \n\t')
        assert all(unicodedata.category(letter)[0] in "LMN" or letter in "'.:-" for letter in word)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a\u0301\u0316",
        "1,",
        "1.",
        "a.",
        "'a",
        "minus ",
        "twenty ",
        "1 ",
        "- ",
        "½",
        "\U000e0041",
    ],
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    """Ten times the text takes about ten times the time."""
    start = time.perf_counter()
    words(piece * 10_000)
    assert time.perf_counter() - start < 5
