"""How much memory speech models may take, from the command line to the shelf."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from steward_engine import command_line, memory
from steward_engine.speech_messages import SpeechKind
from steward_engine.speech_worker import SpeechSettings, SpeechWorker
from steward_engine.worker import Job

from tests.engine.sounds import RECOGNISER, VOICE


def settings(*words: str) -> SpeechSettings:
    """Return how the engine listens and speaks with these options."""
    return command_line._speech(command_line._parser().parse_args(words))


def test_option_in_megabytes() -> None:
    """What is given is millions of bytes, what is not is left to the machine."""
    assert settings("--speech-memory", "300").memory == 300_000_000
    assert settings().memory == 0


@pytest.mark.parametrize(
    ("machine", "group", "share"),
    [
        pytest.param(8_000, "max", 2_000, id="a quarter"),
        pytest.param(8_000, "4000000000", 1_000, id="of a container"),
        pytest.param(8_000, "9223372036854771712", 2_000, id="without a limit of its own"),
        pytest.param(1_000, "max", 512, id="a small machine"),
    ],
)
def test_share_of_the_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, machine: int, group: str, share: int
) -> None:
    """By itself it is a quarter of what there is, and never less than a model needs."""
    limit = tmp_path / "memory.max"
    limit.write_text(f"{group}\n")
    monkeypatch.setattr(memory, "_GROUP_LIMITS", (limit, tmp_path / "older"))
    sizes = {"SC_PHYS_PAGES": machine, "SC_PAGE_SIZE": 1_000_000}
    monkeypatch.setattr(os, "sysconf", sizes.__getitem__)
    assert memory.speech_share() == share * 1_000_000


async def test_limit_unloads_what_was_not_used() -> None:
    """Where both do not fit the voice takes the recogniser's place, and the other way round."""
    small, large = SpeechWorker(SpeechSettings(memory=1_000_000)), SpeechWorker()
    for worker in (small, large):
        await worker.load(SpeechKind.RECOGNISER, RECOGNISER, Job())
        await worker.load(SpeechKind.VOICE, VOICE, Job())
    assert small._shelf.paths() == [VOICE]
    assert large._shelf.paths() == [RECOGNISER, VOICE]
    await small.hear(Job(), lambda: small.recogniser(RECOGNISER))
    assert small._shelf.paths() == [RECOGNISER]
