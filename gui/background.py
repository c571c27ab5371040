"""The one way to run work off the GUI thread."""

from __future__ import annotations

import enum
import logging
import threading
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from gui.garbage import Garbage
from services.jobs import JobCancelled, JobContext, Progress

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)
Result = TypeVar("Result")


class Lane(enum.Enum):
    """A group of workers. PROJECT has one, so that its work is done in the order it was asked."""

    PROJECT = "project"
    READ = "read"
    NETWORK = "network"


WORKERS = {Lane.PROJECT: 1, Lane.READ: 2, Lane.NETWORK: 4}


class Job(QObject):
    """A piece of work under way, as seen from the GUI thread.

    Its signals are silent once its owner is deleted, except `finished`, which always comes last.
    """

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()

    def __init__(self, title: str, owner: QObject, context: JobContext, *, quiet: bool) -> None:
        super().__init__()
        self.title = title
        self.owner = owner
        self.quiet = quiet
        self._context = context
        self._future: Future[Any] | None = None

    @property
    def stopping(self) -> bool:
        """The user asked it to stop; it may still run for a moment."""
        return self._context.stopped

    @property
    def wanted(self) -> bool:
        """Its owner still exists."""
        return shiboken6.isValid(self.owner)

    def submit_to(self, pool: ThreadPoolExecutor, work: Callable[[JobContext], Any]) -> Future[Any]:
        """Hand the work to its workers; `Background` does so."""
        self._future = pool.submit(work, self._context)
        return self._future

    def cancel(self) -> None:
        """Ask the work to stop; `cancelled` and `finished` follow."""
        self._context.stop()
        if self._future is not None:
            self._future.cancel()


@dataclass(frozen=True, slots=True)
class _Callbacks:
    done: Callable[[Any], None] | None
    failed: Callable[[BaseException], None] | None
    cancelled: Callable[[], None] | None


class _Mailbox:
    """Keeps only the newest progress, so that a fast worker cannot flood the GUI thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._progress: Progress | None = None

    def put(self, progress: Progress) -> bool:
        """Store; true when the box was empty, so that someone should come to fetch."""
        with self._lock:
            was_empty = self._progress is None
            self._progress = progress
        return was_empty

    def take(self) -> Progress | None:
        with self._lock:
            progress, self._progress = self._progress, None
        return progress


class Background(QObject):
    """Runs callables on worker threads and brings what they give back to the GUI thread.

    It lives as long as the program: workers touch nothing of Qt but its one queued signal.
    """

    started = Signal(object)
    progressed = Signal(object, object)
    ended = Signal(object)
    failed = Signal(object, object)
    idle = Signal()
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools = {
            lane: ThreadPoolExecutor(workers, thread_name_prefix=lane.value)
            for lane, workers in WORKERS.items()
        }
        self._jobs: list[Job] = []
        self._closed = False
        self._garbage = Garbage(self)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The jobs under way or waiting, the oldest first."""
        return tuple(self._jobs)

    def run(
        self,
        title: str,
        work: Callable[[JobContext], Result],
        *,
        owner: QObject,
        done: Callable[[Result], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
        cancelled: Callable[[], None] | None = None,
        lane: Lane = Lane.PROJECT,
        quiet: bool = False,
    ) -> Job:
        """Run `work` on a worker; exactly one of the callbacks follows, on the GUI thread.

        A `quiet` job, such as a search, is not listed in the job strip nor asked about.

        Callbacks are dropped when `owner` has been deleted by then. An error that no `failed`
        took is told by `Background.failed`.
        """
        mailbox = _Mailbox()

        def on_progress(progress: Progress) -> None:
            if mailbox.put(progress):
                self.post(lambda: self._tell_progress(job, mailbox.take()))

        job = Job(title, owner, JobContext(on_progress), quiet=quiet)
        callbacks = _Callbacks(done, failed, cancelled)
        self._jobs.append(job)
        self.started.emit(job)
        future = _ended() if self._closed else job.submit_to(self._pools[lane], work)
        future.add_done_callback(lambda f: self.post(lambda: self._settle(job, f, callbacks)))
        return job

    def post(self, call: Callable[[], None]) -> None:
        """Make a call on the GUI thread soon; safe from any thread."""
        self._arrived.emit(call)

    def cancel_all(self) -> None:
        """Ask everything to stop; `idle` follows when something was under way."""
        for job in self.jobs:
            job.cancel()

    def shutdown(self) -> None:
        """Stop everything and wait for the workers to end; what is asked later is cancelled."""
        self._closed = True
        self.cancel_all()
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)
        self._garbage.stop()

    @Slot(object)
    def _deliver(self, call: Callable[[], None]) -> None:
        call()

    def _tell_progress(self, job: Job, progress: Progress | None) -> None:
        if job not in self._jobs:
            return
        self.progressed.emit(job, progress)
        if job.wanted:
            job.progressed.emit(progress)

    def _settle(self, job: Job, future: Future[Any], callbacks: _Callbacks) -> None:
        self._jobs.remove(job)
        try:
            self._tell_outcome(job, future, callbacks)
        finally:
            job.finished.emit()
            self.ended.emit(job)
            if not self._jobs:
                self.idle.emit()

    def _tell_outcome(self, job: Job, future: Future[Any], callbacks: _Callbacks) -> None:
        try:
            result = future.result()
        except (JobCancelled, CancelledError):
            _tell(job, callbacks.cancelled)
            _tell(job, job.cancelled.emit)
        except BaseException as error:
            self._tell_failure(job, error, callbacks)
        else:
            _tell(job, callbacks.done, result)
            _tell(job, job.succeeded.emit, result)

    def _tell_failure(self, job: Job, error: BaseException, callbacks: _Callbacks) -> None:
        log.error("%s failed", job.title, exc_info=error)
        if callbacks.failed is not None and job.wanted:
            callbacks.failed(error)
        else:
            self.failed.emit(job, error)
        _tell(job, job.failed.emit, error)


def _ended() -> Future[Any]:
    future: Future[Any] = Future()
    future.cancel()
    return future


def _tell(job: Job, callback: Callable[..., None] | None, *args: Any) -> None:
    if callback is not None and job.wanted:
        callback(*args)
