"""The way along a queue of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gui.latest import Latest
from services.domain.changes import Changes, Kind
from services.domain.errors import AppError
from services.domain.example import ExampleFilter
from services.labeling.queue import Queue

if TYPE_CHECKING:
    from gui.background import Background
    from services.domain.example import Example
    from services.labeling.session import Session
    from services.labeling.use_cases import Labeling


class QueueWalk(QObject):
    """Makes queues aside, and walks along them.

    `began`: a queue is being made; `taken`: it is there; `arrived`: another row, or the end, is at
    hand; `failed` says why a queue or a row could not be had.
    """

    began = Signal()
    taken = Signal()
    arrived = Signal()
    failed = Signal(object)

    def __init__(self, background: Background, labeling: Labeling, parent: QObject) -> None:
        super().__init__(parent)
        self._labeling = labeling
        self._making = Latest(background, self, self.tr("Making the queue"), pause_ms=0)
        self._ahead = QTimer(self, singleShot=True, interval=0)
        self._ahead.timeout.connect(self._look_ahead)
        self.queue = Queue.UNLABELLED
        self.wanted = ExampleFilter()
        self.session: Session | None = None
        self.example: Example | None = None
        self.stale = True
        """Rows came or went since the queue was made."""

    @property
    def busy(self) -> bool:
        """A queue is being made."""
        return self._making.busy

    @property
    def size(self) -> int:
        return self.session.size if self.session else 0

    @property
    def position(self) -> int:
        """From 0; equal to `size` behind the last row."""
        return self.session.position if self.session else 0

    def take(self, queue: Queue, wanted: ExampleFilter, example_id: str = "") -> None:
        """Make a queue aside, and go to its first row, or to the example of this id."""
        self.queue, self.wanted, self.stale = queue, wanted, False

        def begin(session: Session) -> None:
            if example_id and not self._went(session, example_id):
                return
            self.session = session
            self.taken.emit()
            self.arrive()

        def refuse(error: BaseException) -> None:
            self.failed.emit(error)
            self.take(Queue.UNLABELLED, wanted)

        self._making.ask(
            lambda context: self._labeling.session(queue, wanted, context), begin, refuse
        )
        self.began.emit()

    def step(self, by: int) -> None:
        """Go forward or back, not further than the ends."""
        if self.session is not None:
            self.session.step(by)
            self.arrive()

    def go_to(self, example_id: str) -> bool:
        """Go to an example, which need not be in the queue; false when it cannot be had."""
        if self.session is None or not self._went(self.session, example_id):
            return False
        self.arrive()
        return True

    def arrive(self) -> None:
        """Be at the row at hand, as it is now."""
        if self.session is not None:
            self.read()
            self.arrived.emit()

    def read(self) -> None:
        """Read the row at hand as it is now, and the one behind it when there is time."""
        self.example = self.session.current() if self.session else None
        if self.example is not None:
            self._ahead.start()

    def note(self, changes: Changes) -> None:
        """The project changed: what was read ahead may not be so any more."""
        if self.session is not None:
            self.session.forget_ahead()
        if changes.concern(Kind.EXAMPLES, Kind.SPLITS):
            self.stale = True

    def _went(self, session: Session, example_id: str) -> bool:
        try:
            session.go_to(example_id)
        except AppError as error:
            self.failed.emit(error)
            return False
        return True

    @Slot()
    def _look_ahead(self) -> None:
        if self.session is not None:
            self.session.look_ahead()
