"""How well the vote share tells right from wrong: bins with counts, and what stays covered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.widgets.chart_axes import Axis, paint_axes, plot_area

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from gui.theme import Theme
    from services.evaluation.records import Reliability

NAME_WIDTH = 46.0


class _Chart(QWidget):
    """A chart over percent; says its points to screen readers."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: Reliability | None = None
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(300, 150)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 140)

    def show_reliability(self, shown: Reliability | None) -> None:
        """Show a run; None: nothing."""
        self._shown = shown
        self.setAccessibleDescription(self._words(shown) if shown else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._shown is not None:
            self._paint(painter, self._shown, plot_area(QRectF(self.rect())))
        painter.end()

    def _words(self, shown: Reliability) -> str:
        raise NotImplementedError

    def _paint(self, painter: QPainter, shown: Reliability, area: QRectF) -> None:
        raise NotImplementedError

    def _axis(self, title: str) -> Axis:
        return Axis.over(0.0, 1.0, lambda share: f"{100 * share:.0f} %", title)

    def _pen(self, token: str, width: float = 1.0) -> QPen:
        return QPen(QColor(self._theme.color(token)), width)


class ReliabilityChart(_Chart):
    """A bar for each bin of the vote share, its rows above it; on the dashed line it is honest."""

    def _words(self, shown: Reliability) -> str:
        return ", ".join(
            self.tr("vote share {share} %: {right} of {rows} right").format(
                share=f"{100 * each.share:.0f}", right=each.right, rows=each.rows
            )
            for each in shown.bins
            if each.share is not None
        )

    def _paint(self, painter: QPainter, shown: Reliability, area: QRectF) -> None:
        across, up = self._axis(self.tr("vote share")), self._axis(self.tr("right"))
        paint_axes(painter, area, across, up, self._theme)
        for each in shown.bins:
            if each.accuracy is None:
                continue
            left, right = area.left() + area.width() * each.low, area.width() / len(shown.bins)
            top = area.bottom() - area.height() * each.accuracy
            bar = QRectF(left + 2, top, right - 4, area.bottom() - top)
            painter.fillRect(bar, QColor(self._theme.color("accent")))
            painter.setPen(self._pen("text"))
            centre = Qt.AlignmentFlag.AlignHCenter
            painter.drawText(QRectF(left - 10, top - 16, right + 20, 15), centre, f"{each.rows:,}")
        line = self._pen("text", 1.2)
        line.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(line)
        painter.drawLine(area.bottomLeft(), area.topRight())


class CoverageChart(_Chart):
    """How many of the rows stay, and how many of those are right, as the share goes down."""

    def _words(self, shown: Reliability) -> str:
        return ", ".join(
            self.tr("from {share} %: {rows} rows, {right} right").format(
                share=f"{100 * each.share:.0f}", rows=each.rows, right=each.right
            )
            for each in shown.coverage
        )

    def _paint(self, painter: QPainter, shown: Reliability, area: QRectF) -> None:
        across, up = self._axis(self.tr("rows covered")), self._axis(self.tr("right"))
        paint_axes(painter, area, across, up, self._theme)
        points = [
            QPointF(
                area.left() + area.width() * each.rows / shown.counted,
                area.bottom() - area.height() * each.accuracy,
            )
            for each in shown.coverage
        ]
        painter.setPen(self._pen("accent", 2))
        painter.drawPolyline(points)
        painter.setBrush(QColor(self._theme.color("accent")))
        named = area.left() - NAME_WIDTH
        for each, point in zip(shown.coverage, points, strict=True):
            painter.setPen(self._pen("accent", 2))
            painter.drawEllipse(point, 3.5, 3.5)
            if point.x() - named < NAME_WIDTH:
                continue  # the words would lie over those of the point before
            named = point.x()
            painter.setPen(self._pen("mute"))
            below = QRectF(point.x() - NAME_WIDTH / 2, point.y() + 6, NAME_WIDTH, 16)
            centre = Qt.AlignmentFlag.AlignHCenter
            painter.drawText(below, centre, f"≥{100 * each.share:.0f} %")
