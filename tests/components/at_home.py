"""A small furnished house that Steward runs, and engines whose plan a test decides."""

import asyncio
import json
import math
import re
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, override

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components import conversation, persistent_notification
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, Event, HomeAssistant, State
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.steward.agent.plan import dumps
from custom_components.steward.const import DOMAIN
from custom_components.steward.coordinator import shipped_model
from custom_components.steward.engine import (
    Completed,
    EngineClient,
    EngineState,
    EngineUnavailable,
    LoadedModel,
    Timings,
    Token,
)
from custom_components.steward.engine.client import BuildRequest
from custom_components.steward.engine.connection import EngineConnection
from house.core import virtual_home
from house.virtual_home.models import EntitySpec, HomeSpec
from tests.agent.gbnf_regex import compile_grammar
from tests.components.builders import AGENT_ID

AGENT = "conversation.steward"
DIMMABLE = {"supported_color_modes": ["brightness"]}

needs_model = pytest.mark.skipif(
    not shipped_model().exists(), reason="The trained model is not here"
)

type Entry = dict[str, Any]
"""A call as a test writes it: targets are words of the sentence, and stand for what those name."""
type Script = str | Exception | list[Entry]
"""What the model is to write: calls, any text, or an error instead of an answer."""


def entity(entity_id: str, state: str, area: str | None = None, **rest: Any) -> EntitySpec:
    """Return a written entity, named after its id."""
    name = entity_id.partition(".")[2].replace("_", " ").title()
    attributes: dict[str, Any] = {}
    written: EntitySpec = {"id": entity_id, "name": name, "area": area, "state": state}
    return {**written, "aliases": [], "attributes": attributes, **rest}  # type: ignore[typeddict-item]


def called(thing: EntitySpec, name: str) -> EntitySpec:
    """Return an entity with a name that is not its id's."""
    return {**thing, "name": name}


def light(name: str, state: str, area: str, **rest: Any) -> EntitySpec:
    """Return a light that can be dimmed."""
    attributes = {**DIMMABLE, **rest.pop("attributes", {})}
    return entity(f"light.{name}", state, area, attributes=attributes, **rest)


def furnished() -> HomeSpec:
    """Return a house with something of every sort, some of it broken."""
    return {
        "name": "Test House",
        "temperature_unit": "C",
        "language": "en",
        "floors": [{"id": "ground", "name": "Ground Floor", "level": 0, "aliases": []}],
        "areas": [
            {"id": "study", "name": "Study", "floor": "ground", "aliases": []},
            {"id": "kitchen", "name": "Kitchen", "floor": "ground", "aliases": []},
            {"id": "cellar", "name": "Cellar", "floor": None, "aliases": []},
        ],
        "satellites": [{"id": "shelf", "name": "Shelf", "area": "study"}],
        "users": [],
        "entities": [
            light("desk_lamp", "off", "study"),
            light("floor_lamp", "on", "study", attributes={"brightness": 204}),
            light("ceiling_light", "off", "kitchen"),
            light("lost_lantern", "off", "cellar", fault="unavailable"),
            light("angry_lantern", "off", "cellar", fault="raises"),
            light("deaf_lantern", "off", "cellar", fault="ignores"),
            entity("switch.kettle", "off", "kitchen"),
            entity("lock.front_door", "locked", "kitchen"),
            entity("lock.back_door", "unlocked", "cellar"),
            entity(
                "cover.roman_blind",
                "open",
                "kitchen",
                device_class="blind",
                attributes={"current_position": 60},
            ),
            entity("cover.garage_door", "closed", "cellar", device_class="garage"),
            entity(
                "sensor.fridge",
                "4.5",
                "kitchen",
                device_class="temperature",
                attributes={"unit_of_measurement": "°C"},
            ),
            entity(
                "script.welcome",
                "off",
                sequence=[{"action": "lock.unlock", "target": {"entity_id": "lock.front_door"}}],
            ),
            entity(
                "todo.shopping_list",
                "2",
                attributes={"items": [{"summary": "Milk"}, {"summary": "Rye bread"}]},
            ),
            entity(
                "weather.valley",
                "sunny",
                attributes={"temperature": 14, "forecast_daily": []},
            ),
            entity("calendar.family", "off"),
        ],
    }


class _Line:
    """The connection that a scripted engine does not have."""

    def next_id(self) -> str:
        """Return the id of a request."""
        return "scripted"


