"""The house as the agent sees it: built from the registries once, kept in step by events."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from homeassistant.components.homeassistant.exposed_entities import (
    async_listen_entity_updates,
    async_should_expose,
)
from homeassistant.const import ATTR_DEVICE_CLASS, EVENT_CORE_CONFIG_UPDATE, EVENT_STATE_CHANGED
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.helpers import (
    area_registry as ar,
)
from homeassistant.helpers import (
    device_registry as dr,
)
from homeassistant.helpers import (
    entity_registry as er,
)
from homeassistant.helpers import (
    floor_registry as fr,
)
from homeassistant.helpers import (
    intent,
)

from .abilities import features, fingerprint, options, ranges
from .agent.home import Area, Entity, Floor, Home
from .agent.kinds import DOMAINS, kind_of
from .agent.shortlist import Index

ASSISTANT = "conversation"
_REGISTRY_EVENTS = (
    EVENT_CORE_CONFIG_UPDATE,
    ar.EVENT_AREA_REGISTRY_UPDATED,
    fr.EVENT_FLOOR_REGISTRY_UPDATED,
    dr.EVENT_DEVICE_REGISTRY_UPDATED,
    er.EVENT_ENTITY_REGISTRY_UPDATED,
)


@dataclass(frozen=True, slots=True)
class House:
    """A home with the index that finds its names."""

    home: Home
    index: Index


class HouseKeeper:
    """Gives the house as it is now; rebuilt off the event loop when something changed."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Initialize without building anything yet."""
        self._hass = hass
        self._house: House | None = None
        self._lock = asyncio.Lock()
        self._wanted = 0
        self._built = -1

    @callback
    def async_listen(self) -> CALLBACK_TYPE:
        """Follow all that may change the house; return what ends it."""
        bus = self._hass.bus
        stops: list[Callable[[], None]] = [
            bus.async_listen(str(event), self._async_outdated) for event in _REGISTRY_EVENTS
        ]
        stops.append(bus.async_listen(EVENT_STATE_CHANGED, self._async_state_changed))
        stops.append(async_listen_entity_updates(self._hass, ASSISTANT, self._async_invalidate))

        @callback
        def stop() -> None:
            """End all of it."""
            while stops:
                stops.pop()()

        return stop

    @callback
    def _async_invalidate(self) -> None:
        """Note that the house is not as it was built."""
        self._wanted += 1

    @callback
    def _async_outdated(self, _event: Event) -> None:
        """Handle a change of a registry."""
        self._async_invalidate()

    @callback
    def _async_state_changed(self, event: Event[EventStateChangedData]) -> None:
        """Handle a change of state: most change nothing that the index depends on."""
        old, new = event.data["old_state"], event.data["new_state"]
        if event.data["entity_id"].partition(".")[0] not in DOMAINS:
            return
        if fingerprint(old) != fingerprint(new):
            self._async_invalidate()

    async def async_get(self) -> House:
        """Return the house as it is now."""
        if self._house is not None and self._built == self._wanted:
            return self._house
        async with self._lock:
            if self._house is None or self._built != self._wanted:
                # Noted before the home is read: a change during the build leaves it outdated.
                building = self._wanted
                home = async_build_home(self._hass)
                index = await self._hass.async_add_executor_job(Index, home)
                self._house, self._built = House(home, index), building
        return self._house


@callback
def async_build_home(hass: HomeAssistant) -> Home:
    """Build the home from the registries: what is exposed to the assistant, and nothing else."""
    entries = er.async_get(hass)
    found = (
        _entity(hass, state, entries.async_get(state.entity_id))
        for state in hass.states.async_all(DOMAINS)
        if async_should_expose(hass, ASSISTANT, state.entity_id)
    )
    return Home(
        entities={entity.entity_id: entity for entity in found if entity},
        areas={area.area_id: area for area in _areas(hass)},
        floors={floor.floor_id: floor for floor in _floors(hass)},
        temperature_unit=hass.config.units.temperature_unit,
    )


@callback
def unexposed(hass: HomeAssistant, entity_id: str) -> Entity | None:
    """Return an entity whether it is exposed or not, for policy alone; None when there is none."""
    state = hass.states.get(entity_id)
    return _entity(hass, state, er.async_get(hass).async_get(entity_id)) if state else None


@callback
def async_home_of(hass: HomeAssistant, entity_ids: Iterable[str]) -> Home:
    """Return a home of just some entities, exposed or not, to call them by their names."""
    found = (unexposed(hass, entity_id) for entity_id in entity_ids)
    return Home(
        entities={entity.entity_id: entity for entity in found if entity},
        areas={},
        floors={},
        temperature_unit=hass.config.units.temperature_unit,
    )


def _areas(hass: HomeAssistant) -> list[Area]:
    """Return all areas."""
    return [
        Area(
            area_id=area.id, names=_unique(area.name, *sorted(area.aliases)), floor_id=area.floor_id
        )
        for area in ar.async_get(hass).async_list_areas()
    ]


def _floors(hass: HomeAssistant) -> list[Floor]:
    """Return all floors."""
    return [
        Floor(
            floor_id=floor.floor_id,
            names=_unique(floor.name, *sorted(floor.aliases)),
            level=floor.level,
        )
        for floor in fr.async_get(hass).async_list_floors()
    ]


def _entity(hass: HomeAssistant, state: State, entry: er.RegistryEntry | None) -> Entity | None:
    """Return one entity, None when it has no name to say."""
    names = _unique(*intent.async_get_entity_aliases(hass, entry, state=state))
    if not names:
        return None
    return Entity(
        entity_id=state.entity_id,
        names=names,
        kind=kind_of(state.domain, state.attributes.get(ATTR_DEVICE_CLASS)),
        area_id=er.async_get_effective_area_id(hass, entry) if entry else None,
        features=features(state, entry),
        options=options(state),
        ranges=ranges(state),
    )


def _unique(*names: str) -> tuple[str, ...]:
    """Return names tidied, each once whatever its case, in the order given."""
    tidy = (" ".join(name.split()) for name in names)
    return tuple({name.casefold(): name for name in reversed([n for n in tidy if n])}.values())[
        ::-1
    ]
