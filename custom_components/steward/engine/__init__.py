"""The engine: a process for native code, and what asks it.

Home Assistant's side uses what is exported here. The process itself starts in
`__main__.py` and loads this same package, so nothing here imports Home Assistant
or a native library.
"""

from .client import EngineClient, EngineState, RemoteEngine
from .errors import (
    AudioError,
    EngineCrashed,
    EngineError,
    EngineFailure,
    EngineLibraryMissing,
    EngineTimeout,
    EngineUnavailable,
    FetchError,
    FetchFault,
    GrammarError,
    ModelFault,
    ModelFileError,
    PromptTooLong,
    RequestError,
)
from .model_file import ModelFile, check_model_file
from .protocol import Completed, Timings, Token
from .readiness import LoadedModel
from .supervisor import EmbeddedEngine

__all__ = [
    "AudioError",
    "Completed",
    "EmbeddedEngine",
    "EngineClient",
    "EngineCrashed",
    "EngineError",
    "EngineFailure",
    "EngineLibraryMissing",
    "EngineState",
    "EngineTimeout",
    "EngineUnavailable",
    "FetchError",
    "FetchFault",
    "GrammarError",
    "LoadedModel",
    "ModelFault",
    "ModelFile",
    "ModelFileError",
    "PromptTooLong",
    "RemoteEngine",
    "RequestError",
    "Timings",
    "Token",
    "check_model_file",
]
