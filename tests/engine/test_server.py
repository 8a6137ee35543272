"""The engine program over its pipes and over sockets."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from steward_engine import EngineCrashed, EngineTimeout, EngineUnavailable, RemoteEngine
from steward_engine.client import EngineState
from steward_engine.protocol import Cancel, Complete, Failed
from steward_engine.readiness import LoadModel, ModelLoaded
from wyoming.client import AsyncClient
from wyoming.error import Error
from wyoming.event import Event, Eventable, read_event, write_event
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong

from tests.engine.tiny_gguf import GRAMMAR

ENDLESS = "root ::= [a-z] root"
# A loaded machine takes its time to import NumPy.
START_S = 60


class Child:
    """An engine on pipes, spoken to event by event."""

    def __init__(self, launcher: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", str(launcher)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def send(self, message: Eventable) -> None:
        """Send a message."""
        write_event(message.event(), self.process.stdin)

    def receive(self) -> Event:
        """Return the next event."""
        event = read_event(self.process.stdout)
        assert event is not None
        return event


@pytest.fixture
def child(launcher: Path) -> Iterator[Child]:
    """Return a child that ends after the test."""
    child = Child(launcher)
    yield child
    child.process.kill()
    child.process.communicate()


def ask(request_id: str, deadline_ms: int = 20_000) -> Complete:
    """Return a request that takes seconds."""
    return Complete(
        request_id=request_id,
        prompt="<home>",
        grammar=ENDLESS,
        max_tokens=8000,
        deadline_ms=deadline_ms,
    )


def test_child_answers_and_leaves(child: Child, tiny_model: Path) -> None:
    """A whole life on pipes: ping, describe, load, and the end of input."""
    child.send(Ping(text="here?"))
    assert Pong.from_event(child.receive()).text == "here?"
    child.send(Describe())
    assert child.receive().data["language_model"] is None
    child.send(LoadModel(request_id="1", path=str(tiny_model)))
    assert ModelLoaded.from_event(child.receive()).model.vocabulary == 512
    child.process.stdin.close()

    assert child.process.wait(timeout=20) == 0


def test_child_without_a_model_says_so(child: Child) -> None:
    """A request that comes too early has an answer too."""
    child.send(ask("1"))

    assert Failed.from_event(child.receive()).code == "no_model"


def test_child_survives_nonsense(child: Child) -> None:
    """What cannot be read is refused, what is unknown is ignored."""
    write_event(Event("llm-complete", {"request_id": "9"}), child.process.stdin)
    assert Failed.from_event(child.receive()).code == "bad_request"
    write_event(Event("nonsense", {}), child.process.stdin)
    write_event(Event("transcribe", {}), child.process.stdin)
    assert Error.from_event(child.receive()).code == "no_model"
    child.send(Ping())

    assert Pong.is_type(child.receive().type)


def test_child_queues(child: Child, tiny_model: Path) -> None:
    """Behind a long request: a deadline and a cancel are answered at once."""
    child.send(LoadModel(request_id="load", path=str(tiny_model), context=8192))
    child.receive()
    started = time.monotonic()
    child.send(ask("long", deadline_ms=1500))
    child.send(ask("late", deadline_ms=100))
    child.send(ask("unwanted"))
    child.send(Cancel(request_id="unwanted"))
    answers = [Failed.from_event(child.receive()) for _ in range(3)]

    assert [(answer.request_id, answer.code) for answer in answers] == [
        ("unwanted", "cancelled"),
        ("late", "deadline"),
        ("long", "deadline"),
    ]
    assert 1.4 < time.monotonic() - started < 5


def test_child_cancels_at_work(child: Child, tiny_model: Path) -> None:
    """A running request stops when it is taken back."""
    child.send(LoadModel(request_id="load", path=str(tiny_model), context=8192))
    child.receive()
    child.send(ask("1"))
    time.sleep(0.2)
    child.send(Cancel(request_id="1"))

    assert Failed.from_event(child.receive()).code == "cancelled"


def test_end_of_input_ends_work(child: Child, tiny_model: Path) -> None:
    """A parent that leaves is not kept waiting for."""
    child.send(LoadModel(request_id="load", path=str(tiny_model), context=8192))
    child.receive()
    child.send(ask("1"))
    child.process.stdin.close()

    assert child.process.wait(timeout=10) == 0


def test_bad_model_on_the_command_line(launcher: Path, tmp_path: Path) -> None:
    """A server that cannot serve says why and ends."""
    done = subprocess.run(
        [sys.executable, "-P", str(launcher), "--model", str(tmp_path / "none.gguf")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert "none.gguf cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


class Server:
    """An engine on a port of this machine, that can be started again."""

    def __init__(self, launcher: Path, model: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.uri = f"tcp://127.0.0.1:{probe.getsockname()[1]}"
        options = ["--uri", self.uri, "--model", str(model), "--context", "8192"]
        self._command = [sys.executable, "-P", str(launcher), *options]
        self.start()

    def start(self) -> None:
        """Start the process."""
        self.process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL)

    def kill(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
async def server(launcher: Path, tiny_model: Path, network: None) -> AsyncIterator[Server]:
    """Return a server that is ready to answer."""
    server = Server(launcher, tiny_model)
    try:
        await ready(server.uri)
        yield server
    finally:
        server.kill()


@pytest.fixture
async def remote(server: Server) -> AsyncIterator[RemoteEngine]:
    """Return a client of the server."""
    remote = RemoteEngine(server.uri)
    yield remote
    await remote.async_stop()


async def ready(uri: str) -> None:
    """Wait until a server answers."""
    probe = RemoteEngine(uri)
    until = time.monotonic() + START_S
    while probe.state is not EngineState.READY and time.monotonic() < until:
        with contextlib.suppress(EngineUnavailable):
            await probe.async_start()
        await asyncio.sleep(0.05)
    assert probe.state is EngineState.READY
    await probe.async_stop()


def endless(engine: RemoteEngine, timeout_s: float) -> asyncio.Task[object]:
    """Begin a request that takes seconds."""
    return asyncio.get_running_loop().create_task(
        engine.complete("<home>", ENDLESS, max_tokens=8000, timeout_s=timeout_s)
    )


async def test_remote_answers(remote: RemoteEngine) -> None:
    """Several requests on one connection each get their own answer."""
    answers = await asyncio.gather(
        *(remote.complete("a", f'root ::= "answer {i}"') for i in range(5))
    )

    assert [answer.text for answer in answers] == [f"answer {i}" for i in range(5)]
    assert remote.model is not None
    assert remote.model.name == "tiny random"


async def test_two_clients_share(server: Server, remote: RemoteEngine) -> None:
    """A client that leaves takes its work with it."""
    other = RemoteEngine(server.uri)
    work = endless(other, timeout_s=60)
    await asyncio.sleep(0.2)
    started = time.monotonic()
    await other.async_stop()

    assert (await remote.complete("a", GRAMMAR)).text
    assert time.monotonic() - started < 10
    with pytest.raises(EngineUnavailable):
        await work


async def test_remote_comes_back(server: Server, remote: RemoteEngine) -> None:
    """A server that dies costs what was inside; its successor is found."""
    await remote.async_start()
    work = endless(remote, timeout_s=20)
    await asyncio.sleep(0.1)
    server.kill()
    with pytest.raises(EngineCrashed):
        await work
    assert remote.state is EngineState.FAILED
    with pytest.raises(EngineUnavailable):
        await remote.complete("a", GRAMMAR)
    server.start()
    await ready(server.uri)

    assert (await remote.complete("a", GRAMMAR)).text
    assert remote.state is EngineState.READY


async def test_remote_deadline(remote: RemoteEngine) -> None:
    """A long answer is given up in time, the connection stays."""
    await remote.async_start()
    started = time.monotonic()

    with pytest.raises(EngineTimeout):
        await endless(remote, timeout_s=0.3)
    assert time.monotonic() - started < 1.3
    assert remote.state is EngineState.READY
    assert (await remote.complete("a", GRAMMAR)).text


async def test_remote_that_hangs(server: Server, remote: RemoteEngine) -> None:
    """A server that no longer answers is left, and found again when it does."""
    await remote.async_start()
    server.process.send_signal(signal.SIGSTOP)
    with pytest.raises(EngineTimeout):
        await remote.complete("a", GRAMMAR, timeout_s=0.3)
    assert remote.state is EngineState.READY
    await asyncio.sleep(2.5)
    assert remote.state is EngineState.FAILED
    server.process.send_signal(signal.SIGCONT)

    assert (await remote.complete("a", GRAMMAR)).text


async def test_remote_that_says_nothing(network: None) -> None:
    """An address where somebody listens and never answers."""
    held: list[object] = []
    silent = await asyncio.start_server(lambda *ends: held.append(ends), "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    remote = RemoteEngine(f"tcp://127.0.0.1:{port}")

    with pytest.raises(EngineTimeout):
        await remote.complete("a", GRAMMAR, timeout_s=0.2)
    assert remote.state is EngineState.FAILED
    await remote.async_stop()
    silent.close()


async def test_socket_clients_cannot_choose_files(server: Server) -> None:
    """What to load is the business of whoever runs the server."""
    async with AsyncClient.from_uri(server.uri) as client:
        await client.write_event(LoadModel(request_id="1", path="/etc/passwd").event())
        event = await client.read_event()

    assert event is not None
    assert Failed.from_event(event).code == "not_allowed"


async def test_any_wyoming_client_may_ask(server: Server) -> None:
    """Describe is answered with an info that Wyoming's own class reads."""
    async with AsyncClient.from_uri(server.uri) as client:
        await client.write_event(Describe().event())
        event = await client.read_event()

    assert event is not None
    assert Info.from_event(event) == Info()
    assert event.data["language_model"]["architecture"] == "llama"


@pytest.mark.parametrize("uri", ["stdio://", "tcp://host", "http://host:1", "host:1", "unix://"])
def test_address_of_another_form(uri: str) -> None:
    """An address that cannot work is refused at once."""
    with pytest.raises(ValueError, match="tcp://host:port"):
        RemoteEngine(uri)
