"""Virtual calendars."""

from datetime import date, datetime
from typing import Any, override

from homeassistant.components.calendar import (
    DOMAIN,
    EVENT_DESCRIPTION,
    EVENT_END,
    EVENT_LOCATION,
    EVENT_START,
    EVENT_SUMMARY,
    CalendarEntity,
    CalendarEntityFeature,
    CalendarEvent,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's calendars."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualCalendar)


class VirtualCalendar(VirtualEntity, CalendarEntity):
    """A calendar that new events can be put into."""

    _attr_supported_features = CalendarEntityFeature.CREATE_EVENT

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_events = [_event(written) for written in attributes.get("events", [])]

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """Return the event under way, or else the next one."""
        coming = (e for e in self._attr_events if e.end_datetime_local > dt_util.now())
        return min(coming, key=_start, default=None)

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Return the events that touch a span of time."""
        touching = (
            event
            for event in self._attr_events
            if event.start_datetime_local < end_date and event.end_datetime_local > start_date
        )
        return sorted(touching, key=_start)

    @override
    async def async_create_event(self, **kwargs: Any) -> None:
        """Add an event."""
        event = CalendarEvent(
            summary=kwargs[EVENT_SUMMARY],
            start=kwargs[EVENT_START],
            end=kwargs[EVENT_END],
            location=kwargs.get(EVENT_LOCATION),
            description=kwargs.get(EVENT_DESCRIPTION),
        )
        if self._settle(events=[*self._attr_events, event]):
            self._record("create_event", summary=event.summary)


def _start(event: CalendarEvent) -> datetime:
    return event.start_datetime_local


def _event(written: dict[str, Any]) -> CalendarEvent:
    """Read an event; days alone make it last all day."""
    return CalendarEvent(
        summary=written["summary"],
        start=_moment(written["start"]),
        end=_moment(written["end"]),
        location=written.get("location"),
        description=written.get("description"),
    )


def _moment(text: str) -> date | datetime:
    if len(text) == len("2000-01-01"):
        return date.fromisoformat(text)
    return datetime.fromisoformat(text).replace(tzinfo=dt_util.get_default_time_zone())
