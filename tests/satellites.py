"""A satellite as plain as can be, for tests to build on."""

from typing import override

from homeassistant.components import assist_satellite


class PlainSatellite(assist_satellite.AssistSatelliteEntity):
    """A satellite without a wake word and without settings."""

    def __init__(self, name: str) -> None:
        """Take a name."""
        self._attr_name = name
        self._attr_unique_id = name

    @override
    def async_get_configuration(self) -> assist_satellite.AssistSatelliteConfiguration:
        """Return that it knows no wake words."""
        return assist_satellite.AssistSatelliteConfiguration([], [], 0)

    @override
    async def async_set_configuration(
        self, config: assist_satellite.AssistSatelliteConfiguration
    ) -> None:
        """Keep to what it is."""
