"""Accuracy against cost: a dot for each run, with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.widgets.chart_axes import Axis, paint_axes, plot_area

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from gui.theme import Theme

RADIUS = 5.0
NEAR = 12.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A run at `cost`, `accuracy` from 0 to 1 with its bounds; `token` names its colour. It is
    hollow unless it is over `whole` rows."""

    key: str
    name: str
    cost: float
    accuracy: float
    low: float
    high: float
    token: str
    whole: bool = True


class CostChart(QWidget):
    """Arrows go to the next dot, `chosen` carries its key; Enter gives `activated`."""

    chosen = Signal(str)
    activated = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._dots: list[Dot] = []
        self._current: str | None = None
        self._unit = ""
        self._cost_text: Callable[[float], str] = str
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    @property
    def dots(self) -> tuple[Dot, ...]:
        return tuple(self._dots)

    def show_dots(
        self, dots: Sequence[Dot], unit: str, cost_text: Callable[[float], str], current: str | None
    ) -> None:
        """Show runs, the cheapest first; `unit` says what the horizontal axis counts."""
        self._dots = sorted(dots, key=lambda dot: dot.cost)
        self._unit, self._cost_text, self._current = unit, cost_text, current
        self._tell()
        self.update()

    def go_to(self, key: str | None) -> None:
        """Mark a run without telling."""
        self._current = key
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 140)

    def position(self, dot: Dot) -> QPointF:
        """Where a dot stands."""
        across, up = self._axes()
        area = self._area()
        return QPointF(
            area.left() + area.width() * across.place(dot.cost),
            area.bottom() - area.height() * up.place(dot.accuracy),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._dots:
            across, up = self._axes()
            paint_axes(painter, self._area(), across, up, self._theme)
            for dot in self._dots:
                self._paint_dot(painter, dot, up)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: 1,
        }
        key = Qt.Key(event.key())
        keys = [dot.key for dot in self._dots]
        if key in steps and keys:
            at = keys.index(self._current) if self._current in keys else -steps[key]
            self._choose(keys[min(max(at + steps[key], 0), len(keys) - 1)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current in keys:
            self.activated.emit(self._current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        dot = self._under(event.position())
        if dot is not None:
            self._choose(dot.key)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)  # pyright: ignore[reportArgumentType]
            return True
        return super().event(event)

    def focusInEvent(self, event: QEvent) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        self._tell()
        self.update()

    def _axes(self) -> tuple[Axis, Axis]:
        low = min((dot.low for dot in self._dots), default=0.0)
        high = max((dot.high for dot in self._dots), default=1.0)
        most = max((dot.cost for dot in self._dots), default=1.0)
        across = Axis.over(0.0, most * 1.05 or 1.0, self._cost_text, self._unit)
        up = Axis.over(low, high, lambda share: f"{100 * share:.0f} %", self.tr("accuracy"))
        return across, up

    def _area(self) -> QRectF:
        return plot_area(QRectF(self.rect()))

    def _paint_dot(self, painter: QPainter, dot: Dot, up: Axis) -> None:
        area, place = self._area(), self.position(dot)
        color = QColor(self._theme.color(dot.token))
        painter.setPen(QPen(color, 1.5))
        for bound in (dot.low, dot.high):
            end = area.bottom() - area.height() * up.place(bound)
            painter.drawLine(place, QPointF(place.x(), end))
            painter.drawLine(QPointF(place.x() - 3, end), QPointF(place.x() + 3, end))
        painter.setBrush(color if dot.whole else self._theme.color("surface"))
        painter.drawEllipse(place, RADIUS, RADIUS)
        if dot.key == self._current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("text"), 2 if self.hasFocus() else 1))
            painter.drawEllipse(place, RADIUS + 4, RADIUS + 4)

    def _choose(self, key: str) -> None:
        self.go_to(key)
        self.chosen.emit(key)

    def _tell(self) -> None:
        named = next((dot for dot in self._dots if dot.key == self._current), None)
        self.setAccessibleDescription(self._words(named) if named else "")

    def _words(self, dot: Dot) -> str:
        return self.tr("{name}: accuracy {accuracy} %, {cost}").format(
            name=dot.name, accuracy=f"{100 * dot.accuracy:.1f}", cost=self._cost_text(dot.cost)
        )

    def _under(self, point: QPointF) -> Dot | None:
        near = [
            (QPointF(self.position(dot) - point).manhattanLength(), at)
            for at, dot in enumerate(self._dots)
        ]
        distance, at = min(near, default=(NEAR + 1, -1))
        return self._dots[at] if distance <= NEAR else None

    def _show_tip(self, event: QHelpEvent) -> None:
        dot = self._under(QPointF(event.pos()))
        QToolTip.showText(event.globalPos(), self._words(dot) if dot else "", self)
