"""Bars from 0 to 1, one for each label or field, such as F1 by label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHelpEvent, QPaintEvent

    from gui.theme import Theme

ROW = 28
BAR = 12
NUMBER = 44
GAP = 10
LOW = 0.6


@dataclass(frozen=True, slots=True)
class Bar:
    """`value` from 0 to 1, None where there is none; `note` says more, or why there is none."""

    name: str
    value: float | None
    note: str = ""


class LabelBars(QWidget):
    """The bars as a column; those under 0.6 stand out."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bars: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def bars(self) -> tuple[Bar, ...]:
        return self._bars

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these bars in this order."""
        self._bars = tuple(bars)
        self.setAccessibleDescription(
            ", ".join(f"{bar.name} {number_text(bar.value)}" for bar in self._bars)
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, ROW * len(self._bars))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, ROW * len(self._bars))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        names = self._name_width()
        for at, bar in enumerate(self._bars):
            area = QRectF(0, at * ROW, self.width(), ROW)
            if area.intersects(QRectF(event.rect())):
                self._paint_bar(painter, area, bar, names)
        painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)  # pyright: ignore[reportArgumentType]
            return True
        return super().event(event)

    def _name_width(self) -> int:
        metrics = QFontMetrics(self.font())
        widest = max((metrics.horizontalAdvance(bar.name) for bar in self._bars), default=0)
        return min(widest + GAP, self.width() * 3 // 5)

    def _paint_bar(self, painter: QPainter, area: QRectF, bar: Bar, names: int) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(self._theme.color("text"))
        name = painter.fontMetrics().elidedText(bar.name, Qt.TextElideMode.ElideMiddle, names - GAP)
        painter.drawText(QRectF(0, area.top(), names, ROW), middle, name)
        track = QRectF(
            names, area.top() + (ROW - BAR) / 2, max(area.width() - names - NUMBER, 0), BAR
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("hover"))
        painter.drawRoundedRect(track, 4, 4)
        if bar.value:
            painter.setBrush(self._theme.color("accent" if bar.value >= LOW else "warn"))
            track.setWidth(max(track.width() * bar.value, BAR / 2))
            painter.drawRoundedRect(track, 4, 4)
        painter.setPen(self._theme.color("mute"))
        number = QRectF(area.right() - NUMBER, area.top(), NUMBER, ROW)
        painter.drawText(number, middle | Qt.AlignmentFlag.AlignRight, number_text(bar.value))

    def _show_tip(self, event: QHelpEvent) -> None:
        at = event.pos().y() // ROW
        bar = self._bars[at] if at < len(self._bars) else None
        text = f"{bar.name}: {number_text(bar.value)}\n{bar.note}".strip() if bar else ""
        QToolTip.showText(event.globalPos(), text, self)


def number_text(value: float | None) -> str:
    """Two decimals, or a dash for none."""
    return "–" if value is None else f"{value:.2f}"
