"""A second window on the same folder: two servers would lose each other's jobs.

So the second one only says where the first one answers, and waits. When the first ends, the second
takes its place on the same port: the clients of the second window see a short gap.
"""

from __future__ import annotations

import json
import socket
import sys
from typing import TYPE_CHECKING

from filelock import Timeout

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from filelock import FileLock

_TRIES = 50
_PAUSE = 0.2


def follow(lock: FileLock, address: Path, say: Callable[[str], None]) -> int:
    """Hold the folder, after another server there has ended; its port, 0 when there was none."""
    for _ in range(_TRIES):
        try:
            lock.acquire(timeout=_PAUSE)
        except Timeout:
            line = address.read_text("utf-8") if address.exists() else ""
            if line and _answers(json.loads(line)["port"]):
                say(line)
                lock.acquire()
                return int(json.loads(line)["port"])
        else:
            return 0
    sys.exit(f"Another Sandbox holds {address.parent} and does not answer.")


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
