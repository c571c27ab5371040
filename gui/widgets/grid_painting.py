"""How a confusion grid is painted: right answers in blue, errors in a hue of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

if TYPE_CHECKING:
    from gui.palette import Tokens
    from gui.widgets.grid_data import GridData
    from gui.widgets.grid_geometry import GridGeometry

Place = tuple[int, int]
FAINTEST = 0.16
NUMBERS_FROM = 18.0
VERTICAL = Qt.AlignmentFlag.AlignVCenter


class GridPainter:
    """Paints one grid once; made anew for each paint event."""

    def __init__(
        self, painter: QPainter, data: GridData, geometry: GridGeometry, tokens: Tokens
    ) -> None:
        self._painter = painter
        self._data = data
        self._geometry = geometry
        self._tokens = tokens
        self._font = QFont(painter.font())
        self._font.setPixelSize(geometry.font_pixels)

    def paint(self, current: Place, hovered: Place | None, *, focused: bool) -> None:
        """Paint all; `current` is where the keyboard is, `hovered` where the mouse is."""
        self._painter.setFont(self._font)
        self._paint_cells()
        for place in (hovered, current if focused else None):
            if place is not None:
                self._frame(place, strong=place == current and focused)
        marked = hovered or (current if focused else None)
        self._paint_row_labels(marked[0] if marked else None)
        self._paint_column_labels(marked[1] if marked else None)

    def _paint_cells(self) -> None:
        painter, plot = self._painter, self._geometry.plot
        painter.save()
        painter.setClipRect(plot)
        painter.fillRect(plot, QColor(self._tokens.alt))
        columns = set(self._geometry.visible_columns())
        rows = set(self._geometry.visible_rows())
        for (row, column), number in self._data.filled.items():
            if row in rows and column in columns:
                self._paint_cell(row, column, number)
        painter.restore()
        painter.setPen(QColor(self._tokens.line))
        painter.drawRect(plot.adjusted(0, 0, -1, -1))

    def _paint_cell(self, row: int, column: int, number: int) -> None:
        rect = self._geometry.rect(row, column)
        color = self._color(row, column)
        gap = 1.0 if self._geometry.cell >= NUMBERS_FROM else 0.5
        self._painter.fillRect(rect.adjusted(gap, gap, -gap, -gap), color)
        if self._geometry.cell >= NUMBERS_FROM:
            text = str(number)
            if QFontMetricsF(self._font).horizontalAdvance(text) <= rect.width() - 3:
                self._painter.setPen(_ink(color))
                self._painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def _color(self, row: int, column: int) -> QColor:
        strength = FAINTEST + (1 - FAINTEST) * self._data.share(row, column) ** 0.6
        hue = self._tokens.accent if row == column else self._tokens.bad
        return blend(QColor(self._tokens.surface), QColor(hue), strength)

    def _frame(self, place: Place, *, strong: bool) -> None:
        painter, plot = self._painter, self._geometry.plot
        painter.save()
        painter.setClipRect(plot)
        painter.setPen(QPen(QColor(self._tokens.text), 2.0 if strong else 1.0))
        painter.drawRect(self._geometry.rect(*place).adjusted(1, 1, -1, -1))
        painter.restore()

    def _paint_row_labels(self, marked: int | None) -> None:
        painter, plot = self._painter, self._geometry.plot
        painter.save()
        painter.setClipRect(QRectF(0, plot.top(), plot.left(), plot.height()))
        for row in self._geometry.visible_rows():
            area = self._geometry.row_label(row)
            self._label(area, self._data.row_names[row], Qt.AlignmentFlag.AlignRight, row == marked)
        painter.restore()

    def _paint_column_labels(self, marked: int | None) -> None:
        painter, plot = self._painter, self._geometry.plot
        painter.save()
        painter.setClipRect(QRectF(plot.left(), plot.bottom(), plot.width(), self._geometry.bottom))
        for column in self._geometry.visible_columns():
            area = self._geometry.column_label(column)
            name = self._data.column_names[column]
            if self._geometry.flat:
                self._label(area, name, Qt.AlignmentFlag.AlignHCenter, column == marked)
            else:
                self._turned_label(area, name, marked=column == marked)
        painter.restore()

    def _turned_label(self, area: QRectF, name: str, *, marked: bool) -> None:
        painter = self._painter
        painter.save()
        painter.translate(QPointF(area.right(), area.top() + 6))
        painter.rotate(90)
        turned = QRectF(0, 0, area.height() - 6, area.width())
        self._label(turned, name, Qt.AlignmentFlag.AlignLeft, marked)
        painter.restore()

    def _label(self, area: QRectF, name: str, side: Qt.AlignmentFlag, marked: bool) -> None:
        shown = QFontMetricsF(self._font).elidedText(
            name, Qt.TextElideMode.ElideMiddle, area.width()
        )
        self._painter.setPen(QColor(self._tokens.accent_text if marked else self._tokens.mute))
        self._painter.drawText(area, side | VERTICAL | Qt.TextFlag.TextSingleLine, shown)


def blend(ground: QColor, hue: QColor, strength: float) -> QColor:
    """`hue` laid over `ground`, from 0 (none of it) to 1 (nothing but it)."""
    parts = zip(
        (ground.redF(), ground.greenF(), ground.blueF()),
        (hue.redF(), hue.greenF(), hue.blueF()),
        strict=True,
    )
    return QColor.fromRgbF(*(below + (over - below) * strength for below, over in parts))


def _ink(ground: QColor) -> QColor:
    """Black or white, whichever reads better; luminance as in WCAG 2."""
    channels = (ground.redF(), ground.greenF(), ground.blueF())
    linear = [((part + 0.055) / 1.055) ** 2.4 if part > 0.04 else part / 12.92 for part in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return QColor("#ffffff") if luminance < 0.3 else QColor("#14181f")
