"""What tests of Home Assistant's side build: entries, homes, observations."""

import os
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.steward.const import (
    CONF_ENGINE,
    CONF_MODEL_PATH,
    DEFAULT_NAME,
    DOMAIN,
    SUBENTRY_CONVERSATION,
    EngineKind,
)

AGENT_ID = "01JSTEWARDAGENT00000000000"
DEFAULT_AGENT: dict[str, Any] = {
    "language": "en",
    "reply_style": "normal",
    "policy": {
        "lock": "confirm",
        "garage": "confirm",
        "gate": "confirm",
        "door": "confirm",
        "alarm": "confirm",
        "valve": "confirm",
    },
}


def create_entry(
    hass: HomeAssistant, *, model_path: Path, with_agent: bool = True, **data: Any
) -> MockConfigEntry:
    """Add Steward's entry, not set up yet."""
    agent = ConfigSubentryDataWithId(
        data=DEFAULT_AGENT,
        subentry_id=AGENT_ID,
        subentry_type=SUBENTRY_CONVERSATION,
        title=DEFAULT_NAME,
        unique_id=None,
    )
    entry = MockConfigEntry(
        domain=DOMAIN,
        title=DEFAULT_NAME,
        data={CONF_ENGINE: EngineKind.EMBEDDED, CONF_MODEL_PATH: str(model_path), **data},
        subentries_data=[agent] if with_agent else [],
    )
    entry.add_to_hass(hass)
    return entry


def engine_processes() -> list[int]:
    """Return the ids of the engines that this process has started and not ended."""
    return [pid for pid in _children(os.getpid()) if b"engine/__main__.py" in _command(pid)]


def open_files(name: str) -> list[Path]:
    """Return the files of this process whose name ends so."""
    targets = [_target(link) for link in Path("/proc/self/fd").iterdir()]
    return [target for target in targets if target.name.endswith(name)]


def _children(pid: int) -> list[int]:
    """Return the ids of a process's children, of all its threads."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for path in lists for child in path.read_text().split()]


def _command(pid: int) -> bytes:
    """Return a process's command line; nothing for one that ended meanwhile."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _target(link: Path) -> Path:
    """Return where a file descriptor leads; nowhere for one that was closed meanwhile."""
    try:
        return link.readlink()
    except OSError:
        return Path()
