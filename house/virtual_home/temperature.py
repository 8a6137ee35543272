"""Names of the temperatures of thermostats and water heaters, which Home Assistant has changed.

Since 2026.11 those in the entity's own unit are called native; up to 2026.10 they are not.
"""

from typing import Any

from homeassistant.components.climate import ClimateEntity

HAS_NATIVE = hasattr(ClimateEntity, "native_temperature_unit")


def native(name: str) -> str:
    """Return what this Home Assistant calls a temperature."""
    return f"native_{name}" if HAS_NATIVE else name


def get_temperature(entity: object, name: str) -> float | None:
    """Return a temperature of an entity."""
    value: float | None = getattr(entity, f"_attr_{native(name)}", None)
    return value


def set_temperatures(entity: object, **values: Any) -> None:
    """Set temperatures of an entity, or their unit."""
    for name, value in values.items():
        setattr(entity, f"_attr_{native(name)}", value)
