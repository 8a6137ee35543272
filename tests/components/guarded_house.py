"""What tests of a house with more to guard say and set."""

from typing import Any

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.steward.agent.pin import hashed
from tests.components.at_home import Entry, House, call
from tests.components.builders import AGENT_ID

PIN = "2468"
PANEL_CODE = "1379"
UNLOCK = [call("lock.unlock", "door")]
DISARM = [call("alarm_control_panel.alarm_disarm", "alarm")]
YES = [call("steward.confirm")]
UNDO = [call("steward.undo")]
PANEL = "alarm_control_panel.house_alarm"


async def set_options(house: House, **options: Any) -> None:
    """Change the agent's options, as a user does in its settings."""
    subentry = house.entry.subentries[AGENT_ID]
    house.hass.config_entries.async_update_subentry(
        house.entry, subentry, data={**subentry.data, **options}
    )
    await house.hass.async_block_till_done()


async def set_pin(house: House, **levels: str) -> None:
    """Set the PIN, and what asks for it."""
    policy = {**house.entry.subentries[AGENT_ID].data["policy"], **levels}
    await set_options(house, policy=policy, pin_hash=hashed(PIN))


async def add_group(house: House, domain: str, name: str, *entity_ids: str) -> str:
    """Make a group of entities of a domain, exposed to the assistant; return its entity id."""
    options = {"group_type": domain, "name": name, "entities": list(entity_ids)}
    entry = MockConfigEntry(
        domain="group", title=name, options={**options, "hide_members": False, "all": False}
    )
    entry.add_to_hass(house.hass)
    assert await house.hass.config_entries.async_setup(entry.entry_id)
    entity_id = f"{domain}.{name.lower().replace(' ', '_')}"
    async_expose_entity(house.hass, "conversation", entity_id, True)
    await house.hass.async_block_till_done()
    return entity_id


def run(name: str) -> list[Entry]:
    """Return the plan that runs a script, by a word of its name."""
    return [call("script.turn_on", name)]
