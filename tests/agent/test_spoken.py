"""Replies as a voice reads them well: in words, without markup and signs."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import AsyncIterator, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custom_components.steward.agent.spoken import sentences, speakable

ENGLISH = [
    # Units
    ("It is 21.5 °C.", "It is twenty-one point five degrees."),
    ("70 °F", "seventy degrees."),
    ("21°", "twenty-one degrees."),
    ("1 °C", "one degree."),
    ("-1 °C", "minus one degree."),
    ("-3 °C", "minus three degrees."),
    ("\u22123 °C", "minus three degrees."),
    ("1.0 °C", "one degree."),
    ("21.0 °C", "twenty-one degrees."),
    ("21.50 °C", "twenty-one point five degrees."),
    ("21,5 °C", "twenty-one point five degrees."),
    ("5℃", "five degrees."),
    ("21C and 70F", "twenty-one degrees and seventy degrees."),
    ("55 %", "fifty-five percent."),
    ("100%", "one hundred percent."),
    ("-12.5%", "minus twelve point five percent."),
    ("1 kWh", "one kilowatt hour."),
    ("2 kWh", "two kilowatt hours."),
    ("0.5 kWh", "zero point five kilowatt hours."),
    ("5 kwh", "five kilowatt hours."),
    ("1 W", "one watt."),
    ("1.25 kW", "one point two five kilowatts."),
    ("3 MW and 3 mW", "three megawatts and three milliwatts."),
    ("230 V", "two hundred and thirty volts."),
    ("1 A", "one amp."),
    ("500 mA", "five hundred milliamps."),
    ("50Hz", "fifty hertz."),
    ("1013.2 hPa", "one thousand and thirteen point two hectopascals."),
    ("1013 mbar", "one thousand and thirteen millibars."),
    ("300 lx", "three hundred lux."),
    ("800 ppm", "eight hundred parts per million."),
    ("12 µg/m³", "twelve micrograms per cubic metre."),
    ("12 \u03bcg/m³", "twelve micrograms per cubic metre."),
    ("20 km/h", "twenty kilometres an hour."),
    ("1 mph", "one mile an hour."),
    ("3.5 m/s", "three point five metres a second."),
    ("4 mm", "four millimetres."),
    ("1 cm", "one centimetre."),
    ("5 km", "five kilometres."),
    ("3 L", "three litres."),
    ("2 m³", "two cubic metres."),
    ("2 m³/h", "two cubic metres per hour."),
    ("5 W/m²", "five watts per square metre."),
    ("-60 dB", "minus sixty decibels."),
    ("16 GB", "sixteen gigabytes."),
    ("5 MB/s", "five megabytes per second."),
    ("100 Mbit/s", "one hundred megabits per second."),
    ("6 ft", "six feet."),
    ("1 ft", "one foot."),
    ("0.2 in", "zero point two inches."),
    ("5 in the kitchen", "five in the kitchen."),
    ("2700K", "two thousand seven hundred kelvin."),
    ("5 min", "five minutes."),
    ("1 min. left", "one minute left."),
    ("Wait 5 min. The door closes.", "Wait five minutes. The door closes."),
    ("10 sec", "ten seconds."),
    ("20m", "twenty minutes."),
    ("20 m", "twenty metres."),
    ("1200 rpm", "one thousand two hundred revolutions a minute."),
    ("5°C/35°C", "five degrees or thirty-five degrees."),
    ("The humidity is % unknown", "The humidity is percent unknown."),
    # Money
    ("€3.50", "three euros and fifty cents."),
    ("3.50 €", "three euros and fifty cents."),
    ("$1", "one dollar."),
    ("£1.01", "one pound and one penny."),
    ("5 €", "five euros."),
    ("€4.00", "four euros."),
    ("0.30 €/kWh", "thirty cents per kilowatt hour."),
    ("0.3125 €/kWh", "zero point three one two five euros per kilowatt hour."),
    ("-$5", "minus five dollars."),
    ("$5 million", "five million dollars."),
    # Numbers
    ("0", "zero."),
    ("13", "thirteen."),
    ("1250", "one thousand two hundred and fifty."),
    ("1,250", "one thousand two hundred and fifty."),
    (
        "1,234,567.8",
        "one million two hundred and thirty-four thousand five hundred and sixty-seven point eight.",
    ),
    ("1005", "one thousand and five."),
    ("10,000,000", "ten million."),
    ("-5", "minus five."),
    ("+5", "plus five."),
    (".5", "zero point five."),
    ("18.05", "eighteen point zero five."),
    ("007", "zero zero seven."),
    (
        "1234567890123456",
        "one two three four five six seven eight nine zero one two three four five six.",
    ),
    ("1,2,3", "one, two, three."),
    ("3-5", "three to five."),
    ("18\u201322 °C", "eighteen to twenty-two degrees."),
    ("18 °C - 22 °C", "eighteen to twenty-two degrees."),
    ("7 - 3", "seven minus three."),
    ("-5 - -3 °C", "minus five to minus three degrees."),
    ("Hall: 21 °C - 45 %", "Hall: twenty-one degrees, forty-five percent."),
    ("5 W - 3 kW", "five watts, three kilowatts."),
    ("€5-10", "five to ten euros."),
    ("10-20 €", "ten to twenty euros."),
    ("2m x 3m", "two metres by three metres."),
    ("ESP32-S3", "ESP32-S3."),
    ("12.5.2026", "the twelfth of May twenty twenty-six."),
    ("2:1", "two to one."),
    ("1/2", "one half."),
    ("3/4", "three quarters."),
    ("2½ cups", "two and a half cups."),
    ("8/10", "eight out of ten."),
    ("24/7", "twenty-four seven."),
    ("3 x 4", "three by four."),
    ("2x", "two times."),
    ("1st and 21st", "first and twenty-first."),
    ("the 2nd, 3rd and 20th", "the second, third and twentieth."),
    ("12th floor", "twelfth floor."),
    ("the 90s", "the nineties."),
    ("the 1990s", "the nineteen nineties."),
    ("in 2026", "in twenty twenty-six."),
    ("since 1905", "since nineteen oh five."),
    ("in 2000 and in 2005", "in two thousand and in two thousand and five."),
    ("Christmas 2026", "Christmas twenty twenty-six."),
    ("2000 W", "two thousand watts."),
    ("a 5-minute timer", "a five-minute timer."),
    ("~5 km", "about five kilometres."),
    ("<5 and >3", "less than five and more than three."),
    ("±2", "plus or minus two."),
    # Times
    ("at 7:05", "at seven oh five."),
    ("19:30", "seven thirty PM."),
    ("7:00", "seven o'clock."),
    ("0:00", "midnight."),
    ("00:15", "twelve fifteen AM."),
    ("7 pm", "seven PM."),
    ("7:30 pm", "seven thirty PM."),
    ("It opens at 7 p.m. on Monday", "It opens at seven PM on Monday."),
    ("It opens at 7 p.m. It closes at 9.", "It opens at seven PM. It closes at nine."),
    ("7:00-9:30", "seven o'clock to nine thirty."),
    ("7-9 pm", "seven to nine PM."),
    (
        "2026-11-25T19:30:00+01:00",
        "the twenty-fifth of November twenty twenty-six at seven thirty PM.",
    ),
    ("at 19:30:00", "at seven thirty PM."),
    # Dates
    ("2026-11-25", "the twenty-fifth of November twenty twenty-six."),
    ("on 25 Nov", "on the twenty-fifth of November."),
    ("on the 25 November", "on the twenty-fifth of November."),
    ("the 3rd of May", "the third of May."),
    ("Nov 25, 2026", "November twenty-fifth twenty twenty-six."),
    ("May 5", "May fifth."),
    ("Wednesday, 25 November", "Wednesday, the twenty-fifth of November."),
    ("Due 25 Nov. Pay it.", "Due the twenty-fifth of November. Pay it."),
    ("11/25/2026", "the twenty-fifth of November twenty twenty-six."),
    ("10-12 May", "the tenth to the twelfth of May."),
    ("Mon 30 Nov", "Monday the thirtieth of November."),
    ("Mon-Fri", "Monday to Friday."),
    ("Sat and Sun", "Saturday and Sunday."),
    ("Sun is up", "Sun is up."),
    # Lengths of time
    ("1h 20m", "one hour and twenty minutes."),
    ("1h20m", "one hour and twenty minutes."),
    ("2d 3h 5m", "two days, three hours and five minutes."),
    ("1 hr 1 min", "one hour and one minute."),
    ("00:20:00", "twenty minutes."),
    ("1:20:05", "one hour, twenty minutes and five seconds."),
    ("00:00:00", "zero seconds."),
    # Abbreviations
    ("approx. 5 km", "approximately five kilometres."),
    ("lamps, e.g. the strip", "lamps, for example the strip."),
    ("i.e. off", "that is off."),
    ("No. 5", "number five."),
    ("No. It is off.", "No. It is off."),
    ("cats vs. dogs", "cats versus dogs."),
    ("Dr. Smith", "Doctor Smith."),
    ("milk, eggs etc. Then bread", "milk, eggs and so on. Then bread."),
    ("max temp 30", "maximum temperature thirty."),
    ("min 5", "minimum five."),
    ("value: N/A", "value: not available."),
    ("coffee w/o milk", "coffee without milk."),
    # Signs
    ("Salt & Pepper", "Salt and Pepper."),
    ("5+3=8", "five plus three equals eight."),
    ("A -> B", "A to B."),
    ("A → B", "A to B."),
    ("meet @ home", "meet at home."),
    ("#5", "number five."),
    ("#hashtag", "hashtag."),
    ("on/off", "on or off."),
    ("and/or", "or."),
    ("Lamp (kitchen) is on", "Lamp, kitchen, is on."),
    ("Lamp(s)", "Lamps."),
    ("Hall \u2014 off", "Hall, off."),
    ("Hall - off", "Hall, off."),
    ('the "big" lamp', "the big lamp."),
    ("Ana\u2019s lamp", "Ana's lamp."),
    # Codes
    ("CO2", "C O two."),
    ("CO₂ is at 600 ppm", "C O two is at six hundred parts per million."),
    ("PM2.5", "P M two point five."),
    ("an E27 bulb", "an E twenty-seven bulb."),
    ("4K and 5G", "four K and five G."),
    ("version 2026.11.1", "version twenty twenty-six point eleven point one."),
    ("Home Assistant 2026.11", "Home Assistant twenty twenty-six point eleven."),
    ("v1.2.3", "version one point two point three."),
    ("room 12b", "room 12b."),
    ("0x1F", "0x1F."),
    ("T-1000", "T one thousand."),
    # Markup
    ("**Bold**, _slanted_ and `code`", "Bold, slanted and code."),
    ("# Title\ntext", "Title. text."),
    ("[the page](https://x.org/a_b)", "the page."),
    ("Lights:\n- Kitchen\n* Hall\n• Den", "Lights: Kitchen. Hall. Den."),
    ("> quoted", "quoted."),
    ("| a | b |\n|---|---|\n| 1 | 2 |", "a, b. one, two."),
    ("```yaml\ncode\n```", "code."),
    ("<speak>Hi <break time='1s'/>there</speak>", "Hi there."),
    ("<b>On</b>, &amp; off", "On, and off."),
    ("one<br>two", "one. two."),
    ("Done 😀!", "Done!"),
    ("\U0001f468\u200d\U0001f469\u200d\U0001f467 home 1\ufe0f\u20e3", "home one."),
    ("Nice :-)", "Nice."),
    # Ids and addresses
    ("light.kitchen_lamp is on", "kitchen lamp is on."),
    ("binary_sensor.door_2", "door two."),
    ("kitchen_lamp", "kitchen lamp."),
    ("See https://www.home-assistant.io/docs/x?y=1.", "See home-assistant dot io."),
    ("www.example.org/a is down", "example dot org is down."),
    ("ada@example.org", "ada at example dot org."),
    # Capitals
    ("WARNING: WATER LEAK", "Warning: water leak."),
    ("The TV and the AC are ON", "The TV and the AC are on."),
    ("The HVAC and HTTPS", "The HVAC and HTTPS."),
    ("KITCHEN light", "Kitchen light."),
    # Sentences
    ("one\ntwo", "one. two."),
    ("one,\ntwo", "one, two."),
    ("Wait... what?!", "Wait, what?"),
    ("well... no", "well, no."),
    ("Done..", "Done."),
    ("It is on ,off", "It is on,off."),
    ("Really?", "Really?"),
    ("It is on:", "It is on."),
    ("Turned on Bulb.", "Turned on Bulb."),
]
GERMAN = [
    ("Es sind 21,5 °C.", "Es sind einundzwanzig Komma fünf Grad."),
    ("21.5 °C", "einundzwanzig Komma fünf Grad."),
    ("1 °C", "ein Grad."),
    ("-3 °C", "minus drei Grad."),
    ("55 %", "fünfundfünfzig Prozent."),
    ("1 kWh", "eine Kilowattstunde."),
    ("21 kWh", "einundzwanzig Kilowattstunden."),
    ("1 Ampere", "ein Ampere."),
    ("1 A", "ein Ampere."),
    ("1.250 W", "tausendzweihundertfünfzig Watt."),
    ("5 m/s", "fünf Meter pro Sekunde."),
    ("20 km/h", "zwanzig Kilometer pro Stunde."),
    ("12 µg/m³", "zwölf Mikrogramm pro Kubikmeter."),
    ("1013 hPa", "tausenddreizehn Hektopascal."),
    ("0,5 h", "null Komma fünf Stunden."),
    ("1 Min.", "eine Minute."),
    ("3,50 €", "drei Euro und fünfzig Cent."),
    ("€3,50", "drei Euro und fünfzig Cent."),
    ("1 €", "ein Euro."),
    ("0,30 €/kWh", "dreißig Cent pro Kilowattstunde."),
    ("2 Mio. €", "zwei Millionen Euro."),
    ("1250", "tausendzweihundertfünfzig."),
    ("1100", "tausendeinhundert."),
    ("101", "hunderteins."),
    ("1.000.000", "eine Million."),
    ("2.000.001", "zwei Millionen eins."),
    ("1 Licht ist an", "ein Licht ist an."),
    ("1 Lampe ist an", "eine Lampe ist an."),
    ("1 von 3", "eins von drei."),
    ("16:9", "sechzehn zu neun."),
    ("17", "siebzehn."),
    ("66", "sechsundsechzig."),
    ("im Jahr 1987", "im Jahr neunzehnhundertsiebenundachtzig."),
    ("seit 2026", "seit zweitausendsechsundzwanzig."),
    ("3-5", "drei bis fünf."),
    ("18\u201322 °C", "achtzehn bis zweiundzwanzig Grad."),
    ("1/2", "ein halb."),
    ("2½", "zwei und ein halb."),
    ("3 x 4", "drei mal vier."),
    ("19:30", "neunzehn Uhr dreißig."),
    ("um 19:30 Uhr", "um neunzehn Uhr dreißig."),
    ("19.30 Uhr", "neunzehn Uhr dreißig."),
    ("7:05", "sieben Uhr fünf."),
    ("1 Uhr", "ein Uhr."),
    ("7 Uhr 30", "sieben Uhr dreißig."),
    ("7:30 - 9:00 Uhr", "sieben Uhr dreißig bis neun Uhr."),
    ("am 25.11.2026", "am fünfundzwanzigsten November zweitausendsechsundzwanzig."),
    ("25.11.26", "fünfundzwanzigster November zweitausendsechsundzwanzig."),
    ("am 25.11. um 7:00", "am fünfundzwanzigsten November um sieben Uhr."),
    ("der 3. Mai", "der dritte Mai."),
    ("1. Mai", "erster Mai."),
    ("vom 10.-12. Mai", "vom zehnten bis zwölften Mai."),
    ("25. Nov. 2026", "fünfundzwanzigster November zweitausendsechsundzwanzig."),
    ("2026-11-25", "fünfundzwanzigster November zweitausendsechsundzwanzig."),
    ("am Montag, 7.12.", "am Montag, siebten Dezember."),
    ("Mo., 25.11.", "Montag, fünfundzwanzigster November."),
    ("Mo-Fr", "Montag bis Freitag."),
    ("der 3. Stock", "der dritte Stock."),
    ("im 21. Stock", "im einundzwanzigsten Stock."),
    ("Es sind 21.5.", "Es sind einundzwanzig Komma fünf."),
    ("1h 20m", "eine Stunde und zwanzig Minuten."),
    ("00:20:00", "zwanzig Minuten."),
    ("z. B. ca. 5 km", "zum Beispiel circa fünf Kilometer."),
    ("Nr. 5 bzw. Dr. Müller", "Nummer fünf beziehungsweise Doktor Müller."),
    ("Hauptstr. 5", "Hauptstraße fünf."),
    ("max. 30 %", "maximal dreißig Prozent."),
    ("Tisch & Stuhl", "Tisch und Stuhl."),
    ("A -> B", "A nach B."),
    ("an/aus", "an oder aus."),
    ("Version 2026.11.1", "Version zweitausendsechsundzwanzig Punkt elf Punkt eins."),
    ("https://www.haus.de/x", "haus Punkt de."),
    ("WARNUNG: WASSER", "Warnung: Wasser."),
    ("**Licht** ist an 😀", "Licht ist an."),
    ("light.kueche ist an\nFertig", "kueche ist an. Fertig."),
]


def test_there_are_enough_cases() -> None:
    """Whoever drops a case should see it."""
    assert len(ENGLISH) >= 150
    assert len(GERMAN) >= 60


@pytest.mark.parametrize(("written", "said"), ENGLISH)
def test_english(written: str, said: str) -> None:
    """What is written is put in words, and stays as it is the next time."""
    assert speakable(written) == said
    assert speakable(said) == said


@pytest.mark.parametrize(("written", "said"), GERMAN)
def test_german(written: str, said: str) -> None:
    """German has its own words, decimals, dates and times."""
    assert speakable(written, "de") == said
    assert speakable(said, "de") == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "the sixth of May twenty twenty-six."),
        ("en-US", "the sixth of May twenty twenty-six."),
        ("en-GB", "the fifth of June twenty twenty-six."),
        ("en_AU", "the fifth of June twenty twenty-six."),
    ],
)
def test_whose_month_comes_first(language: str, said: str) -> None:
    """Only Americans write the month first."""
    assert speakable("5/6/2026", language) == said


def test_a_region_is_no_language() -> None:
    """A voice for Austria speaks German."""
    assert speakable("5 kW", "de_AT") == speakable("5 kW", "DE") == "fünf Kilowatt."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("**Il fait** 21,5 °C 😀\nlight.lampe_salon", "Il fait 21,5 °C. lampe salon."),
        ("&lt;b&gt;Bonjour !", "Bonjour!"),
        ("https://www.exemple.fr/x", "exemple.fr."),
        ("-5 °C", "-5 °C."),
        ("你好。", "你好。"),
        ("नमस्ते।", "नमस्ते।"),
        ("¿Está abierta?", "¿Está abierta?"),
    ],
)
def test_other_languages(written: str, said: str) -> None:
    """Figures are left to the voice; markup, emoji and ids are for no voice."""
    assert speakable(written, "fr") == said


@pytest.mark.parametrize("nothing", ["", " \n ", "...", "😀", "<br/>", "**", "()", "-", "---"])
@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_nothing_to_say(nothing: str, language: str) -> None:
    """Where there is no word, nothing is said, not even a full stop."""
    assert speakable(nothing, language) == ""


LANGUAGES = st.sampled_from(["en", "de", "en-GB", "fr", ""])
PIECES = st.sampled_from(
    "21.5 °C|-3|5 kWh|€3.50|7:05|19:30 pm|7 p.m.|2026-11-25|25 Nov.|25.11.|1h 20m|1/2|½|3-5|1st|"
    "e.g.|etc.|z. B.|Nr. 5|v1.2|CO2|4K|light.hall_lamp|http://a.b/c|a@b.cd|**bold**|_|*|`|#|# |<b>|"
    "</b>|&amp;|&lt;|<|>|->|~|(|)|[x](y)|\n|\n- |😀|✅|\u200d|ABC|WARNING|ON|...|?!|,|;|:|'|\"|—|–|/|"
    "%|°|€|+|=|&|@|\\|||{|}|The|light|Tür|é|ß|1|0|00|,5|.5|Mo.|Sun|Dr. |x|²|٣|１".split("|")
)
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join))


@settings(deadline=None, max_examples=400)
@given(TEXTS, LANGUAGES)
def test_any_text(text: str, language: str) -> None:
    """Whatever comes in, what comes out can be said, and is left alone the next time."""
    said = speakable(text, language)
    assert not said or said[-1] in ".!?。！？।؟۔"
    assert speakable(said, language) == said
    assert not any(unicodedata.category(c) in ("Cc", "So", "Cs") for c in said.replace("°", ""))
    assert not re.search(r"[`*_\n]|\s\s", said)


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.sampled_from(["en", "de"]))
def test_no_sign_is_left(text: str, language: str) -> None:
    """In a language that is known, nothing is left that a voice would stumble over."""
    assert not re.search(r"[%°€$£&+=@#<>\[\](){}|\\~^\"]|https?://", speakable(text, language))


UNITS = st.sampled_from(
    "°C °F % W kW kWh V hPa mbar lx ppm µg/m³ km/h mph m/s mm km L m³ dB GB MB/s €".split()
)


@settings(deadline=None, max_examples=300)
@given(
    st.decimals(-99999, 99999, places=2),
    UNITS,
    st.sampled_from(["", " "]),
    st.sampled_from(["en", "de"]),
)
def test_no_amount_is_left(value: object, unit: str, gap: str, language: str) -> None:
    """Every number with a unit is put in words."""
    said = speakable(f"Now {value}{gap}{unit}, as before.", language)
    assert not re.search(r"\d|[%°€/³µ]", said)


def test_a_text_without_end_takes_no_time() -> None:
    """Nobody stops the house with a long message."""
    started = time.perf_counter()
    for piece in (
        "-",
        "*a",
        "[",
        "<!--",
        "<a",
        "a.",
        "1,",
        "1:",
        "http://",
        " ",
        "((",
        "&lt;",
        "`a ",
    ):
        speakable(piece * (4000 // len(piece)))
    assert time.perf_counter() - started < 10


# Sentences as they come

TOLD = [
    ("It is on. It was off.", ["It is on.", "It was off."]),
    ("It is 21.5 degrees. Good.", ["It is 21.5 degrees.", "Good."]),
    ("Some, e.g. Kitchen. Done", ["Some, e.g. Kitchen.", "Done"]),
    ("At 7 p.m. on Monday. Then", ["At 7 p.m. on Monday.", "Then"]),
    ("At 7 p.m. The door opens.", ["At 7 p.m.", "The door opens."]),
    ("See Dr. Who, No. 5! Yes?  Oh... No.", ["See Dr. Who, No. 5!", "Yes?", "Oh...", "No."]),
    ('He said "Stop." Then (quietly.) Left', ['He said "Stop."', "Then (quietly.)", "Left"]),
    ("one\ntwo\n\n- three", ["one", "two", "- three"]),
    ("1. Open it. 2. Close it.", ["1. Open it.", "2. Close it."]),
    ("你好。再见！", ["你好。", "再见！"]),
    ("  ", []),
    ("", []),
]


async def told(chunks: Iterable[str], language: str = "en") -> list[str]:
    """Return the sentences of a text that comes in pieces."""

    async def stream() -> AsyncIterator[str]:
        """Yield the pieces."""
        for chunk in chunks:
            yield chunk

    return [sentence async for sentence in sentences(stream(), language)]


@pytest.mark.parametrize(("text", "expected"), TOLD)
async def test_sentences(text: str, expected: list[str]) -> None:
    """A sentence ends where one ends, however the text is cut in two, in pieces or in letters."""
    assert await told([text]) == expected
    assert await told(text) == expected
    for at in range(len(text)):
        assert await told([text[:at], "", text[at:]]) == expected
    for size in range(2, 8):
        assert await told(text[n : n + size] for n in range(0, len(text), size)) == expected


async def test_german_sentences() -> None:
    """A day of the month ends no sentence."""
    text = "Am 3. Mai um 7 Uhr. Bis dann."
    expected = ["Am 3. Mai um 7 Uhr.", "Bis dann."]
    assert await told([text], "de") == await told(text, "de") == expected


async def test_a_sentence_is_told_at_once() -> None:
    """The first sentence does not wait for the last."""
    asked = []

    async def stream() -> AsyncIterator[str]:
        """Yield pieces, noting what was asked for."""
        for chunk in ("It is", " on. ", "It", " was off."):
            asked.append(chunk)
            yield chunk

    assert await anext(sentences(stream())) == "It is on."
    assert asked == ["It is", " on. ", "It"]


@settings(deadline=None)
@given(st.lists(PIECES))
async def test_nothing_is_lost(pieces: list[str]) -> None:
    """All letters are told, in the same sentences whatever the pieces were."""
    text = "".join(pieces)
    found = await told(pieces)
    assert found == await told([text]) == await told(text)
    assert "".join("".join(found).split()) == "".join(text.split())
