"""Loss and token accuracy of jobs, over one another, with their checkpoints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gui.translation import tr
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.labels import label
from gui.widgets.line_chart import ChartLine, LineChart
from services.domain.curves import CurveName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from gui.theme import Theme
    from services.domain.curves import Curves
    from services.domain.tuning import Checkpoint

SIDE_BY_SIDE = 560
LOSS = (CurveName.TRAINING_LOSS, CurveName.VALIDATION_LOSS)
ACCURACY = (CurveName.TRAINING_ACCURACY, CurveName.VALIDATION_ACCURACY)


@dataclass(frozen=True, slots=True)
class JobCurves:
    """The curves of one job; `series` chooses its colour."""

    name: str
    curves: Curves
    checkpoints: tuple[Checkpoint, ...]
    series: int = 0


class CurvesView(QWidget):
    """Two charts that are pointed at together, and in words what stands there."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._jobs: tuple[JobCurves, ...] = ()
        self.loss = LineChart(theme, self.tr("Loss by step"))
        self.accuracy = LineChart(theme, self.tr("Token accuracy by step"))
        self.reading = label("", "small", wrap=True)
        self._charts = QGridLayout()
        self._charts.setHorizontalSpacing(14)
        self._charts.setVerticalSpacing(4)
        self._heads = (
            label(self.loss.accessibleName(), "field"),
            label(self.accuracy.accessibleName(), "field"),
        )
        self._legend = FlowLayout(spacing=14)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._legend)
        layout.addLayout(self._charts)
        layout.addWidget(self.reading)
        self._wide: bool | None = None
        self._arrange(wide=True)
        for chart in (self.loss, self.accuracy):
            chart.pointed.connect(self._read_out)

    def show_jobs(self, jobs: Sequence[JobCurves]) -> None:
        """Show the curves of these jobs."""
        if tuple(jobs) == self._jobs:
            return
        self._jobs = tuple(jobs)
        for chart, names in ((self.loss, LOSS), (self.accuracy, ACCURACY)):
            chart.show_lines([line for job in self._jobs for line in _lines(job, names)])
            chart.setAccessibleDescription(self._summary(names))
        self._show_legend()
        self._read_out(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(wide=self.width() >= SIDE_BY_SIDE)

    def _arrange(self, *, wide: bool) -> None:
        if wide == self._wide:
            return
        self._wide = wide
        for at, (head, chart) in enumerate(
            zip(self._heads, (self.loss, self.accuracy), strict=True)
        ):
            row, column = (0, at) if wide else (2 * at, 0)
            self._charts.addWidget(head, row, column)
            self._charts.addWidget(chart, row + 1, column)
        self._charts.setColumnStretch(0, 1)
        self._charts.setColumnStretch(1, 1 if wide else 0)

    def _show_legend(self) -> None:
        self._legend.clear()
        keys = [
            LegendKey(self._theme, self.tr("training"), faint=True),
            LegendKey(self._theme, self.tr("validation")),
        ]
        if any(job.checkpoints for job in self._jobs):
            keys.append(LegendKey(self._theme, self.tr("checkpoint"), ring=True))
        for key in keys:
            self._legend.addWidget(key)

    @Slot(object)
    def _read_out(self, x: float | None) -> None:
        for chart in (self.loss, self.accuracy):
            chart.point_at(x)
        hint = self.tr("Point at a curve, or use the arrow keys, to read its values.")
        words = hint if x is None else self._words_at(x)
        self.reading.setText(words)
        if x is not None:
            for chart in (self.loss, self.accuracy):
                chart.setAccessibleDescription(words)

    def _words_at(self, x: float) -> str:
        parts = [self.tr("Step {step}").format(step=f"{int(x):,}")]
        for job in self._jobs:
            said = [
                f"{_measure(name)} {_text(name, value)}"
                for name, value in ((name, _at(job.curves, name, x)) for name in CurveName)
                if value is not None
            ]
            if said:
                parts.append(", ".join([job.name, *said] if len(self._jobs) > 1 else said))
        return " · ".join(parts)

    def _summary(self, names: tuple[CurveName, CurveName]) -> str:
        """First and last value of each line, for those who cannot see it."""
        return "; ".join(
            self.tr("{job}, {what}: from {first} to {last}").format(
                job=job.name,
                what=_measure(name),
                first=_text(name, points[0].value),
                last=_text(name, points[-1].value),
            )
            for job in self._jobs
            for name in names
            if (points := job.curves.get(name))
        )


class LegendKey(QWidget):
    """A piece of line, or a ring, and what it stands for."""

    def __init__(self, theme: Theme, text: str, *, faint: bool = False, ring: bool = False) -> None:
        super().__init__()
        self._theme, self._text = theme, text
        self._faint, self._ring = faint, ring
        self.setAccessibleName(text)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(30 + self.fontMetrics().horizontalAdvance(self._text), 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color, middle = self._theme.color("mute"), self.height() / 2
        if self._ring:
            painter.setPen(QPen(color, 1.6))
            painter.drawEllipse(QRectF(8, middle - 3.5, 7, 7))
        else:
            color.setAlphaF(0.5 if self._faint else 1.0)
            painter.setPen(QPen(color, 1.2 if self._faint else 2.4))
            painter.drawLine(2, round(middle), 20, round(middle))
        painter.setPen(self._theme.color("text"))
        area = QRectF(26, 0, self.width() - 26, self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self._text)
        painter.end()


def _lines(job: JobCurves, names: tuple[CurveName, CurveName]) -> list[ChartLine]:
    """Training stands faint behind validation; the checkpoints are rung on what there is."""
    training, validation = (
        tuple((float(point.step), point.value) for point in job.curves.get(name, ()))
        for name in names
    )
    marks = tuple((float(point.step), point.id) for point in job.checkpoints)
    first = ChartLine(
        job.name, training, job.series, faint=bool(validation), marks=() if validation else marks
    )
    return [first, ChartLine(job.name, validation, job.series, marks=marks)]


def _at(curves: Curves, name: CurveName, x: float) -> float | None:
    points = tuple((float(point.step), point.value) for point in curves.get(name, ()))
    return ChartLine("", points).value_at(x)


def _measure(name: CurveName) -> str:
    return {
        CurveName.TRAINING_LOSS: tr("training loss"),
        CurveName.TRAINING_ACCURACY: tr("training accuracy"),
        CurveName.VALIDATION_LOSS: tr("validation loss"),
        CurveName.VALIDATION_ACCURACY: tr("validation accuracy"),
    }[name]


def _text(name: CurveName, value: float) -> str:
    accuracy = name in ACCURACY
    return f"{100 * value:.1f} %" if accuracy else f"{value:.3f}"
