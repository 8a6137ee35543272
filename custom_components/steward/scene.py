"""The phrases that were taught, as scenes: to be seen, turned on and deleted as any other."""

from typing import Any, override

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.components.scene import Scene
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import SUBENTRY_CONVERSATION
from .coordinator import StewardConfigEntry
from .entity import StewardEntity
from .home import ASSISTANT
from .learned import Phrase

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: StewardConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Show the phrases of each agent, and those that it learns."""
    for agent in entry.subentries.values():
        if agent.subentry_type == SUBENTRY_CONVERSATION:
            _show_phrases(entry, agent, async_add_entities)


def _show_phrases(
    entry: StewardConfigEntry, agent: ConfigSubentry, add: AddConfigEntryEntitiesCallback
) -> None:
    """Show the phrases of one agent."""

    @callback
    def show(phrase: Phrase) -> None:
        """Show a phrase."""
        add([TaughtScene(entry, agent, phrase)], config_subentry_id=agent.subentry_id)

    phrases = entry.runtime_data.phrases
    entry.async_on_unload(phrases.async_show_with(agent.subentry_id, show))


class TaughtScene(StewardEntity, Scene):
    """What is done when a phrase is said."""

    _attr_translation_key = "phrase"
    _needs_engine = False

    def __init__(self, entry: StewardConfigEntry, agent: ConfigSubentry, phrase: Phrase) -> None:
        """Take the name of the phrase."""
        super().__init__(entry, agent)
        self._phrases = entry.runtime_data.phrases
        self._phrase = phrase
        self._attr_unique_id = phrase.phrase_id
        self._attr_name = f"{phrase.name[:1].upper()}{phrase.name[1:]}"

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return what the phrase is about, as scenes of Home Assistant's own tell it."""
        return {ATTR_ENTITY_ID: list(self._phrase.entity_ids)}

    @override
    async def async_added_to_hass(self) -> None:
        """Become something that can be said."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self._phrases.async_follow(self._phrase.phrase_id, self._async_phrase_event)
        )
        self._async_make_speakable()

    @callback
    def _async_make_speakable(self) -> None:
        """Let a new scene be called by the phrase alone, without the name of its device, and expose it."""
        entry = self.registry_entry
        assert entry is not None
        if entry.aliases == [er.COMPUTED_NAME]:
            er.async_get(self.hass).async_update_entity(
                self.entity_id, aliases=[str(self._attr_name)]
            )
        if ASSISTANT not in entry.options:
            async_expose_entity(self.hass, ASSISTANT, self.entity_id, True)

    @callback
    def _async_phrase_event(self, has_run: bool) -> None:
        """Show that the phrase was run, or taught anew."""
        self._phrase = self._phrases.get(self._phrase.phrase_id) or self._phrase
        if has_run:
            self._async_record_activation()
        self.async_write_ha_state()

    @override
    async def async_activate(self, **kwargs: Any) -> None:
        """Do what the phrase stands for; whoever turned it on has agreed to all of it."""
        await self._phrases.async_press(self._phrase, self._context or Context())

    @override
    async def async_removed_from_registry(self) -> None:
        """Forget the phrase whose scene was deleted."""
        self._phrases.async_drop(self._phrase.phrase_id)
