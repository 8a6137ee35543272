"""Everything that can go wrong with an engine, as one tree.

    EngineError
    ├── EngineUnavailable        no engine to ask: stopped, unreachable, resting after a crash
    │   └── EngineLibraryMissing the native library is not installed where the engine runs
    ├── EngineTimeout            no answer within the request's time
    ├── EngineCrashed            the engine ended while it held the request
    ├── ModelFileError           the model's file cannot be used; `reason` says why
    ├── FetchError               a model could not be downloaded; `reason` says why
    ├── RequestError             the request itself is at fault
    │   ├── GrammarError         the grammar text does not parse
    │   ├── PromptTooLong        prompt and answer do not fit the model's context
    │   └── AudioError           the audio cannot be read, or is too long
    └── EngineFailure            the engine reported a fault of its own

Whoever asks an engine sees these and nothing else. On the wire each travels as
an `ErrorCode`; `error_from_code` turns that back into the exception.
"""

from __future__ import annotations

from enum import StrEnum


class ErrorCode(StrEnum):
    """What a `Failed` message says, for a program."""

    DEADLINE = "deadline"
    CANCELLED = "cancelled"
    STOPPED = "stopped"
    GRAMMAR = "grammar"
    PROMPT_TOO_LONG = "prompt_too_long"
    AUDIO = "audio"
    BAD_REQUEST = "bad_request"
    NOT_ALLOWED = "not_allowed"
    NO_MODEL = "no_model"
    NO_LIBRARY = "no_library"
    MODEL_MISSING = "model_missing"
    MODEL_TRUNCATED = "model_truncated"
    MODEL_NOT_GGUF = "model_not_gguf"
    MODEL_UNSUPPORTED = "model_unsupported"
    FETCH_OFFLINE = "fetch_offline"
    FETCH_NOT_FOUND = "fetch_not_found"
    FETCH_NO_SPACE = "fetch_no_space"
    FETCH_NOT_WRITABLE = "fetch_not_writable"
    FETCH_DAMAGED = "fetch_damaged"
    FETCH_CANCELLED = "fetch_cancelled"
    INTERNAL = "internal"


class ModelFault(StrEnum):
    """Why a model's file cannot be used."""

    MISSING = "missing"
    TRUNCATED = "truncated"
    NOT_GGUF = "not_gguf"
    UNSUPPORTED = "unsupported"


class FetchFault(StrEnum):
    """Why a model could not be downloaded."""

    OFFLINE = "offline"
    NOT_FOUND = "not_found"
    NO_SPACE = "no_space"
    NOT_WRITABLE = "not_writable"
    DAMAGED = "damaged"
    CANCELLED = "cancelled"


class EngineError(Exception):
    """Root of all engine errors."""

    code = ErrorCode.INTERNAL
    """How the error is named on the wire."""


class EngineUnavailable(EngineError):
    """There is no engine to ask."""

    code = ErrorCode.NO_MODEL


class EngineLibraryMissing(EngineUnavailable):
    """The native library is not installed where the engine runs."""

    code = ErrorCode.NO_LIBRARY


class EngineTimeout(EngineError):
    """No answer came within the request's time."""

    code = ErrorCode.DEADLINE


class EngineCrashed(EngineError):
    """The engine ended, or its connection broke, while it held the request."""


class ModelFileError(EngineError):
    """The model's file cannot be used."""

    def __init__(self, message: str, reason: ModelFault) -> None:
        """Keep the reason beside the words."""
        super().__init__(message)
        self.reason = reason
        self.code = ErrorCode(f"model_{reason}")


class FetchError(EngineError):
    """A model could not be downloaded."""

    def __init__(self, message: str, reason: FetchFault) -> None:
        """Keep the reason beside the words."""
        super().__init__(message)
        self.reason = reason
        self.code = ErrorCode(f"fetch_{reason}")


class RequestError(EngineError):
    """The request itself is at fault, asking again will not help."""

    code = ErrorCode.BAD_REQUEST


class GrammarError(RequestError):
    """The grammar text does not parse."""

    code = ErrorCode.GRAMMAR


class PromptTooLong(RequestError):
    """Prompt and answer do not fit the model's context."""

    code = ErrorCode.PROMPT_TOO_LONG


class AudioError(RequestError):
    """The audio cannot be read, or there is too much of it."""

    code = ErrorCode.AUDIO


class EngineFailure(EngineError):
    """The engine reported a fault of its own."""


_BY_CODE: dict[str, type[EngineError]] = {
    ErrorCode.DEADLINE: EngineTimeout,
    ErrorCode.STOPPED: EngineUnavailable,
    ErrorCode.GRAMMAR: GrammarError,
    ErrorCode.PROMPT_TOO_LONG: PromptTooLong,
    ErrorCode.AUDIO: AudioError,
    ErrorCode.BAD_REQUEST: RequestError,
    ErrorCode.NOT_ALLOWED: RequestError,
    ErrorCode.NO_MODEL: EngineUnavailable,
    ErrorCode.NO_LIBRARY: EngineLibraryMissing,
}


def error_from_code(code: str, message: str) -> EngineError:
    """Return the exception for what a `Failed` message says."""
    fault = code.removeprefix("model_")
    if fault != code and fault in list(ModelFault):
        return ModelFileError(message, ModelFault(fault))
    fault = code.removeprefix("fetch_")
    if fault != code and fault in list(FetchFault):
        return FetchError(message, FetchFault(fault))
    # A code of a newer engine is still an answer: it becomes a plain failure.
    return _BY_CODE.get(code, EngineFailure)(message)
