"""The dialog for an error that has no page to be shown in, or that nobody expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QWidget

from gui.diagnostics import describe
from gui.message_dialog import MessageDialog
from services.domain.errors import AppError

if TYPE_CHECKING:
    from pathlib import Path

DETAILS_HEIGHT = 180


class ErrorDialog(MessageDialog):
    """Says what happened and what to do; details are folded away and can be copied."""

    def __init__(self, error: BaseException, log_file: Path | None, parent: QWidget | None) -> None:
        super().__init__(*_words(error), parent)
        self._diagnostics = describe(error, log_file)
        self._others = 0
        self._count = QLabel()
        self._count.setProperty("role", "mute")
        self._details = self._details_box()
        for part in (self._count, self._details):
            self.body.addWidget(part)
            part.hide()
        self._add_buttons()

    def add_another(self) -> None:
        """A further error came while this one is being read."""
        self._others += 1
        words = self.tr("Further errors meanwhile: {count}. They are in the log.")
        self._count.setText(words.format(count=self._others))
        self._count.show()

    def _details_box(self) -> QPlainTextEdit:
        box = QPlainTextEdit(self._diagnostics, readOnly=True)
        box.setProperty("mono", True)
        box.setFixedHeight(DETAILS_HEIGHT)
        box.setAccessibleName(self.tr("Details of the error"))
        box.setTabChangesFocus(True)
        return box

    def _add_buttons(self) -> None:
        self._toggle = QPushButton(self.tr("Show details"))
        self._toggle.setAutoDefault(False)
        self._toggle.setProperty("variant", "ghost")
        self._toggle.clicked.connect(self._toggle_details)
        copy = QPushButton(self.tr("Copy diagnostics"))
        copy.setAutoDefault(False)
        copy.clicked.connect(self._copy)
        self.buttons.insertWidget(0, self._toggle)
        self.buttons.addWidget(copy)
        self.set_default(self.add_button(self.tr("Close"), "primary"))

    @Slot()
    def _copy(self) -> None:
        QApplication.clipboard().setText(self._diagnostics)

    @Slot()
    def _toggle_details(self) -> None:
        shown = self._details.isHidden()
        self._details.setVisible(shown)
        self._toggle.setText(self.tr("Hide details") if shown else self.tr("Show details"))


def _words(error: BaseException) -> tuple[str, str]:
    if isinstance(error, AppError):
        return error.title, error.way_out
    translate = QCoreApplication.translate
    return (
        translate("ErrorDialog", "Something happened that Tunesmith did not expect."),
        translate(
            "ErrorDialog",
            "What you did before is saved. You can go on; if it comes again, copy the "
            "diagnostics and send them to whoever looks after Tunesmith for you.",
        ),
    )
