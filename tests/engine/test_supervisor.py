"""The embedded engine: a real child process, and what may befall it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from steward_engine import (
    EmbeddedEngine,
    EngineCrashed,
    EngineState,
    EngineTimeout,
    EngineUnavailable,
    GrammarError,
    ModelFault,
    ModelFileError,
    PromptTooLong,
)

from tests.engine.tiny_gguf import GRAMMAR

PROMPT = "<home>@a<light> lamp @b<light> desk<user> turn on the lamp@a<call>"
# Never allows the end: such a request runs until somebody stops it.
ENDLESS = "root ::= [a-z] root"


async def complete(engine: EmbeddedEngine, timeout_s: float = 60) -> str:
    """Have an ordinary request answered."""
    answer = await engine.complete(PROMPT, GRAMMAR, timeout_s=timeout_s)
    return answer.text


def endless(engine: EmbeddedEngine, timeout_s: float = 60) -> asyncio.Task[object]:
    """Begin a request that takes seconds."""
    return asyncio.get_running_loop().create_task(
        engine.complete(PROMPT, ENDLESS, max_tokens=8000, timeout_s=timeout_s)
    )


def is_gone(pid: int) -> bool:
    """Return True when there is no such process, not even a zombie."""
    return not Path(f"/proc/{pid}").exists()


def open_files() -> int:
    """Return how many descriptors this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_answers_under_the_grammar(engine: EmbeddedEngine) -> None:
    """The first request starts the engine; what comes back obeys the grammar."""
    answer = await engine.complete(PROMPT, GRAMMAR, timeout_s=60)

    assert answer.text.startswith('{"calls":[{"service":"light.turn_o')
    assert answer.text.endswith('"]}]}')
    assert answer.stop_reason == "grammar"
    assert "".join(token.text for token in answer.tokens) == answer.text
    assert all(token.logprob < 0 for token in answer.tokens)
    assert answer.completion_tokens == len(answer.tokens)
    assert engine.state is EngineState.READY


async def test_start_reports_the_model(engine: EmbeddedEngine) -> None:
    """After the start it is known what is loaded."""
    model = await engine.async_start()

    assert (model.name, model.architecture) == ("tiny random", "llama")
    assert (model.vocabulary, model.context, model.threads) == (512, 8192, 1)


async def test_alternatives_are_reported(engine: EmbeddedEngine) -> None:
    """With `top_logprobs` each token shows what else was allowed."""
    answer = await engine.complete(PROMPT, GRAMMAR, top_logprobs=3, timeout_s=60)

    for token in answer.tokens:
        assert token.text in token.top
        assert token.logprob == max(token.top.values())


async def test_requests_at_once_each_get_their_answer(engine: EmbeddedEngine) -> None:
    """Concurrent requests wait for each other and are not mixed up."""
    answers = await asyncio.gather(
        *(engine.complete(PROMPT, f'root ::= "answer {i}"', timeout_s=60) for i in range(5))
    )

    assert [answer.text for answer in answers] == [f"answer {i}" for i in range(5)]


async def test_killed_engine_costs_one_request(engine: EmbeddedEngine) -> None:
    """The request inside fails; the one behind it goes to the next engine."""
    await engine.async_start()
    pid = engine.pid
    inside = endless(engine)
    await asyncio.sleep(0.2)
    behind = asyncio.get_running_loop().create_task(complete(engine))
    await asyncio.sleep(0)
    os.kill(pid, signal.SIGKILL)

    with pytest.raises(EngineCrashed, match="SIGKILL"):
        await inside
    assert (await behind).endswith('"]}]}')
    assert engine.pid != pid
    assert is_gone(pid)


async def test_crash_between_requests_is_not_seen(engine: EmbeddedEngine) -> None:
    """An engine that dies while idle is back before the next request."""
    await engine.async_start()
    os.kill(engine.pid, signal.SIGSEGV)
    await asyncio.sleep(0.1)

    assert await complete(engine)


async def test_hung_engine_is_replaced(engine: EmbeddedEngine) -> None:
    """A stopped process answers nothing: a timeout, then a new process."""
    await complete(engine)
    pid = engine.pid
    os.kill(pid, signal.SIGSTOP)
    started = time.monotonic()

    with pytest.raises(EngineTimeout):
        await complete(engine, timeout_s=0.5)
    assert time.monotonic() - started < 1.5
    assert await complete(engine)
    assert engine.pid != pid
    assert is_gone(pid)


async def test_crashes_in_a_row_slow_the_restart(engine: EmbeddedEngine) -> None:
    """After the third crash there is a pause, and a short request is told so."""
    for _ in range(3):
        await engine.async_start()
        os.kill(engine.pid, signal.SIGKILL)
        await asyncio.sleep(0.2)

    with pytest.raises(EngineUnavailable, match="SIGKILL"):
        await complete(engine, timeout_s=0.5)
    assert engine.state is EngineState.FAILED
    assert await complete(engine)


async def test_deadline_stops_a_long_answer(engine: EmbeddedEngine) -> None:
    """The engine gives up by itself and needs no replacement."""
    await engine.async_start()
    pid = engine.pid
    started = time.monotonic()

    with pytest.raises(EngineTimeout):
        await endless(engine, timeout_s=0.3)
    assert time.monotonic() - started < 1.3
    assert await complete(engine)
    assert engine.pid == pid


async def test_deadline_counts_while_waiting(engine: EmbeddedEngine) -> None:
    """A request behind a long one is told in time that it is too late."""
    await engine.async_start()
    inside = endless(engine, timeout_s=1.5)
    await asyncio.sleep(0.05)
    started = time.monotonic()

    with pytest.raises(EngineTimeout):
        await complete(engine, timeout_s=0.2)
    assert time.monotonic() - started < 1.2
    with pytest.raises(EngineTimeout):
        await inside


