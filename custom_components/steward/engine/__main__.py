"""Start the engine.

    python -P custom_components/steward/engine/__main__.py --uri stdio://
    python -P custom_components/steward/engine/__main__.py \
        --uri tcp://0.0.0.0:10800 --model steward.gguf

Run as a file, not with `-m`: the packages around this one import Home Assistant,
and the folder around it holds names such as `conversation` and `select`. So the
package is loaded by its path, under a name of its own, and no folder of Steward
is on the import path. `-P` keeps Python from putting this one there.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

PACKAGE = "steward_engine"
PATH_VARIABLE = "STEWARD_ENGINE_PATH"


def load_package() -> None:
    """Import the folder of this file as a package without parents."""
    folder = Path(__file__).resolve().parent
    spec = importlib.util.spec_from_file_location(
        PACKAGE, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = module
    spec.loader.exec_module(module)


def extend_path() -> None:
    """Add where the parent finds its libraries, behind all that is known here."""
    for entry in os.environ.get(PATH_VARIABLE, "").split(os.pathsep):
        if entry and entry not in sys.path:
            sys.path.append(entry)


if __name__ == "__main__":
    extend_path()
    load_package()
    command_line = importlib.import_module(f"{PACKAGE}.command_line")
    command_line.main()
