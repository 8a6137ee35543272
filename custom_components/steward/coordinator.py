"""The engine as Home Assistant's side holds it: which one, whether it works, what went wrong.

The one source of health: entities take their availability from here, and the
log gets one line when the engine goes and one when it is back.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_ADDRESS, Platform
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval

from .agent.resources import folder
from .const import (
    CONF_ENGINE,
    CONF_MODEL_PATH,
    CONF_SPEECH_MEMORY,
    LOGGER,
    SHIPPED_MODEL,
    EngineKind,
)
from .engine import (
    EmbeddedEngine,
    EngineClient,
    EngineCrashed,
    EngineError,
    EngineLibraryMissing,
    EngineState,
    EngineTimeout,
    EngineUnavailable,
    FetchError,
    LoadedModel,
    ModelFileError,
    RemoteEngine,
)
from .home import HouseKeeper
from .learned import Phrases
from .schedule import Schedule

RETRY_INTERVAL = timedelta(seconds=30)
_PROBE_TIMEOUT_S = 20.0
_PROBE_GRAMMAR = 'root ::= "a"'
_ERROR_KEYS: tuple[tuple[type[EngineError], str], ...] = (
    (EngineLibraryMissing, "library_missing"),
    (EngineUnavailable, "engine_unavailable"),
    (EngineTimeout, "engine_timeout"),
    (EngineCrashed, "engine_crashed"),
)

type StewardConfigEntry = ConfigEntry[StewardData]


@dataclass(frozen=True, slots=True, kw_only=True)
class StewardData:
    """What a loaded config entry holds."""

    engine: EngineClient
    """The language model to ask."""

    health: EngineHealth
    """Whether the engine can be asked."""

    keeper: HouseKeeper
    """The house as it is now."""

    phrases: Phrases
    """What the agents were taught."""

    schedules: Mapping[str, Schedule]
    """What is to happen later, by agent."""

    platforms: tuple[Platform, ...]
    """What was set up; the subentries may have changed since."""


class EngineHealth:
    """Whether the engine works, told to whoever listens."""

    def __init__(self, hass: HomeAssistant, engine: EngineClient) -> None:
        """Take the engine as it is: started, and so available."""
        self._hass = hass
        self._engine = engine
        self._listeners: list[CALLBACK_TYPE] = []
        self._stop_retrying: CALLBACK_TYPE | None = None
        self.available = True
        """Whether the engine was there when it was last needed."""

    @callback
    def async_follow(self) -> CALLBACK_TYPE:
        """Follow the engine's state; return what ends it."""
        unfollow = self._engine.add_listener(self._async_engine_changed)

        @callback
        def stop() -> None:
            """End it, and any further attempts."""
            unfollow()
            self._async_end_retries()

        return stop

    @callback
    def async_add_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call back on each change of `available`; return how to stop that."""
        self._listeners.append(listener)

        @callback
        def remove() -> None:
            """Forget the listener."""
            self._listeners.remove(listener)

        return remove

    @callback
    def _async_engine_changed(self) -> None:
        """Take note of ready and failed; what lies between changes nothing yet."""
        if self._engine.state is EngineState.READY:
            self._async_set_available()
        elif self._engine.state is EngineState.FAILED:
            self._async_set_unavailable()

    @callback
    def _async_set_available(self) -> None:
        """Tell that the engine is back."""
        self._async_end_retries()
        if self.available:
            return
        LOGGER.info("The engine is back")
        self._async_set(available=True)

    @callback
    def _async_set_unavailable(self) -> None:
        """Tell that the engine is gone, and look for it from time to time."""
        if not self.available:
            return
        LOGGER.warning("The engine is not available: %s", self._engine.last_error)
        self._stop_retrying = async_track_time_interval(
            self._hass, self._async_retry, RETRY_INTERVAL, name="Steward engine retry"
        )
        self._async_set(available=False)

    @callback
    def _async_set(self, *, available: bool) -> None:
        """Change what is known and tell."""
        self.available = available
        for listener in list(self._listeners):
            listener()

    async def _async_retry(self, _now: datetime) -> None:
        """Try to start the engine; its state tells how that went."""
        with contextlib.suppress(EngineError):
            await self._engine.async_start()

    @callback
    def _async_end_retries(self) -> None:
        """Look for the engine no longer."""
        if self._stop_retrying is not None:
            self._stop_retrying()
            self._stop_retrying = None


def shipped_model() -> Path:
    """Return where the model that comes with Steward lies."""
    return folder("models") / SHIPPED_MODEL


def create_engine(settings: Mapping[str, Any]) -> EngineClient:
    """Return the engine that a config entry's data names, not started yet.

    Raises:
        ValueError: The address of a remote engine is of no known form.
    """
    if settings.get(CONF_ENGINE) == EngineKind.REMOTE:
        return RemoteEngine(settings[CONF_ADDRESS])
    path = settings.get(CONF_MODEL_PATH)
    return EmbeddedEngine(
        Path(path) if path else shipped_model(),
        speech_memory_mb=int(settings.get(CONF_SPEECH_MEMORY, 0)),
    )


async def async_prove(engine: EngineClient) -> LoadedModel:
    """Start an engine and have it write one letter; return its model.

    Raises:
        EngineError: It does not work; the class says why.
    """
    model = await engine.async_start()
    await engine.complete("a", _PROBE_GRAMMAR, max_tokens=4, timeout_s=_PROBE_TIMEOUT_S)
    return model


def error_key(err: EngineError) -> str:
    """Return the translation key that explains an engine's error to the user."""
    if isinstance(err, ModelFileError):
        return f"model_{err.reason}"
    if isinstance(err, FetchError):
        return f"fetch_{err.reason}"
    return next((key for kind, key in _ERROR_KEYS if isinstance(err, kind)), "engine_failure")
