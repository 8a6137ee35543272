"""Units in words, English and German: data for `spoken`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple


class Unit(NamedTuple):
    """A unit in words."""

    one: str
    many: str


_PREFIXES = (
    ("k", "kilo", "Kilo"),
    ("M", "mega", "Mega"),
    ("G", "giga", "Giga"),
    ("T", "tera", "Tera"),
    ("m", "milli", "Milli"),
    ("µ", "micro", "Mikro"),
)
# With "(s)" where the plural differs: written, English, German. With a prefix and without:
_PREFIXED = """
W    | watt(s)           | Watt
Wh   | watt hour(s)      | Wattstunde(n)
V    | volt(s)           | Volt
A    | amp(s)            | Ampere
VA   | volt amp(s)       | Voltampere
Ah   | amp hour(s)       | Amperestunde(n)
Hz   | hertz             | Hertz
Pa   | pascal(s)         | Pascal
J    | joule(s)          | Joule
g    | gram(s)           | Gramm
Ω    | ohm(s)            | Ohm
S    | siemens           | Siemens
bit  | bit(s)            | Bit
"""
# Only as it stands here:
_PLAIN = """
°C   | degree(s)         | Grad
°F   | degree(s)         | Grad
°    | degree(s)         | Grad
C    | degree(s)         | Grad
F    | degree(s)         | Grad
K    | kelvin            | Kelvin
%    | percent           | Prozent
‰    | per mille         | Promille
var  | var               | Var
kvar | kilovar           | Kilovar
hPa  | hectopascal(s)    | Hektopascal
bar  | bar               | Bar
mbar | millibar(s)       | Millibar
psi  | P S I             | P S I
inHg | inch(es) of mercury | Zoll Quecksilber
mmHg | millimetre(s) of mercury | Millimeter Quecksilber
lx   | lux               | Lux
lm   | lumen             | Lumen
ppm  | part(s) per million | Teile pro Million
ppb  | part(s) per billion | Teile pro Milliarde
mm   | millimetre(s)     | Millimeter
cm   | centimetre(s)     | Zentimeter
m    | metre(s)          | Meter
km   | kilometre(s)      | Kilometer
in   | inch(es)          | Zoll
″    | inch(es)          | Zoll
ft   | foot/feet         | Fuß
yd   | yard(s)           | Yard
mi   | mile(s)           | Meile(n)
cm²  | square centimetre(s) | Quadratzentimeter
m²   | square metre(s)   | Quadratmeter
km²  | square kilometre(s) | Quadratkilometer
ft²  | square foot/feet  | Quadratfuß
cm³  | cubic centimetre(s) | Kubikzentimeter
m³   | cubic metre(s)    | Kubikmeter
ft³  | cubic foot/feet   | Kubikfuß
L    | litre(s)          | Liter
l    | litre(s)          | Liter
ml   | millilitre(s)     | Milliliter
mL   | millilitre(s)     | Milliliter
gal  | gallon(s)         | Gallone(n)
kg   | kilogram(s)       | Kilogramm
t    | tonne(s)          | Tonne(n)
lb   | pound(s)          | Pfund
lbs  | pound(s)          | Pfund
oz   | ounce(s)          | Unze(n)
cal  | calorie(s)        | Kalorie(n)
kcal | kilocalorie(s)    | Kilokalorie(n)
kB   | kilobyte(s)       | Kilobyte
KB   | kilobyte(s)       | Kilobyte
MB   | megabyte(s)       | Megabyte
GB   | gigabyte(s)       | Gigabyte
TB   | terabyte(s)       | Terabyte
KiB  | kibibyte(s)       | Kibibyte
MiB  | mebibyte(s)       | Mebibyte
GiB  | gibibyte(s)       | Gibibyte
TiB  | tebibyte(s)       | Tebibyte
Mbps | megabit(s) a second | Megabit pro Sekunde
Gbps | gigabit(s) a second | Gigabit pro Sekunde
dB   | decibel(s)        | Dezibel
dBA  | decibel(s)        | Dezibel
dBm  | decibel milliwatt(s) | Dezibel Milliwatt
rpm  | revolution(s) a minute | Umdrehung(en) pro Minute
bpm  | beat(s) a minute  | Schläge pro Minute
mph  | mile(s) an hour   | Meile(n) pro Stunde
km/h | kilometre(s) an hour | Kilometer pro Stunde
m/s  | metre(s) a second | Meter pro Sekunde
ft/s | foot/feet a second | Fuß pro Sekunde
kn   | knot(s)           | Knoten
ms   | millisecond(s)    | Millisekunde(n)
s    | second(s)         | Sekunde(n)
sec  | second(s)         | Sekunde(n)
secs | second(s)         | Sekunde(n)
Sek  | second(s)         | Sekunde(n)
min  | minute(s)         | Minute(n)
mins | minute(s)         | Minute(n)
Min  | minute(s)         | Minute(n)
h    | hour(s)           | Stunde(n)
hr   | hour(s)           | Stunde(n)
hrs  | hour(s)           | Stunde(n)
Std  | hour(s)           | Stunde(n)
d    | day(s)            | Tag(e)
wk   | week(s)           | Woche(n)
ct   | cent(s)           | Cent
€    | euro(s)           | Euro
$    | dollar(s)         | Dollar
£    | pound(s)          | Pfund
¥    | yen               | Yen
EUR  | euro(s)           | Euro
USD  | dollar(s)         | Dollar
GBP  | pound(s)          | Pfund
CHF  | Swiss franc(s)    | Franken
"""
_OFTEN_WRITTEN = {
    "kwh": "kWh",
    "KWh": "kWh",
    "KWH": "kWh",
    "Kwh": "kWh",
    "kw": "kW",
    "KW": "kW",
    "Kw": "kW",
    "wh": "Wh",
    "mwh": "MWh",
    "khz": "kHz",
    "mhz": "MHz",
    "ghz": "GHz",
    "hz": "Hz",
    "db": "dB",
    "hpa": "hPa",
    "HPA": "hPa",
    "kmh": "km/h",
    "kph": "km/h",
    "m2": "m²",
    "m3": "m³",
    "sq m": "m²",
    "sq ft": "ft²",
    "ft2": "ft²",
    "ft3": "ft³",
    "Ltr": "L",
    "deg": "°",
    "°c": "°C",
    "°f": "°F",
}


def units(column: int) -> dict[str, Unit]:
    """Return the units of a language: column 1 is English, 2 German."""
    rows = [[cell.strip() for cell in row.split("|")] for row in _PLAIN.strip().splitlines()]
    for row in _PREFIXED.strip().splitlines():
        unit, *names = (cell.strip() for cell in row.split("|"))
        rows.append([unit, *names])
        for prefix in _PREFIXES:
            name = prefix[column] + (names[column - 1].lower() if column == 2 else names[0])
            rows.append([prefix[0] + unit, name, name])
    known = {row[0]: _unit(row[column]) for row in rows}
    return known | {written: known[unit] for written, unit in _OFTEN_WRITTEN.items()}


def _unit(form: str) -> Unit:
    """Return both numbers of a unit: "inch(es)", "foot/feet"."""
    if "foot/feet" in form:
        return Unit(form.replace("/feet", ""), form.replace("foot/", ""))
    return Unit(re.sub(r"\(\w+\)", "", form), re.sub(r"[()]", "", form))


def unit_of(written: str, known: Mapping[str, Unit], per: str) -> Unit | None:
    """Return a unit of the table, or one made of two of them, "€/kWh"; None where there is none.

    Args:
        written: As a sensor has it.
        known: `units` of a language.
        per: What its "/" is.
    """
    if written in known:
        return known[written]
    above, _, below = written.partition("/")
    if above not in known or below not in known:
        return None
    behind = f" {per} {known[below].one}"
    return Unit(known[above].one + behind, known[above].many + behind)
