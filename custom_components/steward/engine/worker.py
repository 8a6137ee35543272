"""The one thread that holds the model and does the work, in order.

Native code may take its time; the event loop beside it goes on answering pings
and noticing that somebody left.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from .errors import (
    EngineError,
    EngineFailure,
    EngineLibraryMissing,
    EngineTimeout,
    EngineUnavailable,
    ErrorCode,
)
from .protocol import Complete, Completed
from .readiness import LoadedModel, LoadModel

if TYPE_CHECKING:
    from .language_model import LanguageModel

_Result = TypeVar("_Result")


class RequestCancelled(EngineError):
    """The asker took the request back or left; stays inside the engine."""

    code = ErrorCode.CANCELLED


class Job:
    """One request's claim on the worker."""

    def __init__(self, deadline: float | None = None) -> None:
        """Start the claim; the deadline is a reading of `time.monotonic`."""
        self.deadline = deadline
        self._cancelled = threading.Event()
        self._future: Future[object] | None = None

    def cancel(self) -> None:
        """Give the claim up, whether it waits or runs."""
        self._cancelled.set()
        if self._future is not None:
            self._future.cancel()

    def check(self) -> None:
        """Raise when nobody waits for the result any more."""
        if self._cancelled.is_set():
            raise _taken_back()
        if self.deadline is not None and time.monotonic() >= self.deadline:
            raise _too_late()

    async def run(self, executor: ThreadPoolExecutor, work: Callable[[], _Result]) -> _Result:
        """Wait for the turn, do the work, return its result.

        Raises:
            EngineTimeout: The deadline passed, in the queue or at work.
            RequestCancelled: The claim was given up.
        """
        # A cancel may come before there is anything to take out of the queue.
        self.check()
        future = executor.submit(self._checked, work)
        self._future = future  # type: ignore[assignment]
        timer = self._cancel_at_deadline(future)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            # In the queue a deadline or a cancel shows as a cancelled future.
            if not future.cancelled():
                raise
            if self._cancelled.is_set():
                raise _taken_back() from None
            raise _too_late() from None
        finally:
            timer.cancel()

    def _checked(self, work: Callable[[], _Result]) -> _Result:
        """Do the work unless it is too late already."""
        self.check()
        return work()

    def _cancel_at_deadline(self, future: Future[_Result]) -> asyncio.TimerHandle:
        """Take the job out of the queue when its time is over."""
        loop = asyncio.get_running_loop()
        if self.deadline is None:
            return loop.call_later(0, lambda: None)
        remaining = self.deadline - time.monotonic()
        return loop.call_later(max(0.0, remaining), future.cancel)


def _taken_back() -> RequestCancelled:
    """Return the error for a request that its asker gave up."""
    return RequestCancelled("The request was taken back")


def _too_late() -> EngineTimeout:
    """Return the error for a request whose deadline passed."""
    return EngineTimeout("The request's time is over")


class Worker:
    """The language model and its thread."""

    def __init__(self) -> None:
        """Start without a model."""
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="language model")
        self._model: LanguageModel | None = None

    @property
    def model(self) -> LoadedModel | None:
        """What is loaded."""
        return self._model.description if self._model else None

    async def load(self, request: LoadModel, job: Job) -> LoadedModel:
        """Load a model in place of the one before."""
        return await job.run(self._executor, lambda: self._load(request))

    async def complete(self, request: Complete, job: Job) -> Completed:
        """Return the continuation of a prompt."""
        return await job.run(self._executor, lambda: self._complete(request, job))

    def _load(self, request: LoadModel) -> LoadedModel:
        """Load a model; runs in the worker's thread."""
        model_class = _import_language_model()
        if self._model is not None:
            self._model.close()
            self._model = None
        self._model = model_class(
            Path(request.path), threads=request.threads, context=request.context
        )
        return self._model.description

    def _complete(self, request: Complete, job: Job) -> Completed:
        """Continue a prompt; runs in the worker's thread."""
        if self._model is None:
            raise EngineUnavailable("No model is loaded")
        return self._model.complete(request, job.check)


def _import_language_model() -> type[LanguageModel]:
    """Import llama.cpp, late: an engine without it still says what is wrong."""
    try:
        from .language_model import LanguageModel  # noqa: PLC0415
    except ImportError as err:
        raise EngineLibraryMissing(f"llama-cpp-python is not usable: {err}") from err
    except (OSError, RuntimeError) as err:
        # The wheel is there, the library inside it does not load here.
        raise EngineLibraryMissing(f"llama.cpp does not load: {err}") from err
    return LanguageModel


def as_engine_error(error: BaseException) -> EngineError:
    """Return any error of a job as one that has a code."""
    if isinstance(error, EngineError):
        return error
    return EngineFailure(f"{type(error).__name__}: {error}")
