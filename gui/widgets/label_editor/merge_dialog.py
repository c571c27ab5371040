"""Merge a label into another: what that touches, before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from gui.widgets.form import FormRow
from gui.widgets.form_dialog import FormDialog
from gui.widgets.label_editor.label_words import touched
from gui.widgets.labels import label as text_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.theme import Theme
    from services.domain.task import Label
    from services.storage.label_use import LabelUse

WIDTH = 460


class MergeLabelDialog(FormDialog):
    """`chosen` carries the id of the label that stays."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, gone: Label, use: LabelUse, labels: Sequence[Label], parent: QWidget
    ) -> None:
        super().__init__(
            theme,
            self.tr("Merge “{name}”").format(name=gone.name),
            self.tr("Merge"),
            self.tr("The other label stands for both from then on. Ctrl+Z takes it back."),
            parent,
        )
        self._gone, self._use = gone, use
        self.setMinimumWidth(WIDTH)
        self.into = QComboBox()
        for known in labels:
            if known.id != gone.id:
                self.into.addItem(known.name, known.id)
        self._question = text_label("", "", wrap=True)
        self.body.addWidget(FormRow(self.tr("Into"), self.into))
        self.body.addWidget(self._question)
        self.finish_building()
        self.into.currentIndexChanged.connect(self._look)
        self._look()

    @property
    def question(self) -> str:
        return self._question.text()

    @Slot()
    def confirm(self) -> None:
        self.chosen.emit(self.into.currentData())
        super().confirm()

    @Slot()
    def _look(self) -> None:
        text = self.tr(
            "{what} say “{gone}” and will read “{stays}”. Runs are scored with that at once, "
            "without a call; models that were tuned with “{gone}” are understood. Rows on which "
            "authors disagreed between the two are agreed."
        )
        self._question.setText(
            text.format(
                what=touched(self._use), gone=self._gone.name, stays=self.into.currentText()
            )
        )
        self.confirm_button.setEnabled(self.into.count() > 0)
