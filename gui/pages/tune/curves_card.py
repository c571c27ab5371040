"""The curves of the jobs that are chosen, and where to find those that are not here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from gui.pages.tune.curves_view import CurvesView, JobCurves
from gui.pages.tune.words import recipe_words
from gui.palette import series_color
from gui.translation import tr
from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.palette import Tokens
    from gui.theme import Theme
    from services.domain.tuning import TuningJob
    from services.tuning.following import Following


class CurvesCard(Card):
    """`reading_asked` says that the missing curves are to be read again."""

    reading_asked = Signal()

    def __init__(self, theme: Theme, following: Following) -> None:
        super().__init__(self.tr("Curves"))
        self._theme = theme
        self._following = following
        self._jobs: dict[str, tuple[int, TuningJob]] = {}
        self.choices: dict[str, QCheckBox] = {}
        self._boxes = FlowLayout(spacing=12)
        self.view = CurvesView(theme)
        self.missing = label("", "mute", wrap=True)
        self.read_again = button(theme, self.tr("Read them again"), "refresh-cw")
        self.read_again.clicked.connect(self.reading_asked)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.missing, 1)
        line.addWidget(self.read_again)
        self.add(self._boxes, self.view, line)
        theme.changed.connect(self._colour)

    def show_jobs(self, jobs: Sequence[TuningJob]) -> None:
        """Offer the jobs that have curves; the newest is shown until others are chosen."""
        have = self._following.with_curves()
        before = set(self._jobs)
        self._jobs = {
            job.id: (number, job) for number, job in enumerate(jobs, start=1) if job.id in have
        }
        if set(self._jobs) != before:
            self._offer()
        self._show_missing([job for job in jobs if job.id not in have and _should_have(job)])
        self._show_chosen()
        self.setVisible(bool(self._jobs) or not self.missing.isHidden())

    def _offer(self) -> None:
        chosen = {job_id for job_id, box in self.choices.items() if box.isChecked()}
        newest = max(self._jobs, key=lambda job_id: self._jobs[job_id][0], default="")
        if newest not in self.choices:
            chosen = {newest}
        self._boxes.clear()
        self.choices = {}
        for job_id, (number, job) in self._jobs.items():
            box = QCheckBox(curve_name(number, job))
            box.setIcon(swatch(self._theme.tokens, number - 1))
            box.setChecked(job_id in chosen)
            box.toggled.connect(self._show_chosen)
            self.choices[job_id] = box
            self._boxes.addWidget(box)
            box.setVisible(len(self._jobs) > 1)

    @Slot()
    def _show_chosen(self) -> None:
        shown = [
            JobCurves(
                curve_name(number, job),
                self._following.curves(job),
                job.remote.tuned.checkpoints if job.remote and job.remote.tuned else (),
                number - 1,
            )
            for job_id, (number, job) in self._jobs.items()
            if self.choices[job_id].isChecked()
        ]
        self.view.show_jobs(shown)
        self.view.setVisible(bool(self._jobs))

    @Slot()
    def _colour(self) -> None:
        for job_id, box in self.choices.items():
            box.setIcon(swatch(self._theme.tokens, self._jobs[job_id][0] - 1))

    def _show_missing(self, jobs: Sequence[TuningJob]) -> None:
        words = (
            self.tr("The curves of a job could not be read. ")
            if len(jobs) == 1
            else self.tr("The curves of {n} jobs could not be read. ").format(n=len(jobs))
        )
        if any(self._following.console_link(job) for job in jobs):
            words += self.tr("Google's console shows them: the link is in the details of a job.")
        self.missing.setText(words.strip())
        self.missing.setVisible(bool(jobs))
        self.read_again.setVisible(bool(jobs))


def swatch(tokens: Tokens, series: int) -> QIcon:
    """A piece of the colour in which a job is drawn."""
    pixmap = QPixmap(32, 32)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.fillRect(4, 8, 24, 16, QColor(series_color(tokens, series)))
    painter.end()
    return QIcon(pixmap)


def curve_name(number: int, job: TuningJob) -> str:
    """Short, since it stands beside others."""
    return tr("Job {number}: {recipe}").format(number=number, recipe=recipe_words(job.recipe))


def _should_have(job: TuningJob) -> bool:
    """A job that made a model had curves; an earlier end may have come before the first step."""
    tuned = job.remote is not None and job.remote.tuned is not None
    return job.state.ended and tuned
