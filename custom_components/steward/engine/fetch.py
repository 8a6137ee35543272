"""Speech models from their hub: a recogniser's folder or a voice's two files.

What is loaded gathers in a folder of its own and takes the model's place when
all of it is there and right, in one step. So there is never half a model where
a whole one is expected, and a download that was broken off goes on next time.
"""

from __future__ import annotations

import hashlib
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .completeness import Completeness, is_complete
from .errors import EngineError, FetchError, FetchFault
from .hub import HubFile, Repository, as_fetch_error
from .speech_messages import SpeechKind

__all__ = ["Completeness", "FetchOrder", "SpeechKind", "fetch", "is_complete"]

_SPARE = 100_000_000
"""Bytes that stay free: a full disk would harm more than a missing model."""
_BLOCK = 1 << 20
_STEPS = 100
_PULSE_S = 2
"""Seconds after which a slow download tells again how far it is."""
_WAIT_S = 0.2
_turn = threading.Condition()
_gathered: set[Path] = set()
"""Where somebody gathers a model at this moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOrder:
    """What to download, and where to."""

    repo: str
    """The repository, such as `Systran/faster-whisper-tiny`."""

    files: tuple[str, ...]
    """Patterns of the files to take; they lie side by side in one folder of the repository."""

    folder: Path
    """The model's own folder. What is there before is replaced by the new model."""

    revision: str = "main"
    """Branch, tag or commit."""

    sha256: Mapping[str, str] = field(default_factory=dict)
    """Checksums by file name, as far as they are known beforehand."""

    kind: SpeechKind | None = None
    """What it must turn out to be; None for whatever it is."""

    endpoint: str | None = None
    """Another hub's address; None for the library's own."""


def fetch(order: FetchOrder, report: Callable[[int, int], None], check: Callable[[], None]) -> Path:
    """Download a model and return its folder.

    Every file is compared with the checksum that the hub has of it, and with the
    order's own. What was loaded when it broke off or was cancelled is kept for the next time.

    Args:
        order: What to download.
        report: Is told bytes that are there and bytes in all: at each hundredth, and every
            two seconds while it moves.
        check: Is called at least after each 64 KiB, and raises to end the work: an
            `EngineError` of its own passes, anything else becomes a cancelled `FetchError`.

    Raises:
        FetchError: `reason` says why.
        EngineLibraryMissing: The hub's library is not installed.
    """
    progress = _Progress(report, check)
    progress.check()
    repository = Repository(order.repo, order.revision, order.endpoint, progress.check)
    files = repository.files(order.files)
    _compare_promises(order, files)
    gathering = order.folder.with_name(f".{order.folder.name}.partial")
    progress.begin(sum(file.size for file in files))
    with as_fetch_error(str(order.folder)), _alone(gathering, progress) as was_alone:
        if not was_alone and _is_there(order.folder, files):
            return order.folder
        _prepare(gathering, files)
        for file in files:
            _load(repository, file, gathering / file.name, progress)
            progress.finish(file)
        _verify(gathering, order)
        _put_in_place(gathering, order.folder)
    return order.folder


class _Progress:
    """How far a download is, and whether anybody still waits for it."""

    def __init__(self, report: Callable[[int, int], None], check: Callable[[], None]) -> None:
        """Keep whom to tell and whom to ask."""
        self._report = report
        self._check = check
        self._total = self._finished = self._told = 0
        self._told_at = 0.0

    def begin(self, total: int) -> None:
        """Say how much there is to do."""
        self._total = total
        self._tell(0)

    def check(self) -> None:
        """Raise when nobody waits any more."""
        try:
            self._check()
        except EngineError:
            raise
        except Exception as err:
            raise FetchError("The download was cancelled", FetchFault.CANCELLED) from err

    def moved(self, length: int) -> None:
        """Take notice of the length that the current file has now."""
        self.check()
        done = self._finished + length
        is_due = time.monotonic() - self._told_at > _PULSE_S
        if is_due or abs(done - self._told) * _STEPS >= self._total:
            self._tell(done)

    def finish(self, file: HubFile) -> None:
        """Take notice of a whole file."""
        self._finished += file.size
        self._tell(self._finished)

    def _tell(self, done: int) -> None:
        """Report."""
        self._told = done
        self._told_at = time.monotonic()
        self._report(done, self._total)


