"""Names that several modules share, and the defaults of what a user can set."""

import logging
from enum import StrEnum
from typing import Final

from .agent.policy import CONFIRM, GUARDS

DOMAIN: Final = "steward"
LOGGER = logging.getLogger(__package__)

DEFAULT_NAME: Final = "Steward"
SUBENTRY_CONVERSATION: Final = "conversation"

CONF_ENGINE: Final = "engine"
CONF_MODEL_PATH: Final = "model_path"
CONF_POLICY: Final = "policy"
CONF_REPLY_STYLE: Final = "reply_style"

LANGUAGES: Final = ("en",)
DEFAULT_LANGUAGE: Final = "en"
DEFAULT_POLICY: Final = dict.fromkeys(GUARDS, CONFIRM)
SHIPPED_MODEL: Final = "steward.gguf"


class EngineKind(StrEnum):
    """Where the language model runs."""

    EMBEDDED = "embedded"
    REMOTE = "remote"


class ReplyStyle(StrEnum):
    """How much is said back."""

    NORMAL = "normal"
    BRIEF = "brief"
