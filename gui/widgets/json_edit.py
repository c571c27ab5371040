"""A record as JSON; where it cannot be read is said and shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QVBoxLayout, QWidget

from gui.widgets.labels import label, restyle, set_role
from gui.widgets.schema_lines import Lines
from gui.widgets.text_offsets import TextOffsets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui.theme import Theme

MOST_HEIGHT = 16_777_215


class JsonEdit(QWidget):
    """`edited` says that the user typed; `problem` says what keeps it from being a record."""

    edited = Signal()
    submitted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._record: dict[str, Any] = {}
        self.problem = ""
        self.text = Lines()
        self.text.setMaximumHeight(MOST_HEIGHT)
        self.text.setProperty("mono", True)
        self.text.setFont(theme.mono)
        self.text.setAccessibleName(self.tr("The record as JSON"))
        self._note = label("", "small", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.text, 1)
        layout.addWidget(self._note)
        self.text.submitted.connect(self.submitted)
        self.text.textChanged.connect(self._read)

    @property
    def note(self) -> str:
        return self._note.text()

    def record(self) -> dict[str, Any]:
        """The newest record that stood here."""
        return self._record

    def show_record(self, record: Mapping[str, Any]) -> None:
        """Write a record down without telling."""
        self.text.blockSignals(True)
        self.text.setPlainText(json.dumps(record, ensure_ascii=False, indent=2))
        self.text.blockSignals(False)
        self._record = dict(record)
        self._tell("", None)

    def say(self, problem: str) -> None:
        """Say what is wrong with a record that can be read."""
        if not self.problem:
            self._show_note(problem)

    def _read(self) -> None:
        text = self.text.toPlainText()
        try:
            found = json.loads(text)
            json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
        except json.JSONDecodeError as error:
            said = self.tr("Line {line}, column {column}: {problem}").format(
                line=error.lineno, column=error.colno, problem=error.msg
            )
            self._tell(said, TextOffsets(text).unit(error.pos))
        except RecursionError:
            self._tell(self.tr("This is nested too deeply."), None)
        except ValueError as error:
            words = self.tr("This cannot be written down: {problem}").format(problem=error)
            self._tell(words, None)
        else:
            if isinstance(found, dict):
                self._record = found
                self._tell("", None)
            else:
                self._tell(self.tr("A record stands in { }."), None)
        self.edited.emit()

    def _tell(self, problem: str, at: int | None) -> None:
        self.problem = problem
        self._show_note(problem)
        self.text.setExtraSelections([] if at is None else [self._mark(at)])

    def _show_note(self, problem: str) -> None:
        self._note.setText(problem)
        self._note.setVisible(bool(problem))
        set_role(self._note, "bad" if problem else "small")
        restyle(self.text, "invalid", bool(problem))
        self.text.setAccessibleDescription(problem)

    def _mark(self, at: int) -> QTextEdit.ExtraSelection:
        """The letter where reading stopped, or the last one where the text is too short."""
        made = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.text.document())
        last = self.text.document().characterCount() - 1
        cursor.setPosition(max(0, min(at, last - 1)))
        cursor.movePosition(
            QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor
        )
        form = QTextCharFormat()
        form.setBackground(self._theme.color("bad_soft"))
        form.setForeground(self._theme.color("bad"))
        made.cursor = cursor  # pyright: ignore[reportAttributeAccessIssue]
        made.format = form  # pyright: ignore[reportAttributeAccessIssue]
        return made