class ScriptedEngine(EngineClient):
    """An engine that writes what a test wants it to, and nothing but legal plans as plans."""

    def __init__(self) -> None:
        """Start out with nothing to say."""
        super().__init__()
        self.scripts: deque[Script] = deque()
        """What it will write, in order."""
        self.prompts: list[str] = []
        """What it was asked."""
        self.grammars: list[str] = []
        """Within which grammar."""
        self.probability = 1.0
        """How likely it finds what it writes; its file says that this may be taken at its word."""
        self.gate = asyncio.Event()
        """It answers when this is open."""
        self.gate.set()
        self._stopped = asyncio.Event()

    @override
    async def connect(self, deadline: float) -> EngineConnection:
        """Have neither ears nor a mouth."""
        raise EngineUnavailable("The scripted engine has no speech")

    @override
    def suspect(self, connection: EngineConnection) -> None:
        """Have no connection to suspect."""

    @override
    async def async_start(self) -> LoadedModel:
        """Be ready at once."""
        self._stopped.clear()
        model = LoadedModel(
            name="scripted",
            architecture="none",
            parameters=1,
            vocabulary=1,
            context=1024,
            threads=1,
            load_ms=0.0,
            calibration='{"plan":[1.0,0.0]}',
        )
        self._set_state(EngineState.READY, model=model)
        return model

    @override
    async def async_stop(self) -> None:
        """Let go of requests under way."""
        self._stopped.set()
        self.gate.set()
        self._set_state(EngineState.STOPPED)

    @override
    async def _complete(self, build: BuildRequest, deadline: float) -> Completed:
        """Write what comes next."""
        message = build(_Line(), deadline)  # type: ignore[arg-type]
        await self.gate.wait()
        if self._stopped.is_set():
            raise EngineUnavailable("The engine is stopped")
        if message.grammar == 'root ::= "a"':
            return _completed("a")
        self.prompts.append(message.prompt)
        self.grammars.append(message.grammar)
        script = self.scripts.popleft()
        if isinstance(script, Exception):
            raise script
        if isinstance(script, str):
            return _completed(script, self.probability)
        text = dumps([_labelled(entry, message.prompt) for entry in script])
        assert compile_grammar(message.grammar).fullmatch(text), f"not in the grammar: {text}"
        return _completed(text, self.probability)


def _completed(text: str, probability: float = 1.0) -> Completed:
    """Return an answer."""
    timings = Timings(tokenize=0, grammar=0, prefill=0, generate=0)
    return Completed(
        request_id="scripted",
        text=text,
        tokens=[Token(text=text, logprob=math.log(probability))],
        prompt_tokens=1,
        completion_tokens=1,
        timings_ms=timings,
        stop_reason="end",
    )


def _labelled(entry: Entry, prompt: str) -> Entry:
    """Return a call with the labels that stand behind the words of its targets."""
    sentence = prompt.rpartition("<user>")[2]
    lists: Entry = {
        key: [_label(word, sentence) for word in entry[key]]
        for key in ("target", "except")
        if key in entry
    }
    event = {"when": _labelled(entry["when"], prompt)} if "when" in entry else {}
    return {**entry, **lists, **event}


