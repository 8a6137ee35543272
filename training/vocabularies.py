"""Word tables of the training data: colours, white tones, days, list items, timer names."""

from __future__ import annotations


def _same(words: str) -> tuple[tuple[str, str], ...]:
    """Return words that are written as they are said."""
    return tuple((word.strip(), word.strip()) for word in words.split("|"))


COLORS = (
    *_same(
        "red|orange|yellow|green|cyan|blue|purple|magenta|pink|white|turquoise|violet|lavender|gold|"
        "lime|teal|coral|indigo|navy|salmon|crimson|amber"
    ),
    *_same("red|orange|yellow|green|blue|purple|pink|red|blue|green|orange|purple"),
    ("light blue", "cyan"),
    ("dark blue", "navy"),
    ("sky blue", "cyan"),
    ("lilac", "lavender"),
    ("aqua", "turquoise"),
    ("rose", "pink"),
    ("scarlet", "crimson"),
    ("golden", "gold"),
    ("hot pink", "magenta"),
)
TONES = (
    ("warm white", "warm"),
    ("warm", "warm"),
    ("cosy white", "warm"),
    ("soft white", "warm"),
    ("candlelight", "candle"),
    ("candle", "candle"),
    ("cool white", "cool"),
    ("cold white", "cool"),
    ("bright white", "cool"),
    ("neutral white", "neutral"),
    ("natural white", "neutral"),
    ("daylight", "daylight"),
    ("daylight white", "daylight"),
)
DAYS = (
    *_same("today|tomorrow|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday"),
    ("this weekend", "weekend"),
    ("the weekend", "weekend"),
    ("this week", "week"),
    ("the week", "week"),
)

_FOODS = (
    "milk|bread|eggs|butter|cheese|apples|bananas|oat milk|rice|pasta|tomatoes|potatoes|onions|garlic|"
    "olive oil|coffee|tea bags|sugar|flour|salt|black pepper|chicken breasts|minced beef|salmon|tofu|"
    "yoghurt|cream|orange juice|sparkling water|beer|red wine|washing up liquid|toilet paper|kitchen roll|"
    "dishwasher tablets|bin bags|shampoo|toothpaste|nappies|cat food|dog biscuits|light bulbs|batteries|"
    "cornflakes|porridge oats|honey|peanut butter|strawberry jam|dark chocolate|crisps|frozen peas|ice cream|"
    "basmati rice|paneer|lentils|chickpeas|coriander|ginger|green chillies|curry leaves|ghee|maple syrup|"
    "bagels|tortillas|avocados|limes|blueberries|spinach|carrots|mushrooms|a cucumber|two lemons|"
    "six eggs|a bag of sugar|three onions|hummus|feta|parmesan|ham|bacon|sausages|prawns|noodles|soy sauce|"
    "vanilla extract|baking powder|yeast|foil|hand soap|sunscreen|paracetamol|plasters|gift wrap|stamps"
)
_PAIRS = (
    "half and half|mac and cheese|salt and pepper|fish and chips|salt and vinegar crisps|peanut butter and jelly|"
    "gin and tonic|rum and raisin ice cream|cheese and onion crisps|nuts and bolts|"
    "cookies and cream|bangers and mash|sour cream and onion chips|"
    "wash and wax the car|head and shoulders|"
    "mince and tatties|hooks and eyes|bubble and squeak|bits and bobs"
)
"""One thing each, whatever the "and" in them says."""
_CHORES = (
    "call the dentist|water the plants|pay the gas bill|book the car service|take out the bins|"
    "clean the oven|return the library books|email the landlord|fix the gate|walk the dog|"
    "renew the passport|buy a birthday card|order new filters|iron the shirts|hoover the stairs|"
    "change the sheets|pick up the parcel|ring grandma|defrost the freezer|mow the lawn|feed the fish|"
    "finish the tax return|sort the recycling|wash the car|descale the kettle|book flights|pack the bags|"
    "cancel the gym|charge the camera|paint the fence|bleed the radiators|check the smoke alarm"
)
ITEMS = _same(f"{_FOODS}|{_FOODS}|{_PAIRS}|{_CHORES}")
TIMER_NAMES = _same(
    "pasta|rice|egg|eggs|pizza|tea|laundry|cake|cookies|bread|chicken|potatoes|workout|nap|oven|roast|"
    "homework|break|meditation|dough|washing|soup|noodles|steak|plank|parking|reading|screen time|bath|"
    "dumplings|lasagne|kettle|medicine|fish fingers|broccoli|glue|paint|yoga|sourdough|dal|biryani"
)

EVENTS = _same(
    "dentist|doctor|haircut|vet|optician|physio|orthodontist|ortho|swimming|piano lesson|piano|football|"
    "ballet|chess club|band practice|training|recital|match|party|concert|parents evening|school trip|"
    "game|wedding|book club|team meeting|boiler service|delivery|car service|choir|gym|interview|"
    "inspection|exam|holiday|theatre|accountant|flight|reservation|lawyer|bins|recycling|garden waste|"
    "school play|sports day|dance class|driving test|hospital appointment|blood test|yoga class|"
    "birthday|anniversary|christening|barbecue|dinner party|rehearsal|tutor|math tutor|karate|tennis|"
    "board meeting|conference call|plumber|electrician|window cleaner|chimney sweep|piano tuner|sleepover|"
    "field trip|playdate|pta meeting|soccer practice|prayer meeting|pooja|diwali party|mosque|church|"
    "bin day|cricket match|job interview|oil change|grandma|grandpa|the in laws|my parents|the guests"
)

MORE_WORDS = (
    "anchor apricot arrow attic bamboo basil beetroot belt blanket bottle broom brush bucket button "
    "cabbage cable candle canvas cardboard carpet cereal chain chair chalk charger cherry chisel "
    "cinnamon clay clock cloth clove coat cocoa coconut comb cork cotton couscous crayon cup curry "
    "cushion custard dates diary dill doll drill duvet envelope eraser fabric fennel fern figs filter "
    "flask folder fork frame fuse garnish glove glue goggles grapes gravy hammer hanger hazelnut helmet "
    "hook hose hummingbird ink jacket jar jeans jelly juice kale ketchup kettle kite ladder lamp lantern "
    "lavender leek lentil letter lid linen lock lotion mango marmalade mask mat melon mint mirror mop "
    "mug mustard nail napkin needle nutmeg oil olive oregano oyster paddle paint paper parsnip paste "
    "peach pear pecan pencil pepper pickle pillow pin plum polish poster powder pretzel pump quilt "
    "quinoa radish raft raisin rake raspberry receipt ribbon rocket rope rosemary ruler rye saddle sage "
    "sand scarf scissors screw seeds sesame shampoo shelf shoe shovel silk skewer slippers soap sock "
    "soda spice sponge spoon squash stapler starch string sugar sunflower sweater syrup tape tarragon "
    "tent thread thyme ticket tile tin toast toffee tool towel tray trowel tuna turmeric turnip twine "
    "umbrella vanilla varnish vase vinegar waffle wallet walnut wax wheat whisk wool wrench yam zest "
    "big small fresh dried frozen sliced whole organic red green white brown sweet sour light dark "
    "large mini spare old new blue soft strong cheap good plain salted smoked vegan"
).split()
