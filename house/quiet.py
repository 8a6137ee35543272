"""Keeps Home Assistant's log away from a program's output."""

import logging
import warnings


def quiet_logs(level: int = logging.CRITICAL) -> None:
    """Show only what is at least this grave, and that on standard error."""
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s", force=True)
    warnings.simplefilter("ignore")