@contextmanager
def _alone(gathering: Path, progress: _Progress) -> Iterator[bool]:
    """Wait until nobody else loads the same model; say whether that was so at once.

    Whoever closes a dialog and opens another one orders the same again before the line
    that brings nothing any more was given up.
    """
    was_alone = True
    with _turn:
        while gathering in _gathered:
            was_alone = False
            _turn.wait(_WAIT_S)
            progress.moved(0)
        _gathered.add(gathering)
    try:
        yield was_alone
    finally:
        with _turn:
            _gathered.remove(gathering)
            _turn.notify_all()


def _is_there(folder: Path, files: list[HubFile]) -> bool:
    """Return whether somebody else has loaded these files meanwhile."""
    paths = {folder / file.name: file.size for file in files}
    return all(path.is_file() and path.stat().st_size == size for path, size in paths.items())


def _compare_promises(order: FetchOrder, files: list[HubFile]) -> None:
    """Refuse what is known not to be the expected before any of it is loaded."""
    there = {file.name: file for file in files}
    for name, promised in order.sha256.items():
        if name not in there:
            raise FetchError(f"{order.repo} has no {name}", FetchFault.NOT_FOUND)
        if there[name].sha256 not in {None, promised}:
            raise _unexpected(name)


def _prepare(gathering: Path, files: list[HubFile]) -> None:
    """Make the folder to gather in, without strange files and with room for the rest."""
    gathering.mkdir(parents=True, exist_ok=True)
    sizes = {file.name: file.size for file in files}
    for path in gathering.iterdir():
        if path.name not in sizes or path.stat().st_size > sizes[path.name]:
            path.unlink()
    there = sum(path.stat().st_size for path in gathering.iterdir())
    needed = sum(sizes.values()) - there + _SPARE
    free = shutil.disk_usage(gathering).free
    if free < needed:
        text = f"{needed // 1_000_000} MB must be free, {free // 1_000_000} MB are"
        raise FetchError(text, FetchFault.NO_SPACE)


def _load(repository: Repository, file: HubFile, path: Path, progress: _Progress) -> None:
    """Load one file and compare it with the hub's checksum."""
    is_rest = path.exists()
    repository.load(file, path, progress.moved)
    if _is_right(file, path, progress):
        return
    path.unlink()
    if not is_rest:
        raise FetchError(f"{file.path} arrived damaged", FetchFault.DAMAGED)
    # What lay there may have been the beginning of another revision's file.
    _load(repository, file, path, progress)


def _is_right(file: HubFile, path: Path, progress: _Progress) -> bool:
    """Return whether a file on disk is the hub's."""
    if file.sha256 is not None:
        digest = hashlib.sha256()
    else:
        digest = hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False)
    with path.open("rb") as content:
        while block := content.read(_BLOCK):
            digest.update(block)
            progress.moved(file.size)
    return digest.hexdigest() == (file.sha256 or file.blob)


def _verify(gathering: Path, order: FetchOrder) -> None:
    """Raise, and begin anew next time, unless what was loaded is the model that was ordered."""
    for name, promised in order.sha256.items():
        with (gathering / name).open("rb") as content:
            is_expected = hashlib.file_digest(content, "sha256").hexdigest() == promised
        if not is_expected:
            shutil.rmtree(gathering)
            raise _unexpected(name)
    complete = Completeness() if order.kind is None else is_complete(gathering, order.kind)
    if not complete:
        shutil.rmtree(gathering)
        raise FetchError(complete.reason, FetchFault.DAMAGED)


def _unexpected(name: str) -> FetchError:
    """Return the error for a file with another checksum than the order's."""
    return FetchError(f"{name} on the hub is not the file that is expected", FetchFault.DAMAGED)


def _put_in_place(gathering: Path, folder: Path) -> None:
    """Let the new model take its place; the one before goes when that is done."""
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    gathering.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
