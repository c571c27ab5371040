"""The selected example in full, beside the table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.pills import PillKind
from gui.tables.example_table import answer_text
from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.labels import Pill, SectionLabel, label
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


class ExamplePanel(Card):
    """`asked_to_label` says that the user wants to answer this example."""

    asked_to_label = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Example"), parent=parent)
        self.setMinimumWidth(WIDTH)
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Text of the example"))
        self._state = Pill("")
        self._split = Pill("")
        self._flag = Pill("", PillKind.WARN)
        self._answer = _said("")
        self._answers = QVBoxLayout()
        self._answers.setSpacing(4)
        self._metadata = QFormLayout()
        self._sections: list[QWidget] = []
        self.label_button = button(theme, self.tr("Label this example"), "tag")
        self.label_button.clicked.connect(self.asked_to_label)
        self._lay_out()

    def show_example(self, example: Example, answers: Sequence[Answer], task: Task) -> None:
        names = {known.id: known.name for known in task.labels}
        self.set_title(self.tr("Example {n}").format(n=f"{example.row:,}"))
        self.text.setPlainText(example.text)
        self._fit_text()
        self._state.show_as(state_name(example.state), state_pill(example.state))
        self._split.setText(
            split_name(example.split) if example.split is not None else self.tr("in no split")
        )
        self._flag.setText(example.flag_reason or self.tr("flag"))
        self._flag.setVisible(example.flagged)
        self._show_answer(example, names)
        self._show_answers(answers, names)
        self._show_metadata(example)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_text()

    def _fit_text(self) -> None:
        """As high as the text needs, within bounds; longer texts scroll."""
        lines = self.text.document().size().height()
        wanted = round(lines * self.text.fontMetrics().lineSpacing()) + TEXT_FRAME
        low, high = TEXT_HEIGHTS
        self.text.setFixedHeight(min(max(wanted, low), high))

    def _show_answer(self, example: Example, names: dict[str, str]) -> None:
        if isinstance(example.gold, dict):
            text = json.dumps(example.gold, ensure_ascii=False, indent=2)
        else:
            text = answer_text(example.gold, names)
        self._answer.setText(text or self.tr("None yet"))
        self._answer.setProperty("role", "" if text else "mute")
        self._answer.setProperty("mono", isinstance(example.gold, dict))
        self._answer.style().unpolish(self._answer)
        self._answer.style().polish(self._answer)

    def _show_answers(self, answers: Sequence[Answer], names: dict[str, str]) -> None:
        _empty(self._answers)
        for answer in reversed(answers):
            self._answers.addWidget(_said(self._answer_words(answer, names), "small"))
        self._answers_title.setVisible(bool(answers))

    def _show_metadata(self, example: Example) -> None:
        while self._metadata.rowCount():
            self._metadata.removeRow(0)
        for name, value in example.metadata.items():
            key = label(name, "small")
            key.setAlignment(Qt.AlignmentFlag.AlignTop)
            self._metadata.addRow(key, _said(value))
        self._metadata_title.setVisible(bool(example.metadata))

    def _answer_words(self, answer: Answer, names: dict[str, str]) -> str:
        when = QLocale().toString(QDateTime.fromSecsSinceEpoch(int(answer.at)), "d MMM yyyy, HH:mm")
        if answer.skipped:
            what = self.tr("skipped")
        elif answer.value is None:
            what = self.tr("answer withdrawn")
        else:
            what = answer_text(answer.value, names)
        reason = f" ({answer.reason})" if answer.reason else ""
        return f"{what}{reason} · {answer.author} · {when}"

    def _lay_out(self) -> None:
        pills = QHBoxLayout()
        pills.setSpacing(6)
        for pill in (self._state, self._split, self._flag):
            pills.addWidget(pill)
        pills.addStretch()
        self._answers_title = SectionLabel(self.tr("What was said"))
        self._metadata_title = SectionLabel(self.tr("Information"))
        inside = QWidget()
        inside.setObjectName("scrolled")
        below = QVBoxLayout(inside)
        below.setContentsMargins(0, 0, 6, 0)
        below.setSpacing(8)
        for part in (SectionLabel(self.tr("Gold answer")), self._answer, self._metadata_title):
            below.addWidget(part)
        below.addLayout(self._metadata)
        below.addWidget(self._answers_title)
        below.addLayout(self._answers)
        below.addStretch()
        area = QScrollArea(widgetResizable=True)
        area.setWidget(inside)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("Answers and information of the example"))
        self.add(self.text)
        self.add(pills)
        self.add(area, stretch=1)
        self.add(self.label_button)


def _said(text: str, role: str = "") -> QLabel:
    """Words of the data: whole, wrapped, and free to be copied."""
    made = label(text, role, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