def _label(word: str, sentence: str) -> str:
    """Return the first label behind a word; a label as it is."""
    found = re.search(rf" {word}[=~]?(@[a-p])", sentence)
    assert word.startswith("@") or found, f"{word!r} names nothing: {sentence}"
    return found.group(1) if found else word


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came of a sentence."""

    speech: str
    outcome: str
    asks: bool
    conversation_id: str | None
    steward: dict[str, Any]
    services: list[str]
    """The actions of the house that were called."""
    contexts: list[Context] = field(default_factory=list)
    """With which contexts."""


class House:
    """A furnished house to speak to."""

    def __init__(self, hass: HomeAssistant, entry: MockConfigEntry) -> None:
        """Take the house as it is."""
        self.hass = hass
        self.entry = entry

    @property
    def shelf(self) -> str:
        """The device of the satellite in the study."""
        return virtual_home(self.hass).satellites["shelf"]

    @property
    def engine(self) -> Any:
        """The engine that Steward asks."""
        return self.entry.runtime_data.engine

    def state(self, entity_id: str) -> State:
        """Return the state of an entity that must be there."""
        state = self.hass.states.get(entity_id)
        assert state is not None
        return state

    def states(self) -> dict[str, tuple[str, dict[str, Any]]]:
        """Return all that can change, but for the agent's own state."""
        return {
            state.entity_id: (state.state, dict(state.attributes))
            for state in self.hass.states.async_all()
            if state.entity_id != AGENT
        }

    def give(self, entity_id: str, state: str, **attributes: Any) -> None:
        """Put an entity into a state."""
        virtual = virtual_home(self.hass).entities[entity_id]
        virtual.async_put(state, {**virtual.spec["attributes"], **attributes})

    def break_down(self, entity_id: str, fault: str) -> None:
        """Let a device fail from now on."""
        virtual = virtual_home(self.hass).entities[entity_id]
        virtual.spec["fault"] = fault
        virtual.async_put(self.state(entity_id).state, dict(self.state(entity_id).attributes))

    async def say(
        self,
        sentence: str,
        *scripts: Script,
        conversation_id: str | None = None,
        context: Context | None = None,
        device_id: str | None = None,
    ) -> Reply:
        """Say a sentence, to which the model answers with the script, and wait for peace."""
        called: list[Event[Any]] = []
        stop = self.hass.bus.async_listen("call_service", called.append)
        if scripts:
            self.engine.scripts.extend(scripts)
        result = await conversation.async_converse(
            self.hass, sentence, conversation_id, context or Context(), "en", AGENT, device_id
        )
        await self.hass.async_block_till_done()
        stop()
        plain = result.response.speech["plain"]
        extra = plain.get("extra_data") or {}
        return Reply(
            speech=plain["speech"],
            outcome=extra.get("outcome", "none"),
            asks=result.continue_conversation,
            conversation_id=result.conversation_id,
            steward=extra.get("steward", {}),
            services=[f"{e.data['domain']}.{e.data['service']}" for e in called],
            contexts=[event.context for event in called],
        )

    async def undo(self, reply: Reply, **who: Any) -> Reply:
        """Say "undo" in the conversation of a reply."""
        plan = [call("steward.undo")]
        return await self.say("undo that", plan, conversation_id=reply.conversation_id, **who)

    async def restart(self) -> None:
        """Let Steward begin anew, with what lies on disk."""
        await self.hass.async_block_till_done()
        assert await self.hass.config_entries.async_reload(self.entry.entry_id)
        await self.hass.async_block_till_done()

    async def command(
        self, sentence: str, *scripts: Script, context: Context | None = None, **data: Any
    ) -> dict[str, Any]:
        """Call the action with a sentence, and return its response."""
        self.engine.scripts.extend(scripts)
        response = await self.hass.services.async_call(
            DOMAIN,
            "command",
            {"sentence": sentence, **data},
            blocking=True,
            context=context,
            return_response=True,
        )
        await self.hass.async_block_till_done()
        return dict(response or {})


def call(service: str, *target: str, **parts: Any) -> Entry:
    """Return a call; `except_` and the like are written without their underscore."""
    entry: Entry = {"service": service, **{key.rstrip("_"): v for key, v in parts.items()}}
    return {**entry, "target": list(target)} if target else entry


def on(*target: str, **parts: Any) -> list[Entry]:
    """Return the plan that turns lights on."""
    return [call("light.turn_on", *target, **parts)]


async def add_scene(house: House, name: str, entities: dict[str, Any]) -> None:
    """Make a scene of Home Assistant's own."""
    data = {"scene_id": name, "entities": entities}
    await house.hass.services.async_call("scene", "create", data, blocking=True)
    await house.hass.async_block_till_done()
    async_expose_entity(house.hass, "conversation", f"scene.{name}", True)
    await house.hass.async_block_till_done()


async def pass_time(house: House, freezer: FrozenDateTimeFactory, **time: float) -> None:
    """Let time go by."""
    freezer.tick(timedelta(**time))
    async_fire_time_changed(house.hass)
    await house.hass.async_block_till_done()


def notes(house: House) -> list[str]:
    """Return what Home Assistant has notified of."""
    found = persistent_notification._async_get_or_create_notifications(house.hass).values()
    return [note["message"] for note in found]


async def set_policy(house: House, **levels: str) -> None:
    """Change the agent's policy, as a user does in its settings."""
    subentry = house.entry.subentries[AGENT_ID]
    policy = {**subentry.data["policy"], **levels}
    house.hass.config_entries.async_update_subentry(
        house.entry, subentry, data={**subentry.data, "policy": policy}
    )
    await house.hass.async_block_till_done()


def written(*entries: Entry) -> str:
    """Return a plan as text, whether or not the grammar would allow it."""
    return json.dumps({"calls": list(entries)})
