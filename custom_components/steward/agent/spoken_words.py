"""What signs, units and abbreviations are in words, by language: data for `spoken`.

A rule is a pattern and what is said instead; rules run in the order in which they stand here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from .spoken_units import Unit, units

Rules: TypeAlias = tuple[tuple[re.Pattern[str], str], ...]


def _rules(*pairs: tuple[str, str]) -> Rules:
    """Return rules ready to run."""
    return tuple((re.compile(pattern), said) for pattern, said in pairs)


def _short(words: str) -> Rules:
    """Return rules for abbreviations: "approx=approximately", with "_" for a space.

    With "!" it may end a sentence; then the full stop before a capital letter stays.
    """
    pairs: list[tuple[str, str]] = []
    for word in words.split():
        written, _, said = word.replace("_", " ").partition("=")
        short = re.escape(written.removesuffix("!")).replace(r"\.", r"\.\s?")
        if written.endswith("!"):
            pairs.append((rf"(?<![\w.]){short}(?=\.\s+[A-ZÄÖÜ])", said))
        pairs.append((rf"(?<![\w.]){short}(?:\.(?!\w)|(?![\w.]))", said))
    return _rules(*pairs)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Language:
    """What `spoken` has to know of a language."""

    code: str
    units: dict[str, Unit]
    months: tuple[str, ...]
    months_short: str
    """In the order of the year; empty ones have no short form."""
    minus: str
    point: str
    """Before decimals."""
    dot: str
    """In host names."""
    version_point: str
    against: str
    """In "2:1"."""
    to: str
    """In a range."""
    per: str
    out_of: str
    both: str
    """Between the last two parts of a length of time."""
    cents: dict[str, Unit]
    fractions: dict[str, str]
    halves: dict[str, str]
    """Fractions behind a number: "two and a half"."""
    before: Rules
    """Signs and abbreviations that the reading of numbers builds upon."""
    after: Rules
    """Signs that are left when numbers are read."""
    plain_capitals: frozenset[str]
    """Short words that are no acronyms when they are written in capitals."""


ACRONYMS = frozenset(
    "AC AM PM TV LED USB HVAC CPU GPU RAM SSD HDD LAN WLAN VPN DNS IP UPS UV CO PIN GPS NFC RGB"
    " HDMI MQTT API PV EV BBC CNN NASA WC DVD CD PC NAS SOS OLED QLED HEPA DIY FM AQI VOC TVOC SIM"
    " SMS ID OK USA UK EU UN ARD ZDF WDR NDR".split()
)

ENGLISH = Language(
    code="en",
    units=units(1),
    months=tuple(
        "January February March April May June July August September October November"
        " December".split()
    ),
    months_short="Jan Feb Mar Apr - Jun Jul Aug Sep Oct Nov Dec",
    minus="minus",
    point="point",
    dot="dot",
    version_point="point",
    against="to",
    to="to",
    per="per",
    out_of="out of",
    both="and",
    cents={
        "€": Unit("cent", "cents"),
        "$": Unit("cent", "cents"),
        "£": Unit("penny", "pence"),
    },
    fractions={
        "1/2": "one half",
        "1/3": "one third",
        "2/3": "two thirds",
        "1/4": "one quarter",
        "3/4": "three quarters",
        "24/7": "twenty-four seven",
        "50/50": "fifty-fifty",
    },
    halves={
        "½": "a half",
        "¼": "a quarter",
        "¾": "three quarters",
        "⅓": "a third",
        "⅔": "two thirds",
    },
    before=_short(
        "approx=approximately Approx=Approximately e.g=for_example E.g=For_example i.e=that_is"
        " etc!=and_so_on vs=versus avg=average incl=including excl=excluding temp!=temperature"
        " Temp!=Temperature temps!=temperatures max=maximum Mr=Mister Prof=Professor"
        " Mon!=Monday Tue!=Tuesday Tues!=Tuesday Wed!=Wednesday Thu!=Thursday Thur!=Thursday"
        " Thurs!=Thursday Fri!=Friday N/A=not_available n/a=not_available w/o=without"
    )
    + _rules(
        (r"\b[Nn]o\.\s?(?=\d)", "number "),
        (r"\bDr\.\s?(?=[A-Z])", "Doctor "),
        (r"\bMrs\.", "Mrs"),
        (r"\bMs\.", "Ms"),
        (r"(?<![\d ] )(?<![\d])\bmin\b\.?(?=\s[a-z\d])", "minimum"),
        (
            r"\bSat\b\.?(?=,?\s+(?:\d|[A-Z][a-z]{2}\b)|\s+and\s+Sun\b|\s?[-\u2013]\s?Sun\b)",
            "Saturday",
        ),
        (r"\bSun\b\.?(?=,?\s+(?:\d|[A-Z][a-z]{2}\b))|(?<=Saturday and )Sun\b", "Sunday"),
        (r"(?<=Saturday)(?:\s?[-\u2013]\s?)Sun\b", " to Sunday"),
        (r"(?<=day)\s?[-\u2013]\s?(?=(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)", " to "),
        (r"\band/or\b", "or"),
        (r"\bw/\s?(?=\w)", "with "),
        (r"\b[aA]/[cC]\b", "AC"),
        (r"<->|↔|⇔", " and "),
        (r"-+>|=>|[→⇒➜➔➡]", " to "),
        (r"<-+(?=\s)|[←⇐]", " from "),
        (r"(\d)\s?(cm|mm|m)\s?[x\u00d7]\s?(\d[\d.,]*)\s?(?:cm|mm|m)\b", r"\1 \2 by \3 \2"),
        (r"(?<!\b0)(?<=\d)\s?[x\u00d7]\s?(?=\d)", " by "),
        (r"(?<=\d)[x\u00d7](?!\w)", " times"),
        (r"±|\+/-", " plus or minus "),
        (r"(?<!\w)[~≈]\s?(?=\d)", "about "),
        (r"≤|<=", " at most "),
        (r"≥|>=", " at least "),
        (r"≠|!=", " is not "),
        (r"<(?=\s?-?\d)", " less than "),
        (r">(?=\s?-?\d)", " more than "),
        (r"#(?=\d)", "number "),
        (r"\bv(?=\d+(?:\.\d+)+\b)", "version "),
        (r"\bpH\b", "P H"),
    ),
    after=_rules(
        (r"&", " and "),
        (r"\+", " plus "),
        (r"=", " equals "),
        (r"@", " at "),
        (r"\u00d7", " times "),
        (r"÷", " divided by "),
        (r"%", " percent "),
        (r"‰", " per mille "),
        (r"°\s?[CF]?\b|°", " degrees "),
        (r"€", " euros "),
        (r"\$", " dollars "),
        (r"£", " pounds "),
        (r"(?<=[a-z])\s?/\s?(?=[a-z])", " or "),
    ),
    plain_capitals=frozenset(
        "ON OFF NOT NO ALL NOW THE AND OR IS ARE IN AT TO OF FOR YES LOW HIGH OPEN SHUT DOOR"
        " FIRE GAS LEAK HOT COLD WARM STOP GO NEW DO IT YOU ONE TWO AWAY HOME HEAT COOL DRY AUTO"
        " FAN FULL DONE PLAY LOCK BATH HALL ROOM LAMP ALSO HELP".split()
    ),
)

GERMAN = Language(
    code="de",
    units=units(2),
    months=tuple(
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
    ),
    months_short="Jan Feb Mär Apr - Jun Jul Aug Sep Okt Nov Dez",
    minus="minus",
    point="Komma",
    dot="Punkt",
    version_point="Punkt",
    against="zu",
    to="bis",
    per="pro",
    out_of="von",
    both="und",
    cents={
        "€": Unit("Cent", "Cent"),
        "$": Unit("Cent", "Cent"),
        "£": Unit("Penny", "Pence"),
    },
    fractions={
        "1/2": "ein halb",
        "1/3": "ein Drittel",
        "2/3": "zwei Drittel",
        "1/4": "ein Viertel",
        "3/4": "drei Viertel",
        "24/7": "rund um die Uhr",
        "50/50": "halbe-halbe",
    },
    halves={
        "½": "ein halb",
        "¼": "ein Viertel",
        "¾": "drei Viertel",
        "⅓": "ein Drittel",
        "⅔": "zwei Drittel",
    },
    before=_short(
        "z.B=zum_Beispiel d.h=das_heißt u.a=unter_anderem ca=circa bzw=beziehungsweise"
        " usw!=und_so_weiter etc!=und_so_weiter evtl=eventuell inkl=inklusive exkl=exklusive"
        " vgl=vergleiche ggf=gegebenenfalls Temp!=Temperatur max=maximal mind=mindestens"
        " Prof=Professor Hr=Herr vs=gegen"
    )
    + _rules(
        (r"\bDr\.\s?(?=[A-ZÄÖÜ])", "Doktor "),
        (r"\bNr\.\s?(?=\d)", "Nummer "),
        (r"(?<=[a-zäöüß])str\.(?=\s\d)", "straße"),
        (r"(?<![\d ] )(?<!\d)\bmin\.?(?=\s\d)", "mindestens"),
        (r"\bFr\.\s(?=[A-ZÄÖÜ])", "Frau "),
        *(
            (rf"\b{day[:2]}(?:\.(?=[,\s-])|(?=,\s\d|-[DFMS][aior]\b)|(?<=[ahgo]-..)\b\.?)", day)
            for day in "Montag Dienstag Mittwoch Donnerstag Samstag Freitag".split()
        ),
        (r"\bSo\.?(?=,\s\d)|(?<=tag-)So\b\.?|(?<=woch-)So\b\.?", "Sonntag"),
        (r"(?<=tag)-(?=\w+tag\b|Mittwoch)|(?<=Mittwoch)-(?=\w+tag\b)", " bis "),
        (r"\bMio\.?(?!\w)", "Millionen"),
        (r"\bMrd\.?(?!\w)", "Milliarden"),
        (r"\bund/oder\b", "oder"),
        (r"<->|↔|⇔", " und "),
        (r"-+>|=>|[→⇒➜➔➡]", " nach "),
        (r"<-+(?=\s)|[←⇐]", " von "),
        (r"(\d)\s?(cm|mm|m)\s?[x\u00d7]\s?(\d[\d.,]*)\s?(?:cm|mm|m)\b", r"\1 \2 mal \3 \2"),
        (r"(?<!\b0)(?<=\d)\s?[x\u00d7]\s?(?=\d)", " mal "),
        (r"(?<=\d)[x\u00d7](?!\w)", " mal"),
        (r"±|\+/-", " plus minus "),
        (r"(?<!\w)[~≈]\s?(?=\d)", "etwa "),
        (r"≤|<=", " höchstens "),
        (r"≥|>=", " mindestens "),
        (r"≠|!=", " ungleich "),
        (r"<(?=\s?-?\d)", " weniger als "),
        (r">(?=\s?-?\d)", " mehr als "),
        (r"#(?=\d)", "Nummer "),
        (r"\bv(?=\d+(?:\.\d+)+\b)", "Version "),
        (r"\bpH\b", "P H"),
    ),
    after=_rules(
        (r"&", " und "),
        (r"\+", " plus "),
        (r"=", " gleich "),
        (r"@", " at "),
        (r"\u00d7", " mal "),
        (r"÷", " geteilt durch "),
        (r"%", " Prozent "),
        (r"‰", " Promille "),
        (r"°\s?[CF]?\b|°", " Grad "),
        (r"€", " Euro "),
        (r"\$", " Dollar "),
        (r"£", " Pfund "),
        (r"(?<=[a-zäöüß])\s?/\s?(?=[a-zäöüß])", " oder "),
    ),
    plain_capitals=frozenset(
        "AN AUS EIN ZU AUF NEIN JA DER DIE DAS UND ODER IST SIND NICHT ALLE JETZT TÜR GAS OFFEN"
        " HALT STOP HEIß KALT WARM NEU BAD LICHT HILFE".split()
    ),
)
LANGUAGES = {language.code: language for language in (ENGLISH, GERMAN)}

ENTITY_DOMAINS = (
    "air_quality alarm_control_panel assist_satellite automation binary_sensor button calendar"
    " camera climate conversation counter cover device_tracker event fan geo_location group"
    " humidifier image image_processing input_boolean input_button input_datetime input_number"
    " input_select input_text lawn_mower light lock media_player notify number person"
    " plant remote scene schedule script select sensor siren stt sun switch tag timer todo tts"
    " update vacuum valve wake_word water_heater weather zone"
).split()
