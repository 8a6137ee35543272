"""Models arrive whole or not at all, from a hub on this machine through the hub's own library."""

from __future__ import annotations

import errno
import hashlib
import random
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from steward_engine import hub as hub_module
from steward_engine.errors import EngineTimeout, FetchError, FetchFault, error_from_code
from steward_engine.fetch import FetchOrder, fetch
from steward_engine.speech_messages import SpeechKind

from tests.engine.small_hub import COMMIT, SmallHub, serving

REPOSITORY = Path(__file__).parents[2]
VOICE = REPOSITORY / "models/voice/en_US-steward-formant.onnx"
PIECE = 1 << 16
WEIGHTS = random.Random(7).randbytes(1_500_000)
CONFIG = b'{"a": 1}'

pytestmark = pytest.mark.usefixtures("network")


class Watcher:
    """Who ordered a download: hears of its progress, and may lose interest."""

    def __init__(self, patience: int = 0, error: Exception | None = None) -> None:
        """Watch; after so many bytes raise the error."""
        self.reports: list[tuple[int, int]] = []
        self.checks = 0
        self._patience = patience
        self._error = error

    def report(self, done: int, total: int) -> None:
        """Note how far it is."""
        self.reports.append((done, total))

    def check(self) -> None:
        """Raise once the patience is over."""
        self.checks += 1
        done = self.reports[-1][0] if self.reports else -1
        if self._error and done >= self._patience:
            raise self._error


@pytest.fixture
def hub() -> Iterator[SmallHub]:
    """Return a running hub with one model."""
    with serving(SmallHub({"model.bin": WEIGHTS, "config.json": CONFIG, "README.md": b"#"})) as hub:
        yield hub


@pytest.fixture
def order(hub: SmallHub, tmp_path: Path) -> Callable[..., FetchOrder]:
    """Return a maker of orders for that model."""

    def make(**changes: object) -> FetchOrder:
        usual = {
            "repo": hub.repo,
            "files": ("*.bin", "config.json"),
            "folder": tmp_path / "models" / "tiny",
            "endpoint": hub.endpoint,
        }
        return FetchOrder(**(usual | changes))

    return make


def run(order: FetchOrder, watcher: Watcher | None = None) -> Path:
    """Download."""
    watcher = watcher or Watcher()
    folder: Path = fetch(order, watcher.report, watcher.check)
    return folder


def fault(order: FetchOrder, watcher: Watcher | None = None) -> FetchFault:
    """Return why a download fails."""
    with pytest.raises(FetchError) as caught:
        run(order, watcher)
    arrived = error_from_code(caught.value.code, str(caught.value))
    assert isinstance(arrived, FetchError)
    assert arrived.reason is caught.value.reason
    return caught.value.reason


def names(folder: Path) -> list[str]:
    """Return what lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_whole_download(order: Callable[..., FetchOrder]) -> None:
    """What fits the patterns lies in the folder, and nothing else anywhere."""
    folder = run(order())

    assert names(folder) == ["config.json", "model.bin"]
    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert (folder / "config.json").read_bytes() == CONFIG
    assert names(folder.parent) == ["tiny"]


def test_progress_grows(order: Callable[..., FetchOrder]) -> None:
    """Bytes are counted over all files, in steps, up to the last one."""
    watcher = Watcher()
    run(order(), watcher)

    done, totals = zip(*watcher.reports, strict=True)
    total = len(WEIGHTS) + len(CONFIG)
    assert set(totals) == {total}
    assert list(done) == sorted(done)
    assert (done[0], done[-1]) == (0, total)
    assert 10 < len(done) < 150
    assert watcher.checks >= len(WEIGHTS) // PIECE


def test_files_of_a_subfolder(tmp_path: Path) -> None:
    """A voice's files lie deep in its repository and side by side on disk."""
    start = f"en/en_US/steward/formant/{VOICE.name}"
    description = VOICE.with_name(f"{VOICE.name}.json").read_bytes()
    files = {start: VOICE.read_bytes(), f"{start}.json": description, "voices.json": b"{}"}
    with serving(SmallHub(files, repo="people/voices")) as hub:
        order = FetchOrder(
            repo=hub.repo,
            files=(start, f"{start}.json"),
            folder=tmp_path / "voice",
            kind=SpeechKind.VOICE,
            endpoint=hub.endpoint,
        )
        folder = run(order)

    assert names(folder) == [VOICE.name, f"{VOICE.name}.json"]
    assert (folder / VOICE.name).read_bytes() == VOICE.read_bytes()


