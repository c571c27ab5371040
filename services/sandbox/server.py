"""Runs the server: binds a port, says so in one line, and ends with its standard input."""

from __future__ import annotations

import json
import socket
import sys
import threading
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from services.sandbox.app import build_app
from services.sandbox.catalog import base_models
from services.sandbox.clock import Clock
from services.sandbox.identity import Identity
from services.sandbox.keys import ensure_key, public_key

if TYPE_CHECKING:
    from pathlib import Path

_HOST = "127.0.0.1"
_LOCK_WAIT = 5.0


def serve(state: Path, port: int, speed: float) -> None:
    """Serve until standard input ends or a signal to end comes.

    Prints one JSON line when the port answers: see `process.SandboxAddress`.
    """
    import uvicorn

    state.mkdir(parents=True, exist_ok=True)
    lock = _lock(state)
    identity = Identity()
    listener = _listener(port)
    base_url = f"http://{_HOST}:{listener.getsockname()[1]}"
    key_file = ensure_key(state, identity.project, f"{base_url}/token")
    app = build_app(state, identity, public_key(key_file), Clock(speed))
    config = uvicorn.Config(
        app, access_log=False, log_level="warning", timeout_graceful_shutdown=1, ws="none"
    )
    server = uvicorn.Server(config)
    threading.Thread(target=_end_with_input, args=(server,), daemon=True).start()
    threading.Thread(target=_warm_up, daemon=True).start()
    sys.stdout.write(json.dumps(_address(identity, base_url, key_file)) + "\n")
    sys.stdout.flush()
    server.run(sockets=[listener])
    lock.release()


def _lock(state: Path) -> FileLock:
    """Hold the folder; one that was just left may still be held for a moment."""
    lock = FileLock(state / "lock")
    try:
        lock.acquire(timeout=_LOCK_WAIT)
    except Timeout:
        sys.exit(f"Another Sandbox works in {state}.")
    return lock


def _listener(port: int) -> socket.socket:
    """A listening socket on this machine alone.

    The protocol is named because asyncio sends small packets at once (TCP_NODELAY) only then;
    without it each answer waits 40 ms for the client's delayed acknowledgement.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((_HOST, port))
    listener.listen(512)
    return listener


def _address(identity: Identity, base_url: str, key_file: Path) -> dict[str, Any]:
    return {
        "port": int(base_url.rsplit(":", 1)[1]),
        "base_url": base_url,
        "project": identity.project,
        "project_number": identity.number,
        "bucket": identity.bucket,
        "service_account_file": str(key_file),
        "base_models": list(base_models()),
    }


def _end_with_input(server: Any) -> None:
    """The starter holds the other end: when it is gone, so is the server."""
    sys.stdin.buffer.read()
    server.should_exit = True


def _warm_up() -> None:
    """Load what the first requests need, after the port is open."""
    from services.sandbox.wire.messages import message_types

    message_types()
