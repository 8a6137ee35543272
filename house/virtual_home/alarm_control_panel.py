"""Virtual alarm panels."""

from typing import Any, override

from homeassistant.components.alarm_control_panel import (
    DOMAIN,
    AlarmControlPanelEntity,
    AlarmControlPanelEntityFeature,
    AlarmControlPanelState,
    CodeFormat,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import VirtualEntity, VirtualHomeConfigEntry, add_entities


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VirtualHomeConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the home's alarm panels."""
    add_entities(entry, async_add_entities, DOMAIN, VirtualAlarmPanel)


class VirtualAlarmPanel(VirtualEntity, AlarmControlPanelEntity):
    """An alarm panel, with a code if one is written for it."""

    _attr_supported_features = (
        AlarmControlPanelEntityFeature.ARM_HOME
        | AlarmControlPanelEntityFeature.ARM_AWAY
        | AlarmControlPanelEntityFeature.ARM_NIGHT
        | AlarmControlPanelEntityFeature.ARM_VACATION
    )

    @override
    def _configure(self, attributes: dict[str, Any]) -> None:
        self._attr_code_arm_required = attributes.get("code_arm_required", False)
        code_format = attributes.get("code_format")
        if code_format is not None or "code" in self.spec:
            self._attr_code_format = CodeFormat(code_format or CodeFormat.NUMBER)

    @override
    def _load(self, state: str | None, attributes: dict[str, Any]) -> None:
        self._attr_alarm_state = None if state is None else AlarmControlPanelState(state)

    def _become(self, state: AlarmControlPanelState, code: str | None) -> None:
        arming = state is not AlarmControlPanelState.DISARMED
        needed = None if arming and not self._attr_code_arm_required else self.spec.get("code")
        if needed is not None and code != needed:
            raise ServiceValidationError("The code is wrong")
        self._settle(alarm_state=state)

    @override
    async def async_alarm_disarm(self, code: str | None = None) -> None:
        """Disarm."""
        self._become(AlarmControlPanelState.DISARMED, code)

    @override
    async def async_alarm_arm_home(self, code: str | None = None) -> None:
        """Arm while somebody is home."""
        self._become(AlarmControlPanelState.ARMED_HOME, code)

    @override
    async def async_alarm_arm_away(self, code: str | None = None) -> None:
        """Arm while nobody is home."""
        self._become(AlarmControlPanelState.ARMED_AWAY, code)

    @override
    async def async_alarm_arm_night(self, code: str | None = None) -> None:
        """Arm for the night."""
        self._become(AlarmControlPanelState.ARMED_NIGHT, code)

    @override
    async def async_alarm_arm_vacation(self, code: str | None = None) -> None:
        """Arm for a longer absence."""
        self._become(AlarmControlPanelState.ARMED_VACATION, code)
