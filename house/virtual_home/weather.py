"""Virtual weather."""

from typing import Any, cast, override

from homeassistant.components.weather import DOMAIN, Forecast, WeatherEntity, WeatherEntityFeature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's weather."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualWeather)


# The written attribute, and the native value Home Assistant makes it of.
NATIVE = {
    "temperature": "native_temperature",
    "humidity": "humidity",
    "wind_speed": "native_wind_speed",
    "pressure": "native_pressure",
    "temperature_unit": "native_temperature_unit",
    "wind_speed_unit": "native_wind_speed_unit",
    "pressure_unit": "native_pressure_unit",
}
NATIVE_FORECAST = {
    "temperature": "native_temperature",
    "templow": "native_templow",
    "precipitation": "native_precipitation",
    "wind_speed": "native_wind_speed",
}


class VirtualWeather(VirtualEntity, WeatherEntity):
    """The weather now, and the forecast that is written."""

    @override
    def _configure(self, attributes: dict[str, Any]) -> None:
        features = WeatherEntityFeature(0)
        if "forecast_daily" in attributes:
            features |= WeatherEntityFeature.FORECAST_DAILY
        if "forecast_hourly" in attributes:
            features |= WeatherEntityFeature.FORECAST_HOURLY
        self._attr_supported_features = features

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_condition = state
        for written, native in NATIVE.items():
            setattr(self, f"_attr_{native}", attributes.get(written))
        self._daily = _forecast(attributes.get("forecast_daily", []))
        self._hourly = _forecast(attributes.get("forecast_hourly", []))

    @override
    async def async_forecast_daily(self) -> list[Forecast]:
        """Return the days to come."""
        return self._daily

    @override
    async def async_forecast_hourly(self) -> list[Forecast]:
        """Return the hours to come."""
        return self._hourly


def _forecast(written: list[dict[str, Any]]) -> list[Forecast]:
    return [
        cast(Forecast, {NATIVE_FORECAST.get(name, name): value for name, value in one.items()})
        for one in written
    ]
