"""A dialog for work that the user waits for and may stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from gui.widgets.buttons import button
from gui.widgets.labels import ElidedLabel, label

if TYPE_CHECKING:
    from gui.background import Job
    from gui.theme import Theme
    from services.jobs import Progress

WIDTH = 420


class BusyDialog(QDialog):
    """Follows a job and closes when it ends, however it ends; `open` it after making it."""

    def __init__(self, theme: Theme, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self.setWindowTitle(job.title)
        self.setMinimumWidth(WIDTH)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(job.title)
        self._note = ElidedLabel("", "mute")
        self._stop = button(theme, self.tr("Stop"))
        self._stop.clicked.connect(self.reject)
        self._build(job.title)
        job.progressed.connect(self._show_progress)
        job.finished.connect(self.accept)

    def reject(self) -> None:
        """Ask the job to stop; the dialog closes when it has."""
        self._job.cancel()
        self._stop.setEnabled(False)
        self._note.setText(self.tr("Stopping…"))

    def _build(self, title: str) -> None:
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self._stop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(label(title, "h2", wrap=True))
        layout.addWidget(self._bar)
        layout.addWidget(self._note)
        layout.addLayout(row)

    @Slot(object)
    def _show_progress(self, progress: Progress) -> None:
        if self._job.stopping:
            return
        if progress.total:
            self._bar.setRange(0, progress.total)
            self._bar.setValue(min(progress.done, progress.total))
        amount = (
            f"{progress.done:,} / {progress.total:,}" if progress.total else f"{progress.done:,}"
        )
        self._note.setText(progress.note or amount)
