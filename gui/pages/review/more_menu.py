"""What else can be done with a row: seldom, so that it is not one of the four keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from gui.widgets.buttons import button

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QPushButton, QWidget

    from gui.theme import Theme


class MoreMenu(QMenu):
    """The page connects the actions."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.unclear = self._add(self.tr("Guideline unclear: write it down") + "\tU")
        self.note = self._add(self.tr("Note on this row") + "\tN")
        self.more_like_this = self._add(self.tr("Label more like this") + "\tL")
        self.addSeparator()
        self.causes = self._add(self.tr("Causes found so far") + "\tC")
        self.button: QPushButton = button(theme, self.tr("More"))
        self.button.setToolTip(self.tr("Guideline unclear, note, label more, causes"))
        self.button.setMenu(self)

    def _add(self, words: str) -> QAction:
        return self.addAction(words)
