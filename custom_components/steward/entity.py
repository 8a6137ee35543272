"""What Steward's entities have in common: their device and whether they can be used."""

from collections.abc import Callable
from typing import override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import speech
from .const import DOMAIN, LOGGER
from .coordinator import StewardConfigEntry
from .engine import EngineClient, EngineError, RemoteEngine
from .engine.speech_client import load
from .engine.speech_messages import SpeechKind


class StewardEntity(Entity):
    """An entity of one of Steward's subentries."""

    _attr_has_entity_name = True
    _attr_should_poll = False
    _model = "Home language model"
    _needs_engine = True

    def __init__(self, entry: StewardConfigEntry, subentry: ConfigSubentry) -> None:
        """Take the identity of the subentry."""
        self.entry = entry
        self.subentry = subentry
        self._attr_unique_id = subentry.subentry_id
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, subentry.subentry_id)},
            name=subentry.title,
            manufacturer="Steward",
            model=self._model,
            entry_type=DeviceEntryType.SERVICE,
        )

    @property
    @override
    def available(self) -> bool:
        """Return whether the engine can be asked, where it is needed."""
        return not self._needs_engine or self.entry.runtime_data.health.available

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the engine's health."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self.entry.runtime_data.health.async_add_listener(self.async_write_ha_state)
        )


@callback
def async_add_for_subentries(
    entry: StewardConfigEntry,
    kind: str,
    make: Callable[[StewardConfigEntry, ConfigSubentry], StewardEntity],
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add an entity for each of an entry's subentries of a kind."""
    for subentry in entry.subentries.values():
        if subentry.subentry_type == kind:
            async_add_entities([make(entry, subentry)], config_subentry_id=subentry.subentry_id)


class StewardSpeechEntity(StewardEntity):
    """An entity that listens or speaks."""

    kind: SpeechKind
    address: str
    """How the engine is told which model to use; settled once the entity is added."""

    @property
    def engine(self) -> EngineClient:
        """Return the engine to ask."""
        return self.entry.runtime_data.engine

    @override
    async def async_added_to_hass(self) -> None:
        """Load the model while nobody waits for it."""
        await super().async_added_to_hass()
        self.address = await self.hass.async_add_executor_job(
            speech.address, self.hass, self.engine, self.kind, self.subentry.data
        )
        if not isinstance(self.engine, RemoteEngine):
            self.entry.async_create_background_task(
                self.hass, self._async_warm_up(), f"Steward {self.kind}"
            )

    async def _async_warm_up(self) -> None:
        """Load the model; what is wrong with it becomes a repair issue."""
        issue = f"speech_model_{self.subentry.subentry_id}"
        try:
            await speech.async_install(self.hass, self.kind)
            await load(self.engine, self.kind, self.address)
        except EngineError as err:
            LOGGER.warning("%s cannot be used: %s", self.subentry.title, err)
            ir.async_create_issue(
                self.hass,
                DOMAIN,
                issue,
                is_fixable=False,
                severity=ir.IssueSeverity.ERROR,
                translation_key="speech_model",
                translation_placeholders={"name": self.subentry.title, "error": str(err)},
            )
        else:
            ir.async_delete_issue(self.hass, DOMAIN, issue)
