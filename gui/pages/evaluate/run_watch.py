"""The runs under way: how far, how fast, what they cost so far, and how long they take yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from gui.background import Lane
from gui.latest import Latest
from gui.translation import tr
from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.labels import ElidedLabel
from gui.widgets.progress_words import run_words
from services.domain.batch import BatchState
from services.domain.changes import Changes, Kind
from services.prediction.progress import RunProgress

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from gui.background import Job
    from gui.page_context import PageContext
    from gui.theme import Theme
    from services.domain.prediction import Run
    from services.jobs import Progress

STEPS = 1000


class RunWatch(QWidget):
    """A line for each run under way, here or as a batch; nothing while there is none."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._prediction = context.project.prediction
        self._lines: dict[Hashable, RunLine] = {}
        self._batches = Latest(context.background, self, self.tr("Looking for batches"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        context.background.progressed.connect(self._show)
        context.background.ended.connect(self._end)
        context.events.changed.connect(self._note_changes)
        self.hide()
        self._look()

    @property
    def lines(self) -> tuple[RunLine, ...]:
        """The runs shown, the oldest first."""
        return tuple(self._lines.values())

    @Slot(object, object)
    def _show(self, job: Job, progress: Progress) -> None:
        if not isinstance(progress, RunProgress):
            return
        line = self._line(job, job.title)
        if not line.stopping:
            line.show_share(progress.done, progress.total or 1)
            line.show_words(run_words(progress))

    @Slot(object)
    def _end(self, job: Job) -> None:
        if job in self._lines:
            self._drop(job)

    @Slot(object)
    def _note_changes(self, changes: Changes) -> None:
        if changes.concern(Kind.RUNS):
            self._look()

    def _look(self) -> None:
        self._batches.ask(lambda _: self._prediction.runs(), self._show_batches)

    def _show_batches(self, runs: Sequence[Run]) -> None:
        """A batch tells nothing but its state."""
        states = {run.id: run.batch for run in runs if run.batch and run.batch.under_way}
        names = {run.id: run.name for run in runs}
        for key in [key for key in self._lines if isinstance(key, str) and key not in states]:
            self._drop(key)
        for run_id, state in states.items():
            self._line(run_id, names[run_id]).show_words(batch_words(state))

    def _line(self, key: Hashable, title: str) -> RunLine:
        if key not in self._lines:
            line = self._lines[key] = RunLine(self._context.theme, title)
            line.stopped.connect(lambda: self._stop(key))
            self._layout.addWidget(line)
            self.show()
        return self._lines[key]

    def _drop(self, key: Hashable) -> None:
        line = self._lines.pop(key)
        self._layout.removeWidget(line)
        line.deleteLater()
        self.setVisible(bool(self._lines))

    def _stop(self, key: Hashable) -> None:
        for job in self._context.background.jobs:
            if job is key:
                job.cancel()
        if isinstance(key, str):
            self._context.background.run(
                self.tr("Cancelling a batch"),
                lambda _: self._prediction.batches.cancel(self._prediction.run_with_id(key)),
                owner=self,
                lane=Lane.NETWORK,
            )


class RunLine(Card):
    """One run under way; `stopped` says that the user wants it to end."""

    stopped = Signal()

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(margin=10, parent=parent)
        self.stopping = False
        self.words = ElidedLabel("", "small")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(title)
        self.stop = button(theme, self.tr("Stop"), "x", "ghost")
        self.stop.clicked.connect(self._ask_stop)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(ElidedLabel(title, "field"), 1)
        head.addWidget(self.stop)
        self.body.setSpacing(4)
        self.body.addLayout(head)
        self.body.addWidget(self._bar)
        self.body.addWidget(self.words)

    def show_words(self, words: str) -> None:
        """Say how it goes."""
        self.words.setText(words)
        self._bar.setAccessibleDescription(words)

    def show_share(self, done: int, total: int) -> None:
        """Show how far it is."""
        self._bar.setRange(0, STEPS)
        self._bar.setValue(round(STEPS * done / max(1, total)))

    @Slot()
    def _ask_stop(self) -> None:
        self.stopping = True
        self.stop.setEnabled(False)
        self.show_words(self.tr("Stopping…"))
        self.stopped.emit()


def batch_words(state: BatchState) -> str:
    """Where a batch under way stands."""
    match state:
        case BatchState.PREPARING:
            return tr("Batch: being handed to the service")
        case BatchState.WAITING:
            return tr("Batch: waiting at the service")
        case BatchState.CANCELLING:
            return tr("Batch: being cancelled")
        case _:
            return tr("Batch: the service is at work; answers come all at once")
