"""The hub that models come from: what it has, and one file of it, begun anew or gone on with.

The only module that calls huggingface_hub, which is imported late. Its own
loader (`hf_hub_download`) throws away what a broken or cancelled download had;
a model of 1.5 GB over a slow line would never arrive. So the steps below it are
used: the repository's description, and `http_get`, which goes on where a file ends.
"""

from __future__ import annotations

import errno
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from json import JSONDecodeError
from pathlib import Path
from typing import Any

from .errors import EngineLibraryMissing, FetchError, FetchFault

_TIMEOUT = 10
"""Seconds without an answer after which the hub counts as out of reach."""
_PIECE = 1 << 16
"""Bytes after each of which a download looks up."""
_FULL = {errno.ENOSPC, errno.EDQUOT}
_HUB_IS_ILL = {408, 429}


@dataclass(frozen=True, slots=True, kw_only=True)
class HubFile:
    """One file of a repository."""

    path: str
    """Where it lies in the repository."""

    size: int
    """Its bytes."""

    blob: str
    """Git's SHA-1 of it, or of what stands for it where it is large."""

    sha256: str | None
    """The checksum of a large file."""

    @property
    def name(self) -> str:
        """What it is called, without its folder."""
        return self.path.rpartition("/")[2]


_asker = threading.local()


def _look_up(_request: object) -> None:
    """Ask whether anybody still waits for what this thread requests."""
    if check := getattr(_asker, "check", None):
        check()


class Repository:
    """A repository on the hub, at one of its commits."""

    def __init__(
        self, repo: str, revision: str, endpoint: str | None, check: Callable[[], None]
    ) -> None:
        """Ask the hub what it has; one request without a second try.

        Args:
            repo: The repository.
            revision: Branch, tag or commit.
            endpoint: The hub's address; None for the library's own.
            check: Is called before each request; what it raises ends the work.

        Raises:
            FetchError: offline or not_found.
        """
        self._hub = _library()
        self._repo = repo
        self._endpoint = endpoint
        self._check = check
        with as_fetch_error(repo):
            self._commit, self._files = self._describe(revision)

    def files(self, patterns: tuple[str, ...]) -> list[HubFile]:
        """Return the files that fit a pattern, the smallest first.

        Raises:
            FetchError: not_found where nothing fits.
        """
        fitting = [f for f in self._files if any(fnmatchcase(f.path, p) for p in patterns)]
        if not fitting:
            text = f"{self._repo} has nothing that fits {', '.join(patterns)}"
            raise FetchError(text, FetchFault.NOT_FOUND)
        return sorted(fitting, key=lambda file: file.size)

    def load(self, file: HubFile, path: Path, moved: Callable[[int], None]) -> None:
        """Make a file on disk complete, whatever of it is there already.

        Args:
            file: What to load.
            path: Where to; bytes that lie there are its beginning.
            moved: Is told the file's length whenever that changes; what it raises ends the work.

        Raises:
            FetchError: For each reason but cancelled.
        """
        with as_fetch_error(f"{self._repo}/{file.path}"), self._checked_requests():
            while True:
                begun = _length(path)
                try:
                    return self._load_once(file, path, moved)
                except _transport_errors():
                    # The library tried again where it does so. What broke after
                    # it had brought something is worth another try.
                    if _length(path) <= begun:
                        raise

    def _describe(self, revision: str) -> tuple[str, list[HubFile]]:
        """Return the commit and its files."""
        api = self._hub.HfApi(endpoint=self._endpoint, token=False)
        try:
            with self._checked_requests():
                info = api.model_info(
                    self._repo, revision=revision, files_metadata=True, timeout=_TIMEOUT
                )
            return info.sha or revision, [_hub_file(entry) for entry in info.siblings or ()]
        except (KeyError, TypeError, JSONDecodeError, UnicodeDecodeError) as err:
            # A page where a description was expected: some network asks for a login.
            text = f"What answers in the hub's place is not the hub: {err!r}"
            raise FetchError(text, FetchFault.OFFLINE) from err

    @contextmanager
    def _checked_requests(self) -> Iterator[None]:
        """Look up before each request too: on a dead line there are no pieces to do it after."""
        client = self._hub.get_session()
        hooks = client.event_hooks
        if _look_up not in hooks["request"]:
            # All downloads share the client: it keeps the one hook, and each thread its check.
            client.event_hooks = hooks | {"request": [*hooks["request"], _look_up]}
        _asker.check = self._check
        try:
            yield
        finally:
            _asker.check = None

    def _load_once(self, file: HubFile, path: Path, moved: Callable[[int], None]) -> None:
        """Load what is missing of a file."""
        url = self._hub.hf_hub_url(
            self._repo, file.path, revision=self._commit, endpoint=self._endpoint
        )
        headers = self._hub.utils.build_hf_headers(token=False)
        # Packed on the way, a file could not be gone on with.
        headers["Accept-Encoding"] = "identity"
        with _Watched(path, moved) as target:
            self._hub.file_download.http_get(
                url,
                target,
                resume_size=target.tell(),
                headers=headers,
                expected_size=file.size,
                displayed_filename=file.name,
            )


