"""The options about what is dangerous: how they are set, kept and shown."""

from typing import Any

import pytest
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import json as json_helper
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.steward.agent.pin import matches
from custom_components.steward.agent.policy import AT_ONCE, GUARDS, NEVER, PIN
from custom_components.steward.policy_options import policy_of
from tests.components.builders import AGENT_ID, DEFAULT_AGENT


async def _open(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    """Open the agent's form."""
    result = await hass.config_entries.subentries.async_init(
        (entry.entry_id, "conversation"),
        context={"source": SOURCE_RECONFIGURE, "subentry_id": AGENT_ID},
    )
    assert result["type"] is FlowResultType.FORM
    return dict(result)


async def _answer(hass: HomeAssistant, form: dict[str, Any], **answers: Any) -> dict[str, Any]:
    """Fill in the form and submit it."""
    result = await hass.config_entries.subentries.async_configure(
        form["flow_id"], {**DEFAULT_AGENT, **answers}
    )
    await hass.async_block_till_done()
    return dict(result)


def _section(form: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the fields of a section by name, with their markers and selectors."""
    fields = {str(key): field for key, field in form["data_schema"].schema.items()}
    return {str(key): (key, field) for key, field in fields[name].schema.schema.items()}


def _suggested(form: dict[str, Any], section: str, field: str) -> Any:
    """Return what a field of a section is filled in with."""
    key, _ = _section(form, section)[field]
    return (key.description or {}).get("suggested_value")


async def test_set_everything(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, hass_admin_user: MockUser
) -> None:
    """Exceptions, satellites, users and a PIN are kept, the PIN as a hash only, and shown again."""
    policy = DEFAULT_AGENT["policy"] | {"lock": "pin"}
    exceptions = {"confirm": ["switch.gate_motor"], "at_once": ["lock.shed"], "never": []}
    access = {"pin": "2468", "satellites": ["nursery"], "users": [hass_admin_user.id]}
    form = await _open(hass, loaded_entry)
    result = await _answer(hass, form, policy=policy, exceptions=exceptions, access=access)
    assert result["reason"] == "reconfigure_successful"

    data = dict(loaded_entry.subentries[AGENT_ID].data)
    assert matches("2468", data.pop("pin_hash"))
    assert data == {
        **DEFAULT_AGENT,
        "policy": policy,
        "exceptions": {"confirm": ["switch.gate_motor"], "at_once": ["lock.shed"]},
        "access": {"satellites": ["nursery"], "users": [hass_admin_user.id]},
    }

    form = await _open(hass, loaded_entry)
    assert _suggested(form, "policy", "lock") == "pin"
    assert _suggested(form, "exceptions", "confirm") == ["switch.gate_motor"]
    assert _suggested(form, "access", "users") == [hass_admin_user.id]
    assert _suggested(form, "access", "satellites") == ["nursery"]
    assert _suggested(form, "access", "pin") is None


async def test_empty_pin_keeps_the_old_one(
    hass: HomeAssistant, loaded_entry: MockConfigEntry
) -> None:
    """Who changes something else need not know the PIN; a new one replaces it."""
    await _answer(hass, await _open(hass, loaded_entry), access={"pin": "2468"})
    old = loaded_entry.subentries[AGENT_ID].data["pin_hash"]
    policy = DEFAULT_AGENT["policy"] | {"gate": "pin"}
    await _answer(hass, await _open(hass, loaded_entry), policy=policy, reply_style="brief")
    assert loaded_entry.subentries[AGENT_ID].data["pin_hash"] == old
    await _answer(hass, await _open(hass, loaded_entry), access={"pin": " 8642 "})
    assert matches("8642", loaded_entry.subentries[AGENT_ID].data["pin_hash"])


@pytest.mark.parametrize("pin", ["123", "12345678901", "abcd", "12 34", "1234!"])
async def test_what_is_no_pin(hass: HomeAssistant, loaded_entry: MockConfigEntry, pin: str) -> None:
    """The form says so, keeps the other answers but not that one, and takes a better one."""
    form = await _open(hass, loaded_entry)
    answers: dict[str, Any] = {"exceptions": {"never": ["lock.shed"]}}
    wrong = await _answer(hass, form, access={"pin": pin, "satellites": ["nursery"]}, **answers)
    assert wrong["errors"] == {"base": "invalid_pin"}
    assert _suggested(wrong, "exceptions", "never") == ["lock.shed"]
    assert _suggested(wrong, "access", "satellites") == ["nursery"]
    assert _suggested(wrong, "access", "pin") is None
    right = await _answer(hass, wrong, access={"pin": "2468"}, **answers)
    assert right["reason"] == "reconfigure_successful"


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({"policy": DEFAULT_AGENT["policy"] | {"lock": "pin"}}, id="class"),
        pytest.param({"exceptions": {"pin": ["switch.gate_motor"]}}, id="entity"),
    ],
)
async def test_pin_is_missing(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, answers: dict[str, Any]
) -> None:
    """Nothing can ask for a PIN that there is not."""
    wrong = await _answer(hass, await _open(hass, loaded_entry), **answers)
    assert wrong["errors"] == {"base": "pin_missing"}
    right = await _answer(hass, wrong, access={"pin": "2468"}, **answers)
    assert right["reason"] == "reconfigure_successful"


async def test_new_agent(hass: HomeAssistant, loaded_entry: MockConfigEntry) -> None:
    """A new agent has all that from the start, and its form tells what is wrong, too."""
    flow = hass.config_entries.subentries
    result = await flow.async_init(
        (loaded_entry.entry_id, "conversation"), context={"source": SOURCE_USER}
    )
    policy = DEFAULT_AGENT["policy"] | {"lock": "pin"}
    answers = {"name": "Butler", **DEFAULT_AGENT, "policy": policy}
    result = await flow.async_configure(result["flow_id"], answers)
    assert result["errors"] == {"base": "pin_missing"}
    result = await flow.async_configure(result["flow_id"], answers | {"access": {"pin": "2468"}})
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    agent = next(a for a in loaded_entry.subentries.values() if a.title == "Butler")
    assert matches("2468", agent.data["pin_hash"])
    assert "access" not in agent.data


async def test_users_to_choose_from(
    hass: HomeAssistant, loaded_entry: MockConfigEntry, hass_admin_user: MockUser
) -> None:
    """Those who can sign in: neither Home Assistant's own users nor inactive ones, nor who is gone."""
    system = await hass.auth.async_create_system_user("Supervisor")
    retired = await hass.auth.async_create_user("Retired")
    await hass.auth.async_update_user(retired, is_active=False)
    leaving = await hass.auth.async_create_user("Leaving")
    access = {"users": [hass_admin_user.id, leaving.id]}
    await _answer(hass, await _open(hass, loaded_entry), access=access)
    await hass.auth.async_remove_user(leaving)

    form = await _open(hass, loaded_entry)
    _, selector = _section(form, "access")["users"]
    offered = [option["value"] for option in selector.config["options"]]
    assert hass_admin_user.id in offered
    assert not {system.id, retired.id, leaving.id} & set(offered)
    assert _suggested(form, "access", "users") == [hass_admin_user.id]


async def test_diagnostics(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, loaded_entry: MockConfigEntry
) -> None:
    """What is attached to a report has neither the hash of the PIN nor what is guarded."""
    answers = {"exceptions": {"confirm": ["switch.secret_door"]}, "access": {"pin": "2468"}}
    await _answer(hass, await _open(hass, loaded_entry), **answers)
    kept = loaded_entry.subentries[AGENT_ID].data["pin_hash"]
    await async_setup_component(hass, "diagnostics", {})
    report = json_helper.json_dumps(
        await get_diagnostics_for_config_entry(hass, hass_client, loaded_entry)
    )
    assert kept not in report
    assert kept.split("$")[-1] not in report
    assert "secret_door" not in report


def test_policy_of_options() -> None:
    """What is not set has its default, and what takes a PIN is never done without one."""
    assert policy_of({}).level("lock") == "confirm"
    assert not policy_of({"policy": dict.fromkeys(GUARDS, AT_ONCE)}).guards_anything
    options: dict[str, Any] = {"policy": {"lock": PIN}, "exceptions": {"pin": ["switch.a"]}}
    closed = policy_of(options)
    assert (closed.level("lock"), closed.exceptions["switch.a"]) == (NEVER, NEVER)
    opened = policy_of(options | {"pin_hash": "x"})
    assert (opened.level("lock"), opened.exceptions["switch.a"]) == (PIN, PIN)
