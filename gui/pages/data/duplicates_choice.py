"""What becomes of rows whose text is in the project already."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from gui.widgets.labels import label
from services.domain.duplicates import Duplicates


class DuplicatesChoice(QWidget):
    """The first choice leaves it to the program, which knows whether the file came before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combo = QComboBox()
        self.combo.addItem(self.tr("kept, but not from a file that came before"), None)
        self.combo.addItem(self.tr("kept"), Duplicates.KEEP)
        self.combo.addItem(self.tr("left out"), Duplicates.SKIP)
        self.combo.addItem(self.tr("merged with the row that is there"), Duplicates.MERGE)
        name = label(self.tr("Texts that are there already"), "field")
        name.setBuddy(self.combo)
        self.combo.setAccessibleName(name.text())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(name)
        row.addWidget(self.combo)

    @property
    def chosen(self) -> Duplicates | None:
        # Qt gives an enum of texts back as the bare text.
        value = self.combo.currentData()
        return None if value is None else Duplicates(value)
