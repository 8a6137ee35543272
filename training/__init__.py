"""Everything that makes the language model: data, tokenizer, training, export.

The prompt and the plan come from the agent package, the same code that runs at
home. It is put on the path here and nowhere else, from its own root: importing
it through `custom_components.steward` would import Home Assistant.
"""

import os
import sys
from pathlib import Path

_STEWARD = Path(__file__).resolve().parent.parent / "custom_components" / "steward"

if str(_STEWARD) not in sys.path:
    sys.path.insert(0, str(_STEWARD))

# Read when torch is loaded. Threads that spin while they wait for each other
# train twenty times slower as soon as the machine has something else to do.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
