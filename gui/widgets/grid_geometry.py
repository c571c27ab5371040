"""Where the cells and labels of a confusion grid stand; knows no data and paints nothing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF

SMALLEST_CELL = 11.0
LARGEST_CELL = 44.0
LARGEST_LEFT = 170.0
LARGEST_BOTTOM = 150.0
GAP = 8.0
FLAT_LABELS = 22.0


@dataclass(frozen=True, slots=True)
class GridGeometry:
    """A grid of `rows` by `columns` square cells in a view of `view` pixels.

    Row labels take `left` pixels, column labels `bottom`; both stay in place while the cells
    scroll by `scrolled`. Labels of columns stand upright (`flat`) where they fit.
    """

    rows: int
    columns: int
    view: QSizeF
    cell: float
    left: float
    bottom: float
    flat: bool
    scrolled: QPointF

    @classmethod
    def fitting(
        cls,
        shape: tuple[int, int],
        view: QSizeF,
        widest: tuple[float, float],
        zoom: float,
        scrolled: QPointF,
    ) -> GridGeometry:
        """`shape` is (rows, columns); `widest` the width of the widest (row, column) label."""
        rows, columns = shape
        left = min(widest[0] + 2 * GAP, LARGEST_LEFT, view.width() * 0.4)
        upright = min(widest[1] + 2 * GAP, LARGEST_BOTTOM, view.height() * 0.4)
        cell = _cell(shape, view, left, upright) * zoom
        flat = widest[1] + GAP <= cell
        bottom = FLAT_LABELS if flat else upright
        if flat:
            cell = _cell(shape, view, left, bottom) * zoom
        cell = max(cell, SMALLEST_CELL)
        left += max(0.0, (view.width() - left - columns * cell) / 2)
        return cls(rows, columns, view, cell, left, bottom, flat, scrolled)

    @property
    def content(self) -> QSizeF:
        """The size of all cells together."""
        return QSizeF(self.columns * self.cell, self.rows * self.cell)

    @property
    def plot(self) -> QRectF:
        """Where cells are seen."""
        width = min(self.content.width(), self.view.width() - self.left)
        height = min(self.content.height(), self.view.height() - self.bottom)
        return QRectF(self.left, 0, max(width, 0), max(height, 0))

    @property
    def font_pixels(self) -> int:
        return max(10, min(12, int(self.cell) - 2))

    def rect(self, row: int, column: int) -> QRectF:
        """Where a cell stands in the view."""
        return QRectF(
            self.left + column * self.cell - self.scrolled.x(),
            row * self.cell - self.scrolled.y(),
            self.cell,
            self.cell,
        )

    def row_label(self, row: int) -> QRectF:
        top = self.rect(row, 0).top()
        return QRectF(2, top, self.left - GAP, self.cell)

    def column_label(self, column: int) -> QRectF:
        return QRectF(self.rect(0, column).left(), self.plot.bottom(), self.cell, self.bottom)

    def at(self, point: QPointF) -> tuple[int, int] | None:
        """The cell under a point of the view."""
        if not self.plot.contains(point):
            return None
        row = int((point.y() + self.scrolled.y()) / self.cell)
        column = int((point.x() - self.left + self.scrolled.x()) / self.cell)
        return (row, column) if row < self.rows and column < self.columns else None

    def row_at(self, point: QPointF) -> int | None:
        """The row whose label is under a point."""
        cell = self.at(QPointF(self.left + 1, point.y()))
        return cell[0] if cell and point.x() < self.left else None

    def column_at(self, point: QPointF) -> int | None:
        """The column whose label is under a point."""
        cell = self.at(QPointF(point.x(), self.plot.top()))
        below = self.plot.bottom() <= point.y() < self.plot.bottom() + self.bottom
        return cell[1] if cell and below else None

    def visible_rows(self) -> range:
        first = int(self.scrolled.y() / self.cell)
        return range(first, min(self.rows, first + int(self.plot.height() / self.cell) + 2))

    def visible_columns(self) -> range:
        first = int(self.scrolled.x() / self.cell)
        return range(first, min(self.columns, first + int(self.plot.width() / self.cell) + 2))


def _cell(shape: tuple[int, int], view: QSizeF, left: float, bottom: float) -> float:
    width = (view.width() - left) / max(shape[1], 1)
    height = (view.height() - bottom) / max(shape[0], 1)
    return max(SMALLEST_CELL, min(width, height, LARGEST_CELL))
