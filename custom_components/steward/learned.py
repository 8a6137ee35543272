"""The phrases that an owner taught, kept on disk; each is shown in Home Assistant as a scene.

Being a scene, a phrase is found in a sentence as every other name of the house, in other
wordings and misheard too, and whoever looks after the house sees it.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from homeassistant.components.scene import DOMAIN as SCENE
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.storage import Store

from .agent.convert import Call
from .agent.phrases import are_same
from .const import DOMAIN
from .refusal import failed
from .stored_calls import call_as_dict, call_from_dict

if TYPE_CHECKING:
    from .coordinator import StewardConfigEntry

_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """What was taught."""

    phrase_id: str
    """The unique id of its scene."""
    agent_id: str
    """The subentry of the agent that was taught."""
    name: str
    """What is said: "movie time"."""
    calls: tuple[Call, ...]
    """What is then done."""

    @property
    def entity_ids(self) -> tuple[str, ...]:
        """Return what it is about, each once."""
        return tuple(dict.fromkeys(i for call in self.calls for i in call.entity_ids))

    def as_dict(self) -> dict[str, Any]:
        """Return the phrase as it is stored, without its id."""
        calls = [call_as_dict(call) for call in self.calls]
        return {"agent_id": self.agent_id, "name": self.name, "calls": calls}

    @classmethod
    def from_dict(cls, phrase_id: str, data: Mapping[str, Any]) -> Phrase:
        """Return the phrase that was stored."""
        return cls(
            phrase_id=phrase_id,
            agent_id=data["agent_id"],
            name=data["name"],
            calls=tuple(call_from_dict(call) for call in data["calls"]),
        )


Show = Callable[[Phrase], None]
"""Shows a phrase as a scene."""
Press = Callable[[Phrase, Context], Awaitable[None]]
"""Does what a phrase stands for, because its scene was turned on."""
Follow = Callable[[bool], None]
"""Is told that a phrase was taught anew or, with True, that it was run."""


def store(hass: HomeAssistant, entry_id: str) -> Store[dict[str, Any]]:
    """Return where the phrases are kept."""
    return Store(hass, _VERSION, f"{DOMAIN}.phrases.{entry_id}", private=True)


class Phrases:
    """The phrases of all agents: what one was taught another is asked for just as well."""

    def __init__(self, hass: HomeAssistant, entry: StewardConfigEntry) -> None:
        """Initialize without any phrase; `async_load` brings those from before."""
        self._hass = hass
        self._entry = entry
        self._store = store(hass, entry.entry_id)
        self._phrases: dict[str, Phrase] = {}
        self._shows: dict[str, Show] = {}
        self._presses: dict[str, Press] = {}
        self._follows: dict[str, Follow] = {}

    async def async_load(self, agent_ids: Collection[str]) -> None:
        """Take up the phrases from before, but for those of agents that are gone."""
        stored = await self._store.async_load() or {}
        phrases = (Phrase.from_dict(phrase_id, data) for phrase_id, data in stored.items())
        self._phrases = {p.phrase_id: p for p in phrases if p.agent_id in agent_ids}

    @property
    def all(self) -> tuple[Phrase, ...]:
        """Return all phrases, in the order in which they were taught."""
        return tuple(self._phrases.values())

    def find(self, name: str) -> Phrase | None:
        """Return the phrase that is said so."""
        return next((phrase for phrase in self.all if are_same(phrase.name, name)), None)

    def get(self, phrase_id: str) -> Phrase | None:
        """Return the phrase with an id."""
        return self._phrases.get(phrase_id)

    @callback
    def of(self, entity_id: str) -> Phrase | None:
        """Return the phrase whose scene an entity is; None for any other entity."""
        entry = er.async_get(self._hass).async_get(entity_id)
        return self.get(entry.unique_id) if entry and is_taught(entry) else None

    @callback
    def entity_id(self, phrase: Phrase) -> str | None:
        """Return the scene of a phrase."""
        return er.async_get(self._hass).async_get_entity_id(SCENE, DOMAIN, phrase.phrase_id)

    @callback
    def async_keep(self, phrase: Phrase) -> None:
        """Keep a phrase; one with its id is replaced."""
        self._phrases[phrase.phrase_id] = phrase
        self._save()
        if follow := self._follows.get(phrase.phrase_id):
            follow(False)
        elif show := self._shows.get(phrase.agent_id):
            show(phrase)

    @callback
    def async_forget(self, phrase: Phrase) -> None:
        """Forget a phrase, and its scene with it."""
        self.async_drop(phrase.phrase_id)
        if entity_id := self.entity_id(phrase):
            er.async_get(self._hass).async_remove(entity_id)

    @callback
    def async_drop(self, phrase_id: str) -> None:
        """Forget a phrase whose scene somebody deleted."""
        if self._phrases.pop(phrase_id, None):
            self._save()

    @callback
    def async_ran(self, phrase: Phrase) -> None:
        """Have the scene tell that its phrase was run."""
        if follow := self._follows.get(phrase.phrase_id):
            follow(True)

    async def async_press(self, phrase: Phrase, context: Context) -> None:
        """Do what a phrase stands for.

        Raises:
            HomeAssistantError: Its agent is disabled, or not all of it worked.
        """
        if phrase.agent_id not in self._presses:
            raise failed("no_agent")
        await self._presses[phrase.agent_id](phrase, context)

    @callback
    def async_show_with(self, agent_id: str, show: Show) -> CALLBACK_TYPE:
        """Show the phrases of an agent, now and to come; return what ends it."""
        for phrase in self.all:
            if phrase.agent_id == agent_id:
                show(phrase)
        return _put(self._shows, agent_id, show)

    @callback
    def async_press_with(self, agent_id: str, press: Press) -> CALLBACK_TYPE:
        """Have an agent do what its phrases stand for; return what ends it."""
        return _put(self._presses, agent_id, press)

    @callback
    def async_follow(self, phrase_id: str, follow: Follow) -> CALLBACK_TYPE:
        """Tell a scene about its phrase; return what ends it."""
        return _put(self._follows, phrase_id, follow)

    @callback
    def _save(self) -> None:
        """Write all phrases, at once."""
        phrases = {phrase.phrase_id: phrase.as_dict() for phrase in self.all}
        # A task of the entry: a reload waits for it, and so reads what was written.
        self._entry.async_create_task(
            self._hass, self._store.async_save(phrases), "Steward phrases"
        )


def _put[T](where: dict[str, T], key: str, value: T) -> CALLBACK_TYPE:
    """Put a value into a dictionary; return what takes it out."""
    where[key] = value

    @callback
    def take_out() -> None:
        """Take the value out."""
        where.pop(key, None)

    return take_out


@callback
def is_taught(entry: er.RegistryEntry) -> bool:
    """Return whether an entity is the scene of a phrase."""
    return entry.domain == SCENE and entry.platform == DOMAIN


@callback
def taught_calls(hass: HomeAssistant, entity_id: str) -> tuple[Call, ...]:
    """Return what the scene of a phrase does, nothing for any other entity."""
    entries: list[StewardConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    found = (entry.runtime_data.phrases.of(entity_id) for entry in entries)
    return next((phrase.calls for phrase in found if phrase), ())
