"""What runs inside the child process. Light, since the process imports it at its start."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from services.jobs import JobContext

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


@dataclass(frozen=True, slots=True)
class Finished:
    """A function gave something back."""

    result: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """A function raised something."""

    error: BaseException


def serve(connection: Connection) -> None:
    """Run what is asked for until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the parent.
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            asked = connection.recv_bytes()
        except EOFError:
            return
        _answer(connection, asked)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _answer(connection: Connection, asked: bytes) -> None:
    try:
        function, args = pickle.loads(asked)  # noqa: S301 - it comes from the parent
        connection.send(Finished(function(*args, JobContext(connection.send))))
    except Exception as error:  # noqa: BLE001 - every error belongs to the caller
        error.add_note(f"In the child process:\n{traceback.format_exc()}")
        connection.send(Failed(_portable(error)))


def _portable(error: Exception) -> BaseException:
    """The error, if it can be copied over; else one that says the same."""
    try:
        return pickle.loads(pickle.dumps(error))  # noqa: S301 - it was made here
    except Exception:  # noqa: BLE001 - an error's own copying may fail in any way
        return RuntimeError("".join(traceback.format_exception(error)))
