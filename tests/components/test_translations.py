"""The texts: complete in each language, used, and none of them blank."""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from homeassistant.helpers import config_validation as cv
from probatio import Remove

from custom_components import steward
from custom_components.steward.agent.answers import EXTREMES
from custom_components.steward.agent.asking import question_words
from custom_components.steward.agent.policy import GUARDS, LEVELS
from custom_components.steward.config_flow import (
    AGENT_SCHEMA,
    CHANGED_ENGINE_SCHEMA,
    NEW_AGENT_SCHEMA,
    NEW_ENGINE_SCHEMA,
    REMOTE_SCHEMA,
)
from custom_components.steward.const import EngineKind, PipelineWish, ReplyStyle
from custom_components.steward.coordinator import error_key
from custom_components.steward.engine import (
    EngineCrashed,
    EngineError,
    EngineFailure,
    EngineLibraryMissing,
    EngineTimeout,
    EngineUnavailable,
    FetchError,
    FetchFault,
    ModelFault,
    ModelFileError,
)
from custom_components.steward.read_actions import SCHEMAS, ReadAction
from custom_components.steward.services import SERVICE_COMMAND_SCHEMA

PACKAGE = Path(steward.__file__).parent
TEXTS: dict[str, Any] = json.loads((PACKAGE / "translations" / "en.json").read_text())
ACTIONS: dict[str, Any] = {"command": SERVICE_COMMAND_SCHEMA, **SCHEMAS}
DESCRIBED: dict[str, Any] = yaml.safe_load((PACKAGE / "services.yaml").read_text())
LANGUAGES = sorted(path.stem for path in (PACKAGE / "translations").glob("*.json"))
ENGINE_ERRORS: list[EngineError] = [
    *(ModelFileError("", fault) for fault in ModelFault),
    EngineLibraryMissing(),
    EngineUnavailable(),
    EngineTimeout(),
    EngineCrashed(),
    EngineFailure(),
]
SPEECH_ERRORS = [*ENGINE_ERRORS, *(FetchError("", fault) for fault in FetchFault)]


def _leaves(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each text with its path."""
    if not isinstance(tree, dict):
        yield path, tree
        return
    for key, value in tree.items():
        yield from _leaves(value, f"{path}.{key}" if path else key)


def _texts(language: str) -> dict[str, Any]:
    """Return a language's texts by their paths."""
    content = (PACKAGE / "translations" / f"{language}.json").read_text(encoding="utf-8")
    return dict(_leaves(json.loads(content)))


def _placeholders(text: str) -> set[str]:
    """Return the placeholders that a text has."""
    return set(re.findall(r"\{(\w+)\}", text))


def _calls() -> Iterator[ast.Call]:
    """Yield all calls in the modules of Home Assistant's side."""
    for path in PACKAGE.glob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text()))
        yield from (node for node in nodes if isinstance(node, ast.Call))


def _keys_raised() -> dict[str, set[str]]:
    """Return the translation keys that can be raised, with the placeholders of each."""
    invalid = {
        str(call.args[0].value): {str(keyword.arg) for keyword in call.keywords}
        for call in _calls()
        if getattr(call.func, "id", "") in ("invalid", "failed")
        and isinstance(call.args[0], ast.Constant)
    }
    return invalid | {error_key(err): {"error"} for err in SPEECH_ERRORS}


def _names(schema: Any) -> set[str]:
    """Return a form's fields."""
    return {str(field) for field in schema.schema}


def _arguments(action: str) -> set[str]:
    """Return what an action takes beside its target."""
    schema = ACTIONS[action].schema
    fields = getattr(schema, "validators", (ACTIONS[action],))[0].schema
    target = cv.ENTITY_SERVICE_FIELDS if "target" in DESCRIBED[action] else ()
    named = {str(field) for field in fields if not isinstance(field, Remove)}
    return named - {str(field) for field in target}


def _written(words: Iterable[str]) -> set[str]:
    """Return words as the form of an automation writes them."""
    return {word.replace(" ", "_") for word in words}


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_tidy(language: str) -> None:
    """A text is tidy, and stands on its own: references are resolved in core only."""
    for path, text in _texts(language).items():
        assert isinstance(text, str), path
        assert text == text.strip() != "", path
        assert "  " not in text, path
        assert "[%key:" not in text, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_say_the_same(language: str) -> None:
    """Each language has the texts of the English one, with the same placeholders."""
    placeholders = {path: _placeholders(text) for path, text in _texts(language).items()}
    assert placeholders == {path: _placeholders(text) for path, text in _leaves(TEXTS)}