@pytest.mark.parametrize("is_rude", [False, True], ids=["ended", "reset"])
def test_broken_connection(
    hub: SmallHub, order: Callable[..., FetchOrder], *, is_rude: bool
) -> None:
    """It goes on where it broke off; what had arrived is not loaded again."""
    hub.breaks = [(700_000, is_rude), (300_000, is_rude)]
    folder = run(order())

    assert (folder / "model.bin").read_bytes() == WEIGHTS
    starts = [asked.start for asked in hub.asked if asked.name == "model.bin"]
    assert starts[0] == 0
    assert 700_000 - PIECE < starts[1] <= 700_000
    assert starts[1] + 300_000 - PIECE < starts[2] <= starts[1] + 300_000
    # Of each break at most one piece is lost.
    assert hub.served < sum(map(len, hub.files.values())) + 2 * PIECE + 800_000


def test_cancel_and_go_on(hub: SmallHub, order: Callable[..., FetchOrder]) -> None:
    """A cancel is heard on the way; the next try goes on from there."""
    too_late = EngineTimeout("The request's time is over")
    with pytest.raises(EngineTimeout):
        run(order(), Watcher(500_000, too_late))
    folder = order().folder
    assert not folder.exists()

    watcher = Watcher()
    run(order(), watcher)
    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert 500_000 <= hub.asked[-1].start < 500_000 + 2 * PIECE
    assert names(folder.parent) == ["tiny"]


def test_cancelled_otherwise(order: Callable[..., FetchOrder]) -> None:
    """Whatever the asker raises ends as an error of the engine."""
    assert fault(order(), Watcher(0, RuntimeError("enough"))) is FetchFault.CANCELLED


def test_same_model_again_after_a_dead_line(
    hub: SmallHub, order: Callable[..., FetchOrder]
) -> None:
    """Who orders it again waits until the first attempt has ended, and goes on from there."""
    hub.dead = Event()
    enough = Event()

    def check() -> None:
        """Raise once nobody waits for the first attempt any more."""
        if enough.is_set():
            raise EngineTimeout("The request's time is over")

    first = Watcher()
    first.check = check  # type: ignore[method-assign]
    with ThreadPoolExecutor(2) as threads:
        given_up = threads.submit(run, order(), first)
        _until(lambda: bool(hub.asked) and hub.asked[-1].name == "model.bin")
        second = threads.submit(run, order())
        enough.set()
        time.sleep(0.5)
        assert not second.done()
        dead, hub.dead = hub.dead, None
        dead.set()
        assert isinstance(given_up.exception(20), EngineTimeout)
        folder = second.result(20)
    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert hub.asked[-1].start >= len(WEIGHTS) // 2 - PIECE


def test_same_model_twice_at_once(hub: SmallHub, order: Callable[..., FetchOrder]) -> None:
    """Two who order the same get it, and it is loaded once."""
    with ThreadPoolExecutor(2) as threads:
        folders = list(threads.map(run, [order(), order()]))
    assert (folders[0] / "model.bin").read_bytes() == WEIGHTS
    assert [asked.name for asked in hub.asked].count("model.bin") == 1


def test_cancel_ends_no_other_download(
    hub: SmallHub, order: Callable[..., FetchOrder], tmp_path: Path
) -> None:
    """One that is given up while another one begins leaves that one and all later ones alone."""
    cancelled = Watcher(300_000, EngineTimeout("The request's time is over"))
    other = order(folder=tmp_path / "models" / "other")
    with ThreadPoolExecutor(2) as threads:
        given_up = threads.submit(run, order(), cancelled)
        threads.submit(run, other).result(20)
        assert isinstance(given_up.exception(20), EngineTimeout)
    assert (run(order(folder=tmp_path / "models" / "third")) / "model.bin").is_file()


def _until(condition: Callable[[], bool]) -> None:
    """Wait for another thread."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_cancel_on_a_dead_line(hub: SmallHub, order: Callable[..., FetchOrder]) -> None:
    """A cancel is heard between two tries, where nothing arrives any more."""
    hub.breaks = [(0, False)] * 20
    enough = RuntimeError("enough")
    started = time.monotonic()
    assert fault(order(), Watcher(len(CONFIG), enough)) is FetchFault.CANCELLED
    assert time.monotonic() - started < 4


def test_beginning_of_another_file(hub: SmallHub, order: Callable[..., FetchOrder]) -> None:
    """What lies there of an older revision is noticed and loaded anew."""
    gathering = order().folder.with_name(".tiny.partial")
    gathering.mkdir(parents=True)
    (gathering / "model.bin").write_bytes(b"old" * 1000)
    (gathering / "gone.txt").write_text("old")
    folder = run(order())

    assert names(folder) == ["config.json", "model.bin"]
    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert [asked.start for asked in hub.asked if asked.name == "model.bin"] == [3000, 0]


@pytest.mark.parametrize("name", ["model.bin", "config.json"])
def test_damaged_on_the_way(hub: SmallHub, order: Callable[..., FetchOrder], name: str) -> None:
    """A file that is not what the hub says of it is refused, whether large or small."""
    content = hub.files[name]
    hub.described[name] = content[:-1] + b"?"

    assert fault(order()) is FetchFault.DAMAGED
    assert not order().folder.exists()
    assert name not in names(order().folder.with_name(".tiny.partial"))


@pytest.mark.parametrize("name", ["model.bin", "config.json"])
def test_another_checksum_than_ordered(
    hub: SmallHub, order: Callable[..., FetchOrder], name: str
) -> None:
    """The order's own checksum counts too; a large file is refused before it is loaded."""
    assert fault(order(sha256={name: "0" * 64})) is FetchFault.DAMAGED
    assert not order().folder.exists()
    assert bool(hub.asked) == (name == "config.json")


