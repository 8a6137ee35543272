"""Names that several modules of the virtual home share."""

DOMAIN = "virtual_home"
# Where the virtual home keeps what Home Assistant has no place for.
HELPER_DOMAINS = (
    "input_boolean",
    "input_number",
    "input_select",
    "script",
    "automation",
    "person",
)
