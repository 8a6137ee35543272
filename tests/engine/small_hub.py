"""A hub on this machine: enough of its interface for huggingface_hub to download from it."""

from __future__ import annotations

import hashlib
import json
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

COMMIT = "0123456789abcdef0123456789abcdef01234567"
_DEAD_S = 30
LARGE = 10_000
"""Files from this size on are kept with a SHA-256, as large ones are on the real hub."""


@dataclass
class Asked:
    """One request for a file."""

    name: str
    start: int
    """The first byte that was asked for."""


@dataclass
class SmallHub:
    """What the hub holds, and what happened."""

    files: dict[str, bytes]
    repo: str = "people/model"
    endpoint: str = ""
    asked: list[Asked] = field(default_factory=list)
    served: int = 0
    """Bytes of files that left, all requests together."""
    described: dict[str, bytes] = field(default_factory=dict)
    """What the description is made of where that differs from what is sent."""
    breaks: list[tuple[int, bool]] = field(default_factory=list)
    """For the next requests of large files: bytes after which to break off, and whether rudely."""
    dead: Event | None = None
    """A line that brings half of the largest file, and then nothing until this is set."""

    def description(self) -> bytes:
        """Return what the hub says of the repository."""
        siblings = [_sibling(name, self.described.get(name, c)) for name, c in self.files.items()]
        return json.dumps({"id": self.repo, "sha": COMMIT, "siblings": siblings}).encode()


def _sibling(name: str, content: bytes) -> dict[str, object]:
    """Return what the hub says of a file."""
    pointer = content
    entry: dict[str, object] = {"rfilename": name, "size": len(content)}
    if len(content) >= LARGE:
        checksum = hashlib.sha256(content).hexdigest()
        pointer = f"version 1\noid sha256:{checksum}\nsize {len(content)}\n".encode()
        entry["lfs"] = {"sha256": checksum, "size": len(content), "pointerSize": len(pointer)}
    blob = hashlib.sha1(b"blob %d\0" % len(pointer) + pointer, usedforsecurity=False)
    return entry | {"blobId": blob.hexdigest()}


class _Handler(BaseHTTPRequestHandler):
    """Answers as the hub does."""

    hub: SmallHub

    def do_GET(self) -> None:
        """Describe the repository or send a file of it."""
        start = f"/{self.hub.repo}/resolve/{COMMIT}/"
        if self.path.startswith(f"/api/models/{self.hub.repo}/revision/main"):
            self._send(200, self.hub.description())
        elif self.path.startswith(start) and self.path.removeprefix(start) in self.hub.files:
            self._send_file(self.path.removeprefix(start))
        else:
            self._send(404, b"", {"X-Error-Code": "RepoNotFound"})

    def log_message(self, *_: object) -> None:
        """Be quiet."""

    def _send_file(self, name: str) -> None:
        """Send a file, or what of it is asked for."""
        content = self.hub.files[name]
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
        self.hub.asked.append(Asked(name, start))
        headers = {"ETag": f'"{hashlib.sha256(content).hexdigest()}"', "X-Repo-Commit": COMMIT}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        self._send(206 if start else 200, content[start:], headers)

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        """Send an answer, or its beginning where it is to break off."""
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.hub.dead is not None and len(body) == max(map(len, self.hub.files.values())):
            self._write(body[: len(body) // 2])
            self.hub.dead.wait(_DEAD_S)
            self._write(body[len(body) // 2 :])
            return
        if len(body) < LARGE or not self.hub.breaks:
            self._write(body)
            return
        count, is_rude = self.hub.breaks.pop(0)
        self._write(body[:count])
        if is_rude:
            # Closed this way the other side sees a reset, not an end; what is
            # on its way by then would be lost, so it gets the time to arrive.
            time.sleep(0.2)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def _write(self, body: bytes) -> None:
        """Write what the other side still wants."""
        if "/resolve/" in self.path:
            self.hub.served += len(body)
        try:
            self.wfile.write(body)
            self.wfile.flush()
        except OSError:
            self.close_connection = True


@contextmanager
def serving(hub: SmallHub) -> Iterator[SmallHub]:
    """Serve a hub until the end of the block."""
    handler = type("Handler", (_Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = False
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    hub.endpoint = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