def test_the_ordered_checksum(order: Callable[..., FetchOrder]) -> None:
    """A checksum that fits is no obstacle."""
    sums = {"model.bin": WEIGHTS, "config.json": CONFIG}
    sha256 = {name: hashlib.sha256(content).hexdigest() for name, content in sums.items()}
    assert run(order(sha256=sha256)).is_dir()


def test_not_there(order: Callable[..., FetchOrder]) -> None:
    """A repository, a file or a checksum's file that does not exist is said to."""
    assert fault(order(repo="people/nobody")) is FetchFault.NOT_FOUND
    assert fault(order(repo="no name/at all/")) is FetchFault.NOT_FOUND
    assert fault(order(revision="none")) is FetchFault.NOT_FOUND
    assert fault(order(files=("*.onnx",))) is FetchFault.NOT_FOUND
    assert fault(order(sha256={"other.bin": "0" * 64})) is FetchFault.NOT_FOUND


def test_nothing_listens(order: Callable[..., FetchOrder]) -> None:
    """Without a hub the answer comes within seconds."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = time.monotonic()
    assert fault(order(endpoint=f"http://127.0.0.1:{port}")) is FetchFault.OFFLINE
    assert time.monotonic() - started < 5
    assert not order().folder.parent.exists()


def test_hub_that_does_not_answer(
    order: Callable[..., FetchOrder], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that takes the call and says nothing counts as out of reach."""
    monkeypatch.setattr(hub_module, "_TIMEOUT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert fault(order(endpoint=address)) is FetchFault.OFFLINE


def test_page_of_a_login(
    hub: SmallHub, order: Callable[..., FetchOrder], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What answers in the hub's place is not taken for it."""
    monkeypatch.setattr(SmallHub, "description", lambda _: b"<html>Welcome!</html>")
    assert fault(order()) is FetchFault.OFFLINE


def test_disk_too_small(
    hub: SmallHub, order: Callable[..., FetchOrder], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is loaded that would fill the disk."""
    usage = shutil._ntuple_diskusage(10**9, 10**9 - 10**6, 10**6)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert fault(order()) is FetchFault.NO_SPACE
    assert hub.asked == []


def test_disk_fills_up(order: Callable[..., FetchOrder]) -> None:
    """Somebody else may fill it while the download runs."""
    full = OSError(errno.ENOSPC, "No space left on device")

    class Full(Watcher):
        def report(self, done: int, total: int) -> None:
            if done > 100_000:
                raise full

    assert fault(order(), Full()) is FetchFault.NO_SPACE


def test_folder_that_cannot_be_written(order: Callable[..., FetchOrder], tmp_path: Path) -> None:
    """A file where a folder should be made."""
    (tmp_path / "models").write_text("in the way")
    assert fault(order()) is FetchFault.NOT_WRITABLE


def test_the_model_before_stays_until_the_new_one_is_whole(
    hub: SmallHub, order: Callable[..., FetchOrder]
) -> None:
    """A failure leaves it, a success replaces it."""
    folder = order().folder
    folder.mkdir(parents=True)
    (folder / "old.bin").write_text("old")
    assert fault(order(kind=SpeechKind.RECOGNISER)) is FetchFault.DAMAGED
    assert names(folder) == ["old.bin"]
    assert names(folder.parent) == ["tiny"]

    run(order())
    assert names(folder) == ["config.json", "model.bin"]
    assert names(folder.parent) == ["tiny"]


def test_commit_is_the_described_one(hub: SmallHub, order: Callable[..., FetchOrder]) -> None:
    """All files are of one commit, also where the branch moves on meanwhile."""
    run(order())
    assert COMMIT in hub.description().decode()
    assert {asked.name for asked in hub.asked} == {"config.json", "model.bin"}
