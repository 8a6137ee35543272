"""What mends an issue at a click."""

from typing import Any

import probatio
from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN


class LocalFirstFlow(RepairsFlow):
    """Switch off what lets the commands of a pipeline go round the policy."""

    def __init__(self, pipeline_id: str) -> None:
        """Remember the pipeline."""
        self._pipeline_id = pipeline_id

    async def async_step_init(self, _user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Begin with the question."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask whether to switch it off, and do it."""
        if user_input is None:
            issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
            return self.async_show_form(
                step_id="confirm",
                data_schema=probatio.Schema({}),
                description_placeholders=issue.translation_placeholders if issue else None,
            )
        from .local_first import async_mend  # noqa: PLC0415 - needs Assist's libraries

        await async_mend(self.hass, self._pipeline_id)
        return self.async_create_entry(data={})


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return what mends an issue; only one kind of them can be."""
    return LocalFirstFlow(str((data or {})["pipeline_id"]))
