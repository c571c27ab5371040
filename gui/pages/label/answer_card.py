"""Where the answer is given: labels with keys, or the form of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from gui.pages.label.label_choice import LabelChoice
from gui.pages.label.label_keys import KEYS
from gui.widgets.buttons import button
from gui.widgets.card import Card
from gui.widgets.labels import label, restyle
from gui.widgets.schema_form import SchemaForm
from services.domain.errors import AppError

if TYPE_CHECKING:
    from gui.theme import Theme
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
        self.form = SchemaForm(theme)
        self.save_button = button(theme, self.tr("Save and go on"), "check", "primary")
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

    def show_task(self, task: Task) -> None:
        if self._extraction:
            self.form.show_schema(task.schema or {}, KEYS)
        else:
            self.labels.show_labels(task.labels)

    def show_answer(self, value: Value | None) -> None:
        """Show the answer that stands."""
        if self._extraction:
            self.form.show_record(value if isinstance(value, dict) else {})
        else:
            self.labels.mark(value if isinstance(value, str) else None)

    def press(self, position: int, marked_words: str) -> None:
        """A label key: answers, or in an extraction fills the field with the marked words."""
        if self._extraction:
            if marked_words and position < len(self.form.names):
                self.form.fill(self.form.names[position], marked_words)
            return
        chosen = self.labels.at_key(position)
        if chosen is not None:
            self._choose(chosen)

    def type_into_filter(self, text: str) -> None:
        self.labels.filter_field.setFocus()
        self.labels.filter_field.insert(text)

    def take_focus(self, text: QWidget) -> None:
        """Put the focus where the keys work: the text, or the first field of the form."""
        if self._extraction:
            self.form.focus_first()
        else:
            text.setFocus()

    @Slot()
    def submit(self) -> None:
        """Give the record that the form holds."""
        if not self._extraction:
            return
        try:
            record = self.form.record()
        except AppError as error:
            self.refused.emit(error)
            return
        self._show_flash()
        self.answered.emit(record)

    def _build(self) -> None:
        stack = QStackedWidget()
        stack.addWidget(self.labels)
        stack.addWidget(self.form)
        stack.setCurrentIndex(int(self._extraction))
        self.labels.chosen.connect(self._choose)
        self.form.submitted.connect(self.submit)
        self._flash.timeout.connect(lambda: restyle(self, "flash", False))
        self.add(stack, stretch=1)
        self.body.setStretchFactor(stack, 1)
        footer = QHBoxLayout()
        hint = self.tr("Mark words in the text and press the key of a field to fill it.")
        footer.addWidget(label(hint, "small", wrap=True), 1)
        footer.addWidget(self.save_button)
        self.save_button.clicked.connect(self.submit)
        holder = QWidget()
        holder.setLayout(footer)
        footer.setContentsMargins(0, 0, 0, 0)
        holder.setVisible(self._extraction)
        self.add(holder)

    @Slot(str)
    def _choose(self, label_id: str) -> None:
        self._show_flash()
        self.answered.emit(label_id)

    def _show_flash(self) -> None:
        restyle(self, "flash", True)
        self._flash.start()
