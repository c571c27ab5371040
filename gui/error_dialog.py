"""The dialog for an error that has no page to be shown in, or that nobody expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.diagnostics import describe
from services.domain.errors import AppError

if TYPE_CHECKING:
    from pathlib import Path

WIDTH = 480
DETAILS_HEIGHT = 180


class ErrorDialog(QDialog):
    """Says what happened and what to do; details are folded away and can be copied."""

    def __init__(self, error: BaseException, log_file: Path | None, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._diagnostics = describe(error, log_file)
        self._others = 0
        self.setWindowTitle(self.tr("Tunesmith"))
        self.setMinimumWidth(WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(10)
        for label in self._labels(error):
            layout.addWidget(label)
        self._details = self._details_box()
        layout.addWidget(self._details)
        layout.addSpacing(6)
        layout.addLayout(self._buttons())

    def add_another(self) -> None:
        """A further error came while this one is being read."""
        self._others += 1
        self._count.setText(self.tr("%n more like this; see the log.", "", self._others))
        self._count.show()

    def _labels(self, error: BaseException) -> tuple[QLabel, ...]:
        if isinstance(error, AppError):
            title, text = error.title, error.way_out
        else:
            title = self.tr("Something happened that Tunesmith did not expect.")
            text = self.tr(
                "What you did before is saved. You can go on; if it comes again, copy the "
                "diagnostics and send them to whoever looks after Tunesmith for you."
            )
        self._count = _label("", "mute")
        self._count.hide()
        self.setAccessibleName(title)
        return _label(title, "h2"), _label(text, ""), self._count

    def _details_box(self) -> QPlainTextEdit:
        box = QPlainTextEdit(self._diagnostics, readOnly=True)
        box.setProperty("mono", True)
        box.setFixedHeight(DETAILS_HEIGHT)
        box.setAccessibleName(self.tr("Details of the error"))
        box.setTabChangesFocus(True)
        box.hide()
        return box

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._toggle = QPushButton(self.tr("Show details"), autoDefault=False)
        self._toggle.setProperty("variant", "ghost")
        self._toggle.clicked.connect(self._toggle_details)
        copy = QPushButton(self.tr("Copy diagnostics"), autoDefault=False)
        copy.clicked.connect(self._copy)
        close = QPushButton(self.tr("Close"), default=True)
        close.setProperty("variant", "primary")
        close.clicked.connect(self.accept)
        row.addWidget(self._toggle)
        row.addStretch()
        row.addWidget(copy)
        row.addWidget(close)
        return row

    @Slot()
    def _copy(self) -> None:
        QApplication.clipboard().setText(self._diagnostics)

    @Slot()
    def _toggle_details(self) -> None:
        shown = not self._details.isVisible()
        self._details.setVisible(shown)
        self._toggle.setText(self.tr("Hide details") if shown else self.tr("Show details"))
        self.adjustSize()


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
