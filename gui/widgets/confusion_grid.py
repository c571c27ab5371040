"""The confusion grid: gold labels down, predicted labels across, a cell for each pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSizeF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from gui.widgets.grid_data import GridData
from gui.widgets.grid_geometry import GridGeometry
from gui.widgets.grid_painting import GridPainter
from gui.widgets.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QHelpEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from gui.theme import Theme
    from services.evaluation.records import Cell

LARGEST_ZOOM = 6.0
ZOOM_STEP = 1.25
STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class ConfusionGrid(QAbstractScrollArea):
    """Blue on the diagonal, errors in their own hue, stronger for a larger share of the gold label.

    Arrows move, with Ctrl to the next cell that is not empty; Enter or a click gives `activated`
    with the cell; Ctrl with the wheel, + and - zoom, 0 fits. `described` says the current cell in
    words whenever it changes.
    """

    activated = Signal(object)
    described = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._data = GridData((), {}, "")
        self._zoom = 1.0
        self._current = (0, 0)
        self._hovered: tuple[int, int] | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(self.tr("Confusion grid"))
        self.setMinimumSize(240, 200)
        theme.changed.connect(self.viewport().update)

    def show_counts(self, labels: Sequence[tuple[str, str]], counts: Mapping[Cell, int]) -> None:
        """Show (id, name) labels in this order and the number of rows by cell."""
        self._data = GridData(labels, counts, self.tr("no label"))
        self._zoom = 1.0
        self._current = (0, 0)
        self._hovered = None
        self._refresh()

    @property
    def data(self) -> GridData:
        return self._data

    @property
    def geometry_of_cells(self) -> GridGeometry:
        """Where the cells stand now."""
        metrics = QFontMetricsF(self._label_font())
        widest = [
            max((metrics.horizontalAdvance(name) for name in names), default=0.0)
            for names in (self._data.row_names, self._data.column_names)
        ]
        return GridGeometry.fitting(
            self._data.shape,
            QSizeF(self.viewport().size()),
            (widest[0], widest[1]),
            self._zoom,
            QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value()),
        )

    def describe(self, row: int, column: int) -> str:
        """A cell in words."""
        count, support = self._data.count(row, column), self._data.supports[row]
        gold, predicted = self._data.row_names[row], self._data.column_names[column]
        rows = self.tr("{count} of {support}").format(
            count=f"{count:,}",
            support=counted(support, self.tr("{number} row"), self.tr("{number} rows")),
        )
        if row == column:
            return self.tr("{gold}: {rows} right").format(gold=gold, rows=rows)
        if column >= len(self._data.row_names):
            return self.tr("{gold} without a label: {rows}").format(gold=gold, rows=rows)
        return self.tr("{gold} taken for {predicted}: {rows}").format(
            gold=gold, predicted=predicted, rows=rows
        )

    def zoom(self, factor: float) -> None:
        """Make cells larger or smaller; never smaller than what fits."""
        self._zoom = min(max(self._zoom * factor, 1.0), LARGEST_ZOOM)
        self._refresh()
        self._scroll_to_current()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self._theme.color("surface"))
        if all(self._data.shape):
            grid = GridPainter(painter, self._data, self.geometry_of_cells, self._theme.tokens)
            grid.paint(self._current, self._hovered, focused=self.hasFocus())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if not all(self._data.shape):
            super().keyPressEvent(event)
        elif key in STEPS:
            jump = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._move(*STEPS[key], jump=jump)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._activate(self._current)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / ZOOM_STEP)
        elif key == Qt.Key.Key_0:
            self.zoom(0.0)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(ZOOM_STEP if event.angleDelta().y() > 0 else 1 / ZOOM_STEP)
        else:
            super().wheelEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.geometry_of_cells.at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.geometry_of_cells.at(event.position())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self._go_to(place)
            self._activate(place)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)  # pyright: ignore[reportArgumentType]
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    def focusInEvent(self, event: QEvent) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        self._tell()

    def _label_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(12)
        return font

    def _refresh(self) -> None:
        geometry = self.geometry_of_cells
        for bar, whole, seen in (
            (self.horizontalScrollBar(), geometry.content.width(), geometry.plot.width()),
            (self.verticalScrollBar(), geometry.content.height(), geometry.plot.height()),
        ):
            bar.setRange(0, max(0, round(whole - seen)))
            bar.setPageStep(int(seen))
            bar.setSingleStep(int(geometry.cell))
        self.viewport().update()

    def _hover(self, place: tuple[int, int] | None) -> None:
        if place != self._hovered:
            self._hovered = place
            hand = place is not None and self._data.count(*place)
            shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            if place is not None:
                self.described.emit(self.describe(*place))
            self.viewport().update()

    def _move(self, down: int, across: int, *, jump: bool) -> None:
        rows, columns = self._data.shape
        row, column = self._current[0] + down, self._current[1] + across
        while jump and 0 <= row < rows and 0 <= column < columns:
            if self._data.count(row, column):
                break
            row, column = row + down, column + across
        if 0 <= row < rows and 0 <= column < columns:
            self._go_to((row, column))

    def _go_to(self, place: tuple[int, int]) -> None:
        self._current = place
        self._scroll_to_current()
        self._tell()

    def _tell(self) -> None:
        if all(self._data.shape):
            text = self.describe(*self._current)
            self.setAccessibleDescription(text)
            self.described.emit(text)
        self.viewport().update()

    def _scroll_to_current(self) -> None:
        geometry = self.geometry_of_cells
        rect, plot = geometry.rect(*self._current), geometry.plot
        for bar, low, high, first, last in (
            (self.horizontalScrollBar(), rect.left(), rect.right(), plot.left(), plot.right()),
            (self.verticalScrollBar(), rect.top(), rect.bottom(), plot.top(), plot.bottom()),
        ):
            if low < first:
                bar.setValue(round(bar.value() + low - first))
            elif high > last:
                bar.setValue(round(bar.value() + high - last))

    def _activate(self, place: tuple[int, int]) -> None:
        if self._data.count(*place):
            self.activated.emit(self._data.cell(*place))

    def _show_tip(self, event: QHelpEvent) -> None:
        geometry, point = self.geometry_of_cells, QPointF(event.pos())
        place, row, column = geometry.at(point), geometry.row_at(point), geometry.column_at(point)
        text = ""
        if place is not None:
            text = self.describe(*place)
        elif row is not None:
            text = self._data.row_names[row]
        elif column is not None:
            text = self._data.column_names[column]
        QToolTip.showText(event.globalPos(), text, self.viewport())
