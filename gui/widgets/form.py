"""Rows of a form: a name, a field, a word of help and what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from gui.widgets.labels import label, restyle


class FormRow(QWidget):
    """A field with its name above and its help below; `set_problem` puts an error in its place."""

    def __init__(
        self, name: str, field: QWidget, help_: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.field = field
        self._help = help_
        self._name = label(name, "field")
        self._name.setBuddy(field)
        self._note = label(help_, "small", wrap=True)
        if not field.accessibleName():
            field.setAccessibleName(name.rstrip(":"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for part in (self._name, field, self._note):
            layout.addWidget(part)
        # Only now: a label without a parent would be shown as a window.
        self._note.setVisible(bool(help_))

    @property
    def name_label(self) -> QLabel:
        return self._name

    def set_help(self, help_: str) -> None:
        """Say something else about the field."""
        self._help = help_
        self.set_problem("")

    def set_problem(self, problem: str) -> None:
        """Say what is wrong with the value; an empty text says that it is right."""
        self._note.setText(problem or self._help)
        self._note.setVisible(bool(problem or self._help))
        restyle(self._note, "role", "bad" if problem else "small")
        restyle(self.field, "invalid", bool(problem))
        self.field.setAccessibleDescription(problem or self._help)


def form(*rows: QWidget | QLayout, spacing: int = 14) -> QVBoxLayout:
    """Rows below each other."""
    layout = QVBoxLayout()
    layout.setSpacing(spacing)
    for row in rows:
        if isinstance(row, QWidget):
            layout.addWidget(row)
        else:
            layout.addLayout(row)
    return layout


def side_by_side(*rows: QWidget) -> QHBoxLayout:
    """Rows beside each other, in equal shares, their names on one line."""
    line = QHBoxLayout()
    line.setSpacing(12)
    for row in rows:
        line.addWidget(row, 1, Qt.AlignmentFlag.AlignTop)
    return line