class _Watched(io.BufferedWriter):
    """A file that says how long it is after each piece."""

    def __init__(self, path: Path, moved: Callable[[int], None]) -> None:
        """Open it at its end."""
        super().__init__(path.open("ab", buffering=0))
        self._moved = moved

    def write(self, piece: Any, /) -> int:
        """Write a piece."""
        written = super().write(piece)
        self._moved(self.tell())
        return written


@contextmanager
def as_fetch_error(what: str) -> Iterator[None]:
    """Turn what the hub's library and the disk raise into a `FetchError`."""
    from huggingface_hub.errors import (  # noqa: PLC0415 - late, as in _library
        HfHubHTTPError,
        HFValidationError,
        OfflineModeIsEnabled,
    )

    try:
        yield
    except HFValidationError as err:
        raise FetchError(f"{what} is no name of a repository", FetchFault.NOT_FOUND) from err
    except OfflineModeIsEnabled as err:
        raise FetchError("HF_HUB_OFFLINE forbids downloads", FetchFault.OFFLINE) from err
    except HfHubHTTPError as err:
        raise _refused(what, err.response.status_code) from err
    except _transport_errors() as err:
        text = f"The hub cannot be reached: {str(err) or type(err).__name__}"
        raise FetchError(text, FetchFault.OFFLINE) from err
    except OSError as err:
        raise _disk_error(what, err) from err


def _refused(what: str, status: int) -> FetchError:
    """Return the error for an answer that is no success."""
    if status in _HUB_IS_ILL or status >= 500:
        return FetchError(f"The hub is not well: status {status}", FetchFault.OFFLINE)
    # The hub says 401 of what does not exist, so as not to give away what is private.
    return FetchError(f"The hub does not give {what}: status {status}", FetchFault.NOT_FOUND)


def _disk_error(what: str, error: OSError) -> FetchError:
    """Return the error for what went wrong on this side."""
    if error.errno in _FULL:
        return FetchError(f"The disk is full: {error.filename or what}", FetchFault.NO_SPACE)
    if error.errno is None:
        # The library's own: more or fewer bytes came than the hub had announced.
        return FetchError(f"{what} arrived damaged: {error}", FetchFault.DAMAGED)
    text = f"{error.filename or what} cannot be written: {error.strerror}"
    return FetchError(text, FetchFault.NOT_WRITABLE)


def _length(path: Path) -> int:
    """Return a file's bytes, 0 where there is no file."""
    return path.stat().st_size if path.exists() else 0


def _hub_file(entry: Any) -> HubFile:
    """Return one entry of a repository's description."""
    return HubFile(
        path=entry.rfilename,
        size=int(entry.size),
        blob=entry.blob_id,
        sha256=entry.lfs.sha256 if entry.lfs else None,
    )


def _transport_errors() -> type[Exception]:
    """Return the root of what a broken connection raises."""
    import httpx2  # noqa: PLC0415 - comes with the hub's library

    return httpx2.TransportError


def _library() -> Any:
    """Import the hub's library and make it quiet.

    Raises:
        EngineLibraryMissing: It is not installed.
    """
    try:
        import huggingface_hub  # noqa: PLC0415 - an engine without it serves what is on disk
        import huggingface_hub.file_download  # noqa: PLC0415
    except ImportError as err:
        raise EngineLibraryMissing(f"huggingface_hub is not usable: {err}") from err
    library: Any = huggingface_hub
    # Pieces of 10 MB, as it comes, would be lost at each break of a slow line
    # and leave a cancel unheard for as long.
    library.constants.DOWNLOAD_CHUNK_SIZE = _PIECE
    library.constants.HF_HUB_DISABLE_TELEMETRY = True
    library.utils.disable_progress_bars()
    library.utils.tqdm.monitor_interval = 0  # a bar's thread, also where no bar is shown
    return library
