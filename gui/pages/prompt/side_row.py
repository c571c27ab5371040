"""One row in full: its text, and beside it what each side replied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from gui.pages.prompt.verdicts import seconds_text, tokens_text
from gui.pills import HEIGHT as PILL_HEIGHT
from gui.translation import tr
from gui.widgets.labels import ElidedLabel, Pill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.pills import PillKind
    from gui.theme import Theme
    from services.domain.prediction import Prediction
    from services.evaluation.side_by_side import SideRow

LEAST_HEIGHT = 120


class SideRowView(QWidget):
    """The boxes are made anew when other sides are shown."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)
        self.text = _Box(theme, self.tr("Text"), mono=False)
        self._row.addWidget(self.text, 1)
        self.sides: list[_Box] = []
        self.setMinimumHeight(LEAST_HEIGHT)

    def show_sides(self, titles: Sequence[str]) -> None:
        """Make a box for each side."""
        for box in self.sides:
            self._row.removeWidget(box)
            box.deleteLater()
        self.sides = [_Box(self._theme, title) for title in titles]
        for box in self.sides:
            self._row.addWidget(box, 1)

    def show_row(self, row: SideRow, gold: str, verdicts: Sequence[tuple[str, PillKind]]) -> None:
        """Show a row; `verdicts` has a word and a colour for each side."""
        self.text.show_text(row.text, self.tr("Gold answer: {answer}").format(answer=gold or "–"))
        self.text.pill.hide()
        for box, prediction, (word, kind) in zip(
            self.sides, row.predictions, verdicts, strict=True
        ):
            box.show_text(_reply(prediction), _facts(prediction))
            box.pill.show_as(word, kind)
            box.pill.show()


class _Box(QWidget):
    def __init__(self, theme: Theme, title: str, *, mono: bool = True) -> None:
        super().__init__()
        self.pill = Pill("")
        self._note = ElidedLabel("", "small")
        self.reply = QPlainTextEdit(readOnly=True)
        self.reply.setTabChangesFocus(True)
        if mono:
            self.reply.setProperty("mono", True)
            self.reply.setFont(theme.mono)
        self.reply.setAccessibleName(title)
        name = ElidedLabel(title, "field")
        name.setMinimumHeight(PILL_HEIGHT)
        head = QHBoxLayout()
        head.addWidget(name, 1)
        head.addWidget(self.pill)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.reply, 1)
        column.addWidget(self._note)
        self.pill.hide()

    def show_text(self, text: str, note: str) -> None:
        if text != self.reply.toPlainText():
            self.reply.setPlainText(text)
        self._note.setText(note)


def _reply(prediction: Prediction | None) -> str:
    """The reply as it came; where there is none, why."""
    if prediction is None:
        return ""
    return prediction.reply or prediction.error


def _facts(prediction: Prediction | None) -> str:
    if prediction is None:
        return ""
    facts = f"{seconds_text(prediction.milliseconds)} · {tokens_text(prediction.usage)}"
    return f"{facts} · {tr('repaired')}" if prediction.repaired else facts
