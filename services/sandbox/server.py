"""Runs the server: binds a port, says so in one line, and ends with its standard input."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from services.sandbox.app import build_app
from services.sandbox.clock import Clock
from services.sandbox.follower import follow
from services.sandbox.identity import Identity
from services.sandbox.keys import ensure_key, public_key
from services.sandbox.state.documents import write_beside

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from services.sandbox.catalog import BaseModel

_HOST = "127.0.0.1"


def serve(state: Path, port: int, speed: float, catalog: dict[str, BaseModel]) -> None:
    """Serve until standard input ends or a signal to end comes.

    Prints one JSON line when the port answers: see `process.SandboxAddress`. Where another
    server works in the folder already, its line is printed; when that one ends, this one takes
    its place on the same port.
    """
    life = _Life()
    state.mkdir(parents=True, exist_ok=True)
    lock = FileLock(state / "lock")
    followed = follow(lock, state / "address.json", _say)
    announce = _keep_silent if followed else _say
    try:
        _serve_here(state, followed or port, speed, catalog, life, announce)
    finally:
        lock.release()


def _serve_here(
    state: Path,
    port: int,
    speed: float,
    catalog: dict[str, BaseModel],
    life: _Life,
    announce: Callable[[str], None],
) -> None:
    import uvicorn

    identity = Identity()
    listener = _listener(port)
    base_url = f"http://{_HOST}:{listener.getsockname()[1]}"
    key_file = ensure_key(state, identity.project, f"{base_url}/token")
    app = build_app(state, identity, public_key(key_file), Clock(speed), catalog)
    config = uvicorn.Config(
        app, access_log=False, log_level="warning", timeout_graceful_shutdown=1, ws="none"
    )
    server = uvicorn.Server(config)
    life.ends_with(lambda: setattr(server, "should_exit", True))
    threading.Thread(target=_warm_up, daemon=True).start()
    line = json.dumps(_address(identity, base_url, key_file, catalog))
    write_beside(state / "address.json", line.encode())
    announce(line)
    server.run(sockets=[listener])


class _Life:
    """The starter holds the other end of standard input: when it is gone, so are we."""

    def __init__(self) -> None:
        self._end: Callable[[], None] = lambda: os._exit(0)
        threading.Thread(target=self._watch, daemon=True).start()

    def ends_with(self, end: Callable[[], None]) -> None:
        """How to end from now on."""
        self._end = end

    def _watch(self) -> None:
        # The descriptor itself: a buffered reader would hold a lock that the exit waits for.
        while os.read(sys.stdin.fileno(), 1024):
            pass
        self._end()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _keep_silent(_: str) -> None:
    """Who followed another server has said the address, and nobody listens any more."""


def _address(
    identity: Identity, base_url: str, key_file: Path, catalog: dict[str, BaseModel]
) -> dict[str, Any]:
    return {
        "port": int(base_url.rsplit(":", 1)[1]),
        "base_url": base_url,
        "project": identity.project,
        "project_number": identity.number,
        "bucket": identity.bucket,
        "service_account_file": str(key_file),
        "base_models": list(catalog),
    }


def _listener(port: int) -> socket.socket:
    """A listening socket on this machine alone.

    The protocol is named because asyncio sends small packets at once (TCP_NODELAY) only then;
    without it each answer waits 40 ms for the client's delayed acknowledgement.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":  # elsewhere the option would let two servers share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((_HOST, port))
    listener.listen(512)
    return listener


def _warm_up() -> None:
    """Load what the first requests need, after the port is open."""
    from services.sandbox.wire.messages import message_types

    message_types()
