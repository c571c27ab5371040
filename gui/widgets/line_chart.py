"""Lines over one axis: curves of loss or accuracy by step, to be looked at and read out."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.palette import series_color
from gui.widgets.chart_axis import tick_text, ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from gui.theme import Theme

HEIGHT = 210
RIGHT, TOP, GAP, BOTTOM, MARKS = 12, 10, 8, 24, 16
SMALL = 11
MARK_SIZE = 3.5


@dataclass(frozen=True, slots=True)
class ChartLine:
    """Points in order of x. `series` chooses the colour; a `faint` line stands behind the others.

    `marks` are places of the line to be ringed, with what is written at the axis under each.
    """

    name: str
    points: tuple[tuple[float, float], ...]
    series: int = 0
    faint: bool = False
    marks: tuple[tuple[float, str], ...] = ()

    def value_at(self, x: float) -> float | None:
        """The value of the last point up to `x`; None before the first and after the last."""
        if not self.points or not self.points[0][0] <= x <= self.points[-1][0]:
            return None
        at = bisect_left(self.points, (x, float("inf"))) - 1
        return self.points[at][1]


class LineChart(QWidget):
    """`pointed` carries the x that the mouse or the arrow keys point at, None for nowhere."""

    pointed = Signal(object)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: tuple[ChartLine, ...] = ()
        self._places: tuple[float, ...] = ()
        self._at: float | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._font = QFont(self.font())
        self._font.setPixelSize(SMALL)
        theme.changed.connect(self.update)

    @property
    def lines(self) -> tuple[ChartLine, ...]:
        return self._lines

    def show_lines(self, lines: Sequence[ChartLine]) -> None:
        """Show these lines, the later ones above the earlier."""
        self._lines = tuple(line for line in lines if line.points)
        self._places = tuple(sorted({x for line in self._lines for x, _ in line.points}))
        self.point_at(None)
        self.update()

    def point_at(self, x: float | None) -> None:
        """Show where another chart is pointed at; tells nobody."""
        self._at = x
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(360, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, HEIGHT)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        plot = self._plot()
        share = (event.position().x() - plot.left()) / max(1.0, plot.width())
        low, high = self._ends()
        self._point(self._nearest(low + share * (high - low)))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self._point(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        last = len(self._places) - 1
        here = self._places.index(self._at) if self._at in self._places else -1
        if not self._places:
            super().keyPressEvent(event)
        elif event.key() in steps:
            step = steps[Qt.Key(event.key())]
            self._point(self._places[min(max(here + step, 0), last)])
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._point(self._places[0 if event.key() == Qt.Key.Key_Home else last])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        if self._lines:
            self._paint_axes(painter)
            for line in self._lines:
                self._paint_line(painter, line)
            self._paint_cursor(painter)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        painter.end()

    def _point(self, x: float | None) -> None:
        if x != self._at:
            self.point_at(x)
            self.pointed.emit(x)

    def _nearest(self, x: float) -> float | None:
        return min(self._places, key=lambda place: abs(place - x), default=None)

    def _ends(self) -> tuple[float, float]:
        if not self._places:
            return 0.0, 1.0
        low, high = self._places[0], self._places[-1]
        return (low, high) if high > low else (low - 0.5, high + 0.5)

    def _levels(self) -> tuple[float, ...]:
        values = [value for line in self._lines for _, value in line.points]
        low, high = min(values), max(values)
        # From zero on, unless that would press all lines into the upper half.
        return ticks(0.0 if low < high / 2 else low, high)

    def _plot(self) -> QRectF:
        """Where the lines are drawn, inside the numbers of the axes."""
        metrics = QFontMetricsF(self._font)
        levels = self._levels() if self._lines else (0.0, 1.0)
        widest = max(metrics.horizontalAdvance(text) for text in _texts(levels))
        one = len({line.series for line in self._lines}) == 1
        marks = MARKS if one and any(line.marks for line in self._lines) else 0
        left = widest + 2 * GAP
        bottom = BOTTOM + marks
        return QRectF(left, TOP, self.width() - left - RIGHT, self.height() - TOP - bottom)

    def _place(self, plot: QRectF, x: float, y: float) -> QPointF:
        low, high = self._ends()
        levels = self._levels()
        across = (x - low) / (high - low)
        up = (y - levels[0]) / (levels[-1] - levels[0])
        return QPointF(plot.left() + across * plot.width(), plot.bottom() - up * plot.height())

    def _paint_axes(self, painter: QPainter) -> None:
        plot, levels = self._plot(), self._levels()
        flag = Qt.AlignmentFlag
        for level, text in zip(levels, _texts(levels), strict=True):
            y = self._place(plot, self._ends()[0], level).y()
            painter.setPen(QPen(self._theme.color("line"), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(self._theme.color("mute"))
            area = QRectF(0, y - 8, plot.left() - GAP, 16)
            painter.drawText(area, flag.AlignRight | flag.AlignVCenter, text)
        low, high = self._ends()
        shown = [x for x in ticks(low, high, 6) if low <= x <= high and x == int(x)]
        for x in shown:
            at = self._place(plot, x, levels[0]).x()
            area = QRectF(at - 40, plot.bottom() + 4, 80, 16)
            painter.drawText(area, flag.AlignHCenter | flag.AlignVCenter, f"{int(x):,}")
        self._paint_marks_at_axis(painter, plot)

    def _paint_marks_at_axis(self, painter: QPainter, plot: QRectF) -> None:
        """The names of the marked places, those that would touch left out."""
        metrics, taken = QFontMetricsF(self._font), float("-inf")
        top = plot.bottom() + BOTTOM - 4
        if len({line.series for line in self._lines}) > 1:
            return  # whose is which could not be told
        marked = {(x, text, line.series) for line in self._lines for x, text in line.marks}
        for x, text, series in sorted(marked):
            at, half = self._place(plot, x, 0.0).x(), metrics.horizontalAdvance(text) / 2 + 3
            if at - half < taken:
                continue
            taken = at + half
            painter.setPen(QColor(series_color(self._theme.tokens, series)))
            area = QRectF(at - half, top, 2 * half, MARKS)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_line(self, painter: QPainter, line: ChartLine) -> None:
        plot = self._plot()
        color = QColor(series_color(self._theme.tokens, line.series))
        if line.faint:
            color.setAlphaF(0.35)
        pen = QPen(color, 1.2 if line.faint else 2.0)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        places = [self._place(plot, x, y) for x, y in line.points]
        painter.drawPolyline(QPolygonF(places))
        if len(places) == 1 or not line.faint:
            painter.setBrush(color)
            painter.setPen(Qt.PenStyle.NoPen)
            if len(places) <= 40:
                for place in places:
                    painter.drawEllipse(place, 2.2, 2.2)
        painter.setBrush(self._theme.color("surface"))
        painter.setPen(QPen(QColor(series_color(self._theme.tokens, line.series)), 1.6))
        for x, _ in line.marks:
            value = line.value_at(x)
            if value is not None:
                painter.drawEllipse(self._place(plot, x, value), MARK_SIZE, MARK_SIZE)

    def _paint_cursor(self, painter: QPainter) -> None:
        low, high = self._ends()
        if self._at is None or not low <= self._at <= high:
            return
        plot = self._plot()
        x = self._place(plot, self._at, 0.0).x()
        painter.setPen(QPen(self._theme.color("edge"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        for line in self._lines:
            value = line.value_at(self._at)
            if value is not None:
                painter.setPen(QPen(self._theme.color("surface"), 1.5))
                painter.setBrush(QColor(series_color(self._theme.tokens, line.series)))
                painter.drawEllipse(self._place(plot, self._at, value), 4, 4)


def _texts(levels: Sequence[float]) -> list[str]:
    step = levels[1] - levels[0] if len(levels) > 1 else 1.0
    return [tick_text(level, step) for level in levels]
