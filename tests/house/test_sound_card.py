"""The demonstration by microphone: a real house, with programs of our own as its sound card."""

from pathlib import Path

import pytest
from homeassistant.exceptions import HomeAssistantError

from house.demo import main
from house.sound_card import async_play, microphone
from tests.engine.sounds import speech

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture(autouse=True)
def disable_http_server() -> None:
    """Let the web server run, in place of the harness's fixture that does not."""


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder whose programs come before those of the machine."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def install(folder: Path, name: str, script: str) -> None:
    """Put a program into a folder."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_demo_by_microphone(programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It listens, finds the end of speech, acts, replies aloud, and ends when nobody goes on."""
    (programs / "speech").write_bytes(speech("kitchen"))
    # The first opening is only to see that it works; from the third on nobody speaks.
    times = f"echo >> {programs}/opened; test $(wc -l < {programs}/opened) = 2"
    install(programs, "arecord", f"{times} && cat {programs}/speech; exec cat /dev/zero")
    install(programs, "aplay", f'cp "$2" {programs}/played')
    main(["--mic", "--out", str(programs / "reply.wav")])

    told = capsys.readouterr().out
    assert told.count("Speak now") == 2
    assert "turn on the kitchen lights" in told
    assert "Beam Spots  off \N{RIGHTWARDS ARROW} on" in told
    assert "No words were heard" in told
    assert "Is it muted?" in told
    assert (programs / "played").read_bytes() == (programs / "reply.wav").read_bytes()


def test_demo_without_a_microphone(programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the programs say is told, with what else can be done, before the house starts."""
    install(programs, "arecord", "echo 'arecord: main:831: audio open error: No card' >&2; exit 1")
    install(programs, "parec", "echo 'Connection refused' >&2; exit 1")
    with pytest.raises(SystemExit):
        main(["--mic"])
    told = " ".join(capsys.readouterr().out.split())
    assert "arecord: audio open error: No card. parec: Connection refused." in told
    assert "--voice FILE.wav" in told
    assert "Home Assistant" not in told


async def test_second_recorder(programs: Path) -> None:
    """Where ALSA has no card a sound server may have one; what it hears comes as it is."""
    sound = speech("kitchen")[:9_600]
    (programs / "speech").write_bytes(sound)
    install(programs, "arecord", "exit 1")
    install(programs, "parec", f"cat {programs}/speech")
    async with microphone() as pieces:
        heard = [piece async for piece in pieces]
    assert b"".join(heard) == sound


async def test_no_loudspeaker(programs: Path) -> None:
    """A reply that cannot be played says why."""
    for name in ("aplay", "paplay"):
        install(programs, name, "exit 1")
    with pytest.raises(HomeAssistantError, match="aplay: it says nothing"):
        await async_play(programs / "reply.wav")


async def test_no_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The packages that are missing are named."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(HomeAssistantError, match="alsa-utils"):
        async with microphone():
            pass
