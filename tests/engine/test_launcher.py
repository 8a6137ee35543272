"""The engine starts from its own root, whatever lies beside it."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from steward_engine import EmbeddedEngine, EngineCrashed, EngineLibraryMissing
from wyoming.event import read_event, write_event
from wyoming.ping import Ping, Pong

BOOBY_TRAP = "raise SystemExit('The engine imported what lies beside it')"
# Names that the engine's folder and its neighbours share with other packages.
NAMES = ("__init__", "select", "conversation", "services", "const", "homeassistant", "wyoming")
# Prints on both ways as soon as llama.cpp is being loaded, and never stops.
CHATTER = """
import os, sys, threading, time

def chatter():
    while True:
        if "llama_cpp" in sys.modules:
            os.write(1, b"chatter")
            print("chatter", flush=True)
        time.sleep(0.005)

threading.Thread(target=chatter, daemon=True).start()
"""


@pytest.fixture
def installed(launcher: Path, tmp_path: Path) -> Path:
    """Return the launcher of an engine among booby traps."""
    steward = tmp_path / "custom_components" / "steward"
    shutil.copytree(launcher.parent, steward / "engine")
    for name in NAMES:
        (steward / f"{name}.py").write_text(BOOBY_TRAP)
    for name in ("select", "wyoming", "numpy"):
        (steward / "engine" / f"{name}.py").write_text(BOOBY_TRAP)
    return steward / "engine" / "__main__.py"


def ping(launcher: Path, folder: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    """Start an engine in a folder, ping it, and see it end."""
    process = subprocess.Popen(
        [sys.executable, *options, "-P", str(launcher)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
    )
    write_event(Ping(text="here?").event(), process.stdin)
    event = read_event(process.stdout)
    out, err = process.communicate(timeout=60)
    assert event is not None, err.decode()
    assert Pong.from_event(event).text == "here?"
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def test_neighbours_are_not_imported(installed: Path) -> None:
    """Neither the packages around the engine nor modules beside it run."""
    for folder in (installed.parent, installed.parent.parent):
        assert ping(installed, folder).returncode == 0


def test_home_assistant_and_native_code_stay_out(launcher: Path, tmp_path: Path) -> None:
    """A start without a model imports neither."""
    imports = ping(launcher, tmp_path, "-X", "importtime").stderr.decode()

    assert "steward_engine" in imports
    for name in ("homeassistant", "custom_components", "llama_cpp", "numpy"):
        assert f" {name}\n" not in imports


async def test_child_finds_the_libraries_of_its_parent(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder only the parent's sys.path knows is searched last by the child."""
    (tmp_path / "llama_cpp.py").write_text(BOOBY_TRAP)
    monkeypatch.syspath_prepend(tmp_path)
    engine = EmbeddedEngine(tiny_model, threads=1)

    assert await engine.async_start()
    await engine.async_stop()


async def test_missing_library(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without llama-cpp-python the error says so."""
    (tmp_path / "llama_cpp.py").write_text("raise ImportError('no wheel')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    engine = EmbeddedEngine(tiny_model)

    with pytest.raises(EngineLibraryMissing, match="no wheel"):
        await engine.async_start()
    await engine.async_stop()


async def test_library_built_for_another_processor(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An illegal instruction ends the child, and its name reaches the error."""
    trap = "import os, signal\nos.kill(os.getpid(), signal.SIGILL)"
    (tmp_path / "llama_cpp.py").write_text(trap)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    engine = EmbeddedEngine(tiny_model)

    with pytest.raises(EngineCrashed, match="SIGILL"):
        await engine.async_start()
    await engine.async_stop()


async def test_prints_do_not_disturb(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What native code or a library prints goes nowhere near the protocol."""
    (tmp_path / "sitecustomize.py").write_text(CHATTER)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    engine = EmbeddedEngine(tiny_model, threads=1)

    for i in range(20):
        answer = await engine.complete("a", f'root ::= "answer {i}"', timeout_s=60)
        assert answer.text == f"answer {i}"
    await engine.async_stop()


async def test_secrets_are_not_inherited(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child does not see the Supervisor's token."""
    monkeypatch.setenv("SUPERVISOR_TOKEN", "hush")
    engine = EmbeddedEngine(tiny_model, threads=1)
    await engine.async_start()
    process = Path(f"/proc/{engine.pid}")
    environment = await asyncio.to_thread((process / "environ").read_bytes)
    await engine.async_stop()

    assert b"hush" not in environment
