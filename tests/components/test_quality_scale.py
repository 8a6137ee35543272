"""The quality scale that Steward holds itself to, since nobody else checks it."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from custom_components import steward

PACKAGE = Path(steward.__file__).parent
REPOSITORY = PACKAGE.parent.parent
CLAIMED = ("bronze",)

TIERS = {
    "bronze": """
        action-setup appropriate-polling brands common-modules config-flow-test-coverage
        config-flow dependency-transparency docs-actions docs-conditions
        docs-high-level-description docs-installation-instructions docs-removal-instructions
        docs-triggers entity-event-setup entity-unique-id has-entity-name runtime-data
        test-before-configure test-before-setup unique-config-entry
    """.split(),
    "silver": """
        action-exceptions config-entry-unloading docs-configuration-parameters
        docs-installation-parameters entity-unavailable integration-owner log-when-unavailable
        parallel-updates reauthentication-flow test-coverage
    """.split(),
    "gold": """
        devices diagnostics discovery-update-info discovery docs-data-update docs-examples
        docs-known-limitations docs-supported-devices docs-supported-functions
        docs-troubleshooting docs-use-cases dynamic-devices entity-category entity-device-class
        entity-disabled-by-default entity-translations exception-translations icon-translations
        reconfiguration-flow repair-issues stale-devices
    """.split(),
    "platinum": "async-dependency inject-websession strict-typing".split(),
}

DOCUMENTED = {
    "docs-actions": "Actions?",
    "docs-configuration-parameters": "Settings|Configuration",
    "docs-data-update": "How .*data|Data updates?|How it works",
    "docs-examples": "Examples?",
    "docs-high-level-description": "Steward.*",
    "docs-installation-instructions": "Install.*",
    "docs-installation-parameters": "Install.*|Settings|Configuration",
    "docs-known-limitations": "(Known )?limit.*",
    "docs-removal-instructions": "Remov.*",
    "docs-supported-devices": "Supported devices|What it controls",
    "docs-supported-functions": "Supported functions|What it (does|understands|can do).*",
    "docs-troubleshooting": "Troubleshooting|When something .*",
    "docs-use-cases": "Use cases|What .*for",
}
"""Rules of documentation, and the heading in README.md that shows that one is kept."""


def _rules() -> dict[str, Any]:
    """Return what is said of each rule."""
    rules: dict[str, Any] = yaml.safe_load((PACKAGE / "quality_scale.yaml").read_text())["rules"]
    return rules


def _status(rule: str) -> str:
    """Return a rule's status."""
    said = _rules()[rule]
    return str(said["status"] if isinstance(said, dict) else said)


def test_all_rules_are_there() -> None:
    """All 54, in the order of the scale, and no others."""
    names = [rule for tier in TIERS.values() for rule in tier]
    assert len(names) == 54
    assert list(_rules()) == names


@pytest.mark.parametrize("rule", list(_rules()))
def test_status_is_legal(rule: str) -> None:
    """A rule is done, to do, or exempt for a reason that is given."""
    said = _rules()[rule]
    assert _status(rule) in {"done", "todo", "exempt"}
    assert _status(rule) != "exempt" or said["comment"].strip()


def _headings() -> list[str]:
    """Return the headings of README.md."""
    readme = REPOSITORY / "README.md"
    text = readme.read_text() if readme.exists() else ""
    return re.findall(r"^#+ (.*)$", text, re.MULTILINE)


@pytest.mark.parametrize(
    "rule", [rule for tier in CLAIMED for rule in TIERS[tier] if rule not in DOCUMENTED]
)
def test_nothing_to_do_up_to_the_claimed_tier(rule: str) -> None:
    """What the claimed tiers ask of the code is there."""
    assert _status(rule) != "todo"


@pytest.mark.parametrize("rule", list(DOCUMENTED))
def test_documentation_is_done_when_it_is_there(rule: str) -> None:
    """A rule of documentation is done when README.md has a part for it, and not before."""
    pattern = DOCUMENTED[rule]
    found = any(re.fullmatch(pattern, heading, re.IGNORECASE) for heading in _headings())
    assert (_status(rule) == "done") is found


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        pytest.param("brands", "brand/icon.png", id="brands"),
        pytest.param("common-modules", "coordinator.py", id="common-modules"),
        pytest.param("common-modules", "entity.py", id="common-modules-entity"),
        pytest.param("diagnostics", "diagnostics.py", id="diagnostics"),
        pytest.param("icon-translations", "icons.json", id="icon-translations"),
    ],
)
def test_file_is_there(rule: str, path: str) -> None:
    """Some rules are about a file."""
    assert _status(rule) == "done"
    assert (PACKAGE / path).is_file()


def test_polling_is_switched_off_and_updates_are_parallel() -> None:
    """Both are said in so many words."""
    assert "PARALLEL_UPDATES = " in (PACKAGE / "conversation.py").read_text()
    assert "_attr_should_poll = False" in (PACKAGE / "entity.py").read_text()


def test_entry_is_typed_throughout() -> None:
    """Nobody but the flow, whose bases ask for it, takes a bare config entry."""
    bare = [
        path.name
        for path in PACKAGE.glob("*.py")
        if re.search(r": ConfigEntry\b", path.read_text()) and path.name != "config_flow.py"
    ]
    assert bare == []
