"""A line in which a reason is typed; Enter takes it, Escape drops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from gui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent


class ReasonBar(QWidget):
    """Hidden until somebody asks for a reason."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._taken: Callable[[str], None] = lambda _: None
        self._left: Callable[[], None] = lambda: None
        self._question = label("", "field")
        self.field = QLineEdit()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._question)
        row.addWidget(self.field, 1)
        row.addWidget(label(self.tr("Enter takes it, Escape drops it"), "small"))
        self.field.returnPressed.connect(self._take)
        self.hide()

    def ask(self, question: str, taken: Callable[[str], None], left: Callable[[], None]) -> None:
        """Ask; `taken` is called with the reason, `left` afterwards in any case."""
        self._taken, self._left = taken, left
        self._question.setText(question)
        self.field.setAccessibleName(question)
        self.field.clear()
        self.show()
        self.field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _take(self) -> None:
        reason = self.field.text().strip()
        self._leave()
        self._taken(reason)

    def _leave(self) -> None:
        self.hide()
        self._left()
