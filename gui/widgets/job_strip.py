"""What runs now, how far it is, and the button that stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from gui.widgets.buttons import icon_button
from gui.widgets.labels import ElidedLabel
from gui.widgets.progress_words import progress_words, run_words
from services.prediction.progress import RunProgress

if TYPE_CHECKING:
    from gui.background import Background, Job
    from gui.theme import Theme
    from services.jobs import Progress

SHOW_AFTER_MS = 400


class JobStrip(QWidget):
    """Shows the oldest job under way; it stays hidden for what is done in a moment."""

    def __init__(self, background: Background, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs: list[Job] = []
        self._progress: dict[Job, Progress] = {}
        self._build(theme)
        self._delay = QTimer(self, singleShot=True, interval=SHOW_AFTER_MS)
        self._delay.timeout.connect(self._refresh)
        background.started.connect(self._add)
        background.progressed.connect(self._update)
        background.ended.connect(self._remove)
        self.hide()

    def _build(self, theme: Theme) -> None:
        self._title = ElidedLabel("", "field")
        self._note = ElidedLabel("", "small")
        self._bar = QProgressBar(textVisible=False)
        self._cancel = icon_button(theme, "x", self.tr("Stop this"))
        self._cancel.clicked.connect(self._cancel_first)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._title, 1)
        row.addWidget(self._cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 4, 4)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self._bar)
        layout.addWidget(self._note)

    @Slot(object)
    def _add(self, job: Job) -> None:
        if job.quiet:
            return
        self._jobs.append(job)
        if self.isVisible():
            self._refresh()
        elif not self._delay.isActive():
            self._delay.start()

    @Slot(object, object)
    def _update(self, job: Job, progress: Progress) -> None:
        self._progress[job] = progress
        if self.isVisible():
            self._refresh()

    @Slot(object)
    def _remove(self, job: Job) -> None:
        self._progress.pop(job, None)
        if job in self._jobs:
            self._jobs.remove(job)
            if self.isVisible() or not self._jobs:
                self._refresh()

    @Slot()
    def _cancel_first(self) -> None:
        if self._jobs:
            self._jobs[0].cancel()
            self._refresh()

    @Slot()
    def _refresh(self) -> None:
        self.setVisible(bool(self._jobs))
        if not self._jobs:
            return
        job = self._jobs[0]
        progress = self._progress.get(job)
        self._title.setText(job.title)
        self._bar.setAccessibleName(job.title)
        self._cancel.setEnabled(not job.stopping)
        self._show_bar(progress)
        self._note.setText(self.tr("Stopping…") if job.stopping else self._words(progress))
        self.setToolTip(run_words(progress) if isinstance(progress, RunProgress) else "")

    def _show_bar(self, progress: Progress | None) -> None:
        if progress is None or not progress.total:
            self._bar.setRange(0, 0)
            return
        self._bar.setRange(0, 1000)
        self._bar.setValue(round(1000 * min(progress.done, progress.total) / progress.total))

    def _words(self, progress: Progress | None) -> str:
        parts = [progress_words(progress)] if progress else []
        if len(self._jobs) > 1:
            parts.append(self.tr("{count} waiting").format(count=len(self._jobs) - 1))
        return " · ".join(filter(None, parts)) or self.tr("Under way…")
