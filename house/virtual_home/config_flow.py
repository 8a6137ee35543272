"""Takes a home in; there is nothing to ask a person."""

from typing import Any

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult

from .const import DOMAIN


class VirtualHomeConfigFlow(ConfigFlow, domain=DOMAIN):
    """Makes an entry of a written home."""

    VERSION = 1

    async def async_step_import(self, home: dict[str, Any]) -> ConfigFlowResult:
        """Create the entry."""
        return self.async_create_entry(title=home.get("name", "Virtual home"), data=home)
