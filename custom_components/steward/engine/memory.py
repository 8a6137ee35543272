"""How much of this machine's memory speech models may take."""

from __future__ import annotations

import os
from pathlib import Path

_SHARE = 4
_LEAST = 512_000_000
_UNKNOWN = 2_000_000_000
# A container may have less than its machine; the newer kind of group, then the older.
_GROUP_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


def speech_share() -> int:
    """Return the bytes that all recognisers and voices may take unless somebody says otherwise.

    A quarter of what there is: the house itself needs the rest, and a small machine one model.
    """
    return max(_LEAST, _there_is() // _SHARE)


def _there_is() -> int:
    """Return the bytes of memory that this process could have at most."""
    try:
        machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return _UNKNOWN
    return min([machine, *_group_limits()])


def _group_limits() -> list[int]:
    """Return the limits of the container, if any."""
    texts = [path.read_text().strip() for path in _GROUP_LIMITS if path.is_file()]
    return [int(text) for text in texts if text.isdecimal()]
