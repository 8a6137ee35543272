"""One virtual home at run time: its entities, and what was done to it that no state tells."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from homeassistant.core import Event, HomeAssistant, callback

from .models import Call, EntitySpec, HomeSpec, domain_of

if TYPE_CHECKING:
    from homeassistant.components.intent import TimerEventType, TimerInfo

    from .entity import VirtualEntity

# Home Assistant runs scripts and automations itself; these events tell that it did.
RUN_EVENTS = {
    "script_started": "script.turn_on",
    "automation_triggered": "automation.trigger",
}
NOTIFY_DOMAINS = {"notify", "persistent_notification"}


class VirtualHome:
    """The home of one config entry."""

    def __init__(self, hass: HomeAssistant, spec: HomeSpec) -> None:
        self.hass = hass
        self.spec = spec
        self.by_id: dict[str, EntitySpec] = {entity["id"]: entity for entity in spec["entities"]}
        self.entities: dict[str, VirtualEntity] = {}
        self.trackers: dict[str, VirtualEntity] = {}
        """The device trackers that carry the persons, by the person's entity id."""
        self.satellites: dict[str, str] = {}
        """Device ids of the satellites, by the id in the written home."""
        self.calls: list[Call] = []
        """What was done since the last reset that no state tells."""
        self.timer_events: list[tuple[TimerEventType, TimerInfo]] = []

    def specs(self, domain: str) -> list[EntitySpec]:
        """Return the written entities of one domain."""
        return [entity for entity in self.spec["entities"] if domain_of(entity["id"]) == domain]

    @callback
    def record(self, call: Call) -> None:
        """Note something done to the home."""
        self.calls.append(call)

    @callback
    def async_listen(self) -> list[Callable[[], None]]:
        """Watch for what Home Assistant does without asking a virtual entity."""
        listen = self.hass.bus.async_listen
        removers = [listen(event, self._async_ran) for event in RUN_EVENTS]
        return [*removers, listen("call_service", self._async_notified)]

    @callback
    def _async_ran(self, event: Event[Mapping[str, Any]]) -> None:
        entity_id = event.data["entity_id"]
        self.record(Call(service=RUN_EVENTS[str(event.event_type)], entity_id=entity_id))

    @callback
    def _async_notified(self, event: Event[Mapping[str, Any]]) -> None:
        domain, service = event.data["domain"], event.data["service"]
        if domain in NOTIFY_DOMAINS:
            self.record(Call(service=f"{domain}.{service}", data=event.data["service_data"]))

    @callback
    def async_timer_event(self, event: TimerEventType, timer: TimerInfo) -> None:
        """Note what happens to a timer of one of the satellites."""
        self.timer_events.append((event, timer))
