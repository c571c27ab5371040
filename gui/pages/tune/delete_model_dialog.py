"""Asks for a model's name before the model is deleted for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.translation import tr
from gui.widgets.form import FormRow
from gui.widgets.form_dialog import FormDialog

if TYPE_CHECKING:
    from gui.theme import Theme

WIDTH = 520


class DeleteModelDialog(FormDialog):
    """`confirmed` comes once the name was typed as it stands."""

    confirmed = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(
            theme,
            tr("Delete this model?"),
            tr("Delete the model"),
            tr(
                "It is undeployed first, then its endpoints, its checkpoints and the model itself "
                "are deleted at the service. That cannot be undone. The job, its curves and the "
                "runs of the model stay in the project."
            ),
            parent,
        )
        self.setMinimumWidth(WIDTH)
        self._name = name
        self.field = QLineEdit()
        row = FormRow(tr("Type its name to delete it"), self.field)
        row.set_help(name)
        self.body.addWidget(row)
        self.confirm_button.setProperty("variant", "danger")
        self.confirm_button.setEnabled(False)
        self.finish_building()
        self.field.textChanged.connect(self._compare)
        self.field.setFocus()

    def confirm(self) -> None:
        self.confirmed.emit()
        self.accept()

    def _compare(self, text: str) -> None:
        self.confirm_button.setEnabled(text.strip() == self._name)
