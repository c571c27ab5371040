"""The selected example in full, beside the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTextEdit, QWidget

from gui.pages.data.example_details import details
from gui.pills import PillKind
from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.labels import Pill
from gui.words import split_name, state_name, state_pill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from gui.theme import Theme
    from services.domain.example import Answer, Example
    from services.domain.task import Task

WIDTH = 290
TEXT_HEIGHTS = (60, 300)
TEXT_FRAME = 20
DETAILS_MARGIN = 0


class ExamplePanel(Card):
    """`asked_to_label` says that the user wants to answer this example."""

    asked_to_label = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Example"), parent=parent)
        self._theme = theme
        self._shown: tuple[Example, Sequence[Answer], str, dict[str, str]] | None = None
        self.setMinimumWidth(WIDTH)
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Text of the example"))
        self.details = QTextEdit(readOnly=True)
        self.details.setProperty("flat", True)
        self.details.setTabChangesFocus(True)
        self.details.document().setDocumentMargin(DETAILS_MARGIN)
        self.details.setAccessibleName(self.tr("Answers and information of the example"))
        self._state = Pill("")
        self._split = Pill("")
        self._flag = Pill("", PillKind.WARN)
        self.label_button = button(theme, self.tr("Label this example"), "tag")
        self.label_button.clicked.connect(self.asked_to_label)
        self._lay_out()
        theme.changed.connect(self._show_details)

    def show_example(
        self, example: Example, answers: Sequence[Answer], note: str, task: Task
    ) -> None:
        self._shown = example, answers, note, {known.id: known.name for known in task.labels}
        self.set_title(self.tr("Example {n}").format(n=f"{example.row:,}"))
        self.text.setPlainText(example.text)
        self._fit_text()
        self._state.show_as(state_name(example.state), state_pill(example.state))
        self._split.setText(
            self.tr("in no split") if example.split is None else split_name(example.split)
        )
        self._flag.setText(example.flag_reason or self.tr("flag"))
        self._flag.setVisible(example.flagged)
        self._show_details()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_text()

    @Slot()
    def _show_details(self) -> None:
        if self._shown is not None:
            self.details.setHtml(details(*self._shown, self._theme.tokens))

    def _fit_text(self) -> None:
        """As high as the text needs, within bounds; longer texts scroll."""
        lines = self.text.document().size().height()
        wanted = round(lines * self.text.fontMetrics().lineSpacing()) + TEXT_FRAME
        low, high = TEXT_HEIGHTS
        self.text.setFixedHeight(min(max(wanted, low), high))

    def _lay_out(self) -> None:
        pills = QHBoxLayout()
        pills.setSpacing(6)
        for pill in (self._state, self._split, self._flag):
            pills.addWidget(pill)
        pills.addStretch()
        self.add(self.text)
        self.add(pills)
        self.add(self.details, stretch=1)
        self.add(self.label_button)
