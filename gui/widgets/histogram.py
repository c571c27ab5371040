"""How many rows have how much of something, such as tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHelpEvent, QPaintEvent

    from gui.theme import Theme

HEIGHT = 110
TOP, BOTTOM = 18, 20
SMALL = 11


@dataclass(frozen=True, slots=True)
class Bin:
    """`count` rows lie from `left` up to `right`; `words` says so."""

    left: float
    right: float
    count: int
    words: str


class Histogram(QWidget):
    """Bars side by side; the arrow keys go from bar to bar, and its words stand above."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bins: tuple[Bin, ...] = ()
        self._at: int | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._font = QFont(self.font())
        self._font.setPixelSize(SMALL)
        theme.changed.connect(self.update)

    @property
    def bins(self) -> tuple[Bin, ...]:
        return self._bins

    @property
    def pointed_words(self) -> str:
        """The words of the bar that the keys point at; empty for none."""
        return "" if self._at is None else self._bins[self._at].words

    def show_bins(self, bins: Sequence[Bin]) -> None:
        """Show these bars, from left to right."""
        self._bins, self._at = tuple(bins), None
        self.setAccessibleDescription("; ".join(each.words for each in self._bins if each.count))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._bins:
            super().keyPressEvent(event)
            return
        before = -1 if self._at is None else self._at
        self._at = min(max(before + step, 0), len(self._bins) - 1)
        self.setAccessibleDescription(self.pointed_words)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)  # pyright: ignore[reportArgumentType]
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        if self._bins:
            self._paint_bars(painter)
            self._paint_words(painter)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        painter.end()

    def _plot(self) -> QRectF:
        return QRectF(self.rect()).adjusted(6, TOP, -6, -BOTTOM)

    def _paint_bars(self, painter: QPainter) -> None:
        plot = self._plot()
        width = plot.width() / len(self._bins)
        tallest = max(1, *(each.count for each in self._bins))
        painter.setPen(Qt.PenStyle.NoPen)
        for number, each in enumerate(self._bins):
            # A bar of one row must still be seen beside one of ten thousand.
            height = max(2.0, plot.height() * each.count / tallest) if each.count else 0.0
            area = QRectF(
                plot.left() + number * width + 1, plot.bottom() - height, width - 2, height
            )
            painter.setBrush(self._theme.color("accent_text" if number == self._at else "accent"))
            painter.drawRoundedRect(area, min(2.0, height / 2), min(2.0, height / 2))
        painter.setPen(QPen(self._theme.color("line"), 1))
        painter.drawLine(plot.bottomLeft(), QPointF(plot.right(), plot.bottom()))

    def _paint_words(self, painter: QPainter) -> None:
        plot, flag = self._plot(), Qt.AlignmentFlag
        painter.setPen(self._theme.color("mute"))
        below = QRectF(plot.left(), plot.bottom() + 3, plot.width(), 16)
        painter.drawText(below, flag.AlignLeft, f"{self._bins[0].left:,.0f}")
        painter.drawText(below, flag.AlignRight, f"{self._bins[-1].right:,.0f}")
        above = QRectF(plot.left(), 1, plot.width(), 16)
        painter.setPen(self._theme.color("text"))
        painter.drawText(above, flag.AlignLeft, self.pointed_words)

    def _show_tip(self, event: QHelpEvent) -> None:
        plot = self._plot()
        at = int((event.pos().x() - plot.left()) / max(1.0, plot.width()) * len(self._bins))
        text = self._bins[at].words if 0 <= at < len(self._bins) else ""
        QToolTip.showText(event.globalPos(), text, self)
