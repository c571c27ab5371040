"""One label: its name, what it means, its colour, and what a change would touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from gui.widgets.buttons import button
from gui.widgets.form import FormRow
from gui.widgets.label_colors import color_icon, color_names
from gui.widgets.label_editor.label_words import touched
from gui.widgets.labels import label as text_label

if TYPE_CHECKING:
    from gui.theme import Theme
    from services.domain.task import Label
    from services.storage.label_use import LabelUse

DESCRIPTION_HEIGHT = 84


class LabelForm(QWidget):
    """`saved` carries name, description and colour as they were filled in; the others say that
    the user wants that done to the label at hand."""

    saved = Signal(str, str, str)
    merge_asked = Signal()
    split_asked = Signal()
    remove_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label: Label | None = None
        self._use: LabelUse | None = None
        self.name = QLineEdit()
        self.description = QPlainTextEdit()
        self.color = QComboBox()
        self._touches = text_label("", "mute", wrap=True)
        self.save_button = button(theme, self.tr("Save this label"), "check")
        self.merge_button = button(theme, self.tr("Merge into…"), "merge")
        self.split_button = button(theme, self.tr("Split…"), "split")
        self.remove_button = button(theme, self.tr("Remove"), "trash-2")
        self._build()
        self._connect()

    @property
    def touches(self) -> str:
        """What the change that is filled in would touch, in words."""
        return self._touches.text()

    def show_label(self, label: Label | None, use: LabelUse | None) -> None:
        """Show a label as it is stored; `use` None: not counted yet."""
        same = label is not None and self._label is not None and label.id == self._label.id
        keep = same and self._changed
        self._label, self._use = label, use
        self.setEnabled(label is not None)
        if label is not None and not keep:
            self.name.setText(label.name)
            self.description.setPlainText(label.description)
            self.color.setCurrentIndex(max(self.color.findData(label.color), 0))
        self._look()

    @property
    def _changed(self) -> bool:
        known = self._label
        return known is not None and self._filled_in != (known.name, known.description, known.color)

    @property
    def _filled_in(self) -> tuple[str, str, str]:
        return (
            self.name.text().strip(),
            self.description.toPlainText().strip(),
            self.color.currentData() or "",
        )

    def _build(self) -> None:
        self.description.setFixedHeight(DESCRIPTION_HEIGHT)
        self.description.setTabChangesFocus(True)
        self.description.setPlaceholderText(self.tr("When does this label apply, and when not?"))
        for color, name in color_names().items():
            self.color.addItem(color_icon(color), name, color)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(FormRow(self.tr("Name"), self.name))
        layout.addWidget(FormRow(self.tr("What it means"), self.description))
        layout.addWidget(FormRow(self.tr("Colour"), self.color))
        layout.addWidget(self._touches)
        layout.addLayout(_row(self.save_button))
        layout.addStretch()
        layout.addLayout(_row(self.merge_button, self.split_button, self.remove_button))

    def _connect(self) -> None:
        self.name.textChanged.connect(self._look)
        self.name.returnPressed.connect(self._save)
        self.description.textChanged.connect(self._look)
        self.color.currentIndexChanged.connect(self._look)
        self.save_button.clicked.connect(self._save)
        self.merge_button.clicked.connect(self.merge_asked)
        self.split_button.clicked.connect(self.split_asked)
        self.remove_button.clicked.connect(self.remove_asked)

    @Slot()
    def _look(self) -> None:
        if self._label is None:
            self._touches.setText("")
            return
        self.save_button.setEnabled(self._changed)
        self.remove_button.setEnabled(self._use is not None and not self._use.answers)
        self.split_button.setEnabled(self._use is not None and bool(self._use.rows))
        self._touches.setText(self._said(self._label))

    def _said(self, known: Label) -> str:
        name, description, _ = self._filled_in
        if self._use is None:
            return self.tr("Counting what holds it…")
        if name != known.name:
            text = self.tr(
                "The new name shows in {what}. Nothing has to be answered or run again; models "
                "that were tuned with “{old}” go on saying it and are understood."
            )
            return text.format(what=touched(self._use), old=known.name)
        if description != known.description:
            text = self.tr("Its rows were answered by the old meaning: {what}.")
            return text.format(what=touched(self._use))
        former = ", ".join(f"“{one}”" for one in known.former)
        said = self.tr("Held by {what}.").format(what=touched(self._use))
        return said + (" " + self.tr("Formerly {names}.").format(names=former) if former else "")

    @Slot()
    def _save(self) -> None:
        if self._changed:
            self.saved.emit(*self._filled_in)


def _row(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for part in parts:
        row.addWidget(part)
    row.addStretch()
    return row
