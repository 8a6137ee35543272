"""Names that several modules share, and the defaults of what a user can set."""

import logging
from enum import StrEnum
from typing import Final

from .agent.policy import CONFIRM, GUARDS

DOMAIN: Final = "steward"
LOGGER = logging.getLogger(__package__)

DEFAULT_NAME: Final = "Steward"
SUBENTRY_CONVERSATION: Final = "conversation"
SUBENTRY_STT: Final = "stt"
SUBENTRY_TTS: Final = "tts"

CONF_ACCESS: Final = "access"
CONF_ENGINE: Final = "engine"
CONF_EXCEPTIONS: Final = "exceptions"
CONF_LANGUAGES: Final = "languages"
CONF_MODEL: Final = "model"
CONF_MODEL_PATH: Final = "model_path"
CONF_PIN: Final = "pin"
CONF_PIN_HASH: Final = "pin_hash"
CONF_PIPELINE: Final = "pipeline"
CONF_POLICY: Final = "policy"
CONF_REPLY_STYLE: Final = "reply_style"
CONF_SATELLITES: Final = "satellites"
CONF_SPEAKER: Final = "speaker"
CONF_SPEAKERS: Final = "speakers"
CONF_SPEECH_MEMORY: Final = "speech_memory"
CONF_SPEED: Final = "speed"
CONF_USERS: Final = "users"
CONF_WINDOW: Final = "window_s"

LANGUAGES: Final = ("en",)
DEFAULT_LANGUAGE: Final = "en"
DEFAULT_POLICY: Final = dict.fromkeys(GUARDS, CONFIRM)
SHIPPED_MODEL: Final = "steward.gguf"
SHIPPED_RECOGNISER: Final = "steward"
SHIPPED_VOICE: Final = "en_US-steward-formant"


class EngineKind(StrEnum):
    """Where the language model runs."""

    EMBEDDED = "embedded"
    REMOTE = "remote"


class PipelineWish(StrEnum):
    """What setup does about the Assist pipeline."""

    NONE = "none"
    CREATE = "create"
    PREFER = "prefer"


class ReplyStyle(StrEnum):
    """How much is said back."""

    NORMAL = "normal"
    BRIEF = "brief"
