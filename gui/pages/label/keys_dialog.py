"""The keys of the labels, changed by those who use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLineEdit, QScrollArea, QWidget

from gui.widgets.buttons import button
from gui.widgets.form_dialog import FormDialog
from gui.widgets.label_keys import pressed_key
from gui.widgets.labels import label
from services.domain.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from gui.theme import Theme
    from services.domain.task import Label
    from services.labeling.keys import LabelKeys

KEY_WIDTH = 44
SIZE = (420, 460)


class LabelKeysDialog(FormDialog):
    """A field for each label: the key that is pressed in it becomes the label's key."""

    def __init__(
        self,
        theme: Theme,
        labels: Sequence[Label],
        keys: LabelKeys,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            theme,
            self.tr("Keys of the labels"),
            self.tr("Save the keys"),
            self.tr("Press a digit from 1 to 9 or a letter. An empty field takes a free key."),
            parent,
        )
        self._keys = keys
        self.fields = {label.id: _KeyField(label.name) for label in labels}
        self.reset_button = button(theme, self.tr("Keys in order"), "refresh-cw")
        self.reset_button.setToolTip(self.tr("1 to 9, then A to Z, as the labels stand"))
        self.reset_button.clicked.connect(self._empty)
        for label_id, key in keys.all().items():
            self.fields[label_id].setText(key.upper())
        self.body.addWidget(self._list(labels), 1)
        self.footer.insertWidget(0, self.reset_button)
        self.finish_building()
        self.resize(*SIZE)

    def confirm(self) -> None:
        """Save the keys, or say which two clash."""
        try:
            self._keys.choose({known: field.text() for known, field in self.fields.items()})
        except AppError as error:
            self.show_error(error)
            return
        self.accept()

    def _list(self, labels: Sequence[Label]) -> QScrollArea:
        inside = QWidget()
        inside.setObjectName("scrolled")
        form = QFormLayout(inside)
        form.setContentsMargins(0, 0, 8, 0)
        for known in labels:
            form.addRow(self.fields[known.id], label(known.name, wrap=True))
        area = QScrollArea(widgetResizable=True)
        area.setWidget(inside)
        area.setAccessibleName(self.tr("Labels"))
        return area

    def _empty(self) -> None:
        for field in self.fields.values():
            field.clear()


class _KeyField(QLineEdit):
    """Holds one key; another press replaces it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setFixedWidth(KEY_WIDTH)
        self.setMaxLength(1)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName(self.tr("Key of {label}").format(label=name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = pressed_key(event)
        if key is None:
            super().keyPressEvent(event)
        else:
            self.setText(key.upper())