def test_exceptions_are_those_raised() -> None:
    """Each error that is raised has a text with its placeholders, and no text is left over."""
    texts = {key: _placeholders(value["message"]) for key, value in TEXTS["exceptions"].items()}
    assert texts == _keys_raised()


def test_errors_of_the_form_are_those_that_can_happen() -> None:
    """The form explains each error of an engine, and an address that is none."""
    possible = {error_key(err) for err in ENGINE_ERRORS} | {"invalid_address", "no_speech"}
    assert set(TEXTS["config"]["error"]) == possible
    assert not _placeholders(json.dumps(TEXTS["config"]["error"]))


@pytest.mark.parametrize(
    ("step", "schema"),
    [
        pytest.param("user", NEW_ENGINE_SCHEMA, id="user"),
        pytest.param("reconfigure", CHANGED_ENGINE_SCHEMA, id="reconfigure"),
        pytest.param("remote", REMOTE_SCHEMA, id="remote"),
    ],
)
def test_fields_of_the_form(step: str, schema: Any) -> None:
    """Each field has a name and a description."""
    texts = TEXTS["config"]["step"][step]
    assert set(texts["data"]) == set(texts["data_description"]) == _names(schema)


@pytest.mark.parametrize(
    ("step", "schema"),
    [
        pytest.param("user", NEW_AGENT_SCHEMA, id="user"),
        pytest.param("reconfigure", AGENT_SCHEMA, id="reconfigure"),
    ],
)
def test_fields_of_an_agent(step: str, schema: Any) -> None:
    """Each field has a name and a description, and so has each guard."""
    texts = TEXTS["config_subentries"]["conversation"]["step"][step]
    sections = {
        "policy": set(GUARDS),
        "exceptions": set(LEVELS),
        "access": {"pin", "satellites", "users"},
    }
    assert set(texts["data"]) == set(texts["data_description"]) == _names(schema) - set(sections)
    assert set(texts["sections"]) == set(sections)
    for name, fields in sections.items():
        section = texts["sections"][name]
        assert set(section["data"]) == set(section["data_description"]) == fields


def test_choices() -> None:
    """Each choice has a text, and no text is left over."""
    choices = {key: set(value["options"]) for key, value in TEXTS["selector"].items()}
    assert choices == {
        "engine": set(EngineKind),
        "pipeline": set(PipelineWish),
        "policy_level": set(LEVELS),
        "reply_style": set(ReplyStyle),
        **{key: _written(words) for key, words in question_words().items()},
    }


def test_actions_are_described_everywhere() -> None:
    """Schema, form, texts and icons speak of the same actions."""
    icons = json.loads((PACKAGE / "icons.json").read_text())
    assert set(DESCRIBED) == set(TEXTS["services"]) == set(icons["services"]) == set(ACTIONS)


@pytest.mark.parametrize("action", ACTIONS)
def test_arguments_are_described_alike(action: str) -> None:
    """Schema, form and texts speak of the same arguments."""
    arguments = _arguments(action)
    assert set(DESCRIBED[action]["fields"]) == arguments
    assert set(TEXTS["services"][action]["fields"]) == arguments


@pytest.mark.parametrize("action", SCHEMAS)
def test_words_to_choose_from(action: str) -> None:
    """The form of a question offers the words of the grammar, as far as they make sense in it."""
    for key, words in question_words().items():
        chosen = DESCRIBED[action]["fields"].get(key, {}).get("selector", {}).get("select")
        senseless = set() if action == ReadAction.LIST else set(EXTREMES)
        assert chosen is None or set(chosen["options"]) == _written(words) - senseless
        assert chosen is None or chosen["translation_key"] == key


@pytest.mark.parametrize(("kind", "more"), [("stt", set()), ("tts", {"speed"})])
def test_speech_flows(kind: str, more: set[str]) -> None:
    """Adding a recogniser or a voice explains its fields and all that may go wrong."""
    texts = TEXTS["config_subentries"][kind]
    assert set(texts["error"]) == {error_key(err) for err in SPEECH_ERRORS}
    assert set(texts["abort"]) == {"entry_not_loaded", "nothing_offered"}
    for name, step in texts["step"].items():
        assert set(step["data"]) == set(step["data_description"])
        fields = {"speaker"} if name == "speaker" else {"model", "model_path"} | more
        assert set(step["data"]) == fields
