"""The runs under way: how far, how fast, what they cost so far, and how long they take yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.labels import ElidedLabel
from gui.widgets.progress_words import run_words
from services.prediction.progress import RunProgress

if TYPE_CHECKING:
    from gui.background import Background, Job
    from gui.theme import Theme
    from services.jobs import Progress

STEPS = 1000


class RunWatch(QWidget):
    """A line for each run under way that tells of itself; nothing while there is none."""

    def __init__(self, background: Background, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: dict[Job, RunLine] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        background.progressed.connect(self._show)
        background.ended.connect(self._end)
        self.hide()

    @property
    def lines(self) -> tuple[RunLine, ...]:
        """The runs shown, the oldest first."""
        return tuple(self._lines.values())

    @Slot(object, object)
    def _show(self, job: Job, progress: Progress) -> None:
        if not isinstance(progress, RunProgress):
            return
        if job not in self._lines:
            self._lines[job] = RunLine(self._theme, job)
            self._layout.addWidget(self._lines[job])
            self.show()
        self._lines[job].show_progress(progress)

    @Slot(object)
    def _end(self, job: Job) -> None:
        line = self._lines.pop(job, None)
        if line is not None:
            self._layout.removeWidget(line)
            line.deleteLater()
            self.setVisible(bool(self._lines))


class RunLine(Card):
    """One run under way."""

    def __init__(self, theme: Theme, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(margin=10, parent=parent)
        self._job = job
        self._title = ElidedLabel(job.title, "field")
        self.words = ElidedLabel("", "small")
        self._bar = QProgressBar(textVisible=False, maximum=STEPS)
        self._bar.setAccessibleName(job.title)
        self.stop = button(theme, self.tr("Stop"), "x", "ghost")
        self.stop.clicked.connect(self._stop)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._title, 1)
        head.addWidget(self.words, 2)
        head.addWidget(self.stop)
        self.body.addLayout(head)
        self.body.addWidget(self._bar)

    def show_progress(self, progress: RunProgress) -> None:
        """Say how far it is."""
        words = run_words(progress)
        self.words.setText(words)
        self._bar.setAccessibleDescription(words)
        self._bar.setValue(round(STEPS * progress.done / max(1, progress.total or 1)))

    @Slot()
    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.words.setText(self.tr("Stopping…"))
        self._job.cancel()
