"""Where the answer is given: labels with keys, or the form of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from gui.pages.label.label_choice import LabelChoice
from gui.pages.label.record_panel import RecordPanel
from gui.pages.label.suggestion_line import SuggestionLine
from gui.widgets.card import Card
from gui.widgets.labels import ElidedLabel, restyle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui.theme import Theme
    from gui.widgets.marked_text import MarkedText
    from services.domain.evidence import Evidence
    from services.domain.example import Value
    from services.domain.task import Task

FLASH_MILLISECONDS = 160
FEW_LABELS = 9


class AnswerCard(Card):
    """`answered` carries a label id or a record; `refused` an AppError about the form."""

    answered = Signal(object)
    refused = Signal(object)

    def __init__(self, theme: Theme, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Answer"), parent=parent)
        self._task = task
        self._extraction = not task.kind.has_labels
        self.labels = LabelChoice(theme)
        self.said = ElidedLabel(role="ok")
        self.suggestion = SuggestionLine(theme)
        self.record = RecordPanel(theme)
        self._flash = QTimer(self, singleShot=True, interval=FLASH_MILLISECONDS)
        self._build()

    @property
    def share(self) -> int:
        """How much of the height it needs, where the text takes three parts."""
        many = self._extraction or len(self._task.labels) > FEW_LABELS
        return 5 if many else 2

    @property
    def filtering(self) -> bool:
        return not self._extraction and self.labels.filtering

    def surfaces(self) -> tuple[QWidget, ...]:
        """What has the focus while keys are labels."""
        return () if self._extraction else tuple(self.labels.buttons())

    def show_task(self, task: Task, keys: Mapping[str, str]) -> None:
        """Show the labels with their `keys` by id, or the fields of the schema."""
        if self._extraction:
            self.record.show_schema(task.schema or {})
        else:
            self.labels.show_labels(task.labels, keys)

    def show_answer(
        self, value: Value | None, example_id: str = "", evidence: Evidence | None = None
    ) -> None:
        """Show the answer that stands of an example."""
        if self._extraction:
            record = value if isinstance(value, dict) else {}
            self.record.show_record(example_id, record, evidence)
        else:
            self.labels.mark(value if isinstance(value, str) else None)

    def press(self, key: str) -> None:
        """A label key: answers, or in an extraction fills the field with the marked words."""
        if self._extraction:
            self.record.press(key)
            return
        chosen = self.labels.at_key(key)
        if chosen is not None:
            self._choose(chosen)

    def suggest_record(self, record: Mapping[str, Any]) -> None:
        """Fill the form with a suggested record, to be read and saved."""
        self.record.suggest(record)

    def type_into_filter(self, text: str) -> None:
        self.labels.filter_field.setFocus()
        self.labels.filter_field.insert(text)

    @property
    def evidence(self) -> Evidence | None:
        """What was said beside the values of a record."""
        return self.record.form.evidence() if self._extraction else None

    def follow(self, text: MarkedText) -> None:
        """Fill the fields of a record from this text."""
        if self._extraction:
            self.record.follow(text)

    def take_focus(self, text: QWidget) -> None:
        """Put the focus where the keys work: the text, or the first field of the form."""
        if self._extraction:
            self.record.form.focus_first()
        else:
            text.setFocus()

    @Slot()
    def submit(self) -> None:
        """Give the record that the form holds."""
        if self._extraction:
            self.record.submit()

    def _build(self) -> None:
        stack = QStackedWidget()
        stack.addWidget(self.labels)
        stack.addWidget(self.record)
        stack.setCurrentIndex(int(self._extraction))
        self.labels.chosen.connect(self._choose)
        self.record.answered.connect(self._take_record)
        self.record.refused.connect(self.refused)
        self._flash.timeout.connect(lambda: restyle(self, "flash", False))
        self.add_action(self.said)
        self.add_action(self.suggestion)
        if self._extraction:
            self.add_action(self.record.schema_button)
            self.add_action(self.record.form.view)
        self.add(stack, stretch=1)
        self.body.setStretchFactor(stack, 1)

    @Slot(object)
    def _take_record(self, record: object) -> None:
        self._show_flash()
        self.answered.emit(record)

    @Slot(str)
    def _choose(self, label_id: str) -> None:
        self.labels.flash(label_id)
        self.answered.emit(label_id)

    def _show_flash(self) -> None:
        restyle(self, "flash", True)
        self._flash.start()
