"""Words that the shortlist treats in a special way, as data."""

from __future__ import annotations

from .kinds import KINDS
from .text import fold, stem, words


def _set(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


DETERMINERS = _set("the a an my our your his her their this that these those")
PREPOSITIONS = _set("in of from at on for inside by near")
GAPS = DETERMINERS | PREPOSITIONS | _set("that's which with which's 's")
"""May stand between the words of a name: "lamp in the library"."""

AND = _set("and or both as well plus")
"""Link places into one group: "the kitchen and the hall"."""

OPTIONAL = DETERMINERS | _set("in of at for to with and by s")
"""Need not be said of a name: "The Den", "Kitchen and Dining"."""

LEADS = _set(
    "and then please to you can could would will now just also me let's lets don't not or we i i'd"
    " hey ok okay"
)
"""What stands before a command: "please switch on", "and lock"."""

AMBIGUOUS = _set("switch lock light heat cool water play charge plug cover shade screen mop")
"""Commands at the head of a sentence, things anywhere else."""

VERBS_ONLY = _set("switch light plug cover shade screen play charge")
"""Those of them that, as commands, say nothing about what they are for."""

STOP = (
    GAPS
    | AND
    | OPTIONAL
    | LEADS
    | _set(
        "home on off up down all out no yes every everything nothing anything something each any some"
        " it its it's is are was were be been being am do does did done doing has have had having"
        " i'm i've i'll we're we'll you're he she him they them there here there's what what's who"
        " who's when where where's why how how's much many more less most least too very so but if"
        " than until till after before while again about into onto over under between only"
        " turn turned turning set setting put make makes made get gets got give go goes going come"
        " dim brighten open opens opened close closes closed shut start stop stops run runs pause"
        " resume unlock unlocked locked lower raise increase decrease change adjust bring take keep"
        " let want wants need needs like show tell say ask find check send call know think look"
        " arm disarm mow clean boost"
        " press push activate deactivate enable disable trigger launch kill cancel add remove"
        " clear skip should shall may might must cannot can't won't isn't aren't doesn't didn't"
        " us ours mine yours ever never always still already yet soon later ago since during both"
        " either neither other others another same own one else instead percent degrees degree"
        " celsius fahrenheit kelvin minute minutes hour hours second seconds"
    )
)
"""Never a hit by themselves, only within the whole name of something."""

WEAK = _set(
    "room rooms area floor zone house home place level part side time day night morning evening"
    " afternoon noon midnight today tonight tomorrow yesterday week weekend month year good bad"
    " mode new old big small little left right top bottom middle upper lower front rear main first"
    " third next previous last bright warm cold hot cool high low medium full half quarter"
    " back status state value number name"
    " thing things device devices entity current hello hi thanks"
    " thank steward monday tuesday wednesday thursday friday saturday sunday january february"
    " march april june july august september october november december am pm o'clock oclock"
    " setting settings button control controller group auto automatic max maximum min minimum"
    " normal default"
)
"""Not a hit by themselves either, unless they are somebody's whole name."""

COMMON = _set(
    "able across act actually air almost alone along alright always amount anyone anyway apart"
    " around away bake bed bit blow book boost bored both box boy break breakfast bring broken"
    " build busy buy calm car care cat cause chair child children choose clean clear clock coat"
    " coffee colour color completely cook could count couple course crisp cup dad damn dark darker"
    " darkness date dear deep degree dim dimmer dinner dog door down dress drink drive drop dry due"
    " dust early eat eight empty end enough even exactly eye face fade fall family far fast fell"
    " few fill film final fine finish finished five fix flash flip follow food foot forget forgot"
    " four free freezing fresh friend friends fun game gentle girl glow golden gone grey guess"
    " guest guests guy guys half hand happen happy hard head hear heard heart heavy held help hold"
    " hope hot huge hungry hurry idea immediately inch inside keep kid kids kind late leave leaving"
    " left lend less lie life lift lit live load long loud louder love lovely lunch man maybe mean"
    " meal meet mind mine minus moment money mood more morning move movie mute my near nearly nice"
    " nine nobody noise noisy none now nudge ocean okay oops orange out outside own pale parents"
    " party past people perfect person pick pink play please point prepare purple quick quickly"
    " quiet quieter quite rather reach read ready really red relax remind reminder rest right"
    " ring roll sad safe said sat save saying see seem send sense seven shine short sit six skip"
    " sleep sleeping slow slowly soft softer someone sorry sound speak speed spin spot stand stay"
    " step stuff such sure sweet swing talk ten test that think three tidy tight till timer tint"
    " tired together ton tone touch toward try twenty twice two type understand unless upon use"
    " used usual wait wake walk warm warmer watch watching way we wear weather well went wet what"
    " white whole whose wide wife wind wish within without wonder work working world worry worse"
    " wrong yellow yes blue green red purple orange pink white violet indigo cyan magenta turquoise"
    " halfway feeling closest chicken path torch ratio three tree heated officer steady sturdy"
    " camp damp call tall mall ball fill hill hell disk dusk math roof root boom broom poor cable"
    " hair wire hire tire liar coach guess kiss friday flood blink bland shut shot shirt"
    " master maker device unit area number channel station news podcast episode video photo"
    " birthday dishes laundry wash washing cooking vacation holiday trip school office garden kitchen"
    " bathroom bedroom garage hallway living dining upstairs downstairs outdoor outdoors indoor"
    " indoors maximum minimum higher lower brighter darker cooler colder hotter faster slower"
    " heating heat cooling turn's everyone's today's tonight's something's nothing's"
    " list shopping milk bread eggs butter cheese forecast rain raining snow song songs music track"
    " album artist playlist volume brightness temperature humidity battery thermostat alarm"
)
"""Everyday words: spelled right, so never a misspelling of something in the house."""

OFTEN = _set(
    "playing except through everywhere coming lot somebody meant cut notch tilt bump undo whatever"
    " knock burning ease draw daylight wise kindly anywhere switched baby tick remember better"
    " round pull getting pop stick sitting write using longer asleep whack carry carrying announce"
    " install hmm hang wanted plz often blowing ahead whether somewhere reverse neighbour looking"
    " looks chilly armed silence lowest itself yeah spinning crank broadcast asked once hardly feel"
    " shop myself hit announcement starting nor meeting mate countdown talking note needed dropped"
    " douse called blast beep unmute nope neutral match freeze forward breeze barely spare shining"
    " racket nah mowing mark listening job highest gonnae chuck bolt though sweating smidge"
    " position online offline lose locking listen hoovering crack correction chance behind throw"
    " tad strike smell roasting plenty plan ought notify missing making flick effect draught cross"
    " continue average word warmest waiting trying total target swinging started standing properly"
    " miss lost halt giving fully delete coldest changed came burnt burn boiling bill anymore"
    " whichever supposed strong story stopped snuff showing shout setpoint seen scared ringing"
    " pitch paying kick headache funny entire eating drawn drawing counting bought aim tune toast"
    " thinking swap straight squinting return programme ping likewise hush hurt feet false extend"
    " disarmed dead bother blinding bedtime because asking wasting true sticky silly shutdown shush"
    " reduce pressed plugged playback paused oscillate opposite opening ooh needing mistake melting"
    " juice hundred gloomy forgotten extinguish easy earth driving dripping crumb concentrate"
    " complaining boss best according above abort cost ding wipe cheer wake hasty blessing sweater"
    " dont ive youve theyre timer flight quarter matter fence teen base hut family landing ruler reading"
)
"""Said to houses again and again, by their stem: no misspellings either."""

SAME: dict[str, str] = {
    fold(word): group[0]
    for group in (
        ("tv", "telly", "tele", "television"),
        ("ac", "aircon"),
        ("temperature", "temp"),
        ("hallway", "hall"),
        ("fridge", "refrigerator"),
        ("vacuum", "hoover"),
        ("gray", "grey"),
        ("center", "centre"),
        ("theater", "theatre"),
        ("color", "colour"),
        ("mom", "mum"),
        ("couch", "sofa"),
        ("toilet", "loo"),
        ("curtain", "drape"),
        ("christmas", "xmas"),
        ("kid", "child", "children"),
        ("veranda", "verandah"),
        ("light", "lite"),
        ("night", "nite"),
        ("2nd", "second"),
        ("1st", "first"),
        ("3rd", "third"),
    )
    for word in group
}
"""Other words for the same, by their stem."""

FLOOR_WORDS: tuple[tuple[str, str], ...] = (
    ("below", "basement"),
    ("below", "cellar"),
    ("ground", "ground floor"),
    ("ground", "ground level"),
    ("ground", "downstairs"),
    ("ground", "main floor"),
    ("above", "upstairs"),
    ("1", "first floor"),
    ("2", "second floor"),
    ("3", "third floor"),
    ("top", "top floor"),
)
"""What people call a storey whatever its name is: (which, words). See `storeys`."""


def root(word: str) -> str:
    """Return what all forms and synonyms of a folded word share."""
    return SAME.get(stem(word), stem(word))


KIND_PHRASES: dict[tuple[str, ...], tuple[str, ...]] = {}
"""The kinds that a phrase may mean, in the table's order."""
for _kind, _phrases in KINDS.items():
    for _phrase in _phrases:
        _spoken = tuple(root(word) for word in words(_phrase))
        if _kind not in KIND_PHRASES.get(_spoken, ()):
            KIND_PHRASES[_spoken] = (*KIND_PHRASES.get(_spoken, ()), _kind)

KIND_WORDS = frozenset(word for phrase in KIND_PHRASES for word in phrase) - STOP
"""The roots of all words that name a kind."""

KIND_NOUNS = frozenset(phrase[0] for phrase in KIND_PHRASES if len(phrase) == 1)
"""Those that do so alone."""

COUNTED = KIND_NOUNS | _set("room bedroom bathroom")
"""Of these a plural means several things, not one that is named in the singular."""

MARKS = _set("left right top bottom upper lower front rear middle a b c d e")
"""Tell things of one name apart, as numbers do."""

HOMOPHONES = {"to": "2", "too": "2", "for": "4", "won": "1", "ate": "8"}
"""Heard instead of the number at the end of a name: "turn on lamp to"."""


def is_everyday(word: str) -> bool:
    """Say whether a folded word is spelled right and means what it says."""
    return word in STOP or word in WEAK or word in COMMON or root(word) in KIND_WORDS