async def test_cancelled_request_makes_room(engine: EmbeddedEngine) -> None:
    """Who gives up frees the engine for the next."""
    await engine.async_start()
    pid = engine.pid
    inside = endless(engine)
    await asyncio.sleep(0.2)
    inside.cancel()
    started = time.monotonic()

    assert await complete(engine)
    assert time.monotonic() - started < 5
    assert engine.pid == pid


async def test_stop_ends_requests_at_once(engine: EmbeddedEngine) -> None:
    """Neither the request inside nor the one behind it waits for its time."""
    await engine.async_start()
    pid = engine.pid
    requests = [endless(engine), endless(engine)]
    await asyncio.sleep(0.2)
    started = time.monotonic()
    await engine.async_stop()

    for request in requests:
        with pytest.raises(EngineUnavailable):
            await request
    assert time.monotonic() - started < 5
    assert is_gone(pid)
    assert engine.state is EngineState.STOPPED


async def test_stop_during_start(engine: EmbeddedEngine) -> None:
    """An engine that is only just starting can be stopped too."""
    request = endless(engine)
    await asyncio.sleep(0.1)
    await engine.async_stop()

    with pytest.raises(EngineUnavailable):
        await request
    assert engine.state is EngineState.STOPPED


async def test_stopped_engine_refuses_until_started(engine: EmbeddedEngine) -> None:
    """Nothing starts behind the back of who stopped it."""
    await engine.async_start()
    await engine.async_stop()

    with pytest.raises(EngineUnavailable):
        await complete(engine)
    await engine.async_start()
    assert await complete(engine)


async def test_nothing_is_left_behind(engine: EmbeddedEngine) -> None:
    """After many lives no process and no open file remains."""
    await engine.async_start()
    await engine.async_stop()
    before = open_files()
    pids = []
    for _ in range(3):
        await engine.async_start()
        pids.append(engine.pid)
        os.kill(engine.pid, signal.SIGKILL)
        await asyncio.sleep(0.1)
        await complete(engine)
        pids.append(engine.pid)
        await engine.async_stop()
    await asyncio.sleep(0.05)

    assert all(is_gone(pid) for pid in pids)
    assert open_files() == before


async def test_bad_grammar_is_an_error_not_a_crash(engine: EmbeddedEngine) -> None:
    """A text that does not parse leaves the engine as it was."""
    await engine.async_start()
    pid = engine.pid

    for grammar in ("root ::= (", "root ::= missing", 'other ::= "a"', "root ::= root"):
        with pytest.raises(GrammarError):
            await engine.complete(PROMPT, grammar, timeout_s=60)
    assert await complete(engine)
    assert engine.pid == pid


async def test_prompt_that_does_not_fit(engine: EmbeddedEngine) -> None:
    """A prompt longer than the context is refused before it is read."""
    with pytest.raises(PromptTooLong):
        await engine.complete("word " * 9000, GRAMMAR, timeout_s=60)


async def test_missing_model(tmp_path: Path) -> None:
    """Without its file there is a clear error, and the file may appear later."""
    engine = EmbeddedEngine(tmp_path / "none.gguf")

    with pytest.raises(ModelFileError) as error:
        await engine.async_start()
    assert error.value.reason is ModelFault.MISSING
    assert engine.state is EngineState.FAILED
    await engine.async_stop()


async def test_repaired_model_is_tried_again(tiny_model: Path, tmp_path: Path) -> None:
    """A bad file is not tried twice, a replaced one is."""
    path = tmp_path / "model.gguf"
    whole = await asyncio.to_thread(tiny_model.read_bytes)
    path.write_bytes(whole[:5000])
    engine = EmbeddedEngine(path)
    for _ in range(2):
        with pytest.raises(ModelFileError) as error:
            await complete(engine)
        assert error.value.reason is ModelFault.TRUNCATED
    path.write_bytes(whole)

    assert await complete(engine)
    await engine.async_stop()


async def test_states_are_told(engine: EmbeddedEngine) -> None:
    """A listener sees each change, and nothing after it left."""
    seen: list[EngineState] = []
    remove = engine.add_listener(lambda: seen.append(engine.state))
    await engine.async_start()
    await engine.async_stop()
    remove()
    await engine.async_start()

    assert seen == [EngineState.STARTING, EngineState.READY, EngineState.STOPPED]


async def test_event_loop_stays_free(engine: EmbeddedEngine) -> None:
    """Neither the start nor a request holds the loop up."""
    gaps: list[float] = []

    async def watch() -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.005)
            gaps.append(time.monotonic() - before)

    watching = asyncio.get_running_loop().create_task(watch())
    await complete(engine)
    watching.cancel()

    assert max(gaps) < 0.5


PARENT = """
import asyncio, importlib.util, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("launcher", sys.argv[1])
launcher = importlib.util.module_from_spec(spec)
spec.loader.exec_module(launcher)
launcher.load_package()
from steward_engine import EmbeddedEngine

async def main():
    engine = EmbeddedEngine(Path(sys.argv[2]), context=8192)
    await engine.async_start()
    print(engine.pid, flush=True)
    await engine.complete("a", "root ::= [a-z] root", max_tokens=8000, timeout_s=60)

asyncio.run(main())
"""


def test_no_orphan_when_the_parent_is_killed(launcher: Path, tiny_model: Path) -> None:
    """The child ends with its parent, even at work and with no goodbye."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(launcher), str(tiny_model)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 30
    while not is_gone(pid) and time.monotonic() < until:
        time.sleep(0.05)

    assert is_gone(pid)
