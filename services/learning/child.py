"""One warm child process for what computes for long, so that the window never waits for it."""

from __future__ import annotations

import multiprocessing
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from services.domain.errors import AppError
from services.jobs import JobCancelled, JobContext, Progress
from services.learning.serving import Failed, Finished, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from multiprocessing.connection import Connection, PipeConnection
    from multiprocessing.context import SpawnProcess

    Pipe = Connection[Any, Any] | PipeConnection[Any, Any]

Result = TypeVar("Result")
WAITING_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class _Running:
    process: SpawnProcess
    connection: Pipe

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


class Child:
    """Runs functions in a process of their own, one at a time, from any thread.

    The process starts with the first call and stays for the next ones. It ends with `close`, and
    by itself when this process ends, killed or not.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: _Running | None = None
        self._closed = False

    def run(
        self, function: Callable[..., Result], *args: Any, context: JobContext | None = None
    ) -> Result:
        """What `function(*args, context)` gives back.

        `function` stands at the top of a module, and imports heavy libraries inside itself; its
        arguments and its result are copied over, so they must be worth it. The last argument that
        it is given is a JobContext of its own, whose reports arrive at this one. An error that it
        raises is raised here. When `context` is stopped, the process is killed and JobCancelled
        raised; the next call starts a new process. Raises AppError when the process ended by
        itself, and JobCancelled when `close` was called.
        """
        context = context or JobContext()
        with self._alone(context):
            outcome = self._outcome(function, args, context)
        if isinstance(outcome, Failed):
            raise outcome.error
        return outcome.result

    def close(self) -> None:
        """End the process, and with it what it is doing."""
        self._closed = True
        running = self._running
        if running is not None:
            running.process.kill()
        with self._lock:
            self._end()

    def _outcome(
        self, function: Callable[..., Any], args: tuple[Any, ...], context: JobContext
    ) -> Finished | Failed:
        running = self._running_process()
        try:
            with context.on_stop(running.process.kill):
                running.connection.send((function, args))
                return _received(running.connection, context)
        except (EOFError, OSError) as error:
            self._end()
            context.check()
            if self._closed:
                raise JobCancelled from error
            raise AppError(
                "The calculation ended before it was done.",
                "Try again. If it happens again, close other programs: memory may be short.",
            ) from error
        finally:
            if context.stopped:
                self._end()

    @contextmanager
    def _alone(self, context: JobContext) -> Generator[None]:
        """Wait for a call from another thread to end, unless the user stops waiting."""
        while not self._lock.acquire(timeout=WAITING_SECONDS):
            context.check()
        try:
            context.check()
            if self._closed:
                raise JobCancelled
            yield
        finally:
            self._lock.release()

    def _running_process(self) -> _Running:
        running = self._running
        if running is None or not running.process.is_alive():
            self._end()
            running = self._running = _started()
        return running

    def _end(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.kill()


def _started() -> _Running:
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=serve, args=(there,), name="learning", daemon=True)
    try:
        process.start()
    finally:
        there.close()
    return _Running(process, here)


def _received(connection: Pipe, context: JobContext) -> Finished | Failed:
    while True:
        match connection.recv():
            case Progress(done, total, note):
                context.report(done, total, note)
            case Finished() | Failed() as outcome:
                return outcome
            case other:
                raise TypeError(other)
