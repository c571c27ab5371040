"""The prompt over the row at hand: which row, the text as it is sent, its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.pages.prompt.preview_text import PreviewText
from gui.pages.prompt.row_bar import RowBar
from gui.pages.prompt.words import part_colors, part_name
from gui.widgets.card import Card
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.labels import Pill, label
from gui.words import split_name
from services.domain.prompt import PartKind

if TYPE_CHECKING:
    from gui.background import Background
    from gui.theme import Theme
    from services.datasets.use_cases import Datasets
    from services.domain.example import Example
    from services.domain.prompt import RenderedPrompt

DOT = 10


class PreviewCard(Card):
    """Shows what would be sent, and says what is not in order about it."""

    def __init__(
        self,
        theme: Theme,
        background: Background,
        datasets: Datasets,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(QCoreApplication.translate("PreviewCard", "As it is sent"), parent=parent)
        self.rows = RowBar(theme, background, datasets)
        self.text = PreviewText(theme)
        self.tokens = label("", "small")
        self.cost = label("", "small", wrap=True)
        self._split = Pill("")
        self._problems = label("", "warn", wrap=True)
        self._theme = theme
        self._build()

    @property
    def problems(self) -> str:
        """What is not in order about the prompt, a line each."""
        return self._problems.text()

    def show_rendered(self, rendered: RenderedPrompt) -> None:
        """Show a prompt over the row at hand."""
        self.text.show_parts(rendered.parts)
        self._problems.setText("\n".join(rendered.problems))
        self._problems.setVisible(bool(rendered.problems))

    def show_example(self, example: Example) -> None:
        """Say which part of the data the row at hand belongs to."""
        self._split.setVisible(example.split is not None)
        if example.split is not None:
            self._split.setText(split_name(example.split))

    def _build(self) -> None:
        legend = FlowLayout(spacing=12)
        for kind in PartKind:
            legend.addWidget(_LegendEntry(self._theme, kind))
        self._split.hide()
        self.add_action(self.rows)
        search = QHBoxLayout()
        search.setSpacing(8)
        search.addWidget(self.rows.search, 1)
        search.addWidget(self._split)
        foot = QVBoxLayout()
        foot.setSpacing(2)
        foot.addWidget(self.tokens)
        foot.addWidget(self.cost)
        self._problems.hide()
        self.add(search, legend)
        self.add(self.text, stretch=1)
        self.add(self._problems, foot)


class _LegendEntry(QWidget):
    """The colour of a part, and its name."""

    def __init__(self, theme: Theme, kind: PartKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(_Dot(theme, kind))
        row.addWidget(label(part_name(kind), "small"))


class _Dot(QWidget):
    def __init__(self, theme: Theme, kind: PartKind) -> None:
        super().__init__()
        self._theme = theme
        self._kind = kind
        self.setFixedSize(QSize(DOT, DOT))
        theme.changed.connect(self._repaint)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = part_colors(self._kind, self._theme.tokens)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colors.bar))
        painter.setBrush(QColor(colors.ground))
        painter.drawRoundedRect(QRectF(0.5, 0.5, DOT - 1, DOT - 1), 2, 2)

    @Slot()
    def _repaint(self) -> None:
        self.update()
